//! `kascade rules import`: rules of other tools as drafts that a person has to finish.
//!
//! ```text
//! cre.rs     CRE (prequel) in YAML        rules: [{cre: {...}, rule: {set: {match: [...]}}}]
//! npd.rs     node-problem-detector JSON   {"source": "kernel-monitor", "rules": [{"pattern": "..."}]}
//! sigma.rs   Sigma in YAML                {title, logsource, detection: {keywords: [...], condition}}
//! ```
//!
//! Severity and role stay low, because other tools mean other things by theirs. What has no counterpart is named in the
//! draft; nothing is dropped in silence.

mod cre;
mod npd;
mod sigma;

use serde_json::Value;

use super::draft::{Draft, DraftSignature};
use crate::format::yaml;
use crate::rule::{Library, implied};

/// The drafts of one file; the error says why it is none of the known kinds.
///
/// # Errors
///
/// When the file is neither JSON nor YAML of one of the three tools.
pub fn drafts(library: &Library, text: &str) -> Result<Vec<Draft>, String> {
    let documents: Vec<Value> = match serde_json::from_str(text) {
        Ok(value) => vec![value],
        Err(_) => yaml_documents(text),
    };
    let read = |value: &Value| {
        [npd::read, cre::read, sigma::read].into_iter().find_map(|read| read(library, value)).unwrap_or_default()
    };
    let drafts: Vec<Draft> = documents.iter().flat_map(read).collect();
    if drafts.is_empty() { Err("no CRE, node-problem-detector or Sigma rule in it".to_owned()) } else { Ok(drafts) }
}

/// Documents of a YAML file, at lines of three dashes.
fn yaml_documents(text: &str) -> Vec<Value> {
    let documents = format!("\n{text}").replace("\r\n", "\n");
    let documents = documents.split("\n---").map(|document| yaml::to_json(document.as_bytes()));
    documents.filter_map(|json| serde_json::from_slice(&json).ok()).collect()
}

/// A text at a path of keys; empty when there is none.
fn text<'v>(value: &'v Value, path: &str) -> &'v str {
    value.pointer(path).and_then(Value::as_str).unwrap_or("").trim()
}

/// The same, when there is one.
fn some_text(value: &Value, path: &str) -> Option<String> {
    Some(text(value, path)).filter(|t| !t.is_empty()).map(str::to_owned)
}

/// A name that can be part of an id.
fn slug(name: &str) -> String {
    let parts = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let slug = parts.take(6).collect::<Vec<_>>().join("-").to_ascii_lowercase();
    if slug.is_empty() { "unnamed".to_owned() } else { slug }
}

/// The stream of a name, `any` for one that is unknown.
fn stream(library: &Library, name: &str) -> Vec<String> {
    let known = library.streams.find(name).map(|_| name);
    vec![known.unwrap_or("any").to_owned()]
}

/// Adds a signature for a regex of another tool, or says why there is none.
fn add_regex(draft: &mut Draft, library: &Library, from: &[String], pattern: &str) {
    let regex = without_groups(library, pattern.strip_prefix("(?i)").unwrap_or(pattern));
    if pattern.starts_with("(?i)") {
        draft.left_out.push(format!("(?i) of {pattern:?}: write the cases a program prints"));
    }
    match implied::parse(&regex) {
        Err(e) => {
            let why = e.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            draft.left_out.push(format!("the pattern {pattern:?}: {why}"));
        }
        Ok(_) if super::draft::literals(&regex).is_empty() => {
            draft.left_out.push(format!("the pattern {pattern:?}: it holds no text that every match has"));
        }
        Ok(_) => draft.signatures.push(DraftSignature { from: from.to_vec(), regex, ..DraftSignature::default() }),
    }
}

/// Adds a signature for a text, in which `*` may stand for anything.
fn add_text(draft: &mut Draft, library: &Library, from: &[String], text: &str) {
    let words: Vec<String> = text.trim_matches('*').split('*').map(regex::escape).collect();
    add_regex(draft, library, from, &words.join(".*"));
}

/// Named groups that are no entity of ours become plain ones.
fn without_groups(library: &Library, pattern: &str) -> String {
    let named = regex::Regex::new(r"\(\?P?<([A-Za-z_][0-9A-Za-z_]*)>").expect("a constant regex");
    let group = |found: &regex::Captures<'_>| match library.kinds.find(&found[1]) {
        Some(_) => format!("(?<{}>", &found[1]),
        None => "(?:".to_owned(),
    };
    named.replace_all(pattern, group).into_owned()
}
