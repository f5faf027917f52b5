//! Logs of Proxmox VE's tasks: `/var/log/pve/tasks/*/UPID:...`.
//!
//! ```text
//! UPID:pve1:0001A2B3:01C3D4E5:6993DBCD:vzdump:101:root@pam:    the file's name
//!      node pid      pstart   start    type   id  user         numbers are hexadecimal, start counts from 1970
//! INFO: starting new backup job: vzdump 101 --storage nfs-backup
//! INFO: Backup started at 2026-02-17 03:05:01                  local time
//! 2026-02-17 03:06:00 starting migration of VM 101             other tasks print it in front
//! ERROR: Backup of VM 101 failed - Input/output error
//! TASK ERROR: job errors                                       or TASK OK, TASK WARNINGS: 1
//! ```
//!
//! Lines without a time have that of the line before, and the first ones the task's start.
//!
//! # Source
//!
//! pve-common, `src/PVE/Tools.pm`: `upid_encode`; pve-manager, `PVE/VZDump.pm`.

use std::borrow::Cow;

use memchr::memmem;

use crate::format::{Document, Names};
use crate::model::{Clock, Level, RawTime, Record, stamp::SECOND};
use crate::text::lines;
use crate::time::rfc3339;

use super::place::Places;
use super::{Sink, without_echo};

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "proxmox-task", looks_like, read };

/// What a line starts with that has a level.
const LEVELS: [(&[u8], Level); 6] = [
    (b"INFO: ", Level::Info),
    (b"WARN: ", Level::Warning),
    (b"WARNING: ", Level::Warning),
    (b"ERROR: ", Level::Error),
    (b"TASK ERROR: ", Level::Error),
    (b"TASK WARNINGS: ", Level::Warning),
];

fn looks_like(head: &[u8], path: &str) -> bool {
    let started = || without_echo(head).starts_with(b"INFO: starting new backup job: ");
    let starts = || memmem::find_iter(head, b"TASK ").filter(|&at| at == 0 || head[at - 1] == b'\n');
    let ended = || starts().any(|at| lines(&head[at..]).next().is_some_and(is_end));
    Task::of(path).is_some() || started() || ended()
}

fn is_end(line: &[u8]) -> bool {
    let line = line.trim_ascii_end();
    line == b"TASK OK" || line.starts_with(b"TASK ERROR: ") || line.starts_with(b"TASK WARNINGS: ")
}

fn read(input: &[u8], path: &str, _: &Names, sink: Sink<'_>) -> bool {
    let task = Task::of(path).unwrap_or_else(|| Task::told(input));
    let mut places = Places::new(input);
    let mut time = task.start;
    let mut sent = false;
    for line in input.split(|b| *b == b'\n').filter(|line| !line.trim_ascii().is_empty()) {
        time = stamp(line).unwrap_or(time);
        let (offset, number) = places.of(line);
        sink(offset, number, task.record(line, time));
        sent = true;
    }
    sent
}

/// What the name of a task's file tells, or its first line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Task<'p> {
    node: Option<&'p str>,
    pid: Option<u32>,
    start: RawTime,
    kind: Option<&'p str>,
}

impl<'p> Task<'p> {
    fn of(path: &'p str) -> Option<Self> {
        let name = &path[path.rfind("UPID:")?..];
        let mut parts = name.split(':').skip(1);
        let (node, pid) = (parts.next()?, u32::from_str_radix(parts.next()?, 16).ok()?);
        let start = i64::from_str_radix(parts.nth(1)?, 16).ok()?.checked_mul(SECOND)?;
        Some(Task { node: Some(node), pid: Some(pid), start: RawTime::utc(start), kind: parts.next() })
    }

    fn told(input: &[u8]) -> Self {
        let backup = memchr::memmem::find(&input[..input.len().min(1000)], b"backup job: vzdump ").is_some();
        Task { kind: backup.then_some("vzdump"), ..Task::default() }
    }

    fn record<'r>(&self, line: &'r [u8], time: RawTime) -> Record<'r>
    where
        'p: 'r,
    {
        let text = line.trim_ascii_end();
        let level = LEVELS.iter().find_map(|(start, level)| text.starts_with(start).then_some(*level));
        let message = [&b"INFO: "[..], b"WARN: ", b"ERROR: "].iter().find_map(|start| text.strip_prefix(*start));
        Record {
            time,
            host: self.node.map(|node| Cow::Borrowed(node.as_bytes())),
            ident: Some(Cow::Borrowed(self.kind.unwrap_or("proxmox-task").as_bytes())),
            pid: self.pid,
            level,
            text: Cow::Borrowed(text),
            message: Cow::Borrowed(message.unwrap_or(text)),
            format: DOCUMENT.name,
            raw: line,
            ..Record::default()
        }
    }
}

/// The time in front of a line, or behind the words `at` or `on` at its end.
fn stamp(line: &[u8]) -> Option<RawTime> {
    let line = line.trim_ascii_end();
    let behind = line.len().checked_sub(19).filter(|at| line[..*at].ends_with(b" at "));
    let (ns, _) = rfc3339::local(line).or_else(|| rfc3339::local(&line[behind?..]))?;
    Some(RawTime { clock: Clock::Local, ns })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    const NAME: &str = "tasks/D/UPID:pve1:0001A2B3:01C3D4E5:6A0EF553:vzdump:101:root@pam:";

    #[test]
    fn names_of_tasks() {
        let task = Task::of(NAME).expect("a task");
        assert_eq!((task.node, task.pid, task.kind), (Some("pve1"), Some(0x1_a2b3), Some("vzdump")));
        assert_eq!(task.start, RawTime::utc(0x6a0e_f553 * SECOND));
        assert_eq!(Task::of("UPID:pve1:x"), None);
    }

    #[test]
    fn times_and_levels() {
        let input = b"INFO: starting new backup job: vzdump 101\nINFO: Backup started at 2026-11-20 15:28:19\nERROR: failed\nTASK ERROR: job errors\n";
        assert!(looks_like(input, "") && looks_like(b"", NAME));
        let mut seen = Vec::new();
        read(input, "", &NAMES, &mut |_, _, r| seen.push((r.time.ns / SECOND, r.level, r.message.into_owned())));
        assert_eq!(seen[0], (0, Some(Level::Info), b"starting new backup job: vzdump 101".to_vec()));
        assert_eq!(seen[2], (1_795_188_499, Some(Level::Error), b"failed".to_vec()));
        assert_eq!(seen[3].2, b"TASK ERROR: job errors");
    }
}
