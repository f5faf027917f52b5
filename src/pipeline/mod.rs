//! Connects source to report: the only room that knows about threads.
//!
//! ```text
//! worker: next block of a large file or a stream, or the next input or archive
//!         small file, document -> all of it
//!         native journal       -> its objects in order
//!         large file           -> blocks read and scanned by any worker, results put back in order
//!         pipe, compressed log -> read ahead, blocks scanned by any worker, results put back in order
//!         archive              -> its members one after the other, each as a compressed log
//! ```
//!
//! Results are folded in the order of the input, so neither the number of threads nor the size of blocks shows.

pub mod baseline;
pub mod bell;
pub mod crew;
pub mod document;
pub mod feed;
pub mod flow;
pub mod fold;
pub mod job;
pub mod kept;
pub mod large;
pub mod look;
pub mod native;
pub mod novelty;
pub mod ordered;
pub mod pack;
pub mod piped;
pub mod retell;
pub mod scanners;
pub mod short;
pub mod spared;
pub mod stream;
pub mod trouble;
pub mod watch;
pub mod workers;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::bundle::{self, Sorted};
use crate::cascade::{self, Method};
use crate::episode::clocks::Clockwork;
use crate::episode::names::machines::Machines;
use crate::episode::novelty::Healthy;
use crate::episode::novelty::shapes::Key;
use crate::episode::{self, Chronicle, InputLog, Options};
use crate::matcher::Engine;
use crate::model::{Analysis, BundleFacts, Notice, PassedOver};
use crate::source::journal::{copies, holes};
use crate::source::{Input, expand, walk};
use baseline::Compared;
use novelty::{Known, Reread};
use trouble::Troubles;
use workers::Read1;

/// How to run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Worker threads.
    pub threads: usize,
    /// Bytes of a block.
    pub block: usize,
    /// What the user said about times, hosts and boots.
    pub options: Options,
    /// A healthy log to compare with.
    pub baseline: Option<PathBuf>,
    /// Bytes read so far, for who watches; nothing depends on it.
    pub read: Arc<AtomicU64>,
    /// How the verdict is reached; only measurements change it.
    pub method: Method,
}

/// Bytes of a block unless a test says otherwise.
pub const BLOCK: usize = 1 << 20;

impl Default for Settings {
    fn default() -> Self {
        Settings {
            threads: 1,
            block: BLOCK,
            options: Options::default(),
            baseline: None,
            read: Arc::default(),
            method: Method::default(),
        }
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
    /// Other names of machines.
    pub machines: Machines,
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
    let (mut inputs, trouble) = expand::expand(inputs, stop, &keep);
    notices.extend(trouble);
    walk::forget_lone_name(paths, &mut inputs);
    let Sorted { inputs, bundles, passed } = bundle::sort(layouts, inputs);
    Gathered { inputs, notices, bundles, passed }
}

/// Reads and judges inputs that are known already.
#[must_use]
pub fn run_inputs(engine: &Engine, gathered: Gathered, settings: &Settings, stop: &AtomicBool) -> Outcome {
    let Gathered { inputs, mut notices, bundles, mut passed } = gathered;
    let named = inputs.len() + notices.len();
    notices.extend(holes::find(&inputs));
    let mut read = read(engine, &inputs, settings, stop);
    notices.append(&mut read.notices);
    passed.append(&mut read.passed);
    let mut chronicle = std::mem::take(&mut read.chronicle);
    let compared = settings.baseline.as_ref().map(|path| Compared::with(engine, path, settings, stop));
    let reread = read.again(engine, &inputs, settings.threads);
    let baseline = compared.as_ref().map(|compared| compared.compare(&reread, &mut chronicle));
    let mut analysis = cascade::analyse_by(settings.method, &engine.library, chronicle);
    analysis.baseline = baseline;
    if !stop.load(Ordering::Relaxed) {
        search(&reread, &mut analysis, &settings.options, compared.as_ref().map(|compared| &compared.healthy));
    }
    analysis.partial = stop.load(Ordering::Relaxed);
    analysis.notices = sorted(notices, analysis.notices);
    (analysis.bundles, analysis.passed) = (bundles, passed);
    analysis.passed.sort();
    let (opened, recognised) = (read.known.len(), read.recognised);
    let works = read.known.iter().map(|k| k.place).zip(read.works).collect();
    Outcome { analysis, inputs, opened, named, recognised, works, machines: read.machines }
}

/// Inputs after their first reading.
#[derive(Debug)]
struct Read {
    chronicle: Chronicle,
    known: Vec<Known>,
    works: Vec<Clockwork>,
    machines: Machines,
    recognised: bool,
    notices: Vec<Notice>,
    passed: Vec<PassedOver>,
}

impl Read {
    /// What a second reading needs.
    fn again<'a>(&'a self, engine: &'a Engine, inputs: &'a [Input], threads: usize) -> Reread<'a> {
        Reread::new(engine, inputs, &self.known, &self.works, &self.machines, threads)
    }
}

fn read(engine: &Engine, inputs: &[Input], settings: &Settings, stop: &AtomicBool) -> Read {
    let (mut known, mut logs, mut passed) = (Vec::new(), Vec::new(), Vec::new());
    let mut troubles = Troubles::default();
    for (place, Read1 { log, kept, short, opens, trouble }) in workers::read(engine, inputs, settings, stop) {
        passed.extend(log.is_none().then(|| PassedOver::because(&inputs[place].name, &trouble)));
        troubles.add(&inputs[place].name, trouble);
        let Some(mut log) = log else { continue };
        let (index, holds) = (std::mem::take(&mut log.index), std::mem::take(&mut log.holds));
        known.push(Known { place, index, span: None, len: log.facts.bytes, kept, short, opens, holds });
        logs.push(log);
    }
    let is_known = |log: &InputLog| log.is_known || !log.facts.formats.is_empty() || !log.spans.is_empty();
    let recognised = logs.iter().any(is_known);
    let mut chronicle = episode::chronicle(engine, logs, &settings.options);
    for (known, facts) in known.iter_mut().zip(&chronicle.inputs) {
        known.span = facts.span;
    }
    let works = std::mem::take(&mut chronicle.works);
    let machines = std::mem::take(&mut chronicle.machines);
    Read { chronicle, known, works, machines, recognised, notices: troubles.notices(), passed }
}

/// Looks for what no rule knows before the incidents, or at the end where there is none, and weighs it.
fn search(reread: &Reread<'_>, analysis: &mut Analysis, options: &Options, healthy: Option<&Healthy>) {
    let windows = cascade::novelty::windows(&reread.engine.library, analysis, options);
    if !windows.is_empty() {
        let found = reread.search(windows, healthy);
        cascade::novelty::weigh(&reread.engine.library, analysis, found);
    }
    if cascade::novelty::asks_for_all(analysis, options) {
        let expects = |key: &Key| healthy.is_some_and(|healthy| healthy.expects(key, 1).is_some());
        cascade::novelty::unknown(&reread.engine.library, analysis, reread.lines(), &expects, options);
    }
}

fn sorted(mut one: Vec<Notice>, two: Vec<Notice>) -> Vec<Notice> {
    one.extend(two);
    one.sort();
    one.dedup();
    one
}
