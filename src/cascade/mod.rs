//! From episodes to a verdict: links, incidents, ranked causes.
//!
//! ```text
//! episodes --links--> who may have caused whom --incidents--> what belongs together --roots--> what caused it all
//!          --telling--> incidents as they are told --novelty--> weighed against what no rule knows
//! ```
//!
//! No edge exists that the rule library does not declare, nothing is learned from the incident at hand, and the same
//! episodes give the same verdict. A folder imports from those only that the list in `tests/floors.rs` has below it.

pub mod constants;
mod fitting;
pub mod incidents;
pub mod links;
pub mod method;
pub mod novelty;
mod renewed;
pub mod roots;
mod telling;
pub mod verdict;

pub use method::{Head, Method};
pub use verdict::{analyse, analyse_by};
