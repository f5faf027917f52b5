//! Words and numbers: what is left when no known shape fits.

/// Changes between letters and digits from which on a word is no name but an id.
const RESTLESS: usize = 3;
/// Letters behind a number that can be its unit (`ms`, `KiB`, `pods`).
const UNIT: usize = 4;
/// Length of the random end of a pod's name.
const SUFFIX: usize = 5;
/// Hexadecimal digits at the end of an interface's name.
const TAIL: usize = 6;

/// A word without digits: itself, but for the random end of a name (`web-5fb8c7d9c4-bqzmt`). Tells whether it is one.
pub fn without_digits(word: &[u8], out: &mut Vec<u8>) -> bool {
    let random = out.ends_with(b"-") && is_suffix(word);
    out.extend_from_slice(if random { b"<id>" } else { word });
    random
}

/// A run of `len` bytes that holds a digit, at the start of `text`; gives how much of `text` was taken, and whether it
/// is random.
pub fn with_digits(text: &[u8], len: usize, out: &mut Vec<u8>) -> (usize, bool) {
    let word = &text[..len];
    if out.ends_with(b"-") && is_suffix(word) {
        out.extend_from_slice(b"<id>");
        return (len, true);
    }
    if let Some(taken) = duration(text) {
        out.extend_from_slice(b"<duration>");
        return (taken, false);
    }
    if let Some(taken) = number(text, out) {
        return (taken, false);
    }
    (len, name(word, out))
}

/// The random end that Kubernetes gives to names: five characters of an alphabet without vowels; other generators mix
/// in any digit.
fn is_suffix(word: &[u8]) -> bool {
    let digit = word.iter().any(u8::is_ascii_digit);
    let small = word.iter().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase());
    word.len() == SUFFIX && small && (digit || word.iter().all(|b| !b"aeiouy".contains(b)))
}

/// `12`, `12.5ms`, `97%`: the number is masked, its unit stays.
fn number(text: &[u8], out: &mut Vec<u8>) -> Option<usize> {
    let whole = digits(text);
    let fraction = match text.get(whole) {
        Some(b'.') => digits(&text[whole + 1..]),
        _ => 0,
    };
    let value = if fraction > 0 { whole + 1 + fraction } else { whole };
    let unit = text[value..].iter().take_while(|b| b.is_ascii_alphabetic() || **b >= 0x80).count();
    let ends = text.get(value + unit).is_none_or(|b| !b.is_ascii_digit());
    if whole == 0 || unit > UNIT || !ends {
        return None;
    }
    out.extend_from_slice(b"<n>");
    out.extend_from_slice(&text[value..value + unit]);
    Some(value + unit)
}

/// `1m30s`, `2h5m10.5s`: two parts or more, so that it is neither a plain number nor a name.
fn duration(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    let mut parts = 0;
    while let Some(len) = duration_part(&text[at..]) {
        at += len;
        parts += 1;
    }
    let ends = text.get(at).is_none_or(|b| !b.is_ascii_alphanumeric());
    (parts >= 2 && ends).then_some(at)
}

fn duration_part(text: &[u8]) -> Option<usize> {
    const UNITS: [&[u8]; 7] = [b"ms", b"us", b"ns", b"d", b"h", b"m", b"s"];
    let whole = Some(digits(text)).filter(|n| *n > 0)?;
    let fraction = match text.get(whole) {
        Some(b'.') => digits(&text[whole + 1..]) + 1,
        _ => 0,
    };
    let unit = text.get(whole + fraction..)?;
    UNITS.iter().find(|u| unit.starts_with(u)).map(|u| whole + fraction + u.len())
}

/// A name with a number in it (`node12`, `eth0`), with an id at its end (`vethf1a2b3ab`), or an id (`x2x7k`). Tells
/// whether it is random.
fn name(word: &[u8], out: &mut Vec<u8>) -> bool {
    let tail = word.iter().rposition(|b| !b.is_ascii_hexdigit()).map_or(0, |at| at + 1);
    let mixed = word[tail..].iter().any(u8::is_ascii_digit) && word[tail..].iter().any(u8::is_ascii_alphabetic);
    if tail > 0 && word.len() - tail >= TAIL && mixed {
        out.extend_from_slice(&word[..tail]);
        out.extend_from_slice(b"<hex>");
        return false;
    }
    if is_id(word) {
        out.extend_from_slice(b"<id>");
        return true;
    }
    let mut last_was_digit = false;
    for &byte in word {
        let digit = byte.is_ascii_digit();
        match (digit, last_was_digit) {
            (true, false) => out.extend_from_slice(b"<n>"),
            (true, true) => {}
            (false, _) => out.push(byte),
        }
        last_was_digit = digit;
    }
    false
}

/// Restless, or without a vowel and longer than an abbreviation.
fn is_id(word: &[u8]) -> bool {
    let changes = word.windows(2).filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit()).count();
    changes >= RESTLESS || (changes > 0 && word.len() >= SUFFIX && no_vowel(word) && !counted(word))
}

/// Letters, then digits: a name that was numbered (`ttyS12345`).
fn counted(word: &[u8]) -> bool {
    let letters = word.iter().take_while(|b| !b.is_ascii_digit()).count();
    letters > 0 && word[letters..].iter().all(u8::is_ascii_digit)
}

fn no_vowel(word: &[u8]) -> bool {
    word.iter().all(|b| b.is_ascii_digit() || (b.is_ascii_lowercase() && !b"aeiou".contains(b)))
}

fn digits(text: &[u8]) -> usize {
    text.iter().take_while(|b| b.is_ascii_digit()).count()
}
