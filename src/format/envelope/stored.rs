//! One JSON object to a line, as collectors write and log stores export them: Fluent Bit, Vector, Filebeat, GELF,
//! `logcli -o jsonl`, `gcloud logging read`, `stern -o json`.
//!
//! ```text
//! {"date":1763089038.1,"log":"text","kubernetes":{"pod_name":"web-0"}}
//! ```
//!
//! Which key tells what is in `store.rs`. Exports that are one object as a whole: `document/log_export.rs`.

use crate::format::Envelope;
use crate::format::store::{Fact, Stored};
use crate::framing::Frame;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "stored-json",
    frame: Frame::Lines,
    nests: true,
    looks_like: |line| line.starts_with(b"{\"") && !OF_PROGRAMS.iter().any(|key| line[2..].starts_with(key)),
    parse: |raw, hints| {
        let stored = Stored::of(raw);
        // stern prints where a line is from, and no time.
        let told = stored.has(Fact::Time) || (stored.has(Fact::Pod) && stored.has(Fact::Container));
        let whole = raw.ends_with(b"}") && told && stored.is_line();
        if whole { stored.record(hints.names) } else { None }
    },
};

/// How the lines of programs begin: they are asked for nothing more.
const OF_PROGRAMS: [&[u8]; 10] = [
    b"level\"",
    b"time\"",
    b"ts\"",
    b"msg\"",
    b"caller\"",
    b"@level\"",
    b"t\"",
    b"kind\"",
    b"apiVersion\"",
    // Elasticsearch, which calls itself a node.
    b"type\": \"",
];

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::Level;

    #[test]
    fn stored_lines_and_others() {
        let line = br#"{"date":1763089038.5,"log":"level=error msg=\"a b\"","stream":"stderr"}"#;
        let record = Dialect::default().decode(line, &NAMES);
        assert_eq!((record.format, &*record.message), ("stored-json", &b"a b"[..]));
        assert_eq!((record.time.ns, record.level), (1_763_089_038_500_000_000, Some(Level::Error)));
        for line in [r#"{"log":"x"}"#, r#"{"date":1763089038.5,"log":"x""#, r#"{"date":1,"a":"b"}"#] {
            assert_ne!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "stored-json", "{line}");
        }
    }
}
