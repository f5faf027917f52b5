//! What the evidence carries: the root cause and its lines, close rivals, other incidents.

use super::body::body;
use super::rows::Columns;
use crate::model::stamp::SECOND;
use crate::model::{Episode, Hypothesis, Incident, Origin, Quote, Trigger, Unexplained, Verdict};
use crate::report::screen::{Line, Section, Tone};
use crate::report::view::View;
use crate::report::when::{duration, grouped};
use crate::report::width::{cut_middle, split};
use crate::rule::title;

/// A second root is named beside the first when its score is at least this share of it.
const CLOSE: f64 = 0.7;
/// Quotes under a heading.
const QUOTES: usize = 2;
/// Things that began with a root and are named.
const ALIKE: usize = 2;
/// Other incidents that are named.
const OTHERS: usize = 6;

/// The verdict of an incident, with its proof.
pub fn section(columns: &Columns<'_>, incident: &Incident) -> Section {
    let mut lines = heading(columns.view, incident);
    let Some(root) = incident.roots.first() else { return Section::new(90, 1, lines) };
    let suspects = before(columns, root);
    if incident.verdict == Verdict::Unknown {
        lines.extend(if suspects.is_empty() { unexplained(columns, incident) } else { suspects });
        lines.push(best_guess(columns.view, root));
        lines.extend(proof(columns, incident, root));
        lines.extend(trigger(columns, root));
    } else {
        lines.extend(proof(columns, incident, root));
        lines.extend(trigger(columns, root));
        lines.extend(suspects);
    }
    if columns.view.verbose > 0 {
        lines.extend(factors(columns.view, root));
    }
    let least = lines.len().min(7);
    Section::new(90, least, lines)
}

/// Only the first lines of all verdicts, each on one line however wide: they are for programs as much as for people.
pub fn headings(view: &View<'_>) -> Section {
    let lines: Vec<Line> = view.analysis.incidents.iter().flat_map(|i| heading(view, i)).collect();
    Section::new(90, lines.len(), lines)
}

fn heading(view: &View<'_>, incident: &Incident) -> Vec<Line> {
    let root = incident.roots.first();
    let title = |r: &Hypothesis| titled(view, incident, r.episode);
    match (incident.verdict, root) {
        (Verdict::Known, Some(root)) => {
            let inferred = view.episode(root.episode).origin == Origin::Inferred;
            let word = if inferred { "ROOT CAUSE, inferred" } else { "ROOT CAUSE" };
            headed(view, word, &confidence(root), &title(root))
        }
        (Verdict::NoRootInEvidence, Some(root)) => {
            headed(view, "FIRST SIGN", "(cause not in these logs)", &title(root))
        }
        _ => headed(view, "NO CAUSE FOUND", "", &view.shown(&incident.title)),
    }
}

/// A title behind its heading, or below it where it would be cut: it is what the reader came for.
fn headed(view: &View<'_>, word: &str, aside: &str, title: &str) -> Vec<Line> {
    let aside = if aside.is_empty() { String::new() } else { format!(" {aside}") };
    let head = Line::new(Tone::Alarm, word).with(Tone::Plain, aside);
    let whole = head.clone().with(Tone::Head, format!("   {title}"));
    if whole.width() <= view.width {
        return vec![whole];
    }
    let (first, rest) = split(title, view.width.saturating_sub(2));
    let rows = [first, rest].into_iter().filter(|row| !row.is_empty());
    std::iter::once(head.leading()).chain(rows.map(|row| Line::new(Tone::Head, format!("  {row}")))).collect()
}

fn confidence(root: &Hypothesis) -> String {
    format!("({} confidence, explains {:.0} %)", root.confidence.word(), 100.0 * root.factors.explains)
}

/// An episode's title, with its host where the incident has several.
fn titled(view: &View<'_>, incident: &Incident, index: usize) -> String {
    let title = view.title(index);
    match view.host(view.episode(index)) {
        Some(host) if incident.hosts.len() > 1 && !title.contains(host) => view.shown(&format!("{title} ({host})")),
        _ => view.shown(&title),
    }
}

fn best_guess(view: &View<'_>, root: &Hypothesis) -> Line {
    Line::plain(format!("  best guess {}: {}", confidence(root), view.shown(&view.title(root.episode))))
}

/// The earliest change that no rule knows: an error, when there is one.
fn earliest<'a>(view: &View<'a>, incident: &Incident) -> Option<&'a Unexplained> {
    let mine = view.analysis.unexplained.iter().filter(|u| u.incident == incident.id);
    mine.min_by_key(|u| (!u.error, u.first, u.template.clone()))
}

