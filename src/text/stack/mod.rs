//! What programs print in several lines: stack traces, and what PostgreSQL adds to a complaint.
//!
//! ```text
//! Exception in thread "main" java.lang.IllegalStateException: no ledger     head
//! \tat com.quill.Ledger.open(Ledger.java:41)                                 part
//! Caused by: java.net.ConnectException: Connection refused                   part
//! ```
//!
//! # Source
//!
//! OpenJDK, `Throwable.printStackTrace`; Go, `runtime/traceback.go`; CPython, `Python/traceback.c`; PostgreSQL,
//! `src/backend/utils/error/elog.c`: `send_message_to_server_log`.

mod languages;

use languages::{is_go_call, is_node, is_php, is_ruby, is_ruby_frame, is_rust, without_process};

/// How a trace of a program begins.
const HEADS: [&[u8]; 17] = [
    b"Exception in thread ",
    b"Traceback (most recent call last)",
    b"panic: ",
    b"fatal error: all goroutines are asleep",
    b"fatal error: concurrent map ",
    b"Unhandled exception. ",
    b"PHP Fatal error:  ",
    b"Observed a panic: ",
    b"Fatal error: Uncaught ",
    b"PHP message: PHP Fatal error:  ",
    b"FastCGI sent in stderr: \"PHP message: PHP Fatal error:  ",
    b"node:internal/",
    b"Uncaught ",
    b"** Generic server ",
    b"** State machine ",
    b"CRASH REPORT ",
    CRASHER,
];
/// How a crash report of Erlang begins, where it has no title.
const CRASHER: &[u8] = b"  crasher:";
/// How its later lines begin that are not indented so far that this alone tells.
const PARTS: [&[u8]; 23] = [
    b"Caused by: ",
    b"  File \"",
    b"File \"",
    b"goroutine ",
    b"created by ",
    b"[signal SIG",
    b"During handling of the above exception",
    b"The above exception was the direct cause",
    b"called `Result::",
    b"called `Option::",
    b" ---> ",
    b"   at ",
    b"Stack trace:",
    b"  thrown in ",
    b"** (",
    b"** {",
    b"** Last message ",
    b"** When Server state ",
    b"** Reason for ",
    b"** Stacktrace ==",
    b"Node.js v",
    b"   --- End of ",
    b"Suppressed: ",
];
/// Parts after which a trace goes on with the one before.
const JOINS: [&[u8]; 2] = [b"During handling of the above exception", b"The above exception was the direct cause"];
/// How frames begin of languages that name what was thrown above them.
const FRAMES: [&[u8]; 4] = [b"\tat ", b"   at ", b"    at ", b"\tfrom "];
/// What stands before the name of what was thrown, of what led to it or was thrown beside it.
const CAUSES: [&[u8]; 5] = [b"Caused by: ", b"Suppressed: ", b" ---> ", b"  [cause]: ", b"** ("];
/// What PostgreSQL calls the lines below a complaint.
const DETAILS: [&[u8]; 6] = [b"DETAIL", b"HINT", b"STATEMENT", b"CONTEXT", b"QUERY", b"LOCATION"];
/// Blanks before a line of source or of a frame.
const INDENT: &[u8] = b"    ";
/// How the classes of Python and Java end that a last line names: `requests.exceptions.ConnectionError: no route`.
const CLASSES: [&[u8]; 4] = [b"Error", b"Exception", b"Exit", b"Interrupt"];

/// Whether a message begins such a trace.
#[must_use]
pub fn is_head(message: &[u8]) -> bool {
    let message = without_process(message);
    HEADS.iter().any(|head| message.starts_with(head)) || is_rust(message) || is_ruby(message)
}

/// Whether a trace goes on behind this part with the one before: Python says so, Ruby tells a cause behind the frames of
/// what it led to, and Go panics again.
#[must_use]
pub fn joins(message: &[u8]) -> bool {
    let frame = message.strip_prefix(b"\t");
    let goes_on = |frame: &[u8]| frame.starts_with(b"from ") || memchr::memmem::find(frame, b" +0x").is_some();
    JOINS.iter().any(|join| message.starts_with(join)) || frame.is_some_and(goes_on)
}

/// Whether a head does not tell what was thrown.
#[must_use]
pub fn is_bare(message: &[u8]) -> bool {
    let message = without_process(message);
    message.trim_ascii() == b"Traceback (most recent call last):"
        || message.starts_with(b"node:internal/")
        || message.starts_with(CRASHER)
}

/// Whether a line of a trace names what was thrown, or what that was thrown for.
#[must_use]
pub fn is_named(message: &[u8]) -> bool {
    CAUSES.iter().any(|cause| message.starts_with(cause)) || names_class(message)
}

/// Whether a message is a frame below the line that names what was thrown.
#[must_use]
pub fn is_frame(message: &[u8]) -> bool {
    FRAMES.iter().any(|frame| message.starts_with(frame))
}

