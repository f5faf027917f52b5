//! The whole story as the engine would have it.

use super::library;
use super::parts::{at, episode, link, quote, root};
use crate::model::{
    Action, Analysis, BootSpan, Confidence, Entity, Episode, HostFacts, Incident, InputFacts, Link, Notice, NoticeKind,
    Origin, Severity, Strange, Unexplained, Verdict,
};
use crate::rule::streams::Streams;

/// The whole story: one incident, one minor episode.
pub fn nfs() -> Analysis {
    Analysis {
        inputs: inputs(),
        hosts: vec![host()],
        episodes: episodes(),
        links: links(),
        incidents: vec![incident()],
        minor: vec![4],
        unexplained: vec![unexplained()],
        unexplained_more: (2, 9),
        baseline: None,
        tuned: Vec::new(),
        notices: vec![Notice::once(NoticeKind::TimeAssumed, "kern.log: times carry no zone, taken as UTC")],
        bundles: Vec::new(),
        passed: Vec::new(),
        partial: false,
        chosen: None,
    }
}

fn host() -> HostFacts {
    HostFacts {
        name: "node-3".into(),
        clock_offset_s: 0.0,
        clock_uncertainty_s: 0.5,
        boots: vec![BootSpan {
            id: "9c1e4d7a".into(),
            start: at("2024-02-27T08:00:00"),
            end: at("03:06:40"),
            ended_by: "watchdog",
        }],
    }
}

fn links() -> Vec<Link> {
    vec![
        link(0, 1, "same host", "writers wait on the hard mount in D state", 212, 0.74),
        link(1, 2, "same host", "the resolver logs to the mount", 316, 0.31),
        link(2, 3, "same host", "the sandbox image cannot be pulled", 241, 0.12),
        link(3, 5, "boot", "nobody feeds the watchdog", 381, 0.22),
    ]
}

fn unexplained() -> Unexplained {
    Unexplained {
        template: "promtail: retrying <*> in <*>".into(),
        count: 7,
        first: Some(at("02:48:00")),
        hosts: vec!["node-3".into()],
        evidence: vec![quote("02:48:00", 1, 40, "promtail", "retrying batch in 5s")],
        unit: Some("promtail".into()),
        strange: Strange::New,
        error: true,
        incident: incident().id,
    }
}

fn inputs() -> Vec<InputFacts> {
    let streams = Streams::parse(include_str!("../../../rules/streams.toml")).expect("streams");
    let input = |path: &str, format, stream: &str, lines, unparsed| InputFacts {
        path: path.into(),
        formats: vec![format],
        host: Some("node-3".into()),
        bytes: lines * 100,
        lines,
        records: lines,
        unparsed,
        span: Some((at("2024-02-27T08:00:00"), at("03:06:40"))),
        streams: streams.find(stream).expect(stream),
        ..InputFacts::default()
    };
    let mut kernel = input("node-3/kern.log", "short-precise", "kernel", 11_302, 0);
    kernel.zone = "UTC, assumed".into();
    kernel.year = "2024, from k3s.log".into();
    let k3s = InputFacts { place: 1, ..input("node-3/k3s.log", "klog", "k3s", 401_016, 1_204) };
    vec![kernel, k3s]
}

/// Id, condition, entity, count, time, input, line, unit and text of each episode.
type Told = (&'static str, &'static str, &'static str, u64, &'static str, u32, u64, &'static str, &'static str);

#[rustfmt::skip]
const STORY: [Told; 10] = [
    ("f-nfsaway0", "storage.nfs-server-unresponsive", "nfs_server=filer-2.lab.example", 3, "02:50:30", 0, 90, "kernel",
        "nfs: server filer-2.lab.example not responding, still trying"),
    ("f-hung0001", "kernel.task-hung", "process=promtail", 1, "02:51:02", 0, 97, "kernel",
        "INFO: task promtail:4711 blocked for more than 122 seconds."),
    ("f-lookup02", "dns.lookup-failed", "", 2, "02:56:18", 1, 512, "k3s",
        "dial tcp: lookup registry.lab.example: Try again"),
    ("f-sandbox3", "cni.sandbox-failed", "pod=web/shop-0", 4, "03:00:19", 1, 640, "k3s",
        "Failed to create pod sandbox: unable to allocate endpoint"),
    ("f-oom00004", "workload.oom", "container=batch", 1, "2024-03-01T11:05:00", 0, 12, "kernel",
        "Memory cgroup out of memory: Killed process 991 (batch)"),
    ("f-cutoff05", "boot.cut-off", "", 1, "03:06:40", 0, 120, "kernel", "last line before the reset"),
    ("f-disk0006", "hardware.disk-slow", "device=sdb", 5, "02:49:55", 0, 88, "kernel",
        "sd 2:0:0:0: [sdb] tag#3 timing out command, waited 30s"),
    ("f-module07", "package.module-not-built", "kernel=6.8.0-45", 1, "2024-02-29T06:12:44", 0, 20, "dkms",
        "Bad return status for module build on kernel: 6.8.0-45-generic"),
    ("f-boot0008", "kernel.boot", "kernel=6.8.0-45", 1, "05:12:00", 0, 130, "kernel",
        "Linux version 6.8.0-45-generic"),
    ("f-nocard09", "network.card-missing", "interface=ens4", 1, "05:12:20", 0, 140, "networkd",
        "ens4: interface not found"),
];

fn episodes() -> Vec<Episode> {
    let told = |(id, condition, named, count, time, input, line, unit, raw): &Told| {
        episode(id, condition, &[*named], *count, quote(time, *input, *line, unit, raw))
    };
    let mut all: Vec<Episode> = STORY.iter().map(told).collect();
    dress(&mut all);
    all
}

/// What the table above has no room for.
fn dress(all: &mut [Episode]) {
    let library = library();
    all[0].began = at("02:47:30");
    all[0].onset_sigma_ns = 60_000_000_000;
    all[0].last = at("03:02:11");
    all[0].values = vec![(library.kinds.find_value("dur").expect("dur"), "180".into())];
    all[0].quotes.push(quote(
        "03:02:11",
        0,
        111,
        "kernel",
        "nfs: server filer-2.lab.example not responding, still trying",
    ));
    all[2].values = vec![(library.kinds.find_value("reason").expect("reason"), "Try again".into())];
    let pod = |name: &str| Entity { kind: library.kind("pod"), value: name.into() };
    all[3].also.extend([pod("web/shop-1"), pod("web/shop-2"), pod("web/shop-3")]);
    all[5].origin = Origin::Derived;
    all[5].quotes.clear();
}

fn incident() -> Incident {
    Incident {
        id: "i-4kz7".into(),
        title: "NFS server filer-2.lab.example stopped answering".into(),
        severity: Severity::Critical,
        start: at("02:47:30"),
        end: at("03:06:40"),
        hosts: vec!["node-3".into()],
        verdict: Verdict::Known,
        roots: vec![root(0, 0.87, Confidence::High)],
        timeline: vec![0, 1, 2, 3, 5],
        chain: vec![0, 1, 2, 3, 5],
        links: vec![0, 1, 2, 3],
        also_seen: Vec::new(),
        actions: vec![Action {
            episode: 0,
            check: vec!["rpcinfo -t filer-2.lab.example nfs".into(), "findmnt -t nfs,nfs4".into()],
            fix: "Bring back the server or the path to it.".into(),
            care: "A soft mount returns EIO to writers: never for databases.".into(),
        }],
        contradictions: vec!["k3s changed pid 1224 -> 1231 before 03:00:19 without a restart line".into()],
        gaps: vec!["no log of the file server".into()],
    }
}
