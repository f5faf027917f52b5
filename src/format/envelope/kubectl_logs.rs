//! What `kubectl logs`, `stern`, `kail` and `docker compose logs` put in front of a line.
//!
//! ```text
//! [pod/web-0/nginx] text                                  --prefix
//! 2026-11-20T15:35:30.732999889Z text                     --timestamps: nanoseconds, always UTC
//! [pod/web-0/nginx] 2026-11-20T15:35:30.732999889Z text   both
//! web-0 nginx 2026-11-20T15:35:30.732999889Z text         stern --timestamps
//! shop/web-0[nginx]: text                                 kail
//! shop-web-1  | text                                      docker compose: the container, padded
//! web.1.u7kz31@node-3    | text                           docker service: task and machine
//! ```

use std::borrow::Cow;

use crate::format::document::k8s_event::pod_name;
use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::{Clock, RawTime, Record};
use crate::text::{cursor::Cursor, name::is_name};
use crate::time::rfc3339;

use super::restamped;

/// `--prefix`.
pub const PREFIX: Envelope = Envelope {
    name: "kubectl-prefix",
    frame: Frame::Lines,
    nests: true,
    looks_like: |line| line.starts_with(b"[pod/"),
    parse: prefix,
};

/// `--timestamps`.
pub const TIMESTAMPS: Envelope = Envelope {
    name: "kubectl-timestamps",
    frame: Frame::Lines,
    nests: true,
    looks_like: |line| line.get(10) == Some(&b'T'),
    parse: |raw, hints| {
        let (time, text) = stamp(raw, hints.own)?;
        let own = || Some(record(time, text));
        if restamped::begins_stamp(text) { (restamped::ENVELOPE.parse)(raw, hints).or_else(own) } else { own() }
    },
};

/// `stern --timestamps`: pod, container, stamp. Without the stamp nothing tells its lines from any others.
pub const STERN: Envelope = Envelope {
    name: "stern",
    frame: Frame::Lines,
    nests: true,
    looks_like: |line| line.first().is_some_and(u8::is_ascii_alphanumeric),
    parse: stern,
};

/// `kail`.
pub const KAIL: Envelope = Envelope {
    name: "kail",
    frame: Frame::Lines,
    nests: true,
    looks_like: |line| line.first().is_some_and(u8::is_ascii_lowercase),
    parse: kail,
};

/// `docker compose logs`.
pub const COMPOSE: Envelope = Envelope {
    name: "compose",
    frame: Frame::Lines,
    nests: true,
    looks_like: |line| match line.first() {
        Some(b'0'..=b'9') if line.get(10) == Some(&b'T') => {
            memchr::memchr(b'|', &line[..line.len().min(120)]).is_some()
        }
        Some(b'0'..=b'9' | b'a'..=b'z') => replica(line, false).is_some(),
        _ => false,
    },
    parse: compose,
};

/// The container of `shop-web-1  | `, and what follows: one that has no number counts where others have.
fn replica(line: &[u8], own: bool) -> Option<(&[u8], &[u8])> {
    let bar = memchr::memchr(b'|', &line[..line.len().min(100)])?;
    let name = line[..bar].strip_suffix(b" ")?.trim_ascii_end();
    let number = name.iter().rposition(|b| matches!(b, b'-' | b'_')).map_or(&b""[..], |at| &name[at + 1..]);
    let numbered = !number.is_empty() && number.iter().all(u8::is_ascii_digit);
    let sound = (numbered || own || memchr::memchr(b'@', name).is_some()) && is_name(name, b".-_@");
    let text = &line[bar + 1..];
    sound.then(|| (name, text.strip_prefix(b" ").unwrap_or(text)))
}

fn compose<'a>(raw: &'a [u8], hints: Hints<'_>) -> Option<Record<'a>> {
    // `docker service logs -t` puts the time first.
    let (before, line) = stamp(raw, false).map_or((None, raw), |(time, line)| (Some(time), line));
    let (name, rest) = replica(line, hints.own)?;
    let (time, text) = stamp(rest, false).unwrap_or((before.unwrap_or_default(), rest));
    let task = memchr::memchr(b'@', name);
    let host = task.map(|at| Cow::Borrowed(&name[at + 1..]));
    let container = task.map_or(name, |at| name[..at].split(|b| *b == b'.').next().unwrap_or_default());
    let labels = vec![(hints.names.container, Cow::Borrowed(container))];
    Some(Record { host, ident: Some(Cow::Borrowed(container)), labels, ..record(time, text) })
}

fn stern<'a>(raw: &'a [u8], hints: Hints<'_>) -> Option<Record<'a>> {
    let mut rest = Cursor::new(raw);
    let pod = rest.until(b' ').filter(|pod| is_name(pod, b".-"))?;
    let container = rest.until(b' ').filter(|container| is_name(container, b"-"))?;
    let (time, text) = stamp(rest.rest(), hints.own)?;
    let labels = vec![(hints.names.pod, Cow::Borrowed(pod)), (hints.names.container, Cow::Borrowed(container))];
    Some(Record { ident: Some(Cow::Borrowed(container)), labels, ..record(time, text) })
}

