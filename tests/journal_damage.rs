//! Native journals that are damaged, cut, or changed by somebody while they are read: no panic, the readable rest is
//! read, and a notice says what is missing.

mod common;

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

use common::journal::{Maker, Mode, When};
use common::program::{conditions, notices, run};
use common::{TempDir, root};
use kascade::model::Notice;
use kascade::source::journal::{Bytes, Entry, Found, Journal};

/// Entries, values that they name and that can be read, and what is said of the rest.
#[derive(Debug, PartialEq)]
struct Walked {
    entries: u64,
    values: u64,
    trouble: Vec<String>,
}

fn walked(mut journal: Journal) -> Walked {
    let (mut entry, mut entries, mut values) = (Entry::default(), 0, 0);
    while let Some(found) = journal.next(&mut entry) {
        if found == Found::Entry {
            entries += 1;
            for offset in entry.offsets() {
                match offset.ok().and_then(|at| journal.value(at)) {
                    Some(_) => values += 1,
                    None => journal.damage.entry(entry.at),
                }
            }
        }
    }
    let notices = journal.finish().notices("x");
    Walked { entries, values, trouble: notices.into_iter().map(|Notice { text, .. }| text).collect() }
}

fn of_bytes(bytes: &[u8]) -> Walked {
    walked(Journal::open(Bytes::Held(bytes.to_vec())).expect("a header"))
}

/// An open file, as it is when a run comes to it.
fn opened(path: &Path) -> Bytes {
    let file = File::open(path).expect("the file is there");
    let len = file.metadata().expect("readable").len();
    Bytes::File(file, len)
}

/// Entries a second apart with a fault in the middle.
fn maker(entries: u64) -> Maker {
    let mut maker = Maker::new(Mode::default());
    for i in 0..entries {
        let message = match i == entries / 2 {
            true => "MESSAGE=nfs: server filer2.quill.lan not responding, still trying".to_owned(),
            false => format!("MESSAGE=syncing pod web-{i} of a deployment"),
        };
        let us = i * 1_000_000;
        let fields = ["_HOSTNAME=heron", "_TRANSPORT=kernel", "SYSLOG_IDENTIFIER=kernel", &message];
        maker.entry(When { realtime: 1_766_120_000_000_000 + us, monotonic: 90_000_000 + us, boot: 0x5e6f }, &fields);
    }
    maker
}

/// Journals that journald wrote, unpacked.
fn fixtures() -> Vec<(String, Vec<u8>)> {
    let packed = common::files(&root().join("fixtures/journals")).into_iter();
    let packed = packed.filter(|(path, _)| path.to_string_lossy().ends_with(".journal.zst"));
    let unpacked = |path: &Path| zstd::decode_all(File::open(path).expect("the file is there")).expect("a frame");
    packed.map(|(path, _)| (path.display().to_string(), unpacked(&path))).collect()
}

/// Numbers that are the same in every run.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// Single bits, whole bytes and stretches, in what journald wrote: an entry or a value is never lost without a word.
#[test]
fn what_is_lost_is_told() {
    let fixtures = fixtures();
    assert!(fixtures.len() >= 3);
    for (name, whole) in fixtures {
        let all = of_bytes(&whole);
        assert!(all.entries > 10 && all.trouble.is_empty(), "{name}: {all:?}");
        // journald makes its files larger than what they hold.
        let used = whole.len() - whole.iter().rev().take_while(|b| **b == 0).count();
        let mut seeded = Seeded(11);
        for round in 0..150 {
            let mut bytes = whole.clone();
            for _ in 0..=round % 4 {
                let (at, len) = (208 + seeded.below(used - 208), 1 + seeded.below(24));
                match round % 3 {
                    0 => bytes[at] ^= 1 << seeded.below(8),
                    1 => bytes[at] = seeded.below(256) as u8,
                    _ => bytes[at..(at + len).min(used)].fill(seeded.below(256) as u8),
                }
            }
            let rest = of_bytes(&bytes);
            let lost = rest.entries < all.entries || rest.values < all.values;
            assert!(!lost || !rest.trouble.is_empty(), "{name}, round {round}: {rest:?} of {all:?}");
        }
    }
}

/// The same through the whole program, header and all: it ends with a report or says why there is none.
#[test]
fn damaged_journals_are_judged() {
    let dir = TempDir::new("damaged-journals");
    for (name, whole) in fixtures() {
        let mut seeded = Seeded(13);
        for round in 0..6 {
            let mut bytes = whole.clone();
            (0..40).for_each(|_| bytes[seeded.below(whole.len() / 8)] = seeded.below(256) as u8);
            let path = dir.write("system.journal", &bytes);
            let ran = run([Path::new("-o"), Path::new("json"), &path]);
            assert!(matches!(ran.code, Some(0 | 3)), "{name}, round {round}: {ran:?}");
            assert!(ran.err.contains("damaged") || ran.code == Some(3), "{name}, round {round}: {}", ran.err);
        }
    }
}

