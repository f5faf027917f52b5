//! Archives that are damaged, locked, empty or too large: it is told, and the rest is read.

mod common;

use common::TempDir;
use common::archive::{found, names, told};
use common::packed::{add, gzip, tar, zip, zip_with, zstd};
use common::program::{FAULT, Ran, healthy, run};
use tar::{Builder, EntryType};
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

/// Members before and behind the damage are read.
#[test]
fn a_damaged_header_costs_its_member_only() {
    let files: [(&str, &[u8]); 3] =
        [("n1/a.log", healthy(50).as_bytes()), ("n1/b.log", healthy(50).as_bytes()), ("n1/kern.log", FAULT.as_bytes())]
            .map(|(name, bytes): (&str, &[u8])| (name, Vec::leak(bytes.to_vec()) as &[u8]));
    let mut bytes = tar(&files);
    let second = 512 + files[0].1.len().next_multiple_of(512);
    bytes[second + 148] ^= 0x55;
    told("header.tar", &bytes, "damaged", "damaged header");
    assert_eq!(names(&found("header.tar", &bytes)), ["a.log", "kern.log"]);
    told("header.tar.gz", &gzip(&bytes), "damaged", "damaged header");
}

#[test]
fn a_cut_archive_gives_what_is_there() {
    let noise = healthy(20_000);
    let files: [(&str, &[u8]); 2] = [("n1/kern.log", FAULT.as_bytes()), ("n1/noise.log", noise.as_bytes())];
    let whole = tar(&files);
    told("cut.tar", &whole[..whole.len() / 2], "damaged", "ends");
    let packed = gzip(&whole);
    told("cut.tar.gz", &packed[..packed.len() / 2], "damaged", "ends early");
    let zipped = zip(&files);
    told("cut.zip", &zipped[..zipped.len() / 2], "damaged", "ends early");
}

#[test]
fn a_member_with_a_wrong_checksum_is_noticed() {
    let noise = healthy(2000);
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut bytes = zip_with(&[("n1/noise.log", noise.as_bytes()), ("n1/kern.log", FAULT.as_bytes())], stored);
    let at = bytes.windows(9).position(|w| w == b"closed by").expect("a line of the member");
    bytes[at] = b'X';
    told("sum.zip", &bytes, "damaged", "checksum");
    let mut inner = gzip(noise.as_bytes());
    let middle = inner.len() / 2;
    inner[middle] ^= 0xff;
    told(
        "member.tar",
        &tar(&[("n1/noise.log.gz", &inner), ("n1/kern.log", FAULT.as_bytes())]),
        "damaged",
        "noise.log.gz",
    );
}

/// The members of a tar end before its compression does.
#[test]
fn a_wrong_checksum_behind_the_members_is_noticed() {
    let bytes = tar(&[("n1/kern.log", FAULT.as_bytes())]);
    let mut packed = gzip(&bytes);
    let checksum = packed.len() - 6;
    packed[checksum] ^= 1;
    told("sum.tar.gz", &packed, "damaged", "sum.tar.gz: ends early: corrupt gzip stream");
    let inside = tar(&[("n1/inner.tar.gz", &packed)]);
    told("outer.tar", &inside, "damaged", "outer.tar::n1/inner.tar.gz: ends early: corrupt gzip stream");
    let mut frame = zstd::bulk::Compressor::new(3).expect("in memory");
    frame.include_checksum(true).expect("in memory");
    let mut packed = frame.compress(&bytes).expect("in memory");
    *packed.last_mut().expect("a checksum") ^= 1;
    told("sum.tar.zst", &packed, "damaged", "sum.tar.zst: ends early");
}

/// Damage inside a member is told of the member.
#[test]
fn a_compression_that_breaks_inside_a_member_names_it() {
    let noise: String = (0..40_000u32).map(|i| format!("{}\n", i.wrapping_mul(2_654_435_761))).collect();
    let packed = zstd(&tar(&[("n1/kern.log", FAULT.as_bytes()), ("n1/noise.log", noise.as_bytes())]));
    told("cut.tar.zst", &packed[..packed.len() * 9 / 10], "damaged", "cut.tar.zst::n1/noise.log: ends early");
}

#[test]
fn a_member_with_a_password_is_told() {
    let mut bytes = zip(&[("n1/secret.log", b"x"), ("n1/kern.log", FAULT.as_bytes())]);
    // Bit 0 of the flags, in the local header and in the list at the end.
    bytes[6] |= 1;
    let list = bytes.windows(4).position(|w| w == b"PK\x01\x02").expect("the list");
    bytes[list + 8] |= 1;
    told("locked.zip", &bytes, "unsupported", "1 member needs a password");
}

#[test]
fn a_bomb_is_cut_and_the_rest_is_read() {
    // 1.5 GiB of blanks in two layers: a few hundred bytes.
    let layer = zstd::encode_all(std::io::Read::take(std::io::repeat(b' '), 3 << 29), 19).expect("in memory");
    let bomb = tar(&[("n1/kern.log", FAULT.as_bytes()), ("n1/bomb.zst", &layer)]);
    told("bomb.tar.zst", &zstd(&bomb), "limit", "decompression bomb");
}

/// Archives in archives, deeper than any collector packs them.
#[test]
fn depth_is_limited() {
    let mut inner = tar(&[("n1/deep.log", healthy(2).as_bytes())]);
    for _ in 0..6 {
        inner = tar(&[("n1/kern.log", FAULT.as_bytes()), ("x.tar", &inner)]);
    }
    told("deep.tar", &inner, "limit", "more than 4 deep");
}

#[test]
fn an_encrypted_bundle_says_how_to_open_it() {
    let dir = TempDir::new("age");
    let path = dir.write("support-prod.zip.age", b"age-encryption.org/v1\n-> X25519 abc\n\x80\x81");
    run([&path]).ends(3).says("encrypted with age").says("age -d").says("--no-encryption");
    let mixed = tar(&[("n1/kern.log", FAULT.as_bytes()), ("n2.zip.age", b"age-encryption.org/v1\n")]);
    told("mixed.tar", &mixed, "unsupported", "encrypted with age");
    told("core.tar", &tar(&[("kern.log", FAULT.as_bytes()), ("core", b"\x7fELF\x02\x01")]), "unsupported", "core dump");
}

#[test]
fn empty_archives_and_rubbish() {
    let dir = TempDir::new("empty");
    let empty = |name: &str, bytes: &[u8]| -> Ran { run([dir.write(name, bytes)]) };
    empty("none.tar.gz", &gzip(&tar(&[]))).says("");
    empty("folder.tar", &{
        let mut to = Builder::new(Vec::new());
        add(&mut to, "dir/", EntryType::Directory, b"", None);
        to.into_inner().expect("in memory")
    })
    .says("no file in it");
    let mut torn = tar(&[("kern.log", FAULT.as_bytes())]);
    torn.truncate(300);
    empty("torn.tar", &torn);
    for seed in 0..40_u32 {
        let mut bytes = tar(&[("n1/kern.log", FAULT.as_bytes()), ("b.log", healthy(4).as_bytes())]);
        let at = (seed.wrapping_mul(2_654_435_761) as usize) % bytes.len();
        bytes[at] ^= 1 << (seed % 8);
        empty("flipped.tar", &bytes);
        let mut bytes = zip(&[("n1/kern.log", FAULT.as_bytes()), ("b.log", healthy(4).as_bytes())]);
        let at = (seed.wrapping_mul(2_654_435_761) as usize) % bytes.len();
        bytes[at] ^= 1 << (seed % 8);
        empty("flipped.zip", &bytes);
    }
}
