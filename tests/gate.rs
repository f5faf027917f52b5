//! What is worth an alarm, and what is told first: an image that nobody has is a workload's mistake, a registry that
//! refuses all is an outage, one moment stands behind what goes on, and a restart on purpose excuses its clients.

mod common;

use common::{TempDir, analyse, condition};
use kascade::model::{Analysis, Severity};

/// Pods of three nodes that wait for an image for an hour, each asked for again every five minutes.
fn pulls(reason: &str) -> Analysis {
    let folder = TempDir::new("gate");
    for node in ["ci-1", "ci-2", "ci-3"] {
        let line = |minute: u32| {
            let image = "registry.lab.example/team/lint:lates";
            format!(
                "2026-03-09T02:{minute:02}:07+00:00 {node} kubelet[811]: E0309 02:{minute:02}:07.204110     811 kuberuntime_image.go:55] \"Failed to pull image\" err=\"rpc error: code = NotFound desc = failed to pull and unpack image \\\"{image}\\\": failed to resolve reference \\\"{image}\\\": {reason}\" image=\"{image}\"\n"
            )
        };
        folder.write(&format!("{node}/syslog"), (0..60).map(line).collect::<String>());
    }
    analyse(folder.path())
}

#[test]
fn an_image_that_nobody_has_is_no_outage() {
    assert_eq!(pulls("registry.lab.example/team/lint:lates: not found").incidents.len(), 0);
}

#[test]
fn a_registry_that_refuses_is_one() {
    assert_eq!(
        pulls("failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized").incidents.len(),
        1
    );
}

#[test]
fn one_moment_stands_behind_what_goes_on() {
    let folder = TempDir::new("gate");
    let line =
        |day: u32, minute: u32, text: &str| format!("2026-03-{day:02}T02:{minute:02}:07+00:00 wk-1 kernel: {text}\n");
    let killed = "Out of memory: Killed process 812 (java) total-vm:812004kB, anon-rss:401200kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:900kB oom_score_adj:0";
    let rejected = "cgroup: fork rejected by pids controller in /system.slice/containerd.service";
    let goes_on = (0..30).map(|minute| line(10, minute, rejected));
    folder.write("wk-1/syslog", std::iter::once(line(9, 0, killed)).chain(goes_on).collect::<String>());
    let analysis = analyse(folder.path());
    let roots: Vec<&str> =
        analysis.incidents.iter().map(|incident| condition(&analysis, incident.roots[0].episode)).collect();
    assert_eq!(roots, ["memory.fork-rejected", "memory.oom-kill-global"]);
}

#[test]
fn a_habit_stands_behind_trouble_of_several_kinds() {
    let folder = TempDir::new("gate");
    let line = |day: u32, minute: u32, text: &str| format!("2026-03-{day:02}T02:{minute:02}:07+00:00 wk-1 {text}\n");
    let killed = "kernel: Out of memory: Killed process 812 (java) total-vm:812004kB, anon-rss:401200kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:900kB oom_score_adj:0";
    let habit = (1..3).flat_map(|day| [line(day, 0, killed), line(day, 1, killed), line(day, 2, killed)]);
    let stuck = "kernel: watchdog: BUG: soft lockup - CPU#3 stuck for 26s! [kworker/3:1:99]";
    let ends = "kernel: Kernel panic - not syncing: softlockup: hung tasks";
    let stalls = "kernel: rcu: INFO: rcu_sched self-detected stall on CPU";
    let last = [line(20, 0, stuck), line(20, 1, stalls), line(20, 1, stuck), line(20, 2, ends)];
    folder.write("wk-1/syslog", habit.chain(last).collect::<String>());
    let analysis = analyse(folder.path());
    let first: Vec<&str> =
        analysis.incidents.iter().map(|incident| condition(&analysis, incident.roots[0].episode)).collect();
    assert_eq!(first, ["kernel.soft-lockup", "memory.oom-kill-global"]);
}

