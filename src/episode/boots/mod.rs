//! The boots of each host, and how each one ended.
//!
//! ```text
//! boot 0 .................|            |  boot 1 ........
//!        last line of 0 --^            ^-- first line of 1: `Linux version`, or another boot id
//! ```
//!
//! How a boot ended is read from its last minutes and from the first of the next: a shutdown, a panic, a freeze
//! before the silence, several hosts at once. Where the evidence is thin the class says so.

mod cut;
mod ended;
mod evidence;
pub mod quotes;
mod signs;
mod starts;

use std::collections::{BTreeMap, BTreeSet};

use crate::episode::clocks::Clockwork;
use crate::episode::clocks::boots::PANICS;
use crate::episode::drafts::Draft;
use crate::episode::intake::InputLog;
use crate::episode::intake::cell::RawQuote;
use crate::episode::intake::track::Minute;
use crate::episode::options::which_boot::WhichBoot;
use crate::model::ConditionId;
use crate::model::stamp::HOUR;
use crate::rule::Library;
pub use ended::EndedBy;
use evidence::Evidence;
use signs::Signs;

/// How long after a boot's start its first lines may still be printed.
pub const BOOT_TIME: i64 = HOUR / 6;

/// One boot of one host, UTC nanoseconds.
#[derive(Clone, Debug)]
pub struct Boot {
    /// Boot id, where lines carry one.
    pub key: Option<u128>,
    /// First sign.
    pub start: i64,
    /// Last sign.
    pub end: i64,
    /// How it ended.
    pub ended_by: EndedBy,
    /// Its last line.
    pub last_quote: Option<RawQuote>,
    /// The first line of the next one.
    pub next_quote: Option<RawQuote>,
}

/// The boots of one host, in order; never empty.
#[derive(Clone, Debug, Default)]
pub struct HostBoots {
    /// In order.
    pub boots: Vec<Boot>,
}

impl HostBoots {
    /// The boot that runs at a moment: the last one that started by then.
    #[must_use]
    pub fn index_at(&self, ns: i64) -> usize {
        self.boots.partition_point(|b| b.start <= ns).saturating_sub(1)
    }

    /// The place of the boot that a user names.
    #[must_use]
    pub fn named(&self, which: WhichBoot) -> Option<usize> {
        which.among(&self.boots.iter().map(|boot| boot.key).collect::<Vec<_>>())
    }
}

/// When kernels panicked, nanoseconds UTC.
fn panicked(library: &Library, drafts: &[Draft]) -> Vec<i64> {
    let panics: Vec<ConditionId> = PANICS.iter().filter_map(|name| library.id(name)).collect();
    let told = drafts.iter().map(|draft| &draft.episode).filter(|e| panics.contains(&e.key.condition));
    told.map(|e| e.began.ns).collect()
}

/// The boots of every host.
#[must_use]
pub fn boots(
    library: &Library,
    drafts: &[Draft],
    logs: &[InputLog],
    works: &[Clockwork],
    life: &BTreeMap<Option<Box<str>>, BTreeMap<i64, Minute>>,
) -> BTreeMap<Box<str>, HostBoots> {
    let signs = Signs::of(library);
    let panicked = panicked(library, drafts);
    let evidence = evidence::evidence(logs, works, &panicked);
    let (signed, none) = (signs::signed(&signs, drafts), Vec::new());
    let mut all = BTreeMap::new();
    let names: BTreeSet<&Box<str>> =
        life.keys().flatten().chain(drafts.iter().filter_map(|d| d.episode.key.host.as_ref())).collect();
    for host in names {
        let minutes = life.get(&Some(host.clone()));
        let signed = signed.get(&**host).unwrap_or(&none);
        let boots = cut::cut(&signs, signed, evidence.get(host).unwrap_or(&Evidence::default()), minutes);
        if !boots.boots.is_empty() {
            all.insert(host.clone(), boots);
        }
    }
    ended::together(&mut all, &panicked);
    all
}
