//! On which day times of day begin: the date of lines that show none.
//!
//! ```text
//! 02:57:18.120 ERROR ...               in app-2025-11-14.log: the name tells it
//! 2025-11-14T02:57:19Z ...             a later line of the same input: the day that is nearest to it
//! ```
//!
//! A line behind one with a date has that date, see `time/follow.rs`. What is left is placed on the last day of the other
//! evidence; without any it is shown as 1970-01-01, and the report says so.

use super::Clockwork;
use crate::episode::intake::InputLog;
use crate::model::Clock;
use crate::model::stamp::{DAY, HOUR};
use crate::time::year::shift_years;
use crate::time::{named, show};

/// Said of a date that nothing tells.
pub const NOT_KNOWN: &str = "not known";

/// Finds the day for the times of day of an input; `end` is the last moment of the other evidence, nanoseconds.
pub fn begin(log: &InputLog, work: &mut Clockwork, end: Option<i64>) {
    let Some((_, (_, last))) = log.spans.iter().find(|((clock, _), _)| *clock == Clock::TimeOfDay) else { return };
    let before = |moment: i64, late: i64| moment.saturating_add(late).saturating_sub(*last).div_euclid(DAY) * DAY;
    let own = dated(log, work).map(|first| (before(first, 12 * HOUR), "that of the lines with a date"));
    let name = || named::date(&log.facts.path).map(|day| (day, "from the name of the file"));
    let other = || end.map(|end| (before(end, HOUR), "that of the other evidence"));
    let (day, why) = own.or_else(name).or_else(other).unwrap_or((0, NOT_KNOWN));
    work.resolver.first_day_ns = day;
    work.date = format!("{}, {why}", show::day(day));
}

/// The first time of an input that shows its date, on its own clock.
fn dated(log: &InputLog, work: &Clockwork) -> Option<i64> {
    let wall = log.spans.iter().filter(|((clock, _), _)| clock.is_wall());
    wall.map(
        |((clock, _), (first, _))| if clock.lacks_year() { shift_years(*first, work.resolver.years) } else { *first },
    )
    .min()
}
