//! Walks the steps of a template over a text.

use std::ops::Range;

use memchr::{memchr, memchr_iter, memmem, memrchr_iter};

use super::choice::Choice;
use super::heads::Heads;
use super::{Answer, BYTES_PER_TRIAL, DEPTH, FUEL, Next, Place, Run, Spans, Starts, Step, Template};

/// The mark of an edge that was not passed.
const UNSET: usize = usize::MAX;
/// Edges that need no memory of their own.
const FEW: usize = 16;

/// One search.
pub(super) struct Walk<'t, 'v> {
    template: &'t Template,
    text: &'v [u8],
    /// Start and end of the match.
    whole: (usize, usize),
    few: [usize; FEW],
    many: Vec<usize>,
    fuel: u32,
    depth: u32,
    /// Whether every place is taken to hold.
    loose: bool,
}

impl<'t, 'v> Walk<'t, 'v> {
    pub(super) fn new(template: &'t Template, text: &'v [u8]) -> Self {
        let edges = template.groups * 2;
        let fuel = FUEL.saturating_add(u32::try_from(text.len() / BYTES_PER_TRIAL).unwrap_or(u32::MAX));
        let many = if edges > FEW { vec![UNSET; edges] } else { Vec::new() };
        Walk { template, text, whole: (0, 0), few: [UNSET; FEW], many, fuel, depth: 0, loose: false }
    }

    /// The same for a part of a text whose surroundings are not known: a place may hold wherever it is asked for.
    pub(super) fn loose(template: &'t Template, text: &'v [u8]) -> Self {
        Walk { loose: true, ..Walk::new(template, text) }
    }

    pub(super) fn search(mut self) -> Answer {
        match (self.found(), self.fuel) {
            (true, _) => Answer::Match(Spans { whole: self.whole, groups: self.groups() }),
            (false, 0) => Answer::Unknown,
            (false, _) => Answer::No,
        }
    }

    fn found(&mut self) -> bool {
        match &self.template.starts {
            Starts::Text => self.starts_at(0),
            Starts::Literal { finder, then } => self.at_literals(finder, then.as_deref()),
            Starts::Heads { heads, whole } => self.at_heads(heads, *whole),
        }
    }

    /// Occurrences may overlap: after each the search goes on one byte later.
    fn at_literals(&mut self, literal: &memmem::Finder<'_>, then: Option<&Heads>) -> bool {
        let (mut at, len) = (0, literal.needle().len());
        while let Some(found) = literal.find(&self.text[at..]) {
            at += found;
            let may_go_on = then.is_none_or(|heads| heads.may_begin(&self.text[at + len..]));
            if may_go_on && self.starts_at_literal(at, len) {
                return true;
            }
            at += 1;
        }
        false
    }

    fn at_heads(&mut self, heads: &Heads, whole: bool) -> bool {
        let mut at = 0;
        while let Some(found) = self.text[at..].iter().position(|b| heads.may_be(*b)) {
            at += found;
            if heads.may_begin(&self.text[at..]) && self.starts_at(at) {
                return true;
            }
            // What a run without limit cannot begin at its first byte it cannot begin at a later one.
            let run = self.text[at..].iter().take_while(|b| whole && heads.may_be(**b)).count();
            at += run.max(1);
        }
        false
    }

    fn starts_at(&mut self, at: usize) -> bool {
        self.whole.0 = at;
        self.from(0, at)
    }

    /// The same where the first bytes were found already.
    fn starts_at_literal(&mut self, at: usize, len: usize) -> bool {
        match self.template.steps[0] {
            Step::Bytes(_) => {
                self.whole.0 = at;
                self.from(1, at + len)
            }
            _ => self.starts_at(at),
        }
    }

    fn groups(&self) -> super::Groups {
        let edge = |slot: usize| if self.many.is_empty() { self.few[slot] } else { self.many[slot] };
        let group =
            |i: usize| (edge(2 * i) != UNSET && edge(2 * i + 1) != UNSET).then(|| (edge(2 * i), edge(2 * i + 1)));
        (0..self.template.groups).map(group).collect()
    }

    fn mark(&mut self, slot: usize, at: usize) -> usize {
        let edge = if self.many.is_empty() { &mut self.few[slot] } else { &mut self.many[slot] };
        std::mem::replace(edge, at)
    }

    /// Whether the steps from `step` on hold at `at`; no fuel is left when that could not be told.
    fn from(&mut self, step: usize, at: usize) -> bool {
        if self.fuel == 0 || self.depth == DEPTH {
            self.fuel = 0;
            return false;
        }
        self.fuel -= 1;
        self.depth += 1;
        let held = self.steps(step, at);
        self.depth -= 1;
        held
    }

    /// The same, after a look at what would be found out first: most trials end there.
    #[inline]
    fn tried(&mut self, step: usize, at: usize) -> bool {
        if self.may_begin(step, at) {
            return self.from(step, at);
        }
        self.fuel = self.fuel.saturating_sub(1);
        false
    }

