//! A trace that is open: what it is about so far, and the findings in it.

use std::sync::Arc;

use super::Waiting;
use crate::matcher::mark::Mark;
use crate::matcher::tasks::Tasks;
use crate::model::stamp::SECOND;
use crate::model::{Entity, Finding, Kind, RawTime};

/// A writer that is silent for longer begins another event.
const SILENCE: i64 = SECOND;
/// A trace is no longer than this, bytes;
const LONGEST: u64 = 256 << 10;
/// and without times no longer than this.
const LONGEST_UNTIMED: u64 = 16 << 10;

/// An event that is being told.
#[derive(Debug)]
pub(super) struct Trace {
    /// Where its length counts from: its first line, or the last row of its table.
    pub(super) start: u64,
    pub(super) last: RawTime,
    /// Offset of the last line, when it was met.
    pub(super) ended: Option<u64>,
    about: Vec<Entity>,
    /// Who had the memory, when it is about that.
    tasks: Tasks,
    pub(super) waiting: Vec<Waiting>,
    /// Whether the next head goes on with it.
    pub(super) joins: bool,
    /// Offsets of heads that went on with it.
    pub(super) joined: Vec<u64>,
    /// Time and text of the first line of a program's trace.
    pub(super) first: Option<(RawTime, Arc<str>)>,
}

impl Trace {
    pub(super) fn new(start: u64, first: Option<(RawTime, Arc<str>)>) -> Self {
        Trace {
            start,
            last: RawTime::NONE,
            ended: None,
            about: Vec::new(),
            tasks: Tasks::default(),
            waiting: Vec::new(),
            joins: false,
            joined: Vec::new(),
            first,
        }
    }

    /// Whether a line at an offset and a time may belong to it.
    pub(super) fn goes_on(&self, at: u64, time: RawTime) -> bool {
        let length = at.saturating_sub(self.start);
        match time.clock == self.last.clock && time.is_some() {
            true => length <= LONGEST && (time.ns - self.last.ns).abs() <= SILENCE,
            false => length <= LONGEST_UNTIMED,
        }
    }

    /// Takes in what a line tells; rows of a table may be many and take their time.
    pub(super) fn go_on(&mut self, mark: Mark) {
        self.last = mark.time;
        self.tell(&mark.entities);
        let Some(tasks) = mark.tasks else { return };
        if let Some((end, time)) = tasks.last {
            (self.start, self.last) = (self.start.max(end), time);
        }
        self.tasks.join(*tasks);
    }

    pub(super) fn tell(&mut self, entities: &[Entity]) {
        for entity in entities {
            if !self.about.contains(entity) {
                self.about.push(entity.clone());
            }
        }
    }

    /// Lends what is not in doubt, and hands the findings out.
    pub(super) fn close(mut self, process: [Kind; 2], of_tasks: Option<u8>, out: &mut Vec<Waiting>) {
        let named = |kind: Kind| self.about.iter().filter(|e| e.kind == kind).count();
        let doubtful = process.iter().any(|kind| named(*kind) > 1);
        let sure = |e: &Entity| named(e.kind) == 1 && !(doubtful && process.contains(&e.kind));
        let had_memory: Option<Box<str>> = self.tasks.sum().map(Into::into);
        let lent: Vec<Entity> = self.about.iter().filter(|e| sure(e)).cloned().collect();
        for waiting in &mut self.waiting {
            lend(&mut waiting.finding, &lent);
            waiting.finding.values.extend(of_tasks.zip(had_memory.clone()));
            let begins = waiting.finding.continues && waiting.finding.first.is_none();
            if let Some((time, quote)) = self.first.as_ref().filter(|_| begins) {
                waiting.begin_with(*time, quote);
            }
        }
        match self.first {
            Some(_) => once(&mut self.waiting, &self.joined),
            None => one_event(&mut self.waiting),
        }
        out.append(&mut self.waiting);
    }
}

/// All that the kernel reports at once is one event.
fn one_event(waiting: &mut [Waiting]) {
    let Some(event) = waiting.first().map(|waiting| waiting.finding.event) else { return };
    waiting.iter_mut().for_each(|waiting| waiting.finding.event = event);
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
