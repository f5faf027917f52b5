//! The findings of an input: placed in time, lent what their trace is about, and kept.

use std::iter::Peekable;
use std::sync::Arc;

use super::records::counts_from;
use super::segments::BootKey;
use super::trace::Waiting;
use super::track::wall::Reading;
use super::{End, Intake};
use crate::matcher::mark::Mark;
use crate::model::{Clock, Finding, RawTime, Subject};

/// Ends kept of one condition: a flood of one kind leaves room for those of the others.
const MAX_ENDS: usize = 10_000;
/// Facts that hosts share, kept for one input.
const MAX_INSTANTS: usize = 10_000;

impl Intake<'_> {
    /// Takes the next line of a trace.
    pub(super) fn mark(&mut self, mark: Mark) {
        let mut ready = Vec::new();
        self.traces.mark(mark, &mut ready);
        ready.into_iter().for_each(|finding| self.keep(finding));
    }

    /// Places a finding in time, after the lines of traces up to it, and keeps those whose trace is over.
    pub(super) fn finding(&mut self, mut finding: Finding, marks: &mut Peekable<impl Iterator<Item = Mark>>) {
        while let Some(mark) = marks.next_if(|mark| mark.offset <= finding.place.offset) {
            self.mark(mark);
        }
        finding.place.line += self.line_base + 1;
        self.log.holds.add(finding.place.offset);
        let (time, boot) = self.place(&finding);
        let waiting = Waiting { finding, time, boot };
        if self.traces.passes(&waiting.finding) {
            return self.keep(waiting);
        }
        let mut ready = Vec::new();
        self.traces.finding(waiting, &mut ready);
        ready.into_iter().for_each(|finding| self.keep(finding));
    }

    /// The time and boot of a finding, or of the record before it.
    fn place(&mut self, finding: &Finding) -> (RawTime, BootKey) {
        // A time that counts from the record before was followed when the record was noted.
        let own =
            if finding.time.clock == Clock::SinceBefore { RawTime::NONE } else { self.years.follow(finding.time) };
        if !own.is_some() {
            return (self.last, self.last_boot);
        }
        let boot = self.segments.key(&finding.subject.host, own, finding.boot);
        let reading = Reading { time: own, boot, offset: finding.place.offset, ..Reading::default() };
        // The record itself was noted before, unless records are sampled.
        let track = self.log.tracks.get_mut(&finding.subject.host);
        let boot = track.map_or(boot, |track| counts_from(track, reading, self.is_list));
        self.advance(own, boot);
        (own, boot)
    }

    pub(super) fn keep(&mut self, waiting: Waiting) {
        let Waiting { finding, time, boot } = waiting;
        if !finding.counts {
            return;
        }
        let subject = Arc::clone(&finding.subject);
        if subject.ends {
            self.end(&subject, time, boot);
            return self.learn(&subject, time, boot);
        }
        if self.cells.add(&self.engine.library, finding, time, boot) {
            self.learn(&subject, time, boot);
        }
    }

    /// What a finding teaches besides itself: names of one thing, and moments that hosts share.
    fn learn(&mut self, subject: &Subject, time: RawTime, boot: BootKey) {
        let kinds = &self.engine.library.kinds;
        self.log.aliases.learn(kinds, &subject.entities);
        let Some(host) = subject.host.as_ref().filter(|_| time.is_some()) else { return };
        for fact in subject.entities.iter().filter(|e| kinds.is_instant(e.kind)) {
            if self.log.instants.len() < MAX_INSTANTS {
                self.log.instants.entry((host.clone(), fact.clone())).or_insert((time, boot));
            }
        }
    }

    fn end(&mut self, subject: &Subject, time: RawTime, boot: BootKey) {
        let kept = self.ends.entry(subject.condition).or_default();
        if *kept < MAX_ENDS && time.is_some() {
            *kept += 1;
            let host = subject.about_host.clone().or_else(|| subject.host.clone());
            let entities = subject.entities.clone();
            self.log.ends.push(End { time, boot, condition: subject.condition, host, entities });
        }
    }
}
