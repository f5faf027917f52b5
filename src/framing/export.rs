//! Entries of the journal export format, whose binary fields may hold anything, empty lines too.
//!
//! ```text
//! __CURSOR=s=...\n  FIELD=printable\n  FIELD\n<u64 little endian size><bytes>\n  \n
//! ```

use memchr::memchr;

/// Bytes of the size before a binary value.
const SIZE: usize = 8;

/// The start of each whole entry of `text`, and where the first unfinished one starts.
///
/// `last` says that nothing follows: then an entry without its empty line counts as whole.
#[must_use]
pub fn entries(text: &[u8], last: bool) -> (Vec<usize>, usize) {
    let mut starts = Vec::new();
    let mut at = skip_newlines(text, 0);
    while at < text.len() {
        match entry_end(text, at) {
            Some(end) => {
                starts.push(at);
                at = skip_newlines(text, end);
            }
            None if last => {
                starts.push(at);
                return (starts, text.len());
            }
            None => return (starts, at),
        }
    }
    (starts, at)
}

fn skip_newlines(text: &[u8], mut at: usize) -> usize {
    while text.get(at) == Some(&b'\n') {
        at += 1;
    }
    at
}

/// Where the entry at `at` ends: after its empty line.
fn entry_end(text: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let line = &text[at..];
        let end = memchr(b'\n', line)?;
        if end == 0 {
            return Some(at + 1);
        }
        at += match memchr(b'=', &line[..end]) {
            Some(_) => end + 1,
            None => binary_end(line, end + 1)?,
        };
    }
}

/// Where a binary field ends whose size stands at `size_at`; a size beyond the text is no size.
fn binary_end(line: &[u8], size_at: usize) -> Option<usize> {
    let size: [u8; SIZE] = line.get(size_at..size_at + SIZE)?.try_into().ok()?;
    let size = usize::try_from(u64::from_le_bytes(size)).ok()?;
    let end = size_at.checked_add(SIZE)?.checked_add(size)?;
    (line.get(end) == Some(&b'\n')).then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binary_values_may_hold_empty_lines() {
        let mut text = b"__CURSOR=a\nMESSAGE\n".to_vec();
        text.extend(6u64.to_le_bytes());
        text.extend(b"one\n\nx\nPRIORITY=3\n\n__CURSOR=b\nMESSAGE=two\n\n__CURSOR=c\nMESS");
        let second = text.windows(10).position(|w| w == b"__CURSOR=b").expect("second");
        let third = text.windows(10).position(|w| w == b"__CURSOR=c").expect("third");
        assert_eq!(entries(&text, false), (vec![0, second], third));
        assert_eq!(entries(&text, true), (vec![0, second, third], text.len()));
    }

    #[test]
    fn a_hostile_size_ends_nothing() {
        let mut text = b"MESSAGE\n".to_vec();
        text.extend(u64::MAX.to_le_bytes());
        text.extend(b"\n\n__CURSOR=x\n\n");
        assert_eq!(entries(&text, false), (vec![], 0));
        assert_eq!(entries(&text, true).0.len(), 1);
    }
}
