//! Zip archives: members that are stored, deflated or packed with bzip2, LZMA, zstd or xz, zip64.
//!
//! ```text
//! method 12, 93, 95    bzip2, zstd, xz: what files hold, told by their first bytes like those
//! method 14            version (2) | bytes of properties (2) | properties (5) | LZMA, whose length the archive knows
//! ```
//!
//! The list of members stands at the end, so a zip that cannot be read from any position is held in memory. One whose
//! end is missing is read front to back, as far as its members tell their own length.

use std::io::{Cursor, Read, Seek};

use ::zip::read::{ZipFile, read_zipfile_from_stream};
use ::zip::result::{ZipError, ZipResult};
use ::zip::{CompressionMethod, DateTime, ZipArchive};

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
    walk(walker, prefix, Cursor::new(held), depth)
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
        let trouble = match opened(&mut zip, index) {
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

/// A member, unpacked unless its method is one of [`PACKED`].
fn opened<R: Read + Seek>(zip: &mut ZipArchive<R>, index: usize) -> ZipResult<ZipFile<'_, R>> {
    let method = zip.by_index_data(index).ok().filter(|file| !file.encrypted()).map(|file| file.compression());
    match method.filter(|method| *method != STORE && *method != DEFLATE) {
        Some(method) if PACKED.contains(&method) => zip.by_index_raw(index),
        Some(method) => Err(ZipError::UnsupportedArchive(named(method))),
        None => zip.by_index(index),
    }
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
    let member = Member { prefix, raw: &raw, modified_ns };
    match file.compression() {
        CompressionMethod::LZMA => walker.member(&member, lzma_alone(file), depth),
        _ => walker.member(&member, Box::new(file), depth),
    }
}

/// A member of LZMA as a file would hold it: with the length before the stream, unless an end is marked in that.
fn lzma_alone<'f, R: Read>(mut file: ZipFile<'f, R>) -> Box<dyn Read + 'f> {
    let mut header = [0; 4];
    let mut properties = Vec::new();
    if file.read_exact(&mut header).is_ok() {
        let bytes = u64::from(u16::from_le_bytes([header[2], header[3]]));
        let _ = (&mut file).take(bytes).read_to_end(&mut properties);
    }
    let length = if file.flags().as_u16() & END_IS_MARKED == 0 { file.size() } else { u64::MAX };
    properties.extend(length.to_le_bytes());
    Box::new(Cursor::new(properties).chain(file))
}

/// Flag of a member of LZMA whose end is marked in it.
const END_IS_MARKED: u16 = 2;
const STORE: CompressionMethod = CompressionMethod::STORE;
const DEFLATE: CompressionMethod = CompressionMethod::DEFLATE;
/// Methods whose members are unpacked as files of that compression are.
const PACKED: [CompressionMethod; 4] =
    [CompressionMethod::BZIP2, CompressionMethod::LZMA, CompressionMethod::ZSTD, CompressionMethod::XZ];
/// Methods that are not read, as the list of them names them.
const OTHERS: [(CompressionMethod, &str); 8] = [
    (CompressionMethod::SHRINK, "packed with Shrink"),
    (CompressionMethod::IMPLODE, "packed with Implode"),
    (CompressionMethod::DEFLATE64, "packed with Deflate64"),
    (CompressionMethod::ZSTD_DEPRECATED, "packed with zstd under its old number"),
    (CompressionMethod::MP3, "packed as MP3"),
    (CompressionMethod::JPEG, "packed as JPEG"),
    (CompressionMethod::WAVPACK, "packed with WavPack"),
    (CompressionMethod::PPMD, "packed with PPMd"),
];

fn named(method: CompressionMethod) -> &'static str {
    OTHERS.iter().find(|(other, _)| *other == method).map_or("packed in a way that is not known", |(_, name)| name)
}

/// A zip's time has no zone: taken as UTC, it is only asked for the year.
fn nanoseconds(time: DateTime) -> Option<i64> {
    let day = chrono::NaiveDate::from_ymd_opt(time.year().into(), time.month().into(), time.day().into())?;
    let moment = day.and_hms_opt(time.hour().into(), time.minute().into(), time.second().into())?;
    moment.and_utc().timestamp_nanos_opt()
}
