//! Counts in the form a person reads.
//!
//! ```text
//! 412 318    1 host    3 hosts    2 branches
//! ```

/// A count in groups of three: `412 318`.
#[must_use]
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

/// A count with its noun: `1 host`, `3 hosts`, `2 branches`.
#[must_use]
pub fn counted(count: u64, noun: &str) -> String {
    let plural = match count {
        1 => noun.to_owned(),
        _ if noun.ends_with("ch") => format!("{noun}es"),
        _ => format!("{noun}s"),
    };
    format!("{} {plural}", grouped(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_in_words() {
        assert_eq!((grouped(412_318), grouped(1_000), grouped(7)), ("412 318".into(), "1 000".into(), "7".into()));
        assert_eq!((counted(1, "host"), counted(1204, "notice")), ("1 host".into(), "1 204 notices".into()));
        assert_eq!((counted(1, "branch"), counted(2, "branch")), ("1 branch".into(), "2 branches".into()));
    }
}
