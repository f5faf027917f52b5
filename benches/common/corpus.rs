//! Seeded log text of one machine: healthy lines with a given share of failure lines, in the shape asked for.
//!
//! ```text
//! Nov 14 03:00:00.027816 node-1 kubelet[1231]: I1114 03:00:00.027816    1231 kubelet.go:2440] "SyncLoop ...
//! envelope: Form                               healthy::templates(), or one of Failures
//! ```
//!
//! How many records and findings a corpus holds is counted while it is written, from the findings of each failure line
//! alone: no stage that is measured has a part in it.

use std::io::Write;
use std::ops::AddAssign;

use super::failures::{Failure, Failures};
use super::healthy::{self, Template};
use super::seeded::Seeded;

/// The shape of the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `journalctl -o short-precise`.
    Short,
    /// `journalctl -o json`.
    JournalJson,
    /// A pod's log as the runtime writes it; a line in a hundred is cut in two parts.
    Cri,
    /// klog lines alone.
    Klog,
    /// zap lines alone.
    Zap,
}

/// What a corpus is made of.
#[derive(Clone, Copy, Debug)]
pub struct Mix<'f> {
    /// Shape of the records.
    pub form: Form,
    /// Length of the text, about.
    pub bytes: usize,
    /// Failure lines, and their share of all.
    pub failures: Option<(&'f Failures, f64)>,
}

/// A text and what is in it.
#[derive(Debug, Default)]
pub struct Corpus {
    /// The text.
    pub text: Vec<u8>,
    /// What is in it.
    pub count: Count,
    payload: Vec<u8>,
}

/// What a text holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Records.
    pub records: u64,
    /// Lines.
    pub lines: u64,
    /// Findings that are part of an episode.
    pub begins: u64,
    /// Findings that end one.
    pub ends: u64,
    /// Lines that yield a finding.
    pub failures: u64,
}

impl Count {
    /// All findings.
    pub const fn findings(self) -> u64 {
        self.begins + self.ends
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Count) {
        self.records += other.records;
        self.lines += other.lines;
        self.begins += other.begins;
        self.ends += other.ends;
        self.failures += other.failures;
    }
}

/// The first of all moments: 2025-11-14T03:00:00Z.
const START: u64 = 1_763_089_200_000_000;
/// A record follows the one before after this many microseconds, at most.
const PACE: u64 = 80_000;
/// Bytes that are written at once.
const FLUSH: usize = 1 << 20;
/// The machine.
pub const HOST: &str = "node-1";

/// Microseconds since the first of all moments.
#[derive(Clone, Copy, Debug)]
pub struct Moment(pub u64);

impl Moment {
    const fn parts(self) -> (u64, u64, u64, u64, u64) {
        let seconds = self.0 / 1_000_000 + 3 * 3600;
        (14 + seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60, self.0 % 1_000_000)
    }

    /// `2025-11-14T03:00:00.027816123Z`.
    pub fn iso(self, out: &mut Vec<u8>) -> std::io::Result<()> {
        let (day, h, m, s, us) = self.parts();
        write!(out, "2025-11-{day:02}T{h:02}:{m:02}:{s:02}.{us:06}123Z")
    }

    /// `1114 03:00:00.027816    1231`.
    pub fn klog(self, out: &mut Vec<u8>) -> std::io::Result<()> {
        let (day, h, m, s, us) = self.parts();
        write!(out, "11{day:02} {h:02}:{m:02}:{s:02}.{us:06}    1231")
    }

    /// `2025-11-14 03:00:00.027`.
    pub fn clock(self, out: &mut Vec<u8>) -> std::io::Result<()> {
        let (day, h, m, s, us) = self.parts();
        write!(out, "2025-11-{day:02} {h:02}:{m:02}:{s:02}.{:03}", us / 1000)
    }

    fn short(self, out: &mut Vec<u8>) -> std::io::Result<()> {
        let (day, h, m, s, us) = self.parts();
        write!(out, "Nov {day:02} {h:02}:{m:02}:{s:02}.{us:06}")
    }
}

impl Corpus {
    /// The same text for the same mix, on every machine.
    pub fn new(mix: Mix<'_>) -> Self {
        let mut corpus = Corpus { text: Vec::with_capacity(mix.bytes + 4096), ..Corpus::default() };
        corpus.fill(mix, |text| text.len() as u64);
        corpus
    }

    /// Writes the same text instead of keeping it, however long it is.
    pub fn write(mix: Mix<'_>, out: &mut impl Write) -> std::io::Result<Count> {
        let (mut corpus, mut written, mut trouble) = (Corpus::default(), 0, Ok(()));
        corpus.fill(mix, |text| {
            if text.len() >= FLUSH && trouble.is_ok() {
                trouble = out.write_all(text);
                written += text.len() as u64;
                text.clear();
            }
            written + text.len() as u64
        });
        trouble.and_then(|()| out.write_all(&corpus.text)).map(|()| corpus.count)
    }

