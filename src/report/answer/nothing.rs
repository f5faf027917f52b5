//! Inputs without an incident: one line that names what was read, so that "nothing found" can be judged, and what
//! stands out among the minor findings.
//!
//! ```text
//! nothing found in 412318 records, 2025-11-14 00:00 .. 03:07 UTC, 3 streams (kernel, kubelet, containerd)
//! nothing to read: 0 records from stdin
//! nothing to judge: the options choose 0 of 708 records, 2025-11-14 00:00 .. 03:07 UTC
//!
//! no incident in 2704 records, 2025-11-14 02:00 .. 18:19 UTC, 3 streams (kernel, kubelet, containerd)
//! STANDS OUT      too slight, too brief or too narrow for an incident
//!   17:06:38  wk-2 postgres/0.log  A database or broker refuses a login  x112
//! NOT EXPLAINED   2025-11-14 18:02:10 kv: ring out of step  x99 (and 2 more shapes)
//! ```

use std::collections::BTreeMap;

use super::rows::Columns;
use super::{folded, foot, labelled, unexplained};
use crate::model::{InputFacts, Role, Severity, Stamp, StreamSet};
use crate::report::screen::{Line, Section, Tone};
use crate::report::view::View;
use crate::report::width::width;

/// Rows of what stands out.
const MOST_STANDING: usize = 5;

pub fn sections(view: &View<'_>) -> Vec<Section> {
    let inputs = &view.analysis.inputs;
    let mut lines = vec![if inputs.iter().all(|i| i.records == 0) { empty(view) } else { healthy(view) }];
    if view.analysis.partial {
        lines.push(Line::new(Tone::Alarm, "PARTIAL: the run was stopped before the end of the input"));
    }
    if !view.quiet {
        lines.extend(standing_out(view));
        lines.extend(labelled("NOT EXPLAINED", not_explained(view)));
        lines.extend(foot::minor(view));
        lines.extend(labelled("BASELINE", foot::baseline(view).into_iter().map(Line::plain).collect()));
        lines.extend(foot::tuned(view));
        lines.extend(foot::noted(view).map(|noted| Line::new(Tone::Quiet, noted)));
    }
    vec![Section::new(90, lines.len(), lines)]
}

fn empty(view: &View<'_>) -> Line {
    let name = match view.analysis.inputs.as_slice() {
        [] => "no input".to_owned(),
        [input] => view.shown(&input.path),
        inputs => format!("{} inputs", inputs.len()),
    };
    Line::plain(format!("nothing to read: 0 records from {name}"))
}

fn healthy(view: &View<'_>) -> Line {
    let inputs = &view.analysis.inputs;
    let sum = |of: fn(&InputFacts) -> u64| inputs.iter().map(of).fold(0, u64::saturating_add);
    let read = if let Some(chosen) = view.analysis.chosen {
        format!("{chosen} of {} records", sum(|i| i.records))
    } else if inputs.iter().any(|i| i.sampled) {
        format!("{} lines", sum(|i| i.lines))
    } else {
        let records = sum(|i| i.records);
        format!("{records} record{}", if records == 1 { "" } else { "s" })
    };
    if view.analysis.chosen == Some(0) {
        let all = span(view).map(|span| format!(", {span}")).unwrap_or_default();
        return Line::plain(format!("nothing to judge: the options choose {read}{all}"));
    }
    let is_all = notable(view).is_empty() && view.analysis.unexplained.is_empty();
    let what = if is_all { "nothing found" } else { "no incident" };
    let facts = [Some(format!("{what} in {read}")), span(view)];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    let facts = facts.join(", ");
    Line::plain(format!("{facts}, {}", streams(view, view.width.saturating_sub(width(&facts) + 2))))
}

/// Errors of the last half hour, or of a piece of a log, that no rule knows.
fn not_explained(view: &View<'_>) -> Vec<Line> {
    unexplained::alone(view).iter().flat_map(|text| folded(view, "", text)).collect()
}

/// The weightiest minor findings, in order of onset.
fn standing_out(view: &View<'_>) -> Vec<Line> {
    let shown = notable(view);
    let Some(&first) = shown.first() else { return Vec::new() };
    let with_host = shown.iter().any(|&i| view.host(view.episode(i)) != view.host(view.episode(first)));
    let columns = Columns::over(view, view.episode(first).began, with_host, &shown);
    let head = labelled("STANDS OUT", vec![Line::plain("too slight, too brief or too narrow for an incident")]);
    head.into_iter().chain(shown.iter().map(|&index| columns.episode(index))).collect()
}

/// Of each condition the episode with most weight, when it is more than a marker; as many as are shown.
fn notable(view: &View<'_>) -> Vec<usize> {
    let weight = |i: usize| view.episode(i).severity.weight() * (1.0 + (view.episode(i).count as f64).ln());
    let told = |i: &usize| {
        let episode = view.episode(*i);
        let marker = matches!(view.condition(episode).role, Role::Context | Role::Recovery);
        episode.severity >= Severity::Medium && !episode.expected && !marker
    };
    let mut best: BTreeMap<u16, usize> = BTreeMap::new();
    for index in view.analysis.minor.iter().copied().filter(told) {
        let known = best.entry(view.episode(index).key.condition.0).or_insert(index);
        if weight(index) > weight(*known) {
            *known = index;
        }
    }
    let mut shown: Vec<usize> = best.into_values().collect();
    shown.sort_by(|&a, &b| weight(b).total_cmp(&weight(a)).then(a.cmp(&b)));
    shown.truncate(MOST_STANDING);
    shown.sort_by_key(|&i| (view.episode(i).began, i));
    shown
}

fn span(view: &View<'_>) -> Option<String> {
    let spans = || view.analysis.inputs.iter().filter_map(|i| i.span);
    let dated = spans().any(|(first, _)| !first.is_undated());
    let spans = || spans().filter(|(first, _)| !dated || !first.is_undated());
    let first: Stamp = spans().map(|(first, _)| first).min()?;
    let last: Stamp = spans().map(|(_, last)| last).max()?;
    Some(view.zone.with_zone(view.zone.minutes(first, last), last))
}

/// `3 streams (kernel, kubelet, containerd)`; as many names as there is room for.
fn streams(view: &View<'_>, room: usize) -> String {
    let all = view.analysis.inputs.iter().fold(StreamSet::default(), |all, i| all.with(i.streams));
    let names = view.library.streams.names(all);
    let noun = if names.len() == 1 { "stream" } else { "streams" };
    let listed = |shown: usize| match names.len() - shown {
        _ if shown == 0 => format!("{} {noun}", names.len()),
        0 => format!("{} {noun} ({})", names.len(), names.join(", ")),
        more => format!("{} {noun} ({} and {more} more)", names.len(), names[..shown].join(", ")),
    };
    if names.is_empty() {
        return "no known stream".to_owned();
    }
    (0..=names.len()).rev().map(listed).find(|text| width(text) <= room).unwrap_or_else(|| listed(0))
}
