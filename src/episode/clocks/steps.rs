//! Backward steps of wall clocks, and the one axis that the records of a stepped host are put on.
//!
//! ```text
//! printed   ... 13:22:40 | 10:22:40 ... 11:41:03 | 14:41:03 ...     put right later: what lies between counts later
//! printed   ... 13:22:40 | 10:22:40 ...                             not put right: what lies before counts earlier
//! ```
//!
//! The order in which a file holds its records is the true one; where it could be two files in one, a step needs proof:
//! a clock since boot that goes on, a line that tells of the step, or a process that lives through it in a log that
//! returns to times which it showed before. The shown time stays as printed.

use std::collections::BTreeMap;

use super::Clockwork;
use crate::episode::intake::InputLog;
use crate::episode::intake::track::Track;
use crate::episode::intake::track::wall::Break;
use crate::model::stamp::{MINUTE, SECOND};
use crate::model::{ConditionId, Notice, NoticeKind, RawTime};
use crate::rule::Library;
use crate::time::show;

/// Lines that tell of a step stand this near to it, nanoseconds.
const NEAR: i64 = 10 * MINUTE;
/// An exact step is off by no more than this, nanoseconds.
const EXACT: i64 = SECOND;

/// A step of one host's clock, UTC nanoseconds as printed.
#[derive(Clone, Copy, Debug)]
struct Step {
    before: i64,
    after: i64,
    size: i64,
    sigma: i64,
    /// Last time before the clock was put right, and the first one after.
    right: Option<(i64, i64)>,
}

/// Puts the inputs of every stepped host on one axis. Returns what is to be told.
pub fn settle(library: &Library, logs: &[InputLog], works: &mut [Clockwork]) -> Vec<Notice> {
    let told = Told { condition: library.id("time.clock-stepped"), logs };
    let mut steps: BTreeMap<&str, Step> = BTreeMap::new();
    for (log, work) in logs.iter().zip(&*works) {
        let Some((host, track)) = only_host(log) else { continue };
        let found = step(host, log, track, work, &told, works);
        if let Some(found) = found.filter(|f| steps.get(host).is_none_or(|s| (f.sigma, -f.size) < (s.sigma, -s.size))) {
            steps.insert(host, found);
        }
    }
    for (log, work) in logs.iter().zip(works) {
        if let Some((step, track)) = only_host(log).and_then(|(host, track)| Some((steps.get(host)?, track))) {
            shift(step, track, log, work);
        }
    }
    steps.iter().map(|(host, step)| notice(host, step)).collect()
}

/// The host of an input that has records of one only.
fn only_host(log: &InputLog) -> Option<(&str, &Track)> {
    let mut tracks = log.tracks.iter();
    match (tracks.next(), tracks.next()) {
        (Some((Some(host), track)), None) => Some((host, track)),
        _ => None,
    }
}

/// Lines that tell of steps.
struct Told<'l> {
    condition: Option<ConditionId>,
    logs: &'l [InputLog],
}

impl Told<'_> {
    /// Whether a log of the host tells of a step near one of these moments.
    fn near(&self, host: &str, works: &[Clockwork], moments: [i64; 2]) -> bool {
        let of_host = self.logs.iter().zip(works).filter(|(log, _)| only_host(log).is_some_and(|(h, _)| h == host));
        of_host.into_iter().any(|(log, work)| {
            let cells = log.cells.iter().filter(|(key, _)| Some(key.key.condition) == self.condition);
            let stamp = |clock, ns| work.resolver.stamp(RawTime { clock, ns }, 0).map(|s| s.ns);
            let mut runs = cells.flat_map(|(key, (cell, _))| cell.runs.iter().map(move |run| (key.clock, run)));
            runs.any(|(clock, run)| match (stamp(clock, run.first), stamp(clock, run.last)) {
                (Some(first), Some(last)) => moments.iter().any(|at| (first - NEAR..=last + NEAR).contains(at)),
                _ => false,
            })
        })
    }
}

