//! The words of a moment, without the zone that may stand behind them.

use super::offset;
use crate::model::stamp::{DAY, SECOND};
use crate::time::{civil, digits, span};

/// When, apart from the zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Point {
    /// Nanoseconds UTC.
    At(i64),
    /// Nanoseconds on the clock of the zone.
    Local(i64),
    /// So many nanoseconds before the last record.
    Before(i64),
    /// A time of day, nanoseconds, on the day of the last record less so many days.
    OnDay(i64, i64),
}

impl Point {
    pub(super) fn parse(text: &str) -> Option<Point> {
        match text {
            "now" => Some(Point::Before(0)),
            "today" => Some(Point::OnDay(0, 0)),
            "yesterday" => Some(Point::OnDay(0, 1)),
            "tomorrow" => Some(Point::OnDay(0, -1)),
            _ => relative(text).or_else(|| time_of_day(text)).or_else(|| on_date(text)),
        }
    }
}

/// `-2h`, `2h ago`, `+5min`, `2h left`, `@1763088000.5`.
fn relative(text: &str) -> Option<Point> {
    if let Some(epoch) = text.strip_prefix('@') {
        return span::parse(epoch).map(Point::At);
    }
    let before = text.strip_suffix(" ago").or_else(|| text.strip_prefix('-'));
    let after = text.strip_suffix(" left").or_else(|| text.strip_prefix('+'));
    let back = before.and_then(span::parse).map(Point::Before);
    back.or_else(|| after.and_then(span::parse).map(|ns| Point::Before(-ns)))
}

/// `02:50`, `02:50:30`, `2:50:30.25`.
fn time_of_day(text: &str) -> Option<Point> {
    clock(text).filter(|(_, rest)| rest.is_empty()).map(|(ns, _)| Point::OnDay(ns, 0))
}

/// Nanoseconds since midnight, and what follows the clock.
fn clock(text: &str) -> Option<(i64, &str)> {
    let (hour, rest) = number(text, 24)?;
    let (minute, rest) = number(rest.strip_prefix(':')?, 60)?;
    let (second, rest) = rest.strip_prefix(':').map_or(Some((0, rest)), |rest| number(rest, 61))?;
    let (fraction, used) = digits::fraction(rest.as_bytes());
    Some((((hour * 60 + minute) * 60 + second) * SECOND + fraction, &rest[used..]))
}

/// One or two digits below a limit, and what follows them.
fn number(text: &str, below: i64) -> Option<(i64, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let value: i64 = (1..=2).contains(&digits).then(|| text[..digits].parse().ok()).flatten()?;
    (value < below).then_some((value, &text[digits..]))
}

/// A date, perhaps with the day of the week before it and a time behind it.
fn on_date(text: &str) -> Option<Point> {
    let (weekday, text) = weekday(text);
    let (day, time) = text.split_once([' ', 'T']).unwrap_or((text, "00:00"));
    let midnight = date(day)?;
    // 1970-01-01 was a Thursday.
    if weekday.is_some_and(|weekday| (midnight / DAY + 4).rem_euclid(7) != weekday) {
        return None;
    }
    let (ns, zone) = clock(time.trim())?;
    if zone.is_empty() {
        return Some(Point::Local(midnight + ns));
    }
    offset(zone).map(|offset| Point::At(midnight + ns - offset))
}

/// `2025-11-14`, `2025/11/14`, `25-11-14`.
fn date(text: &str) -> Option<i64> {
    let parts: Vec<&str> = text.split(['-', '/']).collect();
    let [year, month, day] = parts.as_slice() else { return None };
    let century = if year.len() == 2 { 2000 } else { 0 };
    civil::moment(year.parse::<i64>().ok()? + century, month.parse().ok()?, day.parse().ok()?, 0)
}

/// Days of the week, Sunday first: whole, or their first three letters.
const WEEK: [&str; 7] = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/// The day of the week that a text begins with, and what follows it.
fn weekday(text: &str) -> (Option<i64>, &str) {
    let Some((word, rest)) = text.split_once(' ') else { return (None, text) };
    let word = word.trim_end_matches(',').to_ascii_lowercase();
    let found = (0..).zip(WEEK).find(|(_, day)| *day == word || day[..3] == *word);
    found.map_or((None, text), |(day, _)| (Some(day), rest.trim_start()))
}
