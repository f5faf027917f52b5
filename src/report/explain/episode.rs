//! An episode of an analysis: why it is there, what it hangs on, what it was worth as a root.

use super::condition::{joins, lags};
use super::{listed, prose};
use crate::cascade::links::near::{self, Lacks, Near};
use crate::model::{Episode, Hypothesis, Incident, Link, Origin, Quote};
use crate::report::answer::factor_words;
use crate::report::screen::{Line, Section, Tone};
use crate::report::view::View;
use crate::report::when::{counted, grouped, lag};

pub fn sections(view: &View<'_>, index: usize) -> Vec<Section> {
    let episode = view.episode(index);
    let links = |other: fn(&Link) -> usize, own: fn(&Link) -> usize| {
        let held = view.analysis.links.iter().filter(|l| own(l) == index);
        held.map(|l| link(view, l, other(l))).collect()
    };
    vec![
        head(view, index),
        listed("PART IN THE STORY", part(view, index)),
        listed("CAUSED BY", links(|l| l.from, |l| l.to)),
        listed(
            "NEARLY CAUSED BY",
            near::causes(view.library, view.analysis, index).iter().map(|n| near(view, n, index)).collect(),
        ),
        listed("LED TO", links(|l| l.to, |l| l.from)),
        listed("ENTITIES", entities(view, episode)),
        listed("NOTES", episode.notes.iter().map(|n| view.shown(n)).collect()),
        listed("LINES", episode.quotes.iter().map(|q| quote(view, q)).collect()),
        prose(view, "WHAT IT MEANS", &view.condition(episode).explain().what),
    ]
}

fn head(view: &View<'_>, index: usize) -> Section {
    let episode = view.episode(index);
    let zone = view.zone;
    let known = match episode.origin {
        Origin::Observed => "lines say so",
        Origin::Derived => "a pattern over other episodes says so",
        Origin::Inferred => "no line says so, its effects do",
    };
    let facts = [
        view.condition(episode).id.to_string(),
        format!("severity {}", episode.severity.word()),
        known.to_owned(),
        format!("text certainty {:.2}", episode.sure),
    ];
    let times = [
        format!("began {}", zone.full(episode.began)),
        format!("first printed {}", zone.beside(episode.seen, episode.began)),
        format!("last {}", zone.with_zone(zone.beside(episode.last, episode.began), episode.last)),
        episode
            .ended
            .map_or_else(|| "no end seen".to_owned(), |end| format!("ended {}", zone.beside(end, episode.began))),
        format!("{}, {} in the busiest minute", counted(episode.count, "finding"), grouped(episode.peak.into())),
    ];
    let title = Line::new(Tone::Head, view.shown(&episode.id))
        .with(Tone::Plain, format!("   {}", view.shown(&view.title(index))));
    Section::new(0, 0, vec![title, Line::plain(facts.join(view.dot())), Line::new(Tone::Quiet, times.join(view.dot()))])
}

/// Its part in each incident; an episode in none says why that is no verdict.
fn part(view: &View<'_>, index: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (number, incident) in (1..).zip(&view.analysis.incidents) {
        lines.extend(part_in(view, incident, number, index));
    }
    if lines.is_empty() {
        let why = if view.episode(index).expected {
            "expected at a start or a planned stop"
        } else {
            "linked to nothing severe"
        };
        lines.push(format!("in no incident: {why}"));
    }
    lines
}

fn part_in(view: &View<'_>, incident: &Incident, number: usize, index: usize) -> Vec<String> {
    let roots = (1..).zip(&incident.roots).find(|(_, root)| root.episode == index);
    if let Some((rank, root)) = roots {
        return score(view, root, rank, number);
    }
    let word = match () {
        () if incident.chain.contains(&index) => "a step of",
        () if incident.timeline.contains(&index) => "beside the chain of",
        () if incident.also_seen.contains(&index) => "seen at the time of, but not linked to,",
        () => return Vec::new(),
    };
    vec![format!("{word} incident {number}: {}", view.shown(&incident.title))]
}

fn score(view: &View<'_>, root: &Hypothesis, rank: usize, number: usize) -> Vec<String> {
    let mut lines = vec![
        format!(
            "candidate {rank} for the root of incident {number}: {} confidence, score {:.2}",
            root.confidence.word(),
            root.score
        ),
        factor_words(root).join(view.dot()),
    ];
    lines.extend(root.against.iter().map(|a| format!("against it: {}", view.shown(a))));
    lines
}

fn link(view: &View<'_>, link: &Link, other: usize) -> String {
    let other = format!("{}  {}", view.shown(&view.episode(other).id), view.shown(&view.title(other)));
    let joined = view.shown(&link.joined);
    let numbers = format!("blame {:.2}, strength {:.2}", link.blame, link.strength);
    format!("{other}: {}, {joined}: {} ({numbers})", lag(link.lag_ns), view.shown(&link.because))
}

/// A declared cause that is in the evidence, and why no link was drawn.
fn near(view: &View<'_>, near: &Near<'_>, effect: usize) -> String {
    let cause = view.episode(near.episode);
    let after = lag(view.episode(effect).began.ns - cause.began.ns);
    let why = match near.lacks {
        Lacks::Join => format!("not about the same thing, the rule asks for {}", joins(view, near.rule)),
        Lacks::Lag => format!("the rule allows {}", lags(near.rule)),
        Lacks::Blame => "too likely to be chance".to_owned(),
    };
    format!("{}  {}: {after}: {why}", view.shown(&cause.id), view.shown(&view.title(near.episode)))
}

fn entities(view: &View<'_>, episode: &Episode) -> Vec<String> {
    let all = episode.entities();
    all.map(|e| format!("{} {}", view.library.kinds.name(e.kind), view.shown(&e.value))).collect()
}

fn quote(view: &View<'_>, quote: &Quote) -> String {
    let time = quote.time.map_or_else(|| "no time".to_owned(), |t| view.zone.full(t));
    format!("{}  {time}  {}", view.shown(&view.place(quote)), view.shown(&quote.raw))
}
