//! A condition's title and commands with the names of the case filled in.
//!
//! ```text
//! NFS server {nfs_server} stopped answering  ->  NFS server nas-1 stopped answering
//! task {process} blocked on {device}         ->  task loki blocked          (no device is known)
//! ```

use crate::model::{Episode, Kind};
use crate::rule::Library;

/// Fills the braces of a title; one without a value goes, and the word that led to it.
#[must_use]
pub fn fill(template: &str, episode: &Episode, library: &Library) -> String {
    fill_with(template, |name| value(name, episode, library))
}

/// A title without any names: what the condition is called when it is not about a case.
#[must_use]
pub fn bare(template: &str) -> String {
    fill_with(template, |_| None)
}

fn fill_with(template: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, name, after)) = next_brace(rest) {
        out.push_str(before);
        rest = after;
        match value(name) {
            Some(text) => out.push_str(&text),
            None => rest = drop_hole(&mut out, after),
        }
    }
    out.push_str(rest);
    out.trim_matches([' ', ',', ':', '-']).to_owned()
}

/// Fills the braces of a shell command, values quoted where the shell would read more than a word into them.
///
/// A name without a value stays as `<name>`: a command with a hole would do something else.
#[must_use]
pub fn fill_command(template: &str, episode: &Episode, library: &Library) -> String {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, name, after)) = next_brace(rest) {
        out.push_str(before);
        rest = after;
        match value(name, episode, library) {
            Some(text) => out.push_str(&shell_word(&text)),
            None => out.extend(["<", name, ">"]),
        }
    }
    out.push_str(rest);
    out
}

/// A value from a log as one word of a shell command.
fn shell_word(text: &str) -> String {
    let is_inert = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+,=".contains(c);
    if !text.is_empty() && !text.starts_with('-') && text.chars().all(is_inert) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// The value of a name in braces: the host, an entity, or a named value of the finding.
///
/// Several entities of one kind are `a and 3 more`.
#[must_use]
pub fn value(name: &str, episode: &Episode, library: &Library) -> Option<String> {
    if let Some(kind) = library.kinds.find(name) {
        return entity(kind, episode).or_else(|| if name == "host" { host(episode) } else { None });
    }
    let index = library.kinds.find_value(name)?;
    episode.values.iter().find(|(i, _)| *i == index).map(|(_, v)| v.to_string())
}

fn entity(kind: Kind, episode: &Episode) -> Option<String> {
    if let Some(about) = episode.key.about.iter().find(|e| e.kind == kind) {
        return Some(about.value.to_string());
    }
    let mut named = episode.also.iter().filter(|e| e.kind == kind);
    let first = named.next()?;
    match named.count() {
        0 => Some(first.value.to_string()),
        more => Some(format!("{} and {more} more", first.value)),
    }
}

fn host(episode: &Episode) -> Option<String> {
    let observer = || if let [host] = episode.observers.as_slice() { Some(host) } else { None };
    episode.key.host.as_ref().or_else(observer).map(ToString::to_string)
}

/// `a {b} c` as `("a ", "b", " c")`; braces around anything but a name are text.
fn next_brace(text: &str) -> Option<(&str, &str, &str)> {
    let is_name = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    text.match_indices('{').find_map(|(at, _)| {
        let (name, after) = text[at + 1..].split_once('}')?;
        is_name(name).then_some((&text[..at], name, after))
    })
}

/// Words that only lead to a name.
const LEADS: [&str; 13] =
    ["of", "on", "in", "for", "at", "from", "to", "by", "with", "via", "against", "after", "named"];
const PAIRS: [(char, char); 5] = [('(', ')'), ('"', '"'), ('\'', '\''), ('[', ']'), ('`', '`')];

/// Removes what stood around a name that is not known: quotes, brackets, the leading word, the blank.
fn drop_hole<'a>(before: &mut String, after: &'a str) -> &'a str {
    let mut after = after;
    for (open, close) in PAIRS {
        if before.ends_with(open) && after.starts_with(close) {
            before.pop();
            after = &after[close.len_utf8()..];
        }
    }
    before.truncate(before.trim_end_matches([' ', ':', '=']).len());
    let word = before.rsplit(' ').next().unwrap_or("");
    if LEADS.contains(&word) {
        let kept = before.len() - word.len();
        before.truncate(before[..kept].trim_end().len());
    }
    after
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[track_caller]
    fn check(template: &str, want: &str) {
        let (analysis, library) = (sample::nfs(), sample::library());
        assert_eq!(fill(template, &analysis.episodes[0], &library), want);
    }

    #[test]
    fn names_are_filled_in() {
        check("NFS server {nfs_server} stopped answering", "NFS server filer-2.lab.example stopped answering");
        check("{host}: server {nfs_server}", "node-3: server filer-2.lab.example");
        check("blocked for {dur} s", "blocked for 180 s");
    }

    #[test]
    fn commands_stay_one_command() {
        let (analysis, library) = (sample::nfs(), sample::library());
        let filled = |template: &str| fill_command(template, &analysis.episodes[0], &library);
        assert_eq!(filled("rpcinfo -t {nfs_server} nfs"), "rpcinfo -t filer-2.lab.example nfs");
        assert_eq!(filled("smartctl -a {device}"), "smartctl -a <device>");
        assert_eq!(filled("ps | awk '{print $1}'"), "ps | awk '{print $1}'");
        assert_eq!(shell_word("a;rm '$HOME'"), r"'a;rm '\''$HOME'\'''");
        assert_eq!(shell_word("-rf"), "'-rf'");
    }

    #[test]
    fn unknown_names_leave_no_hole() {
        check("task {process} blocked on {device}", "task blocked");
        check("webhook \"{webhook}\" failed ({reason})", "webhook failed");
        check("pod {pod}: {reason}", "pod");
        check("{device}: gone", "gone");
        check("{interface} of {host} went down", "of node-3 went down");
        check("keep {This} and {}", "keep {This} and {}");
    }
}
