//! One incident as the report has it.

use serde::Serialize;

use super::made::Made;
use super::make::{quotes, rounded, row, text, texts};
use super::shape::{Action, Factors, Incident, Link, Missing, Quote, RootCause, Row, Trigger};
use crate::model::{self, Hypothesis, Origin, Verdict};
use crate::report::view::View;
use crate::report::when::rfc3339;

/// Quotes of a root cause.
const QUOTES: usize = 8;

/// One incident.
pub fn incident(view: &View<'_>, incident: &model::Incident) -> Incident {
    with(view, incident, timeline(view, incident).collect(), links(view, incident).collect())
}

/// One incident whose lists are made while it is written.
pub fn written<'v>(view: &'v View<'v>, of: &'v model::Incident) -> impl Serialize + 'v {
    with(view, of, Made(move || timeline(view, of)), Made(move || links(view, of)))
}

fn timeline<'v>(view: &'v View<'v>, incident: &'v model::Incident) -> impl Iterator<Item = Row> + 'v {
    incident.timeline.iter().map(move |&index| row(view, index, Some(incident)))
}

fn links<'v>(view: &'v View<'v>, incident: &'v model::Incident) -> impl Iterator<Item = Link> + 'v {
    incident.links.iter().map(|&index| link(view, &view.analysis.links[index]))
}

fn with<T, L>(view: &View<'_>, incident: &model::Incident, timeline: T, links: L) -> Incident<T, L> {
    Incident {
        id: text(&incident.id),
        title: text(&incident.title),
        severity: incident.severity.word().to_owned(),
        start: rfc3339(incident.start),
        end: rfc3339(incident.end),
        undated: incident.start.is_undated(),
        hosts: incident.hosts.iter().map(|h| text(h)).collect(),
        verdict: incident.verdict.word().to_owned(),
        root_causes: (1..).zip(&incident.roots).map(|(rank, root)| root_cause(view, incident, rank, root)).collect(),
        timeline,
        chain: ids(view, &incident.chain),
        links,
        also_seen: ids(view, &incident.also_seen),
        actions: incident.actions.iter().map(|a| action(view, a)).collect(),
        contradictions: texts(&incident.contradictions),
        gaps: texts(&incident.gaps),
    }
}

fn ids(view: &View<'_>, indices: &[usize]) -> Vec<String> {
    indices.iter().map(|&index| text(&view.episode(index).id)).collect()
}

/// Ids of the causes that the incident's links name for an episode.
pub fn causes(view: &View<'_>, incident: &model::Incident, index: usize) -> Vec<String> {
    let link = |at: &usize| &view.analysis.links[*at];
    let into = &incident.links[incident.links.partition_point(|at| link(at).to < index)..];
    let mut causes: Vec<usize> = into.iter().map(link).take_while(|l| l.to == index).map(|l| l.from).collect();
    causes.sort_by_key(|&cause| (view.episode(cause).began, &view.episode(cause).id));
    causes.dedup();
    ids(view, &causes)
}

fn root_cause(view: &View<'_>, incident: &model::Incident, rank: usize, root: &Hypothesis) -> RootCause {
    let episode = view.episode(root.episode);
    let inferred = episode.origin == Origin::Inferred;
    RootCause {
        rank,
        episode: text(&episode.id),
        condition: view.condition(episode).id.to_string(),
        title: text(&view.title(root.episode)),
        statement: text(&root.statement),
        host: view.host(episode).map(text),
        time: rfc3339(episode.began),
        confidence: root.confidence.word().to_owned(),
        score: rounded(root.score),
        basis: if inferred { "inferred" } else { "observed" }.to_owned(),
        trigger: root.trigger.as_ref().map(|t| trigger(view, t)),
        latent_since: root.latent_since.map(rfc3339),
        factors: factors(&root.factors),
        evidence: evidence(view, incident.verdict, root),
        before: quotes(view, &root.before, root.before.len()),
        alike: ids(view, &root.alike),
        explains: ids(view, &root.explains),
        branches: ids(view, &root.branches),
        against: texts(&root.against),
        missing: root.missing.iter().map(missing).collect(),
    }
}

/// Of so many that began with the head the first line is shown.
const ALIKE: usize = 2;
/// Lines of what set the head off.
const SET_OFF: usize = 2;

/// The head's own lines, of a head without lines the first one of each effect; the first ones of what began with it and
/// of what set it off; and what came right before, which leads where no cause was found.
fn evidence(view: &View<'_>, verdict: Verdict, root: &Hypothesis) -> Vec<Quote> {
    let own = &view.episode(root.episode).quotes;
    let room = QUOTES - root.before.len().min(QUOTES);
    let first = |indices: &[usize], most: usize| {
        indices.iter().flat_map(|&index| quotes(view, &view.episode(index).quotes, 1)).take(most).collect::<Vec<_>>()
    };
    let mut beside = first(&root.alike, ALIKE.min(room / 2));
    let of_trigger = root.trigger.as_ref().map_or(0, |t| SET_OFF.min(t.evidence.len()).min((room - beside.len()) / 2));
    beside.extend(root.trigger.iter().flat_map(|t| quotes(view, &t.evidence, of_trigger)));
    let room = room - beside.len();
    let mut lines = if own.is_empty() { first(&root.explains, room) } else { quotes(view, own, room) };
    lines.append(&mut beside);
    let at = if verdict == Verdict::Unknown { 0 } else { lines.len() };
    lines.splice(at..at, quotes(view, &root.before, root.before.len()));
    lines
}

fn trigger(view: &View<'_>, trigger: &model::Trigger) -> Trigger {
    let episode = trigger.episode.map(|index| view.episode(index));
    Trigger {
        episode: episode.map(|e| text(&e.id)),
        condition: episode.map(|e| view.condition(e).id.to_string()),
        statement: text(&trigger.statement),
        time: rfc3339(trigger.time),
        evidence: quotes(view, &trigger.evidence, QUOTES),
        via: trigger.via.iter().map(|&index| text(&view.episode(index).id)).collect(),
    }
}

fn factors(factors: &model::Factors) -> Factors {
    Factors {
        prior: rounded(factors.prior),
        sure: rounded(factors.sure),
        explains: rounded(factors.explains),
        explained_by_others: rounded(factors.explained_by_others),
        predictions_kept: rounded(factors.predictions_kept),
    }
}

fn missing(missing: &model::Missing) -> Missing {
    Missing { what: text(&missing.what), why: text(&missing.why), command: text(&missing.command) }
}

fn link(view: &View<'_>, link: &model::Link) -> Link {
    Link {
        from: text(&view.episode(link.from).id),
        to: text(&view.episode(link.to).id),
        because: text(&link.because),
        joined: text(&link.joined),
        lag_s: rounded(link.lag_ns as f64 / 1e9),
        strength: rounded(link.strength),
        blame: rounded(link.blame),
    }
}

fn action(view: &View<'_>, action: &model::Action) -> Action {
    Action {
        condition: view.condition(view.episode(action.episode)).id.to_string(),
        check: texts(&action.check),
        fix: text(&action.fix),
        care: text(&action.care),
    }
}
