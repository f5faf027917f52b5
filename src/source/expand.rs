//! From inputs to what is in them: an archive stands for its members.

use std::cell::RefCell;
use std::io::{Cursor, Read, Result};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use super::archive::limits::MAX_HELD;
use super::archive::{self, Found, INSIDE, Kind, Sign, name};
use super::machine;
use super::origin::{self, Origin};
use super::pipe::standard_input;
use super::walk::{Input, Member};
use crate::model::{Notice, NoticeKind};
use crate::text::glob;

/// How often the wait for standard input looks whether it is to stop.
const LOOK: Duration = Duration::from_millis(50);
/// First bytes that tell an archive.
const SIGN: usize = 512;

/// Puts members in the place of every archive; `keep` says of which members the first bytes are wanted.
///
/// What cannot be opened stays as it is: the reading of it tells why.
#[must_use]
pub fn expand(inputs: Vec<Input>, stop: &AtomicBool, keep: &dyn Fn(&str) -> bool) -> (Vec<Input>, Vec<Notice>) {
    let mut all = Vec::new();
    let mut notices = Vec::new();
    for input in inputs {
        let input = if input.path.is_none() && input.held.is_none() { begin(input, stop, &mut notices) } else { input };
        let sign = input.store().and_then(|store| archive::sign(store).ok());
        match sign {
            Some(Sign { kind: Some(_), .. }) => members(&input, stop, keep, &mut all, &mut notices),
            None if input.zone_link.is_some() => all.push(input),
            _ if input.pick.is_some() => notices.push(no_archive(&input)),
            _ => all.push(Input { is_journal: sign.map(|sign| sign.is_journal), ..input }),
        }
    }
    (all, notices)
}

fn members(
    input: &Input,
    stop: &AtomicBool,
    keep: &dyn Fn(&str) -> bool,
    all: &mut Vec<Input>,
    notices: &mut Vec<Notice>,
) {
    let Some(store) = input.store() else { return };
    let (found, trouble) = match archive::survey(store, &input.name, stop, keep) {
        Ok(read) => read,
        Err(e) => return notices.push(Notice::once(NoticeKind::Unreadable, format!("{}: {e}", input.name))),
    };
    notices.extend(trouble);
    let before = all.len();
    let any = !found.is_empty();
    all.extend(found.into_iter().filter(|f| is_picked(input, &f.name)).map(|found| member(input, found)));
    if all.len() == before {
        notices.push(match &input.pick {
            Some(pattern) if any => {
                Notice::once(NoticeKind::Unreadable, format!("{}: no member of the shape {pattern}", input.name))
            }
            _ => Notice::once(NoticeKind::Empty, format!("{}: no file in it", input.name)),
        });
    }
}

/// Whether a member is meant: a pattern names a whole path, a directory above it, or without `/` a file anywhere.
fn is_picked(input: &Input, inner: &str) -> bool {
    let Some(pattern) = &input.pick else { return true };
    let (pattern, path) = (pattern.replace(INSIDE, "/"), inner.replace(INSIDE, "/"));
    let pattern = pattern.trim_matches('/');
    let file = path.rsplit('/').next().unwrap_or(&path);
    let anywhere = !pattern.contains('/') && glob::matches(pattern, file);
    anywhere || glob::matches(pattern, &path) || glob::matches(&format!("{pattern}/**"), &path)
}

fn member(archive: &Input, found: Found) -> Input {
    let origin = origin_of(archive, &found.name);
    Input {
        name: format!("{}{INSIDE}{}", archive.name, found.name),
        path: archive.path.clone(),
        held: archive.held.clone(),
        member: Some(Member {
            number: found.number,
            inner: found.name,
            modified_ns: found.modified_ns,
            kept: found.kept,
        }),
        zone_link: found.zone_link,
        origin,
        ..Input::default()
    }
}

/// What the path inside the innermost archive tells; that archive's own name and place stand in for a host.
fn origin_of(archive: &Input, name: &str) -> Origin {
    let (outer, inner) = name.rsplit_once(INSIDE).map_or((None, name), |(outer, inner)| (Some(outer), inner));
    let root = outer.map_or(root(archive), |outer| name::stem(outer.rsplit('/').next().unwrap_or(outer)));
    // `node-1.tar.gz` mostly holds the directory `node-1`.
    let inner = inner.strip_prefix(root).and_then(|p| p.strip_prefix('/')).unwrap_or(inner);
    let mut origin = origin::of(Path::new(inner), Some(root));
    if let (None, Some(outer), false) = (&origin.host, outer, machine::is_of_cluster(inner)) {
        let outer = origin_of(archive, outer);
        (origin.host, origin.is_guess) = (outer.host, outer.is_guess);
    }
    origin
}

