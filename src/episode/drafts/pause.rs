//! What stopped and began again after a long pause is two things: the trouble of a start is not that of an hour later.
//!
//! ```text
//! 22:43:09 x x xx x 22:43:16        pause        22:46:33 x xx xxx xx x xxx xx x x x   the pause is many times what
//! |----- the start ------|                       |---------- what came later ---->     lies between two of either
//! ```

use crate::episode::intake::cell::Run;
use crate::episode::intake::cell::minutes::Minutes;
use crate::model::Episode;
use crate::model::stamp::MINUTE;
use crate::rule::{Condition, Lasts};

/// A pause is no shorter than this,
const SHORTEST: i64 = 2 * MINUTE;
/// nor than so many times what lies between two findings before it or behind it.
const TIMES: i64 = 10;
/// What comes before it is over in this time.
const BRIEF: i64 = 2 * MINUTE;
/// With fewer findings behind it there is no rhythm that it could be long for.
const FEW: u64 = 5;

/// Cuts a run at its longest pause, if what comes before is brief, or at one that began when it `ended`.
#[must_use]
pub fn split(condition: &Condition, run: Run, ended: impl Fn(i64, i64) -> bool) -> Vec<Run> {
    if let Some(at) = mended(&run.minutes, ended).filter(|_| run.onset == run.first) {
        return run.cut(at).into();
    }
    let at = longest(&run.minutes).filter(|_| condition.lasts == Lasts::WhileRepeated && run.onset == run.first);
    match at {
        // What comes back after more than `hold` and is one run all the same has a rhythm of its own.
        Some((pause, at)) if pause < condition.hold && is_apart(&run.minutes, (run.first, run.last), (pause, at)) => {
            run.cut(at).into()
        }
        _ => vec![run],
    }
}

/// When what had been brief and was mended came back after a pause.
fn mended(minutes: &Minutes, ended: impl Fn(i64, i64) -> bool) -> Option<i64> {
    let stamps: Vec<i64> = minutes.stamps().map(|(ns, _)| ns).collect();
    let (first, is_pause) = (*stamps.first()?, |two: &&[i64]| two[1] - (two[0] + MINUTE) >= SHORTEST);
    let pause = stamps.windows(2).find(is_pause)?;
    (pause[0] - first <= BRIEF && ended(pause[0], pause[1])).then_some(pause[1])
}

/// Whether an episode is what came before a pause, nanoseconds, at which a run was cut.
#[must_use]
pub fn is_between(condition: &Condition, before: &Episode, pause: i64) -> bool {
    let brief = before.last.ns - before.seen.ns <= BRIEF;
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
    let dense = |span: i64, count: u64| pause >= TIMES.saturating_mul(span / count.max(1) as i64);
    let brief = at - pause - first;
    brief <= BRIEF && dense(brief, before) && after >= FEW && dense(last - at, after)
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
        assert_eq!(cut(&[0, 2].into_iter().chain(later()).collect::<Vec<_>>()), None, "no pause for so few");
        let long_after = (0..40).map(|i| 700 + 5 * i);
        assert_eq!(cut(&[0, 2].into_iter().chain(long_after).collect::<Vec<_>>()), Some(700));
        assert_eq!(cut(&[0, 2, 210, 215, 220]), None, "too few to tell");
        assert_eq!(cut(&(0..12).map(|i| 15 * i).chain(400..440).collect::<Vec<_>>()), None, "no brief one");
    }

    #[test]
    fn what_was_mended_is_apart_from_what_comes_back() {
        let at = |seconds: &[i64], end: i64| {
            let minutes: Minutes = seconds.iter().map(|second| (second * SECOND, 1)).collect();
            mended(&minutes, |from, to| (from..=to).contains(&(end * SECOND))).map(|at| at / SECOND)
        };
        assert_eq!(at(&[0, 400, 410], 6), Some(400));
        assert_eq!(at(&[0, 400, 410], 405), None, "it had not ended before the pause");
        assert_eq!(at(&[0, 170, 400], 6), None, "no pause");
        assert_eq!(at(&[0, 100, 220, 600], 230), None, "no brief one");
    }

    #[test]
    fn what_comes_back_in_its_rhythm_is_one() {
        assert_eq!(cut(&(0..60).map(|i| 30 * i).collect::<Vec<_>>()), None);
        assert_eq!(cut(&[0, 10, 30, 70, 150, 310, 610, 910, 1210, 1510]), None, "a crash loop's back-off");
    }
}
