//! The declared links of a library, grouped by their cause.
//!
//! A third of the values of the built-in library are links, and a log without findings needs none of them: they are
//! embedded as bytes of their own, deflated, which are read when the first link is asked for.

use std::fmt;
use std::io::Read as _;
use std::ops::Deref;
use std::sync::OnceLock;

use flate2::read::DeflateDecoder;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::library::LinkRule;

/// The links, sorted by cause and effect.
#[derive(Clone, Debug, Default)]
pub struct Links {
    read: OnceLock<Vec<LinkRule>>,
    /// MessagePack, deflated, while they are not read.
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
        self.read.get_or_init(|| rmp_serde::from_slice(inflated(self.packed)).expect("the build script packs links"))
    }
}

/// The texts of the links are borrowed from it, for as long as the program runs.
fn inflated(packed: &[u8]) -> &'static [u8] {
    let mut links = Vec::new();
    DeflateDecoder::new(packed).read_to_end(&mut links).expect("the build script deflates links");
    links.leak()
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
