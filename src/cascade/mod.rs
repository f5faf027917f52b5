//! From episodes to a verdict: links, incidents, ranked causes.
//!
//! ```text
//! episodes --links--> who may have caused whom --incidents--> what belongs together --rank--> what caused it all
//! ```
//!
//! No edge exists that the rule library does not declare, nothing is learned from the incident at hand, and the same
//! episodes give the same verdict.

mod asked;
pub mod baseline;
mod beforehand;
mod beside;
pub mod chain;
pub mod confidence;
pub mod constants;
mod doubt;
mod due;
pub mod excused;
mod fitting;
pub mod graph;
mod habit;
mod hypotheses;
pub mod incidents;
pub mod join;
mod judge;
pub mod links;
pub mod method;
pub mod missing;
mod nameless;
pub mod near;
pub mod novelty;
pub mod order;
pub mod rank;
pub mod reach;
mod renewed;
mod slight;
mod telling;
pub mod timing;
mod trigger;
mod twins;
pub mod verdict;

pub use method::{Head, Method};
pub use verdict::{analyse, analyse_by};
