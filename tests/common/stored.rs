//! The journals of a fixture in every form that a journal is stored and printed in.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use kascade::pipeline::retell::{self, GoOn, Told};
use kascade::pipeline::{self, Settings};
use kascade::time::show;
use serde_json::json;

use super::journal::{Maker, Mode, When};
use super::{engine, files};

/// How a journal is stored or printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `journalctl -o short-iso-precise`.
    Text,
    /// `journalctl -o json`.
    Json,
    /// `journalctl -o export`.
    Export,
    /// The binary file, compact, with ZSTD.
    Native,
}

impl Form {
    pub const ALL: [Form; 4] = [Form::Text, Form::Json, Form::Export, Form::Native];

    /// How such a file is named.
    pub const fn extension(self) -> &'static str {
        match self {
            Form::Text => "log",
            Form::Json => "json",
            Form::Export => "export",
            Form::Native => "journal",
        }
    }
}

/// A record of a journal's text, as a journal stores it.
#[derive(Clone, Debug)]
pub struct Stored {
    us: i64,
    boot: u128,
    monotonic: i64,
    host: String,
    ident: String,
    pid: Option<u32>,
    message: String,
}

/// Formats of `journalctl` and syslog that print a host, a program and a message.
const TEXTS: [&str; 4] = ["short", "short-iso", "short-full", "journal-marker"];

/// Microseconds that a machine was up whose start is not in its journal.
const LONG_UP: i64 = 11 * 86_400_000_000;

/// The files of a folder that are the text of a journal, with their records; by their names inside the folder.
pub fn journals(dir: &Path) -> BTreeMap<String, Vec<Stored>> {
    let names: BTreeMap<String, String> =
        files(dir).into_iter().map(|(path, inner)| (path.display().to_string(), inner)).collect();
    let outcome = pipeline::run(
        engine(),
        &[dir.to_owned()],
        &Settings { threads: 2, ..Settings::default() },
        &AtomicBool::new(false),
    );
    let mut all: BTreeMap<String, Option<Vec<Stored>>> = BTreeMap::new();
    let mut sink = |told: &Told<'_>| {
        let file = all.entry(names[told.input].clone()).or_insert_with(|| Some(Vec::new()));
        *file = file.take().filter(|_| TEXTS.contains(&told.record.format)).map(|mut stored| {
            let boot = boot_of(told, stored.last());
            stored.extend(Stored::of(told, boot));
            stored
        });
        GoOn::Continue(())
    };
    let _ = retell::inputs(engine(), &outcome.inputs, &outcome.works, 1 << 20, &mut sink);
    all.into_iter().filter_map(|(name, stored)| Some((name, stored?))).filter(|(_, s)| !s.is_empty()).collect()
}

/// Text does not name boots: another one starts with the kernel's first line.
fn boot_of(told: &Told<'_>, before: Option<&Stored>) -> (u128, i64) {
    let ns = told.time.map_or(0, |time| time.ns);
    let host = told.host.as_deref().unwrap_or("");
    let first =
        host.bytes().fold(7, |id: u128, byte| id.wrapping_mul(0x1_0000_0000_01b3) ^ u128::from(byte)) | 1 << 120;
    let starts = told.record.text.starts_with(b"Linux version ");
    match before {
        Some(before) if !starts => (before.boot, before.monotonic + (ns / 1000 - before.us).max(0)),
        Some(before) => (before.boot + 1, 1),
        None => (first, if starts { 1 } else { LONG_UP }),
    }
}

impl Stored {
    fn of(told: &Told<'_>, (boot, monotonic): (u128, i64)) -> Option<Stored> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Some(Stored {
            us: told.time?.ns / 1000,
            boot,
            monotonic,
            host: told.record.host.as_deref().map(text)?,
            ident: told.record.ident.as_deref().map_or_else(|| "unknown".to_owned(), text),
            pid: told.record.pid,
            message: text(&told.record.text),
        })
    }

    /// The fields, as journald names them; the clocks stand beside them.
    fn fields(&self) -> Vec<(&'static str, String)> {
        let transport = if self.ident == "kernel" { "kernel" } else { "stdout" };
        let mut fields = vec![
            ("_HOSTNAME", self.host.clone()),
            ("SYSLOG_IDENTIFIER", self.ident.clone()),
            ("_TRANSPORT", transport.to_owned()),
            ("MESSAGE", self.message.clone()),
        ];
        fields.extend(self.pid.map(|pid| ("_PID", pid.to_string())));
        fields
    }

    fn text(&self) -> String {
        let pid = self.pid.map(|pid| format!("[{pid}]")).unwrap_or_default();
        let mut time = Vec::new();
        show::append_micros(&mut time, self.us * 1000);
        let time = String::from_utf8(time).expect("digits").replace('Z', "+00:00");
        format!("{time} {} {}{pid}: {}\n", self.host, self.ident, self.message)
    }

    fn json(&self) -> String {
        let mut entry = json!({
            "__REALTIME_TIMESTAMP": self.us.to_string(),
            "__MONOTONIC_TIMESTAMP": self.monotonic.to_string(),
            "_BOOT_ID": format!("{:032x}", self.boot),
        });
        self.fields().into_iter().for_each(|(name, value)| entry[name] = value.into());
        format!("{entry}\n")
    }

    fn export(&self) -> String {
        let mut entry = format!(
            "__REALTIME_TIMESTAMP={}\n__MONOTONIC_TIMESTAMP={}\n_BOOT_ID={:032x}\n",
            self.us, self.monotonic, self.boot
        );
        for (name, value) in self.fields() {
            let _ = writeln!(entry, "{name}={value}");
        }
        entry + "\n"
    }
}

/// The records as one file of this form.
pub fn written(records: &[Stored], form: Form) -> Vec<u8> {
    match form {
        Form::Text => text(records).into_bytes(),
        Form::Json => records.iter().map(Stored::json).collect::<String>().into_bytes(),
        Form::Export => records.iter().map(Stored::export).collect::<String>().into_bytes(),
        Form::Native => native(records),
    }
}

/// With the line that journalctl prints between two boots.
fn text(records: &[Stored]) -> String {
    let boots = [None].into_iter().chain(records.iter().map(|record| Some(record.boot)));
    let line = |(record, before): (&Stored, Option<u128>)| match before {
        Some(boot) if boot != record.boot => format!("-- Boot {:032x} --\n{}", record.boot, record.text()),
        _ => record.text(),
    };
    records.iter().zip(boots).map(line).collect()
}

fn native(records: &[Stored]) -> Vec<u8> {
    let mut maker = Maker::new(Mode { compact: true, packing: 4 });
    let host = records.first().map_or(0, |record| record.boot);
    maker.file_id = host ^ records.len() as u128;
    for record in records {
        let fields: Vec<String> = record.fields().into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        let clock = |us: i64| u64::try_from(us).expect("after 1970");
        let when = When { realtime: clock(record.us), monotonic: clock(record.monotonic), boot: record.boot };
        maker.entry(when, &fields);
    }
    maker.finish()
}
