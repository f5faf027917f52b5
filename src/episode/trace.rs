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

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::matcher::mark::{Mark, Part, Writer};
use crate::model::stamp::SECOND;
use crate::model::{ConditionId, Entity, Finding, Kind, Quote, RawTime, Subject};
use crate::rule::Library;

use super::track::BootKey;

/// A writer that is silent for longer begins another event.
const SILENCE: i64 = SECOND;
/// A trace is no longer than this, bytes;
const LONGEST: u64 = 256 << 10;
/// and without times no longer than this.
const LONGEST_UNTIMED: u64 = 16 << 10;
/// Findings that wait for the end of their trace.
const MAX_WAITING: usize = 256;
/// Between two lines of one quote.
const AND: &str = " … ";
/// Traces that are open at the same time.
const MAX_OPEN: usize = 64;

/// A finding whose place in time is known already, since that depends on the lines before it.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The finding.
    pub finding: Finding,
    /// Its time, or that of the record before.
    pub time: RawTime,
    /// Its boot.
    pub boot: BootKey,
}

impl Waiting {
    /// Quotes and dates it with the first line of its trace.
    fn begin_with(&mut self, time: RawTime, first: &str) {
        let Finding { quote, time: own, .. } = &mut self.finding;
        let room = Quote::MAX.saturating_sub(quote.len() + AND.len());
        let end = (0..=room.min(first.len())).rev().find(|at| first.is_char_boundary(*at)).unwrap_or(0);
        *quote = [&first[..end], AND, quote].concat().into();
        if time.clock == own.clock && time.is_some() {
            self.time.ns -= own.ns - time.ns;
            *own = time;
        }
    }
}

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
}

/// Whether a finding is of a line of this writer.
fn wrote(writer: &Writer, finding: &Finding) -> bool {
    let Subject { host, unit, .. } = &*finding.subject;
    writer.pid == finding.pid && writer.unit == *unit && writer.host == *host
}

/// An event that is being told.
#[derive(Debug)]
struct Trace {
    start: u64,
    last: RawTime,
    /// Offset of the last line, when it was met.
    ended: Option<u64>,
    about: Vec<Entity>,
    waiting: Vec<Waiting>,
    /// Whether the next head goes on with it.
    joins: bool,
    /// Offsets of heads that went on with it.
    joined: Vec<u64>,
    /// Time and text of the first line of a program's trace.
    first: Option<(RawTime, Arc<str>)>,
}

impl Traces {
    /// None open.
    #[must_use]
    pub fn new(library: &Library) -> Self {
        Traces {
            open: BTreeMap::new(),
            signs: VecDeque::new(),
            process: [library.kind("process"), library.kind("pid")],
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
        let begins = mark.part == Part::Head && !self.open.get(&mark.writer).is_some_and(goes_on);
        self.close_if(&mark.writer, out, |trace| begins || !trace.goes_on(mark.offset, mark.time));
        if begins {
            self.make_room(out);
            let first = mark.quote.map(|quote| (mark.time, quote));
            self.open.insert(mark.writer.clone(), Trace { first, ..Trace::new(mark.offset) });
        }
        let Some(trace) = self.open.get_mut(&mark.writer) else { return };
        trace.last = mark.time;
        trace.tell(&mark.entities);
        trace.joins = mark.part == Part::Joins;
        if mark.part == Part::Head && !begins {
            trace.joined.push(mark.offset);
        }
        if mark.part == Part::End {
            trace.ended = Some(mark.offset);
        }
    }

    /// Closes every trace.
    pub fn finish(&mut self, out: &mut Vec<Waiting>) {
        for (_, trace) in std::mem::take(&mut self.open) {
            trace.close(self.process, out);
        }
    }

    fn close_if(&mut self, writer: &Writer, out: &mut Vec<Waiting>, over: impl Fn(&Trace) -> bool) {
        if self.open.get(writer).is_some_and(over) {
            let trace = self.open.remove(writer).expect("it was there");
            trace.close(self.process, out);
        }
    }

    fn make_room(&mut self, out: &mut Vec<Waiting>) {
        if self.open.len() >= MAX_OPEN {
            self.finish(out);
        }
    }
}

impl Trace {
    fn new(start: u64) -> Self {
        Trace {
            start,
            last: RawTime::NONE,
            ended: None,
            about: Vec::new(),
            waiting: Vec::new(),
            joins: false,
            joined: Vec::new(),
            first: None,
        }
    }

    /// Whether a line at an offset and a time may belong to it.
    fn goes_on(&self, at: u64, time: RawTime) -> bool {
        let length = at.saturating_sub(self.start);
        match time.clock == self.last.clock && time.is_some() {
            true => length <= LONGEST && (time.ns - self.last.ns).abs() <= SILENCE,
            false => length <= LONGEST_UNTIMED,
        }
    }

    fn tell(&mut self, entities: &[Entity]) {
        for entity in entities {
            if !self.about.contains(entity) {
                self.about.push(entity.clone());
            }
        }
    }