    /// Adds records until `length` of the text says that there are enough.
    fn fill(&mut self, mix: Mix<'_>, mut length: impl FnMut(&mut Vec<u8>) -> u64) {
        let mut seeded = Seeded::new(7);
        let templates = templates(mix.form);
        let mut at = Moment(0);
        while length(&mut self.text) < mix.bytes as u64 {
            at.0 += seeded.below(PACE);
            match mix.failures.filter(|(_, share)| seeded.happens(*share)) {
                Some((failures, _)) => self.add(mix.form, HOST, at, seeded.pick(&failures.lines)),
                None => self.add_healthy(mix.form, at, seeded.pick(&templates), &mut seeded),
            }
        }
    }

    /// Adds one failure line.
    pub fn add(&mut self, form: Form, host: &str, at: Moment, failure: &Failure) {
        self.payload.clear();
        self.payload.extend(failure.text.as_bytes());
        envelope(&mut self.text, form, host, at, failure.ident, &self.payload);
        self.count += Count { records: 1, lines: 1, begins: failure.begins, ends: failure.ends, failures: 1 };
    }

    fn add_healthy(&mut self, form: Form, at: Moment, template: &Template, seeded: &mut Seeded) {
        self.payload.clear();
        healthy::fill(&mut self.payload, template.text, at, seeded);
        self.count += Count { records: 1, lines: 1, ..Count::default() };
        if form == Form::Cri && seeded.happens(0.01) {
            let (one, two) = self.payload.split_at(self.payload.len() / 2);
            cri(&mut self.text, at, b'P', one);
            cri(&mut self.text, at, b'F', two);
            self.count.lines += 1;
        } else {
            envelope(&mut self.text, form, HOST, at, template.ident, &self.payload);
        }
    }
}

/// The templates of a form, each as often as it weighs.
fn templates(form: Form) -> Vec<Template> {
    let fits = |template: &Template| match form {
        Form::Klog => template.is_klog(),
        Form::Zap => template.is_zap(),
        Form::Short | Form::JournalJson | Form::Cri => true,
    };
    healthy::templates().filter(fits).flat_map(|t| std::iter::repeat_n(t, t.weight)).collect()
}

/// Writes one record.
pub fn envelope(out: &mut Vec<u8>, form: Form, host: &str, at: Moment, ident: &str, payload: &[u8]) {
    match form {
        Form::Short => short(out, host, at, ident, payload),
        Form::JournalJson => journal_json(out, host, at, ident, payload),
        Form::Cri => cri(out, at, b'F', payload),
        Form::Klog | Form::Zap => {
            out.extend(payload);
            out.push(b'\n');
        }
    }
}

fn short(out: &mut Vec<u8>, host: &str, at: Moment, ident: &str, payload: &[u8]) {
    at.short(out).expect("memory can be written");
    let pid = if ident == "kernel" { "" } else { "[1231]" };
    write!(out, " {host} {ident}{pid}: ").expect("memory can be written");
    out.extend(payload);
    out.push(b'\n');
}

fn cri(out: &mut Vec<u8>, at: Moment, flag: u8, payload: &[u8]) {
    at.iso(out).expect("memory can be written");
    out.extend([&b" stderr "[..], &[flag], b" ", payload, b"\n"].concat());
}

/// The fields of a real entry, in one of the orders that journalctl prints.
fn journal_json(out: &mut Vec<u8>, host: &str, at: Moment, ident: &str, payload: &[u8]) {
    let (us, since_boot) = (START + at.0, at.0);
    let transport = if ident == "kernel" { "kernel" } else { "journal" };
    write!(
        out,
        r#"{{"_MACHINE_ID":"5f1c7a2f9f3f4b0e8a6d1d2c3b4a5968","__CURSOR":"s=0c3b9f1e;i={since_boot:x};b=9c1e4d7a;m={since_boot:x};t={us:x};x=1f","_TRANSPORT":"{transport}","_HOSTNAME":"{host}","PRIORITY":"6","_BOOT_ID":"9c1e4d7a0b5f4c8e9d2a7b6c5d4e3f21","SYSLOG_IDENTIFIER":"{ident}","__REALTIME_TIMESTAMP":"{us}","__MONOTONIC_TIMESTAMP":"{since_boot}","MESSAGE":""#
    )
    .expect("memory can be written");
    payload.iter().for_each(|&byte| escaped(out, byte));
    if ident == "kernel" {
        out.extend(br#"","SYSLOG_FACILITY":"0"}"#);
    } else {
        write!(
            out,
            r#"","_PID":"1231","_UID":"0","_GID":"0","_COMM":"{ident}","_EXE":"/usr/local/bin/{ident}","_CMDLINE":"/usr/local/bin/{ident} --config /etc/{ident}/config.yaml","_CAP_EFFECTIVE":"1ffffffffff","_SYSTEMD_CGROUP":"/system.slice/{ident}.service","_SYSTEMD_UNIT":"{ident}.service","_SYSTEMD_SLICE":"system.slice","_SYSTEMD_INVOCATION_ID":"7d3f0c1b2a4e4f6d8b9c0a1e2d3f4b5c"}}"#
        )
        .expect("memory can be written");
    }
    out.push(b'\n');
}

fn escaped(out: &mut Vec<u8>, byte: u8) {
    match byte {
        b'"' | b'\\' => out.extend([b'\\', byte]),
        0..0x20 => write!(out, "\\u{byte:04x}").expect("memory can be written"),
        _ => out.push(byte),
    }
}