fn unexplained(columns: &Columns<'_>, incident: &Incident) -> Vec<Line> {
    let Some(earliest) = earliest(columns.view, incident) else { return Vec::new() };
    let mut lines = vec![change(columns.view, earliest)];
    lines.extend(earliest.evidence.first().map(|q| columns.quote(q)));
    lines
}

fn change(view: &View<'_>, change: &Unexplained) -> Line {
    Line::plain("  earliest unexplained change: ")
        .with(Tone::Plain, view.shown(&change.template))
        .with(Tone::Quiet, format!("  x{}", change.count))
}

/// What came right before the first sign.
fn before(columns: &Columns<'_>, root: &Hypothesis) -> Vec<Line> {
    let lines: Vec<Line> = root.before.iter().map(|q| columns.quote(q)).collect();
    let preceded = columns.view.preceded(root);
    let heading = || Line::plain(format!("  right before {preceded}, though no rule links it:")).leading();
    let heading = (!lines.is_empty()).then(heading);
    heading.into_iter().chain(lines).collect()
}

/// The lines that show a root; an inferred one has only those of its effects.
fn proof(columns: &Columns<'_>, incident: &Incident, root: &Hypothesis) -> Vec<Line> {
    let view = columns.view;
    let episode = view.episode(root.episode);
    let quotes = quotes(view, root);
    let first = quotes.first().map(|q| columns.proof(q)).unwrap_or_default();
    let rest = quotes.iter().skip(1).map(|q| columns.quote(q));
    let mut lines: Vec<Line> = first.into_iter().chain(rest).collect();
    if episode.quotes.is_empty() && !root.statement.is_empty() {
        lines.insert(0, Line::plain(format!("  {}", view.shown(&root.statement))));
    }
    lines.extend(extent(columns, episode));
    lines.extend(alike(columns, incident, root));
    lines.extend(episode.notes.iter().take(2).map(|note| Line::plain(format!("  {}", view.shown(note)))));
    lines
}

/// What began at the same moment and counts as one with it.
fn alike(columns: &Columns<'_>, incident: &Incident, root: &Hypothesis) -> Vec<Line> {
    let title = |&index: &usize| format!("  alike: {}", titled(columns.view, incident, index));
    let mut lines: Vec<Line> = root.alike.iter().take(ALIKE).map(|index| Line::plain(title(index))).collect();
    let more = root.alike.len().saturating_sub(ALIKE);
    lines.extend((more > 0).then(|| Line::plain(format!("  alike: {more} more"))));
    lines
}

/// The first lines of a root, or of what it explains where it has none; the same text only once.
fn quotes<'a>(view: &View<'a>, root: &Hypothesis) -> Vec<&'a Quote> {
    let own = &view.episode(root.episode).quotes;
    let of_effects = root.explains.iter().filter_map(|&i| view.episode(i).quotes.first());
    let all: Vec<&Quote> = if own.is_empty() { of_effects.collect() } else { own.iter().collect() };
    let told = |quote: &Quote| body(&quote.raw, quote.unit.as_deref().unwrap_or_default()).into_owned();
    let is_new = |(at, quote): &(usize, &&Quote)| all[..*at].iter().all(|q| told(q) != told(quote));
    all.iter().enumerate().filter(is_new).map(|(_, quote)| *quote).take(QUOTES).collect()
}

/// How long before its first line it began, and how often it was printed.
fn extent(columns: &Columns<'_>, episode: &Episode) -> Option<Line> {
    let zone = columns.view.zone;
    let before = episode.seen.ns.saturating_sub(episode.began.ns);
    let about = if episode.onset_sigma_ns > 0 { "about " } else { "" };
    let began = || {
        format!(
            "began {about}{}, {} before it was first printed",
            zone.beside(episode.began, columns.near),
            duration(before)
        )
    };
    let times = || match episode.last.is_timeless() {
        true => format!("{} times", grouped(episode.count)),
        false => format!("{} times until {}", grouped(episode.count), zone.beside(episode.last, columns.near)),
    };
    let facts = [(before >= SECOND).then(began), (episode.count > 1).then(times)];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    (!facts.is_empty()).then(|| Line::plain(format!("  {}", facts.join("; "))))
}

