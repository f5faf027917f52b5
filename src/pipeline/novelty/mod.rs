//! The second reading: the time before each incident, and enough before that to know what is usual.

mod again;
mod blocks;
mod known;
mod native;
mod stretches;

use std::io::Result;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use rayon::prelude::*;

use self::again::Again;
use super::feed::whole_lines;
use super::job::Job;
use super::look::{Wanted, near};
use super::pack;
use crate::episode::clocks::Clockwork;
use crate::episode::names::machines::Machines;
use crate::episode::novelty::{Census, Found, Healthy, Judge, Line, Shapes, Window};
use crate::matcher::Engine;
use crate::source::archive::Flow;
use crate::source::journal::{self, Bytes};
use crate::source::{Input, Opened, open};

pub use known::Known;

/// Inputs that were read once.
#[derive(Clone, Copy, Debug)]
pub struct Reread<'a> {
    /// The rules.
    pub engine: &'a Engine,
    /// All inputs.
    pub inputs: &'a [Input],
    /// Those that could be read.
    pub known: &'a [Known],
    /// How the times of each of them became UTC.
    pub works: &'a [Clockwork],
    /// Other names of their machines.
    pub machines: &'a Machines,
    /// Worker threads.
    pub threads: usize,
    /// Whether every record is kept.
    trails: bool,
}

impl<'a> Reread<'a> {
    /// Of these inputs.
    #[must_use]
    pub const fn new(
        engine: &'a Engine,
        inputs: &'a [Input],
        known: &'a [Known],
        works: &'a [Clockwork],
        machines: &'a Machines,
        threads: usize,
    ) -> Self {
        Reread { engine, inputs, known, works, machines, threads, trails: false }
    }
}

