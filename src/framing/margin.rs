//! What something other than the writer of a log put in front of every line of it.
//!
//! ```text
//! > Nov 14 02:57:18 node-3 ...                a quotation, and one of a quotation
//! `Nov 14 02:57:18 node-3 ...`              code in Markdown; "..." a list of strings, `* ` a list, `+` a patch
//!     Nov 14 02:57:18 node-3 ...              a paste, a block of code in Markdown
//!    120  Nov 14 02:57:18 node-3 ...          cat -n, nl, less -N; `120:` and `120-` are grep -n
//! /var/log/syslog:Nov 14 02:57:18 node-3 ...  grep -r; `/var/log/syslog:120:` and `-120-` are grep -rn
//! syslog-Nov 14 02:57:18 node-3 ...           grep -C, a line beside one that was looked for
//! node-3: [ 4242.000001] ...                  pdsh
//! node-3.lan Nov 14 02:57:18 node-3.lan ...   oc adm node-logs
//! [web-0 nginx] text                          kubetail
//! shop web-0 nginx text                       stern; without the namespace when all are of one
//! web    | text                               docker compose
//! ```
//!
//! Which margin an input has, if any, is found by `format/margin.rs`. A line that continues a record has one as well,
//! so that what stands behind it tells how lines form records: [`Frame::Behind`](super::Frame::Behind).

use memchr::memchr;

use crate::text::name::is_name;

/// A kind of margin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Margin {
    /// `> `
    Quote,
    /// `* `, `+`, or quotes around the line.
    Sign,
    /// Blanks and tabs.
    Indent,
    /// `120:`
    Number,
    /// `/var/log/syslog:`, `/var/log/syslog:120:`
    File,
    /// `node-3: `
    Host,
    /// `node-3.lan `
    Node,
    /// `[web-0] `, `[web-0 nginx] `
    Bracket,
    /// `web-0 nginx `
    Pod,
    /// `shop web-0 nginx `
    Namespace,
    /// `web    | `
    Service,
}

/// Every margin, narrower ones first.
pub const ALL: [Margin; 11] = [
    Margin::Quote,
    Margin::Sign,
    Margin::Indent,
    Margin::Service,
    Margin::Number,
    Margin::File,
    Margin::Host,
    Margin::Bracket,
    Margin::Namespace,
    Margin::Pod,
    Margin::Node,
];

/// Bytes that a margin may have.
pub const WIDE: usize = 400;
/// Blanks behind a margin that are of the margin; more are those before the later lines of a record.
const GAP: usize = 8;

/// What a margin tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark<'a> {
    /// The path that grep printed.
    pub file: Option<&'a [u8]>,
    /// The machine.
    pub host: Option<&'a [u8]>,
    /// Kubernetes namespace.
    pub namespace: Option<&'a [u8]>,
    /// Pod.
    pub pod: Option<&'a [u8]>,
    /// Container or service.
    pub container: Option<&'a [u8]>,
}

impl Margin {
    /// What the margin of a line tells, and what is behind it; `None` when the line has none.
    #[must_use]
    pub fn split(self, line: &[u8]) -> Option<(Mark<'_>, &[u8])> {
        match self {
            Margin::Quote => quote(line),
            Margin::Sign => sign(line),
            Margin::Indent => indent(line),
            Margin::Number => number(line.trim_ascii_start()),
            Margin::File => file(line),
            Margin::Host => host(line),
            Margin::Node => node(line),
            Margin::Bracket => bracket(line),
            Margin::Pod => pod(line),
            Margin::Namespace => namespace(line),
            Margin::Service => service(line),
        }
    }
}

fn unmarked(rest: &[u8]) -> (Mark<'_>, &[u8]) {
    (Mark::default(), rest)
}

/// What follows the blanks that part margin and line; klog ends a value of several lines with ` >`.
fn without_gap(rest: &[u8]) -> &[u8] {
    match rest.iter().take_while(|b| **b == b' ').count() {
        blanks @ 1..=GAP if rest.get(blanks) == Some(&b'>') => &rest[blanks - 1..],
        blanks @ 1..=GAP => &rest[blanks..],
        0 => rest,
        _ => &rest[1..],
    }
}

fn quote(line: &[u8]) -> Option<(Mark<'_>, &[u8])> {
    let mut rest = line.trim_ascii_start().strip_prefix(b">")?;
    while let Some(inner) = rest.strip_prefix(b" ").unwrap_or(rest).strip_prefix(b">") {
        rest = inner;
    }
    Some(unmarked(without_gap(rest)))
}

/// What a list or a patch puts first; quotes end the line too.
fn sign(line: &[u8]) -> Option<(Mark<'_>, &[u8])> {
    let (sign, rest) = line.trim_ascii_start().split_first()?;
    let inside = match sign {
        b'`' | b'"' => {
            rest.strip_suffix(b",").unwrap_or(rest).strip_suffix(&[*sign]).filter(|inside| !inside.is_empty())?
        }
        b'*' | b'-' | b'+' | b'|' => rest.strip_prefix(b" ").unwrap_or(rest),
        _ => return None,
    };
    Some(unmarked(inside))
}

