//! Connects source to report: the only room that knows about threads.
//!
//! ```text
//! worker: next block of a large file, or the next input
//!         small file, stream, document -> its blocks in order
//!         native journal               -> its objects in order
//!         large file                   -> blocks by any worker, results put back in order
//! ```
//!
//! Results are folded in the order of the input, so neither the number of threads nor the size of blocks shows.

pub mod document;
pub mod job;
pub mod large;
pub mod native;
pub mod retell;
pub mod stream;
pub mod workers;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::cascade;
use crate::episode::clocks::Clockwork;
use crate::episode::{self, Options};
use crate::matcher::Engine;
use crate::model::{Analysis, Notice};
use crate::source::{Input, walk};

/// How to run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Worker threads.
    pub threads: usize,
    /// Bytes of a block.
    pub block: usize,
    /// What the user said about times, hosts and boots.
    pub options: Options,
}

/// Bytes of a block unless a test says otherwise.
pub const BLOCK: usize = 1 << 20;

impl Default for Settings {
    fn default() -> Self {
        Settings { threads: 1, block: BLOCK, options: Options::default() }
    }
}

/// The result of a run.
#[derive(Debug)]
pub struct Outcome {
    /// What a report needs.
    pub analysis: Analysis,
    /// Inputs that could be opened.
    pub opened: usize,
    /// Inputs that were named.
    pub named: usize,
    /// Whether any record had a time or a known shape.
    pub recognised: bool,
    /// How the times of each opened input became UTC, by the input's place.
    pub works: Vec<(usize, Clockwork)>,
}

/// Reads and judges everything under `paths`. A set `stop` ends the run early with what was read.
#[must_use]
pub fn run(engine: &Engine, paths: &[PathBuf], settings: &Settings, stop: &AtomicBool) -> Outcome {
    let (inputs, notices) = walk::inputs(paths);
    run_inputs(engine, &inputs, notices, settings, stop)
}

/// Reads and judges inputs that are known already; `notices` tell what became of the others.
#[must_use]
pub fn run_inputs(
    engine: &Engine,
    inputs: &[Input],
    mut notices: Vec<Notice>,
    settings: &Settings,
    stop: &AtomicBool,
) -> Outcome {
    let named = inputs.len() + notices.len();
    let mut places = Vec::new();
    let mut logs = Vec::new();
    for (place, (log, trouble)) in workers::read(engine, inputs, settings, stop).into_iter().enumerate() {
        notices.extend(trouble);
        places.extend(log.is_some().then_some(place));
        logs.extend(log);
    }
    let recognised = logs.iter().any(|log| !log.facts.formats.is_empty() || !log.spans.is_empty());
    let opened = logs.len();
    let mut chronicle = episode::chronicle(engine, logs, &settings.options);
    let works = places.into_iter().zip(std::mem::take(&mut chronicle.works)).collect();
    let mut analysis = cascade::analyse(&engine.library, chronicle);
    analysis.partial = stop.load(Ordering::Relaxed);
    analysis.notices = sorted(notices, analysis.notices);
    Outcome { analysis, opened, named, recognised, works }
}

fn sorted(mut one: Vec<Notice>, two: Vec<Notice>) -> Vec<Notice> {
    one.extend(two);
    one.sort();
    one.dedup();
    one
}
