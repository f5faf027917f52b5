//! Scores any folder of labelled cases: `cargo run --release --example score -- DIR [--ablate NAME]`.
//!
//! ```text
//! id                 kind     top1  top3  chain_recall  order_tau  false_blame  said_undetermined  false_alarm ...
//! dkms-kernel-panic  in-logs  yes   yes   1.00          1.00       no           -                  -
//! ```
//!
//! A case is a folder with `logs/` and its truth, `truth.json` or `incident.toml`. `docs/accuracy.md` says what the
//! columns mean and holds the figures of the fixtures of this project.

mod case;
mod judge;
mod table;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use clap::Parser;
use kascade::cascade::Method;
use kascade::matcher::Engine;
use kascade::pipeline::{self, Settings};
use kascade::report::{View, json};
use kascade::rule::baked;

use case::Case;
use judge::Row;

/// Scores a folder of labelled cases.
#[derive(Debug, Parser)]
struct Args {
    /// The folder; every folder in it with logs/ and truth.json or incident.toml is a case
    dir: PathBuf,
    /// Leave a part of the method out, or name the head as simpler tools do; may be given several times, `all` for each
    #[arg(long, value_name = "NAME", value_parser = names())]
    ablate: Vec<String>,
    /// Print the tables in Markdown, without times
    #[arg(long)]
    markdown: bool,
}

fn names() -> clap::builder::PossibleValuesParser {
    let names = Method::ablations().map(|(name, _)| name);
    names.into_iter().chain(["all"]).collect::<Vec<_>>().into()
}

fn main() -> ExitCode {
    let args = Args::parse();
    let cases = case::load(&args.dir);
    if cases.is_empty() {
        eprintln!("no cases in {}: a case has logs/ and truth.json or incident.toml", args.dir.display());
        return ExitCode::FAILURE;
    }
    let engine = Engine::new(baked::library());
    let scored: Vec<(&str, Vec<Row>)> =
        methods(&args.ablate).into_iter().map(|(name, method)| (name, rows(&engine, &cases, method))).collect();
    if args.markdown {
        print!("{}", table::markdown(&scored[0].1));
        println!("\n{}", table::compared(&scored));
        return ExitCode::SUCCESS;
    }
    for (name, rows) in &scored {
        println!("== {name}\n{}", table::plain(rows));
    }
    ExitCode::SUCCESS
}

/// The whole method alone, or the ablations that were named; with `all` both.
fn methods(named: &[String]) -> Vec<(&'static str, Method)> {
    let all = named.iter().any(|n| n == "all");
    let whole = (all || named.is_empty()).then_some(("whole", Method::default()));
    let picked = Method::ablations().into_iter().filter(|(name, _)| all || named.iter().any(|n| n == name));
    whole.into_iter().chain(picked).collect()
}

fn rows(engine: &Engine, cases: &[Result<Case, case::Broken>], method: Method) -> Vec<Row> {
    let row = |case: &Result<Case, case::Broken>| match case {
        Ok(case) => scored(engine, case, method),
        Err(broken) => missed(broken),
    };
    cases.iter().map(row).collect()
}

/// A case whose truth cannot be read counts as a miss.
fn missed(case: &case::Broken) -> Row {
    Row {
        id: case.id.clone(),
        kind: "error",
        chain_recall: Some(0.0),
        false_alarm: Some(true),
        error: Some(case.why.clone()),
        ..Row::default()
    }
}

fn scored(engine: &Engine, case: &Case, method: Method) -> Row {
    let started = Instant::now();
    let report = report(engine, &case.logs, method);
    Row { seconds: Some(started.elapsed().as_secs_f64()), ..judge::judge(case, &report) }
}

fn report(engine: &Engine, logs: &Path, method: Method) -> json::Report {
    let settings = Settings { threads: 2, method, ..Settings::default() };
    let analysis = pipeline::run(engine, &[logs.to_owned()], &settings, &AtomicBool::new(false)).analysis;
    json::report(&View::new(&analysis, &engine.library))
}