/// Whether what a card says whose link goes away for so many seconds, three times, is expected.
fn flaps_are_expected(seconds: u32) -> bool {
    let folder = TempDir::new("gate");
    let line = |second: u32, state: &str| {
        format!(
            "2026-03-02T10:{:02}:{:02}+00:00 wk-1 kernel: igc 0000:58:00.0 enp88s0: NIC Link is {state}\n",
            second / 60,
            second % 60
        )
    };
    let up = "Up 2500 Mbps Full Duplex, Flow Control: RX/TX";
    let lines = (0..3).map(|at| at * 90).flat_map(|at| [line(at, "Down"), line(at + seconds, up)]);
    folder.write("wk-1/syslog", lines.collect::<String>());
    let analysis = analyse(folder.path());
    let episode = analysis.episodes.iter().find(|episode| episode.count == 3).expect("the link that went away");
    episode.expected
}

#[test]
fn a_link_that_comes_back_each_time_is_expected() {
    assert_eq!((flaps_are_expected(4), flaps_are_expected(60)), (true, false));
}

#[test]
fn an_age_starts_no_boot_on_a_host_that_knows_its_own() {
    let folder = TempDir::new("gate");
    let line = |hour: u32, minute: u32, text: &str| format!("2026-03-02T{hour:02}:{minute:02}:00+00:00 wk-1 {text}\n");
    let goes_on = (0..180).map(|at| line(18 + at / 60, at % 60, "sshd[812]: Connection closed by 10.0.0.9 port 22"));
    let off =
        line(17, 50, "systemd-logind[612]: System is rebooting.") + &line(17, 51, "systemd[1]: Reached target Reboot.");
    let boot = line(17, 53, "kernel: Linux version 6.8.0-45-generic (buildd@lcy02-amd64-080)");
    folder.write("wk-1/syslog", off + &boot + &goes_on.collect::<String>());
    let table = "NAMESPACE   LAST SEEN   TYPE      REASON     OBJECT      MESSAGE\n\
                 default     41m         Warning   Rebooted   node/wk-1   Node wk-1 has been rebooted, boot id: 81bcbe08\n";
    folder.write("cluster/events.txt", table);
    assert_eq!(analyse(folder.path()).incidents.len(), 0);
}

/// A host whose processor stalls at these seconds after two o'clock, and whose cron goes on for so many minutes.
fn stalls(at: &[u32], minutes: u32) -> Analysis {
    let folder = TempDir::new("gate");
    let line = |second: u32, text: &str| {
        let (hour, minute, second) = (2 + second / 3600, second / 60 % 60, second % 60);
        format!("2026-03-09T{hour:02}:{minute:02}:{second:02}+00:00 wk-1 {text}\n")
    };
    let mut said: Vec<(u32, &str)> = (0..=minutes).map(|minute| (60 * minute, "CRON[41]: (root) CMD (true)")).collect();
    said.extend(at.iter().map(|second| (*second, "kernel: rcu: INFO: rcu_sched self-detected stall on CPU")));
    said.sort_unstable();
    folder.write("wk-1/syslog", said.into_iter().map(|(second, text)| line(second, text)).collect::<String>());
    analyse(folder.path())
}

#[test]
fn what_goes_by_and_stays_away_is_no_incident() {
    let analysis = stalls(&[60, 90], 30);
    assert_eq!(analysis.incidents.len(), 0);
    let severity = |wanted: &str| {
        let found = analysis.minor.iter().find(|episode| condition(&analysis, **episode) == wanted);
        found.map(|episode| analysis.episodes[*episode].severity)
    };
    assert_eq!(severity("kernel.rcu-stall"), Some(Severity::Medium), "grave where it lasts");
}

#[test]
fn what_may_not_be_over_is_one() {
    for (at, minutes, why) in [
        (&[60, 90][..], 10, "the log ends too soon to tell"),
        (&[60, 90, 180, 240], 30, "it lasts for three minutes"),
        (&[60], 30, "what is said once may be a state"),
        // More than `hold` after the first, so that it is another episode.
        (&[60, 90, 989, 1010], 40, "it is back within a quarter of an hour"),
    ] {
        assert_eq!(stalls(at, minutes).incidents.len(), 1, "{why}");
    }
}

