//! Zip archives: stored and deflated members, zip64.
//!
//! The list of members stands at the end, so a zip that cannot be read from any position is held in memory. One whose
//! end is missing is read front to back, as far as its members tell their own length.

use std::io::{Read, Seek};

use ::zip::read::{ZipFile, read_zipfile_from_stream};
use ::zip::result::ZipError;
use ::zip::{DateTime, ZipArchive};

use super::limits::MAX_HELD;
use super::name;
use super::tally::inside;
use super::walker::{Flow, Member, Walker};

/// Whether the first bytes are those of a zip archive with at least one member.
#[must_use]
pub fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04")
}

/// Reads a zip that comes as a stream: it is held, if it is not too long.
pub fn hold(walker: &mut Walker<'_, '_>, prefix: &str, mut reader: Box<dyn Read + '_>, depth: u32) -> Flow {
    let mut held = Vec::new();
    let read = (&mut reader).take(MAX_HELD + 1).read_to_end(&mut held);
    if held.len() as u64 > MAX_HELD {
        walker.tally.too_large(prefix.trim_end_matches(name::INSIDE));
        return walker.flow();
    }
    if let Err(e) = read {
        walker.broken(prefix, &e);
    }
    walk(walker, prefix, std::io::Cursor::new(held), depth)
}

/// Reads an archive whose members are named behind `prefix`.
pub fn walk<R: Read + Seek>(walker: &mut Walker<'_, '_>, prefix: &str, mut reader: R, depth: u32) -> Flow {
    let mut zip = match ZipArchive::new(&mut reader) {
        Ok(zip) => zip,
        Err(e) => {
            walker.broken(prefix, &e);
            return front_to_back(walker, prefix, reader, depth);
        }
    };
    for index in 0..zip.len() {
        let trouble = match zip.by_index(index) {
            Ok(file) => {
                entry(walker, prefix, file, depth)?;
                continue;
            }
            Err(e) => e,
        };
        let name = zip.name_for_index(index).and_then(Result::ok).unwrap_or_default().into_owned();
        refused(walker, prefix, &name, &trouble)?;
    }
    Flow::Continue(())
}

fn refused(walker: &mut Walker<'_, '_>, prefix: &str, raw: &str, error: &ZipError) -> Flow {
    let name = format!("{prefix}{}", name::clean(raw).0);
    match error {
        ZipError::UnsupportedArchive(why) if why.contains("assword") => walker.tally.encrypted(&name),
        ZipError::UnsupportedArchive(why) => walker.tally.unsupported(&name, why),
        e => walker.tally.damaged(&format!("{}{}{name}", walker.archive, name::INSIDE), &e.to_string()),
    }
    walker.flow()
}

/// Members in the order they are stored, without the list at the end.
fn front_to_back<R: Read + Seek>(walker: &mut Walker<'_, '_>, prefix: &str, mut reader: R, depth: u32) -> Flow {
    if reader.rewind().is_err() {
        return walker.flow();
    }
    while let Ok(Some(file)) = read_zipfile_from_stream(&mut reader) {
        entry(walker, prefix, file, depth)?;
    }
    walker.flow()
}

fn entry<R: Read>(walker: &mut Walker<'_, '_>, prefix: &str, mut file: ZipFile<'_, R>, depth: u32) -> Flow {
    let raw = String::from_utf8_lossy(file.name_raw()).into_owned();
    if file.is_dir() {
        return walker.flow();
    }
    if file.is_symlink() {
        let mut link = String::new();
        let _ = (&mut file).take(4096).read_to_string(&mut link);
        let name = name::clean(&raw).0;
        walker.tally.link(&format!("{prefix}{name}"), inside(prefix, &name, &link, false));
        return walker.flow();
    }
    let modified_ns = file.last_modified().and_then(nanoseconds);
    walker.member(&Member { prefix, raw: &raw, modified_ns }, Box::new(file), depth)
}

/// A zip's time has no zone: taken as UTC, it is only asked for the year.
fn nanoseconds(time: DateTime) -> Option<i64> {
    let day = chrono::NaiveDate::from_ymd_opt(time.year().into(), time.month().into(), time.day().into())?;
    let moment = day.and_hms_opt(time.hour().into(), time.minute().into(), time.second().into())?;
    moment.and_utc().timestamp_nanos_opt()
}
