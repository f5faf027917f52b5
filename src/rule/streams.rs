//! Which stream a record belongs to, from `rules/streams.toml`.

use std::collections::BTreeMap;

use foldhash::HashMap;
use serde::{Deserialize, Serialize};

use crate::model::StreamSet;

/// One stream, as the file has it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StreamRow {
    /// Container names.
    #[serde(default)]
    pub containers: Vec<String>,
    /// Source files in a payload's header.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Syslog identifiers; a trailing `*` matches any rest.
    #[serde(default)]
    pub idents: Vec<String>,
    /// systemd units.
    #[serde(default)]
    pub units: Vec<String>,
    /// Endings of the path of the file, `*` matches within a name.
    #[serde(default)]
    pub files: Vec<String>,
    /// The only process id that counts: of a record that names another one it is no stream.
    #[serde(default)]
    pub pid: Option<u32>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BundleRow {
    stream: String,
    counts_as: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StreamsFile {
    #[serde(default)]
    stream: BTreeMap<String, StreamRow>,
    #[serde(default)]
    bundle: Vec<BundleRow>,
}

impl StreamRow {
    fn add(&mut self, mut other: StreamRow) {
        self.containers.append(&mut other.containers);
        self.sources.append(&mut other.sources);
        self.idents.append(&mut other.idents);
        self.units.append(&mut other.units);
        self.files.append(&mut other.files);
        self.pid = other.pid.or(self.pid);
    }
}

/// Every stream, with the look-ups that place a record.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Streams {
    rows: Vec<(String, StreamRow)>,
    bundles: Vec<(u8, u128)>,
    #[serde(skip)]
    index: Index,
}

#[derive(Clone, Debug, Default)]
struct Index {
    names: HashMap<String, u8>,
    /// The bit of [`KERNEL`].
    kernel: u128,
    /// The bits of streams of one process id, and each with its own.
    single: u128,
    pids: Vec<(u128, u32)>,
    /// The bits of the bundles, the bit and the parts of each.
    bundles: u128,
    parts: Vec<(u128, u128)>,
    /// Endings of paths: the last name, what stands before it, and the bit.
    files: Vec<(String, Option<String>, u128)>,
    containers: Names,
    sources: Names,
    idents: Names,
    units: Names,
}

/// Exact names and prefixes (`pve-*`) that stand for streams.
#[derive(Clone, Debug, Default)]
struct Names {
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

    fn find(&self, name: &[u8]) -> u128 {
        let exact = self.exact.get(name).copied().unwrap_or_default();
        if exact != 0 {
            return exact;
        }
        self.prefix.iter().filter(|(head, _)| name.starts_with(head)).fold(0, |all, (_, bit)| all | bit)
    }
}

/// What is known of a record's origin, innermost last.
#[derive(Clone, Copy, Debug, Default)]
pub struct Origin<'a> {
    /// Stream of the file, from [`Streams::of_file`].
    pub file: StreamSet,
    /// systemd unit.
    pub unit: Option<&'a [u8]>,
    /// Program.
    pub ident: Option<&'a [u8]>,
    /// Container.
    pub container: Option<&'a [u8]>,
    /// Source file in the payload's header.
    pub source_file: Option<&'a [u8]>,
    /// Whether an envelope names the host, so that `ident` is a program and not a part of one.
    pub enveloped: bool,
    /// The process id that it names: the kernel has none.
    pub pid: Option<u32>,
}

