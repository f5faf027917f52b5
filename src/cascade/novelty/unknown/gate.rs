//! Whether what a program complains of in words of no rule is worth an alarm: a healthy log complains too.
//!
//! ```text
//! . . . . . . . . . . . .  c  c  c  c  c|    it was well, and then fails to the end      an alarm
//! . c . . . c . . . . c . . . c . . c . .    now and then, from the start on             habit
//! . . . . . . . c c c c . ok . . . . . .|    it works again                              over
//! . . . . . . . . . . . . . . . c c FATAL|   its last words                              an alarm
//! ```

use std::collections::BTreeSet;

use super::voice::{Piece, Said, Voice};
use super::words::{self, Weight};
use crate::cascade::constants::{
    FAILS_AGAIN, FAILS_BEFORE, FAILS_COUNT, FAILS_FOR, FAILS_FROM_START, FAILS_HINTED, FAILS_LAST, FAILS_OFTEN,
    FAILS_ONE, FAILS_QUIET, FAILS_QUIET_FEW, FAILS_SHARE, LAST_WORDS,
};
use crate::episode::novelty::shapes::Key;
use crate::episode::novelty::window::LOOK_BACK;
use crate::model::stamp::SECOND;

/// What a program says within this time is one complaint, nanoseconds.
const BREATH: i64 = 2 * SECOND;

/// The lines of a voice, from the first complaint of a failure to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Of the voice's lines.
    pub first: usize,
    /// Of the voice's lines.
    pub last: usize,
    /// Whether nothing shows a time when the program was well.
    pub from_start: bool,
}

/// One complaint, told in one breath.
#[derive(Clone, Copy, Debug)]
struct Fit {
    at: i64,
    /// The first line, of the voice's.
    first: usize,
    /// The last one.
    last: usize,
}

/// How a program goes on failing up to the end of a piece, if it does: from the first complaint that does on.
pub fn failing(piece: &Piece<'_>, voice: &Voice<'_>) -> Option<Run> {
    let complaints = voice.said.iter().filter(|said| said.weight == Weight::Complaint);
    let keys: BTreeSet<&Key> = complaints.map(|said| &said.line.key).collect();
    let runs: Vec<Run> = keys.into_iter().filter_map(|key| repeated(piece, voice, key)).collect();
    let last = runs.iter().map(|run| run.last).max()?;
    runs.into_iter().min_by_key(|run| run.first).map(|run| Run { last, ..run })
}

/// How a program goes on with one complaint.
fn repeated(piece: &Piece<'_>, voice: &Voice<'_>, key: &Key) -> Option<Run> {
    let fits = fits(voice, key);
    let last = fits.last()?;
    if !is_late(piece, voice, last) || has_recovered(voice, &fits) {
        return None;
    }
    let run = |from: usize| Run { first: fits[from].first, last: last.last, from_start: false };
    let begun = onset(piece, voice, &fits).map(run).filter(|run| share(voice, run) >= FAILS_SHARE);
    begun.or_else(|| from_start(piece, voice, &fits))
}

/// The trouble that a program's last words end, if the piece ends with them.
pub fn ending(piece: &Piece<'_>, voice: &Voice<'_>) -> Option<Run> {
    let is_last = |said: &Said<'_>| {
        let alone = piece.starts.len() == 1 || said.index + LAST_WORDS >= piece.len;
        said.around.1 < LAST_WORDS && alone && said.weight == Weight::Complaint && words::is_end(said.line)
    };
    let last = voice.said.iter().rposition(is_last)?;
    let end = voice.said[last].at;
    let is_well = |said: &Said<'_>| said.cheers && said.weight == Weight::Nothing;
    if voice.said[last..].iter().any(is_well) {
        return None;
    }
    let since = voice.said[..last].iter().rposition(is_well).map_or(0, |well| well + 1);
    let near = |said: &Said<'_>| said.weight == Weight::Complaint && end - said.at <= LOOK_BACK;
    let first = (since..=last).find(|&at| near(&voice.said[at]))?;
    Some(Run { first, last, from_start: false })
}

