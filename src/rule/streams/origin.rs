//! The streams of a record, from what is known of where it comes from.

use super::Streams;
use crate::model::StreamSet;

/// A program that no stream names.
const OTHER: u128 = 1 << 127;

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
