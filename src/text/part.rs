//! Where a part of some bytes stands among them.

use std::ops::Range;

/// The place of a part; `None` when it is none of these bytes but a copy.
#[must_use]
pub fn place(whole: &[u8], part: &[u8]) -> Option<Range<usize>> {
    let start = part.as_ptr().addr().checked_sub(whole.as_ptr().addr())?;
    let end = start + part.len();
    (end <= whole.len()).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_and_copies() {
        let whole = b"nfs: server";
        assert_eq!(place(whole, &whole[5..]), Some(5..11));
        assert_eq!(place(whole, &whole[11..]), Some(11..11));
        assert_eq!((place(&whole[5..], whole), place(whole, &whole.to_owned()[..])), (None, None));
    }
}
