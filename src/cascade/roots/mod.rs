//! What brought an incident about: candidates scored, one of them judged to be the head, and how sure that is.

pub(super) mod asked;
pub mod baseline;
pub mod confidence;
mod due;
mod hypotheses;
pub(super) mod judge;
pub mod missing;
pub mod rank;
pub mod reach;
mod trigger;
mod twins;

use crate::model::{Hypothesis, Stamp};

/// When a latent cause was set off: it did no harm before.
pub(super) fn set_off(roots: &[Hypothesis]) -> Option<Stamp> {
    let latent = roots.first().filter(|root| root.latent_since.is_some());
    latent.and_then(|root| root.trigger.as_ref()).map(|trigger| trigger.time)
}
