//! From a verified record to a [`Finding`]: captures become entities and values, the rest is copied and bounded.

use regex::bytes::Captures;

use super::engine::Engine;
use super::scan::Context;
use super::verify::{Compiled, Yield};
use crate::model::stamp::SECOND;
use crate::model::{Entity, Finding, Place, Quote, Record, SignatureId, StreamSet};
use crate::rule::{Onset, Signature};
use crate::text::sanitize;
use crate::time::duration;

/// How far an unknown stream lowers the certainty of a text.
const UNKNOWN_STREAM: f64 = 0.8;
/// Bytes of a captured value that are kept.
pub(super) const MAX_VALUE: usize = 200;

/// What a match yielded.
#[derive(Debug, Default)]
struct Captured {
    entities: Vec<Entity>,
    values: Vec<(u8, Box<str>)>,
    host: Option<Box<str>>,
}

impl Engine {
    /// The finding of a signature on a record, when it holds there.
    #[must_use]
    pub fn verify(
        &self,
        id: SignatureId,
        record: &Record<'_>,
        streams: StreamSet,
        context: &Context<'_>,
        place: Place,
    ) -> Option<Finding> {
        let signature = self.library.signature(id);
        if !streams.is_unknown() && !streams.meets(signature.from()) {
            return None;
        }
        let compiled = self.compiled(id);
        let captured = compiled.holds(record, |captures| self.captured(compiled, captures))?;
        Some(self.finding(id, signature, record, streams, context, place, captured))
    }

    fn captured(&self, compiled: &Compiled, captures: &Captures<'_>) -> Captured {
        let mut captured = Captured::default();
        for &(group, yields) in &compiled.groups {
            let Some(found) = captures.get(group).map(|m| sanitize::quote(m.as_bytes(), MAX_VALUE)) else { continue };
            match yields {
                Yield::Entity(kind) => {
                    let value = self.library.kinds.normal(kind, &found).into_boxed_str();
                    if kind == self.host {
                        captured.host = Some(value);
                    } else if !value.is_empty() {
                        captured.entities.push(Entity { kind, value });
                    }
                }
                Yield::Value(index) => captured.values.push((index, found)),
            }
        }
        captured
    }

    #[allow(clippy::too_many_arguments)]
    fn finding(
        &self,
        id: SignatureId,
        signature: &Signature,
        record: &Record<'_>,
        streams: StreamSet,
        context: &Context<'_>,
        place: Place,
        captured: Captured,
    ) -> Finding {
        let observer = self.host_of(record, context);
        let mut entities = captured.entities;
        self.add_labels(&mut entities, record, context);
        entities.sort_unstable();
        entities.dedup();
        Finding {
            condition: signature.condition(),
            signature: id,
            ends: signature.ends,
            time: record.time,
            boot: record.boot,
            back_ns: self.back(signature, &captured.values),
            place,
            host: observer,
            about_host: captured.host,
            unit: record.unit.as_deref().or(record.ident.as_deref()).map(|u| sanitize::quote(u, MAX_VALUE)),
            pid: record.pid,
            streams,
            entities,
            values: captured.values,
            sure: signature.sure
                * if streams.is_unknown() && signature.from() != StreamSet::ANY { UNKNOWN_STREAM } else { 1.0 },
            quote: sanitize::quote(record.raw, Quote::MAX),
        }
    }

    /// The host that stored a record: what the record says, else what the path says.
    #[must_use]
    pub fn host_of(&self, record: &Record<'_>, context: &Context<'_>) -> Option<Box<str>> {
        match &record.host {
            Some(host) => Some(self.library.kinds.normal(self.host, &sanitize::quote(host, MAX_VALUE)).into()),
            None => context.host.map(Into::into),
        }
    }

    /// Entities that the envelope and the path know; a captured one of the same kind comes first.
    fn add_labels(&self, entities: &mut Vec<Entity>, record: &Record<'_>, context: &Context<'_>) {
        let captured: Vec<_> = entities.iter().map(|e| e.kind).collect();
        let inner = record.labels.iter().map(|(kind, value)| (*kind, &value[..]));
        let outer = context.labels.iter().map(|(kind, value)| (*kind, value.as_bytes()));
        let unit = record.unit.as_deref().filter(|u| u.contains(&b'.')).map(|u| (self.unit, u));
        for (kind, value) in inner.chain(outer).chain(unit) {
            let known = captured.contains(&kind) || entities.iter().any(|e| e.kind == kind);
            let value = self.library.kinds.normal(kind, &sanitize::quote(value, MAX_VALUE));
            if !known && !value.is_empty() && kind != self.host {
                entities.push(Entity { kind, value: value.into() });
            }
        }
    }

    /// How long before it was printed the state began, nanoseconds.
    fn back(&self, signature: &Signature, values: &[(u8, Box<str>)]) -> i64 {
        let Onset::Back(name) = &signature.onset else { return 0 };
        let index = self.library.kinds.find_value(name);
        let found = values.iter().find(|(i, _)| Some(*i) == index);
        found.and_then(|(_, text)| span(text)).unwrap_or(0)
    }
}

/// Nanoseconds of `368`, `4m2s` or `1.9s`; a bare number counts seconds.
fn span(text: &str) -> Option<i64> {
    match text.parse::<f64>() {
        Ok(seconds) if (0.0..1e9).contains(&seconds) => Some((seconds * SECOND as f64) as i64),
        _ => duration::parse(text.as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans() {
        assert_eq!(span("368"), Some(368 * SECOND));
        assert_eq!(span("4m2s"), Some(242 * SECOND));
        assert_eq!(span("soon"), None);
    }
}
