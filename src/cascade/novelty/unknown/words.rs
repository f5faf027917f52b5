//! What a line of no rule says of its program: that it fails, something of trouble, that all is well, or nothing.

use super::super::beforehand::{Speaks, speaks};
use crate::episode::novelty::Line;
use crate::model::Level;

/// How much a line says of trouble, the gravest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Nothing, or nothing that is told.
    Nothing,
    /// Words of trouble, at a level that is none of an error: worth telling where its program goes on failing.
    Hint,
    /// Something failed.
    Complaint,
}

/// How a program without levels says that something failed; in lower case.
const FAILS: [&str; 20] = [
    "abort",
    "can't",
    "cannot",
    "corrupt",
    "could not",
    "couldn't",
    "denied",
    "error",
    "exception",
    "fail",
    "fatal",
    "insecure",
    "mismatch",
    "no space",
    "not permitted",
    "panic",
    "refus",
    "reject",
    "unable",
    "unreachable",
];
/// What goes wrong every day for reasons that lie with a client, a user or a passer-by; in lower case.
const EVERYDAY: [&str; 49] = [
    "[preauth]",
    "access_log",
    "already exists",
    "at character ",
    "auth failed",
    "auth failure",
    "authentication attempts",
    "authentication fail",
    "bad password",
    "bad username",
    "broken pipe",
    "by peer",
    "client closed",
    "client disconnected",
    "client host rejected",
    "client prematurely",
    "closed by remote",
    "context canceled",
    "could not receive data from client",
    "deadlock detected",
    "disruption budget",
    "does not resolve",
    "due to concurrent update",
    "due to user request",
    "duplicate entry",
    "duplicate key",
    "failed login",
    "failed password",
    "greylist",
    "invalid credentials",
    "invalid user",
    "kex_exchange",
    "login fail",
    "no updates available",
    "noqueue: reject",
    "not found (404",
    "open() \"",
    "relay access denied",
    "sgio uid",
    "ssl_accept",
    "ssl_do_handshake",
    "syntax error at",
    "sysfs uid",
    "tls handshake error from",
    "udev uid",
    "unexpected eof",
    "violates ",
    "will retry after",
    "wrong password",
];
/// How a web server marks what lies with one client.
const CLIENT: &str = "[client ";
/// How a program says that it works again; in lower case.
const CHEERS: [&str; 14] = [
    "back online",
    "completed",
    "connected to",
    "connection established",
    "finished",
    "healthy again",
    "is healthy",
    "reconnected",
    "recovered",
    "restored",
    "resumed",
    "succe",
    "up again",
    "went through",
];
/// What turns such a word into its opposite; in lower case.
const DENIALS: [&str; 7] = ["cannot", "could not", "fail", "not ", "unable", "unsucc", "without"];
/// How a program says that this is its end; in lower case.
const ENDS: [&str; 12] = [
    "abort",
    "build failed",
    "cannot continue",
    "core dumped",
    "exited with",
    "exiting",
    "fatal",
    "giving up",
    "job failed",
    "panic",
    "terminating",
    "uncaught",
];
/// What speaks of failures that there were none of, or that were made good; in lower case.
const HARMLESS: [&str; 8] =
    ["0 error", "0 fail", "errors: 0", "failed: 0", "no error", "no fail", "succe", "without error"];
/// Among so many first words of a message,
const FIRST: usize = 3;
/// ... one of these is its level; in lower case.
const MILD: [&str; 7] = ["debug", "info", "note", "notice", "trace", "warn", "warning"];
/// Behind what the code of an end stands; in lower case.
const CODES: [&str; 7] = ["code ", "code: ", "code=", "status ", "status: ", "status=", "rc="];
/// Where an error stands in a record that only names the thing it tried.
const FIELDS: [&str; 6] = [" err=", " error=", "\"err\":", "\"error\":", "\"exception\":", " exception="];
/// What stands there when there is none.
const NO_ERROR: [&str; 4] = ["null", "nil", "<nil>", "\"\""];

