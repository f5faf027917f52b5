//! The task table of an OOM report, summed up: who held the most memory when one had to go.
//!
//! ```text
//! [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name
//! [   4711]  1000  4711  3211840  2936012 24117248        0             0 java
//!  pid        user       pages    pages   others, by version of the kernel    name
//! Out of memory: Killed process 77 (sshd) total-vm:17292kB, anon-rss:3072kB, file-rss:0kB, shmem-rss:0kB
//! ```
//!
//! The victim need not be the largest, and the largest need not be what grew: the sum only says who had the memory.
//!
//! # Source
//!
//! linux, `mm/oom_kill.c`: `dump_tasks`, `dump_task`, `__oom_kill_process`; 2.6.32 to 6.12 differ in the columns
//! between `rss` and `name`.

use crate::model::RawTime;
use crate::text::sanitize;

/// A text of the header, in every version.
pub const HEADER: &str = "tgid total_vm ";
/// Tasks that are named.
const NAMED: usize = 3;
/// Bytes of a task's name that are kept.
const MAX_NAME: usize = 64;
/// Bytes of a page, where nothing tells.
const PAGE: u64 = 4 << 10;

/// A row of the table; memory in pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Process id.
    pub pid: u32,
    total: u64,
    resident: u64,
    name: Box<str>,
}

/// The task that was killed; memory in KiB.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Killed {
    pid: u32,
    name: Box<str>,
    total: u64,
    resident: u64,
}

/// What rows of one table come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tasks {
    /// Largest first.
    largest: Vec<Task>,
    rows: u64,
    /// Pages.
    resident: u64,
    killed: Option<Killed>,
    /// Where its last row ends in the input, and its time as printed.
    pub last: Option<(u64, RawTime)>,
}

impl Task {
    /// A row without its envelope.
    #[must_use]
    pub fn of(text: &[u8]) -> Option<Task> {
        let (pid, mut rest) = split_once(text.strip_prefix(b"[")?, b']')?;
        let pid = number(pid.trim_ascii())?;
        let (mut numbers, mut name) = (Vec::with_capacity(10), rest.trim_ascii());
        while let (Some(value), after) = leading(rest) {
            (numbers, name) = (pushed(numbers, value), if after.is_empty() { rest } else { after });
            rest = after;
        }
        let (&[_, _, total, resident, ..], false) = (&numbers[..], name.is_empty()) else { return None };
        let pid = u32::try_from(pid).ok()?;
        Some(Task { pid, total, resident, name: sanitize::quote(name.trim_ascii(), MAX_NAME) })
    }
}

fn pushed(mut numbers: Vec<u64>, value: u64) -> Vec<u64> {
    numbers.push(value);
    numbers
}

fn split_once(text: &[u8], by: u8) -> Option<(&[u8], &[u8])> {
    let at = memchr::memchr(by, text)?;
    Some((&text[..at], &text[at + 1..]))
}

fn number(digits: &[u8]) -> Option<u64> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// The number that a text begins with, and what stands behind it; those below zero, such as a score, only pass.
fn leading(text: &[u8]) -> (Option<u64>, &[u8]) {
    let text = text.trim_ascii_start();
    let end = text.iter().position(u8::is_ascii_whitespace).unwrap_or(text.len());
    let word = &text[..end];
    let digits = word.strip_prefix(b"-").unwrap_or(word);
    (number(digits), text[end..].trim_ascii())
}

