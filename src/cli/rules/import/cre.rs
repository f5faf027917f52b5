//! Common Reliability Enumerations, as prequel's rule files have them.
//!
//! ```text
//! rules:
//!   - cre: {id: CRE-2024-0001, title: ..., cause: ..., mitigation: ..., references: [...]}
//!     rule:
//!       set:                      or sequence: with order: instead of match:
//!         event: {source: cre.log.nginx}
//!         window: 10s
//!         match: [{regex: "..."}, {value: "..."}]
//!         negate: [...]
//! ```

use serde_json::Value;

use super::super::draft::Draft;
use super::{add_regex, add_text, slug, some_text, stream, text};
use crate::rule::Library;

/// Keys of a set or sequence that are converted, or only say where to look.
const KNOWN: [&str; 3] = ["event", "match", "order"];

/// One draft for each rule; `None` when the value is no such file.
pub fn read(library: &Library, value: &Value) -> Option<Vec<Draft>> {
    let rules = value.get("rules")?.as_array()?;
    rules.iter().all(|rule| rule.get("cre").is_some()).then_some(())?;
    Some(rules.iter().map(|rule| draft(library, rule)).collect())
}

fn draft(library: &Library, rule: &Value) -> Draft {
    let id = text(rule, "/cre/id");
    let what = [text(rule, "/cre/description"), text(rule, "/cre/cause")].join(" ");
    let mut draft = Draft {
        id: format!("cre.{}", slug(id)),
        title: some_text(rule, "/cre/title"),
        what: Some(what.trim().to_owned()).filter(|w| !w.is_empty()),
        fix: some_text(rule, "/cre/mitigation"),
        sources: vec![format!("CRE {id}")],
        about: vec!["host".to_owned()],
        ..Draft::default()
    };
    for kind in ["set", "sequence"] {
        if let Some(group) = rule.pointer(&format!("/rule/{kind}")) {
            terms(&mut draft, library, group);
            left_out(&mut draft, kind, group);
        }
    }
    draft
}

/// A set needs all of its terms: several are several signatures, and the draft says so.
fn terms(draft: &mut Draft, library: &Library, group: &Value) {
    let source = text(group, "/event/source");
    let from = stream(library, source.rsplit('.').next().unwrap_or(source));
    let terms = ["match", "order"].into_iter().filter_map(|key| group.get(key)?.as_array()).flatten();
    let terms: Vec<&Value> = terms.collect();
    for term in &terms {
        match (term.get("regex").and_then(Value::as_str), term.get("value").and_then(Value::as_str)) {
            (Some(regex), _) => add_regex(draft, library, &from, regex),
            (None, Some(value)) => add_text(draft, library, &from, value),
            (None, None) => draft.left_out.push(format!("the term {term}")),
        }
        if let Some(count) = term.get("count") {
            draft.left_out.push(format!("count {count}: see [[raise]]"));
        }
    }
    if terms.len() > 1 {
        draft.left_out.push("all terms together: each signature here holds alone, see [[pattern]]".to_owned());
    }
}

fn left_out(draft: &mut Draft, kind: &str, group: &Value) {
    let keys = group.as_object().into_iter().flat_map(|o| o.iter()).filter(|(key, _)| !KNOWN.contains(&key.as_str()));
    draft.left_out.extend(keys.map(|(key, value)| format!("{key} of the {kind}: {value}")));
}