impl Streams {
    /// Reads `rules/streams.toml`.
    ///
    /// # Errors
    ///
    /// When the text is not of the file's shape, or a bundle names a stream that is not there.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut streams = Streams { rows: Vec::new(), bundles: Vec::new(), index: Index::default() };
        streams.extend(text)?;
        Ok(streams)
    }

    /// Adds the names of another file of this shape: to streams that are there, and new streams behind them.
    ///
    /// # Errors
    ///
    /// As for [`Streams::parse`], and when there are too many streams.
    pub fn extend(&mut self, text: &str) -> Result<(), String> {
        let file: StreamsFile = toml::from_str(text).map_err(|e| e.to_string())?;
        for (name, row) in file.stream {
            match self.rows.iter_mut().find(|(own, _)| *own == name) {
                Some((_, own)) => own.add(row),
                None => self.rows.push((name, row)),
            }
        }
        if self.rows.len() > MOST_STREAMS {
            return Err(format!("more than {MOST_STREAMS} streams"));
        }
        self.index();
        for bundle in file.bundle {
            let own = self.position(&bundle.stream)?;
            let parts: Result<Vec<u8>, String> = bundle.counts_as.iter().map(|n| self.position(n)).collect();
            self.bundles.push((own, parts?.iter().fold(0, |all, &i| all | 1 << i)));
        }
        self.index();
        Ok(())
    }

    fn position(&self, name: &str) -> Result<u8, String> {
        self.index.names.get(name).copied().ok_or_else(|| format!("no stream {name}"))
    }

    /// Rebuilds the look-ups, which are not stored.
    pub fn index(&mut self) {
        let mut index = Index::default();
        for (i, (name, row)) in (0u8..).zip(&self.rows) {
            let bit = 1u128 << i;
            index.names.insert(name.clone(), i);
            row.containers.iter().for_each(|n| index.containers.add(n, bit));
            row.sources.iter().for_each(|n| index.sources.add(n, bit));
            row.idents.iter().for_each(|n| index.idents.add(n, bit));
            row.units.iter().for_each(|n| index.units.add(n, bit));
            index.pids.extend(row.pid.map(|pid| (bit, pid)));
            index.files.extend(row.files.iter().map(|path| ending(path, bit)));
        }
        index.parts = self.bundles.iter().map(|(own, parts)| (1 << own, *parts)).collect();
        index.bundles = index.parts.iter().fold(0, |all, (own, _)| all | own);
        index.single = index.pids.iter().fold(0, |all, (bit, _)| all | bit);
        index.kernel = index.names.get(KERNEL).map_or(0, |i| 1 << i);
        self.index = index;
    }

    /// The set of one stream's name; `any` is all of them.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<StreamSet> {
        if name == "any" {
            return Some(StreamSet::ANY);
        }
        self.index.names.get(name).map(|&i| StreamSet(1 << i))
    }

    /// Names of the streams in a set.
    #[must_use]
    pub fn names(&self, set: StreamSet) -> Vec<&str> {
        let held = |i: &usize| set.0 & (1 << *i) != 0;
        (0..self.rows.len()).filter(held).map(|i| self.rows[i].0.as_str()).collect()
    }

    /// Every name, sorted.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().map(|(name, _)| name.as_str())
    }

    /// The name of a program that prints to a stream; `None` for streams that no program has for its own.
    #[must_use]
    pub fn program(&self, stream: &str) -> Option<String> {
        let (_, row) = self.rows.iter().find(|(name, _)| name == stream)?;
        let exact = row.idents.iter().find(|ident| !ident.ends_with('*')).cloned();
        exact.or_else(|| row.idents.first().map(|ident| ident.replace('*', "x")))
    }

    /// The stream that a file's path tells; unknown for most.
    #[must_use]
    pub fn of_file(&self, path: &str) -> StreamSet {
        let (before, name) = path.rsplit_once('/').map_or((None, path), |(before, name)| (Some(before), name));
        let fits = |before: Option<&str>, want: &str| before.is_some_and(|before| ends_like(before, want));
        let files = self.index.files.iter().filter(|(last, _, _)| like(name, last));
        let fitting = files.filter(|(_, want, _)| want.as_deref().is_none_or(|want| fits(before, want)));
        StreamSet(fitting.fold(0, |all, (_, _, bit)| all | bit))
    }

    /// The streams of a record: what is known innermost decides, bundling programs count as their parts.
    ///
    /// A program that the list does not know is a stream of its own, [`StreamSet`] bit 127: a rule for another
    /// stream must not match it.
    #[must_use]
    pub fn of(&self, origin: &Origin<'_>) -> StreamSet {
        self.of_outer(self.outer(origin), origin)
    }

    /// The same where [`Streams::outer`] is known already.
    #[must_use]
    pub fn of_outer(&self, outer: StreamSet, origin: &Origin<'_>) -> StreamSet {
        let outer = self.of_pid(outer.0, origin.pid);
        let source = origin.source_file.map_or(0, |name| self.index.sources.find(name));
        if outer == 0 {
            let named =
                (origin.ident.is_some() && origin.enveloped) || origin.unit.is_some() || origin.container.is_some();
            let foreign = if named { OTHER } else { 0 };
            let of_program = named && origin.pid.is_some();
            let file = if of_program { origin.file.0 & !self.index.kernel } else { origin.file.0 };
            return StreamSet(if source != 0 { source | file } else { file | foreign });
        }
        let parts = self.parts(outer);
        match source & parts {
            0 => StreamSet(outer | parts),
            inner => StreamSet(outer | inner),
        }
    }

    /// Without the streams of another process.
    fn of_pid(&self, set: u128, pid: Option<u32>) -> u128 {
        if set & self.index.single == 0 {
            return set;
        }
        let others = self.index.pids.iter().filter(|(_, own)| pid.is_some_and(|pid| pid != *own));
        others.fold(set, |set, (bit, _)| set & !bit)
    }

    /// Every stream that [`Streams::of`] may answer with when the payload is read as well.
    #[must_use]
    pub fn within(&self, outer: StreamSet) -> StreamSet {
        match outer.0 {
            0 => StreamSet::ANY,
            outer => StreamSet(outer | self.parts(outer)),
        }
    }

    /// The streams of the program that an envelope or a path names; unknown when the list does not know it.
    #[must_use]
    pub fn outer(&self, origin: &Origin<'_>) -> StreamSet {
        let container = origin.container.map_or(0, |name| self.index.containers.find(name));
        if container != 0 {
            return StreamSet(container);
        }
        let ident = origin.ident.map_or(0, |name| self.index.idents.find(name));
        let unit = origin.unit.map_or(0, |name| self.index.units.find(name));
        let named = |name: &[u8]| self.index.names.get(std::str::from_utf8(name).unwrap_or("")).map_or(0, |i| 1 << i);
        let virtual_unit = origin.unit.map_or(0, named);
        // An event is one whoever reports it.
        StreamSet(if ident != 0 { ident | virtual_unit } else { unit | virtual_unit })
    }

    fn parts(&self, set: u128) -> u128 {
        if set & self.index.bundles == 0 {
            return 0;
        }
        self.index.parts.iter().filter(|(own, _)| set & own != 0).fold(0, |all, (_, parts)| all | parts)
    }
}

