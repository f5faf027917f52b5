//! Tar archives: ustar, GNU and pax, read front to back.
//!
//! A damaged header costs its member: reading goes on at the next 512-byte block that is a header.

use std::cell::Cell;
use std::io::{Error, ErrorKind, Read, Result};
use std::rc::Rc;

use ::tar::{Archive, Entry, EntryType};

use super::name;
use super::tally::inside;
use super::walker::{Flow, Member, Walker};

/// Tar's unit.
const BLOCK: u64 = 512;
/// A header with its long names is no longer than this.
const MAX_HEADER: u64 = 1 << 20;

/// Whether the first bytes are those of a tar archive.
#[must_use]
pub fn is_tar(head: &[u8]) -> bool {
    head.get(257..262) == Some(b"ustar") || is_old(head)
}

/// A header of the time before `ustar` has a sound checksum and a name.
fn is_old(head: &[u8]) -> bool {
    let Some(block) = head.get(..BLOCK as usize) else { return false };
    let stored = std::str::from_utf8(&block[148..156]).unwrap_or("");
    let stored = u32::from_str_radix(stored.trim_matches(['\0', ' ']), 8);
    let sum = block[..148].iter().chain(&block[156..]).map(|b| u32::from(*b)).sum::<u32>() + 8 * u32::from(b' ');
    block[0] != 0 && stored == Ok(sum)
}

/// Reads an archive whose members are named behind `prefix`.
pub fn walk<'r>(walker: &mut Walker<'_, '_>, prefix: &str, reader: Box<dyn Read + 'r>, depth: u32) -> Flow {
    let state = Rc::new(State::default());
    let mut tap = Tap { inner: reader, state: Rc::clone(&state) };
    loop {
        let mut archive = Archive::new(tap);
        let end = entries(walker, prefix, &mut archive, &state, depth);
        tap = archive.into_inner();
        match end {
            End::Clean => return drain(walker, prefix, tap),
            End::Stopped => return Flow::Break(()),
            End::Lost if tap.align().is_ok() && !state.ended.get() => walker.tally.bad_header(),
            End::Lost => return Flow::Continue(()),
        }
    }
}

/// Reads what stands behind the last member: a compression tells of a wrong checksum at its end only.
fn drain(walker: &mut Walker<'_, '_>, prefix: &str, mut tap: Tap<'_>) -> Flow {
    if let Err(e) = std::io::copy(&mut tap, &mut std::io::sink()) {
        walker.broken(prefix, &e);
    }
    walker.flow()
}

/// How a run of members ended.
enum End {
    Clean,
    Stopped,
    /// At a damaged header.
    Lost,
}

fn entries(
    walker: &mut Walker<'_, '_>,
    prefix: &str,
    archive: &mut Archive<Tap<'_>>,
    state: &State,
    depth: u32,
) -> End {
    let Ok(mut entries) = archive.entries() else { return End::Clean };
    loop {
        state.allowed.set(Some(MAX_HEADER));
        let next = entries.next();
        state.allowed.set(None);
        match next {
            None => return End::Clean,
            Some(Ok(member)) => {
                if entry(walker, prefix, member, depth).is_break() {
                    return End::Stopped;
                }
            }
            Some(Err(e)) => {
                if state.ended.get() {
                    walker.broken(prefix, &e);
                }
                return End::Lost;
            }
        }
    }
}

fn entry(walker: &mut Walker<'_, '_>, prefix: &str, mut entry: Entry<'_, Tap<'_>>, depth: u32) -> Flow {
    let raw = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
    let size = entry.size();
    // 0 is what tools write that do not say when.
    let modified = entry.header().mtime().ok().filter(|seconds| *seconds > 0);
    let modified_ns = modified.and_then(|seconds| i64::try_from(seconds).ok()?.checked_mul(1_000_000_000));
    let link = entry.link_name_bytes().map(|link| String::from_utf8_lossy(&link).into_owned());
    let kind = entry.header().entry_type();
    match kind {
        EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => {
            let member = Member { prefix, raw: &raw, modified_ns };
            let flow = walker.member(&member, Box::new(Whole { inner: &mut entry, left: size }), depth);
            // What was not looked at is passed over here, so that the next header is read under its own limit.
            let _ = std::io::copy(&mut entry, &mut std::io::sink());
            flow
        }
        EntryType::Link | EntryType::Symlink => {
            let name = name::clean(&raw).0;
            let target = inside(prefix, &name, link.as_deref().unwrap_or(""), kind == EntryType::Link);
            walker.tally.link(&format!("{prefix}{name}"), target);
            Flow::Continue(())
        }
        EntryType::Char | EntryType::Block | EntryType::Fifo => {
            walker.tally.special(&format!("{prefix}{}", name::clean(&raw).0));
            Flow::Continue(())
        }
        _ => Flow::Continue(()),
    }
}

/// A member that must be as long as its header says.
struct Whole<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Whole<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let n = self.inner.read(buffer)?;
        if n == 0 && self.left > 0 && !buffer.is_empty() {
            self.left = 0;
            return Err(Error::new(ErrorKind::UnexpectedEof, "the archive ends inside this member"));
        }
        self.left = self.left.saturating_sub(n as u64);
        Ok(n)
    }
}

/// What is known of the bytes below an archive.
#[derive(Debug, Default)]
struct State {
    position: Cell<u64>,
    /// Bytes that may be read until something else is allowed.
    allowed: Cell<Option<u64>>,
    /// Nothing more comes: the end, or trouble.
    ended: Cell<bool>,
}

/// The bytes below an archive.
struct Tap<'r> {
    inner: Box<dyn Read + 'r>,
    state: Rc<State>,
}

impl Tap<'_> {
    /// Goes on to where a header may stand.
    fn align(&mut self) -> Result<()> {
        let over = self.state.position.get() % BLOCK;
        if over > 0 {
            std::io::copy(&mut self.take(BLOCK - over), &mut std::io::sink())?;
        }
        Ok(())
    }
}

impl Read for Tap<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let allowed = self.state.allowed.get();
        if allowed == Some(0) {
            return Err(Error::other("a header longer than 1 MiB"));
        }
        let most = allowed.map_or(buffer.len(), |n| buffer.len().min(usize::try_from(n).unwrap_or(usize::MAX)));
        let read = self.inner.read(&mut buffer[..most]);
        let n = *read.as_ref().unwrap_or(&0);
        let interrupted = read.as_ref().is_err_and(|e| e.kind() == ErrorKind::Interrupted);
        self.state.ended.set(n == 0 && most > 0 && !interrupted);
        self.state.position.set(self.state.position.get() + n as u64);
        self.state.allowed.set(allowed.map(|a| a - n as u64));
        read
    }
}
