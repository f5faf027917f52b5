//! Lines by which a trace is known: several records that are one event.
//!
//! ```text
//! python3 invoked oom-killer: gfp_mask=...                           head
//! CPU: 1 UID: 0 PID: 564 Comm: python3 Not tainted 6.12.107          part: whom it is about
//! oom-kill:constraint=CONSTRAINT_MEMCG,...,task_memcg=/kubepods/...  a record that a rule matches
//! Memory cgroup out of memory: Killed process 557 (python3)          end
//! ```
//!
//! Their windows stand in the filter beside those of the rules, so that nothing is looked at twice. What the marks of
//! an input make of its findings: `episode/intake/trace`.
//!
//! # Source
//!
//! linux, `mm/oom_kill.c`, `kernel/panic.c`, `kernel/hung_task.c`, `kernel/watchdog.c`, `kernel/rcu/tree_stall.h`,
//! `lib/dump_stack.c`: `dump_stack_print_info`.

use std::sync::{Arc, OnceLock};

use memchr::memmem;
use regex::bytes::Regex;

use super::engine::Engine;
use super::quoted::quoted;
use super::scan::Context;
use super::tasks::{HEADER, Tasks};
use super::verify::compile;
use crate::model::{Entity, RawTime, Record};
use crate::rule::window::WINDOW;
use crate::text::{sanitize, stack};

/// What a line does to the trace it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A trace begins, and the one before it of the same writer is over.
    Head,
    /// The same, and the next head goes on with it.
    FirstHead,
    /// It tells what the trace is about.
    About,
    /// The next head of the same writer goes on with it.
    Joins,
    /// The last line.
    End,
}

/// A kind of line: what it does, a text of it, and where in the text the [`WINDOW`] bytes start that feed the filter:
/// those that healthy logs have least in common with.
type Line = (Part, &'static str, usize);

/// Every line that is looked for.
pub const LINES: [Line; 34] = [
    (Part::Head, "invoked oom-killer: ", 5),
    (Part::End, "Killed process ", 0),
    (Part::End, "oom_reaper: reaped process ", 0),
    (Part::About, HEADER, 0),
    (Part::Head, "------[ cut here ]------", 0),
    (Part::End, "---[ end trace ", 0),
    (Part::End, "---[ end Kernel panic", 0),
    (Part::Head, "BUG: kernel NULL pointer dereference", 6),
    (Part::Head, "BUG: unable to handle ", 7),
    (Part::Head, "Unable to handle kernel ", 2),
    (Part::Head, "general protection fault", 1),
    (Part::FirstHead, " blocked for more than ", 9),
    (Part::Head, "state:D stack:", 1),
    (Part::Head, "BUG: soft lockup - CPU#", 0),
    (Part::Head, "Watchdog detected hard LOCKUP", 0),
    (Part::Head, "self-detected stall on CPU", 0),
    (Part::Head, "detected stalls on CPUs/tasks:", 6),
    (Part::Head, "BUG: scheduling while atomic", 7),
    (Part::Head, "BUG: workqueue lockup", 0),
    (Part::Head, "page allocation failure", 1),
    (Part::About, "Not tainted ", 0),
    (Part::About, "Tainted: G  ", 0),
    (Part::About, "Tainted: P  ", 0),
    (Part::Head, "panic: runtime error: ", 0),
    (Part::Head, "fatal error: all goroutines are asleep", 7),
    (Part::Head, "Exception in thread ", 0),
    (Part::Head, "Traceback (most recent call last)", 0),
    (Part::Joins, "During handling of the above exception", 0),
    (Part::Joins, "The above exception was the direct cause", 0),
    (Part::Head, "' panicked at ", 0),
    (Part::Head, "Unhandled exception. ", 0),
    (Part::Head, "PHP Fatal error:  ", 0),
    (Part::End, "Future hung task reports are suppressed", 0),
    // One record of PostgreSQL: what its message and its statement name is of one event.
    (Part::Head, "STATEMENT:  ", 0),
];

/// Who writes a trace; lines of others stand between.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Writer {
    /// Machine.
    pub host: Option<Box<str>>,
    /// Unit or program.
    pub unit: Option<Box<str>>,
    /// Process id; the kernel has none.
    pub pid: Option<u32>,
}

