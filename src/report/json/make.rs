//! From an analysis to the shape: names for indices, times as text, every text of a log sanitised.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::incident;
use super::made::Made;
use super::shape::{
    Baseline, Boot, Bundle, Host, Input, Notice, Quote, Report, Row, Rules, Tool, Tuning, Unexplained, Unlisted,
    Vanished,
};
use crate::model::{self, Episode, Origin};
use crate::report::view::View;
use crate::report::when::rfc3339;
use crate::rule::tuning::Change;
use crate::text::sanitize;

/// Quotes of one row: all that an episode keeps.
const ROW: usize = 18;
/// Quotes of a template that no rule knows.
const QUOTES: usize = 6;
/// Values of one kind of entity in a row.
const VALUES: usize = 8;

/// The whole report.
#[must_use]
pub fn report(view: &View<'_>) -> Report {
    let incidents = view.analysis.incidents.iter().map(|i| incident::incident(view, i)).collect();
    with(view, incidents, minor(view).collect())
}

/// The whole report, whose lists are made while it is written.
pub fn written<'v>(view: &'v View<'v>) -> impl Serialize + 'v {
    let incidents = move || view.analysis.incidents.iter().map(move |i| incident::written(view, i));
    with(view, Made(incidents), Made(move || minor(view)))
}

/// The report without its lists.
#[must_use]
pub fn frame(view: &View<'_>) -> Report<(), ()> {
    with(view, (), ())
}

fn minor<'v>(view: &'v View<'v>) -> impl Iterator<Item = Row> + 'v {
    apart(view.analysis).into_iter().map(move |index| row(view, index, None))
}

fn with<I, M>(view: &View<'_>, incidents: I, minor: M) -> Report<I, M> {
    let analysis = view.analysis;
    Report {
        schema: "kascade.report/1".to_owned(),
        tool: tool(view),
        bundles: analysis.bundles.iter().map(bundle).collect(),
        inputs: analysis.inputs.iter().map(input).collect(),
        hosts: analysis.hosts.iter().map(host).collect(),
        incidents,
        minor,
        unexplained: analysis.unexplained.iter().map(|u| unexplained(view, u)).collect(),
        unexplained_more: unlisted(analysis),
        baseline: analysis.baseline.as_ref().map(baseline),
        tuning: view.library.tuning.changes.iter().zip(&analysis.tuned).map(|(c, t)| tuning(view, c, t)).collect(),
        notices: analysis.notices.iter().map(notice).collect(),
        partial: analysis.partial,
    }
}

/// Episodes of no timeline: what stands beside an incident has its row here too, so that each id of the report has one.
fn apart(analysis: &model::Analysis) -> BTreeSet<usize> {
    let listed: BTreeSet<usize> = analysis.incidents.iter().flat_map(|i| i.timeline.iter().copied()).collect();
    let beside = analysis.incidents.iter().flat_map(|i| &i.also_seen);
    beside.chain(&analysis.minor).copied().filter(|index| !listed.contains(index)).collect()
}

fn tool(view: &View<'_>) -> Tool {
    let rules = Rules { count: view.library.conditions.len(), digest: view.library.digest.clone() };
    Tool { name: "kascade".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned(), rules }
}

fn input(input: &model::InputFacts) -> Input {
    Input {
        path: text(&input.path),
        format: input.formats.join(", "),
        host: input.host.as_deref().map(text),
        bytes: input.bytes,
        lines: input.lines,
        records: input.records,
        unparsed: input.unparsed,
        sampled: input.sampled,
        first: input.span.map(|(first, _)| rfc3339(first)),
        last: input.span.map(|(_, last)| rfc3339(last)),
        undated: input.span.is_some_and(|(first, _)| first.is_undated()),
        zone: text(&input.zone),
        year: text(&input.year),
        date: text(&input.date),
    }
}

fn bundle(bundle: &model::BundleFacts) -> Bundle {
    let taken = bundle.clock.taken_ns.map(|ns| model::Stamp { ns, basis: model::Basis::Exact, ahead_ns: 0 });
    Bundle {
        path: if bundle.path.is_empty() { ".".to_owned() } else { text(&bundle.path) },
        layout: bundle.title.clone(),
        host: bundle.host.as_deref().map(text),
        zone_from: text(&bundle.clock.from),
        made: taken.map(rfc3339),
        logs: bundle.logs,
        states: bundle.states,
        passed_over: bundle.passed,
        lacks: bundle.cut.clone(),
    }
}

fn host(host: &model::HostFacts) -> Host {
    let boot = |boot: &model::BootSpan| Boot {
        id: text(&boot.id),
        start: rfc3339(boot.start),
        end: rfc3339(boot.end),
        ended_by: boot.ended_by.to_owned(),
    };
    Host {
        name: text(&host.name),
        clock_offset_s: rounded(host.clock_offset_s),
        clock_uncertainty_s: rounded(host.clock_uncertainty_s),
        boots: host.boots.iter().map(boot).collect(),
    }
}

