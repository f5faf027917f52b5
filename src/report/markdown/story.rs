//! The parts of a draft that are told: summary, impact, root cause, what was seen first.

use std::collections::BTreeSet;

use super::{Draft, FILL, list};
use crate::model::{Hypothesis, Incident, Origin, Quote, Role, Strange, Trigger, Unexplained, Verdict};
use crate::report::answer::{WEAK, baseline};
use crate::report::rivals::rivals;
use crate::report::tuning;
use crate::report::when::{counted, duration};
use crate::rule::title as names;
use crate::text::sanitize::markdown_cell;

/// Pods and hosts that are named.
const NAMES: usize = 12;

/// Heading and the table of facts.
pub fn title(draft: &Draft<'_>) -> String {
    let (view, incident) = (draft.view, draft.incident);
    let (start, end) = (incident.start, incident.end);
    let length = duration(end.ns.saturating_sub(start.ns));
    let rules = format!("{} conditions, digest {}", view.library.conditions.len(), view.library.digest);
    let facts = [
        ("Date", if start.is_undated() { FILL.to_owned() } else { view.zone.day(start) }),
        ("Duration", format!("{length} ({})", view.zone.range_with_zone(start, end))),
        ("Severity", incident.severity.word().to_owned()),
        ("Hosts", named(&incident.hosts)),
        ("Status", "Draft".to_owned()),
        ("Made by", format!("kascade {}; rules: {rules}", env!("CARGO_PKG_VERSION"))),
    ];
    let rows: String = facts.iter().map(|(name, value)| format!("| {name} | {value} |\n")).collect();
    format!("# {}\n\n| | |\n|---|---|\n{rows}\n", markdown_cell(&incident.title))
}

fn named(hosts: &[Box<str>]) -> String {
    let mut names: Vec<String> = hosts.iter().take(NAMES).map(|h| markdown_cell(h)).collect();
    if hosts.len() > NAMES {
        names.push(format!("{} more", hosts.len() - NAMES));
    }
    if names.is_empty() { FILL.to_owned() } else { names.join(", ") }
}

/// Two sentences: what broke first, what that came to.
pub fn summary(draft: &Draft<'_>) -> String {
    let (view, incident) = (draft.view, draft.incident);
    let Some(root) = incident.roots.first() else { return FILL.to_owned() };
    let time = view.zone.full_with_zone(view.episode(root.episode).began);
    let head = draft.cited(root.episode);
    let first = match incident.verdict {
        Verdict::Known => format!("At {time}: {head}."),
        Verdict::NoRootInEvidence => {
            format!("The first sign is at {time}: {head}. Its cause is not in the logs that were read.")
        }
        Verdict::Unknown => {
            format!("No cause was found. The best guess explains {:.0} %: {head}.", root.factors.explains * 100.0)
        }
    };
    match incident.chain.last().filter(|&&last| last != root.episode) {
        Some(&last) => format!("{first} It ended in: {}.", draft.cited(last)),
        None => first,
    }
}

/// How long, which hosts, which pods.
pub fn impact(draft: &Draft<'_>) -> String {
    let (view, incident) = (draft.view, draft.incident);
    let (start, end) = (incident.start, incident.end);
    let pods = pods(draft);
    let pods = if pods.is_empty() { "none named in the logs".to_owned() } else { pods };
    list(&[
        format!("Window: {}", view.zone.range_with_zone(start, end)),
        format!("Hosts: {}", named(&incident.hosts)),
        format!("Pods seen failing: {pods}"),
        format!("User impact: unknown, {FILL}"),
    ])
}

fn pods(draft: &Draft<'_>) -> String {
    let view = draft.view;
    let Some(kind) = view.library.kinds.find("pod") else { return String::new() };
    let episodes = draft.incident.timeline.iter().map(|&i| view.episode(i));
    let entities = episodes.flat_map(|e| e.entities());
    let mut pods: Vec<Box<str>> = entities.filter(|e| e.kind == kind).map(|e| e.value.clone()).collect();
    pods.sort();
    pods.dedup();
    match pods.len() {
        0 => String::new(),
        count if count > NAMES => format!("{count}: {}", named(&pods)),
        _ => named(&pods),
    }
}

