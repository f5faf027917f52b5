//! The program that a line of syslog names, with its process id.
//!
//! ```text
//! k3s[1224]: text      kubelet[1231] text      pacemakerd  [12] (up@a.c:7) text      kernel:[ 42.0] text
//! with space[and brackets][78]: text           an identifier may hold blanks and brackets
//! ```

use memchr::{memchr, memmem};

use super::head::Head;
use crate::format::level;
use crate::model::Level;
use crate::text::{cursor::number, near};

/// Reads `IDENT[PID]: TEXT`; without a tag everything is text.
#[inline]
#[must_use]
pub fn tag(rest: &[u8]) -> Head<'_> {
    let word = first_word(rest);
    let text = after(rest, word.len());
    if word.starts_with(b"%") {
        // A switch's code, see `payload/mnemonic.rs`.
        return Head { host: None, ident: None, pid: None, level: None, text: rest };
    }
    if let Some(tag) = word.strip_suffix(b":") {
        let (ident, pid) = split_pid(tag);
        return Head { host: None, ident: Some(ident).filter(|ident| !ident.is_empty()), pid, level: None, text };
    }
    let (ident, pid) = split_pid(word);
    if pid.is_some() && !ident.is_empty() && !text.is_empty() && !text.starts_with(b"[") && !has_tag(text) {
        return Head { host: None, ident: Some(ident), pid, level: None, text };
    }
    let odd = glued_tag(rest, word).or_else(|| blank_tag(rest)).or_else(|| padded_tag(rest, word));
    odd.unwrap_or(Head { host: None, ident: None, pid: None, level: None, text: rest })
}

/// `IDENT[PID]:TEXT`, `kernel:[ 42.000001] TEXT`: some senders leave out the blank.
fn glued_tag<'a>(rest: &'a [u8], word: &[u8]) -> Option<Head<'a>> {
    let end = if word.starts_with(b"kernel:[") { 6 } else { memmem::find(word, b"]:")? + 1 };
    let (ident, pid) = split_pid(&rest[..end]);
    (pid.is_some() || end == 6).then(|| Head {
        host: None,
        ident: Some(ident),
        pid,
        level: None,
        text: &rest[end + 1..],
    })
}

/// `pacemaker-controld  [1234] (peer_update)  info: TEXT`: the process id stands apart.
fn padded_tag<'a>(rest: &'a [u8], word: &'a [u8]) -> Option<Head<'a>> {
    let inside = after(rest, word.len()).trim_ascii_start().strip_prefix(b"[")?;
    let (pid, behind) = inside.split_at(memchr(b']', &inside[..inside.len().min(12)])?);
    let text = behind.strip_prefix(b"] ")?;
    let pid = number(pid).and_then(|pid| u32::try_from(pid).ok())?;
    let sound = text.starts_with(b"(") && !word.is_empty();
    sound.then_some(Head { host: None, ident: Some(word), pid: Some(pid), level: None, text })
}

/// An identifier with blanks counts only when a process id follows it.
fn blank_tag(rest: &[u8]) -> Option<Head<'_>> {
    if rest.starts_with(b"syslogd started: ") {
        return Some(Head { host: None, ident: Some(&rest[..7]), pid: None, level: None, text: rest });
    }
    let at = tag_end(rest)?;
    let (ident, pid) = split_pid(&rest[..at]);
    let (level, ident) = behind_level(ident);
    pid.map(|pid| Head { host: None, ident: Some(ident), pid: Some(pid), level, text: after(rest, at + 1) })
}

/// `mcpd` of `notice mcpd`, `app` of `<daemon.err> app`: templates of syslog daemons put the level there.
fn behind_level(ident: &[u8]) -> (Option<Level>, &[u8]) {
    let Some(blank) = memchr(b' ', ident) else { return (None, ident) };
    let (word, name) = (&ident[..blank], &ident[blank + 1..]);
    let inside = word.strip_prefix(b"<").and_then(|word| word.strip_suffix(b">")).unwrap_or(word);
    let bare = inside.rsplit(|b| *b == b'.').next().unwrap_or(inside);
    match level::syslog(bare).filter(|_| memchr(b' ', name).is_none()) {
        Some(level) => (Some(level), name),
        None => (None, ident),
    }
}

/// Whether the first `: ` ends a tag with a process id.
fn has_tag(rest: &[u8]) -> bool {
    tag_end(rest).is_some_and(|at| split_pid(&rest[..at]).1.is_some())
}

fn tag_end(rest: &[u8]) -> Option<usize> {
    let near = &rest[..rest.len().min(80)];
    let line = &near[..memchr(b'\n', near).unwrap_or(near.len())];
    memmem::find(line, b": ")
}

/// Splits `ident[pid]`; without digits in brackets at its end the whole is the identifier.
#[inline]
fn split_pid(tag: &[u8]) -> (&[u8], Option<u32>) {
    let Some(inside) = tag.strip_suffix(b"]") else { return (tag, None) };
    // Process ids are short: a loop is done before a search has begun.
    let Some(open) = inside.iter().rposition(|b| *b == b'[') else { return (tag, None) };
    match number(&inside[open + 1..]).and_then(|pid| u32::try_from(pid).ok()) {
        Some(pid) => (&tag[..open], Some(pid)),
        None => (tag, None),
    }
}

#[inline]
pub(super) fn first_word(rest: &[u8]) -> &[u8] {
    &rest[..near::either(b' ', b'\n', rest).unwrap_or(rest.len())]
}

/// What follows a word and the blank after it.
#[inline]
pub(super) fn after(rest: &[u8], at: usize) -> &[u8] {
    rest.get(at..).map_or(b"", |rest| rest.strip_prefix(b" ").unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_in_front_of_programs() {
        let level = |rest: &str| tag(rest.as_bytes()).level;
        assert_eq!(level("notice mcpd[7]: x"), Some(Level::Notice));
        assert_eq!(level("<daemon.err> app[7]: x"), Some(Level::Error));
        assert_eq!(level("some app[7]: x"), None);
    }
}
