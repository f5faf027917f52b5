//! The part of a record that is shown as evidence.
//!
//! ```text
//! {"__CURSOR":"s=4a..","_BOOT_ID":"..", ... 2 KB ..., "MESSAGE":"nfs: server nas1 not responding", ...}
//!  head                                 …  from the message on
//! ```

use std::sync::Arc;

use crate::model::{Quote, Record};
use crate::text::sanitize;

/// Fewer bytes of a message are found anywhere.
const TELLING: usize = 6;
/// More bytes of it need not be compared.
const ENOUGH: usize = 48;

/// A record's text, at most [`Quote::MAX`] bytes: of a longer one its message, where it can be found.
#[must_use]
pub fn quoted(record: &Record<'_>) -> Arc<str> {
    if record.raw.len() <= Quote::MAX {
        return sanitize::quoted(record.raw, Quote::MAX).into();
    }
    sanitize::quote_from(record.raw, message_at(record).unwrap_or(0), Quote::MAX).into()
}

/// Where the message begins in the raw record, which may hold it escaped: what stands before its first quotation mark
/// or backslash is searched for.
fn message_at(record: &Record<'_>) -> Option<usize> {
    let plain = |b: &u8| !b.is_ascii_control() && !matches!(b, b'"' | b'\\');
    let text = record.text.iter().take(ENOUGH).position(|b| !plain(b)).unwrap_or(record.text.len().min(ENOUGH));
    let start = Some(&record.text[..text]).filter(|start| start.len() >= TELLING)?;
    memchr::memmem::rfind(record.raw, start)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    #[test]
    fn the_message_of_a_long_record_is_kept() {
        let filler = "x".repeat(1500);
        let raw = format!(r#"{{"_A":"{filler}","MESSAGE":"level=error msg=\"no space left\"","_B":"{filler}"}}"#);
        let text = br#"level=error msg="no space left""#;
        let record = Record { raw: raw.as_bytes(), text: Cow::Borrowed(text), ..Record::default() };
        let got = quoted(&record);
        assert!(got.contains(r#"level=error msg=\"no space left\""#), "{got}");
        assert!(got.starts_with(r#"{"_A":"xxx"#) && got.len() <= Quote::MAX, "{got}");
    }

    #[test]
    fn short_records_stay_whole() {
        let record = Record { raw: b"a line", text: Cow::Borrowed(b"line"), ..Record::default() };
        assert_eq!(&*quoted(&record), "a line");
    }
}
