//! Reads the embedded library: MessagePack as the build script writes it, the texts apart.
//!
//! ```text
//! 94 a4 cc c8 c0 a2      ["disk", 200, nil, "io"]
//! array of 4, text of 4, byte, nothing, text of 2
//! diskio                 the texts, one after the other
//! ```
//!
//! The library is read at every start. So texts are borrowed: they stand apart because the compiler knows that they are
//! text, and most of them are not even touched. A value is told by one look at its first byte. A general reader of
//! MessagePack took 10.6 million instructions, most of them for what it cannot know beforehand.

use std::fmt;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde::{Deserialize, forward_to_deserialize_any};

/// The value that the bytes hold, with its texts.
///
/// # Errors
///
/// When they are not of the form, or the value is not of the type: then the program was built wrong.
pub fn read<'de, T: Deserialize<'de>>(bytes: &'de [u8], texts: &'de str) -> Result<T, Broken> {
    T::deserialize(&mut Reader { rest: bytes, texts })
}

/// The bytes are no such value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the embedded library is broken")
    }
}

impl std::error::Error for Broken {}

impl Error for Broken {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Broken
    }
}

/// What stands at the beginning of a value.
enum Head {
    Nil,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    /// Bytes of the next text.
    Text(usize),
    /// Bytes of a large number that follow.
    Wide(usize),
    /// Values that follow.
    Array(usize),
    /// Pairs of values that follow.
    Map(usize),
}

/// What is not read yet.
struct Reader<'de> {
    rest: &'de [u8],
    texts: &'de str,
}

