//! Which format an input is in, found once, and the reading of its records.

mod sealed;
mod sniff;

use std::borrow::Cow;

use memchr::memchr;

use crate::framing::{Frame, Margin, export};
use crate::model::{RawTime, Record};
use crate::text::ansi;

use super::envelope::{ENVELOPES, dmesg, journal_json};
use super::wear::Wear;
use super::{Hints, Names, margin};
use sealed::WRITERS;

pub use sealed::Sealed;
pub use sniff::Sniffed;
pub(super) use sniff::{is_known, lines};

/// The format of an input: which envelope to try first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Dialect {
    /// Index into [`ENVELOPES`]; `None` when programs wrote the input themselves.
    envelope: Option<u8>,
    /// Records have no host column.
    pub no_host_column: bool,
    /// Records have no newline between them: syslog as it came over the wire.
    run_together: bool,
    /// Programs wrote the input themselves, and some of them print klog.
    klog: bool,
    /// What stands in front of every line and is not of the log.
    margin: Option<Margin>,
    /// What the text suffered on its way here.
    wear: Option<Wear>,
}

impl Dialect {
    /// How the lines of the input form records.
    #[must_use]
    pub fn frame(self) -> Frame {
        let frame = match self.envelope {
            Some(_) if self.run_together => &Frame::Wire,
            Some(i) => &ENVELOPES[usize::from(i)].frame,
            None if self.klog => &Frame::Klog,
            None => &Frame::Lines,
        };
        match self.margin {
            // A margin of blanks may be narrower than the indentation.
            None | Some(Margin::Indent) => *frame,
            Some(margin) => frame.behind(margin),
        }
    }

