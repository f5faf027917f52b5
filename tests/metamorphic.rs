//! What carries no meaning changes no verdict: lost lines, the order of lines within a second.
//!
//! `tests/renamed.rs` has the names and the days. The root of each fixture must have the same condition as without the
//! change. Fixtures whose root hangs on a line or two keep these lines: without its evidence nothing can be told.

mod common;

use common::truth::Truth;
use common::twin::Twin;
use common::{analyse, condition, incident_dir, incidents, truth};
use kascade::model::Analysis;
use regex::Regex;

fn root(analysis: &Analysis) -> Option<&'static str> {
    analysis.incidents.first().map(|incident| condition(analysis, incident.roots[0].episode))
}

/// Compares the root of every fixture with that of its twin made by `change`, but for those of `known`.
#[track_caller]
fn holds(kind: &str, known: &[(&str, &str)], change: impl Fn(&Truth, &str, &str) -> String) {
    let mut turned = Vec::new();
    for name in incidents() {
        let truth = truth::of(&name);
        let twin = Twin::new(&name, kind, &|inner, text| {
            let bytes = match std::str::from_utf8(text) {
                Ok(text) if !is_document(text) => change(&truth, inner, text).into_bytes(),
                _ => text.to_vec(),
            };
            Some((inner.to_owned(), bytes))
        });
        let (want, got) = (root(&analyse(&incident_dir(&name).join("logs"))), root(&analyse(&twin.logs())));
        if want != got {
            turned.push((name, want, got));
        }
    }
    let names: Vec<&str> = turned.iter().map(|(name, _, _)| name.as_str()).collect();
    let listed: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, listed, "{kind}: {turned:#?}");
}

/// Dumps and tables are read as a whole: a line that is gone makes them another text.
fn is_document(text: &str) -> bool {
    let first = text.lines().next().unwrap_or("");
    !first.contains(|c: char| c.is_ascii_digit())
        || first.starts_with("apiVersion")
        || first.starts_with("- apiVersion")
}

/// A number from a text, the same everywhere.
fn hash(text: &str, at: usize) -> u64 {
    let bytes = text.bytes().chain(at.to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn is_evidence(truth: &Truth, line: &str) -> bool {
    let trigger = truth.trigger.iter().flat_map(|t| &t.evidence);
    truth.root_cause.evidence.iter().chain(trigger).any(|part| line.replace('\\', "").contains(&part.replace('\\', "")))
}

#[test]
fn a_tenth_of_the_lines_is_lost() {
    holds("thinned", &[], |truth, inner, text| {
        let stays =
            |(at, line): &(usize, &str)| is_evidence(truth, line) || !(hash(inner, *at) >> 20).is_multiple_of(10);
        text.split_inclusive('\n').enumerate().filter(stays).map(|(_, line)| line).collect()
    });
}

#[test]
fn lines_of_a_second_change_places() {
    let second = Regex::new(r"^[^\n]{0,40}?\d\d:\d\d:\d\d").expect("a regex");
    holds("shuffled", &[], |_, _, text| {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let of = |line: &&str| second.find(line).map(|m| m.as_str().to_owned());
        let groups = lines.chunk_by(|a, b| of(a).is_some() && of(a) == of(b));
        groups.flat_map(|group| group.iter().rev().copied()).collect()
    });
}