    fn may_begin(&self, mut step: usize, at: usize) -> bool {
        while let Step::Mark { .. } = &self.template.steps[step] {
            step += 1;
        }
        match &self.template.steps[step] {
            // All of them are compared when the steps are gone: nearly every trial ends at the first two, which are
            // compared without a call.
            Step::Bytes(bytes) => match (&**bytes, &self.text[at..]) {
                ([one, two, ..], [first, second, ..]) => (one, two) == (first, second),
                ([one], [first, ..]) => one == first,
                (bytes, text) => text.starts_with(bytes),
            },
            Step::Run(run) if run.min > 0 => self.text.get(at).is_some_and(|b| run.takes[usize::from(*b)]),
            _ => true,
        }
    }

    fn steps(&mut self, mut step: usize, mut at: usize) -> bool {
        let template = self.template;
        loop {
            match &template.steps[step] {
                Step::Done => {
                    self.whole.1 = at;
                    return true;
                }
                Step::Bytes(bytes) if self.text[at..].starts_with(bytes) => at += bytes.len(),
                Step::Place(place) if self.is_at(*place, at) => {}
                Step::Bytes(_) | Step::Place(_) => return false,
                Step::Goto(to) => {
                    step = *to;
                    continue;
                }
                Step::Mark { slot, sure: true } => {
                    self.mark(*slot, at);
                }
                Step::Mark { slot, sure: false } => {
                    let before = self.mark(*slot, at);
                    return self.from(step + 1, at) || {
                        self.mark(*slot, before);
                        false
                    };
                }
                Step::Run(run) => match self.only_end(run, at) {
                    Some(end) if end >= at + run.min => at = end,
                    Some(_) => return false,
                    None => return self.run(run, step + 1, at),
                },
                Step::Choice(choice) => return self.choice(choice, at),
            }
            step += 1;
        }
    }

    fn choice(&mut self, choice: &Choice, at: usize) -> bool {
        let Some(index) = &choice.index else {
            return choice.branches.iter().any(|branch| self.tried(*branch, at));
        };
        let mut left = index.before(self.text.get(at).copied());
        while left != 0 {
            if self.tried(choice.branches[left.trailing_zeros() as usize], at) {
                return true;
            }
            left &= left - 1;
        }
        false
    }

    /// Where a run with one end only ends.
    fn only_end(&self, run: &Run, at: usize) -> Option<usize> {
        (run.min == run.max || matches!(run.next, Next::Apart)).then(|| at + self.longest(run, at))
    }

    fn longest(&self, run: &Run, at: usize) -> usize {
        let room = &self.text[at..self.text.len().min(at.saturating_add(run.max))];
        match run.stop {
            Some(stop) => memchr(stop, room).unwrap_or(room.len()),
            None => room.iter().position(|b| !run.takes[usize::from(*b)]).unwrap_or(room.len()),
        }
    }

    /// Tries the ends of a run in its order of preference.
    fn run(&mut self, run: &Run, then: usize, at: usize) -> bool {
        let longest = self.longest(run, at);
        if longest < run.min {
            return false;
        }
        let (from, to) = (at + run.min, at + longest);
        let text = self.text;
        // One search ends nearly every trial: to ask at each place for the forty kinds of backup that a cron job may be
        // took 13 µs for a line.
        if run.words.as_ref().is_some_and(|words| words.find(&text[from..]).is_none()) {
            return false;
        }
        match &run.next {
            Next::Byte(byte) => {
                let ends = &text[from..text.len().min(to + 1)];
                match run.greedy {
                    true => memrchr_iter(*byte, ends).any(|end| self.tried(then, from + end)),
                    false => memchr_iter(*byte, ends).any(|end| self.tried(then, from + end)),
                }
            }
            Next::Heads(heads) => self.before_heads(heads, run.greedy, then, from..text.len().min(to + 1)),
            Next::Open | Next::Apart => match run.greedy {
                true => (from..=to).rev().any(|end| self.tried(then, end)),
                false => (from..=to).any(|end| self.tried(then, end)),
            },
        }
    }

    /// The same where what follows begins with a byte, so that the end of the text is none.
    fn before_heads(&mut self, heads: &Heads, greedy: bool, then: usize, mut ends: Range<usize>) -> bool {
        let text = self.text;
        loop {
            let left = &text[ends.clone()];
            let found = match greedy {
                true => left.iter().rposition(|b| heads.may_be(*b)),
                false => left.iter().position(|b| heads.may_be(*b)),
            };
            let Some(end) = found.map(|found| ends.start + found) else { return false };
            if heads.may_begin(&text[end..]) && self.tried(then, end) {
                return true;
            }
            ends = if greedy { ends.start..end } else { end + 1..ends.end };
        }
    }

    fn is_at(&self, place: Place, at: usize) -> bool {
        if self.loose {
            return true;
        }
        let is_word = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
        let edge = || is_word(at.checked_sub(1).and_then(|i| self.text.get(i))) != is_word(self.text.get(at));
        match place {
            Place::Start => at == 0,
            Place::End => at == self.text.len(),
            Place::WordEdge => edge(),
            Place::NoWordEdge => !edge(),
        }
    }
}
