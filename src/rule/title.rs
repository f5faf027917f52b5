//! A condition's title, prose and commands with the names of one episode filled in.
//!
//! ```text
//! NFS server {nfs_server} stopped answering  ->  NFS server nas-1.example.org stopped answering
//! task {process} blocked on {device}         ->  task loki blocked          no device is known
//! {interface} lost its DHCP lease            ->  An interface lost its DHCP lease
//! kubectl -n {namespace} logs {pod}          ->  kubectl -n shop logs web-1
//! ```

use super::Library;
use crate::model::{Entity, Episode};

/// The title of an episode, plain text.
#[must_use]
pub fn of(library: &Library, episode: &Episode) -> String {
    filled(library, episode, &library.condition(episode.key.condition).title)
}

/// The title of several episodes of one condition: only what they have in common is named.
#[must_use]
pub fn of_all(library: &Library, episodes: &[&Episode]) -> String {
    let Some(first) = episodes.first() else { return String::new() };
    let common = |name: &str| {
        let value = named(library, first, name)?;
        episodes.iter().all(|e| named(library, e, name).as_ref() == Some(&value)).then_some(value)
    };
    fill(&library.condition(first.key.condition).title, common)
}

/// Fills the braces of a title or of prose.
///
/// A name without a value goes with the word that led to it; at the beginning its kind stands for it.
#[must_use]
pub fn filled(library: &Library, episode: &Episode, text: &str) -> String {
    fill(text, |name| named(library, episode, name))
}

/// A title without any names: what the condition is called when it is not about a case.
#[must_use]
pub fn bare(text: &str) -> String {
    fill(text, |_| None)
}

/// Fills the braces of a shell command, values quoted where the shell would read more than a word into them.
///
/// A name without a value stays as `<name>`: a command with a hole would do something else.
#[must_use]
pub fn command(library: &Library, episode: &Episode, text: &str) -> String {
    let word = |name: &str| match argument(library, episode, name) {
        Some(value) => shell_word(&value),
        None => format!("<{name}>"),
    };
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, name, after)) = next_brace(rest) {
        out.push_str(before);
        out.push_str(&word(name));
        rest = after;
    }
    out + rest
}

fn fill(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let (mut rest, mut told) = (text, 0);
    while let Some((before, name, after)) = next_brace(rest) {
        out.push_str(before);
        rest = after;
        match value(name) {
            Some(value) => {
                push_value(&mut out, &value);
                told = out.len();
            }
            None if out.is_empty() && after.starts_with([' ', ',']) => out.push_str(&any_of_kind(name)),
            // A clause of its own needs its subject.
            None if [" that ", " sees "].iter().any(|verb| out.ends_with(verb)) && after.starts_with(' ') => {
                out.push_str(&any_of_kind(name).to_ascii_lowercase());
            }
            None if is_object(name, &out) => out.push_str(&any_of_kind(name).to_ascii_lowercase()),
            None => {
                rest = drop_hole(&mut out, after);
                rest = drop_aside(&mut out, told, rest);
            }
        }
    }
    out.push_str(rest);
    out.trim_matches([' ', ',', ':', '-']).to_owned()
}

/// Several things inside brackets need none of their own: `(asked for a and 3 more)`.
fn push_value(out: &mut String, value: &str) {
    let is_open = out.rfind('(') > out.rfind(')');
    match value.strip_suffix(" more)").filter(|_| is_open).and_then(|value| value.rsplit_once(" (and ")) {
        Some((first, more)) => out.push_str(&format!("{first} and {more} more")),
        None => out.push_str(value),
    }
}

/// Words behind which a host or a pod is named by its name.
const NOUNS: [&str; 8] = ["pod", "node", "host", "machine", "hypervisor", "server", "device", "switch"];

/// Whether a host or a pod that has no name is what a sentence is about there: `lost a host`, but `Node is NotReady`.
fn is_object(name: &str, before: &str) -> bool {
    let word = before.trim_end().rsplit(' ').next().unwrap_or("").to_ascii_lowercase();
    let is_word = word.ends_with(|c: char| c.is_ascii_lowercase() || c == ',');
    matches!(name, "host" | "pod") && is_word && !LEADS.contains(&&*word) && !NOUNS.contains(&&*word)
}

/// An aside that only led to a name goes with it: `etcd lost its leader (seen on {host})`. `told` is where the last name
/// ends that is known.
fn drop_aside<'a>(before: &mut String, told: usize, after: &'a str) -> &'a str {
    match (before.rfind('('), after.strip_prefix(')')) {
        (Some(at), Some(rest)) if at >= told => {
            before.truncate(before[..at].trim_end().len());
            rest
        }
        _ => after,
    }
}

/// `An interface` for `interface`.
fn any_of_kind(name: &str) -> String {
    let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) && !name.starts_with("uni") { "An" } else { "A" };
    format!("{article} {}", name.replace('_', " "))
}

