//! When a host was alive, by the minute and in little room.
//!
//! ```text
//! eras     0: printed in UTC    1: since boot 3f2a..     clocks and the boots they count from, as they were met
//! sets     0: kubelet           1: kernel                streams of a record, as they were met
//! counts   (era 0, minute 29394243, set 1): 12           records
//! ```
//!
//! Every input keeps this of all its minutes, and there may be tens of thousands of inputs: with a count for each
//! stream of each minute, a pod log of 13 KB took 20 KiB.

use std::collections::BTreeMap;

use crate::episode::intake::segments::BootKey;
use crate::model::stamp::MINUTE;
use crate::model::{Clock, Distinct, RawTime, StreamSet};

/// Records of one host by minute and streams.
#[derive(Clone, Debug, Default)]
pub struct Life {
    eras: Vec<(Clock, BootKey)>,
    sets: Distinct<StreamSet>,
    /// By era, minute and set.
    counts: BTreeMap<(u32, i64, u16), u32>,
    /// Era and minute of the last record,
    now: (u32, i64),
    /// and what was noted of it since it began, by set: neighbours mostly share it.
    fresh: Vec<u32>,
}

/// Records of the same streams in one minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lived {
    /// Start of the minute, as it was printed.
    pub from: RawTime,
    /// The boot or the epoch that it counts from.
    pub boot: BootKey,
    /// The streams of each of them.
    pub streams: StreamSet,
    /// How many.
    pub records: u32,
}

impl Life {
    /// Notes a record of these streams.
    pub fn note(&mut self, time: RawTime, boot: BootKey, streams: StreamSet) {
        let era = place(&mut self.eras, (time.clock, boot));
        let set = usize::from(self.set(streams));
        let now = (era, time.ns.div_euclid(MINUTE));
        if now != self.now {
            self.settle();
            self.now = now;
        }
        if self.fresh.len() <= set {
            self.fresh.resize(set + 1, 0);
        }
        self.fresh[set] = self.fresh[set].saturating_add(1);
    }

    /// Adds what was noted last to the rest, once there is no more to note.
    pub fn settle(&mut self) {
        let (era, minute) = self.now;
        for (set, fresh) in (0..).zip(self.fresh.drain(..)).filter(|(_, fresh)| *fresh > 0) {
            let records = self.counts.entry((era, minute, set)).or_default();
            *records = records.saturating_add(fresh);
        }
    }

    /// Adds what another, settled one has.
    pub fn absorb(&mut self, other: &Life) {
        for lived in other.iter() {
            let era = place(&mut self.eras, (lived.from.clock, lived.boot));
            let set = self.set(lived.streams);
            let records = self.counts.entry((era, lived.from.ns.div_euclid(MINUTE), set)).or_default();
            *records = records.saturating_add(lived.records);
        }
    }

    /// What was noted before it was settled.
    pub fn iter(&self) -> impl Iterator<Item = Lived> + '_ {
        self.counts.iter().map(|(&(era, minute, set), &records)| {
            let (clock, boot) = self.eras[era as usize];
            let from = RawTime { clock, ns: minute.saturating_mul(MINUTE) };
            let streams = self.sets.get(set).copied().unwrap_or_default();
            Lived { from, boot, streams, records }
        })
    }

    fn set(&mut self, streams: StreamSet) -> u16 {
        let hash = streams.0 as u64 ^ (streams.0 >> 64) as u64;
        self.sets.place(hash, |known| *known == streams, || streams)
    }
}

/// The place of an item in a list, which it is added to if it is not there; the last ones are looked at first.
fn place<T: PartialEq>(list: &mut Vec<T>, item: T) -> u32 {
    let known = list.iter().rposition(|known| *known == item);
    let place = known.unwrap_or_else(|| {
        list.push(item);
        list.len() - 1
    });
    u32::try_from(place).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_of_a_minute_are_one_as_long_as_their_streams_are() {
        let (one, two) = (StreamSet(1), StreamSet(6));
        let at = |ns| RawTime { clock: Clock::Utc, ns };
        let mut life = Life::default();
        life.note(at(5), 0, one);
        life.note(at(MINUTE - 1), 0, one);
        life.note(at(6), 0, two);
        life.note(at(-1), 0, one);
        life.note(RawTime { clock: Clock::Boot, ns: 5 }, 7, one);
        life.note(at(7), 0, one);
        life.settle();
        let got: Vec<_> =
            life.iter().map(|l| (l.from.clock, l.from.ns / MINUTE, l.boot, l.streams, l.records)).collect();
        let utc = |minute, streams, records| (Clock::Utc, minute, 0, streams, records);
        assert_eq!(got, [utc(-1, one, 1), utc(0, one, 3), utc(0, two, 1), (Clock::Boot, 0, 7, one, 1)]);
    }
}
