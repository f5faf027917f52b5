//! What a person reads about a condition, kept packed until it is shown.

use std::borrow::Cow;
use std::io::Read as _;

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use schemars::JsonSchema;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// What a person reads about a condition.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Explain {
    /// What it means.
    pub what: String,
    /// Read-only commands that show it.
    #[serde(default)]
    pub check: Vec<String>,
    /// What mends it.
    #[serde(default)]
    pub fix: String,
    /// What to beware of.
    #[serde(default)]
    pub care: String,
    /// Where the texts come from.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// What a person reads about a condition: one of some JSON texts that are deflated together, NUL between them. As text all
/// of it would be a thirtieth of the program, and one by one they take twice as much as together.
#[derive(Clone, Debug)]
pub struct Prose {
    packed: Cow<'static, [u8]>,
    nth: usize,
}

impl Prose {
    /// In the stored form.
    ///
    /// # Panics
    ///
    /// Never: prose is plain data.
    #[must_use]
    pub fn of(explain: &Explain) -> Self {
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::fast());
        serde_json::to_writer(&mut packed, explain).expect("prose is plain data");
        Prose { packed: packed.finish().expect("in memory").into(), nth: 0 }
    }

    /// Gives those that were stored empty their place among the texts of the last one before that was not.
    pub fn share<'p>(stored: impl Iterator<Item = &'p mut Self>) {
        let mut last = Prose { packed: Cow::Borrowed(&[]), nth: 0 };
        for prose in stored {
            last = if prose.packed.is_empty() { Prose { nth: last.nth + 1, ..last } } else { prose.clone() };
            prose.clone_from(&last);
        }
    }

    /// What it says; nothing when it is no prose, which the bake test rules out.
    #[must_use]
    pub fn explain(&self) -> Explain {
        serde_json::from_str(&self.json()).unwrap_or_default()
    }

    fn json(&self) -> String {
        let mut all = String::new();
        // What is no prose is none: the bake test reads every one.
        let read = DeflateDecoder::new(&*self.packed).read_to_string(&mut all).ok();
        read.and_then(|_| all.split('\0').nth(self.nth)).unwrap_or("{}").to_owned()
    }
}

impl<'de: 'static> Deserialize<'de> for Prose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let packed = Option::<&'static [u8]>::deserialize(deserializer)?;
        Ok(Prose { packed: packed.unwrap_or_default().into(), nth: 0 })
    }
}

impl Serialize for Prose {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.json()).map_err(S::Error::custom)?.serialize(serializer)
    }
}
