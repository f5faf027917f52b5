//! Every record in the order of the inputs, as it was understood: the second reading, when years and zones are known.

use std::fs::File;
use std::io::Read;
use std::sync::atomic::AtomicBool;

use super::document;
use super::feed::{Cutter, whole_lines};
use super::job::Job;
use super::pack;
use crate::episode::clocks::Clockwork;
use crate::episode::intake::segments::Segments;
use crate::episode::intake::track::wall::{Reading, Wall};
use crate::format::section::sections;
use crate::format::{Dialect, Document, Sniffed, native};
use crate::framing::reader::BlockReader;
use crate::framing::{Bounds, MAX_RECORD};
use crate::matcher::{Context, Engine};
use crate::model::{Basis, Clock, Record, Stamp};
use crate::source::journal::{self, Bytes, Entry, Journal};
use crate::source::open::Rest;
use crate::source::{Input, Opened, open};
use crate::time::follow::Follower;

/// One record with what the whole evidence tells of it.
#[derive(Debug)]
pub struct Told<'a> {
    /// Name of the input.
    pub input: &'a str,
    /// Line, from 1.
    pub line: u64,
    /// UTC; inherited from the record before when it has none of its own.
    pub time: Option<Stamp>,
    /// Its host.
    pub host: Option<Box<str>>,
    /// Its boot.
    pub boot: Option<u128>,
    /// The boot that times of its input count from; `None` before the first such time.
    pub counts_from: Option<u128>,
    /// The record.
    pub record: &'a Record<'a>,
}

/// Whether to go on.
pub type GoOn = std::ops::ControlFlow<()>;

/// Tells every record of the inputs whose clockwork is known to `sink`, until it has enough.
///
/// An input that cannot be read any more, or breaks off, is told as far as it goes: the first reading noticed it.
pub fn inputs(engine: &Engine, inputs: &[Input], works: &[(usize, Clockwork)], block: usize, sink: TellTo<'_>) -> GoOn {
    let work_of = |place: usize| works.binary_search_by_key(&place, |(p, _)| *p).ok().map(|at| &works[at].1);
    for run in pack::runs(inputs) {
        let (first, members) = (run.start, &inputs[run]);
        let mut flow = GoOn::Continue(());
        let mut tell = |at: usize, body: Body<'_>| {
            if let Some(work) = work_of(first + at) {
                let job = Job::at(engine, first + at, &members[at]);
                let segments = Segments::new(job.index, &job.name);
                let years = Follower::default();
                let wall = Wall::default();
                let teller = Teller {
                    engine,
                    job,
                    work,
                    years,
                    wall,
                    last: None,
                    boot: None,
                    counts_from: None,
                    segments,
                    block,
                };
                let _ = one(teller, body, sink).map(|told| flow = told);
            }
            flow
        };
        if members[0].member.is_some() {
            let _ = pack::walk(members, &AtomicBool::new(false), |at, met| {
                tell(at, Body::Stream(met.peeled.head, met.peeled.rest))
            });
        } else {
            let _ = match open::open(&members[0]) {
                Ok(Opened::File { file, head, len }) => tell(0, Body::File(file, len, head)),
                Ok(Opened::Stream { rest, head, .. }) => tell(0, Body::Stream(head, rest)),
                Err(_) => GoOn::Continue(()),
            };
        }
        flow?;
    }
    GoOn::Continue(())
}

/// The bytes of an input, its first ones apart.
enum Body<'r> {
    /// A regular file and its length.
    File(File, u64, Vec<u8>),
    /// What comes once and in order.
    Stream(Vec<u8>, Box<dyn Read + 'r>),
}

/// Tells the records of one input.
fn one(mut teller: Teller<'_>, body: Body<'_>, sink: TellTo<'_>) -> std::io::Result<GoOn> {
    let (head, rest): (Vec<u8>, Box<dyn Read + '_>) = match body {
        Body::File(file, len, head) if journal::is_journal(&head) => {
            return Ok(teller.entries(Bytes::File(file, len), sink));
        }
        Body::Stream(head, rest) if journal::is_journal(&head) => {
            return Ok(teller.entries(Bytes::hold(head, rest).0, sink));
        }
        Body::File(file, len, head) => {
            let rest = Rest::of(file, len, &head);
            (head, Box::new(rest))
        }
        Body::Stream(head, rest) => (head, rest),
    };
    teller.job = teller.job.with_head(whole_lines(&head));
    match Dialect::sniff(whole_lines(&head), &teller.job.name) {
        Sniffed::Document(..) => {
            let mut text = head;
            rest.take(document::MAX as u64).read_to_end(&mut text)?;
            teller.sections(&text, 1, sink)
        }
        Sniffed::Lines(d) | Sniffed::Export(d) | Sniffed::Unknown(d) => teller.blocks(d, head, rest, 1, sink),
        Sniffed::Empty | Sniffed::Binary | Sniffed::Journal | Sniffed::SealingKey => Ok(GoOn::Continue(())),
    }
}

struct Teller<'a> {
    engine: &'a Engine,
    job: Job,
    work: &'a Clockwork,
    years: Follower,
    /// Of the one host, where the end of summer time shows in its clock.
    wall: Wall,
    last: Option<Stamp>,
    boot: Option<u128>,
    counts_from: Option<u128>,
    segments: Segments,
    /// Bytes of a block.
    block: usize,
}

