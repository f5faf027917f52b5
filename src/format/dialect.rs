//! Which format an input is in, found once, and the reading of its records.

use std::borrow::Cow;

use memchr::memchr;

use crate::framing::{Frame, Margin, wire};
use crate::model::{RawTime, Record};
use crate::source::journal;
use crate::text::{self, ansi};

use super::document::{DOCUMENTS, Document};
use super::envelope::{ENVELOPES, dmesg, short};
use super::wear::Wear;
use super::{Hints, Names, margin, own_record, payload, section};

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

/// What the head of an input tells.
#[derive(Clone, Copy, Debug)]
pub enum Sniffed {
    /// Lines of a known shape.
    Lines(Dialect),
    /// Journal export: entries with binary fields.
    Export(Dialect),
    /// An object dump or a report, read as a whole and in its sections; should it turn out to be none, as lines.
    Document(Document, Dialect),
    /// A journal file as journald writes it.
    Journal,
    /// The key that seals a journal: a secret.
    SealingKey,
    /// Nothing but blanks.
    Empty,
    /// No text.
    Binary,
    /// Lines of no known shape.
    Unknown(Dialect),
}

/// Lines of the head that are looked at.
const SAMPLE: usize = 200;

impl Dialect {
    /// Finds the format of an input by the head of it (whole lines, 64 KiB are plenty) and its path.
    ///
    /// A head of lines that shows a command which prints a document counts as that document: see [`sections`].
    ///
    /// [`sections`]: super::section::sections
    #[must_use]
    pub fn sniff(head: &[u8], path: &str) -> Sniffed {
        let sniffed = Dialect::sniff_one(head, path);
        match (sniffed, section::typed_document(head)) {
            (Sniffed::Lines(dialect) | Sniffed::Unknown(dialect), Some(document)) => {
                Sniffed::Document(document, dialect)
            }
            _ => sniffed,
        }
    }

    /// As [`Dialect::sniff`], for the start of the head alone.
    #[must_use]
    pub fn sniff_one(head: &[u8], path: &str) -> Sniffed {
        if journal::is_journal(head) {
            return Sniffed::Journal;
        }
        if journal::is_sealing_key(head) {
            return Sniffed::SealingKey;
        }
        let text = head.strip_prefix(BOM).unwrap_or(head);
        if text.iter().all(|b| b.is_ascii_whitespace() || *b == 0) {
            return Sniffed::Empty;
        }
        let dialect = Dialect::vote(text);
        if let Some(document) = DOCUMENTS.iter().find(|d| (d.looks_like)(text, path)) {
            return Sniffed::Document(*document, dialect);
        }
        match dialect.envelope {
            Some(_) if dialect.frame() == Frame::Export => Sniffed::Export(dialect),
            Some(_) => Sniffed::Lines(dialect),
            None if dialect.margin.is_some() || payload_share(text) || starts_between(text) => Sniffed::Lines(dialect),
            None if is_binary(text) => Sniffed::Binary,
            None => Sniffed::Unknown(dialect),
        }
    }

    /// The dialect of a text, of one that is worn as it was before.
    fn vote(text: &[u8]) -> Dialect {
        match Wear::of(text) {
            Some(wear) => Dialect { wear: Some(wear), ..Dialect::vote_sound(&wear.undone(Cow::Borrowed(text))) },
            None => Dialect::vote_sound(text),
        }
    }

    /// The dialect of a text, behind the margin of its lines if they have one.
    fn vote_sound(text: &[u8]) -> Dialect {
        let (plain, is_plain) = Dialect::vote_plain(text);
        match if is_plain { None } else { margin::of(text, plain.frame()) } {
            Some(kind) => Dialect { margin: Some(kind), ..Dialect::vote_plain(&margin::without(kind, text)).0 },
            None => plain,
        }
    }