/// The value of a name in prose: the host, an entity (`a (and 3 more)` when there are several: what is said of it stays
/// in the singular), or a named value.
fn named(library: &Library, episode: &Episode, name: &str) -> Option<String> {
    let all = entities(library, episode, name);
    let about = all.iter().find(|e| episode.key.about.contains(e));
    match (about, all.as_slice()) {
        (Some(one), _) | (None, [one]) => Some(one.value.to_string()),
        (None, [first, others @ ..]) => Some(format!("{} (and {} more)", first.value, others.len())),
        (None, []) => other_value(library, episode, name),
    }
}

/// The value of a name as the argument of a command: one of several, a pod without its namespace.
fn argument(library: &Library, episode: &Episode, name: &str) -> Option<String> {
    let first = |name: &str| entities(library, episode, name).first().map(|e| e.value.to_string());
    let pod = || first("pod");
    match name {
        "pod" => pod().map(|p| p.rsplit('/').next().unwrap_or(&p).to_owned()),
        "namespace" => first(name).or_else(|| Some(pod()?.split_once('/')?.0.to_owned())),
        _ => first(name).or_else(|| other_value(library, episode, name)),
    }
}

/// What the episode is about of a kind, before what else its records named of it.
fn entities<'e>(library: &Library, episode: &'e Episode, name: &str) -> Vec<&'e Entity> {
    let Some(kind) = library.kinds.find(name) else { return Vec::new() };
    episode.entities().filter(|e| e.kind == kind).collect()
}

/// The host, or a named value of the first finding.
fn other_value(library: &Library, episode: &Episode, name: &str) -> Option<String> {
    if name == "host" {
        return episode.key.host.as_deref().or(episode.observers.first().map(|h| &**h)).map(str::to_owned);
    }
    let index = library.kinds.find_value(name)?;
    episode.values.iter().find(|(i, _)| *i == index).map(|(_, v)| v.to_string())
}

/// A value as one word of a shell command: what a log line holds must not become part of the command.
fn shell_word(value: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"._:/@%+=,-".contains(&b);
    if !value.is_empty() && value.bytes().all(plain) && !value.starts_with('-') {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\'', r"'\''"))
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
const LEADS: [&str; 14] =
    ["of", "on", "in", "for", "at", "from", "to", "by", "with", "via", "against", "after", "and", "named"];
const PAIRS: [(char, char); 5] = [('(', ')'), ('"', '"'), ('\'', '\''), ('[', ']'), ('`', '`')];

/// Removes what stood around a name that is not known: quotes, brackets, the leading word, the blank.
fn drop_hole<'a>(before: &mut String, after: &'a str) -> &'a str {
    if let Some(other) = after.strip_prefix(" and ").filter(|other| other.starts_with('{')) {
        return other;
    }
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

    #[test]
    fn hostile_values_stay_one_word() {
        assert_eq!(shell_word("/dev/sda"), "/dev/sda");
        assert_eq!(shell_word("a; rm -rf ~"), "'a; rm -rf ~'");
        assert_eq!(shell_word("it's"), r"'it'\''s'");
        assert_eq!(shell_word("-rf"), "'-rf'");
    }

    #[track_caller]
    fn check(text: &str, want: &str) {
        let value = |name: &str| match name {
            "process" => Some("loki".to_owned()),
            "host" => Some("node-3".to_owned()),
            _ => None,
        };
        assert_eq!(fill(text, value), want);
    }

    #[test]
    fn names_are_filled_in() {
        check("{host}: task {process} hangs", "node-3: task loki hangs");
        check("keep {This} and {}", "keep {This} and {}");
        check("open {", "open {");
    }

    #[test]
    fn unknown_names_leave_no_hole() {
        check("task {process} blocked on {device}", "task loki blocked");
        check("webhook \"{webhook}\" failed ({reason})", "webhook failed");
        check("pod {pod}: {reason}", "pod");
        check("{device}: gone", "gone");
        check("{interface} of {host} went down", "An interface of node-3 went down");
        check("{nfs_server}, which others need, is away", "A nfs server, which others need, is away");
        check("A port that {pod} asks for is taken", "A port that a pod asks for is taken");
        check("A monitoring system sees {pod} fail", "A monitoring system sees a pod fail");
        check("{nfs_server} is away", "A nfs server is away");
        check("The batch system lost {pod}", "The batch system lost a pod");
        check("Pod {pod} waits", "Pod waits");
        check("No route (seen by {device}) was left", "No route was left");
        check("No route (seen by {process} on {device}) was left", "No route (seen by loki) was left");
        check("Clocks of {member} and {host} differ", "Clocks of node-3 differ");
        check("Clocks of {host} and {member} differ", "Clocks of node-3 differ");
    }
}
