//! A record with the things that it names, which are read when the first signature holds on it.

use std::borrow::Cow;
use std::cell::OnceCell;

use crate::format::{self, Names};
use crate::model::{Kind, Record};

/// See the head of this file.
#[derive(Debug)]
pub struct Told<'r> {
    /// The record.
    pub record: &'r Record<'r>,
    names: &'r Names,
    labels: OnceCell<Vec<(Kind, Cow<'r, [u8]>)>>,
}

impl<'r> Told<'r> {
    /// Of a record; nothing is read yet.
    #[must_use]
    pub fn new(record: &'r Record<'r>, names: &'r Names) -> Self {
        Told { record, names, labels: OnceCell::new() }
    }

    /// What its envelope and its keys name.
    pub fn labels(&self) -> &[(Kind, Cow<'r, [u8]>)] {
        self.labels.get_or_init(|| format::labels(self.record, self.names))
    }
}
