//! Which stream a record belongs to, from `rules/streams.toml`.
//!
//! ```text
//! streams.toml --file--> rows --index--> names, endings of paths
//!                                          |
//! unit, program, container, source file ---+--origin--> StreamSet, a bit for each stream
//! ```

mod file;
mod index;
mod origin;
mod path;

use serde::{Deserialize, Serialize};

use crate::model::StreamSet;
pub use file::StreamRow;
use file::StreamsFile;
use index::Index;
pub use origin::Origin;

/// A bit for each stream besides.
const MOST_STREAMS: usize = 127;

/// Every stream, with the look-ups that place a record.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Streams {
    rows: Vec<(String, StreamRow)>,
    bundles: Vec<(u8, u128)>,
    #[serde(skip)]
    index: Index,
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
        self.index = Index::of(&self.rows, &self.bundles);
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
        StreamSet(self.index.of_file(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn streams() -> Streams {
        Streams::parse(include_str!("../../../rules/streams.toml")).expect("rules/streams.toml")
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
