//! `kascade explain ID`: what a condition is, or why an episode is there.
//!
//! ```text
//! storage.nfs-server-unresponsive       a condition's id: condition.rs, needs no input
//! f-k3q7m2aa                            an episode's id: episode.rs
//! ```

mod condition;
mod episode;

use super::screen::{Line, Section, Tone, draw};
use super::view::View;
use super::width::fold;
use crate::model::ConditionId;

/// The text for an id; `None` when neither the library nor the analysis has it.
#[must_use]
pub fn render(view: &View<'_>, id: &str) -> Option<String> {
    condition(view, id).or_else(|| episode(view, id))
}

/// What a condition that was not found needs besides its own lines, and how much of that was found.
#[must_use]
pub fn parts(view: &View<'_>, id: ConditionId) -> Vec<String> {
    condition::parts(view, id)
}

/// What a condition is: how it is printed, what it leads to, what mends it.
#[must_use]
pub fn condition(view: &View<'_>, id: &str) -> Option<String> {
    let id = view.library.id(id)?;
    Some(whole(view, condition::sections(view, id)))
}

/// Why an episode is there: its lines, its links, its score as a root. The `f-` of its id may be left out.
#[must_use]
pub fn episode(view: &View<'_>, id: &str) -> Option<String> {
    let bare = |id: &'_ str| id.strip_prefix("f-").unwrap_or(id).to_owned();
    let index = view.analysis.episodes.iter().position(|e| bare(&e.id) == bare(id))?;
    Some(whole(view, episode::sections(view, index)))
}

/// Draws everything: who asks for an explanation wants no line cut.
fn whole(view: &View<'_>, sections: Vec<Section>) -> String {
    draw(&View { width: usize::MAX, ..*view }, sections, usize::MAX)
}

/// A heading with lines under it; nothing when there are none.
fn listed(heading: &str, lines: Vec<String>) -> Section {
    if lines.is_empty() {
        return Section::default();
    }
    let lines = lines.into_iter().map(|line| Line::plain(format!("  {line}")));
    Section::new(0, 0, std::iter::once(Line::new(Tone::Head, heading)).chain(lines).collect())
}

/// Prose folded to the width of the view.
fn prose(view: &View<'_>, heading: &str, text: &str) -> Section {
    listed(heading, fold(&view.shown(text), view.width.clamp(40, 100) - 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn conditions() {
        let (analysis, library) = (sample::nfs(), sample::library());
        let view = View::new(&analysis, &library);
        let text = render(&view, "storage.nfs-server-unresponsive").expect("known");
        sample::check_file("explain-condition.txt", &text);
        let effect = render(&view, "kernel.task-hung").expect("known");
        assert!(effect.contains("CAUSED BY\n  storage.nfs-server-unresponsive  strength 0.90"), "{effect}");
        assert_eq!(render(&view, "storage.nothing"), None);
    }

    #[test]
    fn episodes() {
        let (analysis, library) = (sample::nfs(), sample::library());
        let view = View::new(&analysis, &library);
        let text = render(&view, "f-nfsaway0").expect("known");
        sample::check_file("explain-episode.txt", &text);
        assert_eq!(render(&view, "nfsaway0"), Some(text));
        let minor = render(&view, "f-oom00004").expect("known");
        assert!(minor.contains("in no incident"), "{minor}");
        let step = render(&view, "f-lookup02").expect("known");
        assert!(step.contains("a step of incident 1") && step.contains("CAUSED BY\n"), "{step}");
    }

    #[test]
    fn hostile_episodes_are_text() {
        let (analysis, library) = (sample::hostile(), sample::library());
        let text = render(&View::new(&analysis, &library), "f-nfsaway0").expect("known");
        assert!(sample::is_inert(&text), "{text:?}");
    }
}
