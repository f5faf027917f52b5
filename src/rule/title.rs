//! A condition's title with the entities of one episode filled in.
//!
//! ```text
//! NFS server {nfs_server} stopped answering  ->  NFS server nas-1.example.org stopped answering
//! ```

use super::Library;
use crate::model::Episode;

/// The title of an episode, plain text. A name that nothing fills is left out with the blank before it.
#[must_use]
pub fn of(library: &Library, episode: &Episode) -> String {
    fill(&library.condition(episode.key.condition).title, |name| value(library, episode, name))
}

/// Fills the names in braces; for commands and prose too.
#[must_use]
pub fn fill(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}').filter(|(name, _)| is_name(name)) else {
            out.push_str(before);
            out.push('{');
            rest = after;
            continue;
        };
        out.push_str(before);
        match value(name) {
            Some(value) => out.push_str(&value),
            None => out.truncate(out.trim_end_matches([' ', '(', '"']).len()),
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// A value as one word of a shell command: what a log line holds must not become part of the command.
#[must_use]
pub fn shell_word(value: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"._:/@%+=,-".contains(&b);
    if !value.is_empty() && value.bytes().all(plain) && !value.starts_with('-') {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\'', r"'\''"))
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

/// The value an episode has for a name: its host, an entity, or a captured value.
#[must_use]
pub fn value(library: &Library, episode: &Episode, name: &str) -> Option<String> {
    if name == "host" {
        return episode.key.host.as_deref().or(episode.observers.first().map(|h| &**h)).map(str::to_owned);
    }
    if let Some(kind) = library.kinds.find(name) {
        let mut all = episode.key.about.iter().chain(&episode.also);
        return all.find(|e| e.kind == kind).map(|e| e.value.to_string());
    }
    let index = library.kinds.find_value(name)?;
    episode.values.iter().find(|(i, _)| *i == index).map(|(_, v)| v.to_string())
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

    #[test]
    fn names_are_filled_or_left_out() {
        let value = |name: &str| (name == "device").then(|| "sda".to_owned());
        assert_eq!(fill("Disk {device} failed", value), "Disk sda failed");
        assert_eq!(fill("Pod {pod} hangs", value), "Pod hangs");
        assert_eq!(fill("awk '{print $1}' {device}", value), "awk '{print $1}' sda");
        assert_eq!(fill("open {", value), "open {");
    }
}
