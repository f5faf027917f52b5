//! Whether a trouble was over before what it is said to have brought.

use crate::model::Episode;
use crate::model::stamp::MINUTE;
use crate::rule::{Lasts, Library};

/// What is printed for as long as it is true is over when it was not printed for this long, nanoseconds,
const OVER: i64 = 2 * MINUTE;
/// ... or for so many times the usual pause.
const PAUSES: i64 = 8;
/// ... where its effects are there within this time, nanoseconds: others wait for a restart or an expiry.
const SOON: i64 = 6 * 60 * MINUTE;
/// What is over may still have brought an effect with this share of its blame.
const HEALED: f64 = 0.4;

/// The share of its blame that a cause keeps when it was over before an effect began, 1 when it was not; an effect comes
/// `latest` nanoseconds after the cause at most.
#[must_use]
pub fn share(library: &Library, cause: &Episode, effect: &Episode, latest: i64) -> f64 {
    let over = match library.condition(cause.key.condition).lasts {
        Lasts::WhileRepeated => Some(over(cause)),
        Lasts::UntilEnded => cause.ended.map(|end| end.ns.saturating_add(OVER)),
        Lasts::Moment => None,
    };
    let ago = over.map_or(0, |over| effect.began.ns.saturating_sub(over));
    if latest > SOON || ago <= 0 {
        return 1.0;
    }
    HEALED + (1.0 - HEALED) * (-(ago as f64) / OVER as f64).exp()
}

/// From when on it is over, nanoseconds UTC.
fn over(cause: &Episode) -> i64 {
    let pauses = i64::try_from(cause.count.saturating_sub(1)).unwrap_or(i64::MAX);
    let usual = if pauses == 0 { 0 } else { cause.last.ns.saturating_sub(cause.seen.ns) / pauses };
    cause.last.ns.saturating_add(usual.saturating_mul(PAUSES).max(OVER))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::stamp::SECOND;
    use crate::rule::baked;

    /// What is left of the blame of a refused login that was seen so often, so many seconds apart, for an effect so many
    /// seconds behind the last one that comes within `latest` seconds.
    fn left(count: u64, apart: i64, behind: i64, latest: i64) -> f64 {
        let library = baked::library();
        let login = library.id("app.credentials-refused").expect("a condition");
        let mut cause = super::super::tests::episode(&library, login.0, (1, 0, 0, 0, 0, 9));
        let mut effect = cause.clone();
        cause.count = count;
        cause.last.ns = cause.seen.ns + apart * SECOND * i64::try_from(count - 1).expect("few");
        effect.began.ns = cause.last.ns + behind * SECOND;
        share(&library, &cause, &effect, latest * SECOND)
    }

    #[test]
    fn what_went_on_until_then_keeps_its_blame() {
        assert_eq!([left(3, 1, 0, 600), left(3, 1, 120, 600), left(3, 60, 480, 600), left(1, 0, 119, 600)], [1.0; 4]);
    }

    #[test]
    fn what_was_over_loses_some_of_it() {
        assert!((0.4..0.6).contains(&left(3, 1, 600, 600)), "{}", left(3, 1, 600, 600));
        assert!(left(3, 1, 180, 600) > left(3, 1, 600, 600), "the longer ago, the less");
    }

    #[test]
    fn what_ended_loses_some_of_it() {
        let library = baked::library();
        let away = library.id("vip.backend-down").expect("a condition");
        let mut cause = super::super::tests::episode(&library, away.0, (1, 0, 0, 0, 0, 9));
        let mut effect = cause.clone();
        effect.began.ns = cause.last.ns + 600 * SECOND;
        cause.ended = None;
        assert_eq!(share(&library, &cause, &effect, 900 * SECOND), 1.0, "it lasts");
        cause.ended = Some(cause.last);
        assert!(share(&library, &cause, &effect, 900 * SECOND) < 0.5);
    }

    #[test]
    fn what_waits_for_a_restart_keeps_it() {
        assert_eq!(left(3, 1, 600, 7 * 3600), 1.0);
    }
}
