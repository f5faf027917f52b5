//! The runs of all inputs by what they are about, and the drafts that they become.

use std::collections::{BTreeMap, BTreeSet};

use super::adopt::adopt;
use super::draft::{Common, Draft, Drafter};
use super::ends::Ends;
use super::fold::fold;
use super::options::Options;
use super::place::{self, Placed};
use crate::episode::cell::Cell;
use crate::episode::cells::Observed;
use crate::episode::clocks::Clockwork;
use crate::episode::intake::{CellKey, InputLog};
use crate::episode::{pause, storm};
use crate::model::{Basis, EpisodeKey};
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
}

/// The findings of one input, folded.
type Found = BTreeMap<CellKey, Observed>;

/// What is known by key.
pub type ByKey = BTreeMap<EpisodeKey, Gathered>;

impl Gathered {
    /// Adds a run.
    pub fn add(&mut self, placed: Placed, hold: i64) {
        self.cell.merge(Cell { runs: vec![placed.run] }, hold);
        self.basis = self.basis.max(Some(placed.basis));
        self.loose |= placed.loose;
        self.sigma_ns = self.sigma_ns.max(placed.sigma_ns);
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
    pub fn drafts(&self, cells: Vec<Found>) -> Vec<Draft> {
        let ends = Ends::of(self.library, self.logs, self.works);
        let drafter = Drafter { library: self.library, ends: &ends, data_end: self.data_end };
        self.by_key(cells).into_iter().flat_map(|(key, gathered)| drafts_of(&drafter, &key, gathered)).collect()
    }

    /// The runs by key; undated ones and those that lack an entity where they belong.
    fn by_key(&self, cells: Vec<Found>) -> ByKey {
        let mut by_key = ByKey::new();
        for ((log, work), cells) in self.logs.iter().zip(self.works).zip(cells) {
            self.gather(cells, log, work, &mut by_key);
        }
        for (key, gathered) in &mut by_key {
            gathered.place_undated(self.library.condition(key.condition).hold);
        }
        by_key.retain(|_, gathered| !gathered.cell.runs.is_empty());
        adopt(self.library, &mut by_key);
        by_key
    }

    /// Adds the runs of one input. They are moved: there may be half a million of them.
    fn gather(&self, cells: Found, log: &InputLog, work: &Clockwork, by_key: &mut ByKey) {
        let window = self.options.window(self.data_end);
        let collected = log.clock.as_ref().and_then(|clock| clock.taken_ns).unwrap_or(self.data_end);
        for (key, (cell, observers)) in cells.into_iter().filter(|(key, (_, o))| self.options.counts(&key.key, o)) {
            let hold = self.library.condition(key.key.condition).hold;
            let gathered = by_key.entry(key.key.clone()).or_default();
            for run in cell.runs {
                let is_of_now = place::is_of_now(key.clock, &run);
                match place::clip(place::place(run, &key, work, collected), window) {
                    Some(placed) if is_of_now => {
                        gathered.undated.push(Placed { basis: self.end_basis, ..placed });
                    }
                    Some(placed) => gathered.add(placed, hold),
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
