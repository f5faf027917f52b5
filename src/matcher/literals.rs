//! The literals of the signatures, and the signatures made ready for matching, each at its first use.
//!
//! Most signatures that are met on the way lack a literal in every record and need no more than that: to read a regex
//! costs as much as to search forty records for its literals.

use std::sync::{Arc, OnceLock};

use memchr::memmem::Finder;

use super::engine::Engine;
use super::verify::{Compiled, Glance, Likeness};
use crate::model::SignatureId;
use crate::rule::Signature;

/// The literals of a signature, ready to be searched for.
#[derive(Debug)]
pub struct Literals(Vec<Finder<'static>>);

impl Literals {
    fn of(signature: &Signature) -> Self {
        Literals(signature.literals.iter().map(|literal| Finder::new(literal).into_owned()).collect())
    }

    /// Whether a text holds every one.
    #[must_use]
    pub fn are_in(&self, text: &[u8]) -> bool {
        self.0.iter().all(|literal| literal.find(text).is_some())
    }
}

/// Signatures by their ids, as far as they were used.
#[derive(Debug)]
pub struct Ready {
    literals: Vec<OnceLock<Arc<Literals>>>,
    compiled: Vec<OnceLock<Box<Compiled>>>,
}

impl Ready {
    /// None of so many signatures.
    #[must_use]
    pub fn none(count: usize) -> Self {
        let mut ready = Ready { literals: Vec::new(), compiled: Vec::new() };
        ready.literals.resize_with(count, OnceLock::new);
        ready.compiled.resize_with(count, OnceLock::new);
        ready
    }
}

impl Engine {
    /// The compiled form of a signature.
    pub fn compiled(&self, id: SignatureId) -> &Compiled {
        let signature = self.library.signature(id);
        let compile = || Box::new(Compiled::new(signature, &self.library.kinds, Arc::clone(self.literals(id))));
        self.ready.compiled[usize::from(id.0)].get_or_init(compile)
    }

    fn literals(&self, id: SignatureId) -> &Arc<Literals> {
        let literals = &self.ready.literals[usize::from(id.0)];
        literals.get_or_init(|| Arc::new(Literals::of(self.library.signature(id))))
    }

    /// What the bytes of a record tell of a signature before the record is decoded; it is compiled when they are the
    /// first ones that may hold its literals.
    pub(super) fn glance(&self, id: SignatureId, raw: &[u8], likeness: Likeness) -> Glance {
        let is_new = self.ready.compiled[usize::from(id.0)].get().is_none();
        if is_new && likeness != Likeness::None && !self.literals(id).are_in(raw) {
            return Glance::Never;
        }
        self.compiled(id).glance(raw, likeness)
    }
}
