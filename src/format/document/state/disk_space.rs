//! `df`, of blocks or of inodes.
//!
//! ```text
//! Filesystem             Size  Used Avail Use% Mounted on
//! /dev/sda1               40G   40G     0 100% /
//! /dev/mapper/vg-a-very-long-name
//!                         40G   40G     0 100% /srv            old releases wrap a long name
//! Filesystem     Type   Inodes  IUsed  IFree IUse% Mounted on
//! ```
//!
//! Images that are mounted as they are (snaps, discs) are full by their nature and say nothing.
//!
//! # Source
//!
//! coreutils, `src/df.c`.

use super::{Line, Report, Shape, cut, words};

/// See the head of this file.
pub const SHAPE: Shape = Shape { name: "df", begins, report: |_| Box::new(Space::default()) };

fn begins(text: &[u8]) -> bool {
    text.starts_with(b"Filesystem ") && is_header(cut(text).0)
}

fn is_header(line: &[u8]) -> bool {
    let names: Vec<&[u8]> = words(line).collect();
    names.ends_with(&[b"Mounted", b"on"]) && names.iter().any(|name| name.ends_with(b"se%") || *name == b"Capacity")
}

/// What the header says, and a name whose row goes on in the next line.
#[derive(Debug, Default)]
struct Space {
    inodes: bool,
    device: Vec<u8>,
}

impl Report for Space {
    fn line(&mut self, line: &[u8]) -> Line {
        if is_header(line) {
            self.inodes = memchr::memmem::find(line, b"IUse%").is_some();
            return Line::Known;
        }
        let mut row: Vec<&[u8]> = words(line).collect();
        if let [device] = row[..] {
            self.device = device.to_vec();
            return if line.starts_with(b"/") { Line::Known } else { Line::Other };
        }
        let wrapped = std::mem::take(&mut self.device);
        if line.starts_with(b" ") && !wrapped.is_empty() {
            row.insert(0, &wrapped);
        }
        match row[..] {
            [] => Line::Known,
            _ => self.row(&row),
        }
    }
}

/// Devices and kinds of file systems that are images.
const IMAGES: [&[u8]; 4] = [b"/dev/loop", b"/dev/sr", b"squashfs", b"iso9660"];
/// Where images are mounted.
const OF_IMAGES: [&[u8]; 3] = [b"/snap/", b"/var/lib/snapd/snap/", b"/media/"];

impl Space {
    fn row(&self, row: &[&[u8]]) -> Line {
        let percent = |word: &&[u8]| word.strip_suffix(b"%").is_some_and(|n| n.iter().all(u8::is_ascii_digit));
        let Some(at) = row.iter().position(percent).filter(|at| *at > 2 && *at + 1 < row.len()) else {
            // A kernel's own file system has no size: `-`.
            return if row.contains(&&b"-"[..]) { Line::Known } else { Line::Other };
        };
        let (device, free, mount) = (row[0], row[at - 1], row[at + 1..].join(&b' '));
        let image = row[..2].iter().any(|cell| IMAGES.iter().any(|image| cell.starts_with(image)))
            || OF_IMAGES.iter().any(|place| mount.starts_with(place));
        if image || !mount.starts_with(b"/") {
            return Line::Known;
        }
        let what: &[u8] = if self.inodes { b" inodes=" } else { b" use=" };
        Line::Fact([b"filesystem ", &*mount, what, row[at], b" free=", free, b" device=", device].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn blocks_and_inodes() {
        check(
            "Filesystem      Size  Used Avail Use% Mounted on\n/dev/sda1        40G   40G     0 100% /\n/dev/mapper/vg-a\n                 40G   10G   30G  25% /srv/my data\n/dev/loop3       64M   64M     0 100% /snap/core20/2379\nproc               0     0     0    - /proc\nwords of others\n",
            &[
                "filesystem / use=100% free=0 device=/dev/sda1",
                "filesystem /srv/my data use=25% free=30G device=/dev/mapper/vg-a",
                "words of others",
            ],
        );
        check(
            "Filesystem     Type  Inodes  IUsed  IFree IUse% Mounted on\n/dev/sda1      ext4 2621440 2621440     0  100% /\n",
            &["filesystem / inodes=100% free=0 device=/dev/sda1"],
        );
    }
}
