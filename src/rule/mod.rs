//! The rule library: what fails, how it is printed, what it leads to.
//!
//! ```text
//! rules/SUBSYSTEM/NAME.toml --file--> ConditionFile --build--> Library --baked--> rules/library.json, embedded
//!                                     lint: what a person got wrong, with a caret
//! ```
//!
//! A site's `tuning.toml` (see [`tuning`]) lies beside the library: what it mutes is found and then left out.
//!
//! A rule is data from here on: no regex is compiled in this room (see `matcher`), nothing in a rule is ever run.

pub mod baked;
pub mod build;
pub mod bundles;
pub mod entities;
pub mod error;
pub mod file;
pub mod implied;
pub mod late;
pub mod library;
pub mod links;
pub mod lint;
pub mod load;
pub mod nearest;
pub mod pattern;
pub mod schema;
pub mod span;
pub mod streams;
pub mod text;
pub mod title;
pub mod tuning;
pub mod window;

pub use error::RuleError;
pub use library::{
    Condition, Explain, Hidden, Join, Lasts, Library, LinkRule, Onset, Pattern, PatternKind, Raise, Signature,
};
pub use text::Text;
