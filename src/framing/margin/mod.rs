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
//! build -> Run tests -> 2025-11-14T02:57:18.1234567Z text     gh run view --log: job and step, tabs between
//! ```
//!
//! What tells nothing but that it is there is in `sign.rs`, names of files in `file.rs`, names of what printed the line in
//! `name.rs`. Which margin an input has, if any, is found by `format/margin.rs`. A line that continues a record has one as well,
//! so that what stands behind it tells how lines form records: [`Frame::Behind`](super::Frame::Behind).

mod file;
mod name;
mod sign;

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
    /// `build`, a tab, `Run tests`, a tab
    Step,
}

/// Every margin, narrower ones first.
pub const ALL: [Margin; 12] = [
    Margin::Quote,
    Margin::Sign,
    Margin::Indent,
    Margin::Step,
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
            Margin::Quote => sign::quote(line),
            Margin::Sign => sign::sign(line),
            Margin::Indent => sign::indent(line),
            Margin::Number => sign::number(line.trim_ascii_start()),
            Margin::File => file::file(line),
            Margin::Host => name::host(line),
            Margin::Node => name::node(line),
            Margin::Bracket => name::bracket(line),
            Margin::Pod => name::pod(line),
            Margin::Namespace => name::namespace(line),
            Margin::Service => name::service(line),
            Margin::Step => name::step(line),
        }
    }
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
        check(Margin::File, "nova-api.log.1 2025-11-14 03:02:41 x", "nova-api.log.1", "2025-11-14 03:02:41 x");
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
