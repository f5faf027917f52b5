//! Whether a record is printed as an error.

use crate::model::{Level, Record};

/// How a message begins that is an error although its record has no level.
const ALARMS: [&[u8]; 17] = [
    b"[ALERT]",
    b"[CRIT",
    b"[EMERG]",
    b"[ERROR]",
    b"[FATAL]",
    b"panic:",
    b"panic(",
    b"PANIC",
    b"Kernel panic",
    b"fatal",
    b"Fatal",
    b"FATAL",
    b"BUG:",
    b"CRITICAL",
    b"ERROR",
    b"Error:",
    b"error:",
];

/// At error level, or beginning like an error where no level is printed.
pub(in crate::episode::novelty) fn is_error(record: &Record<'_>) -> bool {
    match record.level {
        Some(level) => level <= Level::Error,
        None => ALARMS.iter().any(|alarm| record.message.starts_with(alarm)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(message: &str) -> Record<'_> {
        Record { message: message.as_bytes().into(), ..Record::default() }
    }

    #[test]
    fn errors_by_level_or_by_their_first_word() {
        let leveled = |level| is_error(&Record { level: Some(level), ..record("all is well") });
        assert!(leveled(Level::Error) && leveled(Level::Emergency) && !leveled(Level::Warning));
        assert!(is_error(&record("panic: runtime error")) && is_error(&record("FATAL: no space")));
        assert!(!is_error(&record("no fatal error was seen")));
    }
}
