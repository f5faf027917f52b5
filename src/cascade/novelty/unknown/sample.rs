//! Lines for the tests of this room.

use crate::episode::novelty::Line;
use crate::episode::novelty::shapes::Key;
use crate::model::stamp::SECOND;
use crate::model::{Basis, Place, Quote, Stamp};
use crate::text::template;

/// What a program says at a second.
pub fn line(at: i64, unit: &str, message: &str) -> Line {
    let mut shape = Vec::new();
    template::write(message.as_bytes(), &mut shape);
    let template = String::from_utf8_lossy(&shape).into();
    let stamp = Stamp { ns: at * SECOND, basis: Basis::Exact, ahead_ns: 0 };
    Line {
        key: Key { unit: Some(unit.into()), template, error: false },
        level: None,
        known: false,
        message: message.into(),
        quote: Quote {
            time: Some(stamp),
            place: Place { input: 0, offset: at as u64, line: 0 },
            host: Some("kestrel".into()),
            unit: Some(unit.into()),
            raw: message.into(),
        },
    }
}

/// In order of time.
pub fn sort(lines: &mut [Line]) {
    lines.sort_by_key(|line| line.quote.time);
}
