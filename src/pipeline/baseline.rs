//! `--baseline`: a healthy log is read like any other, and its shapes and the incident's are counted alike.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::novelty::Reread;
use super::{Settings, gather, read};
use crate::episode::novelty::Healthy;
use crate::episode::{Chronicle, Options};
use crate::matcher::Engine;
use crate::model::{Baseline, InputFacts, StreamSet};

/// A healthy log, read.
#[derive(Debug)]
pub struct Compared {
    /// What is healthy.
    pub healthy: Healthy,
    name: String,
    records: u64,
}

impl Compared {
    /// Reads the healthy log. What the user said about the time and the hosts of the incident does not hold for it.
    #[must_use]
    pub fn with(engine: &Engine, path: &Path, settings: &Settings, stop: &AtomicBool) -> Self {
        let Options { assume_zone, year, .. } = settings.options;
        let options = Options { assume_zone, year, ..Options::default() };
        let settings = Settings { options, baseline: None, ..settings.clone() };
        let inputs = gather(engine, &[path.to_owned()], stop).inputs;
        let read = read(engine, &inputs, &settings, stop);
        let reread = read.again(engine, &inputs, settings.threads);
        let chronicle = &read.chronicle;
        let span = span(chronicle);
        let census = reread.census(span);
        let healthy =
            Healthy::new(&engine.library, &chronicle.episodes, census, streams(&chronicle.inputs), span.1 - span.0);
        let dated = chronicle.inputs.iter().filter(|input| input.span.is_some());
        Compared { healthy, name: path.display().to_string(), records: dated.map(|input| input.records).sum() }
    }

    /// Sets aside what is as often in the healthy log, and finds what is gone.
    #[must_use]
    pub fn compare(&self, reread: &Reread<'_>, chronicle: &mut Chronicle) -> Baseline {
        let library = &reread.engine.library;
        let span = span(chronicle);
        let length = span.1 - span.0;
        let (set_aside, severe) = self.healthy.set_aside(library, &mut chronicle.episodes, length);
        let now = reread.census(span);
        let vanished = self.healthy.vanished(library, &now, streams(&chronicle.inputs), length);
        Baseline { name: self.name.clone(), records: self.records, set_aside, severe, usual: 0, vanished }
    }
}

fn span(chronicle: &Chronicle) -> (i64, i64) {
    chronicle.span.map_or((0, 0), |(first, last)| (first.ns, last.ns))
}

fn streams(inputs: &[InputFacts]) -> StreamSet {
    inputs.iter().fold(StreamSet::default(), |all, input| all.with(input.streams))
}
