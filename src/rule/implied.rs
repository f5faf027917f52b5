//! Proof that a regex implies a literal: that no text can match without holding it.
//!
//! The shared filter only looks at literals, so a literal that a match need not hold would lose true matches.

use regex_syntax::hir::{Class, ClassBytes, Hir, HirKind};

/// Whether every match of `regex` holds `literal`; `None` when the regex does not parse.
#[must_use]
pub fn implies(regex: &str, literal: &str) -> Option<bool> {
    let hir = parse(regex).ok()?;
    Some(required(&hir, literal.as_bytes()))
}

/// Parses as the matcher does: bytes, Unicode off.
///
/// # Errors
///
/// The parser's own words.
pub fn parse(regex: &str) -> Result<Hir, String> {
    regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build().parse(regex).map_err(|e| e.to_string())
}

/// States that a regex may have; each takes some 40 bytes of memory when it is compiled, and a class several of them.
const MOST_STATES: usize = 20_000;

/// Whether a regex would be too large when compiled, by what its repetitions count.
#[must_use]
pub fn is_huge(hir: &Hir) -> bool {
    states(hir) > MOST_STATES
}

fn states(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 1,
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Class(_) => 2,
        HirKind::Capture(capture) => 2 + states(&capture.sub),
        HirKind::Repetition(repeat) => {
            let times = repeat.max.unwrap_or(repeat.min + 1).max(1);
            states(&repeat.sub).saturating_mul(usize::try_from(times).unwrap_or(usize::MAX)).saturating_add(1)
        }
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().map(states).fold(1, usize::saturating_add),
    }
}

/// The texts that every match of the regex holds, in order; empty when it does not parse. What is no UTF-8 is left out.
#[must_use]
pub fn literals(regex: &str) -> Vec<String> {
    let Ok(hir) = parse(regex) else { return Vec::new() };
    let mut runs = Runs::default();
    runs.walk(&hir);
    runs.close();
    runs.done.into_iter().filter_map(|run| String::from_utf8(run).ok()).collect()
}

/// The names of its groups; empty when it does not parse.
#[must_use]
pub fn groups(regex: &str) -> Vec<String> {
    fn walk(hir: &Hir, names: &mut Vec<String>) {
        match hir.kind() {
            HirKind::Capture(capture) => {
                names.extend(capture.name.as_deref().map(str::to_owned));
                walk(&capture.sub, names);
            }
            HirKind::Repetition(repeat) => walk(&repeat.sub, names),
            HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().for_each(|part| walk(part, names)),
            _ => {}
        }
    }
    let mut names = Vec::new();
    parse(regex).iter().for_each(|hir| walk(hir, &mut names));
    names
}

/// Whether no envelope escapes a character, so that the raw text holds it as the message does.
#[must_use]
pub fn is_plain(c: char) -> bool {
    (' '..='~').contains(&c) && !"\"\\<>&".contains(c)
}

/// The bytes one of which stands right behind a literal in every match, when they are few and never escaped: ten for
/// `\d`. Empty when that is not known.
#[must_use]
pub fn behind(regex: &str, literal: &str) -> Vec<u8> {
    let Ok(hir) = parse(regex) else { return Vec::new() };
    let mut items = Vec::new();
    items_of(&hir, &mut items);
    let mut run = Vec::new();
    for item in items {
        match item {
            Item::Bytes(bytes) => run.extend_from_slice(bytes),
            Item::Class(class) if run.ends_with(literal.as_bytes()) => return few(class),
            Item::Class(_) | Item::Other => run.clear(),
        }
    }
    Vec::new()
}

/// What every match holds, one after the other.
enum Item<'h> {
    Bytes(&'h [u8]),
    Class(&'h ClassBytes),
    Other,
}

fn items_of<'h>(hir: &'h Hir, items: &mut Vec<Item<'h>>) {
    match hir.kind() {
        HirKind::Literal(literal) => items.push(Item::Bytes(&literal.0)),
        HirKind::Class(Class::Bytes(class)) => items.push(Item::Class(class)),
        HirKind::Concat(parts) => parts.iter().for_each(|part| items_of(part, items)),
        HirKind::Capture(capture) => items_of(&capture.sub, items),
        HirKind::Repetition(repeat) if repeat.min > 0 => {
            items_of(&repeat.sub, items);
            items.push(Item::Other);
        }
        HirKind::Look(_) | HirKind::Empty => {}
        _ => items.push(Item::Other),
    }
}