/// The largest step that an input proves.
fn step(
    host: &str,
    log: &InputLog,
    track: &Track,
    work: &Clockwork,
    told: &Told<'_>,
    works: &[Clockwork],
) -> Option<Step> {
    track.wall.worth_telling()?;
    let (breaks, epochs) = (&track.wall.breaks, epochs(track));
    let utc = |time: RawTime| work.resolver.stamp(time, 0).map(|s| s.ns);
    let again = |at: usize| work.resolver.again.contains(&epochs[at]);
    let proven = |at: usize| -> Option<Step> {
        // Where summer time ends the clock goes on.
        let fall = breaks.get(at).filter(|b| b.rise() < 0 && (again(at) || !again(at + 1)))?;
        let (before, after) = (utc(fall.before)?, utc(fall.after)?);
        let in_order = fall.returns_to_known && (fall.lived_on || log.container.is_some());
        if fall.exact_ns.is_none() && !in_order && !told.near(host, works, [before, after]) {
            return None;
        }
        let size = fall.exact_ns.map_or(-fall.rise(), |step| -step);
        let sigma = if fall.exact_ns.is_some() { EXACT } else { fall.spacing_ns.clamp(SECOND, size) };
        let rise = breaks.get(at + 1).filter(|b| b.rise() > 0);
        let right = rise.and_then(|b| put_right(b, utc(b.before)?, utc(b.after)?, host, told, works));
        Some(Step { before, after, size, sigma, right })
    };
    (0..breaks.len()).filter_map(proven).max_by_key(|step| step.size)
}

/// A rise that takes a fall back is a step only with proof: it may be a silence.
fn put_right(
    rise: &Break,
    before: i64,
    after: i64,
    host: &str,
    told: &Told<'_>,
    works: &[Clockwork],
) -> Option<(i64, i64)> {
    (rise.exact_ns.is_some() || told.near(host, works, [before, after])).then_some((before, after))
}

/// Shifts the epochs of one input that the wrong clock printed.
fn shift(step: &Step, track: &Track, log: &InputLog, work: &mut Clockwork) {
    let keys = epochs(track);
    let utc = |time: RawTime| work.resolver.stamp(time, 0).map_or(0, |s| s.ns);
    let is_it = |b: &Break| {
        b.rise() < 0
            && utc(b.before) <= step.before + SECOND
            && utc(b.after) >= step.after - SECOND
            && -b.rise() <= step.size + step.sigma
    };
    let fall = track.wall.breaks.iter().position(is_it);
    let shifted: Vec<u128> = match (fall, step.right) {
        (Some(at), Some((_, right))) => {
            let rises = |b: &Break| b.rise() > 0 && utc(b.after) >= right - SECOND;
            let until = track.wall.breaks.iter().skip(at + 1).position(rises).map_or(keys.len(), |n| at + 2 + n);
            keys[at + 1..until].to_vec()
        }
        (Some(at), None) => keys[..=at].to_vec(),
        (None, None) if ends_before(step, log, work) => vec![keys[0]],
        (None, _) => Vec::new(),
    };
    let by = if step.right.is_some() { step.size } else { -step.size };
    work.resolver.shifts.extend(shifted.into_iter().map(|key| (key, by)));
    work.sigma_ns = step.sigma;
    work.stepped = fall.is_some();
}

/// Whether an input that shows no fall was written before the step: it begins in a time that came once only.
fn ends_before(step: &Step, log: &InputLog, work: &Clockwork) -> bool {
    let stamp = |clock, ns| work.resolver.stamp(RawTime { clock, ns }, 0).map(|s| s.ns);
    let spans = log.spans.iter().filter(|((clock, _), _)| clock.is_wall());
    let mut spans =
        spans.filter_map(|((clock, _), (first, last))| Some((stamp(*clock, *first)?, stamp(*clock, *last)?)));
    spans.next().is_some_and(|(first, last)| first < step.after && last <= step.before)
}

fn epochs(track: &Track) -> Vec<u128> {
    let after = track.wall.breaks.iter().map(|b| track.wall.epoch_at(b.offset));
    std::iter::once(0).chain(after).collect()
}

fn notice(host: &str, step: &Step) -> Notice {
    let at = |ns| format!("{} {}", show::day(ns), show::clock(ns));
    let what = match step.right {
        Some((_, right)) => format!("until {} counts {} s later", at(right), step.size / SECOND),
        None => "before counts as much earlier".to_owned(),
    };
    let text = format!(
        "clock of {host} stepped back by {} s at {} (to {}): for the order what it printed {what} (± {} s); times are \
         shown as printed",
        step.size / SECOND,
        at(step.before),
        at(step.after),
        (step.sigma + SECOND - 1) / SECOND,
    );
    Notice::once(NoticeKind::ClockStep, text)
}