/// The root with its proof, rivals, trigger and latent cause apart.
pub fn root_cause(draft: &Draft<'_>) -> String {
    let incident = draft.incident;
    let Some(root) = incident.roots.first() else { return FILL.to_owned() };
    let mut out = match incident.verdict {
        Verdict::Known => candidate(draft, root),
        Verdict::NoRootInEvidence => format!("Not in the evidence. The first sign: {}", candidate(draft, root)),
        Verdict::Unknown => format!("Unknown, {FILL}. The best guess: {}", candidate(draft, root)),
    };
    out.push_str(&alike(draft, root));
    out.push_str(&trigger(draft, root));
    out.push_str(&before(draft, root));
    let rivals: Vec<String> = candidates(incident).into_iter().take(3).map(|r| candidate(draft, r)).collect();
    if !rivals.is_empty() {
        out.push_str(&format!("\nOther candidates:\n\n{}", list(&rivals)));
    }
    out
}

/// The other roots that are worth a look: all of them where none stands out.
fn candidates(incident: &Incident) -> Vec<&Hypothesis> {
    match incident.verdict {
        Verdict::Unknown => incident.roots.iter().skip(1).collect(),
        _ => rivals(incident).map(|(_, other)| other).collect(),
    }
}

fn candidate(draft: &Draft<'_>, root: &Hypothesis) -> String {
    let episode = draft.view.episode(root.episode);
    let what = draft.view.condition(episode).explain().what;
    let inferred = if episode.origin == Origin::Inferred { ", inferred from its effects" } else { "" };
    let head = draft.cited(root.episode);
    let confidence =
        format!("{} confidence, explains {:.0} %{inferred}", root.confidence.word(), 100.0 * root.factors.explains);
    format!("**{head}**{} ({confidence}). {}", draft.on_host(root.episode), markdown_cell(&what))
}

/// Things that began with a root and are named.
const ALIKE: usize = 3;

/// What began at the same moment and counts as one with the root.
fn alike(draft: &Draft<'_>, root: &Hypothesis) -> String {
    let mut named: Vec<String> = root.alike.iter().take(ALIKE).map(|&index| draft.cited(index)).collect();
    let more = root.alike.len().saturating_sub(ALIKE);
    named.extend((more > 0).then(|| format!("{more} more")));
    if named.is_empty() { String::new() } else { format!(" At the same moment: {}.", named.join(", ")) }
}

fn trigger(draft: &Draft<'_>, root: &Hypothesis) -> String {
    let zone = draft.view.zone;
    let mut lines = Vec::new();
    if let Some(since) = root.latent_since {
        lines.push(format!("Latent since: {}", zone.full_with_zone(since)));
    }
    lines.push(match &root.trigger {
        Some(t) => {
            format!("Trigger: {}, {}{}", zone.full_with_zone(t.time), markdown_cell(&t.statement), via(draft, t))
        }
        None => format!("Trigger: {FILL}"),
    });
    format!("\n\n{}", list(&lines))
}

/// What lies between a trigger and the root.
fn via(draft: &Draft<'_>, trigger: &Trigger) -> String {
    let steps: Vec<String> = trigger.via.iter().map(|&index| draft.cited(index)).collect();
    if steps.is_empty() { String::new() } else { format!("; by way of {}", steps.join(", ")) }
}

/// What came right before a first sign.
fn before(draft: &Draft<'_>, root: &Hypothesis) -> String {
    let place = |quote: &Quote| format!("{}: {}", markdown_cell(&draft.view.place(quote)), markdown_cell(&quote.raw));
    let lines: Vec<String> = root.before.iter().map(place).collect();
    match lines.is_empty() {
        true => String::new(),
        false => {
            let what = draft.view.preceded(root);
            format!("\nRight before {what}, though no rule links it:\n\n{}", list(&lines))
        }
    }
}

/// Causes and changes that led to the head, or to a step of its chain beside it; what the head explains is an effect.
pub fn contributing(draft: &Draft<'_>) -> String {
    let (view, incident) = (draft.view, draft.incident);
    let Some(root) = incident.roots.first() else { return list(&[]) };
    let told = |index: usize| index == root.episode || incident.chain.contains(&index);
    let links = incident.links.iter().map(|&at| &view.analysis.links[at]);
    let strong = links.filter(|link| link.blame >= WEAK && told(link.to)).map(|link| link.from);
    let may = |&index: &usize| {
        let role = view.condition(view.episode(index)).role;
        index != root.episode && role.may_head() && !root.explains.contains(&index) && !root.alike.contains(&index)
    };
    let indices: BTreeSet<usize> = strong.filter(may).collect();
    let lines: Vec<String> =
        indices.iter().take(NAMES).map(|&i| format!("{}{}", draft.cited(i), draft.on_host(i))).collect();
    list(&lines)
}

