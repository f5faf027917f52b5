//! `--host`, `--unit`, `--since`, `--until`: what they leave of the evidence, since nothing found in nothing is no
//! all-clear.
//!
//! ```text
//! error: no host kestral in what was read, only these:
//!   kestrel
//! ```

use std::collections::{BTreeMap, BTreeSet};

use super::boots;
use super::error::CliError;
use crate::episode::Options;
use crate::episode::options::Window;
use crate::episode::options::which_boot::WhichBoot;
use crate::format::unit::{self, UnitName};
use crate::matcher::Engine;
use crate::model::{Analysis, Basis, BootSpan, HostFacts, InputFacts, Stamp};
use crate::pipeline::retell::{self, GoOn, Told};
use crate::pipeline::{Outcome, Settings};
use crate::report::OutputZone;
use crate::text::sanitize;

/// Names that are listed.
const MOST: usize = 20;
/// Units that are counted.
const MOST_UNITS: usize = 10_000;

/// Which records count: `--since`, `--until`, `--host`, `--unit` and `--boot`.
pub struct Wanted<'a> {
    window: Window,
    hosts: Vec<&'a str>,
    units: Vec<UnitName>,
    /// The boot of each host that counts; `None` when all do.
    boots: Option<Vec<(&'a str, &'a BootSpan)>>,
    /// The inputs with boots that nothing dates: the first of them, and the one that counts.
    unplaced: BTreeMap<&'a str, (u128, Option<u128>)>,
}

impl<'a> Wanted<'a> {
    /// As the options say.
    #[must_use]
    pub fn new(options: &'a Options, outcome: &'a Outcome) -> Self {
        let analysis = &outcome.analysis;
        let last = analysis.inputs.iter().filter_map(|i| i.span).map(|(_, last)| last.ns).max();
        let of_host = |host: &'a HostFacts, which| Some((&*host.name, boots::named(host, which)?));
        // Where nothing tells of boots all is one.
        let which = options.boot.filter(|_| !analysis.hosts.is_empty());
        Wanted {
            window: options.window(last.unwrap_or(0)),
            hosts: options.hosts.iter().map(|host| outcome.machines.name(host)).collect(),
            units: options.units.iter().map(|unit| UnitName::new(unit)).collect(),
            boots: which.map(|which| analysis.hosts.iter().filter_map(|host| of_host(host, which)).collect()),
            unplaced: options.boot.map(|which| unplaced(analysis, which)).unwrap_or_default(),
        }
    }

    /// A record that does not tell its time or host counts: nothing says that it is not meant.
    #[must_use]
    pub fn has(&self, told: &Told<'_>, host: Option<&str>) -> bool {
        told.time.is_none_or(|time| self.window.holds(time.ns))
            && (self.hosts.is_empty() || host.is_none_or(|host| self.hosts.contains(&host)))
            && unit::is_any(&self.units, told.record)
            && self.is_in_boot(told, host)
    }

    fn is_in_boot(&self, told: &Told<'_>, host: Option<&str>) -> bool {
        match self.unplaced.get(told.input) {
            Some((first, named)) if told.time.is_none_or(Stamp::is_undated) => {
                *named == Some(told.counts_from.unwrap_or(*first))
            }
            _ => self.boots.as_ref().is_none_or(|boots| boots.iter().any(|(name, boot)| is_of(told, host, name, boot))),
        }
    }
}

/// The boots that nothing dates: of each input the first, and the one that is named.
fn unplaced(analysis: &Analysis, which: WhichBoot) -> BTreeMap<&str, (u128, Option<u128>)> {
    let of_input = |input: &'_ InputFacts| (input.unplaced[0].key, which.of(&input.unplaced).map(|boot| boot.key));
    let inputs = analysis.inputs.iter().filter(|input| !input.unplaced.is_empty());
    inputs.map(|input| (&*input.path, of_input(input))).collect()
}

fn is_of(told: &Told<'_>, host: Option<&str>, name: &str, boot: &BootSpan) -> bool {
    let in_span = || told.time.is_none_or(|time| (boot.start.ns..=boot.end.ns).contains(&time.ns));
    host.is_none_or(|host| host == name)
        && match told.boot {
            Some(id) if boot.id.len() == boots::ID_DIGITS => boot.id == format!("{id:032x}"),
            _ => in_span(),
        }
}

