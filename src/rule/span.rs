//! Durations as rules write them: `90s`, `15m`, `2h`, `7d`, `250ms`, with `-` for earlier.

#[cfg(test)]
use std::borrow::Cow;

#[cfg(test)]
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use crate::model::stamp::{DAY, HOUR, MINUTE, SECOND};

/// A duration in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(pub i64);

const UNITS: [(&str, i64); 5] = [("ms", 1_000_000), ("s", SECOND), ("m", MINUTE), ("h", HOUR), ("d", DAY)];

impl Span {
    /// Reads one duration.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let unit_at = digits.find(|c: char| !c.is_ascii_digit())?;
        let (number, unit) = digits.split_at(unit_at);
        let (_, factor) = UNITS.iter().find(|(name, _)| *name == unit)?;
        number.parse::<i64>().ok()?.checked_mul(sign * factor).map(Span)
    }
}

#[cfg(test)]
impl JsonSchema for Span {
    fn schema_name() -> Cow<'static, str> {
        "Span".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^-?[0-9]+(ms|s|m|h|d)$" })
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Span::parse(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("{text:?} is no duration like 90s, 15m, 2h or 7d")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_and_signs() {
        assert_eq!(Span::parse("90s"), Some(Span(90 * SECOND)));
        assert_eq!(Span::parse("-2m"), Some(Span(-2 * MINUTE)));
        assert_eq!(Span::parse("250ms"), Some(Span(250_000_000)));
        for wrong in ["", "5", "m", "5 m", "1.5h", "5w", "99999999999999999999s"] {
            assert_eq!(Span::parse(wrong), None, "{wrong}");
        }
    }
}
