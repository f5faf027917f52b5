//! Inputs without an incident: one line that names what was read, so that "nothing found" can be judged.
//!
//! ```text
//! nothing found in 412318 records, 2025-11-14 00:00 .. 03:07 UTC, 3 streams (kernel, kubelet, containerd)
//! nothing to read: 0 records from stdin
//! ```

use super::{foot, labelled};
use crate::model::{InputFacts, Stamp, StreamSet};
use crate::report::screen::{Line, Section, Tone};
use crate::report::view::View;
use crate::report::width::width;

pub fn sections(view: &View<'_>) -> Vec<Section> {
    let inputs = &view.analysis.inputs;
    let mut lines =
        vec![if inputs.iter().all(|i| i.lines == 0 && i.records == 0) { empty(view) } else { healthy(view) }];
    if view.analysis.partial {
        lines.push(Line::new(Tone::Alarm, "PARTIAL: the run was stopped before the end of the input"));
    }
    if !view.quiet {
        lines.extend(foot::minor(view));
        lines.extend(labelled("BASELINE", foot::baseline(view)));
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
    let read = if inputs.iter().any(|i| i.sampled) {
        format!("{} lines", sum(|i| i.lines))
    } else {
        format!("{} records", sum(|i| i.records))
    };
    let facts = [Some(format!("nothing found in {read}")), span(view)];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    let facts = facts.join(", ");
    Line::plain(format!("{facts}, {}", streams(view, view.width.saturating_sub(width(&facts) + 2))))
}

fn span(view: &View<'_>) -> Option<String> {
    let spans = || view.analysis.inputs.iter().filter_map(|i| i.span);
    let first: Stamp = spans().map(|(first, _)| first).min()?;
    let last: Stamp = spans().map(|(_, last)| last).max()?;
    Some(format!("{} {}", view.zone.minutes(first, last), view.zone.label()))
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
