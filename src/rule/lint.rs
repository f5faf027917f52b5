//! What a rule must keep to beyond its shape: the static half (`matcher::proof` runs the examples).

use super::Library;
use super::build::Source;
use super::error::{RuleError, Weight};
use super::file::{LinkRow, Name, SignatureRow};
use super::implied;
use super::window::WINDOW;
use crate::model::Role;

/// Bytes a regex may have: a longer one is several signatures.
pub const MAX_REGEX: usize = 600;
/// Begins a text that a draft leaves to its writer.
pub const BLANK: &str = "WRITE:";

/// Every mistake of one file that can be found without its neighbours.
#[must_use]
pub fn lint(source: &Source) -> Vec<RuleError> {
    let file = &source.file;
    let mut found = Vec::new();
    for row in &file.signatures {
        signature(source, row, &mut found);
        examples(source, row, &mut found);
    }
    file.ends.iter().for_each(|row| signature(source, row, &mut found));
    file.leads_to.iter().chain(&file.caused_by).for_each(|link| self::link(source, link, &mut found));
    chances(source, &mut found);
    recognised(source, &mut found);
    blanks(source, &mut found);
    found
}

/// Conditions that no link touches, although they are more than context: they can neither explain nor be explained.
#[must_use]
pub fn lonely(library: &Library, sources: &[Source]) -> Vec<RuleError> {
    let alone = |source: &&Source| {
        let Some(id) = library.id(&source.id) else { return false };
        let marker = matches!(source.file.role, Role::Context | Role::Recovery);
        // What expects no effects stands for what no rule knows, and nothing of that is linked.
        let stands_in = source.file.hidden.as_ref().is_some_and(|hidden| hidden.expects.is_empty());
        !marker && !stands_in && library.causes_of(id).chain(library.effects_of(id)).next().is_none()
    };
    let told = |source: &Source| {
        warning(source.error(
            source.file.title.span(),
            "the condition leads to nothing and nothing leads to it",
            "add a [[leads_to]] or [[caused_by]], or another rule that names it",
        ))
    };
    sources.iter().filter(alone).map(told).collect()
}

fn warning(mistake: RuleError) -> RuleError {
    RuleError { weight: Weight::Warning, ..mistake }
}

/// A draft that was not finished.
fn blanks(source: &Source, found: &mut Vec<RuleError>) {
    for (at, _) in source.text.match_indices(BLANK) {
        let line = source.text[..at].rfind('\n').map_or(0, |n| n + 1);
        if !source.text[line..at].trim_start().starts_with('#') {
            let place = at..at + BLANK.len();
            found.push(source.error(place, "a blank of the draft is left", "write what it asks for"));
        }
    }
}

/// Whether letters are matched in both cases: `(?i)`, `(?i:...)`, also among other flags.
fn ignores_case(regex: &str) -> bool {
    regex.match_indices("(?").any(|(at, open)| {
        let flags = regex[at + open.len()..].split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or("");
        let ends = regex[at + open.len() + flags.len()..].starts_with([')', ':', '-']);
        ends && flags.contains('i')
    })
}