    /// Every line votes for the first envelope that reads it; the envelope with most votes is the dialect's. Also
    /// whether nearly every line is read by one.
    fn vote_plain(text: &[u8]) -> (Dialect, bool) {
        let (mut votes, mut all) = ([0u32; ENVELOPES.len()], 0);
        for line in lines(text) {
            all += 1;
            if let Some(index) = ENVELOPES.iter().position(|e| (e.looks_like)(&line) && reads(e, &line)) {
                votes[index] += 1;
            }
        }
        let best = (0..votes.len()).rev().filter(|i| votes[*i] > 0 && !ENVELOPES[*i].is_between_records());
        let envelope = best.max_by_key(|i| votes[*i]).and_then(|i| u8::try_from(i).ok());
        let run_together = lines(text).any(|line| wire::runs_together(&line));
        let klog = envelope.is_none() && lines(text).any(|line| (payload::klog::PAYLOAD.parse)(&line).is_some());
        // What a runtime stored has a word behind the time that is no program's.
        let stored =
            envelope.is_some_and(|i| ENVELOPES[usize::from(i)].name == "cri" && votes[usize::from(i)] * 2 >= all);
        let no_host_column = !stored && short::lacks_host(text);
        let is_plain = votes.iter().sum::<u32>() * 10 >= all * 9;
        (Dialect { envelope, no_host_column, run_together, klog, ..Dialect::default() }, is_plain)
    }

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
        let raw = if self.frame() == Frame::Export { raw } else { without_torn(raw) };
        let mut sealed = match self.clean(raw) {
            Cow::Borrowed(text) => self.read(text, names),
            Cow::Owned(text) => self.read(&text, names).into_owned(),
        };
        sealed.record.raw = raw;
        sealed
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

    /// The record without terminal control, torn-write NULs, byte order mark and line ends.
    fn clean<'a>(&self, raw: &'a [u8]) -> Cow<'a, [u8]> {
        if self.frame() == Frame::Export {
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

/// A record whose envelope is read, and what the program wrote is not.
#[derive(Debug)]
pub struct Sealed<'a> {
    /// What the envelope tells.
    pub record: Record<'a>,
    /// Whether a payload may be in it.
    nests: bool,
    /// The program that printed it, if no payload knows better.
    writer: Option<&'static [u8]>,
}

/// Logs of one program, whose reports are of many lines: InnoDB's monitor, a crash of the database.
const WRITERS: [(&str, &[u8]); 4] =
    [("mysql-error", b"mysqld"), ("mariadb-error", b"mariadbd"), ("postgres", b"postgres"), ("redis", b"redis-server")];

impl<'a> Sealed<'a> {
    /// The whole record.
    #[must_use]
    pub fn finish(mut self) -> Record<'a> {
        if self.nests {
            payload::apply(&mut self.record);
        }
        if matches!(self.record.format, "" | "leading-level") {
            self.record.ident = self.record.ident.or(self.writer.map(Cow::Borrowed));
        }
        self.record
    }

    fn into_owned(self) -> Sealed<'static> {
        Sealed { record: own_record(self.record), ..self }
    }
}

/// Blanks before the later lines of a kernel message; status lines on the console have nine.
const INDENT: &[u8] = b"            ";

const BOM: &[u8] = b"\xef\xbb\xbf";

impl super::Envelope {
    /// Whether its lines stand between records, so that they tell nothing of the input's own shape.
    fn is_between_records(&self) -> bool {
        matches!(self.name, "journal-marker" | "journal-catalog" | "journal-hint" | "glog-header" | "section-mark")
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

/// The first lines, without the colours of a terminal.
pub(super) fn lines(text: &[u8]) -> impl Iterator<Item = Cow<'_, [u8]>> {
    let lines = text::lines(text).map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    lines.filter(|line| !line.is_empty()).take(SAMPLE).map(ansi::strip)
}

/// Whether an envelope takes the line as its own without knowing the input.
fn reads(envelope: &super::Envelope, line: &[u8]) -> bool {
    const NO_KIND: crate::model::Kind = crate::model::Kind(0);
    let names = Names::from_lookup(|_| NO_KIND);
    (envelope.parse)(line, Hints { names: &names, own: false, no_host_column: false }).is_some()
}

/// Whether an envelope reads the line, or a program's own header that tells a time or a level.
pub(super) fn is_known(line: &[u8]) -> bool {
    let told = |inner: super::Inner<'_>| inner.is_dated() || inner.level.is_some();
    ENVELOPES.iter().any(|e| (e.looks_like)(line) && reads(e, line)) || payload::read(line).is_some_and(|p| told(p.1))
}

/// Whether programs' own headers start more than a tenth of the lines.
fn payload_share(text: &[u8]) -> bool {
    let (all, known) =
        lines(text).fold((0, 0), |(all, known), line| (all + 1, known + usize::from(payload::read(&line).is_some())));
    known * 10 > all
}

/// Whether the first line is one that stands before records: `-- No entries --` may be all there is.
fn starts_between(text: &[u8]) -> bool {
    lines(text).next().is_some_and(|line| ENVELOPES.iter().any(|e| e.is_between_records() && reads(e, &line)))
}

/// NUL bytes, or more than 30 % bytes that no text holds.
fn is_binary(text: &[u8]) -> bool {
    let control = text.iter().filter(|b| matches!(b, 1..=8 | 14..=26 | 28..=31 | 127)).count();
    memchr(0, text).is_some() || control * 10 > text.len() * 3
}
