//! What leads to what.

use serde::{Deserialize, Serialize};

use crate::rule::text::Text;

/// What must agree between cause and effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Join {
    /// The same host.
    Host,
    /// The same boot of the same host.
    Boot,
    /// A later boot of the same host.
    NextBoot,
    /// Another host that talks to it.
    Peer,
    /// A virtual machine of the host.
    Guest,
    /// Any host, the cause being about all of them.
    AllHosts,
    /// Anywhere.
    Cluster,
    /// An entity of this kind.
    Entity(u8),
}

/// A declared link from cause to effect.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct LinkRule {
    /// The cause.
    pub from: u16,
    /// The effect.
    pub to: u16,
    /// Chance that the effect follows.
    pub strength: f64,
    /// Earliest and latest onset of the effect after the cause's, nanoseconds.
    pub lag: (i64, i64),
    /// All must agree.
    pub on: Vec<Join>,
    /// Why.
    pub because: Text,
}
