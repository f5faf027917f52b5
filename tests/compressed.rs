//! Compressed inputs: whole, cut in the middle, cut at the start.

mod common;

use std::io::Write;
use std::path::Path;

use common::TempDir;
use common::packed::LZMA;
use common::program::{CONDITION, FAULT, fault_found, healthy, noticed, notices, pipe, run};

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut to = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    to.write_all(text).expect("in memory");
    to.finish().expect("in memory")
}

fn bzip2(text: &[u8]) -> Vec<u8> {
    let mut to = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    to.write_all(text).expect("in memory");
    to.finish().expect("in memory")
}

fn lz4(text: &[u8]) -> Vec<u8> {
    let mut to = lz4_flex::frame::FrameEncoder::new(Vec::new());
    to.write_all(text).expect("in memory");
    to.finish().expect("in memory")
}

/// Whole, it is read without a word; cut in the middle, there is a notice and what came before it is read.
#[track_caller]
fn check_compressed(name: &str, least: u64, compress: impl Fn(&[u8]) -> Vec<u8>) {
    let text = FAULT.to_owned() + &healthy(60_000);
    let whole = compress(text.as_bytes());
    let report = fault_found(&whole);
    assert!(!notices(&report).contains(&"damaged") && report["inputs"][0]["lines"] == 60_001, "{name}: {report:#}");
    let cut = &whole[..whole.len() * 3 / 4];
    noticed(cut, "damaged");
    let lines = fault_found(cut)["inputs"][0]["lines"].as_u64().expect("a number");
    assert!(lines > least, "{name}: only {lines} lines before the damage");
    let dir = TempDir::new("compressed");
    let file = dir.write(&format!("log.{name}"), cut);
    run([Path::new("-o"), Path::new("json"), &file])
        .ends(0)
        .prints(CONDITION)
        .prints("damaged")
        .says(&format!("log.{name}"));
    pipe([""; 0], &whole[..whole.len().min(20)]).says("stdin");
}

#[test]
fn cut_compression_gives_the_readable_rest() {
    check_compressed("gz", 40_000, gzip);
    check_compressed("zst", 40_000, |text| zstd::encode_all(text, 1).expect("in memory"));
    check_compressed("xz", 40_000, common::xz::stored);
    check_compressed("bz2", 10_000, bzip2);
    check_compressed("lz4", 10_000, lz4);
}

/// LZMA alone has no magic number, but a header that is known.
#[test]
fn lzma_alone_is_read() {
    let report = fault_found(LZMA);
    assert!(!notices(&report).contains(&"damaged") && report["inputs"][0]["lines"] == 1, "{report:#}");
    let dir = TempDir::new("lzma");
    run([dir.write("kern.log.lzma", &LZMA[..LZMA.len() - 30])]).says("kern.log.lzma");
}

/// `records` prints what is there, and says that it is not all.
#[test]
fn records_of_a_cut_log_are_told_to_be_cut() {
    let dir = TempDir::new("cut-records");
    let whole = gzip(healthy(8000).as_bytes());
    let path = dir.write("node.log.gz", &whole[..whole.len() / 2]);
    let ran = run([std::path::Path::new("records"), &path]).ends(0).says("ends early");
    assert!(ran.out.lines().count() > 100, "{}", ran.out.len());
    run([std::path::Path::new("-q"), std::path::Path::new("records"), &path]).ends(0).says("damaged");
}

/// Of what is left of them nothing can be unpacked: that is not an empty log.
#[test]
fn a_log_of_which_nothing_can_be_unpacked_is_an_error() {
    let text = FAULT.to_owned() + &healthy(60_000);
    let packed = [("gz", gzip(text.as_bytes())), ("bz2", bzip2(text.as_bytes()))];
    for (name, whole) in packed {
        let dir = TempDir::new("nothing-left");
        let path = dir.write(&format!("kern.log.{name}"), &whole[..10]);
        run([&path]).ends(3).says("nothing could be read").says(&format!("kern.log.{name}: ends early"));
    }
}

/// A damaged block unpacks to rubbish before its checksum tells: the file is called damaged, not only binary.
#[test]
fn a_damaged_first_block_is_told() {
    let mut damaged = bzip2((FAULT.to_owned() + &healthy(8000)).as_bytes());
    let middle = damaged.len() / 2;
    damaged[middle] ^= 0xff;
    let dir = TempDir::new("damaged");
    dir.write("kern.log.bz2", damaged);
    dir.write("other.log", FAULT);
    let report = run([Path::new("-o"), Path::new("json"), dir.path()]).ends(0).json();
    assert!(notices(&report).contains(&"damaged"), "{:#}", report["notices"]);
}