impl Reread<'_> {
    /// What is strange before each of the windows' ends.
    #[must_use]
    pub fn search(&self, windows: Vec<Window>, healthy: Option<&Healthy>) -> Vec<Found> {
        let judge = Mutex::new(Judge::new(windows.clone(), self.machines));
        self.each(Some(&windows), &|shapes, work, seen| {
            judge.lock().expect("no worker panics").add(shapes, work, seen)
        });
        judge.into_inner().expect("no worker panics").finish(healthy)
    }

    /// All shapes; `span` is the time of all inputs, nanoseconds UTC.
    #[must_use]
    pub fn census(&self, span: (i64, i64)) -> Census {
        let census = Mutex::new(Census::default());
        self.each(None, &|shapes, work, _| census.lock().expect("no worker panics").add(shapes, work, span));
        census.into_inner().expect("no worker panics")
    }

    /// Every record of all inputs, in order of time, those without one first: for a piece of a log.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        let lines = Mutex::new(Vec::new());
        Reread { trails: true, ..*self }.each(None, &|shapes, work, _| {
            let trail = shapes.trail.iter().flat_map(|trail| trail.lines(work, self.machines));
            lines.lock().expect("no worker panics").extend(trail);
        });
        let mut lines = lines.into_inner().expect("no worker panics");
        lines.sort_by_key(|line| (line.quote.time, line.quote.place));
        lines
    }

    /// Gives the shapes of each input to `take`, which must fold them in any order to the same.
    fn each(&self, windows: Option<&[Window]>, take: Take<'_>) {
        let runs = pack::runs(self.inputs);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.threads.max(1)).build();
        let pool = pool.expect("a pool of a few threads");
        pool.install(|| runs.par_iter().for_each(|run| self.run(run.clone(), windows, take)));
    }

    /// One input, or the members of one archive.
    fn run(&self, run: Range<usize>, windows: Option<&[Window]>, take: Take<'_>) {
        let members = &self.inputs[run.clone()];
        let wanted: Vec<Wanted<'_>> = run.clone().filter_map(|place| self.wanted(place, windows)).collect();
        let (kept, again): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|wanted| wanted.known.kept.is_some());
        kept.par_iter().for_each(|wanted| self.kept(wanted, take));
        match again.first() {
            Some(_) if members[0].member.is_some() => self.members(run.start, members, &again, take),
            // What cannot be read a second time was noticed the first time, or is gone since: it tells nothing.
            Some(one) => drop(self.input(&members[0], one, take)),
            None => {}
        }
    }

    /// An input that counts.
    fn wanted<'w>(&'w self, place: usize, windows: Option<&'w [Window]>) -> Option<Wanted<'w>> {
        let index = self.known.binary_search_by_key(&place, |known| known.place).ok()?;
        let (known, work) = (&self.known[index], &self.works[index]);
        Some(Wanted { known, work, near: near(known, windows)? })
    }

    /// What was kept, instead of the input; where that is a part of it, all windows are told.
    fn kept(&self, wanted: &Wanted<'_>, take: Take<'_>) {
        let (Some(kept), near) = (&wanted.known.kept, wanted.near.as_deref()) else { return };
        let look = wanted.look(wanted.known.len);
        let again = Again::new(self.engine, &kept.job, wanted.work, near).trailing(self.trails);
        let windows = if kept.whole { &look.windows[..] } else { near.unwrap_or_default() };
        again.kept(kept, &look.parts, &wanted.known.index, &|shapes| take(shapes, wanted.work, windows));
    }

    /// Members of one archive, in one walk.
    fn members(&self, first: usize, members: &[Input], again: &[Wanted<'_>], take: Take<'_>) {
        let never = AtomicBool::new(false);
        let _ = pack::walk(members, &never, |at, met| {
            if let Ok(index) = again.binary_search_by_key(&(first + at), |wanted| wanted.known.place) {
                let wanted = &again[index];
                let job = Job::at(self.engine, first + at, &members[at]).with_machine(whole_lines(&met.peeled.head));
                let reader = Again::new(self.engine, &job, wanted.work, wanted.near.as_deref())
                    .knowing(wanted.known)
                    .trailing(self.trails);
                let look = wanted.look(wanted.known.len);
                let taken = |shapes: &Shapes| take(shapes, wanted.work, &look.windows);
                let _ = reader.stream(met.peeled.head, met.peeled.rest, &look.parts, &wanted.known.index, &taken);
            }
            Flow::Continue(())
        });
    }

    /// An input by itself.
    fn input(&self, input: &Input, wanted: &Wanted<'_>, take: Take<'_>) -> Result<()> {
        let opened = open::open(input)?;
        let (Opened::File { head, .. } | Opened::Stream { head, .. }) = &opened;
        let job = Job::at(self.engine, wanted.known.place, input).with_machine(whole_lines(head));
        let again = Again::new(self.engine, &job, wanted.work, wanted.near.as_deref())
            .knowing(wanted.known)
            .trailing(self.trails);
        let index = &wanted.known.index;
        match opened {
            Opened::File { file, len, head } => {
                let look = wanted.look(len);
                let taken = |shapes: &Shapes| take(shapes, wanted.work, &look.windows);
                if journal::is_journal(&head) {
                    taken(&again.journal(Bytes::File(file, len), &look.parts, Some(wanted.known)));
                    return Ok(());
                }
                if let Some(short) = wanted.known.short(&head, len, &look.parts) {
                    let mut watch = again.watch();
                    short.show(&job, &head, &mut watch);
                    taken(&watch.shapes);
                    return Ok(());
                }
                again.file(&file, head, &look.parts, index, &taken)
            }
            Opened::Stream { rest, head, .. } => {
                let look = wanted.look(wanted.known.len);
                again.stream(head, rest, &look.parts, index, &|shapes| take(shapes, wanted.work, &look.windows))
            }
        }
    }
}

/// What takes shapes of one input, and the windows whose time they were looked for in.
type Take<'t> = &'t (dyn Fn(&Shapes, &Clockwork, &[&Window]) + Sync);
