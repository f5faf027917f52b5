//! Patterns of what stands near: several things of a kind, several conditions, another value than before.

use std::collections::{BTreeMap, BTreeSet};

use super::{Finder, Made};
use crate::episode::drafts::Draft;
use crate::rule::library::PatternKind;

impl Finder<'_> {
    /// Windows of members with enough distinct values; each member counts in one window.
    pub(super) fn distinct(&self, drafts: &[Draft]) -> Vec<Made> {
        let Some(kind) = self.pattern.distinct else { return Vec::new() };
        let mut made = Vec::new();
        for group in self.groups(drafts).into_values() {
            let mut rest = &group[..];
            while let Some(first) = rest.first() {
                let end = first.episode.seen.ns + self.pattern.within;
                let window = &rest[..rest.partition_point(|d| d.episode.seen.ns <= end)];
                match self.many(window, kind) {
                    Some(many) => {
                        made.push(many);
                        rest = &rest[window.len()..];
                    }
                    None => rest = &rest[1..],
                }
            }
        }
        made
    }

    /// A window with enough distinct values of a kind.
    fn many(&self, window: &[&Draft], kind: u8) -> Option<Made> {
        let values: BTreeSet<String> =
            window.iter().map(|d| self.value(&d.episode, kind)).filter(|v| !v.is_empty()).collect();
        if (values.len() as u64) < self.pattern.at_least {
            return None;
        }
        let span = (window.last()?.episode.seen.ns - window.first()?.episode.seen.ns) / 1_000_000_000;
        let names: Vec<String> = values.iter().take(8).cloned().collect();
        Some(self.made(window, format!("{} within {span} s: {}", values.len(), names.join(", "))))
    }

    /// One of each condition within the window; in the order named when the order counts.
    pub(super) fn together(&self, drafts: &[Draft]) -> Vec<Made> {
        let ordered = self.pattern.order || self.pattern.kind == PatternKind::Sequence;
        let some = usize::try_from(self.pattern.at_least).unwrap_or(0).clamp(2, self.pattern.of.len().max(2));
        let needed = if ordered { self.pattern.of.len() } else { some };
        let of_group = |group: Vec<&Draft>| {
            let mut chosen = (0..group.len()).map(|from| self.one_of_each(&group[from..], ordered));
            let chosen = chosen.find(|chosen| chosen.len() >= needed)?;
            Some(self.made(&chosen, format!("{} signs together", chosen.len())))
        };
        self.groups(drafts).into_values().filter_map(of_group).collect()
    }

    /// The first of each condition within the window that begins with the first of these.
    fn one_of_each<'d>(&self, group: &[&'d Draft], ordered: bool) -> Vec<&'d Draft> {
        let Some(first) = group.first() else { return Vec::new() };
        let window = group.iter().take_while(|d| d.episode.seen.ns - first.episode.seen.ns <= self.pattern.within);
        let mut chosen: Vec<&Draft> = Vec::new();
        for draft in window {
            let condition = draft.episode.key.condition;
            let fresh = chosen.iter().all(|c| c.episode.key.condition != condition);
            if fresh && (!ordered || self.pattern.of.get(chosen.len()) == Some(&condition.0)) {
                chosen.push(draft);
            }
        }
        chosen
    }

    /// An entity whose value is another than the time before on the same host.
    pub(super) fn changes(&self, drafts: &[Draft]) -> Vec<Made> {
        let Some(kind) = self.pattern.distinct else { return Vec::new() };
        let mut last: BTreeMap<(String, Vec<String>), String> = BTreeMap::new();
        let mut made = Vec::new();
        for draft in self.members(drafts) {
            let host = draft.episode.key.host.as_deref().unwrap_or("").to_owned();
            let by = self.pattern.by.iter().map(|&k| self.value(&draft.episode, k)).collect();
            let value = self.value(&draft.episode, kind);
            if value.is_empty() {
                continue;
            }
            if let Some(before) = last.insert((host, by), value.clone()).filter(|b| *b != value) {
                made.push(self.made(&[draft], format!("{before} -> {value}")));
            }
        }
        made
    }
}