/// Whether a message only goes on with what one before it began.
#[must_use]
pub fn is_part(message: &[u8]) -> bool {
    let message = without_process(message);
    let first = message.first();
    first == Some(&b'\t')
        || message.starts_with(INDENT)
        || PARTS.iter().any(|part| part.first() == first && message.starts_with(part))
        || names_class(message)
        || is_go_call(message)
        || is_php(message)
        || is_node(message)
        || is_ruby_frame(message)
}

/// Whether a line of PostgreSQL adds to a complaint: `LEVEL:  text`, perhaps behind `user@database `.
#[must_use]
pub fn is_detail(text: &[u8]) -> bool {
    let Some(end) = memchr::memmem::find(&text[..text.len().min(160)], b":  ") else { return false };
    text[..end].rsplit(|b| *b == b' ').next().is_some_and(|word| DETAILS.contains(&word))
}

/// Whether a message names what was thrown, `dotted.Name: text` or the name alone: the last line of Python, the first of
/// Java.
#[must_use]
pub fn names_class(message: &[u8]) -> bool {
    let of_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'$');
    let name = &message[..message.iter().position(|b| !of_name(b)).unwrap_or(message.len())];
    matches!(message.get(name.len()), None | Some(b':'))
        && CLASSES.iter().any(|class| name.ends_with(class) && name.len() > class.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_and_parts() {
        for line in [
            "Exception in thread \"main\" java.lang.X: y",
            "panic: no ledger",
            "Traceback (most recent call last):",
            "thread 'main' panicked at src/main.rs:4:5:",
            "Unhandled exception. System.IO.IOException: x",
            "PHP Fatal error:  Uncaught Exception: x",
            "Observed a panic: \"invalid memory address\"",
            "/srv/shop/db.rb:12:in `write': failed (RuntimeError)",
            "Fatal error: Uncaught PDOException: x",
            "node:internal/process/promises:288",
            "[error] <0.913.0> ** Generic server disk_monitor terminating",
            "  crasher:",
        ] {
            assert!(is_head(line.as_bytes()) && !is_part(line.as_bytes()), "{line}");
        }
        for line in [
            "\tat com.quill.Ledger.open(Ledger.java:41)",
            "Caused by: java.net.ConnectException: Connection refused",
            "\t... 7 more",
            "goroutine 1 [running]:",
            "\t/srv/ledger/main.go:41 +0x1d",
            "created by main.main in goroutine 1",
            "  File \"/srv/ledger.py\", line 41, in open",
            "    raise LedgerError(path)",
            "requests.exceptions.ConnectionError: no route",
            "KeyboardInterrupt",
            "called `Result::unwrap()` on an `Err` value: Os { code: 28 }",
            " ---> System.IO.IOException: x",
            "   at System.IO.RandomAccess.Write(SafeFileHandle handle)",
            "k8s.io/apimachinery/pkg/util/runtime.logPanic({0x1, 0xc000})",
            "main.(*Server).Run(0xc000112000)",
            "#1 {main}",
            "Next RuntimeException: cannot load",
            "  thrown in /srv/shop/db.php on line 17",
            "  code: 'ECONNREFUSED',",
            "  [cause]: Error: getaddrinfo ENOTFOUND db.shop.svc",
            "** (File.Error) could not write to file",
            "[error] <0.913.0> ** Reason for termination ==",
            "<0.913.0> ** {badmatch,{error,enospc}}",
            "app/models/cart.rb:4:in `load'",
        ] {
            assert!(is_part(line.as_bytes()) && !is_head(line.as_bytes()), "{line}");
        }
        for line in [
            "Error: no route",
            "  [TOTEM ] A new membership",
            "connect: Connection refused",
            "a panic: b",
            "shop.db: lost (again)",
            "see x.rb: 3",
            "# 1 of 3",
            "Next run: 3",
            "[error] <b> ** Reason for x",
            "",
        ] {
            assert!(!is_part(line.as_bytes()) && !is_head(line.as_bytes()), "{line}");
        }
    }

    #[test]
    fn parts_that_go_on() {
        for line in
            ["During handling of the above exception, another", "\tfrom /srv/main.rb:3", "\t/srv/main.go:41 +0x1d"]
        {
            assert!(joins(line.as_bytes()), "{line}");
        }
        assert!(!joins(b"\tat com.quill.Ledger.open(Ledger.java:41)"));
    }

    #[test]
    fn details_of_a_complaint() {
        assert!(is_detail(b"DETAIL:  Key (id)=(7) already exists."));
        assert!(is_detail(b"app@shop STATEMENT:  select 1/0"));
        assert!(!is_detail(b"app@shop ERROR:  division by zero"));
        assert!(!is_detail(b"LOG:  the HINT:  is not at the front"));
    }
}
