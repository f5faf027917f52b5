//! Which 12 bytes of a signature's literals feed the shared filter.
//!
//! A good window is rare in healthy logs: every other record that holds one of its grams costs a look-up.
//! `rules/benign.txt` is a page of what healthy machines print; the window with the fewest parts in it wins.

use std::collections::HashMap;

/// Bytes in a window.
pub const WINDOW: usize = 12;
/// Bytes in a gram, which the filter looks for.
pub const GRAM: usize = 8;
/// Bytes in a part that is counted: a page is too short to hold every gram that healthy machines print.
const PART: usize = 6;

/// How often each part occurs in healthy text.
#[derive(Debug, Default)]
pub struct Benign {
    counts: HashMap<[u8; PART], u32>,
}

impl Benign {
    /// Counts the parts of a healthy text.
    #[must_use]
    pub fn count(text: &str) -> Self {
        let mut counts: HashMap<[u8; PART], u32> = HashMap::new();
        for part in text.as_bytes().windows(PART) {
            let part: [u8; PART] = part.try_into().expect("windows(PART) yields PART bytes");
            *counts.entry(part).or_default() += 1;
        }
        Benign { counts }
    }

    fn cost(&self, window: &[u8]) -> u64 {
        let count = |part: &[u8]| part.try_into().map_or(0, |p: [u8; PART]| self.counts.get(&p).copied().unwrap_or(0));
        window.windows(PART).map(|part| u64::from(count(part))).sum()
    }
}

/// The cheapest window of the literals: index of the literal and offset in it; `None` when all are too short.
///
/// Of equal windows the one with the most letters wins: digits and blanks are what fields of other lines hold.
#[must_use]
pub fn choose(literals: &[String], benign: &Benign) -> Option<(u8, u16)> {
    let windows = literals.iter().enumerate().flat_map(|(i, literal)| {
        literal.as_bytes().windows(WINDOW).enumerate().map(move |(at, window)| (i, at, window))
    });
    windows
        .map(|(i, at, window)| ((benign.cost(window), plain(window)), i, at))
        .min()
        .and_then(|(_, i, at)| Some((u8::try_from(i).ok()?, u16::try_from(at).ok()?)))
}

fn plain(window: &[u8]) -> usize {
    window.iter().filter(|b| !b.is_ascii_alphabetic()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_windows_win() {
        let benign = Benign::count("Started Session of user root. Error syncing pod, skipping");
        let literals = vec!["Error syncing pod, skipping: panic occurred".to_owned()];
        let (literal, at) = choose(&literals, &benign).expect("long enough");
        assert_eq!(literal, 0);
        assert!(at as usize >= "Error syncing pod, skipp".len(), "{at}");
        assert_eq!(choose(&["short".to_owned()], &benign), None);
    }
}
