//! Sigma rules that look at log texts.
//!
//! ```text
//! title: ...
//! logsource: {product: linux, service: auth}
//! detection:
//!   keywords: ["text", "with * in it"]      or   selection: {message|contains: [...], message|re: ...}
//!   condition: keywords
//! level: high
//! ```
//!
//! Fields of other records than a message (process creation, audit) have no counterpart here, nor have conditions that
//! combine selections; both are named.

use serde_json::Value;

use super::super::draft::Draft;
use super::{add_regex, add_text, slug, some_text, stream, text};
use crate::rule::Library;

/// Fields that hold the text of a record.
const MESSAGE: [&str; 5] = ["message", "msg", "_raw", "raw", "log"];

/// One draft; `None` when the value is no such rule.
pub fn read(library: &Library, value: &Value) -> Option<Vec<Draft>> {
    let detection = value.get("detection")?.as_object()?;
    let title = text(value, "/title");
    let mut draft = Draft {
        id: format!("sigma.{}", slug(title)),
        title: some_text(value, "/title"),
        what: some_text(value, "/description"),
        sources: vec![format!("Sigma {}", text(value, "/id")).trim_end().to_owned()],
        about: vec!["host".to_owned()],
        ..Draft::default()
    };
    let from = stream(library, text(value, "/logsource/service"));
    for (name, selection) in detection.iter().filter(|(name, _)| *name != "condition" && *name != "timeframe") {
        select(&mut draft, library, &from, name, selection);
    }
    combined(&mut draft, value);
    Some(vec![draft])
}

/// A list is of keywords, a map of fields.
fn select(draft: &mut Draft, library: &Library, from: &[String], name: &str, selection: &Value) {
    match selection {
        Value::String(keyword) => add_text(draft, library, from, keyword),
        Value::Array(all) => all.iter().for_each(|one| select(draft, library, from, name, one)),
        Value::Object(fields) => fields.iter().for_each(|(field, value)| by_field(draft, library, from, field, value)),
        _ => draft.left_out.push(format!("{name}: {selection}")),
    }
}

fn by_field(draft: &mut Draft, library: &Library, from: &[String], field: &str, value: &Value) {
    let (name, modifier) = field.split_once('|').unwrap_or((field, ""));
    let values: Vec<&str> = match value {
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        _ => value.as_str().into_iter().collect(),
    };
    let is_message = MESSAGE.contains(&name.to_ascii_lowercase().as_str());
    match modifier {
        "re" if is_message => values.iter().for_each(|v| add_regex(draft, library, from, v)),
        "" | "contains" | "startswith" | "endswith" if is_message => {
            values.iter().for_each(|v| add_text(draft, library, from, v));
        }
        _ => draft.left_out.push(format!("the field {field:?}: {value}")),
    }
}

fn combined(draft: &mut Draft, rule: &Value) {
    let condition = text(rule, "/detection/condition");
    if condition.contains(' ') {
        draft.left_out.push(format!("the condition {condition:?}: each signature here holds alone"));
    }
    for (path, what) in
        [("/detection/timeframe", "timeframe"), ("/level", "level"), ("/falsepositives", "known false positives")]
    {
        if let Some(value) = rule.pointer(path).filter(|v| !v.is_null()) {
            draft.left_out.push(format!("{what}: {value}"));
        }
    }
}
