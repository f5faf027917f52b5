//! From a regex to the steps of its template.

use aho_corasick::packed::{self, Searcher};
use memchr::memmem;
use regex_syntax::hir::{Class, Hir, HirKind, Look, Repetition};

use super::choice::{Choice, Index};
use super::heads::Heads;
use super::{Next, Place, Run, Starts, Step, Table, Template};

/// Repetitions of more than a byte that are written out at most so often.
const UNROLLED: u32 = 8;
/// A regex of more steps has no template.
pub(super) const MOST: usize = 400;

/// The template of a regex; `groups` names the capture groups that are kept, by number.
///
/// `None` when the regex has a shape without steps: several lines (`(?m)`), Unicode classes, long repetitions of more
/// than a byte, or more steps than are worth it.
#[must_use]
pub fn template(hir: &Hir, groups: &[usize]) -> Option<Template> {
    let mut builder = Builder { steps: Vec::new(), fence: 0, groups, has_places: false };
    builder.add(hir, true)?;
    builder.steps.push(Step::Done);
    let mut steps = builder.steps;
    (0..steps.len()).for_each(|at| look_ahead(&mut steps, at));
    let starts = starts(&steps)?;
    Some(Template { steps, starts, groups: groups.len(), has_places: builder.has_places })
}

struct Builder<'g> {
    steps: Vec<Step>,
    /// Steps before this one are jumped to or over: nothing may be added to them.
    fence: usize,
    groups: &'g [usize],
    has_places: bool,
}

impl Builder<'_> {
    /// Adds the steps of a part; `sure` when every match passes it.
    fn add(&mut self, hir: &Hir, sure: bool) -> Option<()> {
        match hir.kind() {
            HirKind::Empty => {}
            HirKind::Literal(literal) => self.bytes(&literal.0),
            HirKind::Class(class) => self.run(class, 1, 1, true)?,
            HirKind::Look(look) => self.place(*look)?,
            HirKind::Repetition(repeat) => self.repeat(repeat, sure)?,
            HirKind::Capture(capture) => match self.groups.iter().position(|g| *g == capture.index as usize) {
                Some(kept) => {
                    self.steps.push(Step::Mark { slot: 2 * kept, sure });
                    self.add(&capture.sub, sure)?;
                    self.steps.push(Step::Mark { slot: 2 * kept + 1, sure });
                }
                None => self.add(&capture.sub, sure)?,
            },
            HirKind::Concat(parts) => parts.iter().try_for_each(|part| self.add(part, sure))?,
            HirKind::Alternation(branches) => self.choice(branches)?,
        }
        (self.steps.len() <= MOST).then_some(())
    }

    fn bytes(&mut self, bytes: &[u8]) {
        let last = self.steps.len().checked_sub(1).filter(|last| *last >= self.fence);
        match last.map(|last| &mut self.steps[last]) {
            Some(Step::Bytes(before)) => *before = [&**before, bytes].concat().into(),
            _ => self.steps.push(Step::Bytes(bytes.into())),
        }
    }

    fn run(&mut self, class: &Class, min: usize, max: usize, greedy: bool) -> Option<()> {
        let takes = table(class)?;
        let mut left = (0..=u8::MAX).filter(|b| !takes[usize::from(*b)]);
        let stop = left.next().filter(|_| left.next().is_none());
        self.steps.push(Step::Run(Box::new(Run { takes, stop, min, max, greedy, next: Next::Open, words: None })));
        Some(())
    }

    fn place(&mut self, look: Look) -> Option<()> {
        let place = match look {
            Look::Start => Place::Start,
            Look::End => Place::End,
            Look::WordAscii => Place::WordEdge,
            Look::WordAsciiNegate => Place::NoWordEdge,
            _ => return None,
        };
        self.has_places = true;
        self.steps.push(Step::Place(place));
        Some(())
    }

    fn repeat(&mut self, repeat: &Repetition, sure: bool) -> Option<()> {
        let max = repeat.max.map_or(usize::MAX, |max| max as usize);
        if let Some(class) = single_byte(&repeat.sub) {
            return self.run(&class, repeat.min as usize, max, repeat.greedy);
        }
        if repeat.sub.properties().minimum_len() == Some(0) || repeat.min > UNROLLED {
            return None;
        }
        (0..repeat.min).try_for_each(|_| {
            self.fence = self.steps.len();
            self.add(&repeat.sub, sure)
        })?;
        match repeat.max {
            None => self.endless(&repeat.sub, repeat.greedy),
            Some(max) if max <= UNROLLED => self.optional(&repeat.sub, max - repeat.min, repeat.greedy),
            Some(_) => None,
        }
    }

    /// `(?:X(?:X)?)?`: up to `more` times.
    fn optional(&mut self, sub: &Hir, more: u32, greedy: bool) -> Option<()> {
        let mut open = Vec::new();
        for _ in 0..more {
            open.push(self.open());
            self.add(sub, false)?;
        }
        let end = self.steps.len();
        for choice in open {
            self.steps[choice] = two_ways(choice + 1, end, greedy);
        }
        self.fence = end;
        Some(())
    }

    fn endless(&mut self, sub: &Hir, greedy: bool) -> Option<()> {
        let choice = self.open();
        self.add(sub, false)?;
        self.steps.push(Step::Goto(choice));
        let end = self.steps.len();
        self.steps[choice] = two_ways(choice + 1, end, greedy);
        self.fence = end;
        Some(())
    }

    fn choice(&mut self, branches: &[Hir]) -> Option<()> {
        let choice = self.open();
        let (mut firsts, mut ends) = (Vec::new(), Vec::new());
        for branch in branches {
            self.fence = self.steps.len();
            firsts.push(self.steps.len());
            self.add(branch, false)?;
            ends.push(self.steps.len());
            self.steps.push(Step::Goto(0));
        }
        let end = self.steps.len();
        ends.into_iter().for_each(|at| self.steps[at] = Step::Goto(end));
        self.steps[choice] = Step::Choice(Choice::of(firsts));
        self.fence = end;
        Some(())
    }

    /// Room for a choice, filled in when its ends are known.
    fn open(&mut self) -> usize {
        self.steps.push(Step::Choice(Choice::default()));
        self.fence = self.steps.len();
        self.steps.len() - 1
    }
}