/// Incidents of a mail relay that cannot resolve names in every third of the `failing` minutes, of a log of so many.
fn unresolved(failing: std::ops::Range<u32>, minutes: u32, with_mail: bool) -> usize {
    let folder = TempDir::new("gate");
    let said = |minute: u32| {
        let at = format!("2026-03-09T02:{minute:02}:07+00:00 mx-1");
        let cron = format!("{at} CRON[41]: (root) CMD (true)\n");
        let dns = format!(
            "{at} systemd-resolved[612]: Using degraded feature set UDP instead of UDP+EDNS0 for DNS server 10.0.0.53.\n"
        );
        let mail = format!(
            "{at} postfix/smtp[{minute}11]: 4XvT5n2b1z: to=<a@b.example>, relay=none, delay=5.2, dsn=4.4.3, status=deferred (Host or domain name not found. Name service error for name=b.example type=MX: Host not found, try again)\n"
        );
        let twice = if failing.contains(&minute) && minute % 3 == 2 { 2 } else { 0 };
        cron + &dns.repeat(twice) + &mail.repeat(if with_mail { twice } else { 0 })
    };
    folder.write("mx-1/syslog", (0..minutes).map(said).collect::<String>());
    analyse(folder.path()).incidents.len()
}

#[test]
fn what_is_medium_and_brings_the_next_is_one_when_it_lasts_to_the_end() {
    assert_eq!(unresolved(2..50, 50, true), 1);
    assert_eq!(unresolved(2..50, 50, false), 0, "one kind");
    assert_eq!(unresolved(35..50, 50, true), 0, "not long yet");
    assert_eq!(unresolved(2..30, 59, true), 0, "it is over");
}

/// Pulls from a registry without TLS that fail for twelve minutes, and a log that goes on for `quiet` minutes more.
fn plain_registry(quiet: u32, other_logs: u32) -> usize {
    let folder = TempDir::new("gate");
    let line = |minute: u32, text: &str| {
        format!(
            "2026-03-09T02:{minute:02}:07+00:00 ci-1 containerd[711]: time=\"2026-03-09T02:{minute:02}:07.204110Z\" level={text}\n"
        )
    };
    let failed = "error msg=\"PullImage \\\"reg.lab.example:5000/lint:3\\\" failed\" error=\"failed to pull and unpack image \\\"reg.lab.example:5000/lint:3\\\": failed to resolve reference \\\"reg.lab.example:5000/lint:3\\\": failed to do request: Head \\\"https://reg.lab.example:5000/v2/lint/manifests/3\\\": http: server gave HTTP response to HTTPS client\"";
    let other = "info msg=\"StartContainer for \\\"5b1f\\\" returns successfully\"";
    let failing = (0..12).map(|minute| line(minute, failed));
    let after = (12..12 + quiet).map(|minute| line(minute, other));
    folder.write("containerd.log", failing.chain(after).collect::<String>());
    for n in 0..other_logs {
        folder
            .write(&format!("syslog.{n}"), format!("2026-03-09T02:00:0{n}+00:00 ci-1 CRON[4{n}]: (root) CMD (true)\n"));
    }
    analyse(folder.path()).incidents.len()
}

#[test]
fn a_piece_of_a_log_is_shown_for_what_fails_to_its_end() {
    assert_eq!(plain_registry(0, 0), 1);
    assert_eq!(plain_registry(0, 2), 1, "of a few logs one fails");
    assert_eq!(plain_registry(30, 0), 0, "it is over");
    assert_eq!(plain_registry(0, 3), 0, "a collection of logs is not shown for one trouble");
}

/// Calls that fail every two minutes because a certificate has expired, and a log that goes on for `quiet` minutes more,
/// after `before` lines of another kind.
fn expired(times: u32, quiet: u32, before: u32) -> usize {
    let folder = TempDir::new("gate");
    let line = |hour: u32, minute: u32, text: &str| {
        format!("2026-04-02T{hour:02}:{:02}:00+00:00 app-1 sync[77]: {text}\n", minute % 60)
    };
    let early = (0..before).map(|n| line(7, n / 20, "batch of 20 items sent"));
    let failed = "push failed: Post \"https://api.lab.example/v1/items\": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-04-02T08:00:00Z is after 2026-04-01T22:13:29Z";
    let failing = (0..times).map(|n| line(8, 2 * n, failed));
    let after = (0..quiet).map(|minute| line(8, 2 * times + minute, "batch of 20 items sent"));
    folder.write("app-1/syslog", early.chain(failing).chain(after).collect::<String>());
    analyse(folder.path()).incidents.len()
}

