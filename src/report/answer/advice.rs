//! What speaks against it, what could not be seen, and what to do first.

use super::{foot, labelled};
use crate::cascade::confidence;
use crate::model::{Action, Hypothesis, Incident, Missing, Strange, Unexplained, Verdict};
use crate::report::screen::Section;
use crate::report::view::View;
use crate::report::when::counted;
use crate::report::width::{cut_middle, fold};
use crate::rule::title;

/// Lines under one label.
const EACH: usize = 3;
/// Columns before a text with a label.
const LABEL: usize = 16;

/// Contradictions, gaps and advice: one paragraph, of which the advice stays longest.
pub fn sections(view: &View<'_>, incident: &Incident) -> Vec<Section> {
    let max = if view.verbose > 0 { usize::MAX } else { EACH };
    let root = incident.roots.first();
    let turned = labelled("CONTRADICTIONS", limited(view, shown(view, &incident.contradictions), max));
    let against = labelled("AGAINST IT", limited(view, against(view, incident), max));
    let mut all = vec![Section::new(32, 1, turned), Section::new(30, 0, against)];
    if incident.verdict == Verdict::NoRootInEvidence {
        all.push(Section::new(35, 1, labelled("NOT SEEN", limited(view, shown(view, &incident.gaps), max))));
        all.push(Section::new(78, 2, labelled("FETCH NEXT", root.map(|r| fetch(view, r)).unwrap_or_default())));
    } else {
        all.push(Section::new(35, 1, labelled("NOT SEEN", limited(view, not_seen(view, incident), max))));
    }
    all.push(Section::new(34, 1, labelled("NOT EXPLAINED", not_explained(view, incident).into_iter().collect())));
    all.push(Section::new(33, 1, labelled("BASELINE", limited(view, foot::baseline(view), max))));
    all.push(Section::new(60, 2, labelled("DO FIRST", do_first(view, incident))));
    all.retain(|s| !s.lines.is_empty());
    all.iter_mut().skip(1).for_each(|s| s.apart = false);
    all
}

fn against(view: &View<'_>, incident: &Incident) -> Vec<String> {
    incident.roots.first().map_or_else(Vec::new, |root| shown(view, &root.against))
}

fn shown(view: &View<'_>, texts: &[String]) -> Vec<String> {
    texts.iter().map(|t| view.shown(t)).collect()
}

/// What no rule knows and came just before: the first of it, and how much more there is. Beside a root that
/// stands out only errors and surges are worth the line.
fn not_explained(view: &View<'_>, incident: &Incident) -> Option<String> {
    let analysis = view.analysis;
    let mine: Vec<&Unexplained> = analysis.unexplained.iter().filter(|u| u.incident == incident.id).collect();
    let stands_out = incident.roots.first().is_some_and(confidence::stands_out);
    let worth = |shape: &Unexplained| shape.error || shape.strange == Strange::Surge || !stands_out;
    let first = mine.first().filter(|shape| incident.verdict != Verdict::Unknown && worth(shape))?;
    let time = first.first.map(|first| format!("{} ", view.zone.beside(first, incident.start)));
    let unit = first.unit.as_ref().map(|unit| format!("{unit}: "));
    let more = mine.len() - 1 + analysis.unexplained_more.0;
    let more = if more > 0 { format!(" (and {})", counted(more as u64, "more shape")) } else { String::new() };
    let what = format!("{}{}", unit.unwrap_or_default(), first.template);
    let tail = format!(" x{}{more}", first.count);
    let room = view.width.saturating_sub(LABEL + tail.len() + time.as_ref().map_or(0, String::len));
    Some(format!("{}{}{tail}", time.unwrap_or_default(), cut_middle(&view.shown(&what), room, view.ellipsis())))
}

fn not_seen(view: &View<'_>, incident: &Incident) -> Vec<String> {
    let missing = incident.roots.first().map_or(&[][..], |r| &r.missing);
    missing.iter().map(|m| missing_words(view, m)).chain(shown(view, &incident.gaps)).collect()
}

/// `what: why`; a condition's id is shown as its title.
fn missing_words(view: &View<'_>, missing: &Missing) -> String {
    let condition = view.library.id(&missing.what).map(|id| title::bare(&view.library.condition(id).title));
    let what = condition.unwrap_or_else(|| missing.what.clone());
    view.shown(&if missing.why.is_empty() { what } else { format!("{what}: {}", missing.why) })
}

/// What would show the cause, and the command that fetches it.
fn fetch(view: &View<'_>, root: &Hypothesis) -> Vec<String> {
    let lines = root.missing.iter().take(EACH).flat_map(|m| {
        let command = (!m.command.is_empty()).then(|| format!("  {}", view.shown(&m.command)));
        prose(view, "", &missing_words(view, m)).into_iter().chain(command)
    });
    lines.collect()
}

fn limited(view: &View<'_>, mut texts: Vec<String>, max: usize) -> Vec<String> {
    let more = texts.len().saturating_sub(max);
    if more > 0 {
        texts.truncate(max - 1);
        texts.push(format!("{} {} more: kascade report", view.ellipsis(), more + 1));
    }
    texts
}

/// The first action, the head's where it has one.
fn do_first(view: &View<'_>, incident: &Incident) -> Vec<String> {
    let head = incident.roots.first().map(|r| r.episode);
    let of_head = incident.actions.iter().find(|a| Some(a.episode) == head);
    of_head.or_else(|| incident.actions.first()).map(|a| action_words(view, a)).unwrap_or_default()
}

fn action_words(view: &View<'_>, action: &Action) -> Vec<String> {
    let mut texts: Vec<String> = action.check.iter().take(1).map(|c| view.shown(c)).collect();
    texts.extend(prose(view, "fix:  ", &action.fix));
    texts.extend(prose(view, "care: ", &action.care));
    texts
}

/// A rule's own words, on two lines where one is too short: unlike a log line they are not worth less when folded,
/// and the end of a warning is worth as much as its start.
fn prose(view: &View<'_>, label: &str, text: &str) -> Vec<String> {
    if text.is_empty() {
        return Vec::new();
    }
    let mut lines = fold(&view.shown(text), view.width.saturating_sub(LABEL + label.len()));
    if lines.len() > 2 {
        let rest = lines.split_off(1).join(" ");
        lines.push(rest);
    }
    let marks = std::iter::once(label.to_owned()).chain(std::iter::repeat(" ".repeat(label.len())));
    marks.zip(lines).map(|(mark, line)| format!("{mark}{line}")).collect()
}