/// How much a line says of trouble.
pub fn weight(line: &Line) -> Weight {
    let message = line.message.to_ascii_lowercase();
    let is_of_client = line.quote.raw.contains(CLIENT);
    if line.level == Some(Level::Debug) || is_of_client || any(&message, &EVERYDAY) {
        return Weight::Nothing;
    }
    let troubled = speaks(&line.key.template, false) == Speaks::Trouble || any(&message, &FAILS);
    match line.level {
        Some(level) if level <= Level::Critical => Weight::Complaint,
        _ if line.key.error && (troubled || has_error(&line.quote.raw)) => Weight::Complaint,
        None if any(&message, &FAILS) && !is_mild(line, &message) => Weight::Complaint,
        _ if troubled => Weight::Hint,
        _ => Weight::Nothing,
    }
}

/// The kernel speaks of failures while it looks for what is there; and what is no error may say so in its first words.
fn is_mild(line: &Line, message: &str) -> bool {
    let mut first = message.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty()).take(FIRST);
    first.any(|word| MILD.contains(&word)) || line.key.unit.as_deref() == Some("kernel") || any(message, &HARMLESS)
}

fn has_error(raw: &str) -> bool {
    let mut values = FIELDS.iter().filter_map(|field| Some(raw.split_once(field)?.1));
    values.any(|value| !NO_ERROR.iter().any(|none| value.starts_with(none)))
}

/// Whether a line says that its program works, or works again.
pub fn cheers(line: &Line) -> bool {
    let message = line.message.to_ascii_lowercase();
    any(&message, &CHEERS) && !any(&message, &DENIALS) && !line.key.error
}

/// Whether a line says that its program or its job ended for something that failed.
pub fn is_end(line: &Line) -> bool {
    let message = line.message.to_ascii_lowercase();
    let fatal = line.level.is_some_and(|level| level <= Level::Critical);
    let ends = any(&message, &ENDS) || fails_with_code(&message);
    weight(line) == Weight::Complaint && (fatal || ends)
}

/// `exit code 1`, `status=203/EXEC`, but not `exit code 0`.
fn fails_with_code(message: &str) -> bool {
    let fails = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit()) && !rest.starts_with('0');
    let mut codes = CODES.iter().filter_map(|word| Some(message.split_once(word)?.1));
    message.contains("exit") && codes.any(fails)
}

fn any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::super::sample::line;
    use super::*;

    #[track_caller]
    fn check(message: &str, want: Weight) {
        assert_eq!(weight(&line(0, "ringd", message)), want, "{message}");
    }

    #[test]
    fn failures_trouble_and_everyday_errors() {
        check("token of ring 7 could not be read", Weight::Complaint);
        check("key data is not secure: /etc/ring.key", Weight::Hint);
        check("warning: cannot raise the limit", Weight::Hint);
        check("INFO orders served 4, 3 failed", Weight::Hint);
        check("ring 7 joined", Weight::Nothing);
        check("checked 12 tokens, 0 failed", Weight::Hint);
        check("duplicate key value violates unique constraint", Weight::Nothing);
        check("error: recv: connection reset by peer", Weight::Nothing);
        assert_eq!(weight(&line(0, "kernel", "acpi: cannot find a table")), Weight::Hint);
    }

    #[test]
    fn an_error_by_its_level_speaks_of_trouble_too() {
        let at = |level, message: &str, raw: &str| {
            let plain = line(0, "ringd", message);
            let key = crate::episode::novelty::shapes::Key { error: true, ..plain.key };
            let quote = crate::model::Quote { raw: raw.into(), ..plain.quote };
            weight(&Line { level: Some(level), key, quote, ..plain })
        };
        assert_eq!(at(Level::Error, "token refused", ""), Weight::Complaint);
        assert_eq!(at(Level::Error, "USER root cmd /bin/check", ""), Weight::Nothing);
        assert_eq!(at(Level::Error, "join", "level=error msg=join err=\"ring is torn\""), Weight::Complaint);
        assert_eq!(at(Level::Error, "join", "level=error msg=join err=null"), Weight::Nothing);
        assert_eq!(at(Level::Critical, "going down", ""), Weight::Complaint);
    }

    #[test]
    fn ends_and_cheers() {
        let ends = |message: &str| is_end(&line(0, "ringd", message));
        assert!(ends("join failed (exit code 7)") && ends("fatal: ring is torn") && ends("ERROR: Job failed"));
        assert!(!ends("exit code 0") && !ends("join failed") && !ends("fatal: connection reset by peer"));
        let cheers = |message: &str| super::cheers(&line(0, "ringd", message));
        assert!(cheers("ring 7 joined successfully") && cheers("reconnected to ring 7"));
        assert!(!cheers("could not be completed") && !cheers("joined without success"));
    }
}
