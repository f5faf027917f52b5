//! Journal files that stand in the evidence more than once: `system.journal`, copied while it was in use, and the same
//! file after it was rotated or renamed to `...journal~`.
//!
//! A file keeps its id for life, and its entries their numbers. So of two copies the longer one is read, and of the
//! other only the entries that the longer one lacks.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::{Header, is_journal};
use crate::source::{Input, Opened, open};

/// Entries of a copy that are read elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// Their numbers.
    pub seqnums: RangeInclusive<u64>,
    /// The input that has them, as a report names it.
    pub input: String,
}

/// Whether a member of an archive is named like a journal: then its header is kept.
#[must_use]
pub fn may_be(name: &str) -> bool {
    name.ends_with(".journal") || name.ends_with(".journal~")
}

/// For each input that is a copy, by its place, what is read elsewhere.
///
/// Only files and members of archives that are named like journals are looked at, and compressed files only when their
/// path speaks of a journal: to look into others would cost more than it is worth.
#[must_use]
pub fn find(inputs: &[Input]) -> BTreeMap<usize, Elsewhere> {
    let mut by_file: BTreeMap<u128, Vec<(usize, Header)>> = BTreeMap::new();
    if inputs.len() > 1 {
        let headers = inputs.iter().enumerate().filter_map(|(place, input)| Some((place, header(input)?)));
        headers.for_each(|(place, header)| by_file.entry(header.file_id).or_default().push((place, header)));
    }
    by_file.values().filter(|copies| copies.len() > 1).flat_map(|copies| elsewhere(copies, inputs)).collect()
}

fn elsewhere(copies: &[(usize, Header)], inputs: &[Input]) -> Vec<(usize, Elsewhere)> {
    let Some((longest, header)) = copies.iter().max_by_key(|(place, h)| (h.tail_seqnum, std::cmp::Reverse(*place)))
    else {
        return Vec::new();
    };
    let found = Elsewhere { seqnums: header.head_seqnum..=header.tail_seqnum, input: inputs[*longest].name.clone() };
    copies.iter().filter(|(place, _)| place != longest).map(|(place, _)| (*place, found.clone())).collect()
}

/// The header of a whole journal; what is cut may lack the entries that its header counts.
pub(super) fn header(input: &Input) -> Option<Header> {
    let sound = |header: &Header| header.is_plausible() && header.file_id != 0 && header.entries > 0;
    if let Some(member) = &input.member {
        let head = member.kept.as_ref().filter(|head| is_journal(head))?;
        return Header::read(head).filter(sound);
    }
    let path = input.path.as_ref()?;
    if !(input.is_journal? || path.to_string_lossy().contains("journal")) {
        return None;
    }
    let (head, len) = match open::open(input).ok()? {
        Opened::File { head, len, .. } => (head, Some(len)),
        Opened::Stream { head, .. } => (head, None),
    };
    let header = Header::read(&head).filter(|_| is_journal(&head))?;
    let whole = len.is_none_or(|len| header.size.saturating_add(header.arena) <= len);
    Some(header).filter(|header| whole && sound(header))
}
