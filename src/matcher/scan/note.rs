//! What is noted of records beside the findings: every one at first, samples later.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::lines::newlines;
use super::{Edge, Piece, Scan, Scanner};
use crate::format::envelope::journal_json;
use crate::framing::{Bounds, Frame, MAX_RECORD};
use crate::matcher::seen::Seen;
use crate::model::{Clock, Record, StreamSet};
use crate::time::{civil, inner, offset, zone};

/// Up to this offset of an input every record is noted; beyond, one in [`SAMPLE`] bytes.
pub const EXACT: u64 = 16 << 20;
/// Distance of two samples, bytes.
pub const SAMPLE: u64 = 64 << 10;

/// Bytes of most records or fewer: room is made for all of a block at once.
const SHORT: usize = 160;

/// Name of the format of lines between records.
const BOOT_MARKER: &str = "journal-marker";
/// Name of the format of what a machine's controller keeps.
pub(super) const CONTROLLER: &str = "ipmi-sel";
/// Names of the formats of what stands between records: it counts as nothing.
const BETWEEN: [&str; 2] = ["journal-catalog", "section-mark"];

impl Scanner<'_> {
    /// Notes every record up to [`EXACT`], and the ones at multiples of [`SAMPLE`] beyond.
    pub(super) fn note(&self, piece: &Piece<'_>, scan: &mut Scan) {
        let mut bounds = Bounds::new(piece.text, self.context.frame, piece.starts);
        let exact = usize::try_from(EXACT.saturating_sub(piece.offset)).unwrap_or(usize::MAX);
        let exact_end = exact.clamp(piece.own.0, piece.own.1);
        scan.seen.reserve((exact_end - piece.own.0) / SHORT);
        let mut last: Option<Range<usize>> = None;
        for range in bounds.clone().records(piece.own.0..exact_end) {
            self.note_raw(piece, range.clone(), last.as_ref(), scan);
            last = Some(range).filter(|r| !r.is_empty()).or(last);
        }
        scan.sampled = exact_end < piece.own.1;
        for at in sample_points(piece, exact_end) {
            let range = bounds.around(at);
            let new = last.as_ref() != Some(&range) && (piece.own.0..piece.own.1).contains(&range.start);
            if new && range.start >= exact_end {
                self.note_raw(piece, range.clone(), None, scan);
                last = Some(range);
            }
        }
        if let Some(range) = last {
            // From the end: the last record is near it, and the block is counted already.
            let behind = newlines(&piece.text[range.start.min(piece.counted.1)..piece.counted.1]);
            let edge = self.edge(piece, &range, scan.lines - behind, false);
            scan.edges.extend(edge);
        }
    }

    fn note_raw(&self, piece: &Piece<'_>, range: Range<usize>, before: Option<&Range<usize>>, scan: &mut Scan) {
        let raw = &piece.text[range.clone()];
        if raw.is_empty() {
            return;
        }
        scan.long_records += u64::from(raw.len() > MAX_RECORD);
        // Fields of several lines have their length in front, which holds NUL bytes.
        let is_text = self.context.frame != Frame::Export;
        scan.torn += u64::from(is_text && memchr::memchr(0, raw).is_some());
        scan.coloured += u64::from(is_text && memchr::memchr(0x1b, raw).is_some());
        scan.not_utf8 += u64::from(is_text && std::str::from_utf8(raw).is_err());
        let record = self.decode(raw);
        let streams = self.streams(&record);
        scan.wild += u64::from(!record.time.is_some() && looks_dated(raw));
        if let Some(before) = before.filter(|_| starts_boot(&record) || self.boot_changes(&record, scan)) {
            let line = newlines(&piece.text[piece.counted.0..before.start]);
            scan.edges.extend(self.edge(piece, before, line, true));
        }
        self.note_record(&record, streams, piece.offset + range.start as u64, scan);
    }

    fn boot_changes(&self, record: &Record<'_>, scan: &Scan) -> bool {
        let before = scan.seen.last().and_then(|seen| seen.boot);
        record.boot.is_some() && before.is_some() && record.boot != before
    }

    fn edge(&self, piece: &Piece<'_>, range: &Range<usize>, line: u64, boundary: bool) -> Option<Edge> {
        let record = self.decode(&piece.text[range.clone()]);
        Edge::of(&record, piece.offset + range.start as u64, line, boundary)
    }

    pub(super) fn note_record(&self, record: &Record<'_>, streams: StreamSet, offset: u64, scan: &mut Scan) {
        if BETWEEN.contains(&record.format) {
            scan.is_known = true;
            return;
        }
        scan.tell(record);
        scan.left_out += u64::from(journal_json::leaves_out_message(record));
        if let Some(zone) = zone::shared(record.raw) {
            scan.zones |= 1 << zone;
        }
        match scan.formats.iter_mut().find(|(name, _)| *name == record.format) {
            Some((_, count)) => *count += 1,
            None => scan.formats.push((record.format, 1)),
        }
        let seen = Seen {
            offset,
            time: record.time,
            since_boot_ns: record.since_boot_ns,
            inner_utc_ns: inner_utc(record),
            offset_ns: printed(record),
            told_utc_ns: told_utc(record),
            boot: record.boot,
            host: record.host.as_deref().map(|h| scan.names.add(h)),
            ident: record.ident.as_deref().filter(|_| record.pid.is_some()).map(|i| scan.names.add(i)),
            pid: record.pid,
            streams,
            level: record.level,
            restarted: spoken_of(record).map(|unit| scan.names.add(unit)),
            of_controller: record.format == CONTROLLER,
            is_boot_marker: record.format == BOOT_MARKER,
        };
        scan.seen.push(seen);
    }
}

