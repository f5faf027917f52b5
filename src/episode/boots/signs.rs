//! The conditions that tell of starts and ends of boots, and the episodes of them.

use std::collections::HashMap;

use crate::episode::clocks::boots::PANICS;
use crate::episode::drafts::Draft;
use crate::model::ConditionId;
use crate::rule::Library;

/// Conditions that tell how a boot ended; a library without them tells less.
#[derive(Debug)]
pub(super) struct Signs {
    pub(super) start: Option<ConditionId>,
    pub(super) shutdown: Vec<ConditionId>,
    pub(super) panic: Vec<ConditionId>,
    pub(super) freeze: Vec<ConditionId>,
}

impl Signs {
    pub(super) fn of(library: &Library) -> Self {
        let ids = |names: &[&str]| names.iter().filter_map(|n| library.id(n)).collect();
        Signs {
            start: library.id("boot.start"),
            shutdown: ids(&["boot.shutdown-clean", "boot.shutdown-requested"]),
            panic: ids(&[PANICS[0], PANICS[1], "kernel.machine-check"]),
            freeze: ids(&[
                "kernel.task-hung",
                "kernel.soft-lockup",
                "kernel.hard-lockup",
                "kernel.rcu-stall",
                "storage.nfs-server-unresponsive",
                "systemd.watchdog-timeout",
                "kernel.workqueue-stall",
            ]),
        }
    }

    fn hold(&self, id: ConditionId) -> bool {
        self.start == Some(id) || [&self.shutdown, &self.panic, &self.freeze].iter().any(|ids| ids.contains(&id))
    }
}

/// The drafts that tell of starts and ends of boots, by host.
pub(super) fn signed<'d>(signs: &Signs, drafts: &'d [Draft]) -> HashMap<&'d str, Vec<&'d Draft>> {
    let mut signed: HashMap<&str, Vec<&Draft>> = HashMap::new();
    for draft in drafts.iter().filter(|d| signs.hold(d.episode.key.condition)) {
        let episode = &draft.episode;
        let own = episode.key.host.as_slice();
        let hosts = if own.is_empty() { &episode.observers[..] } else { own };
        hosts.iter().for_each(|host| signed.entry(host).or_default().push(draft));
    }
    signed
}
