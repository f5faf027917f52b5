//! A made-up analysis for the tests of this room: a file server goes away, and what hangs on it follows.
//!
//! ```text
//! 0 NFS server away -> 1 task blocked -> 2 lookups fail -> 3 no sandboxes -> 5 log ends       4 minor   6 rival
//! 7 module not built for the next kernel ... reboot 8 ... -> 9 no network card                 (another story)
//! ```

use crate::model::{
    Action, Analysis, Baseline, Basis, BootSpan, ConditionId, Confidence, Entity, Episode, EpisodeKey, Factors,
    HostFacts, Hypothesis, Incident, InputFacts, Link, Missing, Notice, NoticeKind, Origin, Place, Quote, Severity,
    Stamp, Strange, Trigger, Tuned, Unexplained, Vanished, Verdict,
};
use crate::rule::Library;
use crate::rule::build::{Source, build};
use crate::rule::entities::Kinds;
use crate::rule::streams::Streams;
use crate::rule::tuning::Tuning;
use crate::rule::window::Benign;

const NFS_RULE: &str = r#"
title = "NFS server {nfs_server} stopped answering"
severity = "critical"
role = "fault"
prior = 0.6
alone = 0.3
about = ["host", "nfs_server"]
lasts = "until-ended"
hold = "15m"
[explain]
what = "The kernel's NFS client had no reply within a major timeout; the mount is hard, so every caller waits."
check = ["rpcinfo -t {nfs_server} nfs", "findmnt -t nfs,nfs4"]
fix = "Bring back the server or the path to it."
care = "A soft mount returns EIO to writers: never for databases."
sources = ["linux net/sunrpc/clnt.c: rpc_check_timeout"]
[[signature]]
from = ["kernel"]
literals = ["nfs: server ", " not responding, still trying"]
regex = '''nfs: server (?<nfs_server>\S+) not responding, still trying'''
sure = 0.98
matches = ['''nfs: server filer7.lab.example not responding, still trying''']
rejects = ['''nfs: server filer7.lab.example OK''']
[[ends]]
from = ["kernel"]
literals = ["nfs: server ", " OK"]
regex = '''nfs: server (?<nfs_server>\S+) OK'''
[[leads_to]]
condition = "kernel.task-hung"
strength = 0.9
lag = ["0s", "15m"]
on = ["host"]
because = "writers wait on the hard mount in D state"
"#;

/// Every other rule: id, title, severity, role, explain.
const RULES: [(&str, &str, &str, &str); 9] = [
    ("boot.cut-off", "log of {host} ends without a shutdown", "critical", "step"),
    ("cni.sandbox-failed", "no sandbox for {pod}", "high", "symptom"),
    ("dns.lookup-failed", "name lookups fail: {reason}", "medium", "step"),
    ("hardware.disk-slow", "disk {device} answers late", "medium", "fault"),
    ("kernel.boot", "{host} started kernel {kernel}", "info", "trigger"),
    ("kernel.task-hung", "task {process} blocked", "high", "symptom"),
    ("network.card-missing", "no driver for {interface}", "critical", "step"),
    ("package.module-not-built", "module not built for kernel {kernel}", "high", "cause"),
    ("workload.oom", "container {container} killed for memory", "medium", "fault"),
];

/// A library of the conditions in the story.
pub fn library() -> Library {
    let rule = |(id, title, severity, role): &(&str, &str, &str, &str)| {
        let text = format!(
            "title = \"{title}\"\nseverity = \"{severity}\"\nrole = \"{role}\"\nlasts = \"moment\"\nhold = \"5m\"\n\
             [explain]\nwhat = \"What {id} means.\"\ncheck = [\"show {id}\"]\nfix = \"Mend {id}.\"\n"
        );
        Source::parse(id, "sample", &text).expect(id)
    };
    let mut sources: Vec<Source> = RULES.iter().map(rule).collect();
    sources.push(Source::parse("storage.nfs-server-unresponsive", "sample", NFS_RULE).expect("rule"));
    let kinds = Kinds::parse(include_str!("../../rules/entities.toml")).expect("kinds");
    let streams = Streams::parse(include_str!("../../rules/streams.toml")).expect("streams");
    let mut library = build(sources, kinds, streams, &Benign::default()).expect("rules");
    library.digest = "5a3c".to_owned();
    library
}

/// A moment on 2 March 2024, or on the day that is given with it.
pub fn at(time: &str) -> Stamp {
    let text = if time.len() == 8 { format!("2024-03-02T{time}Z") } else { format!("{time}Z") };
    let time: chrono::DateTime<chrono::Utc> = text.parse().expect("time");
    Stamp { ns: time.timestamp_nanos_opt().expect("in range"), basis: Basis::Exact, ahead_ns: 0 }
}

