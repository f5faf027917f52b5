//! From a verified record to a [`Subject`]: captures become entities and values, the rest is copied and bounded.

use std::sync::Arc;

use super::engine::Engine;
use super::scan::{Context, Trial};
use super::subjects::Subjects;
use super::told::Told;
use super::verify::{Held, Yield};
use crate::format::document::k8s_event;
use crate::model::stamp::SECOND;
use crate::model::{Entity, Record, SignatureId, StreamSet, Subject};
use crate::rule::{Onset, Signature};
use crate::text::sanitize;
use crate::time::duration;

/// How far an unknown stream lowers the certainty of a text.
const UNKNOWN_STREAM: f64 = 0.8;
/// Bytes of a captured value that are kept.
pub(super) const MAX_VALUE: usize = 200;

/// The things that a match named.
#[derive(Debug, Default)]
struct Captured {
    entities: Vec<Entity>,
    host: Option<Box<str>>,
}

/// What a signature says on one record.
#[derive(Debug)]
pub struct Says {
    /// What other records may say too.
    pub subject: Arc<Subject>,
    /// Named values that are no entities.
    pub values: Vec<(u8, Box<str>)>,
    /// How long before it was printed the state began, nanoseconds.
    pub back_ns: i64,
}

impl Engine {
    /// What a signature says on a record, when it holds there; `known` holds what was said before.
    #[must_use]
    pub fn verify(
        &self,
        trial: &Trial,
        told: &Told<'_>,
        streams: StreamSet,
        context: &Context<'_>,
        known: &mut Subjects,
    ) -> Option<Says> {
        let id = trial.id;
        if !self.may_print(id, streams) {
            return None;
        }
        let mut say = |held: &Held<'_, '_>| {
            let said = known.said(id, streams, told, held);
            let subject = said.or_add(|| self.subject(id, told, streams, context, self.captured(held)));
            let values = values(held);
            Says { subject, back_ns: self.back(self.library.signature(id), &values), values }
        };
        let compiled = self.compiled(id);
        match &trial.at {
            Some(at) => Some(say(&compiled.held(&told.record.message, &at.groups))),
            None => compiled.holds(told.record, say),
        }
    }

    /// Whether a signature holds on a record, without what it says.
    #[must_use]
    pub(super) fn holds(&self, trial: &Trial, record: &Record<'_>, streams: StreamSet) -> bool {
        let held = || trial.at.is_some() || self.compiled(trial.id).holds(record, |_| ()).is_some();
        self.may_print(trial.id, streams) && held()
    }

    /// Whether a signature is of a program that prints to one of these streams.
    fn may_print(&self, id: SignatureId, streams: StreamSet) -> bool {
        streams.is_unknown() || streams.meets(self.library.signature(id).from())
    }

    fn captured(&self, held: &Held<'_, '_>) -> Captured {
        let mut captured = Captured::default();
        for (yields, text) in held.yields() {
            let Yield::Entity(kind) = yields else { continue };
            let value = self.library.kinds.normal(kind, &sanitize::quoted(text, MAX_VALUE)).into_boxed_str();
            if kind == self.host {
                captured.host = Some(value);
            } else if !value.is_empty() {
                captured.entities.push(Entity { kind, value });
            }
        }
        captured
    }

    fn subject(
        &self,
        id: SignatureId,
        told: &Told<'_>,
        streams: StreamSet,
        context: &Context<'_>,
        captured: Captured,
    ) -> Subject {
        let (signature, record) = (self.library.signature(id), told.record);
        let mut entities = captured.entities;
        self.add_labels(&mut entities, told, context);
        entities.sort_unstable();
        entities.dedup();
        let foreign = streams.is_unknown() && signature.from() != StreamSet::ANY;
        Subject {
            condition: signature.condition(),
            signature: id,
            ends: signature.ends,
            host: self.host_of(record, context),
            about_host: captured.host,
            unit: record.unit.as_deref().or(record.ident.as_deref()).map(|u| sanitize::quote(u, MAX_VALUE)),
            entities,
            sure: signature.sure * if foreign { UNKNOWN_STREAM } else { 1.0 },
        }
    }

    /// The host that stored a record: what the record says, else what the path says.
    #[must_use]
    pub fn host_of(&self, record: &Record<'_>, context: &Context<'_>) -> Option<Box<str>> {
        match &record.host {
            Some(host) => Some(self.library.kinds.normal(self.host, &sanitize::quote(host, MAX_VALUE)).into()),
            // A folder says where the objects of a cluster were written down, and not what they are about.
            None if record.unit.as_deref() == Some(k8s_event::UNIT) => None,
            None => context.host.map(Into::into),
        }
    }

    /// Entities that the envelope and the path know; a captured one of the same kind comes first.
    fn add_labels(&self, entities: &mut Vec<Entity>, told: &Told<'_>, context: &Context<'_>) {
        let captured: Vec<_> = entities.iter().map(|e| e.kind).collect();
        let inner = told.labels().iter().map(|(kind, value)| (*kind, &value[..]));
        let outer = context.labels.iter().map(|(kind, value)| (*kind, value.as_bytes()));
        let unit = told.record.unit.as_deref().filter(|u| u.contains(&b'.')).map(|u| (self.unit, u));
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

/// The named values that a match yielded.
fn values(held: &Held<'_, '_>) -> Vec<(u8, Box<str>)> {
    let named = held.yields().filter_map(|(yields, text)| match yields {
        Yield::Value(index) => Some((index, sanitize::quote(text, MAX_VALUE))),
        Yield::Entity(_) => None,
    });
    named.collect()
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
