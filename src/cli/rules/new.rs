//! `kascade rules new`: a draft of a rule from a pasted log line.

use super::draft::{Draft, DraftSignature};
use super::tokens::{self, Part};
use crate::format::{Dialect, Sniffed};
use crate::matcher::Engine;
use crate::model::{Record, StreamSet};
use crate::rule::lint::MAX_REGEX;

/// Bytes of a regex that a draft begins with: the linter's limit leaves room for the writer.
const LONG: usize = MAX_REGEX / 2;

/// A draft from the line: its envelope and stream recognised, its changing parts generalised.
#[must_use]
pub fn draft(engine: &Engine, id: &str, line: &str) -> Draft {
    let dialect = match Dialect::sniff(line.as_bytes(), "") {
        Sniffed::Lines(d) | Sniffed::Export(d) | Sniffed::Document(_, d) | Sniffed::Unknown(d) => d,
        Sniffed::Empty | Sniffed::Binary | Sniffed::Journal | Sniffed::SealingKey => Dialect::default(),
    };
    let record = dialect.decode(line.as_bytes(), &engine.names);
    let message = String::from_utf8_lossy(&record.message).trim().to_owned();
    let host = record.host.as_deref().map(|h| String::from_utf8_lossy(h).into_owned());
    let (regex, about) = generalised(&message, host.as_deref());
    let rejects = near_miss(&message, &regex);
    let signature = DraftSignature { from: streams(engine, &record), regex, matches: Some(message), rejects };
    Draft { id: id.to_owned(), about, signatures: vec![signature], ..Draft::default() }
}

fn streams(engine: &Engine, record: &Record<'_>) -> Vec<String> {
    let known = engine.streams_of(record, StreamSet::default(), None);
    if known.is_unknown() {
        return vec!["any".to_owned()];
    }
    engine.library.streams.names(known).into_iter().map(str::to_owned).collect()
}

/// The regex of a message, and the entities it names; each gets one group.
fn generalised(message: &str, host: Option<&str>) -> (String, Vec<String>) {
    let mut regex = String::new();
    let mut groups: Vec<&str> = Vec::new();
    for part in tokens::parts(message, host) {
        match part {
            _ if regex.len() > LONG => break,
            Part::Text(text) => regex.push_str(&escaped(text, LONG)),
            Part::Changing(group, pattern) if group.is_empty() || groups.contains(&group) => regex.push_str(pattern),
            Part::Changing(group, pattern) => {
                regex.push_str(&format!("(?<{group}>{pattern})"));
                groups.push(group);
            }
        }
    }
    let mut about = vec!["host".to_owned()];
    about.extend(groups.iter().filter(|g| !["host", "dur"].contains(*g)).map(|g| (*g).to_owned()));
    (regex, about)
}

/// The first so many characters as a regex; what is not ASCII stands for any bytes.
fn escaped(text: &str, most: usize) -> String {
    let mut out = String::new();
    for c in text.chars().take(most) {
        match c {
            c if c.is_ascii() && !c.is_ascii_control() => out.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
            _ if out.ends_with(".+") => {}
            _ => out.push_str(".+"),
        }
    }
    out
}

/// The line without the last word of its longest literal: nearly the same, and no match.
fn near_miss(message: &str, regex: &str) -> Option<String> {
    let literals = super::draft::literals(regex);
    let longest = literals.iter().max_by_key(|l| l.len())?;
    let words = longest.trim_end();
    let last = words.rfind(' ').map_or(0, |at| at + 1);
    let at = message.find(longest.as_str())?;
    let (from, to) = (at + last, at + words.len());
    Some(format!("{}{}", &message[..from], message[to..].trim_start()))
}