/// journald appends between the moment at which the file is opened and that at which its header is read.
#[test]
fn what_the_header_knows_of_is_read() {
    let dir = TempDir::new("grows");
    let mut whole = maker(40);
    whole.state = 1;
    let whole = whole.finish();
    let path = dir.write("system.journal", &whole[..whole.len() / 2]);
    let half = opened(&path);
    assert!(half.len() < whole.len() as u64);
    let rest = &whole[whole.len() / 2..];
    OpenOptions::new()
        .append(true)
        .open(&path)
        .and_then(|mut file| file.write_all(rest))
        .expect("it can be appended to");
    let read = walked(Journal::open(half).expect("a header"));
    assert_eq!(read, of_bytes(&whole));
    assert_eq!((read.entries, read.trouble.len()), (40, 0));
}

/// What is appended after the header was read is no part of this run and no damage.
#[test]
fn what_comes_later_is_no_damage() {
    let dir = TempDir::new("grows-later");
    let mut early = maker(20);
    early.state = 1;
    let known = early.clone().finish();
    let path = dir.write("system.journal", &known);
    let journal = Journal::open(opened(&path)).expect("a header");
    let mut later = maker(40);
    later.state = 1;
    std::fs::write(&path, later.finish()).expect("it can be written");
    let read = walked(journal);
    assert!((20..=40).contains(&read.entries) && read.trouble.is_empty(), "{read:?}");
}

#[test]
fn a_file_that_shrinks_or_goes_away() {
    let dir = TempDir::new("shrinks");
    let whole = maker(2000).finish();
    let path = dir.write("system.journal", &whole);
    let all = of_bytes(&whole);
    let (shrinks, stays) = (Journal::open(opened(&path)), Journal::open(opened(&path)));
    let half = whole.len() as u64 / 2;
    OpenOptions::new().write(true).open(&path).and_then(|file| file.set_len(half)).expect("it can be cut");
    let rest = walked(shrinks.expect("a header"));
    assert!(rest.entries >= 500 && rest.entries < all.entries, "{rest:?}");
    assert!(rest.trouble.iter().any(|text| text.contains("2000 entries")), "{rest:?}");
    std::fs::write(&path, &whole).expect("it can be written");
    std::fs::remove_file(&path).expect("it can be removed");
    assert_eq!(walked(stays.expect("a header")), all, "an open file stays whole");
}

/// A journal of which nothing can be read says why, and the others are read.
#[test]
fn what_cannot_be_read_is_named() {
    let dir = TempDir::new("unreadable-journals");
    let directory = File::open(dir.path()).expect("it is there");
    let why = Journal::open(Bytes::File(directory, 4096)).expect_err("a directory has no bytes");
    assert!(why.contains("cannot be read at 0"), "{why}");
    let good = dir.write("good.journal", maker(20).finish());
    let looped = dir.path().join("looped.journal");
    std::os::unix::fs::symlink(&looped, &looped).expect("a link can be made");
    let gone = dir.path().join("gone.journal");
    for bad in [&looped, &gone] {
        let name = bad.file_name().and_then(|name| name.to_str()).expect("UTF-8");
        run([bad]).ends(3).says(name);
        let report = run([Path::new("-o"), Path::new("json"), &good, bad]).ends(0).says(name).json();
        assert_eq!(conditions(&report), ["storage.nfs-server-unresponsive"]);
        assert!(notices(&report).contains(&"unreadable"));
    }
}

/// Nothing yet, or nothing but a header: no damage, no record.
#[test]
fn empty_journals() {
    let dir = TempDir::new("empty-journals");
    let nothing = dir.write("empty.journal", b"");
    run([&nothing]).ends(0).prints("0 records");
    for state in [0, 1, 2] {
        let mut empty = Maker::new(Mode::default());
        empty.state = state;
        for room in [0, 4096] {
            let bytes = [empty.clone().finish(), vec![0; room]].concat();
            let read = of_bytes(&bytes);
            assert_eq!((read.entries, read.trouble.len()), (0, 0), "state {state}, {room} bytes of room: {read:?}");
            let path = dir.write("header.journal", &bytes);
            let ran = run([Path::new("records"), &path]).ends(0);
            assert!(ran.out.is_empty() && !ran.err.contains("damaged"), "{}", ran.err);
        }
    }
}