fn two_ways(take: usize, skip: usize, greedy: bool) -> Step {
    Step::Choice(Choice::of(if greedy { vec![take, skip] } else { vec![skip, take] }))
}

/// The class of a part that is always one byte.
fn single_byte(hir: &Hir) -> Option<Class> {
    match hir.kind() {
        HirKind::Class(class) => Some(class.clone()),
        HirKind::Literal(literal) if literal.0.len() == 1 => {
            let byte = literal.0[0];
            let range = regex_syntax::hir::ClassBytesRange::new(byte, byte);
            Some(Class::Bytes(regex_syntax::hir::ClassBytes::new([range])))
        }
        _ => None,
    }
}

fn table(class: &Class) -> Option<Table> {
    let Class::Bytes(class) = class else { return None };
    let mut table = [false; 256];
    class.iter().for_each(|range| table[usize::from(range.start())..=usize::from(range.end())].fill(true));
    Some(table)
}

/// Tells a run what must follow it, and a choice of many ways how they begin.
fn look_ahead(steps: &mut [Step], at: usize) {
    if let Step::Choice(choice) = &steps[at] {
        let index = Index::of(steps, choice);
        if let Step::Choice(choice) = &mut steps[at] {
            choice.index = index;
        }
    }
    let Step::Run(run) = &steps[at] else { return };
    let Some(heads) = Heads::of(steps, at + 1) else { return };
    let words = run.stop.filter(|_| run.max == usize::MAX).and_then(|_| words(steps, at + 1));
    let next = match (heads.may_follow(&run.takes), heads.only_byte()) {
        (false, _) => Next::Apart,
        (true, Some(byte)) => Next::Byte(byte),
        (true, None) => Next::Heads(Box::new(heads)),
    };
    if let Step::Run(run) = &mut steps[at] {
        run.next = next;
        run.words = words.map(Box::new);
    }
}

/// A search for the words of a choice among many, if that is what the steps from `at` on begin with.
fn words(steps: &[Step], at: usize) -> Option<Searcher> {
    let Step::Choice(Choice { branches, index: Some(_) }) = &steps[at] else { return None };
    let words: Option<Vec<&[u8]>> = branches.iter().map(|branch| word(steps, *branch)).collect();
    packed::Config::new().builder().extend(words?).build()
}

/// The longest bytes that every match of the steps from `at` on holds, as far as there is one way to go.
fn word(steps: &[Step], at: usize) -> Option<&[u8]> {
    let alone = steps[at..].iter().take_while(|step| !matches!(step, Step::Choice(_) | Step::Goto(_)));
    let bytes = alone.filter_map(|step| if let Step::Bytes(bytes) = step { Some(&**bytes) } else { None });
    bytes.max_by_key(|bytes| bytes.len()).filter(|bytes| bytes.len() > 1)
}

/// Where a match may start; `None` when that may be anywhere, even at the end of the text.
fn starts(steps: &[Step]) -> Option<Starts> {
    let first = steps.iter().position(|step| !matches!(step, Step::Mark { .. } | Step::Place(Place::WordEdge)))?;
    match &steps[first] {
        Step::Place(Place::Start) => Some(Starts::Text),
        Step::Bytes(bytes) => {
            let finder = Box::new(memmem::Finder::new(bytes).into_owned());
            Some(Starts::Literal { finder, then: Heads::of(steps, first + 1).map(Box::new) })
        }
        Step::Run(run) if run.min > 0 => {
            let plain = first == 0 || matches!(steps[..first], [Step::Mark { .. }]);
            let heads = Box::new(Heads::of(steps, first)?);
            Some(Starts::Heads { heads, whole: plain && run.max == usize::MAX })
        }
        _ => Heads::of(steps, first).map(|heads| Starts::Heads { heads: Box::new(heads), whole: false }),
    }
}