/// The archive's name as a directory's.
fn root(archive: &Input) -> &str {
    let file = archive.path.as_ref().and_then(|p| p.file_name()).and_then(|n| n.to_str());
    file.map_or("", name::stem)
}

fn no_archive(input: &Input) -> Notice {
    Notice::once(NoticeKind::Unreadable, format!("{}: no archive, so it has no members to choose from", input.name))
}

/// What the first bytes of standard input turned out to be.
enum Begun {
    /// No archive: these bytes were read.
    Plain(Vec<u8>),
    /// An archive, and why it is not whole.
    Archive(Vec<u8>, Option<String>),
}

/// Looks at standard input; an archive is held in memory, since it is read twice.
fn begin(input: Input, stop: &AtomicBool, notices: &mut Vec<Notice>) -> Input {
    let (send, receive) = channel();
    thread::spawn(move || send.send(begun()));
    let begun = loop {
        match receive.recv_timeout(LOOK) {
            Ok(begun) => break begun,
            Err(RecvTimeoutError::Timeout) if !stop.load(Ordering::Relaxed) => {}
            Err(_) => return input,
        }
    };
    match begun {
        Ok(Begun::Plain(start)) => Input { start, ..input },
        Ok(Begun::Archive(held, trouble)) => {
            notices.extend(trouble.map(|why| Notice::once(NoticeKind::Limit, format!("{}: {why}", input.name))));
            Input { held: Some(Arc::from(held)), ..input }
        }
        Err(_) => input,
    }
}

fn begun() -> Result<Begun> {
    let seen = Rc::new(RefCell::new(Vec::new()));
    let noted = Noted { inner: standard_input()?, seen: Rc::clone(&seen) };
    let peeled = super::open::peel(Box::new(noted), SIGN, &|c, inner| c.reader(inner))?;
    let kind = Kind::of(&peeled.head);
    drop(peeled);
    let start = seen.take();
    if kind.is_none() {
        return Ok(Begun::Plain(start));
    }
    let mut held = Vec::new();
    let read = Cursor::new(start).chain(standard_input()?).take(MAX_HELD + 1).read_to_end(&mut held);
    let too_long = held.len() as u64 > MAX_HELD;
    held.truncate(usize::try_from(MAX_HELD).unwrap_or(usize::MAX));
    let why = format!(
        "an archive from a pipe is held in memory, and this one is longer than {} MiB: {TO_FILE}",
        MAX_HELD >> 20
    );
    Ok(Begun::Archive(held, read.err().map(|e| e.to_string()).or(too_long.then_some(why))))
}

const TO_FILE: &str = "the rest was not read; store it in a file";

/// Remembers what it read.
struct Noted<R> {
    inner: R,
    seen: Rc<RefCell<Vec<u8>>>,
}

impl<R: Read> Read for Noted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let n = self.inner.read(buffer)?;
        self.seen.borrow_mut().extend_from_slice(&buffer[..n]);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, inner: &str, want: bool) {
        let input = Input { pick: Some(pattern.to_owned()), ..Input::default() };
        assert_eq!(is_picked(&input, inner), want, "{pattern} on {inner}");
    }

    #[test]
    fn patterns_pick_members() {
        check("syslog*", "var/log/syslog.1", true);
        check("var/log", "var/log/pods/x.log", true);
        check("var/*", "var/log/syslog", true);
        check("*/log", "var/logs/syslog", false);
        check("**/kubelet*", "n1/logs/kubelet.log", true);
        check("n1.zip::var/**", "n1.zip::var/log/x", true);
        check("log", "var/log2/x", false);
    }

    #[test]
    fn members_have_the_origin_of_a_directory() {
        let archive =
            Input { name: "node-7.tar.gz".to_owned(), path: Some("node-7.tar.gz".into()), ..Input::default() };
        let host = |inner: &str| {
            let found = Found { number: 0, name: inner.to_owned(), modified_ns: None, kept: None, zone_link: None };
            member(&archive, found).origin.host
        };
        assert_eq!(host("var/log/syslog").as_deref(), Some("node-7"));
        assert_eq!(host("node-7/journal.log").as_deref(), Some("node-7"));
        assert_eq!(host("nodes/n2.zip::var/log/syslog").as_deref(), Some("n2"));
        assert_eq!(host("nodes/n2.zip::logs/n3/syslog").as_deref(), Some("n3"));
        assert_eq!(host("n4/logs.zip::var/log/syslog").as_deref(), Some("n4"));
    }
}
