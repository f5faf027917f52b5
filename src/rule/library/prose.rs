//! What a person reads about a condition, kept packed until it is shown.

use std::borrow::Cow;
use std::io::Read as _;
use std::sync::{Arc, OnceLock};

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

/// What a person reads about a condition: one of some JSON texts that are packed together.
#[derive(Clone, Debug, Default)]
pub struct Prose {
    /// `None` until [`Prose::share`] tells.
    packed: Option<Arc<Packed>>,
    nth: usize,
}

/// JSON texts that are deflated together, NUL between them. As text all of them would be a thirtieth of the program, and
/// one by one they take twice as much as together.
#[derive(Debug)]
struct Packed {
    deflated: Cow<'static, [u8]>,
    /// Once somebody asked: an answer asks for those of many conditions.
    texts: OnceLock<String>,
}

impl Packed {
    fn of(deflated: Cow<'static, [u8]>) -> Arc<Packed> {
        Arc::new(Packed { deflated, texts: OnceLock::new() })
    }

    /// The texts; none when these are no texts, which the bake test rules out.
    fn texts(&self) -> &str {
        self.texts.get_or_init(|| {
            let mut all = String::new();
            let read = DeflateDecoder::new(&*self.deflated).read_to_string(&mut all);
            read.map_or_else(|_| String::new(), |_| all)
        })
    }
}

impl Prose {
    /// In the stored form.
    ///
    /// # Panics
    ///
    /// Never: prose is plain data.
    #[must_use]
    pub fn of(explain: &Explain) -> Self {
        let mut deflated = DeflateEncoder::new(Vec::new(), Compression::fast());
        serde_json::to_writer(&mut deflated, explain).expect("prose is plain data");
        Prose { packed: Some(Packed::of(deflated.finish().expect("in memory").into())), nth: 0 }
    }

    /// Gives those that were stored empty their place among the texts of the last one before that was not.
    pub fn share<'p>(stored: impl Iterator<Item = &'p mut Self>) {
        let mut last = Prose::default();
        for prose in stored {
            last = if prose.packed.is_none() { Prose { nth: last.nth + 1, ..last } } else { prose.clone() };
            prose.clone_from(&last);
        }
    }

    /// What it says; nothing when it is no prose, which the bake test rules out.
    #[must_use]
    pub fn explain(&self) -> Explain {
        serde_json::from_str(self.json()).unwrap_or_default()
    }

    fn json(&self) -> &str {
        self.packed.as_ref().and_then(|packed| packed.texts().split('\0').nth(self.nth)).unwrap_or("{}")
    }
}

impl<'de: 'static> Deserialize<'de> for Prose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Option::<&'static [u8]>::deserialize(deserializer)?.filter(|stored| !stored.is_empty());
        Ok(Prose { packed: stored.map(|deflated| Packed::of(deflated.into())), nth: 0 })
    }
}

impl Serialize for Prose {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.json().to_owned()).map_err(S::Error::custom)?.serialize(serializer)
    }
}