/// What is wrong with a signature, told at its regex, and how to mend it.
type Check = fn(&SignatureRow) -> Option<(String, &'static str)>;

const CHECKS: [Check; 5] = [
    |row| {
        let help = "from = [\"any\"] is for texts that any program prints";
        row.from.is_empty().then(|| ("the signature names no stream".to_owned(), help))
    },
    |row| {
        let help = "name a text of 12 bytes or more that every match holds";
        row.literals.is_empty().then(|| ("the signature has no literals".to_owned(), help))
    },
    |row| {
        let what = || format!("the regex is longer than {MAX_REGEX} bytes");
        (row.regex.get_ref().len() > MAX_REGEX).then(|| (what(), "split it into several signatures"))
    },
    |row| {
        let help = "write the cases a program prints as signatures of their own";
        ignores_case(row.regex.get_ref()).then(|| ("(?i) is not allowed".to_owned(), help))
    },
    |row| (!(0.0..=1.0).contains(&row.sure)).then(|| (format!("sure = {} is no chance", row.sure), "0 to 1")),
];

fn signature(source: &Source, row: &SignatureRow, found: &mut Vec<RuleError>) {
    let (place, regex) = (|| row.regex.span(), row.regex.get_ref());
    let wrong = CHECKS.iter().filter_map(|check| check(row));
    found.extend(wrong.map(|(what, help)| source.error(place(), what, help)));
    match implied::parse(regex) {
        Err(e) => found.push(source.error(place(), last_line(&e), "see the syntax of the regex crate")),
        Ok(hir) if implied::is_huge(&hir) => {
            let help = "a repetition multiplies what is in it: count less, or leave the count out";
            found.push(source.error(place(), "the regex is too large when compiled", help));
        }
        Ok(_) => row.literals.iter().for_each(|literal| check_literal(source, regex, literal, found)),
    }
    long_enough(source, row, found);
}

fn last_line(message: &str) -> String {
    message.lines().last().unwrap_or(message).trim_start_matches("error: ").to_owned()
}

fn check_literal(source: &Source, regex: &str, literal: &Name, found: &mut Vec<RuleError>) {
    let text = literal.get_ref();
    if !text.chars().all(implied::is_plain) {
        let help = "leave out quotes, backslashes, control and non-ASCII bytes, < > and &";
        found.push(source.error(
            literal.span(),
            format!("literal {text:?} holds a byte that an envelope escapes"),
            help,
        ));
    } else if implied::implies(regex, text) == Some(false) {
        let what =
            format!("literal {text:?} is not in every match of the regex, so the filter could drop a true match");
        found.push(source.error(literal.span(), what, "shorten it, or split the signature"));
    }
}

fn long_enough(source: &Source, row: &SignatureRow, found: &mut Vec<RuleError>) {
    let longest = row.literals.iter().max_by_key(|l| l.get_ref().len());
    let grows =
        |literal: &str| literal.len() + 1 == WINDOW && !implied::behind(row.regex.get_ref(), literal).is_empty();
    if let Some(literal) = longest.filter(|l| l.get_ref().len() < WINDOW && !grows(l.get_ref())) {
        let what = format!("no literal of {WINDOW} bytes: the signature goes to the slower side set");
        found.push(warning(source.error(literal.span(), what, "extend it by what always stands beside it")));
    }
}

fn examples(source: &Source, row: &SignatureRow, found: &mut Vec<RuleError>) {
    if row.matches.is_empty() {
        found.push(source.error(row.regex.span(), "the signature has no matches", "give at least one real line"));
    }
    if row.rejects.is_empty() {
        found.push(source.error(row.regex.span(), "the signature has no rejects", "give at least one near miss"));
    }
}

fn link(source: &Source, row: &LinkRow, found: &mut Vec<RuleError>) {
    let (at, value) = (row.condition.span(), row.strength);
    if !(value > 0.0 && value <= 1.0) {
        found.push(source.error(at.clone(), format!("strength = {value} is no chance"), "above 0, at most 1"));
    }
    if row.lag.0 > row.lag.1 {
        found.push(source.error(at, "the lag of this link ends before it begins", "earliest first, latest second"));
    }
}

fn chances(source: &Source, found: &mut Vec<RuleError>) {
    for (name, value) in [("prior", source.file.prior), ("alone", source.file.alone)] {
        if let Some(value) = value.filter(|v| !(0.0..=1.0).contains(v)) {
            let place = source.file.title.span();
            found.push(source.error(place, format!("{name} = {value} is no chance"), "0 to 1"));
        }
    }
}

fn recognised(source: &Source, found: &mut Vec<RuleError>) {
    let file = &source.file;
    if file.signatures.is_empty() && file.patterns.is_empty() && file.hidden.is_none() {
        let what = "nothing recognises the condition";
        found.push(source.error(file.title.span(), what, "add a [[signature]], a [[pattern]] or hidden = {...}"));
    }
}
