//! The literals of the signatures, and the signatures made ready for matching, each at its first use.
//!
//! Most signatures that are met on the way lack a literal in every record and need no more than that: to read a regex
//! costs as much as to search forty records for its literals.

use std::sync::atomic::{AtomicU8, Ordering};
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
    /// How often each was met before it was compiled.
    met: Vec<AtomicU8>,
}

/// A signature is compiled for a glance when it was met so often: most of those that other programs' records hold are
/// met a few times, and to read an envelope costs a hundredth of reading a regex.
const OFTEN: u8 = 16;

impl Ready {
    /// None of so many signatures.
    #[must_use]
    pub fn none(count: usize) -> Self {
        let mut ready = Ready { literals: Vec::new(), compiled: Vec::new(), met: Vec::new() };
        ready.literals.resize_with(count, OnceLock::new);
        ready.compiled.resize_with(count, OnceLock::new);
        ready.met.resize_with(count, AtomicU8::default);
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

    /// What the bytes of a record tell of a signature before the record is decoded; it is not
    /// compiled for the first ones that may hold its literals, since another program may have written them.
    pub(super) fn glance(&self, id: SignatureId, raw: &[u8], likeness: Likeness) -> Glance {
        let is_new = self.ready.compiled[usize::from(id.0)].get().is_none();
        if is_new && likeness != Likeness::None && !self.literals(id).are_in(raw) {
            return Glance::Never;
        }
        if is_new && self.ready.met[usize::from(id.0)].fetch_add(1, Ordering::Relaxed) < OFTEN {
            return Glance::Perhaps;
        }
        self.compiled(id).glance(raw, likeness)
    }
}