/// Where the records of an input go.
type TellTo<'s> = &'s mut dyn FnMut(&Told<'_>) -> GoOn;

impl Teller<'_> {
    /// Documents and lines, one behind the other, from the line `first` on.
    fn sections(&mut self, text: &[u8], first: u64, sink: TellTo<'_>) -> std::io::Result<GoOn> {
        for section in sections(text, &self.job.name) {
            let part = &text[section.range.clone()];
            let line = first + newlines(&text[..section.range.start]);
            let flow = match section.sniffed {
                Sniffed::Document(document, dialect) => match self.document(document, dialect, part, line, sink) {
                    Some(flow) => flow,
                    None => self.blocks(dialect, part.to_vec(), Box::new(std::io::empty()), line, sink)?,
                },
                Sniffed::Lines(d) | Sniffed::Export(d) | Sniffed::Unknown(d) => {
                    self.blocks(d, part.to_vec(), Box::new(std::io::empty()), line, sink)?
                }
                Sniffed::Empty | Sniffed::Binary | Sniffed::Journal | Sniffed::SealingKey => GoOn::Continue(()),
            };
            if flow.is_break() {
                return Ok(flow);
            }
        }
        Ok(GoOn::Continue(()))
    }

    /// The records of a document whose first line is `line`; `None` when it turns out to be none.
    fn document(
        &mut self,
        document: Document,
        dialect: Dialect,
        part: &[u8],
        line: u64,
        sink: TellTo<'_>,
    ) -> Option<GoOn> {
        let (engine, job) = (self.engine, self.job.clone());
        let context = job.context(dialect);
        let mut flow = GoOn::Continue(());
        let read = (document.read)(part, &job.name, &engine.names, &mut |_, own, record| {
            if flow.is_continue() {
                flow = self.tell(&context, &record, line + own - 1, sink);
            }
        });
        read.then_some(flow)
    }

    /// Records of a shape that lines or starts tell, from the line `line` on.
    fn blocks(
        &mut self,
        dialect: Dialect,
        head: Vec<u8>,
        rest: Box<dyn Read + '_>,
        mut line: u64,
        sink: TellTo<'_>,
    ) -> std::io::Result<GoOn> {
        let job = self.job.clone();
        let context = &job.context(dialect);
        let mut reader = BlockReader::new(head, rest, context.frame, self.block);
        let mut cutter = Cutter::new(dialect);
        loop {
            let mut block = match reader.next_block() {
                Ok(Some(block)) => block,
                Ok(None) => return Ok(GoOn::Continue(())),
                // What came before the trouble comes next.
                Err(_) => continue,
            };
            let opens = cutter.cut(&mut reader, &mut block);
            line += block.skipped_lines;
            let bounds = Bounds::new(&block.text, context.frame, block.starts.as_deref());
            let mut counted = 0;
            for range in bounds.records(block.own.clone()) {
                line += newlines(&block.text[counted..range.start]);
                counted = range.start;
                let raw = &block.text[range];
                if raw.is_empty() {
                    continue;
                }
                let record = context.dialect.decode(&raw[..raw.len().min(MAX_RECORD)], &self.engine.names);
                if self.tell(context, &record, line, sink).is_break() {
                    return Ok(GoOn::Break(()));
                }
            }
            line += newlines(&block.text[counted..]);
            if opens {
                let (rest, _) = reader.into_document(document::MAX);
                return self.sections(&rest.text, line, sink);
            }
        }
    }

    fn entries(&mut self, bytes: Bytes, sink: TellTo<'_>) -> GoOn {
        // A journal that cannot be opened was noticed by the first reading.
        let Ok(mut journal) = Journal::open(bytes) else { return GoOn::Continue(()) };
        let job = self.job.clone();
        let context = job.context(Dialect::default());
        let (mut fields, mut entry, mut number) = (native::Reader::default(), Entry::default(), 0);
        while journal.next_entry(&mut entry) {
            number += 1;
            let record = fields.record(&mut journal, &entry, &self.engine.names, false);
            self.tell(&context, &record, number, sink)?;
        }
        GoOn::Continue(())
    }

    fn tell(&mut self, context: &Context<'_>, record: &Record<'_>, line: u64, sink: TellTo<'_>) -> GoOn {
        match record.format {
            "journal-marker" => {
                self.boot = record.boot.or(self.boot);
                self.segments.mark(record.boot);
            }
            "journal-catalog" => return GoOn::Continue(()),
            _ => {}
        }
        let time = self.years.follow(record.time);
        let host = self.engine.host_of(record, context);
        let boot = self.segments.key(&host, time, record.boot);
        if time.clock == Clock::Boot {
            self.counts_from = Some(boot);
        }
        let epoch = self.wall.follow(Reading { time, boot, ..Reading::default() });
        let own = self.work.resolver.printed(time, if time.clock.is_wall() { epoch } else { boot });
        self.last = own.or(self.last);
        // What counts from a boot that nothing dates is no date for the next one either.
        let inherited = self.last.map(|s| if s.is_undated() { s } else { Stamp { basis: Basis::Inherited, ..s } });
        sink(&Told {
            input: &self.job.name,
            line,
            time: own.or(inherited),
            host,
            boot: record.boot.or(self.boot),
            counts_from: self.counts_from,
            record,
        })
    }
}

fn newlines(text: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', text).count() as u64
}
