//! The declared links of a library, grouped by their cause.
//!
//! A third of the values of the built-in library are links, and a log without findings needs none of them: they are
//! embedded as bytes of their own, which are read when the first link is asked for.

use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::library::LinkRule;

/// The links, sorted by cause and effect.
#[derive(Clone, Debug, Default)]
pub struct Links {
    read: OnceLock<Vec<LinkRule>>,
    /// MessagePack, while they are not read.
    packed: &'static [u8],
}

impl From<Vec<LinkRule>> for Links {
    fn from(links: Vec<LinkRule>) -> Self {
        Links { read: links.into(), packed: &[] }
    }
}

impl Deref for Links {
    type Target = [LinkRule];

    /// # Panics
    ///
    /// When the embedded bytes are no links: the bake test keeps that from happening.
    fn deref(&self) -> &[LinkRule] {
        self.read.get_or_init(|| rmp_serde::from_slice(self.packed).expect("the build script packs links"))
    }
}

impl Serialize for Links {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}

impl<'de: 'static> Deserialize<'de> for Links {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_bytes(Packed)
    }
}

/// Takes the bytes that hold the links.
struct Packed;

impl<'de: 'static> Visitor<'de> for Packed {
    type Value = Links;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("packed links")
    }

    fn visit_borrowed_bytes<E: Error>(self, packed: &'de [u8]) -> Result<Links, E> {
        Ok(Links { read: OnceLock::new(), packed })
    }
}
