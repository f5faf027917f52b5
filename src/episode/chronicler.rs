//! All inputs together: one list of episodes on one time line, and what else happened to the hosts.
//!
//! ```text
//! logs of all inputs --names, clocks, drafts--> episodes that are being made
//! boots, patterns, absence, hidden causes look at the drafts; what is left are the episodes
//! ```

use std::collections::BTreeMap;

use crate::episode::boots::{self, HostBoots};
use crate::episode::chronicle::{Chronicle, holes};
use crate::episode::clocks::{self, offsets, unplaced};
use crate::episode::drafts::{Draft, Inputs, twice};
use crate::episode::intake::aliases::Aliases;
use crate::episode::intake::{self, InputLog};
use crate::episode::names::machines::{self, Machines};
use crate::episode::names::{pod_hosts, spoken};
use crate::episode::options::Options;
use crate::episode::options::which_boot::WhichBoot;
use crate::episode::patterns::{derive, expected, hidden, silence};
use crate::episode::tuned::{self, Tuner};
use crate::matcher::Engine;
use crate::model::stamp::{MINUTE, SECOND};
use crate::model::{Basis, Episode, Notice, NoticeKind};
use crate::rule::Library;

/// Puts the logs of all inputs together.
#[must_use]
pub fn chronicle(engine: &Engine, mut logs: Vec<InputLog>, options: &Options) -> Chronicle {
    let library = &engine.library;
    let machines = machines::settle(library, &mut logs);
    let options = &with_names(options, &machines);
    let (works, notices) = clocks::clockworks(library, &logs, options);
    let mut all = Chronicle { notices, ..Chronicle::default() };
    let watched = intake::watched(library);
    for (log, work) in logs.iter().zip(&works) {
        all.add_life(log, work, &watched);
        all.add_facts(log, work);
    }
    let data_end = all.span.map_or(0, |(_, last)| last.ns);
    let is_undated = all.span.is_some_and(|(_, last)| last.is_undated());
    let end_basis = if is_undated { Basis::SinceBoot } else { Basis::Inherited };
    all.offsets = offsets::offsets(&logs, &works);
    all.notices.extend(offsets::notices(&all.offsets));
    if let Some(which) = options.boot {
        logs.iter_mut().zip(&works).for_each(|(log, work)| unplaced::keep_only(log, work, which));
    }
    let cells: Vec<_> = logs.iter_mut().map(|log| std::mem::take(&mut log.cells)).collect();
    let inputs = Inputs { library, logs: &logs, works: &works, options, data_end, end_basis };
    // How a boot ended may stand outside of the time that counts.
    let whole = options.is_of_a_time().then(|| inputs.of_all_time(cells.clone()));
    let (mut drafts, twice) = inputs.drafts(cells);
    all.notices.extend(twice::notices(&logs, &twice));
    share_names(&logs, &mut drafts);
    pod_hosts::fill(library, &logs, &mut drafts);
    spoken::add(library, &mut drafts);
    all.hosts = boots::boots(library, whole.as_ref().unwrap_or(&drafts), &logs, &works, &all.life);
    redate(&mut drafts, &all.hosts);
    all.holes = holes::holes(library, &drafts);
    derive::derive(library, &mut drafts, &mut all, data_end);
    let window = options.window(data_end);
    drafts.retain(|draft| window.overlaps(draft.episode.seen.ns, draft.episode.last.ns));
    expected::mark(library, &mut drafts, &all.hosts);
    all.notices.extend(without_boot(&all.hosts, options));
    all.finish(library, drafts, options.boot);
    silence::contradictions(&logs, &works, &mut all);
    all.contradictions.retain(|(at, ..)| window.holds(at.ns));
    all.works = works;
    all.machines = machines;
    all
}

/// The same options, each host by the name that counts.
fn with_names(options: &Options, machines: &Machines) -> Options {
    let hosts = options.hosts.iter().map(|host| machines.name(host).to_owned()).collect();
    Options { hosts, ..options.clone() }
}

