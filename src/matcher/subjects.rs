//! What was said before: most findings of a log repeat one another but for time and place.

use std::sync::Arc;

use foldhash::HashMap;

use super::told::Told;
use super::verify::Held;
use crate::model::{SignatureId, StreamSet, Subject};

/// Subjects that are remembered; then the memory starts anew.
const MOST: usize = 4096;

/// The subjects of one input, by the bytes they were made of.
#[derive(Clone, Debug, Default)]
pub struct Subjects {
    known: HashMap<Box<[u8]>, Arc<Subject>>,
    /// What those of one record become together, by their addresses; holding them keeps the addresses from being others'.
    shared: HashMap<Box<[usize]>, [Vec<Arc<Subject>>; 2]>,
    /// The bytes of the record at hand.
    key: Vec<u8>,
}

/// The place of one subject among the known ones.
pub(super) struct Said<'s>(&'s mut Subjects);

impl Subjects {
    /// Looks a subject up by all the bytes that [`Engine::verify`](super::Engine::verify) makes it of.
    pub(super) fn said(
        &mut self,
        id: SignatureId,
        streams: StreamSet,
        told: &Told<'_>,
        held: &Held<'_, '_>,
    ) -> Said<'_> {
        self.key.clear();
        self.key.extend(id.0.to_le_bytes());
        self.key.extend(streams.0.to_le_bytes());
        let record = told.record;
        let origin = [record.host.as_deref(), record.unit.as_deref(), record.ident.as_deref()];
        origin.into_iter().for_each(|part| self.add(u8::from(part.is_some()), part.unwrap_or_default()));
        told.labels().iter().for_each(|(kind, value)| self.add(kind.0, value));
        held.entities().for_each(|(index, text)| self.add(index, text));
        Said(self)
    }

    /// What the subjects of one record become together, found by `share` when they are met for the first time.
    pub(super) fn shared(
        &mut self,
        subjects: Vec<Arc<Subject>>,
        share: impl FnOnce(&[Arc<Subject>]) -> Vec<Arc<Subject>>,
    ) -> &[Arc<Subject>] {
        if self.shared.len() >= MOST {
            self.shared.clear();
        }
        let key: Box<[usize]> = subjects.iter().map(|subject| Arc::as_ptr(subject) as usize).collect();
        &self.shared.entry(key).or_insert_with(|| [share(&subjects), subjects])[0]
    }

    /// Tag and length keep two parts from reading like one.
    fn add(&mut self, tag: u8, text: &[u8]) {
        self.key.push(tag);
        self.key.extend((text.len() as u64).to_le_bytes());
        self.key.extend_from_slice(text);
    }
}

impl Said<'_> {
    /// The subject, made by `make` when it is new.
    pub(super) fn or_add(self, make: impl FnOnce() -> Subject) -> Arc<Subject> {
        let Subjects { known, key, .. } = self.0;
        if let Some(subject) = known.get(&key[..]) {
            return Arc::clone(subject);
        }
        if known.len() >= MOST {
            known.clear();
        }
        let subject = Arc::new(make());
        known.insert(key.as_slice().into(), Arc::clone(&subject));
        subject
    }
}
