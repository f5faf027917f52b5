//! Traces: several records that are one event lend what they are about to all findings in it.
//!
//! ```text
//! python3 invoked oom-killer: ...            head        finding: process python3
//! oom-kill:...,task_memcg=/kubepods/pod9...  finding: cgroup, pod_uid, process, pid
//! Killed process 557 (python3) ...           end         finding: process, pid        + cgroup, pod_uid
//! ```
//!
//! Only findings and the few marked lines are looked at, in the order of the input, after the blocks were put back in
//! order: a trace that a block cuts is no different. A trace is over at its last line, at the next head of the same
//! writer, or when its writer was silent. An entity is lent when the trace names one of its kind and no other. A
//! finding in a later line of a program's stack trace is quoted and dated with its first line, and such a trace is one
//! sign of each condition that it shows.

mod open;
mod waiting;

use std::collections::{BTreeMap, VecDeque};

use crate::matcher::mark::{Mark, Part, Writer};
use crate::model::{ConditionId, Finding, Kind, Subject};
use crate::rule::Library;
use open::Trace;
pub use waiting::Waiting;

/// Findings that wait for the end of their trace.
const MAX_WAITING: usize = 256;

/// Traces that are open at the same time.
const MAX_OPEN: usize = 64;

/// The name of the value that says who had the memory when one was killed for it.
pub const TASKS: &str = "tasks";

/// What a finding is a sign of: a condition, or its end.
type Sign = (ConditionId, bool);

/// The open traces of one input.
#[derive(Debug)]
pub struct Traces {
    open: BTreeMap<Writer, Trace>,
    /// The signs of the last findings, by the first line of the trace they stand in.
    signs: VecDeque<(u64, Sign)>,
    /// A process and its id tell one thing: when one is in doubt, so is the other.
    process: [Kind; 2],
    /// The value that says who had the memory.
    tasks: Option<u8>,
}

/// Whether a finding is of a line of this writer.
fn wrote(writer: &Writer, finding: &Finding) -> bool {
    let Subject { host, unit, .. } = &*finding.subject;
    writer.pid == finding.pid && writer.unit == *unit && writer.host == *host
}

impl Traces {
    /// None open.
    #[must_use]
    pub fn new(library: &Library) -> Self {
        Traces {
            open: BTreeMap::new(),
            signs: VecDeque::new(),
            process: [library.kind("process"), library.kind("pid")],
            tasks: library.kinds.find_value(TASKS),
        }
    }

    /// Whether a finding need not wait: no trace is open, and it begins one at most.
    pub fn passes(&mut self, finding: &Finding) -> bool {
        self.open.is_empty() && finding.first.is_none() && !self.is_told(finding)
    }

    /// Takes the next finding; hands out those whose trace is over, or that are in none.
    pub fn finding(&mut self, mut waiting: Waiting, out: &mut Vec<Waiting>) {
        if self.is_told(&waiting.finding) {
            return;
        }
        self.begin(&mut waiting);
        let finding = &waiting.finding;
        let Some(writer) = self.open.keys().find(|writer| wrote(writer, finding)).cloned() else {
            return out.push(waiting);
        };
        let (at, time) = (finding.place.offset, finding.time);
        self.close_if(&writer, out, |trace| !trace.goes_on(at, time) || trace.ended.is_some_and(|end| end != at));
        let Some(trace) = self.open.get_mut(&writer) else { return out.push(waiting) };
        trace.last = time;
        trace.tell(&waiting.finding.subject.entities);
        trace.waiting.push(waiting);
        let full = trace.waiting.len() >= MAX_WAITING;
        self.close_if(&writer, out, |_| full);
    }

    /// Quotes and dates a finding with the first line of its stack trace, unless a marked one stands before that.
    fn begin(&self, waiting: &mut Waiting) {
        let finding = &waiting.finding;
        let Some(first) = finding.first.clone() else { return };
        let (at, time) = (finding.place.offset, finding.time);
        let before = |trace: &Trace| trace.first.is_some() && trace.start < first.offset && trace.goes_on(at, time);
        let open = self.open.iter().find(|(writer, _)| wrote(writer, finding));
        if finding.continues && open.is_some_and(|(_, trace)| before(trace)) {
            waiting.finding.first = None;
        } else {
            waiting.begin_with(first.time, &first.quote);
        }
    }

    /// Whether the trace of a finding was a sign of the same before, and notes it: a program that fails once prints
    /// several.
    fn is_told(&mut self, finding: &Finding) -> bool {
        let sign = (finding.subject.condition, finding.subject.ends);
        let start = finding.first.as_ref().map_or(finding.place.offset, |first| first.offset);
        if finding.first.is_some() && self.signs.contains(&(start, sign)) {
            return true;
        }
        if self.signs.len() >= MAX_OPEN {
            self.signs.pop_front();
        }
        self.signs.push_back((start, sign));
        false
    }

    /// Takes the next line of a trace; it comes before the findings of its record.
    pub fn mark(&mut self, mark: Mark, out: &mut Vec<Waiting>) {
        let goes_on = |trace: &Trace| trace.joins && trace.goes_on(mark.offset, mark.time);
        let goes_on = || self.open.get(&mark.writer).is_some_and(goes_on);
        let begins = mark.part == Part::FirstHead || (mark.part == Part::Head && !goes_on());
        self.close_if(&mark.writer, out, |trace| begins || !trace.goes_on(mark.offset, mark.time));
        if begins {
            self.make_room(out);
            let first = mark.quote.clone().map(|quote| (mark.time, quote));
            self.open.insert(mark.writer.clone(), Trace::new(mark.offset, first));
        }
        let Some(trace) = self.open.get_mut(&mark.writer) else { return };
        trace.joins = match mark.part {
            Part::Joins | Part::FirstHead => true,
            Part::Head | Part::End => false,
            Part::About => trace.joins,
        };
        if mark.part == Part::Head && !begins {
            trace.joined.push(mark.offset);
        }
        if mark.part == Part::End {
            trace.ended = Some(mark.offset);
        }
        trace.go_on(mark);
    }

    /// Closes every trace.
    pub fn finish(&mut self, out: &mut Vec<Waiting>) {
        for (_, trace) in std::mem::take(&mut self.open) {
            trace.close(self.process, self.tasks, out);
        }
    }

    fn close_if(&mut self, writer: &Writer, out: &mut Vec<Waiting>, over: impl Fn(&Trace) -> bool) {
        if self.open.get(writer).is_some_and(over) {
            let trace = self.open.remove(writer).expect("it was there");
            trace.close(self.process, self.tasks, out);
        }
    }

    fn make_room(&mut self, out: &mut Vec<Waiting>) {
        if self.open.len() >= MAX_OPEN {
            self.finish(out);
        }
    }
}

#[cfg(test)]
mod tests;