/// Since when a latent cause was armed, and what set it off.
fn trigger(columns: &Columns<'_>, root: &Hypothesis) -> Vec<Line> {
    let zone = columns.view.zone;
    let set_off = root.trigger.as_ref().map_or(columns.near, |t| t.time);
    let mut lines = Vec::new();
    if let Some(since) = root.latent_since {
        let before = duration(set_off.ns.saturating_sub(since.ns));
        lines.push(Line::plain(format!("  latent since {}, {before} before it was set off", zone.full(since))));
    }
    if let Some(Trigger { statement, time, evidence, via, .. }) = &root.trigger {
        let statement = columns.view.shown(statement);
        lines.push(Line::new(Tone::Head, "TRIGGER").with(Tone::Plain, format!("   {}  {statement}", zone.full(*time))));
        lines.extend(evidence.first().map(|q| columns.quote(q)));
        lines.extend((!via.is_empty()).then(|| Line::plain("  and by way of:").leading()));
        lines.extend(via.iter().map(|&index| columns.episode(index)));
    }
    lines
}

fn factors(view: &View<'_>, root: &Hypothesis) -> Vec<Line> {
    let words = factor_words(root);
    words.chunks(3).map(|some| Line::new(Tone::Quiet, format!("  {}", some.join(view.dot())))).collect()
}

/// The parts of a score, named.
pub fn factor_words(root: &Hypothesis) -> Vec<String> {
    let f = &root.factors;
    [
        ("plausibility", f.prior),
        ("text certainty", f.sure),
        ("explains", f.explains),
        ("explained by others", f.explained_by_others),
        ("predictions kept", f.predictions_kept),
    ]
    .map(|(name, value)| format!("{name} {value:.2}"))
    .into()
}

/// Another root of the same incident: one that explains the same is a rival, one that explains the rest a second cause.
/// What set off the first one, and by what way, was named with it.
pub fn rivals(columns: &Columns<'_>, incident: &Incident) -> Option<Section> {
    let (best, others) = incident.roots.split_first()?;
    let named = |episode| best.trigger.iter().any(|t| t.episode == Some(episode) || t.via.contains(&episode));
    let other = others.iter().find(|other| !named(other.episode))?;
    let rest = other.explains.iter().all(|e| !best.explains.contains(e)) && !other.explains.is_empty();
    let close = other.score >= CLOSE * best.score;
    if incident.verdict == Verdict::Unknown || !(rest || close) {
        return None;
    }
    let word = if rest { "SECOND CAUSE" } else { "OR ELSE" };
    let mut lines = headed(columns.view, word, &confidence(other), &titled(columns.view, incident, other.episode));
    let least = lines.len();
    lines.extend(quotes(columns.view, other).first().map(|q| columns.quote(q)));
    if !rest {
        lines.extend(separating(columns.view, best, other));
    }
    Some(Section { apart: false, ..Section::new(40, least, lines) })
}

/// The command that tells two rivals apart: what one of them misses, else the rival's first check.
fn separating(view: &View<'_>, best: &Hypothesis, other: &Hypothesis) -> Option<Line> {
    let missing = other.missing.iter().chain(&best.missing).map(|m| m.command.clone()).find(|c| !c.is_empty());
    let episode = view.episode(other.episode);
    let check = || view.condition(episode).explain().check.first().map(|c| title::command(view.library, episode, c));
    let command = missing.or_else(check)?;
    Some(Line::plain(format!("  tell them apart: {}", view.shown(&command))))
}

/// The other incidents: a line each, with a quote where there are few.
pub fn others(view: &View<'_>) -> Section {
    let others = &view.analysis.incidents[1..];
    let mut lines = Vec::new();
    for incident in others.iter().take(OTHERS) {
        lines.push(other(view, incident));
        let root = incident.roots.first().filter(|_| others.len() <= 2);
        lines.extend(root.and_then(|r| quotes(view, r).first().map(|q| Columns::of(view, incident).quote(q))));
    }
    if others.len() > OTHERS {
        lines.push(Line::plain(format!("  and {} more, see timeline", others.len() - OTHERS)));
    }
    let least = lines.len().min(3);
    Section::new(50, least, lines).or_more(format!("  {} incidents in all, see timeline", others.len() + 1))
}

fn other(view: &View<'_>, incident: &Incident) -> Line {
    let host = incident.hosts.first().map_or(String::new(), |h| cut_middle(&view.shown(h), 20, view.ellipsis()));
    let place = format!("   {}  {host}   ", view.zone.full(incident.start));
    let word = match incident.verdict {
        Verdict::Known => "",
        Verdict::NoRootInEvidence => "first sign: ",
        Verdict::Unknown => "no cause found: ",
    };
    Line::new(Tone::Head, format!("ALSO {}", incident.severity.word()))
        .with(Tone::Quiet, place)
        .with(Tone::Plain, format!("{word}{}", view.shown(&incident.title)))
}
