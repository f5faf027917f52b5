//! Points for a line before an incident: how likely it is that an engineer should look there first.
//!
//! ```text
//! speaks of   a fault 3, trouble 2, a change 1
//! stands      within ten seconds before the first sign 3, a minute 2, five minutes 1
//! is of       a host of the incident 1
//! but         only while a host boots or goes down -2; often, and nobody knows whether that is usual -1
//! ```
//!
//! Of equals the earlier one comes first: one trouble makes others print. What decides are the words and the nearness;
//! `docs/accuracy.md` has how often the true line is among the first.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::words::Speaks;
use crate::episode::novelty::Fresh;
use crate::model::Quote;
use crate::model::stamp::{MINUTE, SECOND};

/// Points by the words of a line.
const SPEAKS: [(Speaks, i32); 3] = [(Speaks::Fault, 3), (Speaks::Trouble, 2), (Speaks::Change, 1)];
/// Points for standing within this time before the first sign, nanoseconds.
const NEAR: [(i64, i32); 3] = [(10 * SECOND, 3), (MINUTE, 2), (5 * MINUTE, 1)];
/// What a program prints within this time is one burst, nanoseconds.
const BURST: i64 = 2 * SECOND;
/// Often, where nothing tells what is usual: more records than this.
const OFTEN: u64 = 3;

/// A line before an incident that may be its cause.
#[derive(Clone, Debug)]
pub struct Suspect<'a> {
    /// By its words.
    pub speaks: Speaks,
    /// Nanoseconds before the first sign.
    pub ago: i64,
    /// Whether the incident is about its host.
    pub is_here: bool,
    /// Whether it was printed only while a host boots or goes down.
    pub at_turn: bool,
    /// Records like it, where nothing tells whether so many are usual.
    pub unsure_count: u64,
    /// It.
    pub quote: &'a Quote,
    /// Its shape, when no rule knows it.
    pub fresh: Option<&'a Fresh>,
}

/// Points for what a line speaks of, how long before it stands, and whether it is of a host of the incident.
#[must_use]
pub fn points(speaks: Speaks, ago: i64, is_here: bool) -> i32 {
    let speaks = SPEAKS.iter().find(|(known, _)| *known == speaks).map_or(0, |(_, points)| *points);
    let near = NEAR.iter().find(|(within, _)| ago <= *within).map_or(0, |(_, points)| *points);
    speaks + near + i32::from(is_here)
}

impl Suspect<'_> {
    /// More is more telling; see the table above.
    #[must_use]
    pub fn points(&self) -> i32 {
        let often = i32::from(self.unsure_count > OFTEN);
        points(self.speaks, self.ago, self.is_here) - 2 * i32::from(self.at_turn) - often
    }

    /// Whether a program said it right before a line.
    #[must_use]
    pub fn is_said_with(&self, line: &Quote) -> bool {
        let near = self.quote.time.zip(line.time).is_some_and(|(a, b)| (0..=BURST).contains(&(b.ns - a.ns)));
        near && self.quote.unit.is_some() && (&self.quote.unit, &self.quote.host) == (&line.unit, &line.host)
    }

    fn is_of_one_burst(&self, other: &Self) -> bool {
        let who = |suspect: &Self| (suspect.quote.unit.clone(), suspect.quote.host.clone());
        (self.ago - other.ago).abs() <= BURST && who(self) == who(other)
    }
}

/// The most telling ones first, one of each burst and each text.
#[must_use]
pub fn ranked(mut suspects: Vec<Suspect<'_>>, most: usize) -> Vec<Suspect<'_>> {
    suspects.sort_by_key(|suspect| (Reverse(suspect.points()), Reverse(suspect.ago), suspect.quote));
    let mut texts = BTreeSet::new();
    let mut kept: Vec<Suspect<'_>> = Vec::new();
    for suspect in suspects {
        if kept.len() == most {
            break;
        }
        if texts.insert(&suspect.quote.raw) && !kept.iter().any(|other| other.is_of_one_burst(&suspect)) {
            kept.push(suspect);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quote(unit: &str, raw: &str) -> Quote {
        Quote { unit: Some(unit.into()), raw: raw.into(), ..Quote::default() }
    }

    fn suspect(speaks: Speaks, seconds: i64, quote: &Quote) -> Suspect<'_> {
        Suspect { speaks, ago: seconds * SECOND, is_here: true, at_turn: false, unsure_count: 0, quote, fresh: None }
    }

    #[test]
    fn words_and_nearness_count() {
        let quote = quote("ringd", "torn");
        let points = |speaks, seconds| suspect(speaks, seconds, &quote).points();
        assert_eq!((points(Speaks::Fault, 5), points(Speaks::Fault, 600)), (7, 4));
        assert_eq!((points(Speaks::Trouble, 50), points(Speaks::Change, 200)), (5, 3));
        let booting = Suspect { at_turn: true, ..suspect(Speaks::Fault, 5, &quote) };
        let often = Suspect { unsure_count: 9, ..suspect(Speaks::Fault, 5, &quote) };
        assert_eq!((booting.points(), often.points()), (5, 6));
    }

    #[test]
    fn a_burst_is_shown_once_and_begins_with_its_first_line() {
        let lines = [quote("kernel", "ring torn"), quote("kernel", "ring mended"), quote("ringd", "ring lost")];
        let all = lines.iter().zip([9, 8, 8]).map(|(quote, ago)| suspect(Speaks::Trouble, ago, quote)).collect();
        let shown: Vec<&str> = ranked(all, 9).iter().map(|suspect| &*suspect.quote.raw).collect();
        assert_eq!(shown, ["ring torn", "ring lost"]);
    }
}
