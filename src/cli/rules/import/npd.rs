//! The rule files of node-problem-detector, as its `config/*.json` has them.
//!
//! ```text
//! {"plugin": "kmsg", "source": "kernel-monitor", "conditions": [...],
//!  "rules": [{"type": "temporary", "reason": "OOMKilling", "pattern": "Killed process \\d+ (.+) total-vm:.*"}]}
//! ```

use serde_json::Value;

use super::super::draft::Draft;
use super::{add_regex, slug, stream, text};
use crate::rule::Library;

/// One draft for each rule; `None` when the value is no such file.
pub fn read(library: &Library, value: &Value) -> Option<Vec<Draft>> {
    let rules = value.get("rules")?.as_array()?;
    rules.iter().all(|rule| rule.get("pattern").is_some() && rule.get("reason").is_some()).then_some(())?;
    let from = source(library, value);
    Some(rules.iter().map(|rule| draft(library, value, rule, &from)).collect())
}

/// The kernel's log for `kmsg`, else the program that the journal is asked for.
fn source(library: &Library, file: &Value) -> Vec<String> {
    match (text(file, "/plugin"), text(file, "/pluginConfig/source")) {
        ("kmsg", _) => stream(library, "kernel"),
        (_, name) => stream(library, name),
    }
}

fn draft(library: &Library, file: &Value, rule: &Value, from: &[String]) -> Draft {
    let reason = text(rule, "/reason");
    let mut draft = Draft {
        id: format!("npd.{}", slug(&words(reason))),
        sources: vec![format!("node-problem-detector {}: {reason}", text(file, "/source"))],
        about: vec!["host".to_owned()],
        ..Draft::default()
    };
    add_regex(&mut draft, library, from, text(rule, "/pattern"));
    if text(rule, "/type") == "permanent" {
        draft.left_out.push(format!("it sets the node condition {:?} for good", text(rule, "/condition")));
    }
    draft
}

/// `OOMKilling` is `OOM Killing`.
fn words(reason: &str) -> String {
    let mut out = String::new();
    let mut before = ' ';
    for c in reason.chars() {
        if c.is_ascii_uppercase() && before.is_ascii_lowercase() {
            out.push(' ');
        }
        out.push(c);
        before = c;
    }
    out
}