    /// The name of the envelope; empty when there is none.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.envelope.map_or("", |i| ENVELOPES[usize::from(i)].name)
    }

    /// The dialect of a format by name, for inputs whose format is known beforehand.
    #[must_use]
    pub fn named(name: &str) -> Option<Dialect> {
        let index = ENVELOPES.iter().position(|e| e.name == name)?;
        Some(Dialect { envelope: u8::try_from(index).ok(), ..Dialect::default() })
    }

    /// Reads one record: all its lines, with or without the last newline.
    ///
    /// Never fails: what no format knows is a record with a text and nothing else. The same bytes give the same
    /// record, whatever was read before.
    #[must_use]
    pub fn decode<'a>(&self, raw: &'a [u8], names: &Names) -> Record<'a> {
        self.open(raw, names).finish()
    }

    /// Reads the envelope of a record; [`Sealed::finish`] goes on with what the program wrote.
    #[must_use]
    pub fn open<'a>(&self, raw: &'a [u8], names: &Names) -> Sealed<'a> {
        let raw = if self.is_entry(raw) { raw } else { without_torn(raw) };
        let mut sealed = match self.clean(raw) {
            Cow::Borrowed(text) => self.read(text, names),
            Cow::Owned(text) => self.read(&text, names).into_owned(),
        };
        sealed.record.raw = raw;
        sealed
    }

    /// The text of a record where it can be had without reading the rest of it; a payload may be in it.
    #[must_use]
    pub fn text_alone<'a>(&self, raw: &'a [u8]) -> Option<Cow<'a, [u8]>> {
        let is_bare = self.margin.is_none() && self.wear.is_none();
        if is_bare && self.name() == journal_json::ENVELOPE.name { journal_json::text_alone(raw) } else { None }
    }

    fn read<'a>(&self, text: &'a [u8], names: &Names) -> Sealed<'a> {
        match self.margin {
            None => self.read_bare(text, names),
            Some(kind) => self.read_behind(kind, text, names),
        }
    }

    #[cold]
    fn read_behind<'a>(&self, kind: Margin, text: &'a [u8], names: &Names) -> Sealed<'a> {
        let Some((mark, first)) = kind.split(text) else { return self.read_bare(text, names) };
        // Blanks before a later line are its own, as far as they are no margin.
        let one_line = kind == Margin::Indent || memchr(b'\n', text).is_none();
        let mut sealed = match one_line {
            true => self.read_bare(first, names),
            false => self.read_bare(&margin::without(kind, text), names).into_owned(),
        };
        margin::tell(mark, &mut sealed.record, names);
        sealed
    }

    fn read_bare<'a>(&self, text: &'a [u8], names: &Names) -> Sealed<'a> {
        match self.envelope_of(text, names) {
            Some((record, nests)) => Sealed { record, nests, writer: None },
            None if self.is_kernel() && text.starts_with(INDENT) => {
                let record = Record { format: self.name(), ..dmesg::record(RawTime::NONE, None, text) };
                Sealed { record, nests: false, writer: None }
            }
            None => match if self.is_kernel() { dmesg::torn(text) } else { None } {
                Some(record) => Sealed { record: Record { format: self.name(), ..record }, nests: false, writer: None },
                None => Sealed { record: plain(text), nests: true, writer: self.writer() },
            },
        }
    }

    /// The program whose own log the input is: it prints lines without a header too.
    fn writer(self) -> Option<&'static [u8]> {
        WRITERS.iter().find(|(format, _)| *format == self.name()).map(|(_, program)| *program)
    }

    /// Whether the input is the kernel's own: an indented line continues a message of several lines.
    fn is_kernel(self) -> bool {
        self.name().starts_with("dmesg")
    }

    /// The dialect's envelope first, then the others in table order.
    fn envelope_of<'a>(&self, text: &'a [u8], names: &Names) -> Option<(Record<'a>, bool)> {
        let own = self.envelope.map(usize::from);
        let hints = Hints { names, own: true, no_host_column: self.no_host_column };
        let first = own.and_then(|i| ENVELOPES[i].read(text, hints));
        first.or_else(|| {
            let hints = Hints { own: false, ..hints };
            let others = ENVELOPES.iter().enumerate().filter(|(i, e)| Some(*i) != own && (e.looks_like)(text));
            others.map(|(_, e)| e).find_map(|e| e.read(text, hints))
        })
    }

    /// Whether a record is an entry of a journal export, in which any byte may stand.
    fn is_entry(&self, raw: &[u8]) -> bool {
        self.frame() == Frame::Export && export::is_entry(raw)
    }

    /// The record without terminal control, torn-write NULs, byte order mark and line ends.
    fn clean<'a>(&self, raw: &'a [u8]) -> Cow<'a, [u8]> {
        if self.is_entry(raw) {
            return Cow::Borrowed(raw);
        }
        let mut text = raw.strip_suffix(b"\n").unwrap_or(raw);
        text = text.strip_suffix(b"\r").unwrap_or(text);
        text = text.strip_prefix(BOM).unwrap_or(text);
        let text = if memchr(0x1b, text).is_some() { ansi::strip(text) } else { Cow::Borrowed(text) };
        self.undone(text)
    }

    /// Whether the text suffered on its way, so that what it holds does not stand in its bytes.
    #[must_use]
    pub const fn is_worn(&self) -> bool {
        self.wear.is_some()
    }

    /// A text as it was before it was worn.
    #[must_use]
    pub fn undone<'a>(&self, text: Cow<'a, [u8]>) -> Cow<'a, [u8]> {
        match self.wear {
            None => text,
            Some(wear) => wear.undone(text),
        }
    }
}

/// A record without the NULs that a crash left before and behind it.
fn without_torn(raw: &[u8]) -> &[u8] {
    let is_text = |byte: &u8| *byte != 0;
    let end = raw.iter().rposition(is_text).map_or(0, |last| last + 1);
    &raw[raw[..end].iter().position(is_text).unwrap_or(end)..end]
}

/// Blanks before the later lines of a kernel message; status lines on the console have nine.
const INDENT: &[u8] = b"            ";

const BOM: &[u8] = b"\xef\xbb\xbf";

impl super::Envelope {
    /// Whether its lines stand between records, so that they tell nothing of the input's own shape.
    fn is_between_records(&self) -> bool {
        matches!(self.name, "journal-marker" | "journal-catalog" | "journal-hint" | "glog-header" | "section-mark")
    }

    /// Whether its records are of many lines, and its frame leaves the lines of other formats as they are.
    fn reads_others(&self) -> bool {
        matches!(self.frame, Frame::Export | Frame::Verbose)
    }

    /// The record, and whether a payload may be in it.
    fn read<'a>(&self, text: &'a [u8], hints: Hints<'_>) -> Option<(Record<'a>, bool)> {
        let record = (self.parse)(text, hints)?;
        Some((Record { format: self.name, ..record }, self.nests))
    }
}

/// A line that no envelope knows: a program's own line, or text.
fn plain(text: &[u8]) -> Record<'_> {
    Record { text: Cow::Borrowed(text), message: Cow::Borrowed(text), ..Record::default() }
}
