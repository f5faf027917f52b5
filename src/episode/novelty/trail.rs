//! Every record of a piece of a log, in order: of so little all of it is kept, and what goes wrong in it can be told by
//! what stands before it and behind it.
//!
//! ```text
//! 08:14:03  ringd    joined the ring        nothing is wrong
//! 08:19:40  ringd    token is not ours      of no rule, and of no level
//! 08:19:40  systemd  Started ringd          a signature holds on it
//! ```

use std::sync::Arc;

use super::shapes::{Key, Sight, is_error};
use crate::episode::clocks::Clockwork;
use crate::episode::intake::segments::BootKey;
use crate::episode::names::machines::Machines;
use crate::model::{Basis, Level, Quote, RawTime, Stamp};
use crate::text::{sanitize, template};

/// Bytes of a record that a line keeps.
const QUOTE: usize = 800;
/// Bytes of its message.
const MESSAGE: usize = 120;
/// Bytes of a unit's name.
const UNIT: usize = 80;

/// A record of a piece of a log.
#[derive(Clone, Debug)]
pub struct Line {
    /// Who printed what shape of it, and whether as an error.
    pub key: Key,
    /// Its level, when it prints one.
    pub level: Option<Level>,
    /// Whether a signature holds on it, or it goes on with one on which a signature holds.
    pub known: bool,
    /// The first line of its message.
    pub message: Box<str>,
    /// It; a record without a time has that of the one before it, and the first ones that of the one behind them.
    pub quote: Quote,
}

/// What was noted of one record, on the clock of its input.
#[derive(Clone, Debug)]
struct Noted {
    line: Line,
    time: RawTime,
    boot: BootKey,
    own: bool,
}

/// The records of one input.
#[derive(Clone, Debug, Default)]
pub struct Trail(Vec<Noted>);

impl Trail {
    /// Takes the next record; `own` says whether it prints its time itself.
    pub fn note(&mut self, sight: &Sight<'_>, own: bool, known: bool) {
        let mut shape = Vec::new();
        template::write(&sight.record.message, &mut shape);
        let message = String::from_utf8_lossy(&sight.record.message);
        let unit = sight.unit.map(|unit| sanitize::quote(unit, UNIT));
        let quote = Quote {
            time: None,
            place: sight.place,
            host: sight.host.map(Into::into),
            unit: unit.as_deref().map(Into::into),
            raw: sanitize::quoted(sight.record.raw, QUOTE).into(),
        };
        let line = Line {
            key: Key { unit, template: String::from_utf8_lossy(&shape).into(), error: is_error(sight.record) },
            level: sight.record.level,
            known,
            message: sanitize::quote(message.lines().next().unwrap_or_default().trim().as_bytes(), MESSAGE),
            quote,
        };
        self.0.push(Noted { line, time: sight.time, boot: sight.boot, own });
    }

    /// Adds those of the stretch behind, before which there are so many lines.
    pub fn join(&mut self, behind: Trail, lines: u64) {
        self.0.extend(behind.0.into_iter().map(|mut noted| {
            noted.line.quote.place.line += lines;
            noted
        }));
    }

    /// The lines on the UTC time line, hosts by the names that count.
    #[must_use]
    pub fn lines(&self, work: &Clockwork, machines: &Machines) -> Vec<Line> {
        let mut lines: Vec<Line> = self.0.iter().map(|noted| noted.dated(work, machines)).collect();
        let first = lines.iter().find_map(|line| line.quote.time);
        for line in lines.iter_mut().take_while(|line| line.quote.time.is_none()) {
            line.quote.time = first.map(|first| Stamp { basis: Basis::Inherited, ..first });
        }
        lines
    }
}

impl Noted {
    fn dated(&self, work: &Clockwork, machines: &Machines) -> Line {
        let mut line = self.line.clone();
        let host: Option<Arc<str>> = line.quote.host.as_deref().map(|host| machines.name(host).into());
        let stamp = work.resolver.stamp(self.time, self.boot);
        line.quote.time = stamp.map(|stamp| if self.own { stamp } else { Stamp { basis: Basis::Inherited, ..stamp } });
        line.quote.host = host;
        line
    }
}
