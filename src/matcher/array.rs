//! Messages of the journal that are printed as arrays of bytes: no literal stands in the raw text, so their records must
//! be decoded first. Their windows stand in the filter beside those of the rules.
//!
//! ```text
//! {"MESSAGE":[72,101],...}        systemd since 236
//! { "MESSAGE" : [ 72, 101 ], ...  before, and -o json-pretty; what wrote an entry anew sets it as "MESSAGE": [72, 101]
//! "log":"{\"MESSAGE\":[72,...     inside a string of JSON
//! ```

use crate::rule::window::WINDOW;

/// What may stand before and behind the colon.
const BLANKS: [&str; 3] = ["", " ", "\t"];
/// How the name of the field ends.
const QUOTES: [&str; 2] = ["\"", "\\\""];
/// What may follow a bracket that ends before its window does: a byte, a value of several, or a blank.
const NEXT: &[u8; 13] = b"0123456789[ \t";

/// A window for each spelling.
pub fn windows() -> Vec<[u8; WINDOW]> {
    let quotes = QUOTES.iter().flat_map(|quote| BLANKS.map(|before| (quote, before)));
    let starts = quotes.flat_map(|(quote, before)| BLANKS.map(|after| format!("\"MESSAGE{quote}{before}:{after}[")));
    starts.flat_map(|start| ending(start.as_bytes())).collect()
}

/// The last bytes of a spelling, with what may follow where it is too short.
fn ending(start: &[u8]) -> Vec<[u8; WINDOW]> {
    match start.last_chunk() {
        Some(window) => vec![*window],
        None => NEXT.iter().filter_map(|next| [start, &[*next]].concat().try_into().ok()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_has_a_window_of_its_own() {
        let windows = windows();
        for text in [r#""MESSAGE":[7"#, r#""MESSAGE":[ "#, r#""MESSAGE":[["#, r#""MESSAGE": ["#, r#"MESSAGE" : ["#] {
            assert!(windows.iter().any(|window| window == text.as_bytes()), "{text}");
        }
        let distinct: std::collections::BTreeSet<_> = windows.iter().collect();
        assert_eq!(distinct.len(), windows.len());
        assert!(!windows.iter().any(|window| window.ends_with(b"\"") || !window.contains(&b'[')));
    }
}
