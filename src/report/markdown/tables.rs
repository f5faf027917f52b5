//! The tables of a draft: timeline and action items.

use super::{Draft, FILL};
use crate::model::Action;
use crate::rule::title;
use crate::text::sanitize::markdown_cell;

/// Rows of the timeline; `kascade timeline` has them all.
const ROWS: usize = 60;
/// Rows of one table of action items.
const ITEMS: usize = 12;

/// Every episode of the incident, in order of time; of the same second the cause before its effect.
pub fn timeline(draft: &Draft<'_>) -> String {
    let view = draft.view;
    let mut order = draft.incident.timeline.clone();
    order.sort_by_key(|&index| view.episode(index).began.second());
    let rows = order.iter().take(ROWS).map(|&index| row(draft, index));
    let mut out =
        format!("| time ({}) | host | source | what | count | id |\n|---|---|---|---|---|---|\n", view.zone.label());
    out.extend(rows);
    if order.len() > ROWS {
        out.push_str(&format!("\n{} rows more: `kascade timeline`\n", order.len() - ROWS));
    }
    out
}

fn row(draft: &Draft<'_>, index: usize) -> String {
    let episode = draft.view.episode(index);
    let time = draft.view.zone.full(episode.began);
    let source = markdown_cell(&draft.view.source(episode));
    let id = markdown_cell(&episode.id);
    format!("| {time} | {} | {source} | {} | {} | {id} |\n", draft.host(index), draft.cited(index), episode.count)
}

/// Prevent, detect and limit: what the rules know, with owner and date to fill in.
pub fn actions(draft: &Draft<'_>) -> String {
    let actions = &draft.incident.actions;
    let prevent: Vec<String> = actions.iter().filter(|a| !a.fix.is_empty()).map(|a| markdown_cell(&a.fix)).collect();
    let detect = checks(draft);
    let limit: Vec<String> = actions.iter().filter(|a| !a.care.is_empty()).map(|a| markdown_cell(&a.care)).collect();
    [("Prevent", prevent), ("Detect", detect), ("Limit", limit)].map(|(name, items)| table(name, &items)).concat()
}

/// The checks of the actions; without any, those of the head's rule.
fn checks(draft: &Draft<'_>) -> Vec<String> {
    let item = |command: &str, index: usize| format!("{}: {}", draft.title(index), markdown_cell(command));
    let of_action = |a: &Action| a.check.iter().map(|c| item(c, a.episode)).collect::<Vec<_>>();
    let known: Vec<String> = draft.incident.actions.iter().flat_map(of_action).collect();
    let Some(head) = draft.incident.roots.first().filter(|_| known.is_empty()) else { return known };
    let episode = draft.view.episode(head.episode);
    let commands = draft.view.condition(episode).explain().check;
    commands.iter().map(|c| item(&title::command(draft.view.library, episode, c), head.episode)).collect()
}

fn table(name: &str, items: &[String]) -> String {
    let mut unique: Vec<&str> = Vec::new();
    items.iter().for_each(|item| {
        if !unique.contains(&item.as_str()) {
            unique.push(item);
        }
    });
    if unique.is_empty() {
        unique.push(FILL);
    }
    let rows: String =
        unique.iter().take(ITEMS).map(|item| format!("| {item} | {FILL} | {FILL} | {FILL} |\n")).collect();
    format!("### {name}\n\n| what | priority | owner | date |\n|---|---|---|---|\n{rows}\n")
}
