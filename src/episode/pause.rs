//! What stopped and began again after a long pause is two things: the trouble of a start is not that of an hour later.
//!
//! ```text
//! 22:43:09 x x xx x 22:43:16        pause        22:46:33 x xx xxx xx x xxx xx x x x   the pause is many times what
//! |----- the start ------|                       |---------- what came later ---->     lies between two of either
//! ```

use super::cell::Run;
use super::minutes::Minutes;
use crate::model::Episode;
use crate::model::stamp::MINUTE;
use crate::rule::{Condition, Lasts};

/// A pause is no shorter than this,
const SHORTEST: i64 = 2 * MINUTE;
/// nor than so many times what lies between two findings before it or behind it.
const TIMES: i64 = 10;
/// What comes before it is over in this time.
const BRIEF: i64 = 2 * MINUTE;
/// With fewer findings before it or behind it there is no rhythm that could have stopped.
const FEW: u64 = 5;

/// Cuts a run at its longest pause, if what comes before is brief.
#[must_use]
pub fn split(condition: &Condition, run: Run) -> Vec<Run> {
    let at = longest(&run.minutes).filter(|_| condition.lasts == Lasts::WhileRepeated && run.onset == run.first);
    match at {
        // What comes back after more than `hold` and is one run all the same has a rhythm of its own.
        Some((pause, at)) if pause < condition.hold && is_apart(&run.minutes, (run.first, run.last), (pause, at)) => {
            run.cut(at).into()
        }
        _ => vec![run],
    }
}

/// Whether an episode is what came before a pause, nanoseconds, at which a run was cut.
#[must_use]
pub fn is_between(condition: &Condition, before: &Episode, pause: i64) -> bool {
    let brief = before.last.ns - before.seen.ns <= BRIEF && before.count >= FEW;
    condition.lasts == Lasts::WhileRepeated && brief && (SHORTEST..condition.hold).contains(&pause)
}

/// The longest pause between two minutes with findings, and when it ends.
fn longest(minutes: &Minutes) -> Option<(i64, i64)> {
    let stamps: Vec<i64> = minutes.stamps().map(|(ns, _)| ns).collect();
    let pauses = stamps.windows(2).map(|two| (two[1] - (two[0] + MINUTE), two[1]));
    pauses.max_by_key(|(pause, at)| (*pause, -at)).filter(|(pause, _)| *pause >= SHORTEST)
}

/// Whether a pause is long for what lies on both of its sides.
fn is_apart(minutes: &Minutes, (first, last): (i64, i64), (pause, at): (i64, i64)) -> bool {
    let before = minutes.stamps().filter(|(ns, _)| *ns < at);
    let before: u64 = before.map(|(_, count)| u64::from(count)).sum();
    let after = minutes.sum() - before;
    let spans = [(at - pause - first, before), (last - at, after)];
    let dense = |(span, count): &(i64, u64)| *count >= FEW && pause >= TIMES.saturating_mul(span / *count as i64);
    spans.iter().all(dense) && spans[0].0 <= BRIEF
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::stamp::SECOND;

    /// Whether findings at these seconds are cut, and at which.
    fn cut(seconds: &[i64]) -> Option<i64> {
        let minutes: Minutes = seconds.iter().map(|second| (second * SECOND, 1)).collect();
        let span = (seconds[0] * SECOND, seconds[seconds.len() - 1] * SECOND);
        let at = longest(&minutes).filter(|&at| is_apart(&minutes, span, at))?;
        Some(at.1 / SECOND)
    }

    #[test]
    fn a_start_is_apart_from_what_comes_later() {
        let later = || (0..40).map(|i| 210 + 5 * i);
        assert_eq!(cut(&(0..6).map(|i| 2 * i).chain(later()).collect::<Vec<_>>()), Some(210));
        assert_eq!(cut(&[0, 2].into_iter().chain(later()).collect::<Vec<_>>()), None, "too few to tell");
        assert_eq!(cut(&(0..12).map(|i| 15 * i).chain(400..440).collect::<Vec<_>>()), None, "no brief one");
    }

    #[test]
    fn what_comes_back_in_its_rhythm_is_one() {
        assert_eq!(cut(&(0..60).map(|i| 30 * i).collect::<Vec<_>>()), None);
        assert_eq!(cut(&[0, 10, 30, 70, 150, 310, 610, 910, 1210, 1510]), None, "a crash loop's back-off");
    }
}
