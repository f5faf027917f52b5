//! What commands say of a machine's state: arrays, pools, disks, file systems, the storage and the votes of a cluster.
//!
//! ```text
//! # smartctl -a /dev/sda             the command, where it is shown: it names the disk
//! smartctl 7.4 2023-08-01 r5530      a report begins
//! SMART overall-health self-assessment test result: FAILED!      a fact: `smart report of sda: health FAILED!`
//!
//!   pool: tank                       and the next report
//! ```
//!
//! A fact is a record of few words that a rule can match, and was so when the report was made. What is in order is a
//! fact that no rule knows. Lines that are of no report stay lines of text.

pub mod ceph;
pub mod clock;
pub mod disk_space;
pub mod etcd;
pub mod json;
pub mod load;
pub mod multipath;
pub mod quorum;
pub mod raid;
pub mod smart;
pub mod swarm;
pub mod zpool;

use std::borrow::Cow;

use super::k8s_cell::NOW;
use super::place::Places;
use super::{Sink, is_echo, without_echo};
use crate::format::{Document, Names};
use crate::model::Record;
use crate::text::ansi;

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "state-report", looks_like, read };

/// The unit of every record about the state of a machine.
pub const UNIT: &[u8] = b"host-state";

/// What a line of a report is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// It says something.
    Fact(Vec<u8>),
    /// It belongs to the report.
    Known,
    /// It does not.
    Other,
}

/// A report that is being read.
pub trait Report {
    /// Takes the next line, without blanks at its end.
    fn line(&mut self, line: &[u8]) -> Line;
}

/// What a command prints.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// How its records are marked.
    pub name: &'static str,
    /// Whether a text begins with such a report.
    pub begins: fn(text: &[u8]) -> bool,
    /// Begins to read one; the command that was typed or the path of the file names what it is about.
    pub report: fn(command: &[u8]) -> Box<dyn Report>,
}

static SHAPES: [Shape; 16] = [
    raid::PROC,
    raid::DETAIL,
    zpool::STATUS,
    zpool::LIST,
    smart::SHAPE,
    ceph::SHAPE,
    etcd::SHAPE,
    disk_space::SHAPE,
    multipath::SHAPE,
    quorum::SHAPE,
    clock::SHAPE,
    clock::DATE,
    swarm::SHAPE,
    load::FREE,
    load::VMSTAT,
    load::TOP,
];

fn shape(text: &[u8]) -> Option<&'static Shape> {
    SHAPES.iter().find(|shape| (shape.begins)(text))
}

fn looks_like(head: &[u8], _: &str) -> bool {
    clock::is_date(head) || shape(first_line(without_echo(head), head)).is_some()
}

/// A text from the start of the line it stands in: what stands before the first word tells reports apart.
fn first_line<'i>(text: &'i [u8], whole: &'i [u8]) -> &'i [u8] {
    let at = whole.len() - text.len();
    &whole[memchr::memrchr(b'\n', &whole[..at]).map_or(0, |end| end + 1)..]
}

fn read(input: &[u8], path: &str, _: &Names, sink: Sink<'_>) -> bool {
    let mut places = Places::new(input);
    let (mut command, mut sent, mut at) = (path.as_bytes(), false, 0);
    let mut current: Option<(&'static Shape, Box<dyn Report>)> = None;
    for line in input.split(|b| *b == b'\n') {
        let text = &input[at..];
        at += line.len() + 1;
        let shown = ansi::strip(line);
        let shown = shown.trim_ascii_end();
        if is_command(shown) {
            (command, current) = (line, None);
            continue;
        }
        if let Some(shape) = shape(text).filter(|new| current.as_ref().is_none_or(|(old, _)| old.name != new.name)) {
            current = Some((shape, (shape.report)(command)));
        }
        let said = current.as_mut().map_or(Line::Other, |(_, report)| report.line(shown));
        let record = match (said, &current) {
            (Line::Fact(text), Some((shape, _))) => fact(text, shape.name),
            (Line::Other, _) if !shown.is_empty() => stray(shown),
            _ => continue,
        };
        let (offset, number) = places.of(line);
        sink(offset, number, Record { raw: line, ..record });
        sent = true;
    }
    sent
}

/// Whether a command was typed; smartctl prints titles and numbered rows that look like one.
fn is_command(line: &[u8]) -> bool {
    let numbered =
        line.strip_prefix(b"# ").is_some_and(|row| row.trim_ascii_start().first().is_some_and(u8::is_ascii_digit));
    is_echo(line) && !numbered && !line.starts_with(b"=== START OF ")
}

/// The record of a fact.
fn fact(text: Vec<u8>, format: &'static str) -> Record<'static> {
    let text: Cow<'_, [u8]> = Cow::Owned(text);
    let unit = Some(Cow::Borrowed(UNIT));
    Record { time: NOW, unit, message: text.clone(), text, format, ..Record::default() }
}

/// A line between reports.
fn stray(line: &[u8]) -> Record<'_> {
    Record { text: Cow::Borrowed(line), message: Cow::Borrowed(line), ..Record::default() }
}

/// `key: value`, `key : value`, `key = value`.
#[must_use]
pub fn pair(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = line.iter().position(|b| matches!(b, b':' | b'='))?;
    Some((line[..at].trim_ascii(), line[at + 1..].trim_ascii()))
}

/// The words of a line.
pub fn words(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(|b| b.is_ascii_whitespace()).filter(|word| !word.is_empty())
}

/// The line at the start of a text, and the text behind it.
#[must_use]
pub fn cut(text: &[u8]) -> (&[u8], &[u8]) {
    let end = memchr::memchr(b'\n', text).unwrap_or(text.len());
    (text[..end].trim_ascii_end(), text.get(end + 1..).unwrap_or_default())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    /// What a file of such a name says, line by line.
    pub fn said(input: &str, path: &str) -> Vec<(u64, String)> {
        assert!(looks_like(input.as_bytes(), path), "{input}");
        let mut seen = Vec::new();
        read(input.as_bytes(), path, &NAMES, &mut |_, line, r| {
            seen.push((line, String::from_utf8_lossy(&r.text).into_owned()));
        });
        seen
    }

    /// The same without the lines' numbers.
    #[track_caller]
    pub fn check(input: &str, expected: &[&str]) {
        let seen: Vec<String> = said(input, "").into_iter().map(|(_, text)| text).collect();
        assert_eq!(seen, expected, "{input}");
    }

    #[test]
    fn reports_and_lines_between_them() {
        let seen = said(
            "$ df -h\nFilesystem  Size  Used Avail Use% Mounted on\n/dev/sda1  40G  40G  0 100% /\n\n$ cat note\nthe disk is full\n$ zpool status\n  pool: tank\n state: ONLINE\n",
            "",
        );
        let texts = [
            (3, "filesystem / use=100% free=0 device=/dev/sda1"),
            (6, "the disk is full"),
            (9, "zpool status: tank state=ONLINE"),
        ];
        assert_eq!(seen, texts.map(|(line, text)| (line, text.to_owned())));
    }

    #[test]
    fn other_texts() {
        for text in ["pool: tank\nsize: 3", "Filesystem is full", "HEALTHY", "/dev/md0: x", "size=3", ""] {
            assert!(!looks_like(text.as_bytes(), ""), "{text}");
        }
    }
}
