//! The boot that a user names with `--boot`: journalctl's words.
//!
//! ```text
//!  0  -1  the last one, the one before           5e6f..dd    the one with this id
//!  1   2  the first one that is known, the next  5e6f..dd-1  the one before that;  +2  the second one after it
//! ```
//!
//! # Source
//!
//! journalctl(1), `--boot`.

use crate::model::UnplacedBoot;

/// Digits of a boot's id.
const ID_DIGITS: usize = 32;

/// One boot of each host, or one boot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhichBoot {
    /// Counted: from the first on when it is positive, else back from the last.
    Nth(i64),
    /// By its id, and so many boots after it.
    Near(u128, i64),
}

impl WhichBoot {
    /// Reads the word of a user.
    #[must_use]
    pub fn parse(text: &str) -> Option<WhichBoot> {
        let id = text.get(..ID_DIGITS).filter(|id| id.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(id) = id else { return number(text).map(WhichBoot::Nth) };
        let after = &text[ID_DIGITS..];
        let offset = if after.is_empty() { 0 } else { number(after).filter(|_| after.starts_with(['+', '-']))? };
        Some(WhichBoot::Near(u128::from_str_radix(id, 16).ok()?, offset))
    }

    /// Its place among the boots of a host, of which these are the ids in order.
    #[must_use]
    pub fn among(self, ids: &[Option<u128>]) -> Option<usize> {
        let place = match self {
            WhichBoot::Nth(n) if n > 0 => n - 1,
            WhichBoot::Nth(back) => back + ids.len() as i64 - 1,
            WhichBoot::Near(id, offset) => {
                let at = ids.iter().position(|known| *known == Some(id))?;
                offset.saturating_add(at as i64)
            }
        };
        usize::try_from(place).ok().filter(|place| *place < ids.len())
    }

    /// The one that it names of the boots of an input that nothing dates.
    #[must_use]
    pub fn of(self, boots: &[UnplacedBoot]) -> Option<&UnplacedBoot> {
        boots.get(self.among(&boots.iter().map(|boot| Some(boot.key)).collect::<Vec<_>>())?)
    }
}

impl std::fmt::Display for WhichBoot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            WhichBoot::Nth(n) => write!(f, "{n}"),
            WhichBoot::Near(id, 0) => write!(f, "{id:032x}"),
            WhichBoot::Near(id, offset) => write!(f, "{id:032x}{offset:+}"),
        }
    }
}

/// Few digits, perhaps with a sign: no host has as many boots.
fn number(text: &str) -> Option<i64> {
    text.parse().ok().filter(|n: &i64| n.unsigned_abs() <= u64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "5e6f00112233445566778899AABBCCDD";

    #[track_caller]
    fn check(word: &str, place: Option<usize>) {
        let ids = [None, Some(0x5e6f_0011_2233_4455_6677_8899_aabb_ccdd), Some(7)];
        let which = WhichBoot::parse(word).unwrap_or_else(|| panic!("{word} is a boot"));
        assert_eq!(which.among(&ids), place, "{word}");
        assert_eq!(WhichBoot::parse(&which.to_string()), Some(which), "{word}");
    }

    #[test]
    fn numbers_count_from_both_ends() {
        [("0", 2), ("-0", 2), ("-1", 1), ("-2", 0), ("1", 0), ("+2", 1), ("3", 2)]
            .into_iter()
            .for_each(|(word, place)| check(word, Some(place)));
        ["-3", "4", "4294967295"].into_iter().for_each(|word| check(word, None));
    }

    #[test]
    fn ids_and_what_lies_beside_them() {
        [("", 1), ("-1", 0), ("+1", 2), ("+0", 1)]
            .into_iter()
            .for_each(|(offset, place)| check(&format!("{ID}{offset}"), Some(place)));
        check(&format!("{ID}-2"), None);
        check(&ID.replace('5', "6"), None);
    }

    #[test]
    fn what_names_no_boot() {
        for word in [
            "",
            "x",
            "last",
            "1.5",
            "5e6f",
            "99999999999",
            "-9223372036854775808",
            &format!("{ID}1"),
            &format!("{ID}-"),
            &"g".repeat(32),
        ] {
            assert_eq!(WhichBoot::parse(word), None, "{word}");
        }
    }
}
