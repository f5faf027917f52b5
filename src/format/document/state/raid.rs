//! Arrays of md: `/proc/mdstat` and `mdadm --detail`.
//!
//! ```text
//! Personalities : [raid1]
//! md0 : active raid1 sdb1[1](F) sda1[0]                   (F): failed
//!       976630464 blocks super 1.2 [2/1] [U_]             two members wanted, one there
//!       [==>......]  recovery = 12.6% (123/976) finish=127.5min speed=33440K/sec
//!
//! /dev/md0:
//!         Raid Level : raid1
//!              State : clean, degraded, recovering
//!        1       8       17        -      faulty   /dev/sdb1
//! ```
//!
//! # Source
//!
//! linux, `drivers/md/md.c`: `md_seq_show`; mdadm, `Detail.c`.

use super::{Line, Report, Shape, cut, pair, words};

/// `/proc/mdstat`.
pub const PROC: Shape = Shape {
    name: "mdstat",
    begins: |text| text.starts_with(b"Personalities :"),
    report: |_| Box::new(Arrays::default()),
};

/// `mdadm --detail`.
pub const DETAIL: Shape =
    Shape { name: "mdadm-detail", begins: begins_detail, report: |_| Box::new(Detail::default()) };

fn begins_detail(text: &[u8]) -> bool {
    let (first, rest) = cut(text);
    let (second, third) = (cut(rest).0, cut(cut(rest).1).0);
    let version = |line: &[u8]| pair(line).is_some_and(|(key, _)| key == b"Version" || key == b"Raid Level");
    first.starts_with(b"/dev/md") && first.ends_with(b":") && (version(second) || version(third))
}

/// The array whose lines are read.
#[derive(Debug, Default)]
struct Arrays {
    name: Vec<u8>,
    active: bool,
    level: Vec<u8>,
    failed: Vec<u8>,
}

impl Report for Arrays {
    fn line(&mut self, line: &[u8]) -> Line {
        if line.starts_with(b"md") {
            return self.begin(line);
        }
        match words(line).nth(1) {
            Some(b"blocks") if line.starts_with(b" ") => self.counted(line),
            _ if line.starts_with(b" ") => self.action(line),
            _ if line.starts_with(b"Personalities :") || line.starts_with(b"unused devices:") => Line::Known,
            _ if line.is_empty() => Line::Known,
            _ => Line::Other,
        }
    }
}

impl Arrays {
    fn begin(&mut self, line: &[u8]) -> Line {
        let Some((name, rest)) = pair(line) else { return Line::Other };
        let level = words(rest).find(|word| word.starts_with(b"raid") || matches!(*word, b"linear" | b"multipath"));
        let failed = words(rest).filter_map(|word| word.strip_suffix(b"(F)")).map(device);
        *self = Arrays {
            name: name.to_vec(),
            active: rest.starts_with(b"active"),
            level: level.unwrap_or_default().to_vec(),
            failed: failed.collect::<Vec<_>>().join(&b','),
        };
        Line::Known
    }

    /// A container of the firmware is inactive by its nature.
    fn counted(&self, line: &[u8]) -> Line {
        let counts = words(line).find_map(members);
        let state: &[u8] = match counts {
            _ if !self.active && memchr::memmem::find(line, b"super external:").is_some() => return Line::Known,
            _ if !self.active => b"inactive",
            Some((wanted, there)) if there < wanted => b"degraded",
            _ => b"active",
        };
        let mut text = told(&self.name, state, &self.level);
        if let Some((wanted, there)) = counts {
            text.extend_from_slice(format!(" members={there}/{wanted}").as_bytes());
        }
        if !self.failed.is_empty() {
            text.extend_from_slice(&[b" failed=", &*self.failed].concat());
        }
        Line::Fact(text)
    }

    /// `recovery = 12.6%`, `resync=DELAYED`.
    fn action(&self, line: &[u8]) -> Line {
        let kinds = ["recovery", "resync", "reshape", "check"];
        let found = kinds.iter().find_map(|kind| Some((kind, memchr::memmem::find(line, kind.as_bytes())?)));
        let Some((kind, at)) = found else { return Line::Known };
        let Some((_, value)) = pair(&line[at..]) else { return Line::Known };
        let value = words(value).next().unwrap_or_default();
        Line::Fact([b"raid array ", &*self.name, b" ", kind.as_bytes(), b"=", value].concat())
    }
}