/// A line of `kern.log` (0) or `k3s.log` (1) of node-3.
pub fn quote(time: &str, input: u32, line: u64, unit: &str, raw: &str) -> Quote {
    let place = Place { input, offset: line.wrapping_mul(100), line };
    Quote { time: Some(at(time)), place, host: Some("node-3".into()), unit: Some(unit.into()), raw: raw.into() }
}

/// An episode of node-3 with its first line; `named` are entities as `kind=value`.
pub fn episode(id: &str, condition: &str, named: &[&str], count: u64, first: Quote) -> Episode {
    let library = library();
    let condition = library.id(condition).expect(condition);
    let time = first.time.expect("a sample quote has a time");
    Episode {
        id: id.to_owned(),
        key: EpisodeKey { condition, host: Some("node-3".into()), about: entities(&library, condition, named, true) },
        also: entities(&library, condition, named, false),
        values: Vec::new(),
        observers: vec!["node-3".into()],
        began: time,
        onset_sigma_ns: 0,
        began_by_ns: time.ns,
        seen: time,
        last: time,
        ended: None,
        active_until_ns: time.ns,
        count,
        peak: 1,
        severity: library.condition(condition).severity,
        sure: 0.9,
        origin: Origin::Observed,
        expected: false,
        boot: Some(0),
        quotes: vec![first],
        notes: Vec::new(),
    }
}

fn entities(library: &Library, condition: ConditionId, named: &[&str], about: bool) -> Vec<Entity> {
    let pairs = named.iter().filter_map(|n| n.split_once('=')).map(|(k, v)| (library.kind(k), v));
    let wanted = pairs.filter(|(kind, _)| library.condition(condition).is_about(*kind) == about);
    wanted.map(|(kind, value)| Entity { kind, value: value.into() }).collect()
}

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

fn link(from: usize, to: usize, joined: &str, because: &str, lag_s: i64, blame: f64) -> Link {
    let lag_ns = lag_s * 1_000_000_000;
    Link {
        from,
        to,
        because: because.into(),
        joined: joined.to_owned().into(),
        lag_ns,
        strength: 0.7,
        blame,
        fired_by: None,
    }
}

fn root(episode: usize, score: f64, confidence: Confidence) -> Hypothesis {
    Hypothesis {
        episode,
        statement: "filer-2.lab.example stopped answering node-3, whose mount is hard".into(),
        score,
        lead: f64::INFINITY,
        confidence,
        factors: Factors { prior: 0.6, sure: 0.98, explains: 0.9, explained_by_others: 0.0, predictions_kept: 1.0 },
        trigger: None,
        latent_since: None,
        explains: vec![1, 2, 3, 5],
        against: Vec::new(),
        missing: vec![Missing {
            what: "CoreDNS log".into(),
            why: "the lookup step rests on order alone".into(),
            command: "kubectl -n kube-system logs deploy/coredns".into(),
        }],
        branches: Vec::new(),
        before: Vec::new(),
    }
}

/// The whole story: one incident, one minor episode.
pub fn nfs() -> Analysis {
    Analysis {
        inputs: inputs(),
        hosts: vec![HostFacts {
            name: "node-3".into(),
            clock_offset_s: 0.0,
            clock_uncertainty_s: 0.5,
            boots: vec![BootSpan {
                id: "9c1e4d7a".into(),
                start: at("2024-02-27T08:00:00"),
                end: at("03:06:40"),
                ended_by: "watchdog",
            }],
        }],
        episodes: episodes(),
        links: vec![
            link(0, 1, "same host", "writers wait on the hard mount in D state", 212, 0.74),
            link(1, 2, "same host", "the resolver logs to the mount", 316, 0.31),
            link(2, 3, "same host", "the sandbox image cannot be pulled", 241, 0.12),
            link(3, 5, "boot", "nobody feeds the watchdog", 381, 0.22),
        ],
        incidents: vec![incident()],
        minor: vec![4],
        unexplained: vec![Unexplained {
            template: "promtail: retrying <*> in <*>".into(),
            count: 7,
            first: Some(at("02:48:00")),
            hosts: vec!["node-3".into()],
            evidence: vec![quote("02:48:00", 1, 40, "promtail", "retrying batch in 5s")],
            unit: Some("promtail".into()),
            strange: Strange::New,
            error: true,
            incident: incident().id,
        }],
        unexplained_more: (2, 9),
        baseline: None,
        tuned: Vec::new(),
        notices: vec![Notice::once(NoticeKind::TimeAssumed, "kern.log: times carry no zone, taken as UTC")],
        bundles: Vec::new(),
        passed: Vec::new(),
        partial: false,
    }
}

