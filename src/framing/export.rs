//! Entries of the journal export format, whose binary fields may hold anything, empty lines too.
//!
//! ```text
//! __CURSOR=s=...\n  FIELD=printable\n  FIELD\n<u64 little endian size><bytes>\n  \n
//! Nov 14 02:57:18 node-a k3s[1]: text\n        of another program that wrote into the same stream: a record of its own
//! ```

use memchr::memchr;

/// Bytes of the size before a binary value.
const SIZE: usize = 8;
/// More than a binary value may have: eight letters, read as a size, are far beyond it.
const TOO_LARGE: u64 = 1 << 32;
/// Bytes of the longest name of a field.
const NAME: usize = 64;
/// Blanks before a continued message in the short modes of journalctl.
const INDENT: &[u8] = b"                    ";

/// The start of each whole record of `text`, and where the first unfinished one starts.
///
/// `last` says that nothing follows: then an entry without its empty line counts as whole.
#[must_use]
pub fn entries(text: &[u8], last: bool) -> (Vec<usize>, usize) {
    let mut starts = Vec::new();
    let mut at = skip_newlines(text, 0);
    while at < text.len() {
        match record_end(text, at, last) {
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

/// Whether a record is an entry: it starts with a field.
#[must_use]
pub fn is_entry(record: &[u8]) -> bool {
    let name = record.iter().take(NAME + 1).take_while(|b| is_of_name(**b)).count();
    let is_name = (1..=NAME).contains(&name) && !record[0].is_ascii_digit();
    is_name && matches!(record.get(name), Some(b'=' | b'\n'))
}

const fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_'
}

fn skip_newlines(text: &[u8], mut at: usize) -> usize {
    while text.get(at) == Some(&b'\n') {
        at += 1;
    }
    at
}

/// Where the record at `at` ends, if that can be told.
fn record_end(text: &[u8], at: usize, last: bool) -> Option<usize> {
    match Field::at(text, at) {
        Field::Ends(end) => entry_end(text, end),
        Field::Open => None,
        Field::None => line_end(text, at, last),
    }
}

/// Where the entry ends whose first field ends at `at`: after its empty line, or where something else begins.
fn entry_end(text: &[u8], mut at: usize) -> Option<usize> {
    loop {
        if text.get(at) == Some(&b'\n') {
            return Some(at + 1);
        }
        match Field::at(text, at) {
            Field::Ends(end) => at = end,
            Field::Open => return None,
            Field::None => return Some(at),
        }
    }
}

/// Where a line ends that is no field, with the lines that continue it.
fn line_end(text: &[u8], at: usize, last: bool) -> Option<usize> {
    let mut end = at + memchr(b'\n', &text[at..])? + 1;
    loop {
        let next = &text[end..];
        if !next.starts_with(INDENT) {
            let is_told = last || next.len() >= INDENT.len() || !INDENT.starts_with(next);
            return is_told.then_some(end);
        }
        end += memchr(b'\n', next)? + 1;
    }
}

/// What stands at the start of a line.
enum Field {
    /// A field, up to there.
    Ends(usize),
    /// A field, whose end is not there yet.
    Open,
    /// No field.
    None,
}

impl Field {
    fn at(text: &[u8], at: usize) -> Field {
        let line = &text[at..];
        let Some(end) = memchr(b'\n', line) else { return Field::Open };
        match is_entry(line) {
            false => Field::None,
            true if memchr(b'=', &line[..end]).is_some() => Field::Ends(at + end + 1),
            true => Field::binary(line, at, end + 1),
        }
    }

    /// A binary field whose size stands at `size_at` of its line.
    fn binary(line: &[u8], at: usize, size_at: usize) -> Field {
        let Some(size) = line.get(size_at..size_at + SIZE) else { return Field::Open };
        let size = u64::from_le_bytes(size.try_into().unwrap_or_default());
        if size >= TOO_LARGE {
            return Field::None;
        }
        let end = size_at + SIZE + usize::try_from(size).unwrap_or(usize::MAX);
        match line.get(end) {
            Some(b'\n') => Field::Ends(at + end + 1),
            Some(_) => Field::None,
            None => Field::Open,
        }
    }
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
        let after = text.windows(10).position(|w| w == b"__CURSOR=x").expect("the next entry");
        assert_eq!(entries(&text, false).0, [0, 8, after]);
    }

    #[test]
    fn a_size_beyond_the_text_waits_for_it() {
        let mut text = b"__CURSOR=a\nMESSAGE\n".to_vec();
        text.extend(99u64.to_le_bytes());
        text.extend(b"some\n\nof it");
        assert_eq!(entries(&text, false), (vec![], 0));
        assert_eq!(entries(&text, true), (vec![0], text.len()));
    }

    #[test]
    fn lines_of_others_stand_for_themselves() {
        let text = "Nov 14 02:57:18 n k3s[1]: a=b\n                    more\n__CURSOR=a\nMESSAGE=x\n\n\
            Nov 14 02:57:19 n k3s[1]: KEY=c\n{\"MESSAGE\":\"y\"}\nERROR\nbehind it\n__CURSOR=b\nMESSAGE=z\n";
        let (starts, end) = entries(text.as_bytes(), true);
        let heads: Vec<&str> = starts.iter().map(|at| text[*at..].split('\n').next().unwrap_or("")).collect();
        let expected = [
            "Nov 14 02:57:18 n k3s[1]: a=b",
            "__CURSOR=a",
            "Nov 14 02:57:19 n k3s[1]: KEY=c",
            "{\"MESSAGE\":\"y\"}",
            "ERROR",
            "behind it",
            "__CURSOR=b",
        ];
        assert_eq!((heads, end), (expected.to_vec(), text.len()));
    }
}
