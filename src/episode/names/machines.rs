//! Which names are those of one machine.
//!
//! ```text
//! case7/dmesg.txt            case7 -> web1       its folder is called something, and what lies there prints web1
//! case7/web1/pods/x/0.log    case7 -> web1       what lies below a folder of a machine is of that machine
//! k3s/k3s.log                k3s -> web1         a program is no machine, where only one machine is printed at all
//! web1, web1.example.org     -> web1             rsyslog writes the short name, journald and the API the full one
//! localhost                  -> web1             the first lines of a boot, before the name is set
//! ```
//!
//! Told by all inputs together, so their logs are put right once all were read.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use crate::episode::intake::cell::RawQuote;
use crate::episode::intake::cells::Observed;
use crate::episode::intake::{CellKey, InputLog};
use crate::model::{Entity, Kind};
use crate::rule::Library;

/// What a machine is called before it has a name.
const UNNAMED: [&str; 4] = ["localhost", "localhost.localdomain", "localhost4", "(none)"];

/// Other names of machines, and the one that counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Machines(BTreeMap<Box<str>, Box<str>>);

impl Machines {
    /// The name that counts.
    #[must_use]
    pub fn name<'n>(&'n self, name: &'n str) -> &'n str {
        self.0.get(name).map_or(name, |known| known)
    }
}

/// Puts the names of machines right in the logs of all inputs.
pub fn settle(library: &Library, logs: &mut [InputLog]) -> Machines {
    let host = library.kinds.find("host");
    let mut machines = Machines(full_names(logs, host));
    let guesses = guesses(library, logs, &machines);
    machines.0.extend(guesses);
    let all: BTreeSet<Box<str>> = logs.iter().flat_map(printed).cloned().collect();
    for log in logs {
        let own = Machines(unnamed(log, &machines).into_iter().chain(by_folder(log, &all)).collect());
        let name = |name: &str| machines.name(own.name(name)).into();
        if !machines.0.is_empty() || !own.0.is_empty() {
            rename(log, host, &name);
        }
    }
    machines
}

/// Hosts that the records of a log name.
fn printed(log: &InputLog) -> impl Iterator<Item = &Box<str>> {
    let guess = log.facts.host.as_ref().filter(|_| log.is_guess);
    log.tracks.keys().flatten().filter(move |name| Some(*name) != guess && !UNNAMED.contains(&&***name))
}

/// Names of folders that are none of machines, each with the machine that it stands for.
fn guesses(library: &Library, logs: &[InputLog], machines: &Machines) -> BTreeMap<Box<str>, Box<str>> {
    let known = |name: &str| Box::<str>::from(machines.name(name));
    let all: BTreeSet<Box<str>> = logs.iter().flat_map(printed).map(|name| known(name)).collect();
    let sure =
        logs.iter().filter(|log| !log.is_guess).filter_map(|log| log.facts.host.as_ref()).map(|name| known(name));
    let sure: BTreeSet<Box<str>> = sure.chain(all.iter().cloned()).collect();
    let mut by_guess: BTreeMap<&str, BTreeSet<Box<str>>> = BTreeMap::new();
    for log in logs.iter().filter(|log| log.is_guess) {
        let Some(guess) = log.facts.host.as_deref().filter(|guess| !sure.contains(&known(guess))) else { continue };
        by_guess.entry(guess).or_default().extend(printed(log).map(|name| known(name)));
    }
    let stands_for = |(guess, own): (&str, BTreeSet<Box<str>>)| {
        let is_program = library.streams.find(guess).is_some();
        let of = if own.is_empty() && is_program { &all } else { &own };
        let one = of.first().filter(|_| of.len() == 1)?;
        Some((guess.into(), one.clone()))
    };
    by_guess.into_iter().filter_map(stands_for).collect()
}

/// The name of the outer folder that a log was taken to be of, where a folder below is called as a machine is that some
/// log prints.
fn by_folder(log: &InputLog, all: &BTreeSet<Box<str>>) -> Option<(Box<str>, Box<str>)> {
    let guess = log.facts.host.as_ref().filter(|guess| log.is_guess && !all.contains(*guess))?;
    let folders = log.facts.path.split('/').rev().skip(1).map(str::to_ascii_lowercase);
    let machine = folders.map(Box::<str>::from).find(|folder| all.contains(folder))?;
    Some((guess.clone(), machine))
}

