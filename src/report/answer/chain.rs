//! What followed from the root: a row for each step. Of a short chain each step says why it is thought to follow; of a
//! long one the steps themselves matter more, and `-v` has the reasons.

use super::rows::Columns;
use super::steps::{self, Step};
use crate::model::{Incident, Link};
use crate::report::screen::{Line, Section, Tone};
use crate::report::when::{counted, lag};

/// Steps that are shown; of a longer chain those that matter most.
const STEPS: usize = 11;
/// Chains of up to so many steps are shown with their reasons.
const ROOMY: usize = 3;
/// Lines that stay when the screen is too long.
const LEAST: usize = 8;
/// A link whose blame is less is called weak.
pub const WEAK: f64 = 0.25;

/// The chain behind the root.
pub fn section(columns: &Columns<'_>, incident: &Incident) -> Section {
    let steps = steps::of(columns.view, incident);
    if steps.is_empty() {
        return Section::default();
    }
    let verbose = columns.view.verbose > 0;
    let mut lines = vec![heading(incident, &steps)];
    for at in 0..steps.len() {
        match steps.len() <= ROOMY || verbose {
            true => lines.extend(reasoned(columns, incident, &steps, at)),
            false => lines.push(columns.step(&steps[at])),
        }
    }
    let least = lines.len().min(LEAST);
    let mut section =
        Section::new(66, least, lines).or_more(format!("  {} more, see timeline", columns.view.ellipsis()));
    if !verbose {
        section.truncate(STEPS + 2);
    }
    section
}

/// `WHAT FOLLOWED   in 4 branches (*)`: the rows that begin a branch bear the mark.
fn heading(incident: &Incident, steps: &[Step]) -> Line {
    let root = incident.roots.first().map(|r| r.episode);
    let is_behind_root = root.is_some() && incident.chain.first().copied() == root;
    let head = Line::new(Tone::Head, if is_behind_root { "WHAT FOLLOWED" } else { "CHAIN" });
    match steps.iter().filter(|step| step.branch).count() as u64 {
        0 => head,
        branches => head.with(Tone::Plain, format!("   in {} (*)", counted(branches, "branch"))),
    }
}

/// A step below why it is thought to follow.
fn reasoned(columns: &Columns<'_>, incident: &Incident, steps: &[Step], at: usize) -> Vec<Line> {
    let bar = match (columns.view.unicode, at + 1 == steps.len()) {
        (true, false) => "│",
        (true, true) => "└",
        (false, false) => "|",
        (false, true) => "`",
    };
    let above = if at == 0 { incident.chain.first().copied() } else { Some(steps[at - 1].first) };
    let link = columns.view.link_to(&incident.chain, steps[at].first);
    let why = link.map(|link| reason(columns, above, link));
    let why = why.or_else(|| (at > 0).then(|| "order only".to_owned()));
    let why = why.map(|why| Line::new(Tone::Quiet, format!("  {bar} {why}")).leading());
    why.into_iter().chain([columns.step(&steps[at])]).collect()
}

/// `+5 m 48 s  same host: writers wait ...`; a link that does not come from the step above says from where.
fn reason(columns: &Columns<'_>, above: Option<usize>, link: &Link) -> String {
    let view = columns.view;
    let from = view.episode(link.from);
    let origin = match above == Some(link.from) {
        true => String::new(),
        false => format!("from {}, ", view.zone.beside(from.began, columns.near)),
    };
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