/// Programs that print a path and a process id so have numbers in the brackets: `postfix/smtpd[7]: text`.
fn kail<'a>(raw: &'a [u8], hints: Hints<'_>) -> Option<Record<'a>> {
    let mut rest = Cursor::new(&raw[..raw.len().min(200)]);
    let namespace = rest.until(b'/').filter(|namespace| is_name(namespace, b"-"))?;
    let pod = rest.until(b'[').filter(|pod| is_name(pod, b".-"))?;
    let container = rest.until(b']').filter(|name| is_name(name, b"-") && name.iter().any(u8::is_ascii_alphabetic))?;
    let behind = namespace.len() + pod.len() + container.len() + 3;
    let text = raw[behind..].strip_prefix(b": ")?;
    let names = hints.names;
    let pod = (names.pod, pod_name(namespace, pod));
    let labels = vec![(names.namespace, Cow::Borrowed(namespace)), pod, (names.container, Cow::Borrowed(container))];
    Some(Record { ident: Some(Cow::Borrowed(container)), labels, ..record(RawTime::NONE, text) })
}

fn prefix<'a>(raw: &'a [u8], hints: Hints<'_>) -> Option<Record<'a>> {
    let mut rest = Cursor::new(raw);
    rest.tag(b"[pod/")?;
    let pod = rest.until(b'/').filter(|pod| !pod.contains(&b' '))?;
    let container = rest.until(b']').filter(|container| !container.contains(&b' '))?;
    rest.byte(b' ').or(rest.rest().is_empty().then_some(()))?;
    let (time, text) = stamp(rest.rest(), true).unwrap_or((RawTime::NONE, rest.rest()));
    let labels = vec![(hints.names.pod, Cow::Borrowed(pod)), (hints.names.container, Cow::Borrowed(container))];
    Some(Record { ident: Some(Cow::Borrowed(container)), labels, ..record(time, text) })
}

/// The kubelet's stamp. Others print RFC 3339 too, but hardly anyone to the nanosecond.
fn stamp(line: &[u8], own: bool) -> Option<(RawTime, &[u8])> {
    let (time, rest) = rfc3339::prefix(line)?;
    let nanoseconds = line.get(19..27).is_some_and(|f| f[0] == b'.' && f[1..].iter().all(u8::is_ascii_digit));
    let sound = time.clock == Clock::Utc && line[10] == b'T' && (own || nanoseconds) && line.get(19) != Some(&b',');
    let text = rest.strip_prefix(b" ").or(rest.is_empty().then_some(rest))?;
    sound.then_some((time, text))
}

fn record(time: RawTime, text: &[u8]) -> Record<'_> {
    Record { time, text: Cow::Borrowed(text), message: Cow::Borrowed(text), ..Record::default() }
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::RawTime;

    #[test]
    fn prefix_and_stamp() {
        let line = b"[pod/web-0/nginx] 2026-11-20T15:28:19.000000001Z a b";
        let record = Dialect::default().decode(line, &NAMES);
        assert_eq!((record.format, &*record.text), ("kubectl-prefix", &b"a b"[..]));
        assert_eq!(record.time, RawTime::utc(1_795_188_499_000_000_001));
        assert_eq!(&*record.labels[0].1, b"web-0");
        assert_eq!(Dialect::default().decode(b"[pod/web-0/nginx] bare", &NAMES).message, &b"bare"[..]);
    }

    #[test]
    fn pod_container_and_stamp_of_stern() {
        let line = b"web-0 nginx 2026-11-20T15:28:19.000000001Z [ERROR] a b";
        let record = Dialect::default().decode(line, &NAMES);
        assert_eq!((record.format, &*record.text), ("stern", &b"[ERROR] a b"[..]));
        assert_eq!(record.time, RawTime::utc(1_795_188_499_000_000_001));
        assert_eq!((&*record.labels[0].1, record.ident.as_deref()), (&b"web-0"[..], Some(&b"nginx"[..])));
        for other in ["web-0 nginx GET /", "Web nginx 2026-11-20T15:28:19.000000001Z a"] {
            assert_ne!(Dialect::default().decode(other.as_bytes(), &NAMES).format, "stern", "{other}");
        }
    }

    #[test]
    fn containers_of_compose() {
        let record = Dialect::default().decode(b"shop-web-1   | level=error msg=\"a b\"", &NAMES);
        assert_eq!((record.format, record.ident.as_deref()), ("compose", Some(&b"shop-web-1"[..])));
        assert_eq!(&*record.message, b"a b");
        let line = b"2026-11-20T15:28:19.000000001Z web.1.u7kz31@node-3    | a";
        let record = Dialect::default().decode(line, &NAMES);
        assert_eq!((record.format, record.host.as_deref()), ("compose", Some(&b"node-3"[..])));
        assert_eq!((record.ident.as_deref(), record.time.ns), (Some(&b"web"[..]), 1_795_188_499_000_000_001));
        for other in ["a@b c | d", "a-1|b", "web | a", "web-x  | a", "1 | a", "a b-1 | c"] {
            assert_ne!(Dialect::default().decode(other.as_bytes(), &NAMES).format, "compose", "{other}");
        }
    }

    #[test]
    fn stamps_alone_need_nanoseconds() {
        let line = b"2026-11-20T15:28:19.000000001Z line 12";
        assert_eq!(Dialect::default().decode(line, &NAMES).format, "kubectl-timestamps");
        assert_ne!(Dialect::default().decode(b"2026-11-20T15:28:19.001Z line", &NAMES).format, "kubectl-timestamps");
    }
}
