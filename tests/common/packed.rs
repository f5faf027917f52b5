//! Archives made in memory.

use std::io::{Cursor, Write};
use std::path::Path;

use tar::{Builder, EntryType, Header};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A tar archive of named files.
pub fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut to = Builder::new(Vec::new());
    for (name, bytes) in files {
        add(&mut to, name, EntryType::Regular, bytes, None);
    }
    to.into_inner().expect("in memory")
}

/// Adds one member of any kind; a name that `tar` would refuse is written as it stands.
pub fn add(to: &mut Builder<Vec<u8>>, name: &str, kind: EntryType, bytes: &[u8], link: Option<&str>) {
    let mut header = Header::new_gnu();
    header.set_size(bytes.len() as u64);
    header.set_mode(0o644);
    header.set_entry_type(kind);
    if let Some(link) = link {
        header.set_link_name_literal(link).expect("a short name");
    }
    if name.starts_with('/') || name.contains("..") {
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        to.append(&header, bytes).expect("in memory");
    } else {
        to.append_data(&mut header, name, bytes).expect("in memory");
    }
}

/// A tar archive of a folder, as `tar -cf x.tar -C dir .` makes it but in a fixed order.
pub fn tar_of(dir: &Path, top: &str) -> Vec<u8> {
    let mut to = Builder::new(Vec::new());
    for (path, inner) in super::files(dir) {
        add(&mut to, &format!("{top}{inner}"), EntryType::Regular, &std::fs::read(path).expect("readable"), None);
    }
    to.into_inner().expect("in memory")
}

/// A zip archive of named files, deflated.
pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    zip_with(files, SimpleFileOptions::default().compression_method(CompressionMethod::Deflated))
}

/// A zip archive whose members are stored in one way.
pub fn zip_with(files: &[(&str, &[u8])], options: SimpleFileOptions) -> Vec<u8> {
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        to.start_file(*name, options).expect("in memory");
        to.write_all(bytes).expect("in memory");
    }
    to.finish().expect("in memory").into_inner()
}

/// RFC 1952.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut to = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    to.write_all(bytes).expect("in memory");
    to.finish().expect("in memory")
}

/// RFC 8878.
pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).expect("in memory")
}

/// A zip archive of one member that was packed by a method, with these flags, by hand: what it had in bytes when it was not.
pub fn zip_by(method: u16, flags: u16, packed: &[u8], bytes: usize) -> Vec<u8> {
    let name = b"n1/kern.log";
    let described = [
        &[20, 0][..],
        &flags.to_le_bytes(),
        &method.to_le_bytes(),
        &[0; 8],
        &(packed.len() as u32).to_le_bytes(),
        &(bytes as u32).to_le_bytes(),
        &(name.len() as u16).to_le_bytes(),
        &[0; 2],
    ]
    .concat();
    let member = [b"PK\x03\x04", &described[..], name, packed].concat();
    let listed = [b"PK\x01\x02\x14\x00", &described[..], &[0; 14], name].concat();
    let [size, start] = [listed.len() as u32, member.len() as u32].map(u32::to_le_bytes);
    [&member[..], &listed, b"PK\x05\x06\0\0\0\0\x01\0\x01\0", &size, &start, &[0; 2]].concat()
}

/// The record of [`FAULT`](super::program::FAULT) packed as LZMA alone, its end marked.
pub const LZMA: &[u8] = &[
    0x5d, 0x00, 0x00, 0x80, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00, 0x19, 0x0c, 0x02, 0x92, 0x9b,
    0x14, 0xce, 0x7e, 0xde, 0x99, 0xda, 0xed, 0x48, 0x11, 0x30, 0xc5, 0x39, 0xa8, 0x40, 0xa8, 0x74, 0xb7, 0x15, 0x75,
    0xa3, 0xc3, 0x5d, 0x2f, 0x58, 0x89, 0xa3, 0xda, 0x93, 0xe7, 0x91, 0xec, 0xf9, 0xa6, 0x52, 0x23, 0x95, 0xad, 0xd2,
    0xd3, 0xd8, 0x05, 0xed, 0xe6, 0xa4, 0x60, 0xa9, 0x35, 0x62, 0xa3, 0xed, 0x72, 0x83, 0xff, 0x24, 0x1e, 0x0b, 0x04,
    0xe1, 0xcc, 0xcd, 0xe2, 0xd9, 0x6b, 0x87, 0x3c, 0x7f, 0x69, 0x56, 0x36, 0x30, 0xd1, 0x78, 0xcd, 0xf4, 0xda, 0xcc,
    0x80, 0x65, 0x9b, 0xfd, 0x13, 0x06, 0x3c, 0xb2, 0x01, 0x60, 0x79, 0x55, 0x23, 0x21, 0x72, 0xc8, 0x9a, 0x5b, 0xff,
    0xf4, 0xd5, 0x83, 0x00,
];
