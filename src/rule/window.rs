//! Which 12 bytes of a signature's literals feed the shared filter.
//!
//! A good window is rare in healthy logs: every other record that holds one of its grams costs a look-up.
//! `rules/benign.txt` is a page of what healthy machines print; the window with the fewest grams in it wins, and of several
//! the one with the fewest shorter parts.

use std::collections::HashMap;

/// Bytes in a window.
pub const WINDOW: usize = 12;
/// Bytes in a gram, which the filter looks for.
pub const GRAM: usize = 8;
/// Bytes in a part that is counted beside the grams: a page is too short to hold every gram that healthy machines print.
const PART: usize = 6;

/// How often each gram and each part occurs in healthy text.
#[derive(Debug, Default)]
pub struct Benign {
    grams: Counts<GRAM>,
    parts: Counts<PART>,
}

/// How often texts of one length occur.
#[derive(Debug, Default)]
struct Counts<const N: usize>(HashMap<[u8; N], u32>);

impl<const N: usize> Counts<N> {
    fn of(text: &str) -> Self {
        let mut counts: HashMap<[u8; N], u32> = HashMap::new();
        for part in text.as_bytes().windows(N) {
            *counts.entry(part.try_into().expect("windows(N) yields N bytes")).or_default() += 1;
        }
        Counts(counts)
    }

    /// Of all in a window together.
    fn sum(&self, window: &[u8]) -> u64 {
        window.windows(N).map(|part| u64::from(self.0.get(part).copied().unwrap_or(0))).sum()
    }
}

impl Benign {
    /// Counts the grams and parts of a healthy text.
    #[must_use]
    pub fn count(text: &str) -> Self {
        Benign { grams: Counts::of(text), parts: Counts::of(text) }
    }

    /// What passes the filter for nothing comes first: its grams.
    fn cost(&self, window: &[u8]) -> (u64, u64) {
        (self.grams.sum(window), self.parts.sum(window))
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
