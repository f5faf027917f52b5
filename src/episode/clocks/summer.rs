//! The end of summer time: an hour that a clock shows twice, which is no step back.
//!
//! ```text
//! Oct 26 02:50:00  tick 34
//! Oct 26 02:55:00  tick 35
//! Oct 26 02:00:00  tick 36      a fall of an hour less the pause between two lines: from here on it is the second 02:00
//! ```
//!
//! Of a place the hour is known, and lines with two clocks tell it. Of a zone that may have summer times it is one early
//! on a Sunday of autumn.

use super::Clockwork;
use crate::episode::intake::InputLog;
use crate::episode::intake::track::wall::Break;
use crate::model::stamp::{DAY, HOUR, MINUTE, SECOND};
use crate::model::{Clock, RawTime};
use crate::time::civil;
use crate::time::pairs::Turn;
use crate::time::year::shift_years;

/// A longer pause between two lines is no part of such a fall.
const PAUSE: i64 = 30 * MINUTE;
/// The hours of the night in which clocks are put back, on their own face.
const NIGHT: std::ops::Range<i64> = 0..4 * HOUR;
/// The months of it, on either half of the earth.
const MONTHS: [i64; 5] = [3, 4, 9, 10, 11];
/// 1970 began on a Thursday: days from a Sunday.
const THURSDAY: i64 = 4;

/// Takes the epochs after such a fall for the second time around.
pub fn settle(logs: &[InputLog], works: &mut [Clockwork]) {
    for (log, work) in logs.iter().zip(works) {
        let mut tracks = log.tracks.values();
        let (Some(track), None) = (tracks.next(), tracks.next()) else { continue };
        let Some(at) = track.wall.breaks.iter().position(|fall| is_turn(fall, log, work)) else { continue };
        let epochs = track.wall.breaks[at..].iter().map(|fall| track.wall.epoch_at(fall.offset));
        work.resolver.again.extend(epochs);
        work.stepped |= track.wall.breaks.iter().filter(|fall| fall.rise() < 0).count() == 1;
    }
}

/// Whether the clock went on across a fall, only that it was put back by an hour; where nothing else tells it, notes the
/// turn.
fn is_turn(fall: &Break, log: &InputLog, work: &mut Clockwork) -> bool {
    let Some([before, after]) = local(fall, work) else { return false };
    let pause = fall.rise() + HOUR;
    let is_exact = fall.exact_ns.is_none_or(|step| (step + HOUR).abs() <= SECOND);
    if fall.rise() >= 0 || !(0..=PAUSE).contains(&pause) || !is_exact {
        return false;
    }
    let (turn, place) = (work.resolver.turn, work.resolver.place);
    match (turn, place) {
        (Some(turn), _) => turn.utc(after, true) > turn.utc(after, false),
        (None, Some(place)) => place.offset_of(after, true) != place.offset_of(after, false),
        (None, None) if may_turn(log, work) && is_autumn_night(after) => {
            // What is known of the zone is known from the end.
            let after_ns = work.resolver.offset_ns;
            let before_ns = after_ns + HOUR;
            let (until, from) = (before - before_ns, after - after_ns);
            work.resolver.turn = Some(Turn { before_ns, until, from, after_ns });
            true
        }
        (None, None) => false,
    }
}

/// What the clock shows before and after a fall, when it is that of a zone.
fn local(fall: &Break, work: &Clockwork) -> Option<[i64; 2]> {
    let shown = |time: RawTime| match time.clock {
        Clock::Local => Some(time.ns),
        Clock::LocalNoYear => Some(shift_years(time.ns, work.resolver.years)),
        _ => None,
    };
    Some([shown(fall.before)?, shown(fall.after)?])
}

/// Whether a zone is only known as an offset, or not at all.
fn may_turn(log: &InputLog, work: &Clockwork) -> bool {
    let of_bundle = log.clock.as_ref().is_some_and(|clock| clock.zone.is_some());
    work.zone_is_assumed() || (of_bundle && work.resolver.offset_ns != 0)
}

fn is_autumn_night(local_ns: i64) -> bool {
    let day = local_ns.div_euclid(DAY);
    let (_, month, _) = civil::date(day);
    (day + THURSDAY).rem_euclid(7) == 0 && MONTHS.contains(&month) && NIGHT.contains(&local_ns.rem_euclid(DAY))
}