/// An error when a host is not among those of the evidence, or the times are the wrong way round.
///
/// # Errors
///
/// With the hosts that there are.
pub fn known(outcome: &Outcome, options: &Options, zone: OutputZone) -> Result<(), CliError> {
    let hosts = hosts(&outcome.analysis);
    let unknown = options.hosts.iter().find(|host| !hosts.contains(outcome.machines.name(host)));
    // Where no host is named every record may be of the one that is meant.
    if let Some(unknown) = unknown.filter(|_| !hosts.is_empty() && !outcome.analysis.partial) {
        return Err(none_of("host", unknown, hosts.into_iter().map(Into::into).collect()));
    }
    let Window { since, until } = Wanted::new(options, outcome).window;
    if since > until {
        let stamp = |ns| zone.full_with_zone(Stamp { ns, basis: Basis::Exact, ahead_ns: 0 });
        let [since, until] = [since, until].map(stamp);
        return Err(CliError::usage(
            format!("--since {since} is later than --until {until}"),
            "nothing lies in between",
        ));
    }
    Ok(())
}

/// The hosts that any line names.
fn hosts(analysis: &Analysis) -> BTreeSet<&str> {
    let of_inputs = analysis.inputs.iter().filter_map(|input| input.host.as_deref());
    let of_episodes = analysis.episodes.iter().flat_map(|e| e.key.host.iter().chain(&e.observers)).map(|host| &**host);
    analysis.hosts.iter().map(|host| &*host.name).chain(of_inputs).chain(of_episodes).collect()
}

/// Where nothing was found, counts the records that the options leave: the inputs are read once more, but for standard
/// input, which is gone.
///
/// # Errors
///
/// When no record is of a unit that was named, with those that there are.
pub fn count(engine: &Engine, outcome: &mut Outcome, settings: &Settings) -> Result<(), CliError> {
    let options = &settings.options;
    let all =
        options.hosts.is_empty() && options.units.is_empty() && options.since.is_none() && options.until.is_none();
    let gone = || outcome.inputs.iter().any(|input| input.path.is_none() && input.held.is_none());
    if all || outcome.analysis.partial || !outcome.analysis.incidents.is_empty() || gone() {
        return Ok(());
    }
    let wanted = Wanted::new(options, outcome);
    let (mut count, mut units) = (0, BTreeMap::<String, u64>::new());
    let mut sink = |told: &Told<'_>| {
        let host = told.host.as_deref().map(|host| outcome.machines.name(host));
        count += u64::from(wanted.has(told, host));
        for unit in unit::names(told.record).map(String::from_utf8_lossy) {
            if units.contains_key(&*unit) || units.len() < MOST_UNITS {
                *units.entry(unit.into_owned()).or_default() += 1;
            }
        }
        GoOn::Continue(())
    };
    let _ = retell::inputs(engine, &outcome.inputs, &outcome.works, settings.block, &mut sink);
    let is_met = |name: &str| units.keys().any(|unit| UnitName::new(name).is(unit.as_bytes()));
    if let Some(unknown) = options.units.iter().find(|name| !is_met(name) && units.len() < MOST_UNITS) {
        let mut names: Vec<(String, u64)> = units.into_iter().collect();
        names.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        return Err(none_of("unit", unknown, names.into_iter().map(|(name, _)| name).collect()));
    }
    outcome.analysis.chosen = Some(count);
    Ok(())
}

/// The error for a name that is not among those that there are.
fn none_of(what: &str, name: &str, there: Vec<String>) -> CliError {
    let more = there.len().saturating_sub(MOST);
    let mut lines: Vec<String> =
        there.iter().take(MOST).map(|name| format!("  {}", sanitize::terminal(name))).collect();
    lines.extend((more > 0).then(|| format!("  and {more} more")));
    let only = if lines.is_empty() { "none is named".to_owned() } else { format!("only these:\n{}", lines.join("\n")) };
    CliError::usage(
        format!("no {what} {name} in what was read, {only}"),
        format!("the name of one of them, or leave --{what} out"),
    )
}
