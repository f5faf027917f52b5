//! Archives in place: tar and zip, in one another, under any compression. Nothing is extracted to disk.
//!
//! ```text
//! support.zip :: node-1.tar.xz :: var/log/syslog.1.gz
//! named          archive in it    member, its own compression taken off
//! ```
//!
//! An archive is read twice: [`survey`] lists its members, so that their order, their bundle and their hosts are known
//! before the first record is read; [`walk`] then shows their bytes. The members of an archive keep their numbers from
//! one reading to the next.

pub mod limits;
pub mod name;
pub mod single;
mod tally;
mod tar;
mod walker;
mod zip;

use std::fs::File;
use std::io::{Cursor, Read, Result, Seek};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::model::Notice;
use crate::source::journal;
use crate::source::open::{self, Peeled};

pub use name::INSIDE;
pub use walker::{Flow, Kind, Met, Visit};

use limits::{Budget, Counted};
use walker::Walker;

/// First bytes that tell an archive.
const SIGN: usize = 512;
/// Bytes of a member that are kept when it is asked for.
const KEPT: u64 = 64 << 10;

/// Where the bytes of a named archive are.
#[derive(Clone, Copy, Debug)]
pub enum Store<'s> {
    /// A regular file.
    File(&'s Path),
    /// In memory: it came through a pipe.
    Held(&'s Arc<[u8]>),
}

/// A file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its place among the files of the named archive.
    pub number: u32,
    /// Its name, that of the archives it lies in before it.
    pub name: String,
    /// When it was last written, nanoseconds UTC.
    pub modified_ns: Option<i64>,
    /// Its first bytes, when they were asked for.
    pub kept: Option<Vec<u8>>,
    /// The zone that it names as a link, see `zone_link`; such a link is none of the files.
    pub zone_link: Option<String>,
}

/// Links that name a zone, and the zones.
type ZoneLinks = Vec<(String, String)>;

/// What the first bytes of a store tell.
#[derive(Clone, Copy, Debug)]
pub struct Sign {
    /// The kind of archive that it holds, under any compression; `None` when it is none.
    pub kind: Option<Kind>,
    /// Whether it is a journal as journald writes it, not compressed.
    pub is_journal: bool,
}

/// Looks at the first bytes of a store.
///
/// # Errors
///
/// When they cannot be read.
pub fn sign(store: Store<'_>) -> Result<Sign> {
    let peeled = match store {
        Store::File(path) => peel(File::open(path)?)?,
        Store::Held(held) => peel(Cursor::new(Arc::clone(held)))?,
    };
    let is_journal = peeled.layers.is_empty() && peeled.head.starts_with(journal::MAGIC);
    Ok(Sign { kind: Kind::of(&peeled.head), is_journal })
}

fn peel<'r>(inner: impl Read + 'r) -> Result<Peeled<'r>> {
    open::peel(Box::new(inner), SIGN, &|c, inner| c.reader(inner))
}

/// Lists the files of an archive; `keep` says of which the first bytes are wanted.
///
/// # Errors
///
/// When the archive cannot be opened. Damage inside it is a notice.
pub fn survey(
    store: Store<'_>,
    archive: &str,
    stop: &AtomicBool,
    keep: &dyn Fn(&str) -> bool,
) -> Result<(Vec<Found>, Vec<Notice>)> {
    let mut files = Vec::new();
    let (notices, zones) = walk_all(store, archive, stop, &mut |met| {
        let Met { number, name, modified_ns, peeled } = met;
        let kept = keep(name).then(|| {
            let mut kept = Vec::new();
            let _ = peeled.head.chain(peeled.rest).take(KEPT).read_to_end(&mut kept);
            kept
        });
        files.push(Found { number, name: name.to_owned(), modified_ns, kept, zone_link: None });
        Flow::Continue(())
    })?;
    files.extend(zones.into_iter().map(zone_link));
    Ok((files, notices))
}

fn zone_link((name, zone): (String, String)) -> Found {
    Found { number: u32::MAX, name, modified_ns: None, kept: None, zone_link: Some(zone) }
}

/// Shows every file of an archive to `visit`, in the order they are stored.
///
/// A file that is not read to its end is passed over. A set `stop` ends the walk.
///
/// # Errors
///
/// When the archive cannot be opened. Damage inside it is a notice.
pub fn walk<'v>(store: Store<'_>, archive: &str, stop: &AtomicBool, visit: &'v mut Visit<'v>) -> Result<Vec<Notice>> {
    walk_all(store, archive, stop, visit).map(|(notices, _)| notices)
}

/// The same, with the links that name a zone and the zones.
fn walk_all<'v>(
    store: Store<'_>,
    archive: &str,
    stop: &AtomicBool,
    visit: &'v mut Visit<'v>,
) -> Result<(Vec<Notice>, ZoneLinks)> {
    let stored = match store {
        Store::File(path) => path.metadata()?.len(),
        Store::Held(held) => held.len() as u64,
    };
    let budget = Budget::new(stored, stop);
    let mut walker = Walker::new(archive, &budget, visit);
    match store {
        Store::File(path) => top(&mut walker, File::open(path)?)?,
        Store::Held(held) => top(&mut walker, Cursor::new(Arc::clone(held)))?,
    }
    let zones = std::mem::take(&mut walker.tally.zones);
    Ok((walker.tally.notices(archive, &budget), zones))
}

/// A zip as it stands is read from any position, everything else front to back.
fn top<R: Read + Seek>(walker: &mut Walker<'_, '_>, mut reader: R) -> Result<()> {
    let mut head = [0; 4];
    let got = open::fill(&mut reader, &mut head)?;
    reader.rewind()?;
    if zip::is_zip(&head[..got]) {
        let _ = zip::walk(walker, "", reader, 0);
        return Ok(());
    }
    let budget = walker.budget;
    let peeled =
        open::peel(Box::new(reader), SIGN, &|c, inner| Ok(Box::new(Counted { inner: c.reader(inner)?, budget })))?;
    if let Some(kind) = Kind::of(&peeled.head) {
        let _ = walker.inner(kind, "", peeled, 0);
    }
    Ok(())
}
