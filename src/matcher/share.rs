//! Signatures of one condition on one record: what one of them names, the others mean too.
//!
//! ```text
//! MountVolume.SetUp failed for volume "data": mount failed: exit status 32
//! signature 4    volume data          signature 9    -          is about volume data as well
//! ```
//!
//! So they are of one cell, where a record counts once: `episode/cell`.

use std::sync::Arc;

use super::engine::Engine;
use super::subjects::Subjects;
use crate::model::{Entity, Finding, Subject};

/// What the signatures of a condition name on one record.
#[derive(Default)]
struct Named {
    host: Option<Box<str>>,
    about: Vec<Entity>,
}

impl Engine {
    /// Lends the findings of one record, in the order of their signatures, what others of the same condition name.
    pub(super) fn share(&self, findings: &mut [Finding], known: &mut Subjects) {
        let sign = |finding: &Finding| (finding.subject.condition, finding.subject.ends);
        for alike in findings.chunk_by_mut(|a, b| sign(a) == sign(b)).filter(|alike| alike.len() > 1) {
            let subjects: Vec<Arc<Subject>> = alike.iter().map(|finding| Arc::clone(&finding.subject)).collect();
            let shared = known.shared(subjects, |subjects| self.shared(subjects));
            alike.iter_mut().zip(shared).for_each(|(finding, subject)| finding.subject = Arc::clone(subject));
        }
    }

    fn shared(&self, subjects: &[Arc<Subject>]) -> Vec<Arc<Subject>> {
        let mut named = Named::default();
        for subject in subjects {
            if named.agrees(subject) {
                let condition = self.library.condition(subject.condition);
                named.take(subject, |entity| condition.is_about(entity.kind));
            }
        }
        subjects.iter().map(|subject| named.lend(subject)).collect()
    }
}

impl Named {
    /// Whether a subject names nothing else of the same kind.
    fn agrees(&self, subject: &Subject) -> bool {
        let other = |own: &Entity| self.about.iter().any(|e| e.kind == own.kind && e.value != own.value);
        let other_host = self.host.is_some() && subject.about_host.is_some() && self.host != subject.about_host;
        !other_host && !subject.entities.iter().any(other)
    }

    fn take(&mut self, subject: &Subject, is_about: impl Fn(&Entity) -> bool) {
        self.host = self.host.take().or_else(|| subject.about_host.clone());
        let new = subject.entities.iter().filter(|e| is_about(e) && !self.about.contains(e)).cloned();
        let new: Vec<Entity> = new.collect();
        self.about.extend(new);
    }

    fn lend(&self, subject: &Arc<Subject>) -> Arc<Subject> {
        let lacks = |e: &&Entity| !subject.entities.contains(e);
        let same_host = self.host.is_none() || self.host == subject.about_host;
        if !self.agrees(subject) || (same_host && !self.about.iter().any(|e| lacks(&e))) {
            return Arc::clone(subject);
        }
        let mut fuller = Subject { about_host: self.host.clone(), ..(**subject).clone() };
        fuller.entities.extend(self.about.iter().filter(lacks).cloned());
        fuller.entities.sort_unstable();
        fuller.into()
    }
}
