//! The look-ups of the streams: from names and endings of paths to bits.

use foldhash::HashMap;

use super::StreamRow;
use super::path::{self, Ending};

/// The stream whose lines name no process: a program's line in a file of it is none.
const KERNEL: &str = "kernel";

#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    pub(super) names: HashMap<String, u8>,
    /// The bit of [`KERNEL`].
    pub(super) kernel: u128,
    /// The bits of streams of one process id, and each with its own.
    pub(super) single: u128,
    pub(super) pids: Vec<(u128, u32)>,
    /// The bits of the bundles, the bit and the parts of each.
    pub(super) bundles: u128,
    pub(super) parts: Vec<(u128, u128)>,
    /// Endings of paths, each with its bit.
    files: Vec<(Ending, u128)>,
    pub(super) containers: Names,
    pub(super) sources: Names,
    pub(super) idents: Names,
    pub(super) units: Names,
}

impl Index {
    /// Of the rows, in their order, and of the bundles with their parts.
    pub(super) fn of(rows: &[(String, StreamRow)], bundles: &[(u8, u128)]) -> Self {
        let mut index = Index::default();
        for (i, (name, row)) in (0u8..).zip(rows) {
            let bit = 1u128 << i;
            index.names.insert(name.clone(), i);
            row.containers.iter().for_each(|n| index.containers.add(n, bit));
            row.sources.iter().for_each(|n| index.sources.add(n, bit));
            row.idents.iter().for_each(|n| index.idents.add(n, bit));
            row.units.iter().for_each(|n| index.units.add(n, bit));
            index.pids.extend(row.pid.map(|pid| (bit, pid)));
            index.files.extend(row.files.iter().map(|path| (path::ending(path), bit)));
        }
        index.parts = bundles.iter().map(|(own, parts)| (1 << own, *parts)).collect();
        index.bundles = index.parts.iter().fold(0, |all, (own, _)| all | own);
        index.single = index.pids.iter().fold(0, |all, (bit, _)| all | bit);
        index.kernel = index.names.get(KERNEL).map_or(0, |i| 1 << i);
        index
    }

    /// The streams whose files end like a path.
    pub(super) fn of_file(&self, path: &str) -> u128 {
        let (before, name) = path.rsplit_once('/').map_or((None, path), |(before, name)| (Some(before), name));
        let fits = |before: Option<&str>, want: &str| before.is_some_and(|before| path::ends_like(before, want));
        let files = self.files.iter().filter(|(end, _)| path::like(name, &end.last));
        let fitting = files.filter(|(end, _)| end.before.as_deref().is_none_or(|want| fits(before, want)));
        fitting.fold(0, |all, (_, bit)| all | bit)
    }
}

/// Exact names and prefixes (`pve-*`) that stand for streams.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    exact: HashMap<Box<[u8]>, u128>,
    prefix: Vec<(Box<[u8]>, u128)>,
}

impl Names {
    fn add(&mut self, name: &str, bit: u128) {
        match name.strip_suffix('*') {
            Some(head) => self.prefix.push((head.as_bytes().into(), bit)),
            None => *self.exact.entry(name.as_bytes().into()).or_default() |= bit,
        }
    }

    pub(super) fn find(&self, name: &[u8]) -> u128 {
        let exact = self.exact.get(name).copied().unwrap_or_default();
        if exact != 0 {
            return exact;
        }
        self.prefix.iter().filter(|(head, _)| name.starts_with(head)).fold(0, |all, (_, bit)| all | bit)
    }
}