/// Whether a record begins like one with a date or a boot clock: `2025-`, `Feb 32`, `[123.`, `1763088000 `.
fn looks_dated(raw: &[u8]) -> bool {
    let digits = raw.iter().take_while(|b| b.is_ascii_digit()).count();
    let after = raw.get(digits).copied();
    let boot_clock = raw
        .strip_prefix(b"[")
        .is_some_and(|rest| rest.first().is_some_and(u8::is_ascii_digit) && rest[..rest.len().min(40)].contains(&b'.'));
    let year = digits == 4 && after == Some(b'-');
    let epoch = digits >= 10 && matches!(after, Some(b' ' | b'.'));
    let month = raw.get(..3).and_then(civil::month).is_some()
        && raw.get(3) == Some(&b' ')
        && raw.get(5).is_some_and(u8::is_ascii_digit);
    boot_clock || year || epoch || month
}

/// Whether another boot starts with this record.
#[must_use]
pub fn starts_boot(record: &Record<'_>) -> bool {
    record.format == BOOT_MARKER || record.message.starts_with(b"Linux version ")
}

/// The moment at which a record was printed, as it tells beside a time that lacks the zone.
fn inner_utc(record: &Record<'_>) -> Option<i64> {
    let is_local = matches!(record.time.clock, Clock::Local | Clock::LocalNoYear);
    let now = || inner::now(record.ident.as_deref()?, &record.message);
    record.inner_utc_ns.or_else(|| is_local.then(now)?)
}

/// A UTC stamp in the message of a record whose own time lacks zone or year; when it was printed, in one that counts from
/// a boot.
fn told_utc(record: &Record<'_>) -> Option<i64> {
    match record.time.clock {
        Clock::Local | Clock::LocalNoYear if record.inner_utc_ns.is_none() => inner::utc(&record.message),
        Clock::Boot => inner::now(record.ident.as_deref().unwrap_or(b"kernel"), &record.message),
        _ => None,
    }
}

/// The offset that the stamp of a record prints.
fn printed(record: &Record<'_>) -> Option<i64> {
    (record.time.clock == Clock::Utc).then(|| offset::printed(record.raw, record.time.ns)).flatten()
}

/// The service that systemd speaks of, without `.service`.
fn spoken_of<'r>(record: &'r Record<'_>) -> Option<&'r [u8]> {
    if record.ident.as_deref() != Some(b"systemd") {
        return None;
    }
    static SERVICE: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b".service"));
    let end = SERVICE.find(&record.message)?;
    let start = record.message[..end].iter().rposition(|b| !(b.is_ascii_alphanumeric() || b"-_.@:".contains(b)));
    Some(&record.message[start.map_or(0, |s| s + 1)..end])
}

/// Positions of a piece whose offset in the input is divisible by [`SAMPLE`].
fn sample_points(piece: &Piece<'_>, from: usize) -> impl Iterator<Item = usize> {
    let base = piece.offset;
    let first = (base + from as u64).next_multiple_of(SAMPLE);
    let end = base + piece.own.1 as u64;
    (0..).map(move |i| first + i * SAMPLE).take_while(move |&at| at < end).map(move |at| (at - base) as usize)
}
