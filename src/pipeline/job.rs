//! What is known of one input once its head was looked at, and the scanning of its pieces.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::episode::Intake;
use crate::format::envelope::glog_header;
use crate::format::unit::UnitName;
use crate::format::{Dialect, collected};
use crate::matcher::{Context, Engine};
use crate::model::{BundleClock, InputFacts, Kind, RawTime, StreamSet};
use crate::source::Input;
use crate::source::journal::copies::Elsewhere;

/// One input, ready to be scanned.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its place among the inputs.
    pub index: u32,
    /// Its name in reports.
    pub name: String,
    /// Its host, from the path.
    pub host: Option<String>,
    labels: Vec<(Kind, String)>,
    container: Option<String>,
    /// Units that count; all when empty.
    pub units: Vec<UnitName>,
    /// Entries of a journal that another input has.
    pub elsewhere: Option<Elsewhere>,
    collected: Option<RawTime>,
    /// When the input was last written; of a bundle, when it was made.
    modified_ns: Option<i64>,
    /// Its stream, from the layout of its bundle or its name.
    file: StreamSet,
    clock: Option<Arc<BundleClock>>,
    of_controller: bool,
    is_guess: bool,
    /// Whether its lines are ordered by their bytes.
    pub is_sorted: bool,
    /// Whether other inputs may hold the same records.
    pub is_beside: bool,
    /// Bytes that were read, for who watches.
    pub told: Arc<AtomicU64>,
}

impl Job {
    /// For the input at `index`.
    #[must_use]
    pub fn new(engine: &Engine, index: u32, input: &Input) -> Self {
        let origin = &input.origin;
        let pod = origin.pod.as_ref().map(|pod| match &origin.namespace {
            Some(namespace) => format!("{namespace}/{pod}"),
            None => pod.clone(),
        });
        let names = &engine.names;
        let labels = [
            (names.pod, pod),
            (names.namespace, origin.namespace.clone()),
            (names.pod_uid, origin.pod_uid.clone()),
            (names.container, origin.container.clone()),
            (names.container_id, origin.container_id.clone()),
        ];
        let taken = origin.clock.as_ref().and_then(|clock| clock.taken_ns);
        Job {
            index,
            name: input.name.clone(),
            host: origin.host.as_ref().map(|h| h.to_ascii_lowercase()),
            labels: labels.into_iter().filter_map(|(kind, value)| Some((kind, value?))).collect(),
            container: origin.container.clone(),
            units: Vec::new(),
            elsewhere: None,
            collected: taken.map(RawTime::utc),
            modified_ns: taken.or_else(|| input.modified_ns()),
            file: file_stream(engine, input),
            clock: origin.clock.clone(),
            of_controller: origin.of_controller,
            is_guess: origin.is_guess,
            is_sorted: origin.is_sorted,
            is_beside: false,
            told: Arc::default(),
        }
    }

    /// For the input at a place that is counted with `usize`.
    #[must_use]
    pub fn at(engine: &Engine, place: usize, input: &Input) -> Self {
        Job::new(engine, u32::try_from(place).unwrap_or(u32::MAX), input)
    }

    /// With what the head of the input tells of it: its machine, when the path names none, and when it was collected.
    #[must_use]
    pub fn with_head(self, head: &[u8]) -> Self {
        let mut job = self.with_machine(head);
        job.collected = job.collected.or_else(|| collected::collected(head, &job.name));
        job
    }

    /// With the machine that the head of the input names, when the path names none.
    #[must_use]
    pub fn with_machine(mut self, head: &[u8]) -> Self {
        let machine = || glog_header::machine(head).map(|host| String::from_utf8_lossy(host).to_ascii_lowercase());
        self.host = self.host.or_else(machine);
        self
    }

    /// The pod and container whose own log it is.
    fn own_log(&self, engine: &Engine) -> Option<String> {
        let container = self.container.as_deref()?;
        let pod = self.labels.iter().find(|(kind, _)| *kind == engine.names.pod);
        Some(pod.map_or_else(|| container.to_owned(), |(_, pod)| format!("{pod}/{container}")))
    }

    /// What a scanner of this input needs.
    #[must_use]
    pub fn context(&self, dialect: Dialect) -> Context<'_> {
        Context {
            input: self.index,
            host: self.host.as_deref(),
            labels: &self.labels,
            container: self.container.as_deref().map(str::as_bytes),
            file: self.file,
            dialect,
            frame: dialect.frame(),
            is_beside: self.is_beside,
            units: &self.units,
        }
    }

    /// The log that this input's scans are folded into.
    #[must_use]
    pub fn intake<'e>(&self, engine: &'e Engine) -> Intake<'e> {
        let facts = InputFacts { path: self.name.clone(), place: self.index, ..InputFacts::default() };
        let mut intake = Intake::new(engine, self.index, self.host.as_deref(), facts);
        intake.describe(self.modified_ns, self.own_log(engine), self.collected);
        intake.clock(self.clock.clone());
        intake.of_controller(self.of_controller);
        intake.guessed(self.is_guess);
        intake
    }
}

fn file_stream(engine: &Engine, input: &Input) -> StreamSet {
    let streams = &engine.library.streams;
    let told = input.origin.stream.as_ref().and_then(|name| streams.find(name));
    told.unwrap_or_else(|| streams.of_file(&input.name))
}
