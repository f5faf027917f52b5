//! The library made ready for matching: windows in the filter, regexes compiled at their first use.

use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, packed};

use super::array;
use super::filter::{Filter, Slot};
use super::literals::Ready;
use super::mark;
use crate::format;
use crate::model::{Kind, Record, SignatureId, StreamSet};
use crate::rule::build::SHORT;
use crate::rule::streams::Origin;
use crate::rule::window::WINDOW;
use crate::rule::{Library, Signature, implied};

/// The library made ready for matching.
#[derive(Debug)]
pub struct Engine {
    /// The rules.
    pub library: Library,
    /// Entity kinds that envelopes fill in.
    pub names: format::Names,
    pub(super) host: Kind,
    pub(super) unit: Kind,
    filter: Filter,
    slots: Slots,
    /// Slots from here on are lines of traces,
    first_line: usize,
    /// and from here on markers of byte arrays.
    first_marker: usize,
    side: Side,
    pub(super) ready: Ready,
}

/// The signatures of each window.
#[derive(Debug)]
struct Slots {
    /// Grouped by window.
    ids: Vec<SignatureId>,
    /// Where those of each window lie.
    of_window: Vec<Range<u16>>,
}

/// Signatures whose literals are shorter than a window: a vectorised search where the machine has one.
#[derive(Debug)]
struct Side {
    fast: Option<packed::Searcher>,
    slow: Option<AhoCorasick>,
    /// Distinct literals, and the signatures of each.
    literals: Vec<(String, Vec<SignatureId>)>,
}

/// Something in a block that may be a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Candidate {
    /// A signature's literal stands here.
    Signature(SignatureId),
    /// A line of a trace stands here: its place in [`mark::LINES`].
    TraceLine(u8),
    /// A message printed as an array of bytes stands here.
    ByteArray,
}

impl Engine {
    /// Makes a library ready; no regex is compiled yet.
    #[must_use]
    pub fn new(library: Library) -> Self {
        let (mut windows, slots) = Slots::of(&library.signatures);
        let first_line = windows.len();
        windows.extend(mark::LINES.iter().map(mark::window));
        let first_marker = windows.len();
        windows.extend(array::windows());
        Engine {
            names: format::Names::from_lookup(|name| library.kind(name)),
            host: library.kind("host"),
            unit: library.kind("unit"),
            filter: Filter::new(windows),
            slots,
            first_line,
            first_marker,
            side: Side::new(&library.signatures),
            ready: Ready::none(library.signatures.len()),
            library,
        }
    }

    /// Calls `hit` for every candidate in `text`, in no particular order.
    pub fn candidates(&self, text: &[u8], mut hit: impl FnMut(Candidate, usize)) {
        self.filter.scan(text, |slot, at| {
            for candidate in self.of_slot(slot) {
                hit(candidate, at);
            }
        });
        self.side.scan(text, |signature, at| hit(Candidate::Signature(signature), at));
    }

    fn of_slot(&self, slot: Slot) -> impl Iterator<Item = Candidate> + '_ {
        let slot = usize::from(slot);
        let marker = match slot.checked_sub(self.first_line) {
            None => None,
            Some(line) if slot < self.first_marker => u8::try_from(line).ok().map(Candidate::TraceLine),
            Some(_) => Some(Candidate::ByteArray),
        };
        let signatures = self.slots.get(slot).iter().map(|&id| Candidate::Signature(id));
        signatures.chain(marker)
    }

    /// The streams of the program that the envelope of a record names: what the program wrote can only narrow them.
    #[must_use]
    pub(super) fn outer_streams(&self, record: &Record<'_>, container: Option<&[u8]>) -> StreamSet {
        // Where the envelope names no program the line itself may, and then the unit does not count.
        let ident = record.ident.as_deref();
        let unit = record.unit.as_deref().filter(|_| ident.is_some());
        self.library.streams.outer(&Origin { unit, ident, container, ..Origin::default() })
    }

    /// The streams of a record, given what its file tells.
    #[must_use]
    pub fn streams_of(&self, record: &Record<'_>, file: StreamSet, container: Option<&[u8]>) -> StreamSet {
        self.streams_in(StreamSet::default(), record, file, container)
    }

    /// The same with the streams that [`Engine::outer_streams`] knows of, if any.
    pub(super) fn streams_in(
        &self,
        outer: StreamSet,
        record: &Record<'_>,
        file: StreamSet,
        container: Option<&[u8]>,
    ) -> StreamSet {
        // A container that a kubelet's message names is not where the message comes from.
        let nameless = record.ident.is_none() && record.unit.is_none();
        let labelled =
            record.labels.iter().find(|(kind, _)| nameless && *kind == self.names.container).map(|(_, v)| &v[..]);
        let origin = Origin {
            file,
            unit: record.unit.as_deref(),
            ident: record.ident.as_deref(),
            container: container.or(labelled),
            source_file: record.source_file.as_deref(),
            enveloped: record.host.is_some(),
            pid: record.pid,
        };
        let streams = &self.library.streams;
        streams.of_outer(if outer.is_unknown() { streams.outer(&origin) } else { outer }, &origin)
    }
}