fn indent(line: &[u8]) -> Option<(Mark<'_>, &[u8])> {
    let blanks = line.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    (blanks > 0).then(|| unmarked(&line[blanks..]))
}

/// `120:`, `120-`, `120` and a tab or blanks.
fn number(line: &[u8]) -> Option<(Mark<'_>, &[u8])> {
    let digits = line.iter().take(9).take_while(|b| b.is_ascii_digit()).count();
    let rest = &line[digits..];
    let behind = match rest.first()? {
        b':' | b'-' | b'|' | b'.' | b')' | b'\t' => &rest[1..],
        b' ' => rest,
        _ => return None,
    };
    (digits > 0).then(|| unmarked(without_gap(behind)))
}

/// A path has no blanks, and neither has it a colon: the first one ends it.
fn file(line: &[u8]) -> Option<(Mark<'_>, &[u8])> {
    let near = &line[..line.len().min(WIDE)];
    let end = near.iter().position(|b| matches!(b, b':' | b' ' | b'\t' | b'['))?;
    // The first colon may be one of a stamp behind the name.
    let of_stamp = || memchr::memchr_iter(b'-', &line[..end]).any(|at| is_stamp(&line[at + 1..]));
    let (name, rest) = match near[end] {
        b':' if !of_stamp() => (&line[..end], &line[end + 1..]),
        _ => beside(line, end)?,
    };
    let rest = number(rest).filter(|_| is_numbered(rest)).map_or_else(|| behind(line, name), |(_, rest)| rest);
    let blanks = rest.iter().take_while(|b| **b == b' ').count();
    (!name.is_empty() && (blanks == 0 || blanks > GAP)).then_some((Mark { file: Some(name), ..Mark::default() }, rest))
}

/// What follows a name and the sign that ends it.
fn behind<'a>(line: &'a [u8], name: &[u8]) -> &'a [u8] {
    &line[name.len() + 1..]
}

/// `FILE-120-text`, `FILE-text`: a line beside one that was looked for.
fn beside(line: &[u8], end: usize) -> Option<(&[u8], &[u8])> {
    let dashes = || memchr::memchr_iter(b'-', &line[..end]);
    let of_number = |at: usize| line[at + 1..end].iter().take_while(|b| b.is_ascii_digit()).count();
    let numbered = || dashes().filter(|at| is_numbered(&line[at + 1..]));
    let before_stamp = numbered().find(|at| is_stamp(&line[at + of_number(*at) + 2..]));
    let stamp = || dashes().find(|at| is_stamp(&line[at + 1..]));
    let at = before_stamp.or_else(stamp).or_else(|| numbered().next())?;
    Some((&line[..at], &line[at + 1..]))
}

/// How lines of logs begin: a month, a bracket, a year. Few names of files go on so.
fn is_stamp(text: &[u8]) -> bool {
    matches!(
        text,
        [b'A'..=b'Z', b'a'..=b'z', b'a'..=b'z', b' ', ..]
            | [b'[', b' ' | b'0'..=b'9' | b'A'..=b'Z', ..]
            | [b'2', b'0', b'0'..=b'9', b'0'..=b'9', b'-', _, _, b'-', _, _, b'T' | b' ', ..]
    )
}

/// `120:` or `120-`, and no date.
fn is_numbered(rest: &[u8]) -> bool {
    let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    let date = |rest: &[u8]| rest.get(2) == Some(&b'-') && rest.get(5).is_some_and(|b| matches!(b, b'T' | b' '));
    digits > 0 && matches!(rest.get(digits), Some(b':' | b'-')) && !date(&rest[digits + 1..])
}

fn host(line: &[u8]) -> Option<(Mark<'_>, &[u8])> {
    let (name, rest) = line.split_at(memchr(b':', &line[..line.len().min(80)])?);
    let rest = rest.strip_prefix(b": ")?;
    is_host(name).then_some((Mark { host: Some(name), ..Mark::default() }, rest))
}

fn node(line: &[u8]) -> Option<(Mark<'_>, &[u8])> {
    let (name, rest) = word(line)?;
    is_host(name).then_some((Mark { host: Some(name), ..Mark::default() }, rest))
}

/// Hosts of a cluster are numbered, or named with their domain; programs rarely are.
fn is_host(name: &[u8]) -> bool {
    let sound = name.iter().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(b));
    let told = name.last().is_some_and(u8::is_ascii_digit) || name.contains(&b'.');
    sound && told && name[0].is_ascii_alphabetic()
}

fn bracket(line: &[u8]) -> Option<(Mark<'_>, &[u8])> {
    let (inside, rest) = line.strip_prefix(b"[")?.split_at(memchr(b']', &line[..line.len().min(WIDE)])? - 1);
    let (pod, container) = word(inside).map_or((inside, None), |(pod, container)| (pod, Some(container)));
    let sound = is_object(pod, b".-") && container.is_none_or(|name| is_object(name, b"-"));
    sound.then_some((Mark { pod: Some(pod), container, ..Mark::default() }, rest.strip_prefix(b"] ")?))
}