/// `raid array md0 state=degraded level=raid1`.
fn told(name: &[u8], state: &[u8], level: &[u8]) -> Vec<u8> {
    let of_level: &[u8] = if level.is_empty() { b"" } else { b" level=" };
    [b"raid array ", name, b" state=", state, of_level, level].concat()
}

/// `[2/1]`: members wanted and there.
fn members(word: &[u8]) -> Option<(u32, u32)> {
    let inner = std::str::from_utf8(word.strip_prefix(b"[")?.strip_suffix(b"]")?).ok()?;
    let (wanted, there) = inner.split_once('/')?;
    Some((wanted.parse().ok()?, there.parse().ok()?))
}

/// `sdb1` of `sdb1[1]`.
fn device(word: &[u8]) -> &[u8] {
    word.split(|b| *b == b'[').next().unwrap_or(word)
}

/// The array that `mdadm --detail` tells of.
#[derive(Debug, Default)]
struct Detail {
    name: Vec<u8>,
    level: Vec<u8>,
    rows: bool,
}

impl Report for Detail {
    fn line(&mut self, line: &[u8]) -> Line {
        if let Some(name) = line.strip_prefix(b"/dev/").and_then(|rest| rest.strip_suffix(b":")) {
            *self = Detail { name: name.to_vec(), ..Detail::default() };
            return Line::Known;
        }
        if self.rows || line.trim_ascii_start().starts_with(b"Number ") {
            self.rows = true;
            return self.row(line);
        }
        match pair(line) {
            Some((b"Raid Level", level)) => self.level = level.to_vec(),
            Some((b"State", state)) => return Line::Fact(self.state(state)),
            Some(_) => {}
            None if line.is_empty() => {}
            None => return Line::Other,
        }
        Line::Known
    }
}

impl Detail {
    /// `clean, degraded, recovering`: what is wrong counts, and whether there are writes does not.
    fn state(&self, state: &[u8]) -> Vec<u8> {
        let parts: Vec<&[u8]> = state.split(|b| *b == b',').map(<[u8]>::trim_ascii).collect();
        let wrong: Vec<&[u8]> = parts.iter().copied().filter(|part| !matches!(*part, b"clean" | b"active")).collect();
        let state = if wrong.is_empty() { parts } else { wrong };
        told(&self.name, &state.join(&b','), &self.level)
    }

    fn row(&self, line: &[u8]) -> Line {
        let mut row = words(line);
        let Some(number) = row.next() else { return Line::Known };
        if !(number == b"-" || number == b"Number" || number.iter().all(u8::is_ascii_digit)) {
            return Line::Other;
        }
        let device = words(line).last().and_then(|word| word.strip_prefix(b"/dev/"));
        match device.filter(|_| row.any(|word| word == b"faulty")) {
            Some(device) => Line::Fact([b"raid array ", &*self.name, b" member ", device, b" faulty"].concat()),
            None => Line::Known,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn arrays_of_the_kernel() {
        check(
            "Personalities : [raid1] [raid0]\nmd0 : active raid1 sdb1[1](F) sda1[0]\n      976630464 blocks super 1.2 [2/1] [U_]\n      [==>..]  recovery = 12.6% (123/976) finish=127.5min\n      bitmap: 1/8 pages [4KB], 65536KB chunk\n\nmd1 : active raid0 sdd[1] sdc[0]\n      100 blocks 64k chunks\n\nmd2 : inactive sde[0](S)\n      100 blocks super 1.2\n\nmd127 : inactive sda[1](S) sdb[0](S)\n      5928 blocks super external:imsm\n\nunused devices: <none>\nwords\n",
            &[
                "raid array md0 state=degraded level=raid1 members=1/2 failed=sdb1",
                "raid array md0 recovery=12.6%",
                "raid array md1 state=active level=raid0",
                "raid array md2 state=inactive",
                "words",
            ],
        );
    }

    #[test]
    fn one_array_in_detail() {
        check(
            "/dev/md0:\n           Version : 1.2\n        Raid Level : raid1\n             State : clean, degraded \n    Number   Major   Minor   RaidDevice State\n       0       8        1        0      active sync   /dev/sda1\n       -       0        0        1      removed\n       1       8       17        -      faulty   /dev/sdb1\n",
            &["raid array md0 state=degraded level=raid1", "raid array md0 member sdb1 faulty"],
        );
        check("/dev/md0:\n   Version : 1.2\n   State : clean \n", &["raid array md0 state=clean"]);
    }
}
