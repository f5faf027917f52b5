//! CoreDNS: a level in brackets and no time at all.
//!
//! ```text
//! [ERROR] plugin/errors: 2 quay.io. AAAA: read udp 10.42.0.9:51234->10.0.0.1:53: i/o timeout
//! [INFO] 10.42.0.7:41234 - 51234 "A IN quay.io. udp 25 false 512" NOERROR qr,rd,ra 66 0.000102s
//! ```

use std::borrow::Cow;

use crate::format::{Inner, Payload, level};
use crate::text::cursor::Cursor;

/// See the head of this file.
pub const PAYLOAD: Payload = Payload { name: "coredns", parse };

fn parse(text: &[u8]) -> Option<Inner<'_>> {
    let mut rest = Cursor::new(text);
    rest.byte(b'[')?;
    let word = rest.until(b']')?;
    let level = match word {
        b"INFO" | b"WARNING" | b"ERROR" | b"FATAL" | b"DEBUG" | b"PANIC" => level::word(word),
        _ => return None,
    };
    rest.byte(b' ')?;
    let text = rest.rest();
    let plugin = text.starts_with(b"plugin/") || is_query(text) || text.starts_with(b"SIGTERM");
    let ident = plugin.then_some(Cow::Borrowed(&b"coredns"[..]));
    Some(Inner { level, message: Cow::Borrowed(without_plugin(text)), ident, ..Inner::default() })
}

/// `ADDRESS:PORT - ID "...`.
fn is_query(text: &[u8]) -> bool {
    memchr::memmem::find(&text[..text.len().min(60)], b" - ").is_some()
}

fn without_plugin(text: &[u8]) -> &[u8] {
    let end = text.starts_with(b"plugin/").then(|| memchr::memmem::find(&text[..text.len().min(60)], b": ")).flatten();
    end.map_or(text, |end| &text[end + 2..])
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::Level;

    #[test]
    fn plugins_and_queries() {
        let record = Dialect::default().decode(b"[ERROR] plugin/errors: 2 quay.io. AAAA: i/o timeout", &NAMES);
        assert_eq!((record.format, record.level), ("coredns", Some(Level::Error)));
        assert_eq!(&*record.message, b"2 quay.io. AAAA: i/o timeout");
        assert_eq!(record.ident.as_deref(), Some(&b"coredns"[..]));
        assert_eq!(Dialect::default().decode(b"[12] x", &NAMES).format, "");
    }
}
