//! The last lines: what was read, and where to look for more.

use crate::report::screen::{Line, Section, Tone};
use crate::report::tuning;
use crate::report::view::View;
use crate::report::when::{counted, grouped};

pub fn section(view: &View<'_>) -> Section {
    let mut lines: Vec<Line> = minor(view).into_iter().chain(tuned(view)).collect();
    lines.push(Line::new(Tone::Quiet, read(view)));
    Section::new(80, lines.len(), lines)
}

/// `12 minor findings, see timeline`, when there are any.
pub fn minor(view: &View<'_>) -> Option<Line> {
    let count = view.analysis.minor.len() as u64;
    (count > 0).then(|| Line::plain(format!("{}, see timeline", counted(count, "minor finding"))))
}

/// What the site's tuning hid or changed, when it did.
pub fn tuned(view: &View<'_>) -> Option<Line> {
    tuning::line(view).map(|line| Line::new(Tone::Quiet, line))
}

fn read(view: &View<'_>) -> String {
    let inputs = &view.analysis.inputs;
    let sum = |of: fn(&crate::model::InputFacts) -> u64| inputs.iter().map(of).fold(0, u64::saturating_add);
    let mut facts = vec![format!("read {}", counted(sum(|i| i.lines), "line"))];
    let unparsed = sum(|i| i.unparsed);
    if unparsed > 0 {
        facts.push(format!("{} unparsed", grouped(unparsed)));
    }
    facts.extend(noted(view));
    facts.push("details: kascade timeline".to_owned());
    facts.push("draft: kascade report".to_owned());
    facts.join(view.dot())
}

/// Trouble with the input: what the user should know was not taken at face value.
pub fn noted(view: &View<'_>) -> Option<String> {
    let notices = view.analysis.notices.len() as u64;
    (notices > 0).then(|| counted(notices, "notice"))
}

/// What the comparison with a healthy log changed: never a severe condition without saying so.
pub fn baseline(view: &View<'_>) -> Vec<String> {
    let Some(baseline) = &view.analysis.baseline else { return Vec::new() };
    let mut lines = Vec::new();
    if baseline.set_aside > 0 {
        let severe = if baseline.severe > 0 { format!(", {} of them severe", baseline.severe) } else { String::new() };
        let episodes = counted(baseline.set_aside as u64, "episode");
        lines.push(format!("{episodes} set aside{severe}: as often in {}", view.shown(&baseline.name)));
    }
    lines.extend(baseline.vanished.iter().map(|gone| {
        let often = if gone.per_hour > 0.0 { format!(", {:.0} an hour there", gone.per_hour) } else { String::new() };
        format!("gone: {}{often}", view.shown(&gone.what))
    }));
    if lines.is_empty() {
        lines.push(format!("nothing set aside, nothing gone, against {}", view.shown(&baseline.name)));
    }
    lines
}
