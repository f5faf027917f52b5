//! The chain as a picture that GitHub draws, and in words.
//!
//! ```text
//! flowchart TD
//!   e0["02:47:30 NFS server filer-2 stopped answering"]
//!   e0 -->|"+3 m 32 s"| e1
//! ```

use std::collections::BTreeSet;

use super::Draft;
use crate::model::Link;
use crate::report::when::lag;
use crate::text::sanitize::{markdown_cell, mermaid_label};

/// Boxes in the picture.
const BOXES: usize = 16;

/// Picture, then text.
pub fn chain(draft: &Draft<'_>) -> String {
    let steps = steps(draft);
    let links = links(draft, &steps);
    format!("```mermaid\n{}```\n\n{}", picture(draft, &steps, &links), words(draft, &steps, &links))
}

/// The episodes of the chain, each once, then the branches, in order.
fn steps(draft: &Draft<'_>) -> Vec<usize> {
    let incident = draft.incident;
    let head = incident.roots.first().map(|r| r.episode);
    let branches = incident.roots.first().map_or(&[][..], |r| &r.branches);
    let mut seen = BTreeSet::new();
    let all = head.into_iter().chain(incident.chain.iter().copied()).chain(branches.iter().copied());
    all.filter(|&index| seen.insert(index)).take(BOXES).collect()
}

/// The strongest link to each step from one before it.
fn links<'a>(draft: &Draft<'a>, steps: &[usize]) -> Vec<Option<&'a Link>> {
    (0..steps.len()).map(|at| draft.view.link_to(&steps[..at], steps[at])).collect()
}

fn picture(draft: &Draft<'_>, steps: &[usize], links: &[Option<&Link>]) -> String {
    let mut out = String::from("flowchart TD\n");
    for (number, &index) in steps.iter().enumerate() {
        let time = draft.view.zone.beside(draft.view.episode(index).began, draft.incident.start);
        let label = mermaid_label(&format!("{time} {}", draft.view.title(index)));
        out.push_str(&format!("  e{number}[{label}]\n"));
    }
    for (number, link) in links.iter().enumerate().skip(1) {
        out.push_str(&match link {
            Some(link) => arrow(steps, number, link),
            None => format!("  e{} -.- e{number}\n", number - 1),
        });
    }
    out
}

fn arrow(steps: &[usize], number: usize, link: &Link) -> String {
    let from = steps.iter().position(|&s| s == link.from).unwrap_or(0);
    format!("  e{from} -->|{}| e{number}\n", mermaid_label(&after(link)))
}

/// How long a step came after its cause, or after the boot that the cause waited for.
fn after(link: &Link) -> String {
    format!("{}{}", lag(link.lag_ns), if link.is_latent() { " after the boot" } else { "" })
}

fn words(draft: &Draft<'_>, steps: &[usize], links: &[Option<&Link>]) -> String {
    let line = |(number, (&index, link)): (usize, (&usize, &Option<&Link>))| {
        let time = draft.view.zone.full(draft.view.episode(index).began);
        format!("{}. {time} {}{}\n", number + 1, draft.cited(index), why(steps, number, *link))
    };
    steps.iter().zip(links).enumerate().map(line).collect()
}

/// Why a step is thought to follow; a line that no link reaches says so.
fn why(steps: &[usize], number: usize, link: Option<&Link>) -> String {
    match link {
        Some(link) => {
            let from = steps.iter().position(|&s| s == link.from).map_or(1, |at| at + 1);
            let joined = markdown_cell(&link.joined);
            format!("; after {from}, {}, {joined}: {}", after(link), markdown_cell(&link.because))
        }
        None if number == 0 => String::new(),
        None => "; order only".to_owned(),
    }
}