/// First sign, and what nobody wrote into a log.
pub fn detection(draft: &Draft<'_>) -> String {
    let view = draft.view;
    let first = signs(draft).into_iter().filter(|&i| !view.episode(i).quotes.is_empty());
    let first = first.min_by_key(|&i| (view.episode(i).seen, i)).map_or_else(
        || FILL.to_owned(),
        |i| format!("{}, {}", view.zone.full_with_zone(view.episode(i).seen), draft.cited(i)),
    );
    list(&[
        format!("First sign in the logs: {first}"),
        format!("First human action: {FILL}"),
        format!("Alert that fired or should have: {FILL}"),
    ])
}

/// The head, what set it off and what it explains; not what else happened in the time.
fn signs(draft: &Draft<'_>) -> Vec<usize> {
    let Some(root) = draft.incident.roots.first() else { return draft.incident.timeline.clone() };
    let trigger = root.trigger.iter().flat_map(|t| t.episode.iter().chain(&t.via));
    [root.episode].iter().chain(&root.explains).chain(&root.alike).chain(trigger).copied().collect()
}

/// Recoveries and ends that the logs show.
pub fn resolution(draft: &Draft<'_>) -> String {
    let view = draft.view;
    let lines = draft.incident.timeline.iter().filter_map(|&index| {
        let episode = view.episode(index);
        let recovered = (view.condition(episode).role == Role::Recovery).then_some(episode.began);
        let time = episode.ended.or(recovered)?;
        let word = if episode.ended.is_some() { "ended: " } else { "" };
        Some(format!("{}: {word}{}", view.zone.full_with_zone(time), draft.cited(index)))
    });
    let mut lines: Vec<String> = lines.take(NAMES).collect();
    lines.push(format!("What was done: {FILL}"));
    list(&lines)
}

/// Missing records, gaps, contradictions, and shapes that no rule knows.
pub fn unseen(draft: &Draft<'_>) -> String {
    let (view, incident) = (draft.view, draft.incident);
    let missing = incident.roots.first().map_or(&[][..], |r| &r.missing);
    let mut lines: Vec<String> = missing.iter().take(NAMES).map(|m| missing_words(draft, m)).collect();
    lines.extend(incident.gaps.iter().take(NAMES).map(|gap| markdown_cell(gap)));
    lines.extend(incident.contradictions.iter().take(NAMES).map(|c| format!("Contradiction: {}", markdown_cell(c))));
    lines.extend(baseline(view).iter().map(|line| format!("Against the baseline: {}", markdown_cell(line))));
    lines.extend(tuning::line(view).map(|line| markdown_cell(&line)));
    let unknown: Vec<&Unexplained> = view.analysis.unexplained.iter().filter(|u| u.incident == incident.id).collect();
    lines.extend(unknown.iter().map(|shape| unexplained(draft, shape)));
    let (shapes, records) = view.analysis.unexplained_more;
    if shapes > 0 && !unknown.is_empty() {
        lines.push(format!(
            "{} that no rule knows, {}, not listed",
            counted(shapes as u64, "more shape"),
            counted(records, "record")
        ));
    }
    list(&lines)
}

/// A shape that no rule knows, why it is listed, and its first line.
fn unexplained(draft: &Draft<'_>, shape: &Unexplained) -> String {
    let view = draft.view;
    let why = match shape.strange {
        Strange::New => "never printed before",
        Strange::Surge => "far more often than before",
        Strange::Error => "an error; too little came before to tell whether it is usual",
    };
    let first = shape.first.map_or_else(String::new, |first| format!(" from {} on", view.zone.full_with_zone(first)));
    let unit = shape.unit.as_ref().map_or_else(String::new, |unit| format!("{}: ", markdown_cell(unit)));
    let quote = shape
        .evidence
        .first()
        .map_or_else(String::new, |q| format!("; {}: {}", markdown_cell(&view.place(q)), markdown_cell(&q.raw)));
    format!(
        "No rule knows {unit}{} ({why}), {}{first}{quote}",
        markdown_cell(&shape.template),
        counted(shape.count, "record")
    )
}

fn missing_words(draft: &Draft<'_>, missing: &crate::model::Missing) -> String {
    let library = draft.view.library;
    let title = library.id(&missing.what).map(|id| names::bare(&library.condition(id).title));
    let what = markdown_cell(&title.unwrap_or_else(|| missing.what.clone()));
    let command = match missing.command.as_str() {
        "" => String::new(),
        command => format!("; to see it: {}", markdown_cell(command)),
    };
    format!("{what}: {}{command}", markdown_cell(&missing.why))
}
