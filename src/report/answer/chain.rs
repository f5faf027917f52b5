//! What followed from the root: a row for each step. Of a short chain each step says why it is thought to follow; of a
//! long one the steps themselves matter more, and `-v` has the reasons.

use super::rows::Columns;
use crate::model::{Incident, Link};
use crate::report::screen::{Line, Section, Tone};
use crate::report::when::{counted, lag};

/// Steps that are shown; of a longer chain the first and the last ones.
const STEPS: usize = 11;
/// Chains of up to so many steps are shown with their reasons.
const ROOMY: usize = 3;
/// Branches that are named.
const BRANCHES: usize = 5;
/// A link whose blame is less is called weak.
pub const WEAK: f64 = 0.25;

/// The chain behind the root.
pub fn section(columns: &Columns<'_>, incident: &Incident) -> Section {
    let root = incident.roots.first().map(|r| r.episode);
    let skip = usize::from(incident.chain.first().copied() == root && root.is_some());
    let count = incident.chain.len() - skip;
    if count == 0 {
        return Section::default();
    }
    let max = if columns.view.verbose > 0 { usize::MAX } else { STEPS };
    let mut lines = vec![Line::new(Tone::Head, if skip == 1 { "WHAT FOLLOWED" } else { "CHAIN" })];
    for at in skip..incident.chain.len() {
        match hidden(at - skip, count, max) {
            Hidden::No if count <= ROOMY || columns.view.verbose > 0 => lines.extend(step(columns, incident, at)),
            Hidden::No => lines.push(columns.episode(incident.chain[at])),
            Hidden::First(steps) => lines.push(Line::plain(format!(
                "  {} {} more, see timeline",
                columns.view.ellipsis(),
                counted(steps as u64, "step")
            ))),
            Hidden::Yes => {}
        }
    }
    let least = lines.len().min(8);
    Section::new(66, least, lines).or_more(format!("  {} more, see timeline", columns.view.ellipsis()))
}

enum Hidden {
    No,
    First(usize),
    Yes,
}

/// Whether a step falls into the gap in the middle of a long chain.
fn hidden(at: usize, count: usize, max: usize) -> Hidden {
    let head = max.div_ceil(2);
    let tail = max / 2;
    match () {
        () if count <= max || at < head || at >= count - tail => Hidden::No,
        () if at == head => Hidden::First(count - max),
        () => Hidden::Yes,
    }
}

fn step(columns: &Columns<'_>, incident: &Incident, at: usize) -> Vec<Line> {
    let index = incident.chain[at];
    let last = at + 1 == incident.chain.len();
    let bar = match (columns.view.unicode, last) {
        (true, false) => "│",
        (true, true) => "└",
        (false, false) => "|",
        (false, true) => "`",
    };
    let why = columns.view.link_to(&incident.chain[..at], index).map(|link| reason(columns, incident, at, link));
    let why = why.unwrap_or_else(|| if at == 0 { String::new() } else { "order only".to_owned() });
    let why = (!why.is_empty()).then(|| Line::new(Tone::Quiet, format!("  {bar} {why}")).leading());
    why.into_iter().chain([columns.episode(index)]).collect()
}

/// `+5 m 48 s  same host: writers wait ...`; a link that does not come from the step above says from where.
fn reason(columns: &Columns<'_>, incident: &Incident, at: usize, link: &Link) -> String {
    let view = columns.view;
    let from = view.episode(link.from);
    let above = incident.chain[at - 1] == link.from;
    let origin = if above { String::new() } else { format!("from {}, ", view.zone.beside(from.began, columns.near)) };
    let weak = if link.blame < WEAK { "weak, " } else { "" };
    let boot = if link.fired_by.is_some() { " after the boot" } else { "" };
    let joined = if link.joined.is_empty() { "order" } else { &link.joined };
    let mut text =
        format!("{}{boot}  {origin}{weak}{}: {}", lag(link.lag_ns), view.shown(joined), view.shown(&link.because));
    if view.verbose > 0 {
        text.push_str(&format!(" (blame {:.2}, strength {:.2})", link.blame, link.strength));
    }
    text
}

/// Faults that hang under one root, each with what it is; those that the chain shows are only counted.
pub fn branches(columns: &Columns<'_>, incident: &Incident) -> Section {
    let branches = incident.roots.first().map_or(&[][..], |r| &r.branches);
    if branches.is_empty() {
        return Section::default();
    }
    let more: Vec<usize> = branches.iter().copied().filter(|b| !incident.chain.contains(b)).collect();
    let above = match branches.len() - more.len() {
        0 => String::new(),
        n if more.is_empty() && n > 1 => ", all of them above".to_owned(),
        n => format!(", {n} of them above"),
    };
    let head = format!("   {} under this root{above}", branches.len());
    let mut lines = vec![Line::new(Tone::Head, "BRANCHES").with(Tone::Plain, head)];
    lines.extend(more.iter().take(BRANCHES).map(|&i| columns.episode(i)));
    if more.len() > BRANCHES {
        lines.push(Line::plain(format!("  {} {} more, see timeline", columns.view.ellipsis(), more.len() - BRANCHES)));
    }
    let least = lines.len().min(3);
    Section::new(62, least, lines)
}