#[test]
fn one_kind_of_trouble_is_what_a_piece_of_a_log_is_shown_for() {
    assert_eq!(expired(8, 0, 40), 1);
    assert_eq!(expired(2, 0, 40), 0, "it may be a moment's");
    assert_eq!(expired(8, 30, 40), 0, "it is over");
    assert_eq!(expired(8, 0, 1100), 0, "it is not a piece of a log");
}

/// Pods of two nodes that miss a key of their secret, and clients that are refused, for some minutes and `quiet` more.
fn missing_key(hosts: &[&str], quiet: u32) -> usize {
    let folder = TempDir::new("gate");
    for host in hosts {
        let line = |n: u32| {
            let (minute, second) = (n / 6, n % 6 * 10);
            let at = format!("2026-03-09T02:{minute:02}:{second:02}+00:00 {host}");
            format!(
                "{at} kubelet[811]: E0309 02:{minute:02}:{second:02}.204110     811 pod_workers.go:1324] \"Error syncing pod, skipping\" err=\"failed to \\\"StartContainer\\\" for \\\"api\\\" with CreateContainerConfigError: \\\"couldn't find key DB_PASSWORD in Secret shop/db\\\"\" pod=\"shop/api-5cdcc7645-45d5q\" podUID=\"1b7e2a5c-6f0d-4d53-9d0a-3f1c7b1f9a10\"\n{at} front[912]: Error: connect ECONNREFUSED 10.44.9.3:8443\n{at} front[912]: FetchError: request to http://api.shop/v1 failed, reason: connect ECONNREFUSED 10.44.9.3:8443\n"
            )
        };
        let after = |minute: u32| format!("2026-03-09T02:{minute:02}:00+00:00 {host} cron[7]: (root) CMD (true)\n");
        let failing: String = (0..24).map(line).collect();
        folder.write(&format!("{host}/syslog"), failing + &(4..4 + quiet).map(after).collect::<String>());
    }
    analyse(folder.path()).incidents.len()
}

#[test]
fn somebody_asks_in_the_middle_of_it() {
    assert_eq!(missing_key(&["wk-1", "wk-2"], 0), 1);
    assert_eq!(missing_key(&["wk-1", "wk-2"], 30), 0, "it is over");
    assert_eq!(missing_key(&["wk-1"], 0), 0, "one host");
}

/// Clients of a database that cannot reach it for a quarter of an hour, and find it again, or not.
fn away(first: &str, mends: bool) -> usize {
    let folder = TempDir::new("gate");
    folder.write("db-1/syslog", format!("2026-03-09T02:00:00+00:00 db-1 wall[4202]: {first}\n"));
    let refused = "OperationalError: connection to server at \"10.9.0.5\", port 5432 failed: Connection refused";
    for host in ["app-1", "app-2"] {
        let line = |minute: u32, text: &str| format!("2026-03-09T02:{minute:02}:07+00:00 {host} shop[912]: {text}\n");
        let failing = (5..20).flat_map(|minute| (0..8).map(move |_| line(minute, refused)));
        let after = (20..50).map(|minute| line(minute, if mends { "GET /cart 200" } else { refused }));
        folder.write(&format!("{host}/syslog"), failing.chain(after).collect::<String>());
    }
    analyse(folder.path()).incidents.len()
}

#[test]
fn work_that_was_announced_excuses_who_finds_nobody_meanwhile() {
    assert_eq!(away("[maintenance] database from 02:04 to 02:25", true), 0);
    assert_eq!(away("good morning", true), 1);
    assert_eq!(away("[maintenance] database from 02:04 to 02:25", false), 1, "it is not back");
}

