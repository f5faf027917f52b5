//! How busy a machine is and what it has left: `free`, `vmstat`, and the head of `top`.
//!
//! ```text
//!                total        used        free      shared  buff/cache   available        free, in any unit
//! Mem:            7951        7802          61          12          87          31
//! Swap:           2047        2047           0
//!
//! procs -----------memory---------- ---swap-- -----io---- -system-- -------cpu-------       vmstat 1
//!  r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st gu
//!  1  0      0 100000   2000  80000    0    0     9    12   80  120  3  1 95  1  0  0       since the start
//!  9  0      0 100000   2000  80000    0    0     9    12   80  120  3  1 20  1 75  0       since the row before
//!
//! top - 16:28:19 up 3 days,  2:11,  1 user,  load average: 9.10, 8.80, 7.00
//! %Cpu(s):  5.3 us,  2.1 sy,  0.0 ni, 10.0 id, 40.2 wa,  0.0 hi,  0.2 si, 42.1 st
//! ```
//!
//! # Source
//!
//! procps-ng, `src/free.c`, `src/vmstat.c`, `src/top/top.c`.

use super::{Line, Report, Shape, cut, words};
use crate::text::cursor::number;

/// See the head of this file.
pub const FREE: Shape = Shape { name: "free", begins: begins_free, report: |_| Box::new(Memory::default()) };
/// See the head of this file.
pub const VMSTAT: Shape = Shape { name: "vmstat", begins: begins_vmstat, report: |_| Box::new(Rows::default()) };
/// See the head of this file.
pub const TOP: Shape = Shape { name: "top", begins: |text| text.starts_with(b"top - "), report: |_| Box::new(Top) };

/// The columns of `free`.
const COLUMNS: [&[u8]; 6] = [b"total", b"used", b"free", b"shared", b"buff/cache", b"available"];

fn begins_free(text: &[u8]) -> bool {
    let (header, rest) = cut(text);
    header.starts_with(b" ") && words(header).eq(COLUMNS.iter().copied()) && rest.starts_with(b"Mem:")
}

/// What is left of memory, in percent.
#[derive(Debug, Default)]
struct Memory(u64);

impl Report for Memory {
    fn line(&mut self, line: &[u8]) -> Line {
        let cells: Vec<u64> = words(line).skip(1).filter_map(number).collect();
        match (words(line).next(), &cells[..]) {
            (Some(b"Mem:"), [total, _, _, _, _, available]) => {
                self.0 = percent(*available, *total);
                Line::Known
            }
            (Some(b"Swap:"), [total, _, free]) => {
                let swap = percent(*free, *total);
                Line::Fact(format!("memory left={}% swap left={swap}% of {total}", self.0).into_bytes())
            }
            (Some(b"Mem:" | b"Swap:" | b"total" | b"Total:") | None, _) => Line::Known,
            _ => Line::Other,
        }
    }
}

fn percent(part: u64, whole: u64) -> u64 {
    part.saturating_mul(100).checked_div(whole).unwrap_or(0)
}

fn begins_vmstat(text: &[u8]) -> bool {
    text.starts_with(b"procs ") && steal(cut(cut(text).1).0).is_some()
}

/// The column of the stolen time.
fn steal(header: &[u8]) -> Option<usize> {
    words(header).next().filter(|word| *word == b"r")?;
    words(header).position(|word| word == b"st")
}

/// The column of the stolen time, and whether the row since the start has passed.
#[derive(Debug, Default)]
struct Rows(Option<usize>, bool);

impl Report for Rows {
    fn line(&mut self, line: &[u8]) -> Line {
        if line.starts_with(b"procs ") || line.is_empty() {
            return Line::Known;
        }
        if let Some(at) = steal(line) {
            self.0 = Some(at);
            return Line::Known;
        }
        let cell = self.0.and_then(|at| words(line).nth(at)).and_then(number);
        match (cell, std::mem::replace(&mut self.1, true)) {
            (Some(stolen), true) => Line::Fact(stolen_fact(stolen)),
            (Some(_), false) => Line::Known,
            (None, _) => Line::Other,
        }
    }
}

fn stolen_fact(percent: u64) -> Vec<u8> {
    format!("processor time stolen={percent}%").into_bytes()
}

/// Nothing need be remembered.
#[derive(Debug)]
struct Top;

/// How the lines of `top` begin, but for the rows of processes.
const HEADS: [&[u8]; 9] = [b"top - ", b"Tasks:", b"Threads:", b"MiB ", b"KiB ", b"GiB ", b"Mem:", b"Swap:", b"Mem "];

impl Report for Top {
    fn line(&mut self, line: &[u8]) -> Line {
        if let Some(shares) = line.strip_prefix(b"%Cpu(s):").or_else(|| line.strip_prefix(b"Cpu(s):")) {
            let stolen = shares.split(|b| *b == b',').find_map(|share| share.trim_ascii().strip_suffix(b"st"));
            let whole = stolen.and_then(|share| number(share.split(|b| matches!(b, b'.' | b'%' | b' ')).next()?));
            return whole.map_or(Line::Known, |stolen| Line::Fact(stolen_fact(stolen)));
        }
        let first = words(line).next().unwrap_or(b"PID");
        let row = first == b"PID" || (number(first).is_some() && words(line).count() > 8);
        if row || HEADS.iter().any(|head| line.starts_with(head)) { Line::Known } else { Line::Other }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    const FREE: &str = "               total        used        free      shared  buff/cache   available\n";

    #[test]
    fn memory_that_is_left() {
        for (rows, fact) in [
            ("Mem: 7951 7802 61 12 87 31\nSwap: 2047 2047 0\n", "memory left=0% swap left=0% of 2047"),
            ("Mem: 7951 7802 61 12 87 31\nSwap: 2047 1047 1000\n", "memory left=0% swap left=48% of 2047"),
            ("Mem: 7951 2802 4061 12 1087 5031\nSwap: 0 0 0\n", "memory left=63% swap left=0% of 0"),
        ] {
            check(&format!("{FREE}{rows}"), &[fact]);
        }
    }

    #[test]
    fn time_that_others_took() {
        let head = "procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu-----\n r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st\n";
        let row = |stolen: u32| {
            format!(" 9  0      0 100000   2000  80000    0    0     9    12   80  120  3  1 20  1 {stolen}\n")
        };
        let facts = ["processor time stolen=4%", "processor time stolen=71%"];
        check(&[head, &row(75), &row(4), &row(71)].concat(), &facts);
        check(
            "top - 16:28:19 up 3 days,  2:11,  1 user,  load average: 9.10, 8.80, 7.00\nTasks: 9 total\n%Cpu(s):  5.3 us, 10.0 id, 40.2 wa,  0.2 si, 42.1 st\nMiB Mem :   7951.2 total\n\n    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND\n      1 root      20   0   22532  12912   9456 S   0.0   0.2   0:05.69 systemd\nwords\n",
            &["processor time stolen=42%", "words"],
        );
    }
}
