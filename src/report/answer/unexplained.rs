//! What no rule knows, a line or two: the first shape of it, and how much more there is.
//!
//! ```text
//! NOT EXPLAINED   02:48:00 promtail: retrying batch in 5s  x7 (and 2 more shapes)
//! ```

use super::LABEL;
use super::body::body;
use crate::cascade::roots::confidence;
use crate::model::{Incident, Stamp, Strange, Unexplained, Verdict};
use crate::report::view::View;
use crate::report::when::counted;
use crate::report::width::cut_end;

/// What came just before an incident. Beside a root that stands out only errors and surges are worth the line.
pub fn before(view: &View<'_>, incident: &Incident) -> Option<String> {
    let mine: Vec<&Unexplained> = view.analysis.unexplained.iter().filter(|u| u.incident == incident.id).collect();
    let stands_out = incident.roots.first().is_some_and(confidence::stands_out);
    let worth = |shape: &Unexplained| shape.error || shape.strange == Strange::Surge || !stands_out;
    let first = mine.first().filter(|shape| incident.verdict != Verdict::Unknown && worth(shape))?;
    Some(told(view, first, Some(incident.start), mine.len() - 1 + view.analysis.unexplained_more.0))
}

/// Shapes that are told where nothing else is.
const MOST_ALONE: usize = 3;

/// Where there is no incident, errors that no rule knows: the most frequent ones, in order of time.
pub fn alone(view: &View<'_>) -> Vec<String> {
    let mut all: Vec<&Unexplained> = view.analysis.unexplained.iter().collect();
    all.sort_by_key(|shape| std::cmp::Reverse(shape.count));
    let more = all.len().saturating_sub(MOST_ALONE) + view.analysis.unexplained_more.0;
    all.truncate(MOST_ALONE);
    all.sort_by_key(|shape| shape.first);
    let last = all.len().saturating_sub(1);
    let rows = all.iter().enumerate();
    rows.map(|(row, shape)| told(view, shape, None, if row == last { more } else { 0 })).collect()
}

fn told(view: &View<'_>, shape: &Unexplained, near: Option<Stamp>, more: usize) -> String {
    let clock = |first: Stamp| near.map_or_else(|| view.zone.full(first), |near| view.zone.beside(first, near));
    let time = shape.first.map_or_else(String::new, |first| format!("{} ", clock(first)));
    let unit = shape.unit.as_ref().map_or_else(String::new, |unit| format!("{unit}: "));
    let more = if more > 0 { format!(" (and {})", counted(more as u64, "more shape")) } else { String::new() };
    let quoted = shape.evidence.first().map(|quote| body(&quote.raw, shape.unit.as_deref().unwrap_or_default()));
    let what = quoted.filter(|words| !words.starts_with('{')).unwrap_or_else(|| (&*shape.template).into());
    // What bears its own time needs no other.
    let day = time.split(' ').next().unwrap_or_default();
    let is_dated = near.is_none() && !day.is_empty() && what.trim_start_matches('[').starts_with(day);
    let time = if is_dated { String::new() } else { time };
    let what = format!("{unit}{}", what.replace('\t', " "));
    let tail = format!("  x{}{more}", shape.count);
    let room = view.width.saturating_sub(LABEL).saturating_mul(2).saturating_sub(tail.len() + time.len());
    format!("{time}{}{tail}", cut_end(&view.shown(&what), room, view.ellipsis()))
}
