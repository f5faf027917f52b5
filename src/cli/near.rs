//! The nearest miss of a condition: the record that a signature of it almost held on.
//!
//! ```text
//! storage/nfs.log:812 holds "nfs: server " but not the whole pattern
//!     nfs: server nas1 is slow today
//! ```
//!
//! The inputs are read once more. What is nearest: the whole text from a program that the rule does not read, every
//! literal without the whole pattern, then the longest single literal.

use memchr::memmem;

use crate::matcher::Engine;
use crate::model::{ConditionId, Record, SignatureId, StreamSet};
use crate::pipeline::Outcome;
use crate::pipeline::retell::{self, GoOn, Told};
use crate::report::View;
use crate::rule::{Signature, Text};
use crate::text::sanitize;

/// Shorter literals stand in lines of every kind.
const TELLING: usize = 12;
/// Bytes of the quoted line.
const QUOTED: usize = 300;

/// How near a record came, the nearest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Miss {
    /// One literal of several, of so many bytes, stands in it.
    Part(usize),
    /// Every literal does, but the regex does not match.
    Literals,
    /// The regex matches, but the record is of a program that the rule does not read.
    Stream(StreamSet),
    /// It matches: the options left it out, or the condition needs more than one line.
    Held,
}

/// The nearest one, where it stands, and how many came as near.
#[derive(Debug)]
struct Nearest {
    miss: Miss,
    signature: SignatureId,
    place: String,
    line: Box<str>,
    count: usize,
}

/// Lines that tell of the nearest miss; none when no record has anything of the condition.
pub fn told(view: &View<'_>, engine: &Engine, outcome: &Outcome, block: usize, id: ConditionId) -> Vec<String> {
    let mut nearest: Option<Nearest> = None;
    let mut sink = |told: &Told<'_>| {
        if let Some((miss, signature)) = nearest_of(engine, told, id) {
            keep(&mut nearest, miss, signature, told);
        }
        GoOn::Continue(())
    };
    let _ = retell::inputs(engine, &outcome.inputs, &outcome.works, block, &mut sink);
    nearest.map(|nearest| lines(view, engine, &nearest)).unwrap_or_default()
}

fn keep(nearest: &mut Option<Nearest>, miss: Miss, signature: SignatureId, told: &Told<'_>) {
    match nearest.as_mut().filter(|known| known.miss >= miss) {
        Some(known) => known.count += usize::from(known.miss == miss),
        None => {
            let place = format!("{}:{}", told.input, told.line);
            let line = sanitize::quote(&told.record.text, QUOTED);
            *nearest = Some(Nearest { miss, signature, place, line, count: 1 });
        }
    }
}

/// How near one record came to any signature of the condition.
fn nearest_of(engine: &Engine, told: &Told<'_>, id: ConditionId) -> Option<(Miss, SignatureId)> {
    let numbered = (0u16..).zip(&engine.library.signatures);
    let own = numbered.filter(|(_, s)| s.condition() == id && !s.ends);
    own.filter_map(|(n, signature)| Some((miss(engine, told, signature, SignatureId(n))?, SignatureId(n)))).max()
}

fn miss(engine: &Engine, told: &Told<'_>, signature: &Signature, id: SignatureId) -> Option<Miss> {
    let record = told.record;
    let compiled = engine.compiled(id);
    if compiled.holds(record, |_| ()).is_some() {
        let file = engine.library.streams.of_file(told.input);
        let streams = engine.streams_of(record, file, None);
        let foreign = !streams.is_unknown() && !streams.meets(StreamSet(signature.from));
        return Some(if foreign { Miss::Stream(streams) } else { Miss::Held });
    }
    if compiled.has_literals(&record.text) {
        return Some(Miss::Literals);
    }
    longest(signature, record).map(|literal| Miss::Part(literal.len()))
}

/// The longest literal that stands in a record.
fn longest<'s>(signature: &'s Signature, record: &Record<'_>) -> Option<&'s str> {
    let standing = signature.literals.iter().filter(|l| l.len() >= TELLING);
    let standing = standing.filter(|l| memmem::find(&record.text, l.as_bytes()).is_some());
    standing.max_by_key(|l| l.len()).map(Text::as_str)
}

fn lines(view: &View<'_>, engine: &Engine, nearest: &Nearest) -> Vec<String> {
    let signature = engine.library.signature(nearest.signature);
    let names = |set| engine.library.streams.names(set).join(", ");
    let quoted = signature.literals.iter().map(|l| format!("{l:?}")).collect::<Vec<_>>().join(" and ");
    let why = match nearest.miss {
        Miss::Held => "matches: the options left it out, or it takes more than one line".to_owned(),
        Miss::Stream(is) => {
            format!("has the text, but is of {}; the rule reads {}", names(is), names(StreamSet(signature.from)))
        }
        Miss::Literals => format!("holds {quoted}, but the regex does not match: {}", signature.regex),
        Miss::Part(len) => {
            let part = signature.literals.iter().find(|l| l.len() == len).map_or("", Text::as_str);
            format!("holds only {part:?} of {quoted}")
        }
    };
    let more = if nearest.count > 1 { format!(" (as do {} others)", nearest.count - 1) } else { String::new() };
    vec![
        format!("nearest miss: {} {}{more}", view.shown(&nearest.place), view.shown(&why)),
        format!("    {}", view.shown(&nearest.line)),
    ]
}
