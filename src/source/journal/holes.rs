//! Entries that are in none of the journal files given: rotated away, or not collected.
//!
//! ```text
//! system@..1.journal   entries     1 .. 40 000
//! system@..2.journal   entries 70 001 .. 90 000      30 000 entries between them are in no file
//! ```
//!
//! The files of one machine share the count of their entries; a user's journal lies between those of the system, so
//! only what no file reaches over is a hole.

use std::collections::BTreeMap;

use super::copies::{header, may_be};
use crate::model::{Notice, NoticeKind};
use crate::source::Input;

/// Fewer entries than this are those of a user's journal, or of a daemon's last words before a rotation.
const LEAST: u64 = 16;

/// A notice for each hole between the journals among the inputs.
#[must_use]
pub fn find(inputs: &[Input]) -> Vec<Notice> {
    let mut by_count: BTreeMap<u128, Vec<Reach<'_>>> = BTreeMap::new();
    let named = inputs.iter().filter(|input| may_be(&input.name));
    for (input, header) in named.filter_map(|input| Some((input, header(input)?))) {
        let reach = Reach { head: header.head_seqnum, tail: header.tail_seqnum, name: &input.name };
        by_count.entry(header.seqnum_id).or_default().push(reach);
    }
    by_count.into_values().flat_map(between).collect()
}

/// The entries that one file reaches over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Reach<'n> {
    head: u64,
    tail: u64,
    name: &'n str,
}

fn between(mut files: Vec<Reach<'_>>) -> Vec<Notice> {
    files.sort_unstable();
    let mut notices = Vec::new();
    let mut last: Option<Reach<'_>> = None;
    for file in files {
        if let Some(before) = last.filter(|before| file.head > before.tail.saturating_add(LEAST)) {
            let count = file.head - before.tail - 1;
            let text = format!(
                "{count} journal entries between {} and {} are in no file: rotated away, or not collected",
                before.name, file.name
            );
            notices.push(Notice { kind: NoticeKind::Gap, count: 1, text, example: String::new() });
        }
        last = last.filter(|before| before.tail >= file.tail).or(Some(file));
    }
    notices
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(files: &[(u64, u64)]) -> Vec<String> {
        let names: Vec<String> = (0..files.len()).map(|at| format!("f{at}")).collect();
        let reach = |((head, tail), name): (&(u64, u64), &String)| (*head, *tail, name.clone());
        let owned: Vec<(u64, u64, String)> = files.iter().zip(&names).map(reach).collect();
        let files = owned.iter().map(|(head, tail, name)| Reach { head: *head, tail: *tail, name }).collect();
        between(files).into_iter().map(|notice| notice.text).collect()
    }

    #[test]
    fn only_what_no_file_reaches_over() {
        assert!(texts(&[(1, 400), (401, 900), (300, 500)]).is_empty());
        assert!(texts(&[(1, 400), (410, 900)]).is_empty(), "a few belong to others");
        let want = "500 journal entries between f1 and f0 are in no file: rotated away, or not collected";
        assert_eq!(texts(&[(901, 1000), (1, 400), (20, 90)]), [want]);
    }
}