    /// Lends what is not in doubt, and hands the findings out.
    fn close(mut self, process: [Kind; 2], out: &mut Vec<Waiting>) {
        let named = |kind: Kind| self.about.iter().filter(|e| e.kind == kind).count();
        let doubtful = process.iter().any(|kind| named(*kind) > 1);
        let sure = |e: &Entity| named(e.kind) == 1 && !(doubtful && process.contains(&e.kind));
        let lent: Vec<Entity> = self.about.iter().filter(|e| sure(e)).cloned().collect();
        for waiting in &mut self.waiting {
            lend(&mut waiting.finding, &lent);
            let begins = waiting.finding.continues && waiting.finding.first.is_none();
            if let Some((time, quote)) = self.first.as_ref().filter(|_| begins) {
                waiting.begin_with(*time, quote);
            }
        }
        if self.first.is_some() {
            once(&mut self.waiting, &self.joined);
        }
        out.append(&mut self.waiting);
    }
}

/// Keeps the first sign of each condition: a program that fails once prints several. Lines of other shapes are signs of
/// their own.
fn once(waiting: &mut Vec<Waiting>, joined: &[u64]) {
    let mut met = Vec::new();
    waiting.retain(|Waiting { finding, .. }| {
        let sign = (finding.subject.condition, finding.subject.ends);
        let again = met.contains(&sign) && (finding.continues || joined.contains(&finding.place.offset));
        met.push(sign);
        !again
    });
}

fn lend(finding: &mut Finding, lent: &[Entity]) {
    let own = &finding.subject.entities;
    let new: Vec<Entity> = lent.iter().filter(|e| !own.iter().any(|own| own.kind == e.kind)).cloned().collect();
    if !new.is_empty() {
        let entities = &mut Arc::make_mut(&mut finding.subject).entities;
        entities.extend(new);
        entities.sort_unstable();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Clock, ConditionId, Place, Repeats, SignatureId, Subject};

    const PROCESS: Kind = Kind(1);
    const PID: Kind = Kind(2);
    const POD: Kind = Kind(3);

    fn entity(kind: Kind, value: &str) -> Entity {
        Entity { kind, value: value.into() }
    }

    fn at(ms: i64) -> RawTime {
        RawTime { clock: Clock::Boot, ns: ms * 1_000_000 }
    }

    fn writer(unit: &str) -> Writer {
        Writer { host: None, unit: Some(unit.into()), pid: None }
    }

    fn finding(unit: &str, offset: u64, ms: i64, entities: &[Entity]) -> Waiting {
        let subject = Subject {
            condition: ConditionId(0),
            signature: SignatureId(0),
            ends: false,
            host: None,
            about_host: None,
            unit: Some(unit.into()),
            entities: entities.to_vec(),
            sure: 1.0,
        };
        let place = Place { input: 0, offset, line: 0 };
        let finding = Finding {
            subject: subject.into(),
            values: Vec::new(),
            back_ns: 0,
            time: at(ms),
            boot: None,
            pid: None,
            repeats: Repeats::default(),
            place,
            quote: "".into(),
            continues: false,
            first: None,
        };
        Waiting { finding, time: at(ms), boot: 0 }
    }

    fn mark(part: Part, offset: u64, ms: i64) -> Mark {
        Mark { offset, part, writer: writer("kernel"), time: at(ms), entities: Vec::new(), quote: None }
    }

    /// The entities of each finding that comes out, by offset.
    fn run(events: impl FnOnce(&mut Traces, &mut Vec<Waiting>)) -> Vec<(u64, Vec<Entity>)> {
        let mut traces = Traces { open: BTreeMap::new(), signs: VecDeque::new(), process: [PROCESS, PID] };
        let mut out = Vec::new();
        events(&mut traces, &mut out);
        traces.finish(&mut out);
        let mut got: Vec<_> =
            out.into_iter().map(|w| (w.finding.place.offset, w.finding.subject.entities.clone())).collect();
        got.sort_by_key(|(offset, _)| *offset);
        got
    }

    #[test]
    fn a_report_lends_its_pod_to_all_of_it() {
        let (pod, pid) = (entity(POD, "shop/web-0"), entity(PID, "557"));
        let got = run(|traces, out| {
            traces.finding(finding("kernel", 0, 0, &[]), out);
            traces.mark(mark(Part::Head, 10, 1), out);
            traces.finding(finding("kernel", 20, 2, std::slice::from_ref(&pod)), out);
            traces.finding(finding("kubelet", 25, 2, &[]), out);
            traces.mark(mark(Part::End, 30, 3), out);
            traces.finding(finding("kernel", 30, 3, std::slice::from_ref(&pid)), out);
            traces.finding(finding("kernel", 40, 4, &[]), out);
        });
        let both = vec![pid, pod];
        let expected = [(0, vec![]), (20, both.clone()), (25, vec![]), (30, both), (40, vec![])];
        assert_eq!(got, expected);
    }

    #[test]
    fn silence_and_heads_part_traces() {
        let pod = entity(POD, "shop/web-0");
        for (part, ms) in [(Part::Head, 3), (Part::About, 2000)] {
            let got = run(|traces, out| {
                traces.mark(mark(Part::Head, 10, 1), out);
                traces.finding(finding("kernel", 10, 1, std::slice::from_ref(&pod)), out);
                traces.mark(mark(part, 20, ms), out);
                traces.finding(finding("kernel", 30, ms, &[]), out);
            });
            assert_eq!(got, [(10, vec![pod.clone()]), (30, vec![])]);
        }
    }

    #[test]
    fn what_is_in_doubt_is_not_lent() {
        let (invoker, victim) = (entity(PROCESS, "java"), entity(PROCESS, "python3"));
        let got = run(|traces, out| {
            traces.mark(mark(Part::Head, 10, 1), out);
            traces.finding(finding("kernel", 10, 1, std::slice::from_ref(&invoker)), out);
            traces.finding(finding("kernel", 20, 2, &[victim.clone(), entity(PID, "557")]), out);
        });
        assert_eq!(got[0].1, [invoker]);
    }
}