/// Incidents of a member of etcd that loses its leader twenty times in two minutes, while the other one is `restarted`.
fn elections(restarted: bool) -> usize {
    let folder = TempDir::new("gate");
    let line = |host: &str, program: &str, second: u32, text: &str| {
        format!("2026-03-02T10:{:02}:{:02}+00:00 {host} {program}: {text}\n", 10 + second / 60, second % 60)
    };
    let lost = |n: u32| {
        let text = format!(
            "{{\"level\":\"info\",\"logger\":\"raft\",\"caller\":\"etcdserver/zap_raft.go:77\",\"msg\":\"raft.node: 111489d16cc96e57 lost leader 4e045d1158c8682c at term {n}\"}}"
        );
        line("e-2", "etcd[77]", 6 * n, &text)
    };
    let found = line(
        "e-2",
        "etcd[77]",
        123,
        "{\"level\":\"info\",\"msg\":\"raft.node: 111489d16cc96e57 elected leader 4e045d1158c8682c at term 7\"}",
    );
    let later = (1..20).map(|minute| line("e-2", "CRON[9]", 60 * minute, "(root) CMD (true)"));
    folder.write("e-2/syslog", (0..20).map(lost).chain([found]).chain(later).collect::<String>());
    let stop = line("e-1", "systemd[1]", 0, "Stopping etcd.service - etcd key-value store...");
    let start = line("e-1", "systemd[1]", 124, "Started etcd.service - etcd key-value store.");
    let quiet = line("e-1", "CRON[9]", 0, "(root) CMD (true)");
    folder.write("e-1/syslog", if restarted { stop + &start } else { quiet });
    analyse(folder.path()).incidents.len()
}

#[test]
fn a_daemon_that_was_told_to_stop_and_is_back_excuses_its_peers() {
    assert_eq!((elections(true), elections(false)), (0, 1));
}

/// The machines that a balancer's complaint about a server counts for, where `edge-1` has a log.
fn machines_of(server: &str) -> Vec<String> {
    let folder = TempDir::new("gate");
    let down = format!(
        "2026-03-02T10:00:05+00:00 lb-1 haproxy[8]: Server app/{server} is DOWN, reason: Layer7 wrong status, code: 500, check duration: 1ms. 1 active and 0 backup servers left.\n"
    );
    folder.write("lb-1/syslog", down);
    folder.write("edge-1/syslog", "2026-03-02T10:00:00+00:00 edge-1 nginx: 2026/03/02 10:00:00 [crit] 104#104: accept4() failed (24: Too many open files)\n");
    let analysis = analyse(folder.path());
    let down = (0..analysis.episodes.len()).find(|&index| condition(&analysis, index) == "vip.backend-down");
    analysis.episodes[down.expect("the complaint")].observers.iter().map(ToString::to_string).collect()
}

#[test]
fn a_machine_that_another_one_speaks_of_is_one_of_those_it_happened_on() {
    assert_eq!(machines_of("edge-1"), ["edge-1", "lb-1"]);
    assert_eq!(machines_of("srv9"), ["lb-1"]);
}

/// How many links lead from a unit whose program cannot be started to clients that find no database.
fn blamed(unit: &str) -> usize {
    let folder = TempDir::new("gate");
    let failed = format!(
        "2026-03-02T10:00:00+00:00 db-1 systemd[1]: {unit}: Failed at step EXEC spawning /usr/bin/x: Permission denied\n"
    );
    let refused = "2026-03-02T10:00:20+00:00 db-1 app[7]: psycopg2.OperationalError: connection to server at \"10.0.0.5\", port 5432 failed: Connection refused\n";
    folder.write("db-1/syslog", failed + refused);
    let analysis = analyse(folder.path());
    let id = |index: usize| condition(&analysis, index);
    let links = analysis.links.iter();
    links.filter(|l| id(l.from) == "systemd.program-not-started" && id(l.to) == "app.database-unreachable").count()
}

#[test]
fn what_nothing_depends_on_is_to_blame_for_nothing_else() {
    assert_eq!((blamed("postgresql.service"), blamed("man-db.service")), (1, 0));
}
