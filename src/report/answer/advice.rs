//! What speaks against it, what could not be seen, and what to do first.

use super::unexplained::before;
use super::{LABEL, commanded, folded, foot, labelled};
use crate::model::{Action, Hypothesis, Incident, Missing, Verdict};
use crate::report::screen::{Line, Section};
use crate::report::view::View;
use crate::rule::title;

/// Lines under one label.
const EACH: usize = 3;

/// Lines of the advice that stay.
const ADVICE: usize = 6;

/// Contradictions, gaps and advice: one paragraph, of which the advice stays longest.
pub fn sections(view: &View<'_>, incident: &Incident) -> Vec<Section> {
    let root = incident.roots.first();
    let mut all = vec![
        facts(view, 32, "CONTRADICTIONS", shown(view, &incident.contradictions)),
        facts(view, 30, "AGAINST IT", against(view, incident)),
    ];
    if incident.verdict == Verdict::NoRootInEvidence {
        all.push(facts(view, 35, "NOT SEEN", shown(view, &incident.gaps)));
        all.push(fetch_next(root.map(|r| fetch(view, r)).unwrap_or_default()));
    } else {
        all.push(facts(view, 35, "NOT SEEN", not_seen(view, incident)));
    }
    all.push(facts(view, 34, "NOT EXPLAINED", before(view, incident).into_iter().collect()));
    all.push(facts(view, 33, "BASELINE", foot::baseline(view)));
    all.push(do_first(incident).map_or_else(Section::default, |a| action(view, a)));
    all.retain(|s| !s.lines.is_empty());
    all.iter_mut().skip(1).for_each(|s| s.apart = false);
    all
}

/// Texts under a label, of which the first stays.
fn facts(view: &View<'_>, rank: u8, label: &str, texts: Vec<String>) -> Section {
    let max = if view.verbose > 0 { usize::MAX } else { EACH };
    let texts: Vec<Vec<Line>> = limited(view, texts, max).iter().map(|text| folded(view, "", text)).collect();
    let least = texts.first().map_or(0, Vec::len);
    Section::new(rank, least, labelled(label, texts.concat()))
}

fn fetch_next(lines: Vec<Line>) -> Section {
    Section::new(78, lines.len().min(ADVICE), labelled("FETCH NEXT", lines))
}

fn against(view: &View<'_>, incident: &Incident) -> Vec<String> {
    incident.roots.first().map_or_else(Vec::new, |root| shown(view, &root.against))
}

fn shown(view: &View<'_>, texts: &[String]) -> Vec<String> {
    texts.iter().map(|t| view.shown(t)).collect()
}

fn not_seen(view: &View<'_>, incident: &Incident) -> Vec<String> {
    let missing = incident.roots.first().map_or(&[][..], |r| &r.missing);
    let printed = missing.iter().filter(|m| m.printed);
    printed.map(|m| missing_words(view, m)).chain(shown(view, &incident.gaps)).collect()
}

/// `what: why`; a condition's id is shown as its title.
fn missing_words(view: &View<'_>, missing: &Missing) -> String {
    let condition = view.library.id(&missing.what).map(|id| title::bare(&view.library.condition(id).title));
    let what = condition.unwrap_or_else(|| missing.what.clone());
    view.shown(&if missing.why.is_empty() { what } else { format!("{what}: {}", missing.why) })
}

/// What would show the cause, and the command that fetches it.
fn fetch(view: &View<'_>, root: &Hypothesis) -> Vec<Line> {
    let lines = root.missing.iter().take(EACH).flat_map(|m| {
        let command = (!m.command.is_empty()).then(|| commanded(view, LABEL, "  ", &m.command));
        folded(view, "", &missing_words(view, m)).into_iter().chain(command.unwrap_or_default())
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
fn do_first(incident: &Incident) -> Option<&Action> {
    let head = incident.roots.first().map(|r| r.episode);
    let of_head = incident.actions.iter().find(|a| Some(a.episode) == head);
    of_head.or_else(|| incident.actions.first())
}

/// What to look at, what mends it and what to beware of: the command stays, and most of the rest.
fn action(view: &View<'_>, action: &Action) -> Section {
    let check = action.check.first().map(|check| commanded(view, LABEL, "", check)).unwrap_or_default();
    let least = check.len() + ADVICE - 1;
    let words = [("fix:  ", &action.fix), ("care: ", &action.care)];
    let words = words.into_iter().flat_map(|(label, text)| folded(view, label, &view.shown(text)));
    let lines: Vec<Line> = check.into_iter().chain(words).collect();
    Section::new(67, lines.len().min(least), labelled("DO FIRST", lines))
}
