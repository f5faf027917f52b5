//! Lists that are made while they are written: a report of a hundred thousand links would be larger than all that it
//! is made from.
//!
//! ```text
//! Report { incidents: Made(|| incidents), ... }  --serde_json-->  "incidents": [ one, and the next one, ... ]
//! ```

use std::fmt;

use serde::{Serialize, Serializer};

/// A list: what it calls gives the items anew each time.
#[derive(Clone, Copy)]
pub struct Made<F>(pub F);

impl<F, I> Serialize for Made<F>
where
    F: Fn() -> I,
    I: IntoIterator<Item: Serialize>,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

impl<F> fmt::Debug for Made<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[...]")
    }
}
