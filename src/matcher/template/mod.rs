//! A signature's regex as a short list of steps, walked over the text by hand.
//!
//! ```text
//! regex   nfs: server (?<nfs_server>\S+) not responding
//! steps   Bytes "nfs: server " · Mark 0 · Run \S+ · Mark 1 · Bytes " not responding" · Done
//! ```
//!
//! The regex engine needs microseconds to set up and to find the groups of a short text; a walk needs a fraction of
//! one, because most steps of a rule have one way to go. The order of trials is the regex engine's (leftmost start,
//! first branch, greedy or lazy as written), so the answer and the groups are the same. Two answers are "ask the
//! regex": a shape that has no steps (see `build`), and a text on which the walk ran out of its fuel.

mod build;
mod choice;
mod heads;
mod walk;

use std::ops::Range;

use aho_corasick::packed::Searcher;
use memchr::memmem;

pub use build::template;
use choice::Choice;
use heads::Heads;

/// Trials that one search may cost: a hostile text ends in the regex, whose time is linear.
pub const FUEL: u32 = 4000;
/// A long text may cost one more for so many bytes: about what it costs to run the regex over them.
const BYTES_PER_TRIAL: usize = 16;
/// Steps that may wait for each other.
const DEPTH: u32 = 120;

/// Which bytes a step takes.
type Table = [bool; 256];

/// One step.
#[derive(Clone, Debug)]
enum Step {
    /// These bytes.
    Bytes(Box<[u8]>),
    /// A run of bytes of one class.
    Run(Box<Run>),
    /// One of these continuations, the first that leads to the end.
    Choice(Choice),
    /// Go on there.
    Goto(usize),
    /// A group's edge: twice its index, plus one for its end. `sure` when every match passes here.
    Mark { slot: usize, sure: bool },
    /// A place, no bytes.
    Place(Place),
    /// The end of the regex.
    Done,
}

/// A run of bytes of one class.
#[derive(Clone, Debug)]
struct Run {
    takes: Table,
    /// The only byte it does not take.
    stop: Option<u8>,
    min: usize,
    max: usize,
    greedy: bool,
    next: Next,
    /// Words one of which stands in what follows.
    words: Option<Box<Searcher>>,
}

/// What must follow a run.
#[derive(Clone, Debug)]
enum Next {
    /// Anything.
    Open,
    /// A byte that the run does not take: it has one end only.
    Apart,
    /// This byte.
    Byte(u8),
    /// What begins so.
    Heads(Box<Heads>),
}

/// A place between bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Start,
    End,
    WordEdge,
    NoWordEdge,
}

/// Where a match may start.
#[derive(Clone, Debug)]
enum Starts {
    /// Where these bytes stand, before what begins so.
    Literal { finder: Box<memmem::Finder<'static>>, then: Option<Box<Heads>> },
    /// At the start of the text.
    Text,
    /// Where these bytes stand; `whole` when a failure rules the rest of a run out.
    Heads { heads: Box<Heads>, whole: bool },
}

/// The steps of a regex.
#[derive(Clone, Debug)]
pub struct Template {
    steps: Vec<Step>,
    starts: Starts,
    /// Groups that are kept.
    groups: usize,
    /// Whether the regex asks what stands around it.
    has_places: bool,
}

/// The answer of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It matches here.
    Match(Spans),
    /// It does not match.
    No,
    /// Only the regex can tell.
    Unknown,
}

/// Where a regex matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spans {
    /// Start and end of the match.
    pub whole: (usize, usize),
    /// Start and end of each kept group, in the order in which they were named to [`template`].
    pub groups: Groups,
}

/// See [`Spans::groups`].
pub type Groups = Vec<Option<(usize, usize)>>;

impl Spans {
    /// The same match counted from the start of a part of the text; `None` when it is not all in the part.
    #[must_use]
    pub fn within(mut self, part: Range<usize>) -> Option<Spans> {
        let (from, to) = self.whole;
        if from < part.start || to > part.end {
            return None;
        }
        self.move_edges(|at| at - part.start);
        Some(self)
    }

    /// The same match counted from the start of a text of which so many bytes stand before.
    #[must_use]
    pub fn behind(mut self, before: usize) -> Spans {
        self.move_edges(|at| at + before);
        self
    }

    fn move_edges(&mut self, to: impl Fn(usize) -> usize) {
        let edges = self.groups.iter_mut().flatten().chain([&mut self.whole]);
        edges.for_each(|(from, end)| (*from, *end) = (to(*from), to(*end)));
    }
}

impl Template {
    /// Searches a text.
    #[must_use]
    pub fn find(&self, text: &[u8]) -> Answer {
        walk::Walk::new(self, text).search()
    }

    /// Whether a part of a text may match, whatever surrounds it and wherever the part lies: "no" is sure.
    #[must_use]
    pub fn may_match(&self, around: &[u8]) -> bool {
        matches!(self.starts, Starts::Text) || walk::Walk::loose(self, around).search() != Answer::No
    }

    /// Whether a search looks for a literal first, and so ends soon where there is none.
    #[must_use]
    pub fn starts_with_literal(&self) -> bool {
        matches!(self.starts, Starts::Literal { .. })
    }

    /// Whether what surrounds a text can change the answer: `^`, `$`, `\b`.
    #[must_use]
    pub fn has_places(&self) -> bool {
        self.has_places
    }
}

#[cfg(test)]
mod tests;