/// One episode as a row; without an incident nothing is said of its causes.
pub fn row(view: &View<'_>, index: usize, incident: Option<&model::Incident>) -> Row {
    let episode = view.episode(index);
    let condition = view.condition(episode);
    Row {
        episode: text(&episode.id),
        condition: condition.id.to_string(),
        title: text(&view.title(index)),
        severity: episode.severity.word().to_owned(),
        role: condition.role.word().to_owned(),
        host: view.host(episode).map(text),
        entities: entities(view, episode),
        basis: basis(episode.origin).to_owned(),
        began: rfc3339(episode.began),
        seen: rfc3339(episode.seen),
        last: rfc3339(episode.last),
        undated: episode.began.is_undated(),
        ended: episode.ended.map(rfc3339),
        count: episode.count,
        evidence: quotes(view, &episode.quotes, ROW),
        notes: texts(&episode.notes),
        caused_by: incident.map(|i| incident::causes(view, i, index)).unwrap_or_default(),
    }
}

const fn basis(origin: Origin) -> &'static str {
    match origin {
        Origin::Observed => "observed",
        Origin::Derived => "derived",
        Origin::Inferred => "inferred",
    }
}

/// What it is about comes first; other values of the same kind do not join it.
fn entities(view: &View<'_>, episode: &Episode) -> BTreeMap<String, String> {
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for entity in &episode.key.about {
        values.entry(view.library.kinds.name(entity.kind).to_owned()).or_default().push(text(&entity.value));
    }
    for entity in episode.also.iter().filter(|e| episode.key.about.iter().all(|about| about.kind != e.kind)) {
        let held = values.entry(view.library.kinds.name(entity.kind).to_owned()).or_default();
        if held.len() < VALUES {
            held.push(text(&entity.value));
        }
    }
    values.into_iter().map(|(kind, values)| (kind, values.join(", "))).collect()
}

fn unexplained(view: &View<'_>, unexplained: &model::Unexplained) -> Unexplained {
    Unexplained {
        template: text(&unexplained.template),
        count: unexplained.count,
        first: unexplained.first.map(rfc3339),
        hosts: unexplained.hosts.iter().map(|h| text(h)).collect(),
        evidence: quotes(view, &unexplained.evidence, QUOTES),
        unit: unexplained.unit.as_deref().map(text),
        why: unexplained.strange.word().to_owned(),
        error: unexplained.error,
        incident: unexplained.incident.clone(),
    }
}

fn baseline(baseline: &model::Baseline) -> Baseline {
    let gone = |gone: &model::Vanished| Vanished { what: text(&gone.what), per_hour: rounded(gone.per_hour) };
    Baseline {
        input: text(&baseline.name),
        records: baseline.records,
        set_aside: baseline.set_aside,
        set_aside_severe: baseline.severe,
        usual_shapes: baseline.usual,
        vanished: baseline.vanished.iter().map(gone).collect(),
    }
}

fn tuning(view: &View<'_>, change: &Change, tuned: &model::Tuned) -> Tuning {
    let named = |entity: &model::Entity| (view.library.kinds.name(entity.kind).to_owned(), text(&entity.value));
    Tuning {
        condition: view.library.condition(change.condition).id.to_string(),
        level: change.level.map(|level| level.word().to_owned()),
        only: change.only.iter().map(named).collect(),
        because: text(&change.because),
        episodes: tuned.episodes,
        records: tuned.findings,
        severe: tuned.severe,
    }
}

fn unlisted(analysis: &model::Analysis) -> Option<Unlisted> {
    let (shapes, records) = analysis.unexplained_more;
    (shapes > 0).then_some(Unlisted { shapes, records })
}

fn notice(notice: &model::Notice) -> Notice {
    Notice {
        kind: notice.kind.word().to_owned(),
        count: notice.count,
        text: text(&notice.text),
        example: (!notice.example.is_empty()).then(|| text(&notice.example)),
    }
}

/// The first so many quotes.
pub fn quotes(view: &View<'_>, quotes: &[model::Quote], max: usize) -> Vec<Quote> {
    quotes.iter().take(max).map(|q| quote(view, q)).collect()
}

fn quote(view: &View<'_>, quote: &model::Quote) -> Quote {
    let line = quote.place.line;
    Quote {
        input: text(view.path(quote)),
        line: (line > 0).then_some(line),
        cursor: (line == 0).then(|| quote.place.offset.to_string()),
        time: quote.time.filter(|time| !time.is_undated()).map(rfc3339),
        host: quote.host.as_deref().map(text),
        unit: quote.unit.as_deref().map(text),
        raw: text(&quote.raw),
    }
}

/// A text of a log or a path.
pub fn text(text: &str) -> String {
    sanitize::plain(text).into_owned()
}

/// Texts of a log.
pub fn texts(all: &[String]) -> Vec<String> {
    all.iter().map(|t| text(t)).collect()
}

/// Four digits behind the point: the same bytes on machines whose last digits differ.
pub fn rounded(value: f64) -> f64 {
    let rounded = (value * 1e4).round() / 1e4;
    if rounded == 0.0 || !rounded.is_finite() { 0.0 } else { rounded }
}