/// More bytes than this would be more windows than one signature is worth.
const FEW: usize = 16;

fn few(class: &ClassBytes) -> Vec<u8> {
    let bytes: Vec<u8> = class.ranges().iter().flat_map(|range| range.start()..=range.end()).take(FEW + 1).collect();
    let plain = bytes.len() <= FEW && bytes.iter().all(|byte| is_plain(char::from(*byte)));
    if plain { bytes } else { Vec::new() }
}

fn required(hir: &Hir, literal: &[u8]) -> bool {
    let mut runs = Runs::default();
    runs.walk(hir);
    runs.close();
    runs.done.iter().any(|run| memchr::memmem::find(run, literal).is_some()) || in_part(hir, literal)
}

/// A required part that is an alternation holds the literal when each of its branches does.
fn in_part(hir: &Hir, literal: &[u8]) -> bool {
    match hir.kind() {
        HirKind::Alternation(branches) => branches.iter().all(|branch| required(branch, literal)),
        HirKind::Concat(parts) => parts.iter().any(|part| in_part(part, literal)),
        HirKind::Capture(capture) => in_part(&capture.sub, literal),
        HirKind::Repetition(repeat) if repeat.min > 0 => required(&repeat.sub, literal),
        _ => false,
    }
}

/// The unbroken literal runs that every match holds.
#[derive(Default)]
struct Runs {
    open: Vec<u8>,
    done: Vec<Vec<u8>>,
}

impl Runs {
    fn walk(&mut self, hir: &Hir) {
        match hir.kind() {
            HirKind::Literal(literal) => self.open.extend_from_slice(&literal.0),
            HirKind::Concat(parts) => parts.iter().for_each(|part| self.walk(part)),
            HirKind::Capture(capture) => self.walk(&capture.sub),
            HirKind::Look(_) | HirKind::Empty => {}
            _ => self.close(),
        }
    }

    fn close(&mut self) {
        let run = std::mem::take(&mut self.open);
        if !run.is_empty() {
            self.done.push(run);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(regex: &str, literal: &str, want: bool) {
        assert_eq!(implies(regex, literal), Some(want), "{regex} {literal}");
    }

    #[test]
    fn runs_captures_and_branches() {
        check(r"nfs: server (?<s>\S+) not responding", " not responding", true);
        check(r"nfs: server (?<s>\S+) not responding", "server nas", false);
        check(r"(?:CPU|cpu) stuck for", " stuck for", true);
        check(r"(?:CPU|cpu) stuck for", "CPU", false);
        check(r"(?:foo bar|bar foo) x", "foo", true);
        check(r"(?:failed to )?start", "failed to", false);
        check(r"a(?:bc)d", "abcd", true);
        check(r"(?:again )+now", "again", true);
    }

    #[test]
    fn what_stands_behind_a_literal() {
        assert_eq!(behind(r"> update VM (?<vm>\d+):", " update VM "), b"0123456789");
        assert_eq!(behind(r"a(?:b)\b[xy]{2,}z", "ab"), b"xy");
        for unknown in [r"ab\w", r"ab\d*z", r"ab(?:1|22)", r"abc\d", "ab[<>]", "ab", "("] {
            assert!(behind(unknown, "ab").is_empty(), "{unknown}");
        }
    }

    #[test]
    fn counted_repetitions_multiply() {
        let huge = |regex: &str| is_huge(&parse(regex).expect("a regex"));
        assert!(huge(r"tcp_mem(?:.{0,999}a){60}") && huge(r"(?:(?:a{100}){100}){100}"));
        assert!(!huge(r"(?:.{0,999}a){6}") && !huge(r"[^\n]{0,300}(?<s>\S+) (?:a|bc){4,160}.*"));
    }

    #[test]
    fn broken_regex() {
        assert_eq!(implies("(", "a"), None);
    }
}
