//! What the inputs tell beside their findings: life by minute, first and last times, trouble.

use super::Chronicle;
use crate::episode::clocks::{Clockwork, unplaced};
use crate::episode::intake::InputLog;
use crate::episode::intake::track::life::Lived;
use crate::format::envelope::journal_hint::ENVELOPE as HINT;
use crate::matcher::scan::MOST_TRIED;
use crate::model::stamp::{MINUTE, SECOND};
use crate::model::{Clock, InputFacts, Notice, NoticeKind, RawTime, Stamp, StreamSet};
use crate::text::count::counted;

impl Chronicle {
    /// Adds when the hosts of an input were alive, with counts of the streams that are watched.
    pub(in crate::episode) fn add_life(&mut self, log: &InputLog, work: &Clockwork, watched: &[StreamSet]) {
        for (host, track) in &log.tracks {
            let life = self.life.entry(host.clone()).or_default();
            let is_loose = |lived: &Lived| lived.from.clock == Clock::Boot && work.loose.contains(&lived.boot);
            for lived in track.life.iter().filter(|lived| !is_loose(lived)) {
                if let Some(stamp) = work.resolver.stamp(lived.from, lived.boot) {
                    life.entry(stamp.ns.div_euclid(MINUTE)).or_default().add(&lived, watched);
                }
            }
        }
    }

    /// Adds what is known of an input, its times filled in.
    pub(in crate::episode) fn add_facts(&mut self, log: &InputLog, work: &Clockwork) {
        let mut facts = log.facts.clone();
        facts.host = facts.host.or_else(|| only(log.tracks.keys().flatten()).cloned());
        facts.zone.clone_from(&work.zone);
        facts.year.clone_from(&work.year);
        facts.date.clone_from(&work.date);
        facts.boot = work.boot;
        facts.unplaced = unplaced::boots(log, work);
        for ((clock, boot), (first, last)) in &log.spans {
            let stamp = |ns| work.resolver.stamp(RawTime { clock: *clock, ns }, *boot);
            facts.span = joined(facts.span, stamp(*first).zip(stamp(*last)));
        }
        self.span = joined(self.span, facts.span);
        self.trouble(log, &facts, work.stepped);
        self.inputs.push(facts);
    }

    /// `stepped`: whether the falls of its clock are told as a step of the host's.
    fn trouble(&mut self, log: &InputLog, facts: &InputFacts, stepped: bool) {
        let mut note = |kind, count: u64, text: String| {
            if count > 0 {
                self.notices.push(Notice {
                    kind,
                    count,
                    text: format!("{}: {text}", facts.path),
                    example: String::new(),
                });
            }
        };
        let wild = format!("{} with an impossible time at the start", counted(log.wild, "record"));
        note(NoticeKind::WildTime, log.wild, wild);
        let dated = !log.spans.is_empty();
        let none = format!("{} without a time: that of the record before holds", counted(log.timeless, "record"));
        note(NoticeKind::NoTime, if dated { log.timeless.saturating_sub(log.wild) } else { 0 }, none);
        let hinted = facts.formats.contains(&HINT.name);
        let partial = "journalctl hinted that this is not the whole journal".to_owned();
        note(NoticeKind::Suppressed, u64::from(hinted), partial);
        note(
            NoticeKind::TornWrite,
            log.torn,
            format!("{} with NUL bytes: torn while it was written", counted(log.torn, "record")),
        );
        let coloured = format!("{} with escapes of a terminal: read without them", counted(log.coloured, "record"));
        note(NoticeKind::Escapes, log.coloured, coloured);
        let not_utf8 = format!("{} with bytes that are no UTF-8: shown as \\xNN", counted(log.not_utf8, "record"));
        note(NoticeKind::NotUtf8, log.not_utf8, not_utf8);
        let left_out = format!(
            "{} without the message, which journalctl leaves out when it is long: `journalctl -a` prints it",
            counted(log.left_out, "record")
        );
        note(NoticeKind::Suppressed, log.left_out, left_out);
        let long = match log.skipped {
            0 => format!("{} longer than 1 MiB: read up to there", counted(log.long_records, "record")),
            bytes => format!("{bytes} bytes of records longer than 1 MiB were passed over"),
        };
        note(NoticeKind::LongRecord, u64::from(log.skipped > 0 || log.long_records > 0), long);
        let crowded = format!(
            "{} records are longer than 64 KiB and hold texts of many rules: {MOST_TRIED} of them were tried",
            log.crowded
        );
        note(NoticeKind::Limit, log.crowded, crowded);
        let falls = log.tracks.values().filter(|_| !stepped).filter_map(|track| track.wall.worth_telling());
        let back = falls.max().unwrap_or_default();
        let often = if back.1 == 1 { "once".to_owned() } else { format!("{} times", back.1) };
        let step = format!("its times step back {often}, by up to {} s, within one boot", back.0 / SECOND);
        note(NoticeKind::ClockStep, back.1, step);
        let times = log.patience.0;
        let joined = format!(
            "more fails again and again than is told apart: pauses up to {times} times as long as usual end no episode"
        );
        note(NoticeKind::Limit, u64::from(times > 1), joined);
        note(NoticeKind::Sampled, u64::from(facts.sampled), "too large to count every record: sampled".to_owned());
    }
}

/// The only one of several.
fn only<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    all.next().filter(|_| all.next().is_none())
}

/// Both spans as one; what is dated is not joined with what counts from a boot that nothing dates.
fn joined(one: Option<(Stamp, Stamp)>, other: Option<(Stamp, Stamp)>) -> Option<(Stamp, Stamp)> {
    match (one, other) {
        (Some(a), Some(b)) if a.0.is_undated() == b.0.is_undated() => Some((a.0.min(b.0), a.1.max(b.1))),
        (Some(a), Some(b)) => Some(if a.0.is_undated() { b } else { a }),
        (one, other) => one.or(other),
    }
}