/// Gives every episode the other names that any input knows for what it is about.
fn share_names(logs: &[InputLog], drafts: &mut [Draft]) {
    let mut aliases = Aliases::default();
    logs.iter().for_each(|log| aliases.merge(&log.aliases));
    drafts.iter_mut().for_each(|draft| aliases.complete(&mut draft.episode));
}

/// Dates what a boot prints about the one before it at that one's end.
fn redate(drafts: &mut [Draft], hosts: &BTreeMap<Box<str>, HostBoots>) {
    for draft in drafts.iter_mut().filter(|d| d.of_previous_boot) {
        let episode = &mut draft.episode;
        let previous =
            boots_of(episode, hosts).and_then(|b| b.boots.get(b.index_at(episode.seen.ns + SECOND).checked_sub(1)?));
        if let Some(previous) = previous {
            episode.began.ns = previous.end.min(episode.began.ns);
            episode.onset_sigma_ns = MINUTE;
            episode.began_by_ns = episode.began.ns;
        }
    }
}

/// The boots of the host that an episode is about, or of the first one that logged it.
fn boots_of<'h>(episode: &Episode, hosts: &'h BTreeMap<Box<str>, HostBoots>) -> Option<&'h HostBoots> {
    let host = episode.key.host.as_ref().or(episode.observers.first())?;
    hosts.get(host)
}

/// Gives the episodes their boots; keeps only those of one boot of each host when the user wants it so.
fn in_boots(mut drafts: Vec<Draft>, hosts: &BTreeMap<Box<str>, HostBoots>, only: Option<WhichBoot>) -> Vec<Draft> {
    for Draft { episode, of_previous_boot, .. } in &mut drafts {
        let before = usize::from(*of_previous_boot);
        let printed = |boots: &HostBoots| boots.index_at(episode.seen.ns + SECOND);
        episode.boot = boots_of(episode, hosts).map(|boots| printed(boots).saturating_sub(before));
    }
    if let Some(which) = only {
        let named = |e: &Episode| boots_of(e, hosts).and_then(|boots| boots.named(which));
        let is_of = |e: &Episode| e.boot.is_none_or(|boot| named(e) == Some(boot));
        // What nothing dates was chosen when it was read.
        drafts.retain(|d| d.episode.seen.is_undated() || is_of(&d.episode));
    }
    drafts
}

/// Tells of hosts that do not have the boot that was asked for, where others have it.
fn without_boot(hosts: &BTreeMap<Box<str>, HostBoots>, options: &Options) -> Option<Notice> {
    let which = options.boot.filter(|which| matches!(which, WhichBoot::Nth(_)))?;
    let asked =
        hosts.iter().filter(|(name, _)| options.hosts.is_empty() || options.hosts.iter().any(|h| **h == ***name));
    let (have, lack): (Vec<_>, Vec<_>) = asked.partition(|(_, boots)| boots.named(which).is_some());
    let (first, _) = lack.first().filter(|_| !have.is_empty())?;
    let text = format!("hosts with no boot {which}, so that nothing of theirs counts");
    Some(Notice { kind: NoticeKind::NoBoot, count: lack.len() as u64, text, example: first.to_string() })
}

impl Chronicle {
    /// Takes the episodes that the user wants, in order, with those that they let infer.
    fn finish(&mut self, library: &Library, drafts: Vec<Draft>, only: Option<WhichBoot>) {
        let mut tuner = Tuner::new(library);
        let mut drafts = tuner.tune(in_boots(drafts, &self.hosts, only));
        let inferred = hidden::infer(library, &mut drafts);
        drafts.extend(tuner.tune(in_boots(inferred, &self.hosts, only)));
        self.cannot_tell.retain(|(condition, _)| !tuner.mutes(*condition));
        self.tuned = tuner.counts;
        self.notices.extend(tuned::notices(library));
        self.episodes = drafts.into_iter().map(|d| d.episode).collect();
        self.episodes.shrink_to_fit();
        self.episodes.sort_by(|a, b| (a.began, a.seen, &a.key, &a.id).cmp(&(b.began, b.seen, &b.key, &b.id)));
    }
}
