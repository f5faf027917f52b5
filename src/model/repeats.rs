//! How often one line says that the same thing happened: whoever wrote it counted instead of writing it again.
//!
//! ```text
//! 88s (x350 over 88m)   kubelet   MountVolume.SetUp failed ...      kubectl: 350 times, the last one 88 s ago
//! message repeated 4 times: [ nfs: server nas1 not responding ]     rsyslog: 4 more besides the line before
//! ```

/// What a line stands for besides itself. Eight bytes, since every record has it; nothing for most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Repeats {
    /// How often besides the line's own time.
    pub times: u32,
    /// How long before the line's own time the first one was, seconds.
    pub over_s: u32,
}

impl Repeats {
    /// Of a count that includes the last one, and the span from the first one to it, nanoseconds.
    #[must_use]
    pub fn of(count: u64, span_ns: i64) -> Self {
        let over_s = u32::try_from(span_ns / super::stamp::SECOND).unwrap_or_default();
        Repeats { times: u32::try_from(count.saturating_sub(1)).unwrap_or(u32::MAX), over_s }
    }

    /// The span, nanoseconds.
    #[must_use]
    pub fn over_ns(self) -> i64 {
        i64::from(self.over_s) * super::stamp::SECOND
    }

    /// When they were and how many at each time, if they came evenly up to `last`, nanoseconds; at most
    /// [`Repeats::STEPS`] times.
    pub fn spread(self, last: i64) -> impl Iterator<Item = (i64, u32)> {
        let steps = self.times.min(Repeats::STEPS);
        let step_ns = self.over_ns() / i64::from(steps.max(1));
        (1..=steps).map(move |step| {
            let share = |step: u32| u64::from(self.times) * u64::from(step) / u64::from(steps);
            let count = u32::try_from(share(step) - share(step - 1)).unwrap_or(u32::MAX);
            (last.saturating_sub(step_ns.saturating_mul(i64::from(step))), count)
        })
    }

    /// A day of minutes: what a count of weeks is spread over.
    pub const STEPS: u32 = 1440;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::stamp::{MINUTE, SECOND};

    #[test]
    fn counts_are_spread_evenly() {
        let repeats = Repeats::of(4, 3 * MINUTE);
        let spread: Vec<_> = repeats.spread(10 * MINUTE).collect();
        assert_eq!(spread, [(9 * MINUTE, 1), (8 * MINUTE, 1), (7 * MINUTE, 1)]);
        assert_eq!(Repeats::default().spread(5).count(), 0);
    }

    #[test]
    fn none_is_lost_of_many() {
        let repeats = Repeats::of(1_000_001, 86_400 * SECOND);
        assert_eq!(repeats.spread(0).map(|(_, count)| u64::from(count)).sum::<u64>(), 1_000_000);
        assert_eq!(repeats.spread(0).last().map(|(at, _)| at), Some(-86_400 * SECOND));
        assert_eq!(Repeats::of(u64::MAX, i64::MAX).times, u32::MAX);
        assert_eq!(Repeats::of(3, -5 * SECOND).over_s, 0);
    }
}