/// Full names whose first part is a machine's name of its own, and of one full name only.
fn full_names(logs: &[InputLog], host: Option<Kind>) -> BTreeMap<Box<str>, Box<str>> {
    let told = logs.iter().flat_map(|log| log.cells.keys()).flat_map(|key| named(key, host));
    let own = logs.iter().filter_map(|log| log.facts.host.as_ref());
    let all: BTreeSet<&str> = logs.iter().flat_map(printed).chain(own).map(|name| &**name).chain(told).collect();
    let mut by_first: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, (first, _)) in all.iter().filter_map(|name| Some((name, name.split_once('.')?))) {
        by_first.entry(first).or_default().push(name);
    }
    let is_name = |first: &str| all.contains(first) && first.bytes().any(|b| b.is_ascii_alphabetic());
    let one = |(first, full): (&str, Vec<&str>)| match full.as_slice() {
        [only] if is_name(first) => Some(((*only).into(), first.into())),
        _ => None,
    };
    by_first.into_iter().filter_map(one).collect()
}

fn named(key: &CellKey, host: Option<Kind>) -> impl Iterator<Item = &str> {
    let about = key.key.about.iter().filter(move |e| Some(e.kind) == host).map(|e| &*e.value);
    key.key.host.as_deref().into_iter().chain(about)
}

/// What a log calls its machine before that has a name, where it has one name afterwards.
fn unnamed(log: &InputLog, machines: &Machines) -> Option<(Box<str>, Box<str>)> {
    let before = log.tracks.keys().flatten().find(|name| UNNAMED.contains(&&***name))?;
    let after = log.tracks.keys().flatten().filter(|name| !UNNAMED.contains(&&***name));
    let after: BTreeSet<&str> = after.map(|name| machines.name(name)).collect();
    let one = after.first().filter(|_| after.len() == 1)?;
    Some((before.clone(), (*one).into()))
}

fn rename(log: &mut InputLog, host: Option<Kind>, name: &impl Fn(&str) -> Box<str>) {
    let entity = |entity: &mut Entity| {
        if Some(entity.kind) == host {
            entity.value = name(&entity.value);
        }
    };
    let quote = |quote: &mut RawQuote| quote.host = quote.host.take().map(|host| (*name(&host)).into());
    log.facts.host = log.facts.host.take().map(|host| name(&host));
    for (host, mut track) in std::mem::take(&mut log.tracks) {
        track.quotes().for_each(quote);
        match log.tracks.entry(host.map(|host| name(&host))) {
            Entry::Vacant(free) => drop(free.insert(track)),
            Entry::Occupied(mut known) => known.get_mut().absorb(*track),
        }
    }
    for end in &mut log.ends {
        end.host = end.host.take().map(|host| name(&host));
        end.entities.iter_mut().for_each(entity);
    }
    log.instants =
        std::mem::take(&mut log.instants).into_iter().map(|((h, fact), at)| ((name(&h), fact), at)).collect();
    for (mut key, observed) in std::mem::take(&mut log.cells) {
        key.key.host = key.key.host.take().map(|host| name(&host));
        key.key.about.iter_mut().for_each(entity);
        key.key.about.sort();
        put(log, key, renamed(observed, entity, quote, name));
    }
}

/// What was observed, with the names that count.
fn renamed(
    (mut cell, hosts): Observed,
    entity: impl Fn(&mut Entity),
    quote: impl Fn(&mut RawQuote),
    name: impl Fn(&str) -> Box<str>,
) -> Observed {
    for run in &mut cell.runs {
        run.also.iter_mut().for_each(&entity);
        run.also.sort();
        run.also.dedup();
        run.each_quote(&quote);
    }
    (cell, hosts.iter().map(|host| name(host)).collect())
}

/// Adds cells of which two may now be about the same.
fn put(log: &mut InputLog, key: CellKey, (cell, hosts): Observed) {
    let (known, all) = log.cells.entry(key).or_default();
    cell.runs.into_iter().for_each(|run| known.runs.push(run));
    known.runs.sort_by_key(|run| (run.first, run.last));
    all.extend(hosts);
}
