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

/// How a trace of a program begins.
const HEADS: [&[u8]; 7] = [
    b"Exception in thread ",
    b"Traceback (most recent call last)",
    b"panic: ",
    b"fatal error: all goroutines are asleep",
    b"fatal error: concurrent map ",
    b"Unhandled exception. ",
    b"PHP Fatal error:  ",
];
/// How its later lines begin that are not indented so far that this alone tells.
const PARTS: [&[u8]; 13] = [
    b"Caused by: ",
    b"  File \"",
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
    b"#0 ",
];
/// What PostgreSQL calls the lines below a complaint.
const DETAILS: [&[u8]; 6] = [b"DETAIL", b"HINT", b"STATEMENT", b"CONTEXT", b"QUERY", b"LOCATION"];
/// Blanks before a line of source or of a frame.
const INDENT: &[u8] = b"    ";
/// How the classes of Python and Java end that a last line names: `requests.exceptions.ConnectionError: no route`.
const CLASSES: [&[u8]; 4] = [b"Error", b"Exception", b"Exit", b"Interrupt"];

/// Whether a message begins such a trace.
#[must_use]
pub fn is_head(message: &[u8]) -> bool {
    HEADS.iter().any(|head| message.starts_with(head)) || is_rust(message)
}

/// `thread 'main' panicked at src/main.rs:4:5:`.
fn is_rust(message: &[u8]) -> bool {
    message.starts_with(b"thread '") && memchr::memmem::find(message, b"' panicked at ").is_some()
}

/// Whether a message only goes on with what one before it began.
#[must_use]
pub fn is_part(message: &[u8]) -> bool {
    let first = message.first();
    first == Some(&b'\t')
        || message.starts_with(INDENT)
        || PARTS.iter().any(|part| part.first() == first && message.starts_with(part))
        || names_class(message)
}

/// Whether a line of PostgreSQL adds to a complaint: `LEVEL:  text`, perhaps behind `user@database `.
#[must_use]
pub fn is_detail(text: &[u8]) -> bool {
    let Some(end) = memchr::memmem::find(&text[..text.len().min(160)], b":  ") else { return false };
    text[..end].rsplit(|b| *b == b' ').next().is_some_and(|word| DETAILS.contains(&word))
}

/// `dotted.Name: text`, or the name alone.
fn names_class(message: &[u8]) -> bool {
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
        ] {
            assert!(is_part(line.as_bytes()) && !is_head(line.as_bytes()), "{line}");
        }
        for line in ["Error: no route", "  [TOTEM ] A new membership", "connect: Connection refused", "a panic: b", ""]
        {
            assert!(!is_part(line.as_bytes()) && !is_head(line.as_bytes()), "{line}");
        }
    }

    #[test]
    fn details_of_a_complaint() {
        assert!(is_detail(b"DETAIL:  Key (id)=(7) already exists."));
        assert!(is_detail(b"app@shop STATEMENT:  select 1/0"));
        assert!(!is_detail(b"app@shop ERROR:  division by zero"));
        assert!(!is_detail(b"LOG:  the HINT:  is not at the front"));
    }
}
