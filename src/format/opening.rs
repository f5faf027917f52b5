//! Where something begins behind the lines of a log that is no line of a log: `journalctl; kubectl get events -o json`
//! into one pipe, with no command between them.
//!
//! ```text
//! Nov 14 02:57:18 n k3s[1]: text     lines
//! {                                  a document, as far as its next bytes say so
//!     "apiVersion": "v1",
//! ```

use memchr::memchr_iter;

use super::Dialect;
use super::document::{Document, k8s_yaml, log_export};
use super::envelope::{journal_export, journal_verbose};
use super::section::document_at;
use crate::framing::{Frame, starts};

/// Bytes behind an opening that tell what it is.
pub const AHEAD: usize = 64 << 10;
/// Openings that may turn out to be none: a program may print objects of its own.
const TRIES: usize = 64;

/// With what a document, or a record of many lines, begins.
const OPENINGS: [&[u8]; 30] = [
    b"{\n",
    b"{\r\n",
    b"[\n",
    b"[\r\n",
    b"apiVersion: ",
    b"kind: ",
    b"items:\n",
    b"- apiVersion: ",
    b"NAME ",
    b"NAMESPACE ",
    b"LAST SEEN ",
    b"LASTSEEN ",
    b"Name: ",
    b"CONTAINER ",
    b"POD ID ",
    b"Start-Date: ",
    b"Log started: ",
    b"DKMS ",
    b"IDX BOOT ID",
    b"TIME ",
    b"reboot   system boot",
    b"Linux ",
    b"UNIT ",
    b"ID ",
    b"Desired=Unknown/",
    b"==== START logs for container ",
    b"Personalities : ",
    b"  pool: ",
    b"__CURSOR=s=",
    b"__REALTIME_TIMESTAMP=",
];

/// Looks for openings, as long as not too many turn out to be none.
#[derive(Clone, Copy, Debug)]
pub struct Openings {
    dialect: Dialect,
    left: usize,
}

impl Openings {
    /// Behind the lines of a dialect.
    #[must_use]
    pub const fn new(dialect: Dialect) -> Self {
        Openings { dialect, left: TRIES }
    }

    /// The next line from `from` on, which is the start of a line, that looks like an opening; `starts` are those of
    /// the records, where lines do not tell them.
    #[must_use]
    pub fn next(&self, text: &[u8], from: usize, starts: Option<&[usize]>) -> Option<usize> {
        if self.left == 0 {
            return None;
        }
        let lines = std::iter::once(from).chain(memchr_iter(b'\n', &text[from..]).map(|end| from + end + 1));
        let of_record = |at: &usize| starts.is_none_or(|starts| starts.binary_search(at).is_ok());
        lines
            .take_while(|&at| at < text.len())
            .find(|at| looks_open(&text[*at..]) && !self.is_own(&text[*at..]) && of_record(at))
    }

    /// Whether a line begins a record of the dialect itself.
    fn is_own(&self, line: &[u8]) -> bool {
        match self.dialect.frame() {
            Frame::Export => (journal_export::ENVELOPE.looks_like)(line),
            Frame::Verbose => is_verbose(line),
            _ => false,
        }
    }

    /// Whether an opening is one, by the next [`AHEAD`] bytes or all there are.
    pub fn holds(&mut self, ahead: &[u8]) -> bool {
        let ahead = &ahead[..ahead.len().min(AHEAD)];
        let many_lines = is_verbose(ahead) || (journal_export::ENVELOPE.looks_like)(ahead);
        let holds = (many_lines && !self.is_own(ahead)) || document(ahead).is_some();
        self.left -= usize::from(!holds);
        holds
    }

    /// The first opening in a text that is there as a whole.
    #[must_use]
    pub fn first(mut self, text: &[u8]) -> Option<usize> {
        let starts = starts(text, self.dialect.frame());
        let mut from = 0;
        while let Some(at) = self.next(text, from, starts.as_deref()) {
            // What a text begins with was looked at before.
            if at > 0 && self.holds(&text[at..]) {
                return Some(at);
            }
            from = at + memchr::memchr(b'\n', &text[at..])? + 1;
        }
        None
    }
}

/// The document that opens; programs print objects of their own between their lines, as an export of logs has them, and
/// pairs that only look like an object of Kubernetes.
#[must_use]
pub fn document(ahead: &[u8]) -> Option<Document> {
    let is_object = || memchr::memmem::find(ahead, b"apiVersion: ").is_some();
    document_at(ahead).filter(|document| match document.name {
        name if name == log_export::DOCUMENT.name => false,
        name => name != k8s_yaml::DOCUMENT.name || is_object(),
    })
}

/// Whether something may begin with a line.
#[must_use]
pub fn looks_open(line: &[u8]) -> bool {
    let known = line.first().is_some_and(|first| FIRSTS[usize::from(*first)]);
    known && OPENINGS.iter().any(|opening| line.starts_with(opening)) || is_verbose(line)
}

/// The first bytes of openings: few lines of a log have one of them.
const FIRSTS: [bool; 256] = {
    let (mut firsts, mut i) = ([false; 256], 0);
    while i < OPENINGS.len() {
        firsts[OPENINGS[i][0] as usize] = true;
        i += 1;
    }
    firsts
};

/// The first line of an entry in `journalctl -o verbose`: its cursor stands behind the time.
fn is_verbose(line: &[u8]) -> bool {
    let is_dated = line.get(3) == Some(&b' ') && (journal_verbose::ENVELOPE.looks_like)(line);
    is_dated && memchr::memmem::find(&line[..line.len().min(64)], b" [s=").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Sniffed;

    const LINE: &str = "Nov 14 02:57:18 n k3s[1]: a\n";

    #[track_caller]
    fn check(behind: &str, opens: bool) {
        let text = format!("{LINE}{LINE}{behind}");
        let Sniffed::Lines(dialect) = Dialect::sniff_one(LINE.as_bytes(), "") else { panic!("lines") };
        let expected = opens.then_some(2 * LINE.len());
        assert_eq!(Openings::new(dialect).first(text.as_bytes()), expected, "{behind}");
    }

    #[test]
    fn what_opens() {
        check("{\n    \"apiVersion\": \"v1\",\n    \"items\": [\n", true);
        check("apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Event\n", true);
        check("LAST SEEN   TYPE      REASON    OBJECT    MESSAGE\n5m   Warning   Failed   pod/a   text\n", true);
        check("Fri 2026-11-20 16:28:19.246788 CET [s=1;i=39e;b=2]\n    MESSAGE=text\n", true);
        check("__CURSOR=s=1;i=2\nMESSAGE=text\n\n", true);
        check("Log started: 2026-11-20  03:10:02\n", true);
    }

    #[test]
    fn what_does_not() {
        check(LINE, false);
        check("{\n  \"level\": \"info\",\n  \"msg\": \"an object that a program printed\"\n}\n", false);
        check("kind: words\n", false);
        check("NAME of the thing is missing\n", false);
        check("Fri 2026-11-20 16:28:19 CET words\n", false);
    }

    #[test]
    fn many_that_are_none_are_enough() {
        let mut openings = Openings::new(Dialect::default());
        assert_eq!(openings.next(b"x\n{\ny", 0, None), Some(2));
        (0..TRIES).for_each(|_| assert!(!openings.holds(b"{\ny")));
        assert_eq!(openings.next(b"x\n{\ny", 0, None), None);
    }
}
