//! What `talosctl` puts in front of a line: the node, and for `dmesg` the kernel's header.
//!
//! ```text
//! 192.168.1.171: kern:    info: [2026-02-17T03:10:02.114508804Z]: virtio_net virtio0 eth0: renamed
//! node           facility level  time                             text
//! kern:    info: [2026-02-17T03:10:02.114508804Z]: text           dmesg.log of a support bundle: no node
//! 192.168.1.171: {"level":"warn",...}                             talosctl logs: the service's own line
//! ```

use std::borrow::Cow;

use crate::format::{Envelope, Hints, level, payload};
use crate::framing::Frame;
use crate::model::{Clock, Record};
use crate::text::cursor::Cursor;
use crate::text::unescape;
use crate::time::rfc3339;

/// `talosctl dmesg`.
pub const DMESG: Envelope =
    Envelope { name: "talos-dmesg", frame: Frame::Lines, nests: false, looks_like: starts_with_colon, parse: dmesg };

/// `talosctl logs SERVICE`: taken only when a program's header follows.
pub const SERVICE: Envelope = Envelope {
    name: "talos-service",
    frame: Frame::Lines,
    nests: true,
    looks_like: starts_with_address,
    parse: service,
};

fn dmesg<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let (node, mut rest) = node(raw).map_or((None, Cursor::new(raw)), |(node, rest)| (Some(node), rest));
    let facility = rest.until(b':').map(<[u8]>::trim_ascii).filter(|word| level::is_facility(word))?;
    let level = level::syslog(rest.until(b':')?.trim_ascii())?;
    rest.tag(b" [")?;
    let time = rfc3339::whole(rest.until(b']')?).filter(|time| time.clock == Clock::Utc)?;
    rest.tag(b": ")?;
    let text = unescape::hex(rest.rest());
    let ident: &[u8] = if facility == b"kern" { b"kernel" } else { b"talos" };
    Some(Record {
        time,
        host: node.map(Cow::Borrowed),
        ident: Some(Cow::Borrowed(ident)),
        level: Some(level),
        message: text.clone(),
        text,
        ..Record::default()
    })
}

fn service<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let (node, rest) = node(raw)?;
    let text = rest.rest();
    payload::read(text)?;
    let text = Cow::Borrowed(text);
    Some(Record { host: Some(Cow::Borrowed(node)), message: text.clone(), text, ..Record::default() })
}

/// The node before the first `: `, and what follows.
fn node(raw: &[u8]) -> Option<(&[u8], Cursor<'_>)> {
    let end = memchr::memmem::find(&raw[..raw.len().min(64)], b": ")?;
    let node = &raw[..end];
    is_address(node).then(|| (node, Cursor::new(&raw[end + 2..])))
}

fn is_address(node: &[u8]) -> bool {
    let separators = node.iter().filter(|b| matches!(b, b'.' | b':')).count();
    separators >= 2 && node.iter().all(|b| b.is_ascii_hexdigit() || matches!(b, b'.' | b':'))
}

/// An address, or the name of a facility.
fn starts_with_colon(line: &[u8]) -> bool {
    let facility = || line.iter().take(9).position(|b| *b == b':').is_some_and(|end| level::is_facility(&line[..end]));
    starts_with_address(line) || (line.first().is_some_and(u8::is_ascii_lowercase) && facility())
}

fn starts_with_address(line: &[u8]) -> bool {
    line.first().is_some_and(u8::is_ascii_hexdigit) && node(line).is_some()
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};

    #[track_caller]
    fn check(line: &str, format: &str, ident: Option<&str>, text: &str) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        assert_eq!(record.format, format, "{line}");
        assert_eq!(record.ident.as_deref(), ident.map(str::as_bytes), "{line}");
        assert_eq!(String::from_utf8_lossy(&record.text), text, "{line}");
    }

    #[test]
    fn kernel_and_machined() {
        check("10.0.0.7: kern:    info: [2026-02-17T03:10:02.1Z]: eth0: up", "talos-dmesg", Some("kernel"), "eth0: up");
        check("kern:    info: [2026-02-17T03:10:02.1Z]: eth0: up", "talos-dmesg", Some("kernel"), "eth0: up");
        let machined = r"10.0.0.7: user: warning: [2026-02-17T03:10:02.1Z]: [talos] task {\x22a\x22:1}";
        check(machined, "talos-dmesg", Some("talos"), "[talos] task {\"a\":1}");
    }

    #[test]
    fn services_need_a_header_of_their_own() {
        let line = r#"10.0.0.7: {"level":"warn","ts":"2026-02-17T03:12:01.001Z","msg":"x"}"#;
        check(line, "talos-service", None, &line[10..]);
        check("10.0.0.7: some text", "", None, "10.0.0.7: some text");
    }
}
