//! Collected bundles: recognised by their files, which then tell hosts, pods, zones, and what not to read.
//!
//! ```text
//! inputs ─ tree ─> (group, path) ─ recognise ─> layout and root ─ place ─> origin, clock, or passed over
//! ```
//!
//! The layouts are data (`rules/bundles.toml`); what no layout knows is read by its content, as in any folder.

pub mod loose;
pub mod place;
pub mod recognise;
pub mod tree;
pub mod who;

use std::sync::Arc;

use crate::model::{BundleFacts, PassedOver};
use crate::rule::bundles::{Layout, Use};
use crate::source::Input;
use crate::source::origin::Origin;

use loose::Loose;
use tree::Leaf;

/// Inputs after their bundles were recognised.
#[derive(Debug, Default)]
pub struct Sorted {
    /// What is to be read, in the order it came.
    pub inputs: Vec<Input>,
    /// The bundles, in the order of the layouts.
    pub bundles: Vec<BundleFacts>,
    /// What is not read.
    pub passed: Vec<PassedOver>,
}

/// Whether the first bytes of a member may tell something about others: its host, its zone.
#[must_use]
pub fn tells(layouts: &[Layout], inner: &str) -> bool {
    let path = tree::below_archive(inner);
    let told = |file: &str| tree::ends_like(path, file.strip_prefix(who::JOURNAL).unwrap_or(file));
    loose::is_clock(path) || layouts.iter().flat_map(|l| l.host.iter().chain(&l.clock)).any(|file| told(file))
}

/// Why the data of a zone are no log.
const ZONE_DATA: &str = "data of a time zone, read for its rule";

/// Recognises the bundles among the inputs, and applies their layouts.
#[must_use]
pub fn sort(layouts: &[Layout], inputs: Vec<Input>) -> Sorted {
    let leaves: Vec<Leaf> = inputs.iter().map(Leaf::of).collect();
    let found = recognise::all(layouts, &leaves);
    let mut sorted = Sorted::default();
    let mut owner = vec![None; inputs.len()];
    for (at, bundle) in found.iter().enumerate() {
        bundle.members.iter().for_each(|&member| owner[member] = Some(at));
        sorted.bundles.push(who::facts(bundle, &inputs, &leaves));
    }
    who::inherit(&found, &mut sorted.bundles);
    let clocks: Vec<_> = sorted.bundles.iter().map(|facts| Arc::new(facts.clock.clone())).collect();
    let alone = inputs.iter().zip(&leaves).zip(&owner).filter(|(_, owner)| owner.is_none());
    let loose = Loose::of(alone.map(|(file, _)| file));
    for (at, input) in inputs.into_iter().enumerate().filter(|(_, input)| input.zone_link.is_none()) {
        let Some(bundle) = owner[at] else {
            if loose::is_zone_data(&input, &leaves[at]) {
                sorted.passed.push(PassedOver { path: input.name, why: ZONE_DATA.to_owned() });
                continue;
            }
            let clock = input.origin.clock.clone().or_else(|| loose.clock(&leaves[at]));
            sorted.inputs.push(Input { origin: Origin { clock, ..input.origin }, ..input });
            continue;
        };
        let facts = &mut sorted.bundles[bundle];
        match place::place(&found[bundle], &leaves, at, facts, &clocks[bundle]) {
            place::Placed::Read(origin, is) => {
                facts.logs += u64::from(is == Use::Log);
                facts.states += u64::from(is == Use::State);
                sorted.inputs.push(Input { origin: origin.or(input.origin.clone()), ..input });
            }
            place::Placed::Passed(why) => {
                facts.passed += 1;
                sorted.passed.push(PassedOver { path: input.name, why });
            }
        }
    }
    sorted
}
