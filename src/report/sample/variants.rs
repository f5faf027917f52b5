//! The story told otherwise: each is the whole one with a few facts changed.

use super::parts::{at, link, quote, root};
use super::{library, nfs};
use crate::model::{Analysis, Baseline, Confidence, Missing, Trigger, Tuned, Vanished, Verdict};
use crate::rule::Library;
use crate::rule::tuning::Tuning;

/// The story where the site mutes the memory kills of a host and takes hung tasks for less.
pub fn tuned() -> (Analysis, Library) {
    let mut tuning = Tuning::default();
    let text = "[[mute]]\ncondition = 'workload.oom'\nonly = { host = 'node-9' }\nbecause = 'a test bed'\n\
                [[level]]\ncondition = 'kernel.task-hung'\nto = 'low'\n\
                [[mute]]\ncondition = 'dns.lookup-failed'\n";
    let library = library();
    tuning.add(&library, "tuning.toml", text).expect("no mistake");
    let count = |episodes, findings, severe| Tuned { episodes, findings, severe };
    let tuned = vec![count(2, 41, 1), Tuned::default(), count(1, 1, 1)];
    (Analysis { tuned, ..nfs() }, library.with_tuning(tuning))
}

/// The same against a healthy log.
pub fn compared() -> Analysis {
    let vanished = vec![Vanished { what: "everything of chronyd".into(), per_hour: 56.25 }];
    let baseline =
        Baseline { name: "last-week.log".into(), records: 90_000, set_aside: 3, severe: 1, usual: 12, vanished };
    Analysis { baseline: Some(baseline), ..nfs() }
}

/// Two roots that are close: the file server and a slow disk.
pub fn rivals() -> Analysis {
    let mut analysis = nfs();
    analysis.incidents[0].timeline.insert(1, 6);
    let mut rival = root(6, 0.71, Confidence::Medium);
    rival.missing[0].command = "smartctl -a /dev/sdb".into();
    analysis.incidents[0].roots.push(rival);
    analysis
}

/// A cause that waits for a reboot.
pub fn latent() -> Analysis {
    let mut analysis = nfs();
    let incident = &mut analysis.incidents[0];
    incident.title = "module not built for kernel 6.8.0-45".into();
    (incident.start, incident.end) = (at("05:12:00"), at("05:12:20"));
    (incident.timeline, incident.chain, incident.links) = (vec![7, 8, 9], vec![7, 9], vec![4]);
    let head = &mut incident.roots[0];
    head.episode = 7;
    head.latent_since = Some(at("2024-02-29T06:12:44"));
    let evidence = vec![quote("05:12:00", 0, 130, "kernel", "Linux version 6.8.0-45-generic")];
    let statement = "node-3 started kernel 6.8.0-45".into();
    head.trigger = Some(Trigger { episode: Some(8), statement, time: at("05:12:00"), evidence, via: Vec::new() });
    let mut fired = link(7, 9, "next boot", "the new kernel has no driver for the card", 20, 0.8);
    fired.fired_by = Some(8);
    analysis.links.push(fired);
    analysis
}

/// The file server's lines are gone.
pub fn no_root() -> Analysis {
    let mut analysis = nfs();
    let incident = &mut analysis.incidents[0];
    incident.verdict = Verdict::NoRootInEvidence;
    incident.title = "task promtail blocked".into();
    (incident.timeline, incident.chain) = (vec![1, 2, 3, 5], vec![1, 2, 3, 5]);
    incident.roots[0].episode = 1;
    incident.actions[0].episode = 1;
    incident.roots[0].missing = vec![Missing {
        what: "storage.nfs-server-unresponsive".into(),
        why: "tasks hang when a hard mount's server is away; the kernel log starts later".into(),
        command: "journalctl -k -b -1 --until 02:51".into(),
        printed: true,
    }];
    analysis
}

/// Nothing explains enough.
pub fn unknown() -> Analysis {
    let mut analysis = no_root();
    analysis.incidents[0].verdict = Verdict::Unknown;
    analysis.incidents[0].roots[0].score = 0.08;
    analysis
}

/// No incident, one minor finding.
pub fn healthy() -> Analysis {
    Analysis { incidents: Vec::new(), unexplained: Vec::new(), notices: Vec::new(), ..nfs() }
}
