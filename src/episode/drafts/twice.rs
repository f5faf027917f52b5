//! What several inputs hold counts once: `kern.log`, `syslog` and `dmesg` of one boot, a journal and its text.
//!
//! ```text
//! kern.log   10:00:01 a   10:00:01 a   10:00:07 b
//! syslog     10:00:01 a                10:00:07 b   10:00:09 c      4 findings, as each input has most of one kind
//! ```
//!
//! Records are the same when their machine, their second and their text are; stamps since boot may be off by a little.
//! What one input holds twice was printed twice. Of a run of very many findings a part was compared, and stands for all.

use std::collections::BTreeMap;
use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use crate::episode::intake::InputLog;
use crate::episode::intake::cell::{Print, Prints, Run};
use crate::episode::intake::cells::Observed;
use crate::model::stamp::SECOND;
use crate::model::{Notice, NoticeKind};

/// Seconds in which a record is looked for whose time counts from boot, from its own second on; others have only that.
const AWAY: [i64; 5] = [0, 1, -1, 2, -2];

/// What the inputs so far hold of one key and one machine.
#[derive(Debug)]
pub struct Held {
    /// By text and second.
    prints: BTreeMap<(u64, i64), Copies>,
    /// Those of a lesser rank are all here.
    limit: u64,
}

/// Records of one second and one text.
#[derive(Clone, Copy, Debug)]
struct Copies {
    /// As many as the input has that holds most of them.
    count: u64,
    /// The input that was first.
    owner: u32,
    /// The last input that was compared, and how many of its records are among them.
    by: (u32, u64),
    /// Whether the second may be off.
    is_rough: bool,
}

impl Default for Held {
    fn default() -> Self {
        Held { prints: BTreeMap::new(), limit: u64::MAX }
    }
}

/// Whose findings are compared.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// The input.
    pub input: u32,
    /// Whether its times count from boot.
    pub is_rough: bool,
}

/// How many findings of an input are in another one as well.
pub type Twice = BTreeMap<(u32, u32), u64>;

impl Held {
    /// Takes a run in, and takes out of it what other inputs hold.
    pub fn take(&mut self, run: &mut Run, prints: &Prints, source: Source, twice: &mut Twice) {
        let limit = self.limit.min(prints.limit);
        let is_exact = limit == u64::MAX;
        self.limit = limit;
        let (mut found, mut compared, mut of) = (0, 0, None);
        for print in prints.iter().filter(|print| print.rank < limit) {
            compared += print.count;
            let (count, owner) = self.compare(print, source);
            if count > 0 {
                of = of.or(owner);
                found += count;
                run.forget_quotes(print);
            }
            if is_exact {
                run.minutes.take(print.ns, count);
            }
        }
        let before = run.count;
        if is_exact {
            run.count -= found.min(before);
        } else {
            run.scale(compared - found, compared);
        }
        if let Some(owner) = of {
            *twice.entry((source.input, owner)).or_default() += before - run.count;
        }
    }

    /// How often other inputs have a print, and the first of them: its own second is looked at first.
    fn compare(&mut self, print: &Print, Source { input, is_rough }: Source) -> (u64, Option<u32>) {
        let own = print.ns.div_euclid(SECOND);
        let (mut left, mut owner) = (print.count, None);
        for away in AWAY {
            let known = self.prints.get_mut(&(print.text, own + away));
            let Some(known) = known.filter(|known| away == 0 || known.is_rough || is_rough) else { continue };
            let count = left.min(known.free(input));
            if count > 0 {
                owner = owner.or(Some(known.owner));
                known.by.1 += count;
                left -= count;
            }
        }
        if left > 0 {
            let fresh = Copies { count: 0, owner: input, by: (input, 0), is_rough };
            let known = self.prints.entry((print.text, own)).or_insert(fresh);
            // Those that it shares are taken already.
            known.free(input);
            (known.count, known.by.1) = (known.count + left, known.by.1 + left);
        }
        (print.count - left, owner)
    }
}

impl Copies {
    /// How many of them no record of an input was compared with.
    fn free(&mut self, input: u32) -> u64 {
        if self.by.0 != input {
            self.by = (input, 0);
        }
        self.count - self.by.1
    }
}

/// What records have in common beside second and text: their machine, and the container whose own log they stand in.
#[derive(Debug)]
pub struct Machine {
    /// The only machine that is named at all.
    only: Option<Box<str>>,
    /// Whether none is.
    none: bool,
}

impl Machine {
    /// Of all inputs.
    pub fn of(logs: &[InputLog]) -> Self {
        let mut names = logs.iter().flat_map(|log| log.tracks.keys()).flatten();
        let first = names.next();
        let is_only = names.all(|name| Some(name) == first);
        Machine { only: first.filter(|_| is_only).cloned(), none: first.is_none() }
    }

    /// Stands for it; none where the machine of a log may be any.
    pub fn name(&self, log: &InputLog, (_, observers): &Observed) -> Option<u64> {
        let known = !observers.is_empty() || self.only.is_some() || self.none;
        let named: Vec<&str> = match &self.only {
            Some(only) if observers.is_empty() => vec![only],
            _ => observers.iter().map(|name| &**name).collect(),
        };
        known.then(|| FixedState::default().hash_one((named, &log.container)))
    }
}

/// What was counted once: for each input the one that holds most of it.
pub fn notices(logs: &[InputLog], twice: &Twice) -> Vec<Notice> {
    let mut most: BTreeMap<u32, (u64, u32)> = BTreeMap::new();
    for (&(input, owner), &count) in twice {
        let known = most.entry(input).or_insert((count, owner));
        *known = (*known).max((count, owner));
    }
    let path = |place: u32| logs.iter().find(|log| log.facts.place == place).map_or("", |log| &log.facts.path);
    let tell = |(&input, &(count, owner)): (&u32, &(u64, u32))| {
        let text = format!("{}: {count} findings are also in {}: counted once", path(input), path(owner));
        Notice { kind: NoticeKind::Duplicate, count, text, example: String::new() }
    };
    most.iter().map(tell).collect()
}
