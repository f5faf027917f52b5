//! Hints of journalctl, printed to the terminal and often copied with the log: the dump is not the whole journal.
//!
//! ```text
//! Hint: You are currently not seeing messages from other users and the system.
//!       Users in groups 'adm', 'systemd-journal' can see all messages.
//!       Pass -q to turn off this notice.
//! ```
//!
//! # Source
//!
//! systemd, `src/shared/journal-util.c`: `access_check_var_log_journal`.

use crate::format::Envelope;
use crate::framing::Frame;

use super::beginning;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "journal-hint",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| matches!(line.first(), Some(b'H' | b' ')),
    parse: |raw, _| beginning(raw, &HINTS),
};

/// How hints start; the later lines of one are indented.
const HINTS: [&[u8]; 4] = [
    b"Hint: You are currently not seeing messages",
    b"Hint: Some lines were ellipsized",
    b"      Users in groups ",
    b"      Pass -q to turn off this notice",
];

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};

    #[track_caller]
    fn check(line: &str, format: &str) {
        assert_eq!(Dialect::default().decode(line.as_bytes(), &NAMES).format, format, "{line}");
    }

    #[test]
    fn hints_and_other_lines() {
        check("Hint: You are currently not seeing messages from other users and the system.", "journal-hint");
        check("      Pass -q to turn off this notice.", "journal-hint");
        check("Hint: try again", "");
    }
}
