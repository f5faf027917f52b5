//! What a disk says of itself: `smartctl -a`, `smartctl -H`, `nvme smart-log`.
//!
//! ```text
//! smartctl 7.4 2023-08-01 r5530 [x86_64-linux-6.12.0] (local build)
//! SMART overall-health self-assessment test result: FAILED!              ATA, NVMe
//! SMART Health Status: FIRMWARE IMPENDING FAILURE DATA ERROR RATE TOO HIGH     SCSI
//!   5 Reallocated_Sector_Ct   0x0033   001   001   036    Pre-fail  Always   FAILING_NOW 65528
//! 197 Current_Pending_Sector  -O--C-   100   100   000    -    128                 -f brief, -x
//! # 1  Extended offline    Completed: read failure       90%     12345         2345678
//! Critical Warning:                   0x04                               NVMe
//! ```
//!
//! The disk is named by the command or by the path (`smartctl_-a_.dev.sda`), if at all.
//!
//! # Source
//!
//! smartmontools, `ataprint.cpp`, `scsiprint.cpp`, `nvmeprint.cpp`; nvme-cli, `nvme-print-stdout.c`.

use super::{Line, Report, Shape, pair, words};

/// See the head of this file.
pub const SHAPE: Shape = Shape { name: "smartctl", begins, report: |command| Box::new(Disk(disk(command).to_vec())) };

/// How a report or a part of one begins.
const HEADS: [&[u8]; 5] = [
    b"smartctl ",
    b"SMART overall-health self-assessment",
    b"SMART Health Status: ",
    b"SMART/Health Information (NVMe",
    b"Smart Log for NVME device:",
];

fn begins(text: &[u8]) -> bool {
    let near = &text[..text.len().min(80)];
    HEADS.iter().any(|head| near.starts_with(head))
        && (!near.starts_with(HEADS[0]) || memchr::memmem::find(near, b" [").is_some())
}

/// `sda` of `smartctl -a /dev/sda`, of `smartctl_-a_.dev.sda`.
fn disk(command: &[u8]) -> &[u8] {
    let at = [&b"/dev/"[..], b".dev."].iter().find_map(|mark| memchr::memmem::rfind(command, mark));
    let name = at.map_or(&b""[..], |at| &command[at + 5..]);
    let end = name.iter().position(|b| !(b.is_ascii_alphanumeric() || *b == b'_')).unwrap_or(name.len());
    &name[..end]
}

/// The disk that is told of.
#[derive(Debug)]
struct Disk(Vec<u8>);

/// Values that are a sign of failure when they are not zero.
const COUNTS: [&[u8]; 2] = [b"Current_Pending_Sector", b"Offline_Uncorrectable"];
/// What stands in the column that tells whether an attribute failed.
const FAILED: [&[u8]; 5] = [b"-", b"FAILING_NOW", b"In_the_past", b"NOW", b"Past"];

impl Report for Disk {
    fn line(&mut self, line: &[u8]) -> Line {
        if let Some(name) = line.strip_prefix(HEADS[4]) {
            self.0 = words(name).next().unwrap_or_default().to_vec();
        }
        if let Some(text) = attribute(line).or_else(|| self_test(line)).or_else(|| health(line)) {
            let of: &[u8] = if self.0.is_empty() { b"" } else { b" of " };
            return Line::Fact([b"smart report", of, &self.0, b": ", &text].concat());
        }
        Line::Known
    }
}

/// `Reallocated_Sector_Ct FAILING_NOW raw 65528`, `Current_Pending_Sector raw 128`.
fn attribute(line: &[u8]) -> Option<Vec<u8>> {
    let row: Vec<&[u8]> = words(line).collect();
    let [id, name, rest @ ..] = &row[..] else { return None };
    let at = rest.iter().position(|word| FAILED.contains(word)).filter(|_| id.iter().all(u8::is_ascii_digit))?;
    let (failed, raw) = (rest[at], *rest.get(at + 1)?);
    match failed {
        b"-" if COUNTS.contains(name) && raw != b"0" => Some([*name, b" raw ", raw].concat()),
        b"FAILING_NOW" | b"NOW" => Some([*name, b" FAILING_NOW raw ", raw].concat()),
        _ => None,
    }
}

/// `self-test Completed: read failure`.
fn self_test(line: &[u8]) -> Option<Vec<u8>> {
    let row = line.strip_prefix(b"# ")?;
    let at = memchr::memmem::find(row, b"Completed: ")?;
    let result = &row[at..];
    let end = memchr::memmem::find(result, b"  ").unwrap_or(result.len());
    Some([b"self-test ", &result[..end]].concat())
}

fn health(line: &[u8]) -> Option<Vec<u8>> {
    let (key, value) = pair(line)?;
    match key {
        b"SMART overall-health self-assessment test result" | b"SMART Health Status" => {
            Some([b"health ", value].concat())
        }
        b"Critical Warning" | b"critical_warning" => Some([b"critical warning ", value].concat()),
        b"Media and Data Integrity Errors" | b"media_errors" => Some([b"media errors ", value].concat()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, said};

    #[test]
    fn attributes_and_health() {
        let seen = said(
            "# smartctl -a /dev/sda\nsmartctl 7.4 2023-08-01 r5530 [x86_64-linux-6.12.0] (local build)\n\n=== START OF INFORMATION SECTION ===\nDevice Model:     ST4000NM0035\n=== START OF READ SMART DATA SECTION ===\nSMART overall-health self-assessment test result: FAILED!\n  5 Reallocated_Sector_Ct   0x0033   001   001   036    Pre-fail  Always   FAILING_NOW 65528\n194 Temperature_Celsius     0x0022   030   045   000    Old_age   Always       -       30 (Min/Max 20/45)\n197 Current_Pending_Sector  0x0012   100   100   000    Old_age   Always       -       128\n198 Offline_Uncorrectable   0x0010   100   100   000    Old_age   Offline      -       0\n# 1  Extended offline    Completed: read failure       90%     12345         2345678\n# 2  Short offline       Completed without error       00%       123         -\n",
            "",
        );
        let texts: Vec<&str> = seen.iter().map(|(_, text)| &**text).collect();
        let facts = [
            "smart report of sda: health FAILED!",
            "smart report of sda: Reallocated_Sector_Ct FAILING_NOW raw 65528",
            "smart report of sda: Current_Pending_Sector raw 128",
            "smart report of sda: self-test Completed: read failure",
        ];
        assert_eq!(texts, facts);
    }

    #[test]
    fn other_kinds_of_disks() {
        check(
            "SMART/Health Information (NVMe Log 0x02)\nCritical Warning:                   0x04\nMedia and Data Integrity Errors:    12\n",
            &["smart report: critical warning 0x04", "smart report: media errors 12"],
        );
        check(
            "Smart Log for NVME device:nvme0n1 namespace-id:ffffffff\ncritical_warning                    : 0x4\n",
            &["smart report of nvme0n1: critical warning 0x4"],
        );
        let scsi = said("SMART Health Status: OK\n", "sos_commands/ata/smartctl_-a_.dev.sdb");
        assert_eq!(scsi, [(1, "smart report of sdb: health OK".to_owned())]);
    }
}
