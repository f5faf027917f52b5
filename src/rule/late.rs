//! Texts that are unpacked when somebody asks for one of them.
//!
//! ```text
//! build script: row 0: all texts of the group, NUL between them, deflated    rows 1..n: nothing
//! at start:     each row knows its group and its place in it ([`Late::share`])
//! when asked:   the group is inflated once
//! ```
//!
//! The patterns and the prose of the built-in library would be a tenth of the program, and a log needs those of the few
//! rules that it speaks of.

use std::fmt;
use std::io::Read as _;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use flate2::read::DeflateDecoder;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::text::Text;

/// A text of a rule that is not read at start.
#[derive(Clone)]
pub struct Late(Form);

#[derive(Clone)]
enum Form {
    /// As it is.
    Plain(Text),
    /// One of a group.
    Shared(Arc<Group>, usize),
    /// The next one of the group of the row before, until [`Late::share`] tells which that is.
    Next,
}

/// Texts that are deflated together: one by one they take twice as much.
struct Group {
    deflated: &'static [u8],
    texts: OnceLock<String>,
}

impl Group {
    /// The text at a place; nothing when the bytes are no texts, which the bake test rules out.
    fn text(&self, nth: usize) -> &str {
        let texts = self.texts.get_or_init(|| {
            let mut all = String::new();
            let read = DeflateDecoder::new(self.deflated).read_to_string(&mut all);
            read.map_or_else(|_| String::new(), |_| all)
        });
        texts.split('\0').nth(nth).unwrap_or_default()
    }
}

impl Late {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Form::Plain(text) => text,
            Form::Shared(group, nth) => group.text(*nth),
            Form::Next => "",
        }
    }

    /// Whether it is known to be empty without unpacking anything.
    #[must_use]
    pub fn is_left_out(&self) -> bool {
        matches!(&self.0, Form::Plain(text) if text.is_empty())
    }

    /// Gives each row its place in the group that the last row before it holds.
    pub fn share<'l>(rows: impl Iterator<Item = &'l mut Self>) {
        let mut next = Form::Next;
        for Late(row) in rows {
            match row {
                Form::Shared(..) => next.clone_from(row),
                Form::Next => row.clone_from(&next),
                Form::Plain(_) => {}
            }
            if let Form::Shared(_, nth) = &mut next {
                *nth += 1;
            }
        }
    }
}

impl Default for Late {
    fn default() -> Self {
        Late(Form::Plain(Text::default()))
    }
}

impl From<Text> for Late {
    fn from(text: Text) -> Self {
        Late(Form::Plain(text))
    }
}

impl From<String> for Late {
    fn from(text: String) -> Self {
        Text::from(text).into()
    }
}

impl Deref for Late {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Debug for Late {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for Late {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl Serialize for Late {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_str().serialize(serializer)
    }
}

impl<'de: 'static> Deserialize<'de> for Late {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Stored)
    }
}

/// A group, nothing for one more of it, or `false` for an empty text.
struct Stored;

impl<'de: 'static> Visitor<'de> for Stored {
    type Value = Late;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("packed texts")
    }

    fn visit_borrowed_bytes<E: Error>(self, deflated: &'de [u8]) -> Result<Late, E> {
        Ok(Late(Form::Shared(Arc::new(Group { deflated, texts: OnceLock::new() }), 0)))
    }

    fn visit_unit<E: Error>(self) -> Result<Late, E> {
        Ok(Late(Form::Next))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Late, E> {
        Ok(Late::default())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::DeflateEncoder;

    use super::*;

    fn group(texts: &str) -> Late {
        let mut deflated = DeflateEncoder::new(Vec::new(), Compression::best());
        deflated.write_all(texts.as_bytes()).expect("in memory");
        let deflated = deflated.finish().expect("in memory").leak();
        Late(Form::Shared(Arc::new(Group { deflated, texts: OnceLock::new() }), 0))
    }

    #[test]
    fn every_row_finds_its_text() {
        let next = || Late(Form::Next);
        let mut rows = [group("a\0b\0\0d"), next(), Late::default(), next(), group("e\0f"), next()];
        Late::share(rows.iter_mut());
        assert_eq!(rows.each_ref().map(Late::as_str), ["a", "b", "", "d", "e", "f"]);
        assert_eq!(rows.each_ref().map(Late::is_left_out), [false, false, true, false, false, false]);
    }

    #[test]
    fn what_is_no_group_is_empty() {
        let broken = Late(Form::Shared(Arc::new(Group { deflated: b"\xff", texts: OnceLock::new() }), 0));
        assert_eq!(broken.as_str(), "");
    }
}
