//! A rule's examples, run for real: every `matches` line inside every envelope that can carry it must be found, no
//! `rejects` line may be.

use std::borrow::Cow;

use super::engine::Engine;
use super::scan::{Context, Piece, Scanner};
use crate::format::{Dialect, Sniffed};
use crate::model::{SignatureId, StreamSet};
use crate::rule::RuleError;
use crate::rule::build::Source;
use crate::rule::file::{Name, SignatureRow};

/// An envelope of the proof: how it is called, and how it wraps a program's line.
type Wrap = (&'static str, fn(&str) -> String);

/// Envelopes that carry any line as it stands.
const PLAIN: [Wrap; 4] = [
    ("journalctl -o short-precise", |line| format!("Mar 03 04:05:06.789012 node-7 {line}")),
    ("journalctl -o json", |line| {
        let (ident, text) = split(line);
        let entry = serde_json::json!({"__REALTIME_TIMESTAMP": "1709438706789012", "_HOSTNAME": "node-7", "SYSLOG_IDENTIFIER": ident, "MESSAGE": text});
        entry.to_string()
    }),
    ("CRI", |line| format!("2024-03-03T04:05:06.789012345Z stderr F {}", split(line).1)),
    ("syslog", |line| format!("2024-03-03T04:05:06.789012+00:00 node-7 {line}")),
];

/// Payloads that carry another program's text as the value of a field, escaped; with the stream that prints them.
const NESTED: [(&str, Wrap); 2] = [
    (
        "kubelet",
        ("klog err=", |text| {
            format!(
                "Mar 03 04:05:06.789012 node-7 kubelet[99]: E0303 04:05:06.789012      99 remote_runtime.go:1] \"Request failed\" err={text:?}"
            )
        }),
    ),
    (
        "containerd",
        ("logfmt error=", |text| {
            format!(
                "Mar 03 04:05:06.789012 node-7 containerd[98]: time=\"2024-03-03T04:05:06.789Z\" level=error msg=\"request failed\" error={text:?}"
            )
        }),
    ),
];

fn split(line: &str) -> (&str, &str) {
    line.split_once(": ").unwrap_or(("", line))
}

/// Every example of a rule that does not hold. `source` must be the file that `engine` holds under the same id.
#[must_use]
pub fn prove(engine: &Engine, source: &Source) -> Vec<RuleError> {
    let mut found = Vec::new();
    let rows = source.file.signatures.iter().chain(&source.file.ends);
    for (id, row) in signatures_of(engine, &source.id).into_iter().zip(rows) {
        row.matches.iter().for_each(|example| must_match(engine, source, id, row, example, &mut found));
        for example in &row.rejects {
            if matches_plainly(engine, id, example.get_ref()) {
                found.push(source.error(example.span(), "this near miss matches", "narrow the regex"));
            }
        }
    }
    found
}

fn signatures_of(engine: &Engine, id: &str) -> Vec<SignatureId> {
    let Some(condition) = engine.library.id(id) else { return Vec::new() };
    let all = (0u16..).map(SignatureId).zip(&engine.library.signatures);
    all.filter(|(_, s)| s.condition() == condition).map(|(i, _)| i).collect()
}

fn must_match(
    engine: &Engine,
    source: &Source,
    id: SignatureId,
    row: &SignatureRow,
    example: &Name,
    found: &mut Vec<RuleError>,
) {
    let text = example.get_ref();
    if !matches_plainly(engine, id, text) {
        found.push(source.error(
            example.span(),
            "this example does not match",
            "see `kascade explain` for what the regex sees",
        ));
        return;
    }
    let program = ident_for(engine, id);
    let plain = plain_wraps(row).map(|(name, wrap)| (*name, wrap(&format!("{program}: {text}"))));
    let nested = nested_wraps(engine, id, row).map(|(name, wrap)| (*name, wrap(text)));
    for (name, line) in plain.chain(nested) {
        if !scans(engine, id, &line) {
            found.push(source.error(
                example.span(),
                format!("this example is not found inside {name}"),
                "anchors and quotes are lost in envelopes",
            ));
        }
    }
}

/// Documents decode to texts of their own, and package logs have no other envelope.
fn has_own_shape(row: &SignatureRow) -> bool {
    row.from
        .iter()
        .all(|name| ["k8s-event", "k8s-state", "host-state", "dpkg", "apt", "dkms"].contains(&name.get_ref().as_str()))
}

fn plain_wraps(row: &SignatureRow) -> impl Iterator<Item = &'static Wrap> {
    let own = has_own_shape(row);
    PLAIN.iter().filter(move |_| !own)
}

/// Nested envelopes of the signature's streams; a text with anchors is not found inside another one.
fn nested_wraps(engine: &Engine, id: SignatureId, row: &SignatureRow) -> impl Iterator<Item = &'static Wrap> {
    let regex = row.regex.get_ref();
    let anchored = regex.starts_with('^') || regex.ends_with('$') || has_own_shape(row);
    let from = engine.library.signature(id).from();
    let carried =
        NESTED.iter().filter(|(stream, _)| engine.library.streams.find(stream).is_some_and(|s| s.meets(from)));
    carried.map(|(_, wrap)| wrap).filter(move |_| !anchored).collect::<Vec<_>>().into_iter()
}

/// A program name of one of the signature's streams, so that the stream does not reject it.
fn ident_for(engine: &Engine, id: SignatureId) -> Cow<'static, str> {
    let from = engine.library.signature(id).from();
    let names = engine.library.streams.names(from);
    let program = names.into_iter().find_map(|name| engine.library.streams.program(name));
    program.map_or(Cow::Borrowed("program"), Cow::Owned)
}

fn matches_plainly(engine: &Engine, id: SignatureId, text: &str) -> bool {
    let record = crate::model::Record {
        text: text.as_bytes().into(),
        message: text.as_bytes().into(),
        raw: text.as_bytes(),
        ..Default::default()
    };
    engine.compiled(id).holds(&record, |_| ()).is_some()
}

/// Whether a scan of the line as a whole input finds the signature.
fn scans(engine: &Engine, id: SignatureId, line: &str) -> bool {
    let text = format!("{line}\n");
    let dialect = match Dialect::sniff(text.as_bytes(), "") {
        Sniffed::Lines(d) | Sniffed::Export(d) | Sniffed::Document(_, d) | Sniffed::Unknown(d) => d,
        Sniffed::Empty | Sniffed::Binary | Sniffed::Journal | Sniffed::SealingKey => return false,
    };
    let context = Context {
        input: 0,
        host: None,
        labels: &[],
        container: None,
        file: StreamSet::default(),
        dialect,
        frame: dialect.frame(),
        is_beside: false,
        units: &[],
    };
    let piece = Piece {
        text: text.as_bytes(),
        offset: 0,
        before: &[],
        own: (0, text.len()),
        counted: (0, text.len()),
        starts: None,
    };
    Scanner::new(engine, context).scan(&piece).findings.iter().any(|f| f.subject.signature == id)
}