fn fits(voice: &Voice<'_>, key: &Key) -> Vec<Fit> {
    let mut fits: Vec<Fit> = Vec::new();
    let is_it = |said: &Said<'_>| said.weight == Weight::Complaint && said.line.key == *key;
    for (place, said) in voice.said.iter().enumerate().filter(|(_, said)| is_it(said)) {
        match fits.last_mut().filter(|fit| said.at - fit.at <= BREATH) {
            Some(fit) => fit.last = place,
            None => fits.push(Fit { at: said.at, first: place, last: place }),
        }
    }
    fits
}

/// Whether the last complaint stands in the last part of the piece, by time or by lines.
fn is_late(piece: &Piece<'_>, voice: &Voice<'_>, last: &Fit) -> bool {
    let (start, end) = piece.span;
    let lines = piece.len - 1 - voice.said[last.last].index;
    (end - last.at) * FAILS_LAST <= end - start || lines * FAILS_LAST as usize <= piece.len
}

/// Whether a program said afterwards that it works, or says so nearly as often as that it fails.
fn has_recovered(voice: &Voice<'_>, fits: &[Fit]) -> bool {
    let well = |said: &&Said<'_>| said.cheers && said.weight == Weight::Nothing;
    let (first, last) = (fits[0].first, fits[fits.len() - 1].last);
    voice.said[last..].iter().any(|said| well(&said))
        || voice.said[first..].iter().filter(well).count() * 2 >= fits.len()
}

/// The first complaint of the failure: so long before it the program was well, measured by the pauses between those that
/// follow.
fn onset(piece: &Piece<'_>, voice: &Voice<'_>, fits: &[Fit]) -> Option<usize> {
    (0..fits.len()).find(|&from| {
        let rest = &fits[from..];
        let first = &voice.said[fits[from].first];
        let start = piece.starts[&first.line.quote.place.input];
        let before = from.checked_sub(1).map_or(start, |before| fits[before].at);
        let pause = rest.windows(2).map(|pair| pair[1].at - pair[0].at).max().unwrap_or(0) as f64;
        let times = if from > 0 || rest.len() < FAILS_OFTEN { FAILS_QUIET_FEW } else { FAILS_QUIET };
        // Of many that come by chance the last few may well stand close together.
        let is_more = from == 0 || rest.len() >= FAILS_AGAIN.max(2 * from);
        let shown = first.around.0 >= FAILS_BEFORE && is_more;
        shown && (fits[from].at - before) as f64 >= times * pause && goes_on(rest)
    })
}

/// Often enough, for long enough.
fn goes_on(fits: &[Fit]) -> bool {
    fits.len() >= FAILS_COUNT && fits[fits.len() - 1].at - fits[0].at >= FAILS_FOR
}

/// Which share of what a program says while it fails is of trouble. What it says only then belongs to that; what it says
/// at any time does not.
fn share(voice: &Voice<'_>, run: &Run) -> f64 {
    let since = voice.said[run.first].at - FAILS_HINTED;
    let before = voice.said[..run.first].iter().filter(|said| said.at < since);
    let before: BTreeSet<&Key> = before.map(|said| &said.line.key).collect();
    let during = || voice.said[run.first..=run.last].iter();
    let ill = during().filter(|said| said.weight > Weight::Nothing).count();
    let usual = |said: &&Said<'_>| !said.line.known && (said.cheers || before.contains(&said.line.key));
    let well = during().filter(|said| said.weight == Weight::Nothing).filter(usual).count();
    ill as f64 / (ill + well) as f64
}

/// A program that fails in one way from the first line on, and hardly anything else in the piece: somebody shows just
/// that.
fn from_start(piece: &Piece<'_>, voice: &Voice<'_>, fits: &[Fit]) -> Option<Run> {
    let ill = voice.said.iter().filter(|said| said.weight > Weight::Nothing).count();
    let is_all = ill as f64 >= FAILS_FROM_START * piece.len as f64;
    let complaints = voice.said.iter().filter(|said| said.weight == Weight::Complaint).count();
    let is_one = fits.len() as f64 >= FAILS_ONE * complaints as f64;
    let often = fits.len() >= FAILS_AGAIN && goes_on(fits);
    (is_all && is_one && often).then(|| Run { first: fits[0].first, last: fits[fits.len() - 1].last, from_start: true })
}

#[cfg(test)]
mod tests {
    use super::super::sample::{self, line};
    use super::*;
    use crate::episode::novelty::Line;

