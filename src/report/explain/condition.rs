//! A condition of the library, without any case.

use super::{listed, prose};
use crate::model::ConditionId;
use crate::report::screen::{Line, Section, Tone};
use crate::report::tuning;
use crate::report::view::View;
use crate::report::when::duration;
use crate::rule::{Join, Lasts, LinkRule, Pattern, PatternKind, Raise, Signature};

pub fn sections(view: &View<'_>, id: ConditionId) -> Vec<Section> {
    let explain = view.library.condition(id).explain();
    let shown = |texts: &[String]| texts.iter().map(|t| view.shown(t)).collect();
    let signatures = |ends: bool| {
        let own = view.library.signatures_of(id).iter().filter(|s| s.ends == ends);
        own.map(|s| signature(view, s)).collect()
    };
    let effects = view.library.effects_of(id).map(|l| link(view, l, l.to)).collect();
    let causes = view.library.causes_of(id).map(|l| link(view, l, l.from)).collect();
    vec![
        head(view, id),
        listed("TUNED HERE", tuned(view, id)),
        prose(view, "WHAT", &explain.what),
        listed("CHECK", shown(&explain.check)),
        prose(view, "FIX", &explain.fix),
        prose(view, "CARE", &explain.care),
        listed("PRINTED AS", signatures(false)),
        listed("ENDED BY", signatures(true)),
        listed("ALSO KNOWN BY", patterns(view, id)),
        listed("LEADS TO", effects),
        listed("CAUSED BY", causes),
        listed("SOURCES", shown(&explain.sources)),
    ]
}

fn head(view: &View<'_>, id: ConditionId) -> Section {
    let condition = view.library.condition(id);
    let lasts = match condition.lasts {
        Lasts::Moment => "lasts a moment",
        Lasts::WhileRepeated => "lasts while repeated",
        Lasts::UntilEnded => "lasts until ended",
    };
    let facts = [
        condition.role.word().to_owned(),
        format!("severity {}", condition.severity.word()),
        format!("plausibility as a root {:.2}", condition.prior),
        lasts.to_owned(),
    ];
    let title = Line::new(Tone::Head, view.shown(&condition.id))
        .with(Tone::Plain, format!("   {}", view.shown(&condition.title)));
    Section::new(0, 0, vec![title, Line::new(Tone::Quiet, facts.join(view.dot()))])
}

/// What the site's tuning makes of it.
fn tuned(view: &View<'_>, id: ConditionId) -> Vec<String> {
    let mine = view.library.tuning.changes.iter().filter(|change| change.condition == id);
    mine.map(|change| tuning::words(view, change)).collect()
}

/// Streams, the regex as the rule has it, and how sure the text is.
fn signature(view: &View<'_>, signature: &Signature) -> String {
    let names = view.library.streams.names(signature.from());
    let streams = if signature.from == u128::MAX { "any".to_owned() } else { names.join(", ") };
    format!("{streams}: {}  (text certainty {:.2})", view.shown(&signature.regex), signature.sure)
}

/// Patterns, storms and inference: what recognises it besides a line.
fn patterns(view: &View<'_>, id: ConditionId) -> Vec<String> {
    let name = |id: &u16| view.library.condition(ConditionId(*id)).id.to_string();
    let mut lines = besides(view, id, &name);
    lines.extend(view.library.condition(id).raises.iter().map(raise));
    lines
}

/// What a condition needs that no line of its own shows, and how often each part of it is in the evidence.
pub fn parts(view: &View<'_>, id: ConditionId) -> Vec<String> {
    let counted = |id: &u16| {
        let found = view.analysis.episodes.iter().filter(|e| e.key.condition.0 == *id);
        let name = &view.library.condition(ConditionId(*id)).id;
        match found.map(|episode| episode.count).sum::<u64>() {
            0 => format!("{name} (not found)"),
            count => format!("{name} (found x{count})"),
        }
    };
    besides(view, id, &counted).into_iter().map(|part| format!("it is also known by {part}")).collect()
}

/// Patterns and inference, each condition that they speak of in the words of `name`.
fn besides(view: &View<'_>, id: ConditionId, name: &dyn Fn(&u16) -> String) -> Vec<String> {
    let condition = view.library.condition(id);
    let names = |ids: &[u16]| ids.iter().map(name).collect::<Vec<_>>().join(", ");
    let over = |p: &Pattern| names(if p.of.is_empty() { &p.expect } else { &p.of });
    let patterns = condition.patterns.iter().map(|p| pattern(p, &over(p), &names(&p.unless)));
    let hidden = condition
        .hidden
        .iter()
        .filter(|h| !h.expects.is_empty())
        .map(|h| format!("at least {} of its effects: {}", h.needs, names(&h.expects)));
    patterns.chain(hidden).collect()
}

fn pattern(pattern: &Pattern, over: &str, unless: &str) -> String {
    let over = if over.is_empty() { pattern.ended.join(", ") } else { over.to_owned() };
    let within = if pattern.within > 0 { format!(", within {}", duration(pattern.within)) } else { String::new() };
    let unless = if unless.is_empty() { String::new() } else { format!(", not beside {unless}") };
    format!("{}: {over}, at least {}{within}{unless}", kind(pattern.kind), pattern.at_least)
}

/// The word that a rule file uses.
const fn kind(kind: PatternKind) -> &'static str {
    match kind {
        PatternKind::Count => "count",
        PatternKind::Distinct => "distinct",
        PatternKind::Sequence => "sequence",
        PatternKind::Together => "together",
        PatternKind::Flap => "flap",
        PatternKind::Surge => "surge",
        PatternKind::Absence => "absence",
        PatternKind::Changed => "changed",
        PatternKind::BootEnd => "boot-end",
        PatternKind::Gap => "gap",
    }
}

fn raise(raise: &Raise) -> String {
    let lasting =
        if raise.lasting > 0 { format!(", once it lasts {}", duration(raise.lasting)) } else { String::new() };
    format!("severity {} from {} within {}{lasting}", raise.to.word(), raise.at_least, duration(raise.within))
}

fn link(view: &View<'_>, link: &LinkRule, other: u16) -> String {
    let other = &view.library.condition(ConditionId(other)).id;
    let (lags, joins) = (lags(link), joins(view, link));
    format!("{other}  strength {:.2}, {lags}, {joins}: {}", link.strength, view.shown(&link.because))
}

/// `after 0 s .. 10 m`.
pub(super) fn lags(link: &LinkRule) -> String {
    format!("after {} .. {}", signed(link.lag.0), signed(link.lag.1))
}

/// What two episodes must have in common: `same host and same device`.
pub(super) fn joins(view: &View<'_>, link: &LinkRule) -> String {
    link.on.iter().map(|j| join(view, *j)).collect::<Vec<_>>().join(" and ")
}

fn signed(ns: i64) -> String {
    format!("{}{}", if ns < 0 { "-" } else { "" }, duration(ns))
}

fn join(view: &View<'_>, join: Join) -> String {
    match join {
        Join::Host => "same host".to_owned(),
        Join::Boot => "same boot".to_owned(),
        Join::NextBoot => "a later boot".to_owned(),
        Join::Peer => "a host that talks to it".to_owned(),
        Join::Guest => "a guest of the host".to_owned(),
        Join::AllHosts => "all hosts".to_owned(),
        Join::Cluster => "same cluster".to_owned(),
        Join::Entity(kind) => format!("same {}", view.library.kinds.name(crate::model::Kind(kind))),
    }
}
