//! What of an input is read again: the time before each incident, and enough before that to know what is usual.
//!
//! ```text
//! |..........|---- 8 to 32 MiB ----|== half an hour ==|x first finding
//!             what is usual         the window
//! ```

use std::ops::Range;

use super::novelty::Known;
use crate::episode::clocks::Clockwork;
use crate::episode::novelty::Window;
use crate::episode::novelty::window::QUIET;
use crate::framing::MAX_RECORD;
use crate::model::stamp::MINUTE;

/// Time before that of an incident that is read for what is usual, nanoseconds, where it is
const USUAL: i64 = 30 * MINUTE;
/// at least this many bytes
const LEAST_USUAL: u64 = 8 << 20;
/// and at most this many.
const MOST_USUAL: u64 = 32 << 20;
/// Bytes of one input that are read again for all incidents but the first.
const ROOM: u64 = 16 << 20;
/// The minute of the first finding is read to its end, so that its counts do not depend on where reading stops.
pub const SETTLED: i64 = 2 * MINUTE;

/// The windows that an input reaches into, or whose usual time it does; all time without windows.
#[must_use]
pub fn near<'w>(known: &Known, windows: Option<&'w [Window]>) -> Option<Option<Vec<&'w Window>>> {
    let Some(windows) = windows else { return Some(None) };
    let (first, last) = known.span?;
    let near: Vec<&Window> = windows.iter().filter(|w| first.ns < w.to && last.ns >= w.from - QUIET).collect();
    (!near.is_empty()).then_some(Some(near))
}

/// An input that reaches into the time that counts.
#[derive(Debug)]
pub struct Wanted<'w> {
    /// What its first reading told.
    pub known: &'w Known,
    /// How its times became UTC.
    pub work: &'w Clockwork,
    /// The windows that it reaches into; all time counts without.
    pub near: Option<Vec<&'w Window>>,
}

impl<'w> Wanted<'w> {
    /// What of its `len` bytes is read again: all of them, when there are no windows.
    #[must_use]
    pub fn look(&self, len: u64) -> Look<'w> {
        let len = self.known.opens.map_or(len, |opens| len.min(opens));
        match &self.near {
            Some(windows) => Look::at(self.known, self.work, windows, len),
            None => Look { parts: vec![Range { start: 0, end: len }], windows: Vec::new() },
        }
    }
}

/// What of an input is read again.
#[derive(Debug)]
pub struct Look<'w> {
    /// In order and apart.
    pub parts: Vec<Range<u64>>,
    /// For these windows.
    pub windows: Vec<&'w Window>,
}

impl<'w> Look<'w> {
    /// The time of each window and some before it, as long as there is room; the first incident matters most.
    fn at(known: &Known, work: &Clockwork, windows: &[&'w Window], len: u64) -> Self {
        let mut look = Look { parts: Vec::new(), windows: Vec::new() };
        let mut read = 0;
        for &window in windows {
            let Some(part) = part(known, work, window, len) else { continue };
            let cost = part.end - part.start;
            if look.windows.is_empty() || read + cost <= ROOM {
                read += if look.windows.is_empty() { 0 } else { cost };
                look.parts.push(part);
                look.windows.push(window);
            }
        }
        // Much of a long log lies in the time of other incidents, where nobody listens.
        let idle = |from: i64, to: i64| !windows.iter().any(|w| w.listens(from - SETTLED, to + SETTLED));
        let parts = apart(look.parts).into_iter();
        look.parts = parts.flat_map(|part| known.index.without(part, &work.resolver, idle)).collect();
        look
    }
}

/// The bytes of a window's time, and of the time before that tells what is usual.
fn part(known: &Known, work: &Clockwork, window: &Window, len: u64) -> Option<Range<u64>> {
    let own = known.index.bytes(&work.resolver, window.from, window.to + SETTLED, len)?;
    let usual =
        known.index.bytes(&work.resolver, window.from - USUAL, window.from, len).map_or(own.start, |usual| usual.start);
    let (least, most) = (own.start.saturating_sub(LEAST_USUAL), own.start.saturating_sub(MOST_USUAL));
    Some(usual.clamp(most, least)..own.end)
}

/// Parts in order; those that lie closer than a record may be long are joined.
fn apart(mut parts: Vec<Range<u64>>) -> Vec<Range<u64>> {
    parts.sort_by_key(|part| part.start);
    let mut apart: Vec<Range<u64>> = Vec::new();
    for part in parts {
        match apart.last_mut().filter(|last| last.end + MAX_RECORD as u64 >= part.start) {
            Some(last) => last.end = last.end.max(part.end),
            None => apart.push(part),
        }
    }
    apart
}