fn pod(line: &[u8]) -> Option<(Mark<'_>, &[u8])> {
    let (pod, rest) = word(line).filter(|(pod, _)| is_object(pod, b".-"))?;
    let (container, rest) = word(rest).filter(|(container, _)| is_object(container, b"-"))?;
    Some((Mark { pod: Some(pod), container: Some(container), ..Mark::default() }, rest))
}

fn namespace(line: &[u8]) -> Option<(Mark<'_>, &[u8])> {
    let (namespace, rest) = word(line).filter(|(namespace, _)| is_object(namespace, b"-"))?;
    let (mark, rest) = pod(rest)?;
    Some((Mark { namespace: Some(namespace), ..mark }, rest))
}

fn service(line: &[u8]) -> Option<(Mark<'_>, &[u8])> {
    let (name, rest) = line.split_at(memchr(b'|', &line[..line.len().min(80)])?);
    let name = name.strip_suffix(b" ")?.trim_ascii_end();
    let rest = rest[1..].strip_prefix(b" ").unwrap_or(&rest[1..]);
    is_object(name, b".-_").then_some((Mark { container: Some(name), ..Mark::default() }, rest))
}

/// The name of an object, and no word for a level.
fn is_object(name: &[u8], others: &[u8]) -> bool {
    is_name(name, others) && !LEVELS.contains(&name)
}

/// What programs that are no pods put first.
const LEVELS: [&[u8]; 16] = [
    b"alert",
    b"crit",
    b"critical",
    b"dbg",
    b"debug",
    b"emerg",
    b"err",
    b"error",
    b"fatal",
    b"inf",
    b"info",
    b"notice",
    b"panic",
    b"trace",
    b"warn",
    b"warning",
];

fn word(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = memchr(b' ', &line[..line.len().min(WIDE)])?;
    Some((&line[..end], &line[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(margin: Margin, line: &str, name: &str, rest: &str) {
        let (mark, got) = margin.split(line.as_bytes()).expect(line);
        let told = mark.file.or(mark.host).or(mark.pod).or(mark.container).unwrap_or_default();
        assert_eq!((String::from_utf8_lossy(told), String::from_utf8_lossy(got)), (name.into(), rest.into()), "{line}");
    }

    #[test]
    fn dates_are_no_line_numbers() {
        let line = "a/0.log:2025-11-14T03:02:41.1Z stdout F x";
        check(Margin::File, line, "a/0.log", "2025-11-14T03:02:41.1Z stdout F x");
    }

    #[test]
    fn lines_beside_those_that_were_looked_for() {
        check(Margin::File, "/var/log/syslog-118-Nov 14 x", "/var/log/syslog", "Nov 14 x");
        check(Margin::File, "syslog-20251114-118-Nov 14 x", "syslog-20251114", "Nov 14 x");
        check(Margin::File, "kern.log-Nov 14 x", "kern.log", "Nov 14 x");
        check(Margin::File, "kern-1.log-2025-11-14T03:02:41 x", "kern-1.log", "2025-11-14T03:02:41 x");
        check(Margin::File, "dmesg.txt-[    1.0] x", "dmesg.txt", "[    1.0] x");
        assert_eq!(Margin::File.split(b"-- Reboot --"), None);
    }

    #[test]
    fn later_lines_of_a_record_keep_their_blanks() {
        let deep = format!("{:30}x", "");
        check(Margin::Number, &format!("120:{deep}"), "", &deep[1..]);
        check(Margin::Number, "120:\tat x", "", "\tat x");
        check(Margin::Number, "   120\tat x", "", "at x");
        check(Margin::Quote, &format!("> > {deep}"), "", &deep);
        check(Margin::File, &format!("a.log-{deep}").replace("a.log-", "a.log:"), "a.log", &deep);
        check(Margin::Host, &format!("node-3: {deep}"), "node-3", &deep);
        check(Margin::Service, &format!("web  | {deep}"), "web", &deep);
    }

    #[test]
    fn signs_and_nodes() {
        check(Margin::Sign, "* Nov 14 x", "", "Nov 14 x");
        check(Margin::Sign, "+Nov 14 x", "", "Nov 14 x");
        check(Margin::Sign, "`Nov 14 x`", "", "Nov 14 x");
        check(Margin::Sign, "  \"Nov 14 x\",", "", "Nov 14 x");
        check(Margin::Node, "node-3.lan Nov 14 x", "node-3.lan", "Nov 14 x");
        assert_eq!((Margin::Sign.split(b"`x"), Margin::Sign.split(b"\"")), (None, None));
        assert_eq!((Margin::Node.split(b"words x"), Margin::Node.split(b" x")), (None, None));
    }

    #[test]
    fn other_lines() {
        for line in ["info nginx x", "x", "", "a: b", "[  1.0] x", "a: b: c"] {
            for margin in [Margin::Host, Margin::Bracket, Margin::Pod, Margin::Service, Margin::Quote] {
                assert_eq!(margin.split(line.as_bytes()), None, "{margin:?} {line}");
            }
        }
    }
}
