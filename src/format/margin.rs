//! What something other than the writer of a log put in front of every line of it.
//!
//! ```text
//! > Nov 14 02:57:18 node-3 ...                a quotation, and one of a quotation
//!     Nov 14 02:57:18 node-3 ...              a paste, a block of code in Markdown
//!    120  Nov 14 02:57:18 node-3 ...          cat -n, nl, less -N; `120:` and `120-` are grep -n
//! /var/log/syslog:Nov 14 02:57:18 node-3 ...  grep -r; `/var/log/syslog:120:` and `-120-` are grep -rn
//! node-3: [ 4242.000001] ...                  pdsh
//! [web-0 nginx] text                          kubetail
//! shop web-0 nginx text                       stern; without the namespace when all are of one
//! web    | text                               docker compose
//! ```
//!
//! No line shows by itself that it has a margin. An input has one when most of its lines are of a known shape behind
//! it and are not of any with it.

use std::borrow::Cow;
use std::path::Path;

use memchr::memchr;

use crate::framing::Frame;
use crate::model::{Kind, Record};
use crate::source::origin;
use crate::text;

use super::document::k8s_event::pod_name;
use super::envelope::kubectl_logs::is_name;
use super::{Names, dialect, level};

/// A kind of margin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Margin {
    /// `> `
    Quote,
    /// Blanks and tabs.
    Indent,
    /// `120:`
    Number,
    /// `/var/log/syslog:`, `/var/log/syslog:120:`
    File,
    /// `node-3: `
    Host,
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
const ALL: [Margin; 9] = [
    Margin::Quote,
    Margin::Indent,
    Margin::Service,
    Margin::Number,
    Margin::File,
    Margin::Host,
    Margin::Bracket,
    Margin::Namespace,
    Margin::Pod,
];

/// Lines of a head that are looked at.
const SAMPLE: usize = 60;
/// Bytes that a margin may have.
const WIDE: usize = 400;

/// What a margin tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark<'a> {
    file: Option<&'a [u8]>,
    host: Option<&'a [u8]>,
    namespace: Option<&'a [u8]>,
    pod: Option<&'a [u8]>,
    container: Option<&'a [u8]>,
}

impl Margin {
    /// The margin of an input whose lines form records as `frame` says, if it has one.
    #[must_use]
    pub fn of(head: &[u8], frame: Frame) -> Option<Margin> {
        let lines: Vec<Cow<'_, [u8]>> = dialect::lines(head).take(SAMPLE).collect();
        let told = lines.iter().filter(|line| dialect::is_known(line) || frame.continues(line)).count();
        let enough = |known: usize| known * 2 >= lines.len() && known > told + lines.len() / 10;
        let found = ALL.map(|margin| (margin, if told == lines.len() { 0 } else { margin.known(&lines) }));
        let best = found.into_iter().filter(|(_, known)| enough(*known)).rev().max_by_key(|(_, known)| *known)?;
        Some(best.0)
    }

    /// How many lines are of a known shape behind the margin.
    fn known(self, lines: &[Cow<'_, [u8]>]) -> usize {
        let behind = || lines.iter().filter_map(|line| Some(self.split(line)?.1));
        if behind().count() * 2 < lines.len() { 0 } else { behind().filter(|line| dialect::is_known(line)).count() }
    }

    /// A text without the margin of its lines.
    #[must_use]
    pub fn without(self, text: &[u8]) -> Vec<u8> {
        let bare = |line| self.split(line).map_or(line, |(_, rest)| rest);
        text::lines(text).map(bare).collect::<Vec<_>>().join(&b'\n')
    }

    /// What the margin of a line tells, and what is behind it; `None` when the line has none.
    #[must_use]
    pub fn split(self, line: &[u8]) -> Option<(Mark<'_>, &[u8])> {
        match self {
            Margin::Quote => quote(line),
            Margin::Indent => indent(line),
            Margin::Number => number(line.trim_ascii_start()),
            Margin::File => file(line),
            Margin::Host => host(line),
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

fn quote(line: &[u8]) -> Option<(Mark<'_>, &[u8])> {
    let rest = line.trim_ascii_start().strip_prefix(b">")?;
    let end = rest.iter().position(|b| !matches!(b, b' ' | b'>')).unwrap_or(rest.len());
    Some(unmarked(&rest[end..]))
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
        b':' | b'-' | b'|' | b'.' | b')' => &rest[1..],
        b' ' | b'\t' => rest,
        _ => return None,
    };
    (digits > 0).then(|| unmarked(behind.trim_ascii_start()))
}

/// A path has no blanks, and neither has it a colon: the first one ends it.
fn file(line: &[u8]) -> Option<(Mark<'_>, &[u8])> {
    let near = &line[..line.len().min(WIDE)];
    let end = near.iter().position(|b| matches!(b, b':' | b' ' | b'\t'))?;
    let (name, rest) = match near[end] {
        b':' => (&line[..end], &line[end + 1..]),
        _ => beside(line, end)?,
    };
    let rest = number(rest).filter(|_| rest.first().is_some_and(u8::is_ascii_digit) && is_numbered(rest));
    let rest = rest.map_or_else(|| behind(line, name), |(_, rest)| rest);
    (!name.is_empty() && !rest.starts_with(b" ")).then_some((Mark { file: Some(name), ..Mark::default() }, rest))
}

/// What follows a name and the sign that ends it.
fn behind<'a>(line: &'a [u8], name: &[u8]) -> &'a [u8] {
    &line[name.len() + 1..]
}

/// `FILE-120-text`: a line beside one that was looked for.
fn beside(line: &[u8], end: usize) -> Option<(&[u8], &[u8])> {
    let mut dashes = memchr::memchr_iter(b'-', &line[..end]);
    let at = dashes.find(|at| is_numbered(&line[at + 1..]) && line[at + 1].is_ascii_digit())?;
    Some((&line[..at], &line[at + 1..]))
}

/// `120:` or `120-`, and no date.
fn is_numbered(rest: &[u8]) -> bool {
    let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    let date = |rest: &[u8]| rest.get(2) == Some(&b'-') && rest.get(5).is_some_and(|b| matches!(b, b'T' | b' '));
    matches!(rest.get(digits), Some(b':' | b'-')) && !date(&rest[digits + 1..])
}

/// Hosts of a cluster are numbered, or named with their domain; programs rarely are.
fn host(line: &[u8]) -> Option<(Mark<'_>, &[u8])> {
    let (name, rest) = line.split_at(memchr(b':', &line[..line.len().min(80)])?);
    let sound = name.iter().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(b));
    let told = name.last().is_some_and(u8::is_ascii_digit) || name.contains(&b'.');
    let rest = rest.strip_prefix(b": ")?;
    (sound && told && name[0].is_ascii_alphabetic()).then_some((Mark { host: Some(name), ..Mark::default() }, rest))
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
    is_name(name, others) && level::word(name).is_none()
}

