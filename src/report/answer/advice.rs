//! What speaks against it, what could not be seen, and what to do first.

use super::body::body;
use super::{LABEL, folded, foot, labelled};
use crate::cascade::confidence;
use crate::model::{Action, Hypothesis, Incident, Missing, Strange, Unexplained, Verdict};
use crate::report::screen::{Line, Section};
use crate::report::view::View;
use crate::report::when::counted;
use crate::report::width::cut_end;
use crate::rule::title;

/// Lines under one label.
const EACH: usize = 3;

/// Lines of the advice that stay.
const ADVICE: usize = 5;

/// Contradictions, gaps and advice: one paragraph, of which the advice stays longest.
pub fn sections(view: &View<'_>, incident: &Incident) -> Vec<Section> {
    let root = incident.roots.first();
    let mut all = vec![
        facts(view, 32, "CONTRADICTIONS", shown(view, &incident.contradictions)),
        facts(view, 30, "AGAINST IT", against(view, incident)),
    ];
    if incident.verdict == Verdict::NoRootInEvidence {
        all.push(facts(view, 35, "NOT SEEN", shown(view, &incident.gaps)));
        all.push(advice(78, "FETCH NEXT", root.map(|r| fetch(view, r)).unwrap_or_default()));
    } else {
        all.push(facts(view, 35, "NOT SEEN", not_seen(view, incident)));
    }
    all.push(facts(view, 34, "NOT EXPLAINED", not_explained(view, incident).into_iter().collect()));
    all.push(facts(view, 33, "BASELINE", foot::baseline(view)));
    all.push(advice(67, "DO FIRST", do_first(view, incident)));
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

fn advice(rank: u8, label: &str, lines: Vec<Line>) -> Section {
    Section::new(rank, lines.len().min(ADVICE), labelled(label, lines))
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
    let quoted = first.evidence.first().map(|quote| body(&quote.raw, first.unit.as_deref().unwrap_or_default()));
    let what = quoted.filter(|words| !words.starts_with('{')).unwrap_or_else(|| (&*first.template).into());
    let what = format!("{}{}", unit.unwrap_or_default(), what.replace('\t', " "));
    let tail = format!("  x{}{more}", first.count);
    let room = (2 * view.width.saturating_sub(LABEL)).saturating_sub(tail.len() + time.as_ref().map_or(0, String::len));
    Some(format!("{}{}{tail}", time.unwrap_or_default(), cut_end(&view.shown(&what), room, view.ellipsis())))
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
fn fetch(view: &View<'_>, root: &Hypothesis) -> Vec<Line> {
    let lines = root.missing.iter().take(EACH).flat_map(|m| {
        let command = (!m.command.is_empty()).then(|| Line::plain(format!("  {}", view.shown(&m.command))));
        folded(view, "", &missing_words(view, m)).into_iter().chain(command)
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
fn do_first(view: &View<'_>, incident: &Incident) -> Vec<Line> {
    let head = incident.roots.first().map(|r| r.episode);
    let of_head = incident.actions.iter().find(|a| Some(a.episode) == head);
    of_head.or_else(|| incident.actions.first()).map(|a| action(view, a)).unwrap_or_default()
}

fn action(view: &View<'_>, action: &Action) -> Vec<Line> {
    let check = action.check.iter().take(1).map(|check| Line::plain(view.shown(check)));
    let words = [("fix:  ", &action.fix), ("care: ", &action.care)];
    check.chain(words.into_iter().flat_map(|(label, text)| folded(view, label, &view.shown(text)))).collect()
}
