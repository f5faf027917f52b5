//! A rule file that a person has to finish, as TOML.
//!
//! ```text
//! title    = "WRITE: the state of the world, not the line"      a blank: `rules check` refuses the file until it is filled
//! severity = "low"                                              careful: a draft raises no alarm
//! role     = "symptom"                                          ... and heads no chain
//! ```
//!
//! What stands behind [`BLANK`] is for the writer. A file with a blank is a mistake, so a draft that lies in a rules
//! folder by accident never runs.

use std::fmt::Write as _;

use crate::rule::implied;
use crate::rule::lint::BLANK;
use crate::text::sanitize;

/// Bytes of literals that are worth a search.
const LEAST_LITERAL: usize = 4;
/// Literals of one signature.
const MOST_LITERALS: usize = 3;

/// A rule to be finished.
#[derive(Debug, Default)]
pub struct Draft {
    /// `subsystem.name`.
    pub id: String,
    /// Title, when it is known.
    pub title: Option<String>,
    /// What it means, when it is known.
    pub what: Option<String>,
    /// What mends it, when it is known.
    pub fix: Option<String>,
    /// Where it comes from.
    pub sources: Vec<String>,
    /// Entities it is about.
    pub about: Vec<String>,
    /// How it is printed.
    pub signatures: Vec<DraftSignature>,
    /// What could not be converted, a line each.
    pub left_out: Vec<String>,
}

/// A signature to be finished.
#[derive(Debug, Default)]
pub struct DraftSignature {
    /// Streams.
    pub from: Vec<String>,
    /// The pattern.
    pub regex: String,
    /// A line it matches, when one is known.
    pub matches: Option<String>,
    /// A near miss, when one is known.
    pub rejects: Option<String>,
}

impl Draft {
    /// Where the file belongs.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}.toml", self.id.replacen('.', "/", 1))
    }

    /// The file.
    #[must_use]
    pub fn toml(&self) -> String {
        let blank = |text: &Option<String>, ask: &str| {
            text.as_deref().map_or_else(|| quoted(&format!("{BLANK} {ask}")), quoted)
        };
        let mut out = format!("# {}: a draft. Fill every {BLANK} and run `kascade rules check`.\n", self.path());
        self.left_out.iter().for_each(|line| out.push_str(&format!("# not converted: {}\n", one_line(line))));
        let _ = writeln!(out, "title    = {}", blank(&self.title, "the state of the world, not the line"));
        out.push_str("severity = \"low\"         # a draft raises no alarm: info, low, medium, high, critical\n");
        out.push_str(
            "role     = \"symptom\"     # and heads no chain: cause, fault, trigger, step, symptom, context\n",
        );
        let _ = writeln!(out, "about    = {}", list(&self.about));
        out.push_str("lasts    = \"while-repeated\"\nhold     = \"15m\"\n\n[explain]\n");
        let _ = writeln!(out, "what    = {}", blank(&self.what, "what it means, in a sentence or two"));
        let _ = writeln!(out, "check   = [{}]", quoted(&format!("{BLANK} a command that only reads")));
        let _ = writeln!(out, "fix     = {}", blank(&self.fix, "what mends it"));
        let _ = writeln!(out, "sources = {}", self.shown_sources());
        self.signatures.iter().for_each(|signature| out.push_str(&signature.toml()));
        let _ = writeln!(out, "\n# [[leads_to]]\n# condition = {}", quoted(&format!("{BLANK} what follows from it")));
        out.push_str(
            "# strength  = 0.3\n# lag       = [\"0s\", \"10m\"]\n# on        = [\"host\"]\n# because   = \"\"\n",
        );
        out
    }

    fn shown_sources(&self) -> String {
        let ask = [format!("{BLANK} program, file and function that print it")];
        list(if self.sources.is_empty() { &ask } else { &self.sources })
    }
}

impl DraftSignature {
    fn toml(&self) -> String {
        let mut out = "\n[[signature]]\n".to_owned();
        let example = |text: &Option<String>, ask: &str| {
            text.as_deref().map_or_else(|| quoted(&format!("{BLANK} {ask}")), verbatim)
        };
        let _ = writeln!(out, "from     = {}", list(&self.from));
        let _ = writeln!(out, "literals = {}", list(&literals(&self.regex)));
        let _ = writeln!(out, "regex    = {}", verbatim(&self.regex));
        out.push_str("sure     = 0.8\n");
        let _ = writeln!(out, "matches  = [{}]", example(&self.matches, "a line it must match"));
        if self.rejects.is_some() {
            out.push_str("# Made up from the line above: a real near miss is better.\n");
        }
        let _ = writeln!(out, "rejects  = [{}]", example(&self.rejects, "a near miss it must not match"));
        out
    }
}

/// The longest literals that the regex implies, without bytes that an envelope escapes, in the order of the regex.
#[must_use]
pub fn literals(regex: &str) -> Vec<String> {
    let runs = implied::literals(regex);
    let parts = runs.iter().flat_map(|run| run.split(|c: char| !implied::is_plain(c)));
    let mut parts: Vec<(usize, &str)> = parts.filter(|part| part.len() >= LEAST_LITERAL).enumerate().collect();
    parts.sort_by_key(|(at, part)| (std::cmp::Reverse(part.len()), *at));
    parts.truncate(MOST_LITERALS);
    parts.sort_unstable();
    parts.into_iter().map(|(_, part)| part.to_owned()).collect()
}

fn list(values: &[String]) -> String {
    format!("[{}]", values.iter().map(|v| quoted(v)).collect::<Vec<_>>().join(", "))
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    toml::Value::String(one_line(text)).to_string()
}

/// A literal string of TOML where that is possible, so that a regex or a line stands as it is.
fn verbatim(text: &str) -> String {
    let plain = !text.contains("'''") && !text.ends_with('\'') && !text.chars().any(char::is_control);
    if plain { format!("'''{text}'''") } else { toml::Value::String(text.to_owned()).to_string() }
}

fn one_line(text: &str) -> String {
    sanitize::plain(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_implied_plain_and_in_order() {
        let regex = r#"server "(?<domain>\S+)" did not answer (?:in|within) \d+ seconds, gave up"#;
        assert_eq!(literals(regex), ["server ", " did not answer ", " seconds, gave up"]);
    }

    #[test]
    fn text_stays_one_string() {
        assert_eq!(verbatim("a'''b"), r#""a'''b""#);
        assert_eq!(verbatim(r"\d+"), r"'''\d+'''");
        assert_eq!(quoted("a\"b\nc"), r#"'a"b c'"#);
    }
}
