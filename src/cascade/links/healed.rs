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
    let repeats = library.condition(cause.key.condition).lasts == Lasts::WhileRepeated;
    let ago = effect.began.ns.saturating_sub(over(cause));
    if !repeats || latest > SOON || ago <= 0 {
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