    /// Whether `ringd` goes on failing among lines of `cron`, one every ten seconds up to `end`.
    fn alarms(end: i64, mut own: Vec<Line>) -> Option<Run> {
        own.extend((0..=end / 10).map(|n| line(n * 10, "cron", "session opened for root")));
        sample::sort(&mut own);
        let piece = Piece::new(&own, &|_| false);
        let voice = piece.voices.iter().find(|(name, _)| name.1 == Some("ringd")).map(|(_, voice)| voice);
        failing(&piece, voice.expect("it speaks"))
    }

    fn fails(at: &[i64]) -> Vec<Line> {
        at.iter().map(|at| line(*at, "ringd", "cannot join ring 7: token refused")).collect()
    }

    #[test]
    fn three_times_over_a_minute_and_to_the_end() {
        assert!(alarms(600, fails(&[500, 530, 560])).is_some());
        assert!(alarms(600, fails(&[500, 560])).is_none(), "twice");
        assert!(alarms(600, fails(&[540, 550, 570])).is_none(), "for half a minute");
        assert!(alarms(900, fails(&[500, 530, 560])).is_none(), "not in the last part");
        let others = ["no space left in ring", "peer refused", "token rejected"];
        let others = others.iter().zip([500, 530, 560]).map(|(told, at)| line(at, "ringd", told));
        assert!(alarms(600, others.collect()).is_none(), "each time something else");
    }

    #[test]
    fn what_was_always_so_is_habit() {
        assert!(alarms(600, fails(&[30, 200, 400, 590])).is_none());
        assert!(alarms(600, fails(&[430, 480, 530, 580])).is_some());
        let few = alarms(600, fails(&[200, 400, 590]));
        assert!(few.is_none(), "as quiet before as between");
        let after_another = |rest: &[i64]| alarms(1200, fails(&[&[100], rest].concat())).map(|run| run.first);
        assert_eq!(after_another(&[900, 970, 1040, 1110, 1180]), Some(1), "one long before is none of it");
        assert_eq!(after_another(&[900, 990, 1080, 1170]), None, "so few may stand together by chance");
    }

    #[test]
    fn what_works_again_or_mostly_works_is_over() {
        let well = |at| line(at, "ringd", "ring 7 joined successfully");
        let with = |more: Vec<Line>| alarms(600, [fails(&[500, 530, 560]), more].concat());
        assert!(with(vec![well(100)]).is_some());
        assert!(with(vec![well(565)]).is_none());
        assert!(with(vec![well(510), well(540)]).is_none());
        let works = |at: i64| line(at, "ringd", "token passed on");
        let usual: Vec<Line> = (0..60).map(|n| works(n * 10)).collect();
        assert!(with(usual).is_none(), "its work goes on");
        let stops: Vec<Line> = (0..49).map(|n| works(n * 10)).collect();
        assert!(with(stops).is_some(), "its work stops");
    }

    #[test]
    fn a_piece_that_shows_nothing_else_fails_from_the_start() {
        let only = |count: i64| {
            let lines = fails(&(0..count).map(|n| n * 20).collect::<Vec<_>>());
            let piece = Piece::new(&lines, &|_| false);
            failing(&piece, piece.voices.values().next().expect("one voice"))
        };
        assert_eq!(only(5).map(|run| run.from_start), Some(true));
        assert!(only(4).is_none());
    }

    #[test]
    fn last_words_count_at_the_end_alone() {
        let ends = |told: &str, after: i64| {
            let mut lines: Vec<Line> = (0..9).map(|n| line(n, "ringd", "token passed on")).collect();
            lines.extend([line(9, "ringd", "cannot read /etc/ring.key"), line(10, "ringd", told)]);
            lines.extend((0..after).map(|n| line(11 + n, "cron", "session opened for root")));
            let piece = Piece::new(&lines, &|_| false);
            let voice = piece.voices.iter().find(|(name, _)| name.1 == Some("ringd")).map(|(_, voice)| voice);
            ending(&piece, voice.expect("it speaks")).map(|run| (run.first, run.last))
        };
        assert_eq!(ends("fatal: no key", 2), Some((9, 10)));
        assert_eq!(ends("fatal: no key", 3), None, "others went on");
        assert_eq!(ends("join failed, exit status 3", 0), Some((9, 10)));
        assert_eq!(ends("no key, exit status 0", 0), None);
        assert_eq!(ends("cannot read /etc/ring.crt", 0), None, "no end");
    }
}