/// The same against a healthy log.
pub fn compared() -> Analysis {
    let vanished = vec![Vanished { what: "everything of chronyd".into(), per_hour: 56.25 }];
    let baseline =
        Baseline { name: "last-week.log".into(), records: 90_000, set_aside: 3, severe: 1, usual: 12, vanished };
    Analysis { baseline: Some(baseline), ..nfs() }
}

fn inputs() -> Vec<InputFacts> {
    let streams = Streams::parse(include_str!("../../rules/streams.toml")).expect("streams");
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

/// Everything that a line can carry to do harm.
pub const HOSTILE: &str = "\u{1b}[2J\u{1b}]0;x\u{7} `````` | <script>alert(1)</script> \u{202e}gpj \u{200b} \"%%{init}%%\" [a](b) \u{9b}1m\r\nnext";

/// Hostile text wherever text can stand.
pub fn hostile() -> Analysis {
    let mut analysis = rivals();
    let text = || HOSTILE.to_owned();
    analysis.inputs.iter_mut().for_each(|i| (i.path, i.zone, i.host) = (text(), text(), Some(HOSTILE.into())));
    analysis.hosts[0].name = HOSTILE.into();
    analysis.hosts[0].boots[0].id = text();
    for episode in &mut analysis.episodes {
        episode.key.host = Some(HOSTILE.into());
        episode.key.about.iter_mut().chain(&mut episode.also).for_each(|e| e.value = HOSTILE.into());
        episode.quotes.iter_mut().for_each(|q| (q.raw, q.unit) = (HOSTILE.into(), Some(HOSTILE.into())));
        episode.notes.push(text());
    }
    analysis.links.iter_mut().for_each(|l| (l.because, l.joined) = (text().into(), text().into()));
    analysis.notices.push(Notice { count: 3, example: text(), ..Notice::once(NoticeKind::Damaged, text()) });
    analysis.unexplained[0].template = text();
    hostile_incident(&mut analysis.incidents[0]);
    analysis
}

fn hostile_incident(incident: &mut Incident) {
    let text = || HOSTILE.to_owned();
    incident.title = text();
    incident.hosts = vec![HOSTILE.into()];
    incident.contradictions = vec![text()];
    incident.gaps = vec![text()];
    incident.actions[0] = Action { episode: 0, check: vec![text()], fix: text(), care: text() };
    for root in &mut incident.roots {
        root.statement = text();
        root.against = vec![text()];
        root.missing = vec![Missing { what: text(), why: text(), command: text() }];
    }
}

/// Far too much of everything: many incidents, endless lines, chains, roots, gaps and actions.
pub fn monstrous() -> Analysis {
    let mut analysis = hostile();
    let long = "日本語 long word ".repeat(60);
    analysis.episodes.iter_mut().for_each(|e| {
        e.count = u64::MAX;
        e.quotes = (0..40).map(|i| quote("02:50:30", 0, u64::MAX - i, &long, &long)).collect();
        e.notes = vec![long.clone(); 30];
    });
    let incident = &mut analysis.incidents[0];
    incident.chain = (0..500).map(|i| [0, 1, 2, 3, 5][i % 5]).collect();
    incident.timeline = incident.chain.clone();
    incident.contradictions = vec![long.clone(); 50];
    incident.gaps = vec![long.clone(); 50];
    incident.hosts = (0..300).map(|i| format!("{long}{i}").into()).collect();
    incident.roots[0].branches = vec![6; 60];
    incident.roots[0].missing = vec![Missing { what: long.clone(), why: long.clone(), command: long.clone() }; 20];
    incident.roots = vec![incident.roots[0].clone(); 9];
    incident.actions[0].fix = long.clone();
    incident.actions[0].care = long;
    analysis.incidents = vec![analysis.incidents[0].clone(); 70];
    analysis
}

/// Whether a text holds nothing that a terminal could take for more than text.
pub fn is_inert(text: &str) -> bool {
    let hides = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}');
    text.chars().all(|c| c == '\n' || !c.is_control() && !hides(c))
}

/// Compares a report with the file of that name in `tests/expected/report`.
///
/// `KASCADE_BLESS=1 cargo test` writes the files anew; read the difference before it is committed.
#[track_caller]
pub fn check_file(name: &str, got: &str) {
    check_path(&format!("tests/expected/report/{name}"), got);
}

/// Compares a text with a file of the repository, or writes it under `KASCADE_BLESS=1`.
#[track_caller]
pub fn check_path(path: &str, got: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("KASCADE_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().expect("a file has a directory")).expect("create");
        std::fs::write(&path, got).expect("write");
    }
    let want = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(got == want, "{} differs; KASCADE_BLESS=1 writes it anew\n{got}", path.display());
}
