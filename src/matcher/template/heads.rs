//! The first two bytes of what some steps match: a look at them ends nearly every trial before it has begun.
//!
//! ```text
//! steps    (?:virbr|br|vmbr)\d* ...
//! first    b v            second    i m r
//! ```

use super::build::MOST;
use super::choice::Choice;
use super::{Place, Run, Step, Table};

/// See the head of this file.
#[derive(Clone, Debug)]
pub struct Heads {
    first: Table,
    /// None when one byte may be all.
    second: Option<Table>,
}

impl Heads {
    /// Of the steps from `at` on; `None` when they may match nothing, or where the text ends.
    pub fn of(steps: &[Step], at: usize) -> Option<Heads> {
        Some(Heads { first: first(steps, at, MOST)?, second: second(steps, at, MOST) })
    }

    /// Whether a match may begin with these bytes.
    #[inline]
    pub fn may_begin(&self, text: &[u8]) -> bool {
        let holds = |table: &Table, at: usize| text.get(at).is_some_and(|b| table[usize::from(*b)]);
        holds(&self.first, 0) && self.second.as_ref().is_none_or(|second| holds(second, 1))
    }

    /// Whether a match may begin with this byte.
    #[inline]
    pub fn may_be(&self, byte: u8) -> bool {
        self.first[usize::from(byte)]
    }

    /// Whether a match may begin with one of these bytes.
    pub fn may_follow(&self, bytes: &Table) -> bool {
        bytes.iter().zip(&self.first).any(|(one, other)| *one && *other)
    }

    /// The byte that every match begins with.
    pub fn only_byte(&self) -> Option<u8> {
        let mut bytes = (0..=u8::MAX).filter(|b| self.may_be(*b));
        bytes.next().filter(|_| bytes.next().is_none())
    }
}

/// The bytes that may stand where the steps from `at` on begin; `None` when that may be the end of the text. What the
/// edge of a word rules out besides is found out later.
pub fn first(steps: &[Step], at: usize, fuel: usize) -> Option<Table> {
    let fuel = fuel.checked_sub(1)?;
    match &steps[at] {
        Step::Done | Step::Place(Place::Start | Place::End) => None,
        Step::Goto(to) => first(steps, *to, fuel),
        Step::Mark { .. } | Step::Place(Place::WordEdge | Place::NoWordEdge) => first(steps, at + 1, fuel),
        Step::Bytes(bytes) => Some(only(bytes.first().copied())),
        Step::Run(run) if run.min > 0 => Some(run.takes),
        Step::Run(run) => Some(both(&run.takes, &first(steps, at + 1, fuel)?)),
        Step::Choice(choice) => of_each(choice, |branch| first(steps, branch, fuel / choice.branches.len())),
    }
}

/// The same for the byte behind.
fn second(steps: &[Step], at: usize, fuel: usize) -> Option<Table> {
    let fuel = fuel.checked_sub(1)?;
    match &steps[at] {
        Step::Done | Step::Place(Place::Start | Place::End) => None,
        Step::Goto(to) => second(steps, *to, fuel),
        Step::Mark { .. } | Step::Place(Place::WordEdge | Place::NoWordEdge) => second(steps, at + 1, fuel),
        Step::Bytes(bytes) if bytes.len() == 1 => first(steps, at + 1, fuel),
        Step::Bytes(bytes) => Some(only(bytes.get(1).copied())),
        Step::Run(run) => second_of_run(run, steps, at, fuel),
        Step::Choice(choice) => of_each(choice, |branch| second(steps, branch, fuel / choice.branches.len())),
    }
}

/// The run may take none, one, or more bytes, and the byte behind is its own or the next step's.
fn second_of_run(run: &Run, steps: &[Step], at: usize, fuel: usize) -> Option<Table> {
    let more = if run.max > 1 { run.takes } else { [false; 256] };
    let behind = if run.min > 1 { [false; 256] } else { first(steps, at + 1, fuel / 2)? };
    let without = if run.min > 0 { [false; 256] } else { second(steps, at + 1, fuel / 2)? };
    Some(both(&both(&more, &behind), &without))
}

fn of_each(choice: &Choice, of: impl Fn(usize) -> Option<Table>) -> Option<Table> {
    choice.branches.iter().try_fold([false; 256], |all, branch| Some(both(&all, &of(*branch)?)))
}

fn only(byte: Option<u8>) -> Table {
    std::array::from_fn(|b| byte.is_some_and(|byte| usize::from(byte) == b))
}

fn both(one: &Table, two: &Table) -> Table {
    std::array::from_fn(|b| one[b] || two[b])
}
