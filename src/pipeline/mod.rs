//! Connects source to report: the only room that knows about threads.
//!
//! ```text
//! worker: next block of a large file, or the next input or archive
//!         small file, stream, document -> its blocks in order
//!         native journal               -> its objects in order
//!         large file                   -> blocks by any worker, results put back in order
//!         archive                      -> its members one after the other, decoded ahead
//! ```
//!
//! Results are folded in the order of the input, so neither the number of threads nor the size of blocks shows.

pub mod document;
pub mod job;
pub mod large;
pub mod native;
pub mod pack;
pub mod retell;
pub mod stream;
pub mod trouble;
pub mod workers;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::bundle::{self, Sorted};
use crate::cascade;
use crate::episode::clocks::Clockwork;
use crate::episode::{self, Options};
use crate::matcher::Engine;
use crate::model::{Analysis, BundleFacts, Notice, PassedOver};
use crate::source::journal::copies;
use crate::source::{Input, expand, walk};
use trouble::Troubles;

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
    /// What was read.
    pub inputs: Vec<Input>,
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
    run_inputs(engine, gather(engine, paths, stop), settings, stop)
}

/// What is to be read, and what was found out before the reading.
#[derive(Debug, Default)]
pub struct Gathered {
    /// In the order in which they are reported.
    pub inputs: Vec<Input>,
    /// What is wrong with paths and archives.
    pub notices: Vec<Notice>,
    /// Bundles among them.
    pub bundles: Vec<BundleFacts>,
    /// Files of bundles that are not read.
    pub passed: Vec<PassedOver>,
}

/// The inputs behind the paths: archives unfolded, bundles recognised.
#[must_use]
pub fn gather(engine: &Engine, paths: &[PathBuf], stop: &AtomicBool) -> Gathered {
    let layouts = &engine.library.bundles;
    let (inputs, mut notices) = walk::inputs(paths);
    let keep = |inner: &str| bundle::tells(layouts, inner) || copies::may_be(inner);
    let (inputs, trouble) = expand::expand(inputs, stop, &keep);
    notices.extend(trouble);
    let Sorted { inputs, bundles, passed } = bundle::sort(layouts, inputs);
    Gathered { inputs, notices, bundles, passed }
}

/// Reads and judges inputs that are known already.
#[must_use]
pub fn run_inputs(engine: &Engine, gathered: Gathered, settings: &Settings, stop: &AtomicBool) -> Outcome {
    let Gathered { inputs, mut notices, bundles, mut passed } = gathered;
    let named = inputs.len() + notices.len();
    let mut places = Vec::new();
    let mut logs = Vec::new();
    let mut troubles = Troubles::default();
    for (place, (log, trouble)) in workers::read(engine, &inputs, settings, stop) {
        passed.extend(log.is_none().then(|| PassedOver::because(&inputs[place].name, &trouble)));
        troubles.add(&inputs[place].name, trouble);
        places.extend(log.is_some().then_some(place));
        logs.extend(log);
    }
    notices.extend(troubles.notices());
    let recognised = logs.iter().any(|log| !log.facts.formats.is_empty() || !log.spans.is_empty());
    let opened = logs.len();
    let mut chronicle = episode::chronicle(engine, logs, &settings.options);
    let works = places.into_iter().zip(std::mem::take(&mut chronicle.works)).collect();
    let mut analysis = cascade::analyse(&engine.library, chronicle);
    analysis.partial = stop.load(Ordering::Relaxed);
    analysis.notices = sorted(notices, analysis.notices);
    (analysis.bundles, analysis.passed) = (bundles, passed);
    analysis.passed.sort();
    Outcome { analysis, inputs, opened, named, recognised, works }
}

fn sorted(mut one: Vec<Notice>, two: Vec<Notice>) -> Vec<Notice> {
    one.extend(two);
    one.sort();
    one.dedup();
    one
}
