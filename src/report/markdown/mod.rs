//! A draft of the post-mortem: `kascade report -o md`.
//!
//! ```text
//! # title                    table of date, duration, severity, hosts, status
//! ## Summary .. Detection    what the evidence says, `_fill in_` where it says nothing     story.rs
//! ## Chain                   Mermaid and text                                              chain.rs
//! ## Action items ..         prevent, detect, limit; what we could not see; evidence       tables.rs
//! ```
//!
//! Nothing in it is guessed and nothing depends on when or where it is written, so that two people who read the same
//! logs get the same draft.

mod chain;
mod evidence;
mod story;
mod tables;

use super::answer;
use super::view::View;
use crate::model::Incident;
use crate::text::sanitize::markdown_cell;
use evidence::Evidence;

/// What only a person can know.
const FILL: &str = "_fill in_";

/// One draft per incident, most severe first; without an incident what was read.
#[must_use]
pub fn render(view: &View<'_>) -> String {
    if view.analysis.incidents.is_empty() {
        let plain = View { colour: false, verbose: 0, width: usize::MAX, ..*view };
        let lines: Vec<String> = answer::render(&plain).lines().map(markdown_cell).collect();
        return format!("# No incident found\n\n{}\n", lines.join("  \n"));
    }
    let drafts: Vec<String> = view.analysis.incidents.iter().map(|i| draft(view, i)).collect();
    drafts.join("\n---\n\n")
}

fn draft(view: &View<'_>, incident: &Incident) -> String {
    let draft = Draft { view, incident, evidence: Evidence::of(view, incident) };
    [
        story::title(&draft),
        section("Summary", &story::summary(&draft)),
        section("Impact", &story::impact(&draft)),
        section("Timeline", &tables::timeline(&draft)),
        section("Root cause", &story::root_cause(&draft)),
        section("Chain", &chain::chain(&draft)),
        section("Contributing factors", &story::contributing(&draft)),
        section("Detection", &story::detection(&draft)),
        section("Resolution", &story::resolution(&draft)),
        section("Action items", &tables::actions(&draft)),
        section("What we could not see", &story::unseen(&draft)),
        section("Evidence", &draft.evidence.render(view)),
    ]
    .concat()
}

fn section(heading: &str, body: &str) -> String {
    format!("## {heading}\n\n{}\n\n", body.trim_end())
}

/// What every part of a draft needs.
struct Draft<'a> {
    view: &'a View<'a>,
    incident: &'a Incident,
    evidence: Evidence<'a>,
}

impl Draft<'_> {
    /// An episode's title as Markdown text.
    fn title(&self, index: usize) -> String {
        markdown_cell(&self.view.title(index))
    }

    /// An episode's title with the numbers of its quotes: `name lookups fail [3] [4]`.
    fn cited(&self, index: usize) -> String {
        format!("{}{}", self.title(index), self.evidence.marks(index))
    }

    /// ` on node-3`, unless the title says it already.
    fn on_host(&self, index: usize) -> String {
        let host = self.view.host(self.view.episode(index)).filter(|host| !self.view.title(index).contains(host));
        host.map_or_else(String::new, |host| format!(" on {}", markdown_cell(host)))
    }

    /// An episode's host, or a dash.
    fn host(&self, index: usize) -> String {
        self.view.host(self.view.episode(index)).map_or_else(|| "-".to_owned(), markdown_cell)
    }
}

/// A list, or the mark to fill in where there is none.
fn list(lines: &[String]) -> String {
    if lines.is_empty() { format!("{FILL}\n") } else { lines.iter().map(|line| format!("- {line}\n")).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Analysis;
    use crate::report::sample;

    fn text(analysis: &Analysis) -> String {
        render(&View::new(analysis, &sample::library())).replace(env!("CARGO_PKG_VERSION"), "VERSION")
    }

    #[test]
    fn drafts() {
        sample::check_file("post-mortem-known.md", &text(&sample::rivals()));
        sample::check_file("post-mortem-latent.md", &text(&sample::latent()));
        sample::check_file("post-mortem-no-root.md", &text(&sample::no_root()));
        sample::check_file("post-mortem-unknown.md", &text(&sample::unknown()));
        sample::check_file("post-mortem-hostile.md", &text(&sample::hostile()));
        sample::check_file("post-mortem-none.md", &text(&sample::healthy()));
    }

    /// The draft without its fenced blocks: what Markdown interprets.
    fn prose(text: &str) -> String {
        let mut fence: Option<String> = None;
        let mut out = String::new();
        for line in text.lines() {
            let ticks: String = line.chars().take_while(|c| *c == '`').collect();
            match &fence {
                None if ticks.len() >= 3 => fence = Some(ticks),
                None => out.extend([line, "\n"]),
                Some(open) if line == open => fence = None,
                Some(_) => {}
            }
        }
        assert_eq!(fence, None, "every fence is closed");
        out
    }

    #[test]
    fn log_text_is_never_markup() {
        let text = text(&sample::hostile());
        assert!(sample::is_inert(&text), "{text:?}");
        let prose = prose(&text);
        assert!(!prose.contains("<script") && !prose.contains("[a](b)"), "{prose}");
        let tags = prose.matches('<').count();
        let own = ["<details>", "</details>", "<summary>", "</summary>"].map(|tag| prose.matches(tag).count());
        assert_eq!(tags, own.iter().sum::<usize>(), "{prose}");
    }

    #[test]
    fn cells_stay_cells() {
        for analysis in [sample::nfs(), sample::hostile()] {
            let prose = prose(&text(&analysis));
            let columns = |line: &str| line.replace("\\\\", "").replace("\\|", "").matches('|').count();
            let tables: Vec<&str> = prose.lines().filter(|l| l.starts_with('|')).collect();
            for pair in tables.windows(2).filter(|pair| pair[1].starts_with("|-")) {
                assert_eq!(columns(pair[0]), columns(pair[1]), "{pair:?}");
            }
            let rows = tables.iter().map(|row| columns(row));
            assert!(rows.into_iter().all(|count| [3, 5, 7].contains(&count)), "{prose}");
        }
    }

    #[test]
    fn monsters_are_bounded() {
        let text = text(&sample::monstrous());
        assert!(text.len() < 16 << 20, "{} bytes", text.len());
        assert!(sample::is_inert(&text));
    }
}
