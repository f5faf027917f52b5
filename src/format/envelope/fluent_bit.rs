//! What Fluent Bit's `stdout` output prints when no format is asked for.
//!
//! ```text
//! [0] kube.var.log.containers.web-0_shop_app-4c1d.log: [[1763089038.123456789, {}], {"log"=>"text", "stream"=>"stderr"}]
//! #   tag, here the path with points                    time, metadata              keys and values; quotes stay bare
//! [1] kube.web: [1763089038.123456789, {"log"=>"text"}]           before release 2.1
//! ```
//!
//! # Source
//!
//! fluent-bit, `plugins/out_stdout/stdout.c`; msgpack-c, `src/objectc.c`: `msgpack_object_print`.

use memchr::{memchr, memmem};

use crate::format::store::Stored;
use crate::format::{Envelope, Hints, path};
use crate::framing::Frame;
use crate::model::Record;
use crate::text::cursor::Cursor;
use crate::time::unix;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "fluent-bit",
    frame: Frame::Lines,
    nests: true,
    looks_like: |line| line.first() == Some(&b'[') && memmem::find(line, b"\"=>").is_some(),
    parse,
};

/// How deep objects lie in each other.
const DEPTH: usize = 4;

fn parse<'a>(raw: &'a [u8], hints: Hints<'_>) -> Option<Record<'a>> {
    let mut rest = Cursor::new(raw);
    rest.byte(b'[')?;
    rest.number()?;
    rest.tag(b"] ")?;
    let tag = rest.until(b':').filter(|tag| !tag.contains(&b' '))?;
    rest.tag(b" [")?;
    let rest = rest.rest();
    let (time, rest) = unix::prefix(rest.strip_prefix(b"[").unwrap_or(rest))?;
    let object = memmem::find(rest, b"{\"").map(|at| &rest[at + 1..])?;
    let mut stored = Stored::default();
    read(object, b"", DEPTH, &mut stored)?;
    let mut record = Record { time, ..stored.record(hints.names)? };
    if let Some(name) = file_of(tag) {
        path::tell(name, &mut record, hints.names);
    }
    Some(record)
}

/// Takes the fields of an object, whose brace is open, below the key `around`; returns what follows it.
fn read<'a>(mut rest: &'a [u8], around: &[u8], depth: usize, stored: &mut Stored<'a>) -> Option<&'a [u8]> {
    loop {
        let (key, after) = key(rest)?;
        rest = match after {
            [b'{', inner @ ..] if depth > 0 && !inner.starts_with(b"}") => read(inner, key, depth - 1, stored)?,
            [b'"', text @ ..] => {
                let end = text_end(text)?;
                stored.add(around, key, || Some(text[..end].into()));
                &text[end + 1..]
            }
            other => {
                let end = memchr::memchr2(b',', b'}', other)?;
                stored.add(around, key, || Some(other[..end].into()));
                &other[end..]
            }
        };
        match rest {
            [b',', b' ', more @ ..] => rest = more,
            _ => return rest.strip_prefix(b"}"),
        }
    }
}

/// `"log"=>`, and what follows.
fn key(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let text = text.strip_prefix(b"\"")?;
    let end = memchr(b'"', &text[..text.len().min(100)])?;
    Some((&text[..end], text[end..].strip_prefix(b"\"=>")?))
}

/// Where a text ends whose own quotes are bare: at the first quote that another field or the end of the object follows.
fn text_end(text: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'"', text).find(|at| match &text[at + 1..] {
        [b',', b' ', more @ ..] => key(more).is_some(),
        [b'}', ..] => true,
        _ => false,
    })
}

/// The file that a tag is named after: `kube.var.log.containers.web-0_shop_app-4c1d.log`.
fn file_of(tag: &[u8]) -> Option<&str> {
    let at = memmem::find(tag, b"containers.").map(|at| at + b"containers.".len())?;
    std::str::from_utf8(&tag[at..]).ok()
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::{Level, RawTime};

    #[track_caller]
    fn check(line: &str, message: &str, pod: Option<&str>) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        assert_eq!((record.format, record.time), ("fluent-bit", RawTime::utc(1_763_089_038_500_000_000)), "{line}");
        assert_eq!(String::from_utf8_lossy(&record.message), message, "{line}");
        let label = record.labels.iter().find(|(kind, _)| *kind == NAMES.pod);
        assert_eq!(label.map(|(_, value)| &**value), pod.map(str::as_bytes), "{line}");
    }

    #[test]
    fn fields_of_both_releases() {
        check(
            r#"[0] kube.x: [[1763089038.5, {}], {"log"=>"a "b", c", "n"=>1.5, "kubernetes"=>{"pod_name"=>"web-0", "labels"=>{}, "namespace_name"=>"shop"}}]"#,
            r#"a "b", c"#,
            Some("shop/web-0"),
        );
        check(r#"[12] kube.x: [1763089038.5, {"stream"=>"stderr", "log"=>"a"}]"#, "a", None);
    }

    #[test]
    fn containers_by_their_tag() {
        let id = "4c".repeat(32);
        let line = format!(
            r#"[0] kube.var.log.containers.web-0_shop_app-{id}.log: [[1763089038.5, {{}}], {{"log"=>"E1114 02:57:18.1 1 a.go:1] x"}}]"#
        );
        check(&line, "x", Some("shop/web-0"));
        assert_eq!(Dialect::default().decode(line.as_bytes(), &NAMES).level, Some(Level::Error));
    }

    #[test]
    fn other_lines() {
        for line in [r#"[0] a: [[x, {}], {"log"=>"b"}]"#, r#"[0] a: [1763089038.5, {"log"=>"b]"#, r#"[1] "a"=>b"#] {
            assert_ne!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "fluent-bit", "{line}");
        }
    }
}