/// The last name of the ending of a path, and what stands before it.
fn ending(path: &str, bit: u128) -> (String, Option<String>, u128) {
    match path.rsplit_once('/') {
        Some((before, last)) => (last.to_owned(), Some(before.to_owned()), bit),
        None => (path.to_owned(), None, bit),
    }
}

/// A program that no stream names.
const OTHER: u128 = 1 << 127;
/// A bit for each stream besides.
const MOST_STREAMS: usize = 127;
/// The stream whose lines name no process: a program's line in a file of it is none.
const KERNEL: &str = "kernel";

/// Whether a path ends like `pattern`: whole components, one `*` per component matches any part of a name.
fn ends_like(path: &str, pattern: &str) -> bool {
    let mut parts = path.rsplit('/');
    pattern.rsplit('/').all(|want| parts.next().is_some_and(|have| like(have, want)))
}

fn like(name: &str, pattern: &str) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or("");
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let mut last = None;
    for piece in pieces {
        last = Some(piece);
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    last.map_or(rest.is_empty(), |piece| piece.is_empty() || rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn streams() -> Streams {
        Streams::parse(include_str!("../../rules/streams.toml")).expect("rules/streams.toml")
    }

    #[track_caller]
    fn check(origin: &Origin<'_>, want: &[&str]) {
        let streams = streams();
        assert_eq!(streams.names(streams.of(origin)), want);
    }

    #[test]
    fn innermost_decides() {
        let k3s = Origin { ident: Some(b"k3s"), ..Origin::default() };
        let streams = streams();
        assert!(streams.of(&k3s).meets(streams.find("kubelet").expect("kubelet")));
        let source = Origin { source_file: Some(b"pod_workers.go"), ..k3s };
        check(&source, &["k3s", "kubelet"].iter().rev().copied().rev().collect::<Vec<_>>());
        check(&Origin { ident: Some(b"kernel"), ..Origin::default() }, &["kernel"]);
        check(&Origin { container: Some(b"etcd"), ..Origin::default() }, &["etcd"]);
        check(&Origin { ident: Some(b"pvestatd"), ..Origin::default() }, &["proxmox"]);
    }

    #[test]
    fn strangers_are_known_to_be_others() {
        let streams = streams();
        let stranger = streams.of(&Origin { ident: Some(b"myapp"), enveloped: true, ..Origin::default() });
        assert!(!stranger.is_unknown() && !stranger.meets(streams.find("kernel").expect("kernel")));
        assert!(streams.of(&Origin::default()).is_unknown());
        assert!(streams.of(&Origin { ident: Some(b"a/module"), ..Origin::default() }).is_unknown());
        assert!(stranger.meets(StreamSet::ANY));
    }

    #[test]
    fn programs_in_the_files_of_the_kernel() {
        let streams = streams();
        let (file, ident) = (streams.of_file("n1/kern.log"), Some(&b"myapp"[..]));
        let program = streams.of(&Origin { file, ident, enveloped: true, pid: Some(7), ..Origin::default() });
        assert!(!program.meets(streams.find("kernel").expect("kernel")) && !program.is_unknown());
        // What netconsole sends has the first word of the text for a tag.
        let tag = streams.of(&Origin { file, ident: Some(b"nfs"), enveloped: true, ..Origin::default() });
        assert!(tag.meets(streams.find("kernel").expect("kernel")));
    }

    #[test]
    fn the_manager_of_a_session_is_not_that_of_the_system() {
        let of = |pid| Origin { ident: Some(b"systemd"), pid, ..Origin::default() };
        check(&of(Some(1)), &["init", "systemd"]);
        check(&of(None), &["init", "systemd"]);
        check(&of(Some(251)), &["systemd"]);
    }

    #[test]
    fn names_of_a_site() {
        let mut own = streams();
        let before = own.all().count();
        own.extend("[stream.etcd]\nidents = [\"my-etcd\"]\n[stream.billing]\nidents = [\"billing*\"]\n")
            .expect("sound");
        let ident = |name: &'static [u8]| own.of(&Origin { ident: Some(name), ..Origin::default() });
        assert_eq!((own.names(ident(b"my-etcd")), own.names(ident(b"etcd"))), (vec!["etcd"], vec!["etcd"]));
        assert_eq!((own.names(ident(b"billing-2")), own.all().count()), (vec!["billing"], before + 1));
        assert!(own.extend("[stream.x]\nnames = []\n").is_err());
        assert!(own.extend("[[bundle]]\nstream = \"x\"\ncounts_as = [\"nobody\"]\n").is_err());
    }

    #[test]
    fn files_tell() {
        let streams = streams();
        assert_eq!(streams.names(streams.of_file("n1/dmesg.txt")), ["kernel"]);
        assert_eq!(streams.names(streams.of_file("n1/apt/term.log.1")), ["apt"]);
        assert!(streams.of_file("n1/journal.log").is_unknown());
    }
}
