//! What stands in the text of a line that a collector sent: the line of a syslog file or of a runtime, or what another
//! collector had written.
//!
//! ```text
//! {"line":"Nov 14 02:57:18 n7 k3s[12]: text",...}
//! {"log":"2025-11-14T02:57:18.1Z stderr F text",...}
//! ```

use std::borrow::Cow;

use super::envelope::{cri, journal_json, rfc5424, short, syslog_wire};
use super::store::Stored;
use super::{Hints, Names, own_record};
use crate::model::Record;

/// The record of the text: collectors send lines of syslog files and of runtimes as they stand there.
pub(super) fn inside<'a>(text: Cow<'a, [u8]>, names: &Names) -> Record<'a> {
    match text {
        Cow::Borrowed(text) => enveloped(text, names),
        Cow::Owned(text) => own_record(enveloped(&text, names)),
    }
}

fn enveloped<'a>(text: &'a [u8], names: &Names) -> Record<'a> {
    let hints = Hints { names, own: false, no_host_column: false };
    if text.starts_with(b"{\"") {
        // One collector read what another had written. Each object in a text doubles the escapes, so they are few.
        let stored = Stored::of(text);
        if let Some(record) = if stored.is_line() { stored.record(names) } else { None } {
            return record;
        }
    }
    let kinds =
        [journal_json::ENVELOPE, cri::ENVELOPE, rfc5424::ENVELOPE, syslog_wire::ENVELOPE, short::SHORT, short::ISO];
    let known = kinds.iter().filter(|e| (e.looks_like)(text)).find_map(|e| (e.parse)(text, hints));
    let plain = || Record { text: Cow::Borrowed(text), message: Cow::Borrowed(text), ..Record::default() };
    known.unwrap_or_else(plain)
}
