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

/// What a person reads about a condition: JSON, deflated. As text all of it would be a thirtieth of the program.
#[derive(Clone, Debug)]
pub struct Prose(Cow<'static, [u8]>);

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
        Prose(packed.finish().expect("in memory").into())
    }

    /// What it says; nothing when it is no prose, which the bake test rules out.
    #[must_use]
    pub fn explain(&self) -> Explain {
        serde_json::from_str(&self.json()).unwrap_or_default()
    }

    fn json(&self) -> String {
        let mut json = String::new();
        // What is no prose is none: the bake test reads every one.
        let read = DeflateDecoder::new(&*self.0).read_to_string(&mut json);
        read.map_or_else(|_| "{}".to_owned(), |_| json)
    }
}

impl<'de: 'static> Deserialize<'de> for Prose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&'static [u8]>::deserialize(deserializer).map(|packed| Prose(packed.into()))
    }
}

impl Serialize for Prose {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.json()).map_err(S::Error::custom)?.serialize(serializer)
    }
}
