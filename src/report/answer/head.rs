//! The first line: which hosts, when, and how their boot ended.

use crate::model::{BootSpan, Incident};
use crate::report::screen::{Line, Section, Tone};
use crate::report::view::View;
use crate::report::when::counted;
use crate::report::width::cut_middle;

pub fn section(view: &View<'_>, incident: &Incident) -> Section {
    let span = view.zone.range_with_zone(incident.start, incident.end);
    let line = Line::new(Tone::Head, hosts(view, incident)).with(Tone::Plain, format!("   {span}"));
    let line = line.with(Tone::Quiet, format!("    {}", facts(view, incident)));
    let mut lines = vec![line];
    if view.analysis.partial {
        lines.push(Line::new(Tone::Alarm, "PARTIAL: the run was stopped before the end of the input"));
    }
    Section::new(100, lines.len(), lines)
}

/// Up to three names, then how many more.
fn hosts(view: &View<'_>, incident: &Incident) -> String {
    let names: Vec<String> =
        incident.hosts.iter().take(3).map(|h| cut_middle(&view.shown(h), 24, view.ellipsis())).collect();
    let more = incident.hosts.len() - names.len();
    match (names.len(), more) {
        (0, _) => "no host named".to_owned(),
        (_, 0) => names.join(", "),
        (_, more) => format!("{} and {more} more", names.join(", ")),
    }
}

fn facts(view: &View<'_>, incident: &Incident) -> String {
    let mut facts = Vec::new();
    if view.analysis.incidents.len() > 1 {
        facts.push(format!("worst of {}", counted(view.analysis.incidents.len() as u64, "incident")));
    }
    if !incident.hosts.is_empty() {
        facts.push(counted(incident.hosts.len() as u64, "host"));
    }
    if let [host] = incident.hosts.as_slice()
        && view.analysis.incidents.len() == 1
    {
        let known = view.analysis.hosts.iter().find(|h| h.name == *host);
        let boot = known.and_then(|h| h.boots.iter().rev().find(|b| b.start <= incident.end));
        facts.extend(boot.map(|b| boot_words(view, b)));
    }
    facts.join(view.dot())
}

fn boot_words(view: &View<'_>, boot: &BootSpan) -> String {
    let end = match boot.ended_by {
        "clean" => "ended cleanly",
        "panic" => "ended in a panic",
        "watchdog" => "froze, was reset",
        "power-loss" => "ended by power loss",
        "unclean" => "ended uncleanly",
        "running" => "still running",
        _ => "end unknown",
    };
    let id: String = boot.id.chars().take(8).collect();
    let name = if id.starts_with("boot") { view.shown(&id) } else { format!("boot {}", view.shown(&id)) };
    format!("{name} ({end})")
}
