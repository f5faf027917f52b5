//! What the clocks of inputs lack, and how it was filled in: the notices of it.
//!
//! ```text
//! 2 inputs print times without a zone: taken as UTC; --assume-tz says otherwise
//! 1 input prints times in CST, which is Chicago's (UTC-06:00), ... or ...: taken as UTC; --assume-tz says otherwise
//! ```

use super::{ASSUMED, Clockwork, days};
use crate::episode::intake::InputLog;
use crate::model::{Notice, NoticeKind};
use crate::time::zone::SHARED;

/// What a clock lacks, how to tell it, and what is said of the inputs behind "prints times".
type Lack = (fn(&InputLog, &Clockwork) -> bool, &'static str);

const LACKS: [Lack; 4] = [
    (
        |log, work| log.zones & !LONDON == 0 && work.zone.ends_with(ASSUMED[0]),
        "without a zone: taken as UTC; --assume-tz says otherwise",
    ),
    (
        |_, work| work.year.contains("not known"),
        "without a year, and nothing tells it: shown without one (1970 in JSON); --year says it",
    ),
    (
        |_, work| work.date.contains(days::NOT_KNOWN),
        "without a date, and nothing tells it: shown as 1970-01-01; a date in the name of the file tells it",
    ),
    (
        |_, work| work.is_unplaced(),
        "since a boot, and nothing tells when that was: shown as boot+SECONDS; the host's journal, or dmesg -T, tells it",
    ),
];

/// The notices of all inputs.
#[must_use]
pub fn notices(logs: &[InputLog], works: &[Clockwork]) -> Vec<Notice> {
    let lacks = LACKS.iter().filter_map(|(lacks, text)| notice(logs, works, lacks, |_| (*text).to_owned()));
    lacks.chain((0..SHARED.len()).filter_map(|at| of_several(logs, works, at))).collect()
}

/// `BST` alone, which has a place of its own.
const LONDON: u8 = 1 << (SHARED.len() - 1);

/// What is said of stamps that bear an abbreviation of several places, when nothing tells which.
fn of_several(logs: &[InputLog], works: &[Clockwork], at: usize) -> Option<Notice> {
    let (bit, (word, places)) = (1 << at, SHARED[at]);
    let taken = |work: &Clockwork| match bit {
        LONDON => "London's".to_owned(),
        _ => format!("{}; --assume-tz says otherwise", work.zone.trim_end_matches(", assumed")),
    };
    let lacks = |log: &InputLog, work: &Clockwork| log.zones & bit != 0 && (bit == LONDON || work.zone_is_assumed());
    notice(logs, works, lacks, |work| format!("in {word}, which is {places}: taken as {}", taken(work)))
}

/// A notice of the inputs that lack something; the words behind "prints times" are those of the first one.
fn notice(
    logs: &[InputLog],
    works: &[Clockwork],
    lacks: impl Fn(&InputLog, &Clockwork) -> bool,
    text: impl Fn(&Clockwork) -> String,
) -> Option<Notice> {
    let lacking: Vec<_> = logs.iter().zip(works).filter(|(log, work)| lacks(log, work)).collect();
    let (first, work) = lacking.first()?;
    Some(Notice {
        kind: NoticeKind::TimeAssumed,
        count: lacking.len() as u64,
        text: format!("{} {}", count_inputs(lacking.len()), text(work)),
        example: first.facts.path.clone(),
    })
}

fn count_inputs(n: usize) -> String {
    if n == 1 { "1 input prints times".to_owned() } else { format!("{n} inputs print times") }
}
