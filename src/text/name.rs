//! Names of Kubernetes objects.

/// Whether a word is a name of an object: lower-case letters, digits, and `others` in between.
#[must_use]
pub fn is_name(word: &[u8], others: &[u8]) -> bool {
    let plain = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let ends = word.first().is_some_and(plain) && word.last().is_some_and(plain);
    ends && word.iter().all(|b| plain(b) || others.contains(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_other_words() {
        assert!(is_name(b"web-0", b"-") && is_name(b"node-3.example.org", b".-") && is_name(b"7", b""));
        for word in ["", "Web", "web-", "-web", "web.0", "a b"] {
            assert!(!is_name(word.as_bytes(), b"-"), "{word}");
        }
    }
}
