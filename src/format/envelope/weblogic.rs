//! Oracle WebLogic's server log.
//!
//! ```text
//! ####<Nov 20, 2026, 4:28:19,123 PM CET> <Error> <JDBC> <app-1> <AdminServer> <[ACTIVE] ExecuteThread: '3'>
//!      local time                         level   part   host    server        thread
//!   <<WLS Kernel>> <> <4b1f> <1795188499123> <[severity-value: 8] ...> <BEA-001112> <Test "SQL ISVALID" failed.>
//!    user              diag   ms since 1970   since 12.2.1              id           text
//! ```
//!
//! All of it is one line; lines of a stack trace follow. The milliseconds hold, so that no zone need be known.
//!
//! # Source
//!
//! Oracle, *Configuring Log Files and Filtering Log Messages for Oracle WebLogic Server*: "Server Log Message Attributes".

use std::borrow::Cow;

use crate::format::{Envelope, Hints, level};
use crate::framing::Frame;
use crate::model::{RawTime, Record};
use crate::text::cursor::number;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "weblogic",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| line.starts_with(b"####<"),
    parse,
};

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let mut rest = raw.strip_prefix(b"####<")?;
    let _date = field(&mut rest)?;
    let level = level::word(field(&mut rest)?)?;
    let _part = field(&mut rest)?;
    let host = field(&mut rest)?;
    // Server, thread, user, transaction, and a context that old releases lack.
    let ms = (0..6).find_map(|_| field(&mut rest).filter(|field| field.len() == 13).and_then(number))?;
    let _id = std::iter::from_fn(|| field(&mut rest)).find(|field| !field.starts_with(b"["))?;
    let text = rest.strip_prefix(b"<").unwrap_or(rest).trim_ascii_end();
    let text = Cow::Borrowed(text.strip_suffix(b">").unwrap_or(text));
    Some(Record {
        time: RawTime::utc(i64::try_from(ms).ok()?.checked_mul(1_000_000)?),
        host: Some(Cow::Borrowed(host)).filter(|host| !host.is_empty()),
        ident: Some(Cow::Borrowed(b"weblogic")),
        level: Some(level),
        message: text.clone(),
        text,
        ..Record::default()
    })
}

/// The next field, behind which the next one begins: a field may hold brackets of its own.
fn field<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let text = rest.strip_prefix(b"<").unwrap_or(rest);
    let end = memchr::memmem::find(text, b"> <")?;
    *rest = &text[end + 2..];
    Some(&text[..end])
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::{Level, RawTime};

    #[test]
    fn fields_of_new_and_old_releases() {
        let check = |line: &str, level: Level, ms: i64, message: &str| {
            let record = Dialect::default().decode(line.as_bytes(), &NAMES);
            assert_eq!((record.format, record.level), ("weblogic", Some(level)), "{line}");
            assert_eq!(record.time, RawTime::utc(ms * 1_000_000), "{line}");
            assert_eq!((record.host.as_deref(), &*record.message), (Some(&b"app-1"[..]), message.as_bytes()), "{line}");
        };
        check(
            "####<Nov 20, 2026, 4:28:19,123 PM CET> <Error> <JDBC> <app-1> <AdminServer> <[ACTIVE] ExecuteThread: '3'> <<WLS Kernel>> <> <4b1f> <1795188499123> <[severity-value: 8] [rid: 0] > <BEA-001112> <Test \"SQL\" failed.> ",
            Level::Error,
            1_795_188_499_123,
            "Test \"SQL\" failed.",
        );
        check(
            "####<Nov 20, 2026 4:28:20 PM CET> <Warning> <Socket> <app-1> <AdminServer> <main> <<WLS Kernel>> <> <> <1795188500123> <BEA-000450> <Socket <8> is gone>",
            Level::Warning,
            1_795_188_500_123,
            "Socket <8> is gone",
        );
        assert_ne!(Dialect::default().decode(b"####<x> <y>", &NAMES).format, "weblogic");
    }
}
