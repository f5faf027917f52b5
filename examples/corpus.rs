//! Writes a log to measure with: `cargo run --release --example corpus -- FILE [BYTES] [SHARE] [short|json|cri]`.
//!
//! Prints what the log holds, as JSON: `{"lines": 4012345, "failures": 4012, "findings": 3980}`. `failures` are the lines
//! that a plain search for every regex finds, `findings` those that become part of an episode.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::process::ExitCode;

#[path = "../benches/common/mod.rs"]
mod common;

use common::corpus::Count;
use common::{Corpus, Failures, Form, Mix};
use kascade::matcher::Engine;
use kascade::rule::baked;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let arg = |i: usize, default: &str| args.get(i).map_or(default, String::as_str).to_owned();
    let (Some(path), Ok(bytes), Ok(share)) = (args.first(), arg(1, "1073741824").parse(), arg(2, "0.001").parse())
    else {
        eprintln!("corpus FILE [BYTES] [SHARE] [short|json|cri]");
        return ExitCode::FAILURE;
    };
    match write(path, bytes, share, form(&arg(3, "short"))) {
        Ok(count) => {
            println!(r#"{{"lines": {}, "failures": {}, "findings": {}}}"#, count.lines, count.failures, count.begins);
            ExitCode::SUCCESS
        }
        Err(e) => {
            eprintln!("{path}: {e}");
            ExitCode::FAILURE
        }
    }
}

fn form(name: &str) -> Form {
    match name {
        "json" => Form::JournalJson,
        "cri" => Form::Cri,
        _ => Form::Short,
    }
}

fn write(path: &str, bytes: usize, share: f64, form: Form) -> std::io::Result<Count> {
    let failures = Failures::new(&Engine::new(baked::library()), form);
    let mut out = BufWriter::new(File::create(path)?);
    let count = Corpus::write(Mix { form, bytes, failures: Some((&failures, share)) }, &mut out)?;
    out.flush()?;
    Ok(count)
}
