//! The runs of all inputs by what they are about, and the drafts that they become.

use std::collections::{BTreeMap, BTreeSet};

use super::adopt::adopt;
use super::draft::{Common, Draft, Drafter};
use super::ends::Ends;
use super::fold::fold;
use super::place::{self, Placed};
use super::twice::{Held, Machine, Source, Twice};
use super::{pause, storm};
use crate::episode::clocks::Clockwork;
use crate::episode::intake::cell::{Cell, Run};
use crate::episode::intake::cells::Observed;
use crate::episode::intake::{CellKey, InputLog};
use crate::episode::options::Options;
use crate::model::{Basis, Clock, EpisodeKey};
use crate::rule::{Lasts, Library};

/// All runs of one key, from all inputs.
#[derive(Debug, Default)]
pub struct Gathered {
    /// On the UTC time line.
    pub cell: Cell,
    /// Hosts that logged them.
    pub observers: BTreeSet<Box<str>>,
    /// The weakest of all.
    pub basis: Option<Basis>,
    /// Whether the place of a boot is loose.
    pub loose: bool,
    /// How far a step of a clock that was taken back may be off, nanoseconds.
    pub sigma_ns: i64,
    /// Runs of sources that print no time: a table of the same state that another dump dates.
    pub undated: Vec<Placed>,
    /// What the inputs so far hold, by machine.
    pub held: BTreeMap<u64, Held>,
}

/// The findings of one input, folded.
type Found = BTreeMap<CellKey, Observed>;

/// What is known by key.
pub type ByKey = BTreeMap<EpisodeKey, Gathered>;

impl Gathered {
    /// Adds a run.
    pub fn add(&mut self, placed: Placed, hold: i64) {
        if placed.run.count == 0 {
            return self.bear_out(&placed.run);
        }
        self.cell.take(placed.run, hold);
        self.basis = self.basis.max(Some(placed.basis));
        self.loose |= placed.loose;
        self.sigma_ns = self.sigma_ns.max(placed.sigma_ns);
    }

    /// Takes out of a run what other inputs hold.
    fn compare(&mut self, run: &mut Run, machine: Option<u64>, source: Source, twice: &mut Twice) {
        let prints = std::mem::take(&mut run.prints);
        if let Some(machine) = machine.filter(|_| !prints.is_empty()) {
            self.held.entry(machine).or_default().take(run, &prints, source, twice);
        }
    }

    /// What other inputs hold all of names things that they may not name.
    fn bear_out(&mut self, run: &Run) {
        let runs = &mut self.cell.runs;
        let at = runs.partition_point(|known| known.last < run.first).min(runs.len().saturating_sub(1));
        if let Some(known) = runs.get_mut(at) {
            run.also.iter().for_each(|entity| known.add_also(entity));
        }
    }

    /// Undated runs belong to the last dated one; without any they stand where their source was collected.
    fn place_undated(&mut self, hold: i64) {
        for placed in std::mem::take(&mut self.undated) {
            match self.cell.runs.last_mut() {
                Some(last) => {
                    placed.run.also.iter().for_each(|entity| last.add_also(entity));
                    last.count = last.count.max(placed.run.count);
                }
                None => self.add(placed, hold),
            }
        }
    }
}

/// All inputs with what is needed to put their runs on one time line.
#[derive(Debug)]
pub struct Inputs<'a> {
    /// The rules.
    pub library: &'a Library,
    /// What was found in each input.
    pub logs: &'a [InputLog],
    /// How the times of each become UTC.
    pub works: &'a [Clockwork],
    /// What counts.
    pub options: &'a Options,
    /// The last moment of all, UTC nanoseconds.
    pub data_end: i64,
    /// How that is known: what has no time of its own stands there.
    pub end_basis: Basis,
}

impl Inputs<'_> {
    /// The episodes before boots, patterns and other episodes are looked at; `cells` are those of each input.
    ///
    /// Says what several inputs hold, too.
    pub fn drafts(&self, cells: Vec<Found>) -> (Vec<Draft>, Twice) {
        let ends = Ends::of(self.library, self.logs, self.works);
        let drafter = Drafter { library: self.library, ends: &ends, data_end: self.data_end };
        let (by_key, twice) = self.by_key(cells);
        (by_key.into_iter().flat_map(|(key, gathered)| drafts_of(&drafter, &key, gathered)).collect(), twice)
    }

    /// The same for all times, whatever the user wants.
    pub fn of_all_time(&self, cells: Vec<Found>) -> Vec<Draft> {
        let options = &Options { since: None, until: None, ..self.options.clone() };
        Inputs { options, ..*self }.drafts(cells).0
    }

    /// The runs by key; undated ones and those that lack an entity where they belong.
    fn by_key(&self, cells: Vec<Found>) -> (ByKey, Twice) {
        let mut by_key = ByKey::new();
        let mut twice = Twice::new();
        let machine = Machine::of(self.logs);
        for ((log, work), cells) in self.logs.iter().zip(self.works).zip(cells) {
            self.gather(cells, (log, work), &machine, &mut by_key, &mut twice);
        }
        for (key, gathered) in &mut by_key {
            gathered.place_undated(self.library.condition(key.condition).hold);
        }
        by_key.retain(|_, gathered| !gathered.cell.runs.is_empty());
        by_key.values_mut().for_each(|gathered| gathered.held.clear());
        adopt(self.library, &mut by_key);
        (by_key, twice)
    }

    /// Adds the runs of one input, without what others hold. They are moved: there may be half a million of them.
    fn gather(
        &self,
        cells: Found,
        (log, work): (&InputLog, &Clockwork),
        machine: &Machine,
        by_key: &mut ByKey,
        twice: &mut Twice,
    ) {
        let window = self.options.window(self.data_end);
        let collected = log.clock.as_ref().and_then(|clock| clock.taken_ns).unwrap_or(self.data_end);
        for (key, observed) in cells.into_iter().filter(|(key, (_, o))| self.options.counts(&key.key, o)) {
            let hold = self.library.condition(key.key.condition).hold;
            let source = Source { input: log.facts.place, is_rough: key.clock == Clock::Boot };
            let machine = machine.name(log, &observed);
            let gathered = by_key.entry(key.key.clone()).or_default();
            let (cell, observers) = observed;
            for run in cell.runs {
                let is_of_now = place::is_of_now(key.clock, &run);
                match place::clip(place::place(run, &key, work, collected), window) {
                    Some(placed) if is_of_now => {
                        gathered.undated.push(Placed { basis: self.end_basis, ..placed });
                    }
                    Some(mut placed) => {
                        gathered.compare(&mut placed.run, machine, source, twice);
                        gathered.add(placed, hold);
                    }
                    None => {}
                }
            }
            gathered.observers.extend(observers);
        }
    }
}

fn drafts_of(drafter: &Drafter<'_>, key: &EpisodeKey, gathered: Gathered) -> Vec<Draft> {
    let Gathered { cell, observers, basis, loose, sigma_ns, .. } = gathered;
    let common = Common { key, observers: &observers, basis: basis.unwrap_or_default(), loose, sigma_ns };
    let condition = drafter.library.condition(key.condition);
    let runs = fold(drafter.library, key, cell.runs, drafter.ends);
    let runs = runs.into_iter().flat_map(|run| storm::split(condition, run));
    let ended = |from, to| condition.lasts != Lasts::Moment && drafter.ends.between(key, from, to);
    let runs = runs.flat_map(|run| pause::split(condition, run, ended));
    runs.map(|run| drafter.draft(&common, run)).collect()
}