fn word(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = memchr(b' ', &line[..line.len().min(WIDE)])?;
    Some((&line[..end], &line[end + 1..]))
}

impl<'a> Mark<'a> {
    /// Adds what the margin tells; what the line itself tells holds.
    pub fn tell(self, record: &mut Record<'a>, names: &Names) {
        if let Some(file) = self.file.and_then(|file| std::str::from_utf8(file).ok()) {
            tell_path(file, record, names);
        }
        record.host = record.host.take().or(self.host.map(Cow::Borrowed));
        record.ident = record.ident.take().or(self.container.map(Cow::Borrowed));
        let pod = self.pod.map(|pod| pod_name(self.namespace.unwrap_or_default(), pod));
        let (namespace, container) = (self.namespace.map(Cow::Borrowed), self.container.map(Cow::Borrowed));
        let told = [(names.namespace, namespace), (names.pod, pod), (names.container, container)];
        record.labels.extend(told.into_iter().filter_map(|(kind, name)| Some((kind, name?))));
    }
}

/// What grep found in the log of a container tells of it by its path.
fn tell_path(path: &str, record: &mut Record<'_>, names: &Names) {
    let origin = origin::of(Path::new(path), None);
    record.host = record.host.take().or(origin.host.map(owned));
    let pod = origin.pod.map(|pod| format!("{}/{pod}", origin.namespace.as_deref().unwrap_or_default()));
    let told: [(Kind, Option<String>); 5] = [
        (names.namespace, origin.namespace),
        (names.pod, pod),
        (names.pod_uid, origin.pod_uid),
        (names.container, origin.container),
        (names.container_id, origin.container_id),
    ];
    record.labels.extend(told.into_iter().filter_map(|(kind, name)| Some((kind, owned(name?)))));
}

fn owned(name: String) -> Cow<'static, [u8]> {
    Cow::Owned(name.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "Nov 14 02:57:18 node-3 kernel: x";

    #[track_caller]
    fn check(margin: &str, expected: Option<Margin>) {
        let text = format!("{margin}{LINE}\n").repeat(3);
        assert_eq!(Margin::of(text.as_bytes(), Frame::Lines), expected, "{text}");
        if let Some(expected) = expected {
            let line = format!("{margin}{LINE}");
            assert_eq!(expected.split(line.as_bytes()).expect(&line).1, LINE.as_bytes(), "{line}");
        }
    }

    #[test]
    fn margins() {
        check("", None);
        check("words ", None);
        check("    ", Some(Margin::Indent));
        check("\t", Some(Margin::Indent));
        check("> > ", Some(Margin::Quote));
        check("   12\t", Some(Margin::Number));
        check("12:", Some(Margin::Number));
        check("12-", Some(Margin::Number));
        check("/var/log/syslog.1:", Some(Margin::File));
        check("syslog:", Some(Margin::File));
        check("syslog-20251114:7:", Some(Margin::File));
        check("a-1/syslog-7-", Some(Margin::File));
        check("node-3: ", Some(Margin::Host));
        check("[web-0] ", Some(Margin::Bracket));
        check("[web-0 nginx] ", Some(Margin::Bracket));
        check("web-0 nginx ", Some(Margin::Pod));
        check("shop web-0 nginx ", Some(Margin::Namespace));
        check("web    | ", Some(Margin::Service));
    }

    #[test]
    fn dates_are_no_line_numbers() {
        let (mark, rest) = Margin::File.split(b"a/0.log:2025-11-14T03:02:41.1Z stdout F x").expect("a file");
        assert_eq!((mark.file, rest), (Some(&b"a/0.log"[..]), &b"2025-11-14T03:02:41.1Z stdout F x"[..]));
    }

    #[test]
    fn continued_lines_need_no_margin() {
        let text = format!("{LINE}\n{:60}level=info msg=x\n", "").repeat(3);
        assert_eq!(Margin::of(text.as_bytes(), Frame::Indented), None);
    }
}
