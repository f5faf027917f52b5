//! Patterns of what is no longer there: ends of boots, gaps, and what should have been printed.

use super::super::absence::{self, Outcome, Silence};
use super::super::silence;
use super::{Finder, Made};
use crate::episode::boots::{Boot, EndedBy, HostBoots, quotes};
use crate::episode::chronicle::Chronicle;
use crate::episode::drafts::Draft;
use crate::episode::intake;
use crate::model::stamp::MINUTE;
use crate::model::{Basis, Stamp};

impl Finder<'_> {
    pub(super) fn boot_ends(&self, drafts: &[Draft], all: &Chronicle) -> Vec<Made> {
        let wanted = |boot: &&Boot| self.pattern.ended.iter().any(|word| word == boot.ended_by.word());
        let of_host = |host: &str, boots: &HostBoots| {
            let next = |i: usize| boots.boots.get(i + 1).map_or(0, |b| b.start);
            let ended = boots.boots.iter().enumerate().filter(|(_, b)| wanted(b));
            ended.map(|(i, boot)| boot_end(host, boot, next(i), drafts)).collect::<Vec<_>>()
        };
        all.hosts.iter().flat_map(|(host, boots)| of_host(host, boots)).collect()
    }

    pub(super) fn gaps(&self, all: &Chronicle) -> Vec<Made> {
        let gaps = silence::gaps(all, self.pattern.for_ns.max(MINUTE));
        let note = |gap: &silence::Gap| format!("nothing for {} min", (gap.to - gap.from) / MINUTE);
        gaps.into_iter().map(|gap| quiet(Some(gap.host.clone()), stamp(gap.from), gap.to, note(&gap))).collect()
    }

    pub(super) fn absences(&self, drafts: &[Draft], all: &mut Chronicle) -> Vec<Made> {
        let watched = intake::watched(self.library);
        let mut made = Vec::new();
        for outcome in absence::look(self.pattern, drafts, all, &watched, self.by_host()) {
            match outcome {
                Outcome::Found(Silence { host, from, until, quotes, note }) => {
                    made.push(Made { quotes, ..quiet(host, from, until, note) });
                }
                Outcome::CannotTell(why) => {
                    if !all.cannot_tell.iter().any(|(id, _)| *id == self.condition) {
                        all.cannot_tell.push((self.condition, why));
                    }
                }
            }
        }
        made
    }
}

fn stamp(ns: i64) -> Stamp {
    Stamp { ns, basis: Basis::Inherited, ahead_ns: 0 }
}

/// What is about a host and its time, and nothing else.
fn quiet(host: Option<Box<str>>, from: Stamp, last: i64, note: String) -> Made {
    Made {
        observers: host.iter().cloned().collect(),
        host,
        about: Vec::new(),
        also: Vec::new(),
        began: from,
        seen: from,
        last: stamp(last),
        until: 0,
        quotes: Vec::new(),
        note,
    }
}

fn boot_end(host: &str, boot: &Boot, next_start: i64, drafts: &[Draft]) -> Made {
    let last = boot.end.max(next_start.min(boot.end + MINUTE));
    Made {
        // A quiet machine prints a line an hour, so that it may have run on for long after its last one.
        until: if boot.ended_by == EndedBy::Clean { 0 } else { next_start },
        quotes: quotes::quotes(host, boot, next_start, drafts),
        ..quiet(Some(host.into()), stamp(boot.end), last, format!("ended: {}", boot.ended_by.word()))
    }
}
