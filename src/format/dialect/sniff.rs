//! Finds the format of an input by its head.
//!
//! ```text
//! first bytes        a journal, its sealing key, nothing
//! documents          by what each of them looks like
//! lines              each votes for the first envelope that reads it
//! ```

use std::borrow::Cow;

use memchr::memchr;

use super::{BOM, Dialect};
use crate::format::document::{DOCUMENTS, Document};
use crate::format::envelope::{ENVELOPES, short};
use crate::format::wear::Wear;
use crate::format::{Envelope, Hints, Inner, Names, margin, payload, section};
use crate::framing::{Frame, wire};
use crate::source::journal;
use crate::text::{self, ansi};

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
    /// A head of lines behind which a document stands counts as that document: see [`sections`].
    ///
    /// [`sections`]: crate::format::section::sections
    #[must_use]
    pub fn sniff(head: &[u8], path: &str) -> Sniffed {
        let sniffed = Dialect::sniff_one(head, path);
        let (Sniffed::Lines(dialect) | Sniffed::Unknown(dialect) | Sniffed::Export(dialect)) = sniffed else {
            return sniffed;
        };
        section::inner_document(head, dialect).map_or(sniffed, |document| Sniffed::Document(document, dialect))
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
        let (mut votes, mut all, mut run_together) = ([0u32; ENVELOPES.len()], 0, false);
        for line in lines(text) {
            all += 1;
            run_together |= wire::runs_together(&line);
            if let Some(index) = ENVELOPES.iter().position(|e| (e.looks_like)(&line) && reads(e, &line)) {
                votes[index] += 1;
            }
        }
        let met = || (0..votes.len()).rev().filter(|i| votes[*i] > 0 && !ENVELOPES[*i].is_between_records());
        let best = met().find(|i| ENVELOPES[*i].reads_others()).or_else(|| met().max_by_key(|i| votes[*i]));
        let envelope = best.and_then(|i| u8::try_from(i).ok());
        let klog = envelope.is_none() && lines(text).any(|line| (payload::klog::PAYLOAD.parse)(&line).is_some());
        // What a runtime stored has a word behind the time that is no program's.
        let stored =
            envelope.is_some_and(|i| ENVELOPES[usize::from(i)].name == "cri" && votes[usize::from(i)] * 2 >= all);
        let no_host_column = !stored && short::lacks_host(text);
        let is_plain = votes.iter().sum::<u32>() * 10 >= all * 9;
        (Dialect { envelope, no_host_column, run_together, klog, ..Dialect::default() }, is_plain)
    }
}

/// The first lines, without the colours of a terminal.
pub(in crate::format) fn lines(text: &[u8]) -> impl Iterator<Item = Cow<'_, [u8]>> {
    let lines = text::lines(text).map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    lines.filter(|line| !line.is_empty()).take(SAMPLE).map(ansi::strip)
}

/// Whether an envelope takes the line as its own without knowing the input.
fn reads(envelope: &Envelope, line: &[u8]) -> bool {
    const NO_KIND: crate::model::Kind = crate::model::Kind(0);
    let names = Names::from_lookup(|_| NO_KIND);
    (envelope.parse)(line, Hints { names: &names, own: false, no_host_column: false }).is_some()
}

/// Whether an envelope reads the line, or a program's own header that tells a time or a level.
pub(in crate::format) fn is_known(line: &[u8]) -> bool {
    let told = |inner: Inner<'_>| inner.is_dated() || inner.level.is_some();
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