/// A line of a trace.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Offset of its record in the input.
    pub offset: u64,
    /// What it does.
    pub part: Part,
    /// Who wrote it.
    pub writer: Writer,
    /// Time as printed.
    pub time: RawTime,
    /// What it is about.
    pub entities: Vec<Entity>,
    /// Its text, when it is the first line of a program's trace.
    pub quote: Option<Arc<str>>,
    /// What it tells of the tasks that had the memory.
    pub tasks: Option<Box<Tasks>>,
}

impl Mark {
    /// Whether a record that stands at an offset is the header of a table of tasks, or the last of its rows so far.
    #[must_use]
    pub fn tells_table(&self, offset: u64) -> bool {
        let last = self.tasks.as_ref().map(|tasks| tasks.last.map_or(self.offset, |(end, _)| end));
        self.part == Part::About && last == Some(offset)
    }
}

/// The window of a line for the filter.
#[must_use]
pub fn window(line: &Line) -> [u8; WINDOW] {
    line.1.as_bytes()[line.2..line.2 + WINDOW].try_into().expect("every text has a window")
}

/// `CPU: 1 UID: 0 PID: 564 Comm: python3 Not tainted`.
fn of_cpu() -> &'static Regex {
    static OF_CPU: OnceLock<Regex> = OnceLock::new();
    OF_CPU.get_or_init(|| {
        compile(r"\bPID: (\d+) Comm: ([^\n]{1,32}?) (?:Kdump: \w+ )?(?:Not tainted|Tainted: )").expect("a sound regex")
    })
}

impl Engine {
    /// The mark that a record is, for the lines whose windows were met in it.
    #[must_use]
    pub fn mark(&self, lines: &[u8], record: &Record<'_>, context: &Context<'_>, offset: u64) -> Option<Mark> {
        let held = |line: &&u8| memmem::find(&record.text, LINES[usize::from(**line)].1.as_bytes()).is_some();
        let line = lines.iter().filter(held).min_by_key(|line| LINES[usize::from(**line)].0)?;
        let (part, text, _) = LINES[usize::from(*line)];
        let tasks = match part {
            Part::About if text == HEADER => Some(Tasks::default()),
            Part::End => Tasks::of_kill(&record.text),
            _ => None,
        };
        Some(Mark { tasks: tasks.map(Box::new), ..self.mark_of(part, record, context, offset) })
    }

    /// That of a record.
    pub(super) fn mark_of(&self, part: Part, record: &Record<'_>, context: &Context<'_>, offset: u64) -> Mark {
        let unit = record.unit.as_deref().or(record.ident.as_deref());
        Mark {
            offset,
            part,
            writer: Writer {
                host: self.host_of(record, context),
                unit: unit.map(|unit| sanitize::quote(unit, super::capture::MAX_VALUE)),
                pid: record.pid,
            },
            time: record.time,
            entities: self.told_by(record),
            quote: stack::is_head(&record.message).then(|| quoted(record)),
            tasks: None,
        }
    }

    /// The process of a `CPU:` line.
    fn told_by(&self, record: &Record<'_>) -> Vec<Entity> {
        let Some(found) = of_cpu().captures(&record.text) else { return Vec::new() };
        let kinds = [(self.library.kind("pid"), 1), (self.library.kind("process"), 2)];
        let value = |group: usize| sanitize::quote(&found[group], super::capture::MAX_VALUE);
        kinds.map(|(kind, group)| Entity { kind, value: self.library.kinds.normal(kind, &value(group)).into() }).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_a_window() {
        assert!(LINES.iter().all(|line| line.1.len() >= line.2 + WINDOW));
        assert_eq!(&window(&LINES[1]), b"Killed proce");
    }

    #[test]
    fn cpu_lines() {
        for (line, pid, process) in [
            ("CPU: 1 UID: 0 PID: 564 Comm: spinner Tainted: G           OE      6.12", "564", "spinner"),
            ("CPU: 3 PID: 7 Comm: kworker/u8:1 Not tainted 5.15.0", "7", "kworker/u8:1"),
            ("CPU: 0 PID: 9 Comm: my job Kdump: loaded Not tainted 4.18", "9", "my job"),
        ] {
            let found = of_cpu().captures(line.as_bytes()).expect(line);
            assert_eq!((&found[1], &found[2]), (pid.as_bytes(), process.as_bytes()), "{line}");
        }
        assert!(!of_cpu().is_match(b"      Not tainted 6.12.107"));
    }
}
