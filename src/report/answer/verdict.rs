//! What the evidence carries: the root cause and its lines, close rivals, other incidents.

use super::body::body;
use super::commanded;
use super::rows::Columns;
use super::steps::{self, Step};
use crate::model::stamp::SECOND;
use crate::model::{Episode, Hypothesis, Incident, Origin, Quote, Trigger, Unexplained, Verdict};
use crate::report::rivals::{Rival, rivals};
use crate::report::screen::{Line, Section, Tone};
use crate::report::view::View;
use crate::report::when::{duration, grouped};
use crate::report::width::{cut_middle, split};
use crate::rule::title;

/// Quotes under a heading.
const QUOTES: usize = 2;
/// Things that began with a root and are named.
const ALIKE: usize = 2;
/// Other incidents that are named.
const OTHERS: usize = 6;
/// The verdict loses lines last of all, and what set it off just before.
const VERDICT: u8 = 90;
const TRIGGER: u8 = 89;

/// The verdict of an incident with its proof, what set it off, and what else came with it or before it.
pub fn sections(columns: &Columns<'_>, incident: &Incident) -> Vec<Section> {
    let mut first = heading(columns.view, incident);
    let Some(root) = incident.roots.first() else { return vec![Section::new(VERDICT, 1, first)] };
    let mut suspects = before(columns, root);
    if incident.verdict == Verdict::Unknown {
        let own = std::mem::take(&mut suspects);
        first.extend(if own.is_empty() { unexplained(columns, incident) } else { own });
        first.push(best_guess(columns.view, root));
    }
    first.extend(proof(columns, root));
    if columns.view.verbose > 0 {
        suspects.extend(factors(columns.view, root));
    }
    // Beside a root that is known they are worth a look when there is room.
    let (rank, least) = if incident.verdict == Verdict::Known { (36, 0) } else { (64, 3) };
    let section = |rank, most: usize, lines: Vec<Line>| Section::new(rank, lines.len().min(most), lines);
    vec![
        section(VERDICT, 7, first),
        section(TRIGGER, 2, trigger(columns, root)).close(),
        section(64, 2, alike(columns, root)).close(),
        section(rank, least, suspects).close(),
    ]
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
fn proof(columns: &Columns<'_>, root: &Hypothesis) -> Vec<Line> {
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
    lines.extend(episode.notes.iter().take(2).map(|note| Line::plain(format!("  {}", view.shown(note)))));
    lines
}

/// What began at the same moment and counts as one with it.
fn alike(columns: &Columns<'_>, root: &Hypothesis) -> Vec<Line> {
    let view = columns.view;
    let steps = steps::alike(view, root);
    let told = |step: &Step| {
        let title = view.shown(&view.title_of_all(&step.all));
        Line::plain(format!("  alike: {title}")).with(Tone::Quiet, format!("  {}", step.extent(view)))
    };
    let mut lines: Vec<Line> = steps.iter().take(ALIKE).map(told).collect();
    let more = steps.len().saturating_sub(ALIKE);
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
pub fn rival(columns: &Columns<'_>, incident: &Incident) -> Option<Section> {
    let best = incident.roots.first().filter(|_| incident.verdict != Verdict::Unknown)?;
    let (stands, other) = rivals(incident).next()?;
    let word = if stands == Rival::Besides { "SECOND CAUSE" } else { "OR ELSE" };
    let mut lines = headed(columns.view, word, &confidence(other), &titled(columns.view, incident, other.episode));
    let least = lines.len();
    lines.extend(quotes(columns.view, other).first().map(|q| columns.quote(q)));
    if stands == Rival::Instead {
        lines.extend(separating(columns.view, best, other).unwrap_or_default());
    }
    Some(Section::new(40, least, lines).close())
}

/// The command that tells two rivals apart: what one of them misses, else the rival's first check.
fn separating(view: &View<'_>, best: &Hypothesis, other: &Hypothesis) -> Option<Vec<Line>> {
    let missing = other.missing.iter().chain(&best.missing).map(|m| m.command.clone()).find(|c| !c.is_empty());
    let episode = view.episode(other.episode);
    let check = || view.condition(episode).explain().check.first().map(|c| title::command(view.library, episode, c));
    let command = missing.or_else(check)?;
    Some(commanded(view, 0, "  tell them apart: ", &command))
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