impl<'de> Reader<'de> {
    #[inline]
    fn take(&mut self, len: usize) -> Result<&'de [u8], Broken> {
        let (taken, rest) = self.rest.split_at_checked(len).ok_or(Broken)?;
        self.rest = rest;
        Ok(taken)
    }

    #[inline]
    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], Broken> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(Broken)?;
        self.rest = rest;
        Ok(*taken)
    }

    /// A number of `N` bytes, the high one first.
    #[inline]
    fn number<const N: usize>(&mut self) -> Result<u64, Broken> {
        Ok(self.bytes::<N>()?.iter().fold(0, |number, &byte| number << 8 | u64::from(byte)))
    }

    #[inline]
    fn length<const N: usize>(&mut self) -> Result<usize, Broken> {
        Ok(self.number::<N>()? as usize)
    }

    #[inline]
    fn text(&mut self, len: usize) -> Result<&'de str, Broken> {
        let (text, rest) = self.texts.split_at_checked(len).ok_or(Broken)?;
        self.texts = rest;
        Ok(text)
    }

    fn head(&mut self) -> Result<Head, Broken> {
        let [first] = self.bytes()?;
        Ok(match first {
            0..=0x7f => Head::Unsigned(first.into()),
            0x80..=0x8f => Head::Map((first & 0xf).into()),
            0x90..=0x9f => Head::Array((first & 0xf).into()),
            0xa0..=0xbf => Head::Text((first & 0x1f).into()),
            0xc0 => Head::Nil,
            0xc2 | 0xc3 => Head::Bool(first == 0xc3),
            0xc4 => Head::Wide(self.length::<1>()?),
            0xcb => Head::Float(f64::from_be_bytes(self.bytes()?)),
            0xcc => Head::Unsigned(self.number::<1>()?),
            0xcd => Head::Unsigned(self.number::<2>()?),
            0xce => Head::Unsigned(self.number::<4>()?),
            0xcf => Head::Unsigned(self.number::<8>()?),
            0xd0 => Head::Signed(i8::from_be_bytes(self.bytes()?).into()),
            0xd1 => Head::Signed(i16::from_be_bytes(self.bytes()?).into()),
            0xd2 => Head::Signed(i32::from_be_bytes(self.bytes()?).into()),
            0xd3 => Head::Signed(i64::from_be_bytes(self.bytes()?)),
            0xd9 => Head::Text(self.length::<1>()?),
            0xda => Head::Text(self.length::<2>()?),
            0xdb => Head::Text(self.length::<4>()?),
            0xdc => Head::Array(self.length::<2>()?),
            0xdd => Head::Array(self.length::<4>()?),
            0xde => Head::Map(self.length::<2>()?),
            0xdf => Head::Map(self.length::<4>()?),
            0xe0.. => Head::Signed(i8::from_be_bytes([first]).into()),
            _ => return Err(Broken),
        })
    }

    fn wide(&mut self, len: usize) -> Result<u128, Broken> {
        Ok(self.take(len)?.iter().fold(0, |number, &byte| number << 8 | u128::from(byte)))
    }
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Broken;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Broken> {
        match self.head()? {
            Head::Nil => visitor.visit_unit(),
            Head::Bool(value) => visitor.visit_bool(value),
            Head::Unsigned(value) => visitor.visit_u64(value),
            Head::Signed(value) => visitor.visit_i64(value),
            Head::Float(value) => visitor.visit_f64(value),
            Head::Text(len) => visitor.visit_borrowed_str(self.text(len)?),
            Head::Wide(len) => visitor.visit_u128(self.wide(len)?),
            Head::Array(left) => visitor.visit_seq(Values { reader: self, left }),
            Head::Map(left) => visitor.visit_map(Values { reader: self, left }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Broken> {
        match self.rest.split_first() {
            Some((0xc0, rest)) => {
                self.rest = rest;
                visitor.visit_none()
            }
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Broken> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Broken> {
        match self.head()? {
            Head::Text(len) => visitor.visit_enum(self.text(len)?.into_deserializer()),
            Head::Map(1) => visitor.visit_enum(Variant { reader: self }),
            _ => Err(Broken),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Broken> {
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier
    }
}

/// The values of an array, or the pairs of a map.
struct Values<'r, 'de> {
    reader: &'r mut Reader<'de>,
    left: usize,
}

impl Values<'_, '_> {
    fn next(&mut self) -> Option<()> {
        self.left = self.left.checked_sub(1)?;
        Some(())
    }
}

impl<'de> SeqAccess<'de> for Values<'_, 'de> {
    type Error = Broken;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Broken> {
        self.next().map(|()| seed.deserialize(&mut *self.reader)).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left)
    }
}

impl<'de> MapAccess<'de> for Values<'_, 'de> {
    type Error = Broken;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Broken> {
        self.next().map(|()| seed.deserialize(&mut *self.reader)).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Broken> {
        seed.deserialize(&mut *self.reader)
    }
}

/// A variant with a value: a map of one pair.
struct Variant<'r, 'de> {
    reader: &'r mut Reader<'de>,
}

impl<'r, 'de> EnumAccess<'de> for Variant<'r, 'de> {
    type Error = Broken;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Broken> {
        let Head::Text(len) = self.reader.head()? else { return Err(Broken) };
        let name = BorrowedStrDeserializer::new(self.reader.text(len)?);
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Broken;

    fn unit_variant(self) -> Result<(), Broken> {
        Err(Broken)
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Broken> {
        seed.deserialize(self.reader)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Broken> {
        self.reader.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Broken> {
        self.reader.deserialize_any(visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    enum Shape {
        Plain,
        Of(u16),
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Row<'a> {
        name: &'a str,
        size: Option<u128>,
        lag: (i64, f64),
        shapes: Vec<Shape>,
    }

    const ROW: &[u8] =
        &[0x94, 0xa2, 0xcd, 1, 0, 0x92, 0xd0, 0xfe, 0xcb, 0x3f, 0xe0, 0, 0, 0, 0, 0, 0, 0x92, 0x81, 0xa2, 7, 0xa5];

    #[test]
    fn rows_by_place_and_by_name() {
        let row = Row { name: "md", size: Some(256), lag: (-2, 0.5), shapes: vec![Shape::Of(7), Shape::Plain] };
        assert_eq!(read(ROW, "mdOfPlain"), Ok(row));
        let named = b"\x84\xa4\xa0\xa4\xc0\xa3\x92\x00\x01\xa6\x90";
        let row = Row { name: "", size: None, lag: (0, 1.0), shapes: Vec::new() };
        assert_eq!(read(named, "namesizelagshapes"), Ok(row));
        let wide = [&[0xc4, 16, 1][..], &[0; 15]].concat();
        assert_eq!(read(&wide, ""), Ok(1u128 << 120));
    }

    #[test]
    fn broken_bytes_are_told() {
        for len in 0..ROW.len() {
            assert_eq!(read::<Row<'_>>(&ROW[..len], "mdOfPlain"), Err(Broken), "{len}");
        }
        assert_eq!(read::<Row<'_>>(ROW, "mdOfPlai"), Err(Broken));
        assert_eq!(read::<Row<'_>>(ROW, "mdOfFlain"), Err(Broken));
        assert_eq!(read::<u8>(&[0xcd, 1, 0], ""), Err(Broken));
        assert_eq!(read::<&str>(&[0xa1], "\u{e9}"), Err(Broken));
        assert_eq!(read::<bool>(&[0xc1], ""), Err(Broken));
    }
}
