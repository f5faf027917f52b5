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