/// Bits of a [`pair`] below its window.
const ID: usize = u128::BITS as usize - 8 * WINDOW;

/// A window and a signature as one number, which sorts fast: the window in the high bytes.
fn pair(window: &[u8; WINDOW], id: SignatureId) -> u128 {
    let mut bytes = [0; size_of::<u128>()];
    bytes[..WINDOW].copy_from_slice(window);
    u128::from_be_bytes(bytes) | u128::from(id.0)
}

impl Slots {
    /// The distinct windows, and the signatures of each.
    fn of(signatures: &[Signature]) -> (Vec<[u8; WINDOW]>, Self) {
        let signatures = (0u16..).map(SignatureId).zip(signatures);
        let pairs = signatures.flat_map(|(id, s)| windows_of(s).map(move |window| pair(&window, id)));
        let mut pairs: Vec<u128> = pairs.collect();
        pairs.sort_unstable();
        let (mut windows, mut of_window, mut end) = (Vec::new(), Vec::new(), 0);
        for same in pairs.chunk_by(|a, b| a >> ID == b >> ID) {
            windows.push(*same[0].to_be_bytes().first_chunk().expect("the high bytes"));
            of_window.push(end..end + same.len() as u16);
            end += same.len() as u16;
        }
        (windows, Slots { ids: pairs.into_iter().map(|pair| SignatureId(pair as u16)).collect(), of_window })
    }

    fn get(&self, slot: usize) -> &[SignatureId] {
        let range = self.of_window.get(slot).cloned().unwrap_or_default();
        &self.ids[usize::from(range.start)..usize::from(range.end)]
    }
}

/// The windows one of which every text of a signature holds: none for the side set.
fn windows_of(signature: &Signature) -> impl Iterator<Item = [u8; WINDOW]> {
    let window = window_of(signature);
    let grown = if window.is_none() { grown(signature) } else { Vec::new() };
    window.into_iter().chain(grown)
}

/// A literal that is shorter by a byte makes a window with each of the bytes that may stand behind it.
fn grown(signature: &Signature) -> Vec<[u8; WINDOW]> {
    let mut literals = signature.literals.iter();
    let Some(literal) = literals.rfind(|literal| literal.len() + 1 == WINDOW) else { return Vec::new() };
    let bytes = implied::behind(&signature.regex, literal).into_iter();
    bytes.filter_map(|byte| [literal.as_bytes(), &[byte]].concat().last_chunk().copied()).collect()
}

fn window_of(signature: &Signature) -> Option<[u8; WINDOW]> {
    let (literal, at) = signature.window;
    let literal = signature.literals.get(usize::from(literal)).filter(|_| at != SHORT)?;
    literal.as_bytes().get(usize::from(at)..usize::from(at) + WINDOW)?.try_into().ok()
}

impl Side {
    fn new(signatures: &[Signature]) -> Self {
        let mut by_literal: BTreeMap<&str, Vec<SignatureId>> = BTreeMap::new();
        let short = (0u16..).map(SignatureId).zip(signatures).filter(|(_, s)| windows_of(s).next().is_none());
        for (id, signature) in short {
            if let Some(literal) = signature.literals.iter().max_by_key(|l| l.len()) {
                by_literal.entry(literal).or_default().push(id);
            }
        }
        let literals: Vec<_> = by_literal.into_iter().map(|(l, ids)| (l.to_owned(), ids)).collect();
        let texts = || literals.iter().map(|(l, _)| l.as_bytes());
        let fast = packed::Config::new().builder().extend(texts()).build();
        let wanted = fast.is_none() && !literals.is_empty();
        let slow = wanted.then(|| AhoCorasick::new(texts()).expect("few literals"));
        Side { fast, slow, literals }
    }

    /// Literals may overlap: after each match the search goes on one byte later.
    fn scan(&self, text: &[u8], mut hit: impl FnMut(SignatureId, usize)) {
        let mut at = 0;
        while let Some(found) = self.next(text, at) {
            for (literal, ids) in self.literals.iter().filter(|(l, _)| text[found..].starts_with(l.as_bytes())) {
                debug_assert!(!literal.is_empty());
                ids.iter().for_each(|&id| hit(id, found));
            }
            at = found + 1;
        }
    }

    /// Where the next literal starts.
    fn next(&self, text: &[u8], at: usize) -> Option<usize> {
        let span = aho_corasick::Span { start: at, end: text.len() };
        if let Some(fast) = &self.fast {
            return fast.find_in(text, span).map(|m| m.start());
        }
        self.slow.as_ref()?.find(aho_corasick::Input::new(text).span(span)).map(|m| m.start())
    }
}
