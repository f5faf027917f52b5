//! `kascade records`: every record as it was understood, a JSON object a line.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;

use super::args::Common;
use super::chosen::{self, Wanted};
use super::error::CliError;
use super::{boots, interrupt, library, output, run};
use crate::matcher::Engine;
use crate::model::stamp::SECOND;
use crate::model::{Clock, Record};
use crate::pipeline::retell::{self, GoOn, Told};
use crate::pipeline::{self, Outcome};
use crate::report::notices;
use crate::source::Input;
use crate::text::sanitize;
use crate::time::show;

/// One record in the output.
#[derive(Serialize)]
struct Row<'a> {
    time: Option<String>,
    basis: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uptime: Option<String>,
    boot: Option<String>,
    host: Option<&'a str>,
    unit: Option<String>,
    pid: Option<u32>,
    level: Option<u8>,
    message: String,
    input: &'a str,
    line: u64,
    format: &'a str,
}

/// Prints every record of the paths. Standard input is held in memory, since the year of its first line may be told by
/// its last.
///
/// # Errors
///
/// Wrong usage, nothing readable, or an output that cannot be written.
pub fn print(paths: &[PathBuf], common: &Common) -> Result<u8, CliError> {
    let zone = run::zone(common)?;
    let engine = Engine::new(library::library(common)?);
    let settings = run::settings(common, zone);
    let stop = interrupt::flag();
    let mut gathered = pipeline::gather(&engine, &run::inputs(paths)?, stop);
    hold_stdin(&mut gathered.inputs)?;
    let outcome = pipeline::run_inputs(&engine, gathered, &settings, stop);
    run::readable(&outcome)?;
    boots::known(&outcome, common, zone)?;
    chosen::known(&outcome, &settings.options, zone)?;
    let wanted = Wanted::new(&settings.options, &outcome);
    let tell = |out: &mut dyn Write| tell(&engine, &outcome, settings.block, &wanted, out);
    let done = match &common.output_file {
        Some(path) => File::create(path).and_then(|file| tell(&mut BufWriter::new(file))),
        None => tell(&mut BufWriter::new(io::stdout().lock())),
    };
    output::finished(common, done)?;
    eprint!("{}", notices::render(&run::view(&outcome.analysis, &engine, common, zone)));
    Ok(0)
}

fn hold_stdin(inputs: &mut [Input]) -> Result<(), CliError> {
    for input in inputs.iter_mut().filter(|i| i.path.is_none() && i.held.is_none()) {
        let mut held = std::mem::take(&mut input.start);
        io::stdin()
            .read_to_end(&mut held)
            .map_err(|e| CliError::usage(format!("cannot read standard input: {e}"), ""))?;
        input.held = Some(Arc::from(held));
    }
    Ok(())
}

fn tell(engine: &Engine, outcome: &Outcome, block: usize, wanted: &Wanted<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut trouble = Ok(());
    let mut sink = |told: &Told<'_>| {
        let host = told.host.as_deref().map(|host| outcome.machines.name(host));
        if !wanted.has(told, host) {
            return GoOn::Continue(());
        }
        match write_row(&mut *out, told, host) {
            Ok(()) => GoOn::Continue(()),
            Err(e) => {
                trouble = Err(e);
                GoOn::Break(())
            }
        }
    };
    // Damage was noticed by the first reading; what comes before it is told.
    let _ = retell::inputs(engine, &outcome.inputs, &outcome.works, block, &mut sink);
    trouble?;
    out.flush()
}

fn write_row(out: &mut dyn Write, told: &Told<'_>, host: Option<&str>) -> io::Result<()> {
    let record = told.record;
    let unit = record.unit.as_deref().or(record.ident.as_deref());
    let row = Row {
        time: told.time.filter(|t| !t.is_undated()).map(|t| show::rfc3339(t.ns)),
        basis: told.time.map(|t| t.basis.word()),
        uptime: uptime(record),
        boot: told.boot.map(|b| format!("{b:032x}")),
        host,
        unit: unit.map(|u| String::from_utf8_lossy(u).into_owned()),
        pid: record.pid,
        level: record.level.map(|l| l as u8),
        message: sanitize::plain(&record.message[..]).into_owned(),
        input: told.input,
        line: told.line,
        format: record.format,
    };
    serde_json::to_writer(&mut *out, &row)?;
    out.write_all(b"\n")
}

/// Seconds since boot, with microseconds, of a record that prints them.
fn uptime(record: &Record<'_>) -> Option<String> {
    let own = (record.time.clock == Clock::Boot).then_some(record.time.ns);
    let ns = record.since_boot_ns.or(own)?;
    Some(format!("{}.{:06}", ns.div_euclid(SECOND), ns.rem_euclid(SECOND) / 1000))
}