/// The number behind a key: `anon-rss:3072kB`.
fn after(text: &[u8], key: &str) -> Option<u64> {
    let from = memchr::memmem::find(text, key.as_bytes())? + key.len();
    let digits = text[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    number(&text[from..from + digits])
}

impl Killed {
    /// `Killed process 77 (sshd) total-vm:...`; RHEL 6 says `77, UID 48, (sshd)`.
    fn of(text: &[u8]) -> Option<Killed> {
        let pid = after(text, "Killed process ")?;
        let (_, from) = split_once(text, b'(')?;
        let end = memchr::memmem::find(from, b") total-vm:").or_else(|| memchr::memmem::find(from, b"), "));
        let resident = ["anon-rss:", "file-rss:", "shmem-rss:"].into_iter().filter_map(|key| after(text, key)).sum();
        Some(Killed {
            pid: u32::try_from(pid).ok()?,
            name: sanitize::quote(&from[..end?], MAX_NAME),
            total: after(text, "total-vm:")?,
            resident,
        })
    }
}

impl Tasks {
    /// What the line tells that names the victim.
    #[must_use]
    pub fn of_kill(text: &[u8]) -> Option<Tasks> {
        Some(Tasks { killed: Some(Killed::of(text)?), ..Tasks::default() })
    }

    /// Takes a row in.
    pub fn add(&mut self, task: Task) {
        self.rows += 1;
        self.resident += task.resident;
        self.place(task);
    }

    /// Takes in what others rows of the same table come to.
    pub fn join(&mut self, other: Tasks) {
        self.rows += other.rows;
        self.resident += other.resident;
        other.largest.into_iter().for_each(|task| self.place(task));
        self.killed = other.killed.or(self.killed.take());
        self.last = other.last.or(self.last);
    }

    /// The larger first; of two alike the one that stands first.
    fn place(&mut self, task: Task) {
        let at = self.largest.partition_point(|other| other.resident >= task.resident);
        if at < NAMED {
            self.largest.insert(at, task);
            self.largest.truncate(NAMED);
        }
    }

    /// `the largest of 312 tasks was not killed: java[4711] 11.2 GiB of 14.9 GiB, then ...; killed: sshd[77] 3 MiB`;
    /// nothing without rows.
    #[must_use]
    pub fn sum(&self) -> Option<String> {
        let (first, next) = self.largest.split_first()?;
        let page = self.page();
        let pages = |count: u64| size(count.saturating_mul(page));
        let named = |task: &Task| format!("{}[{}] {}", task.name, task.pid, pages(task.resident));
        let killed = self.killed.as_ref().map(|killed| (killed, killed.pid == first.pid));
        let what = match killed {
            None => "",
            Some((_, true)) => " was killed",
            Some((_, false)) => " was not killed",
        };
        let mut text = match self.rows {
            1 => format!("the only task{what}: {}", named(first)),
            rows => format!("the largest of {rows} tasks{what}: {} of {}", named(first), pages(self.resident)),
        };
        let others = next.iter().filter(|task| killed.is_none_or(|(killed, _)| killed.pid != task.pid));
        let others: Vec<String> = others.map(named).collect();
        if !others.is_empty() {
            text += &format!(", then {}", others.join(", "));
        }
        if let Some((other, false)) = killed {
            text += &format!("; killed: {}[{}] {}", other.name, other.pid, size(other.resident << 10));
        }
        Some(text)
    }

    /// Bytes of a page: what the victim has in pages and in KiB tells.
    fn page(&self) -> u64 {
        let told = self.killed.as_ref().and_then(|killed| {
            let task = self.largest.iter().find(|task| task.pid == killed.pid && task.total > 0)?;
            Some(killed.total.saturating_mul(1024) / task.total)
        });
        told.filter(|page| [PAGE, 16 << 10, 64 << 10].contains(page)).unwrap_or(PAGE)
    }
}

/// Bytes as a person says them.
fn size(bytes: u64) -> String {
    const MIB: u64 = 1 << 20;
    match bytes / MIB {
        0 => format!("{} KiB", bytes >> 10),
        mib @ 1..1024 => format!("{mib} MiB"),
        _ => format!("{:.1} GiB", bytes as f64 / (1u64 << 30) as f64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(row: &str, pid: u32, resident: u64, name: &str) {
        let task = Task::of(row.as_bytes()).expect(row);
        assert_eq!((task.pid, task.resident, &*task.name), (pid, resident, name), "{row}");
    }

    #[test]
    fn rows_of_all_versions() {
        check("[ 2210]    48  2210    73502     1404   0       0             0 httpd", 2210, 1404, "httpd");
        check("[ 1887]     0  1887   123456    98765     231        0          -900 my job", 1887, 98765, "my job");
        check(
            "[  611]     0   611  2641003   731221    1630      13        0             0 etcd",
            611,
            731_221,
            "etcd",
        );
        check(
            "[    415]     0   415   449684     2680   278528        0          -999 containerd",
            415,
            2680,
            "containerd",
        );
        check(
            "[    588]     0   588   251438   248512   248499       13         0  2056192        0             0 python3",
            588,
            248_512,
            "python3",
        );
        check("[  7]     0     7     10     2   0   0   0 42", 7, 2, "42");
        for other in [
            "[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name",
            "[   12.345678] 1 2 3 4 kernel: x",
            "[ 2210] started",
            "[ 2210]    48  2210    73502",
            "Mem-Info:",
        ] {
            assert_eq!(Task::of(other.as_bytes()), None, "{other}");
        }
    }

    fn sum(rows: &[&str], kill: &str) -> Option<String> {
        let mut tasks = Tasks::default();
        rows.iter().for_each(|row| tasks.add(Task::of(row.as_bytes()).expect(row)));
        tasks.join(Tasks::of_kill(kill.as_bytes()).expect(kill));
        tasks.sum()
    }

    #[test]
    fn victim_and_largest_are_told_apart() {
        let rows = [
            "[     77]     0    77     4323      768    65536        0             0 sshd",
            "[   4711]  1000  4711  3211840  2936012 24117248        0             0 java",
            "[    611]     0   611  2641003   105472  1630208        0             0 etcd",
            "[    900]   112   900   612345   550502  5242880        0             0 mariadbd",
        ];
        let kill =
            "Out of memory: Killed process 77 (sshd) total-vm:17292kB, anon-rss:2048kB, file-rss:1024kB, shmem-rss:0kB";
        let largest = "java[4711] 11.2 GiB of 13.7 GiB, then mariadbd[900] 2.1 GiB, etcd[611] 412 MiB";
        let text = format!("the largest of 4 tasks was not killed: {largest}; killed: sshd[77] 3 MiB");
        assert_eq!(sum(&rows, kill), Some(text));
        let kill =
            "Memory cgroup out of memory: Killed process 4711, UID 1000, (java) total-vm:12847360kB, anon-rss:1kB";
        assert_eq!(sum(&rows, kill), Some(format!("the largest of 4 tasks was killed: {largest}")));
        assert_eq!(sum(&[], kill), None);
    }

    /// A machine with pages of 64 KiB prints the same table.
    #[test]
    fn the_victim_tells_the_size_of_a_page() {
        let row = "[    588]     0   588    15720     8192   131072        0             0 python3";
        let kill = "Out of memory: Killed process 588 (python3) total-vm:1006080kB, anon-rss:524288kB, file-rss:0kB";
        assert_eq!(sum(&[row], kill).as_deref(), Some("the only task was killed: python3[588] 512 MiB"));
    }
}
