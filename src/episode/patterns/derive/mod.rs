//! Conditions that no line states: patterns over episodes, boots and silence.
//!
//! ```text
//! Pattern --Finder--> Made (what was found) --draft--> Draft, as if it had been observed
//!   count, surge, flap           rates
//!   distinct, together, changed  windows
//!   boot-end, gap, absence       quiet
//! ```

mod group;
mod made;
mod quiet;
mod rates;
mod windows;

use crate::episode::chronicle::Chronicle;
use crate::episode::drafts::Draft;
use crate::model::ConditionId;
use crate::model::stamp::MINUTE;
use crate::rule::Library;
use crate::rule::library::{Pattern, PatternKind};
use made::Made;

/// Adds the episodes of every pattern of the library.
///
/// Patterns see observed episodes first; a second round lets a pattern rest on another one's result.
pub fn derive(library: &Library, drafts: &mut Vec<Draft>, all: &mut Chronicle, data_end: i64) {
    for _ in 0..2 {
        for (index, condition) in (0u16..).zip(&library.conditions) {
            for pattern in &condition.patterns {
                let found = Finder { library, condition: ConditionId(index), pattern, data_end }.find(drafts, all);
                add_new(drafts, found);
            }
        }
    }
}

fn add_new(drafts: &mut Vec<Draft>, found: Vec<Draft>) {
    for draft in found {
        let overlaps = |d: &Draft| {
            d.episode.key == draft.episode.key
                && d.episode.began.ns <= draft.episode.last.ns
                && draft.episode.began.ns <= d.episode.last.ns
        };
        if !drafts.iter().any(overlaps) {
            drafts.push(draft);
        }
    }
}

/// One pattern at work.
struct Finder<'l> {
    library: &'l Library,
    condition: ConditionId,
    pattern: &'l Pattern,
    data_end: i64,
}

impl Finder<'_> {
    fn find(&self, drafts: &[Draft], all: &mut Chronicle) -> Vec<Draft> {
        let made = match self.pattern.kind {
            PatternKind::Count | PatternKind::Surge => self.counts(drafts),
            PatternKind::Distinct => self.distinct(drafts),
            PatternKind::Sequence | PatternKind::Together => self.together(drafts),
            PatternKind::Flap => self.flaps(drafts),
            PatternKind::Changed => self.changes(drafts),
            PatternKind::BootEnd => self.boot_ends(drafts, all),
            PatternKind::Gap => self.gaps(all),
            PatternKind::Absence => self.absences(drafts, all),
        };
        made.into_iter().filter(|m| !self.ruled_out(m, drafts)).map(|m| self.draft(m)).collect()
    }

    /// Whether an `unless` condition holds at the same time on the same host.
    fn ruled_out(&self, made: &Made, drafts: &[Draft]) -> bool {
        let near = |d: &Draft| (d.episode.seen.ns - made.seen.ns).abs() <= self.pattern.within.max(15 * MINUTE);
        let same = |d: &Draft| made.host.is_none() || d.episode.key.host.is_none() || d.episode.key.host == made.host;
        drafts.iter().any(|d| self.pattern.unless.contains(&d.episode.key.condition.0) && near(d) && same(d))
    }
}
