//! `--boot`: the boots that there are, shown when the one that was asked for is not among them.
//!
//! ```text
//! error: no boot -5 in what was read, only these:
//!   heron   1 or -1  e9ed4a1c5cd34c6e8e1d0a7be0d9ef31  2025-12-19 04:13:20 .. 05:02:11
//!   heron   2 or 0   8d08a4bd10a24f3f9c6cbe2e60a2f0d5  2025-12-19 05:04:02 .. 06:00:00
//! ```

use super::args::Common;
use super::error::CliError;
use crate::episode::options::which_boot::WhichBoot;
use crate::model::{BootSpan, HostFacts, InputFacts, UnplacedBoot};
use crate::pipeline::Outcome;
use crate::report::OutputZone;
use crate::text::sanitize;

/// Boots that are listed.
const MOST: usize = 20;
/// Digits of a boot id; a boot without one has a name of ours.
pub const ID_DIGITS: usize = 32;

/// The boot of a host that a user names.
#[must_use]
pub fn named(host: &HostFacts, which: WhichBoot) -> Option<&BootSpan> {
    let ids: Vec<Option<u128>> = host.boots.iter().map(id).collect();
    host.boots.get(which.among(&ids)?)
}

fn id(boot: &BootSpan) -> Option<u128> {
    Some(&boot.id).filter(|id| id.len() == ID_DIGITS).and_then(|id| u128::from_str_radix(id, 16).ok())
}

/// An error when no host has the boot that was asked for.
///
/// # Errors
///
/// With the boots that there are.
pub fn known(outcome: &Outcome, common: &Common, zone: OutputZone) -> Result<(), CliError> {
    let analysis = &outcome.analysis;
    let Some(which) = common.which_boot() else { return Ok(()) };
    let names: Vec<String> = common.host.iter().map(|host| host.to_ascii_lowercase()).collect();
    let is_one = |host: &str| names.iter().any(|name| outcome.machines.name(name) == host);
    let asked = |host: &&HostFacts| names.is_empty() || is_one(&host.name);
    let hosts: Vec<&HostFacts> = analysis.hosts.iter().filter(asked).collect();
    let only_boot = hosts.is_empty() && which == WhichBoot::Nth(0);
    let mut unplaced = analysis.inputs.iter().filter(|input| !input.unplaced.is_empty());
    let is_there = hosts.iter().any(|host| named(host, which).is_some())
        || unplaced.clone().any(|input| which.of(&input.unplaced).is_some());
    if only_boot || analysis.partial || is_there {
        return Ok(());
    }
    let of_hosts = hosts.iter().filter(|host| !is_unplaced(host)).flat_map(|host| lines(host, zone));
    let of_inputs = unplaced.by_ref().flat_map(|input| lines_of_input(input, zone));
    let lines: Vec<String> = of_hosts.chain(of_inputs).collect();
    let more = lines.len().saturating_sub(MOST);
    let (what, help) = match lines.first() {
        None => ("nothing that was read tells of boots".to_owned(), "leave --boot out"),
        Some(_) if more == 0 => (format!("only these:\n{}", lines.join("\n")), "the number or the id of one of them"),
        Some(_) => (
            format!("only these:\n{}\n  and {more} more", lines[..MOST].join("\n")),
            "the number or the id of one of them",
        ),
    };
    Err(CliError::usage(format!("no boot {which}: {what}"), help))
}

/// Whether nothing dates the boots of a host.
fn is_unplaced(host: &HostFacts) -> bool {
    host.boots.iter().all(|boot| boot.end.is_undated())
}

/// A line for each boot of a host, with the numbers that name it.
fn lines(host: &HostFacts, zone: OutputZone) -> Vec<String> {
    let (name, last) = (sanitize::terminal(&*host.name), host.boots.len() as i64 - 1);
    let line = |(at, boot): (i64, &BootSpan)| {
        let id = id(boot).map_or_else(String::new, |id| format!("{id:032x}  "));
        format!("  {name}  {:8}  {id}{}", numbers(at, last), zone.range(boot.start, boot.end))
    };
    (0..).zip(&host.boots).map(line).collect()
}

/// A line for each boot of an input that nothing dates.
fn lines_of_input(input: &InputFacts, zone: OutputZone) -> Vec<String> {
    let (name, last) = (sanitize::terminal(&*input.path), input.unplaced.len() as i64 - 1);
    let line = |(at, boot): (i64, &UnplacedBoot)| {
        format!("  {name}  {:8}  {}", numbers(at, last), zone.range(boot.start, boot.end))
    };
    (0..).zip(&input.unplaced).map(line).collect()
}

/// The two numbers of a boot: from the first one and from the last.
fn numbers(at: i64, last: i64) -> String {
    format!("{} or {}", at + 1, at - last)
}
