//! A storm differs from a single harmless line: severity by rate, and the onset of a storm inside a drizzle.

use crate::episode::intake::cell::Run;
use crate::episode::intake::cell::minutes::Minutes;
use crate::model::Severity;
use crate::model::stamp::MINUTE;
use crate::rule::{Condition, Raise};

/// The severity of a run, raised by storms.
#[must_use]
pub fn severity(condition: &Condition, run: &Run) -> Severity {
    let raised = condition.raises.iter().filter(|raise| onset(raise, run).is_some());
    raised.map(|raise| raise.to).max().unwrap_or(condition.severity).max(condition.severity)
}

/// The first minute from which a storm's window is full.
fn onset(raise: &Raise, run: &Run) -> Option<i64> {
    if run.last - run.first < raise.lasting {
        return None;
    }
    if let Some(kind) = raise.distinct {
        let distinct = run.also.iter().filter(|e| e.kind.0 == kind).count() as u64;
        if distinct < raise.at_least {
            return None;
        }
    }
    // No window can hold more distinct values than findings.
    let mut minutes = run.minutes.iter().map(|(minute, _)| minute);
    minutes.find(|&minute| within(&run.minutes, minute, raise.within) >= raise.at_least)
}

fn within(minutes: &Minutes, from: i64, within: i64) -> u64 {
    let span = (within + MINUTE - 1).div_euclid(MINUTE).max(1);
    minutes.within(from, span)
}

/// The most findings within any window of this length.
#[must_use]
pub fn busiest(minutes: &Minutes, length: i64) -> u64 {
    minutes.iter().map(|(from, _)| within(minutes, from, length)).max().unwrap_or(0)
}

/// Cuts a run where a storm begins, so that the drizzle before it does not date its onset.
#[must_use]
pub fn split(condition: &Condition, run: Run) -> Vec<Run> {
    let worst = severity(condition, &run);
    let raises = condition.raises.iter().filter(|raise| raise.to == worst);
    let Some(start) = raises.filter_map(|raise| onset(raise, &run)).min().map(|minute| minute * MINUTE) else {
        return vec![run];
    };
    if run.first >= start || run.onset < run.first {
        return vec![run];
    }
    run.cut(start).into()
}
