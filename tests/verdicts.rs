//! What a root may rest on: onsets that are dated back, effects that are missed, changes that are enough by themselves,
//! starts that excuse, and requests that nobody took back.

mod common;

use common::{TempDir, analyse, condition};
use kascade::model::{Analysis, Incident, Verdict};

/// Lines of a host, as `rsyslog` writes them: minute and second after two o'clock, program, text.
fn syslog(host: &str, lines: &[(u32, u32, &str, &str)]) -> String {
    let line = |(minute, second, program, text): &(u32, u32, &str, &str)| {
        let (hour, minute) = (2 + minute / 60, minute % 60);
        format!("2026-03-09T{hour:02}:{minute:02}:{second:02}+00:00 {host} {program}: {text}\n")
    };
    lines.iter().map(line).collect()
}

fn of_host(host: &str, lines: &[(u32, u32, &str, &str)]) -> Analysis {
    let folder = TempDir::new("verdicts");
    folder.write(&format!("{host}/syslog"), syslog(host, lines));
    analyse(folder.path())
}

fn root<'a>(analysis: &'a Analysis, incident: &Incident) -> &'a str {
    condition(analysis, incident.roots[0].episode)
}

const DEADLINE: &str = "E0309 02:01:00.000000    1123 remote_runtime.go:176] \"RunPodSandbox from runtime service failed\" err=\"rpc error: code = DeadlineExceeded desc = context deadline exceeded\"";
const STALL: &str = "rcu: INFO: rcu_sched self-detected stall on CPU";

#[test]
fn a_sign_that_is_printed_late_by_habit_is_not_the_first_one() {
    let lines: Vec<_> =
        (0..12u32).flat_map(|n| [(3 * n, 1, "kernel", STALL), (3 * n + 1, 0, "kubelet[1123]", DEADLINE)]).collect();
    let analysis = of_host("wk-1", &lines);
    let incident = &analysis.incidents[0];
    assert_eq!((incident.verdict, root(&analysis, incident)), (Verdict::NoRootInEvidence, "kernel.rcu-stall"));
}

#[test]
fn a_change_that_is_enough_by_itself_is_the_root() {
    let switched = "hv_netvsc 000d3a21-77aa-000d-3a21-77aa000d3a21 eth0: Data path switched from VF: enP2s1";
    let dead = "mlx5_core 4c11:00:02.0: poll_health:835:(pid 0): device's health compromised - reached miss count";
    let lines = [(0, 0, "kernel", switched), (0, 1, "kernel", dead), (9, 1, "kernel", dead)];
    let analysis = of_host("az-4", &lines);
    assert_eq!(root(&analysis, &analysis.incidents[0]), "virtualization.fast-path-removed");
}

#[test]
fn a_kubelet_that_starts_excuses_no_failure_of_its_machine() {
    let started = "I0309 02:00:00.000000    1123 server.go:1256] \"Started kubelet\"";
    let lines = [(0, 0, "kubelet[1123]", started), (1, 0, "kernel", STALL), (1, 30, "kernel", STALL)];
    let analysis = of_host("wk-1", &lines);
    assert_eq!(analysis.incidents.len(), 1, "{:?}", analysis.minor);
}

/// A node that is asked to go down at 02:05, and what two others see of it until 03:00.
fn asked(request: &str, target: &str) -> Analysis {
    let folder = TempDir::new("verdicts");
    let mut gone: Vec<_> = (0..5).map(|minute| (minute, 0, "CRON[41]", "(root) CMD (true)")).collect();
    gone.extend([(5, 0, "systemd-logind", request), (5, 20, "systemd[1]", target)]);
    folder.write("cp-1/syslog", syslog("cp-1", &gone));
    for worker in ["wk-1", "wk-2"] {
        let refused = format!(
            "E0309 02:06:00.000000     811 controller.go:195] \"Failed to update lease\" err=\"Put \\\"https://10.3.0.11:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/{worker}?timeout=10s\\\": dial tcp 10.3.0.11:6443: connect: connection refused\""
        );
        let sees: Vec<_> = (6..60).map(|minute| (minute, 0, "kubelet[811]", &*refused)).collect();
        folder.write(&format!("{worker}/syslog"), syslog(worker, &sees));
    }
    analyse(folder.path())
}

#[test]
fn a_reboot_that_does_not_come_back_is_not_explained_by_its_request() {
    let analysis = asked("The system will reboot now!", "Reached target reboot.target - System Reboot.");
    let incident = &analysis.incidents[0];
    assert_eq!((incident.verdict, root(&analysis, incident)), (Verdict::NoRootInEvidence, "boot.shutdown-requested"));
    assert_eq!(incident.roots[0].missing[0].what, "why cp-1 did not come back");
}

#[test]
fn a_power_off_is_what_somebody_wanted() {
    let analysis = asked("The system will power off now!", "Reached target poweroff.target - System Power Off.");
    let incident = &analysis.incidents[0];
    assert_eq!((incident.verdict, root(&analysis, incident)), (Verdict::Known, "boot.shutdown-requested"));
}

#[test]
fn what_is_not_on_a_machine_is_not_missing_there() {
    let taken = "Error: listen tcp 0.0.0.0:9808: bind: address already in use";
    let lines = (0..40).flat_map(|n| {
        [(n, 0, "liveness-probe[77]", taken), (n, 5, "systemd[1]", "session-4.scope: Deactivated successfully.")]
    });
    let analysis = of_host("wk-1", &lines.collect::<Vec<_>>());
    let all = || analysis.incidents.iter().flat_map(|incident| &incident.roots);
    let of_port = all().find(|root| condition(&analysis, root.episode) == "network.port-in-use");
    assert_eq!(of_port.map(|root| root.factors.predictions_kept), Some(1.0));
}

/// An event of the cluster that does not say which node reports it.
fn event(minute: u32) -> String {
    let time = format!("2026-03-09T02:{minute:02}:10Z");
    let message =
        "Readiness probe failed: calico/node is not ready: BIRD is not ready: BGP not established with 10.3.0.12";
    let involved = r#"{"kind":"Pod","namespace":"calico-system","name":"calico-node-mm4d2"}"#;
    format!(
        r#"{{"kind":"Event","type":"Warning","reason":"Unhealthy","message":"{message}","firstTimestamp":"{time}","lastTimestamp":"{time}","count":1,"metadata":{{"name":"calico-node-mm4d2.{minute}","namespace":"calico-system","creationTimestamp":"{time}"}},"involvedObject":{involved},"source":{{"component":"kubelet"}}}}"#
    )
}

#[test]
fn an_event_without_its_node_follows_from_another_host() {
    let folder = TempDir::new("verdicts");
    let pod = "wk-3/pods/calico-system_calico-node-q7xzt_5d0b1c6e-7a52-4f0e-9d7e-0a1de1294c74/calico-node/0.log";
    let found = "Using autodetected IPv4 address on interface br-4c1e77a0b2d3: 172.23.0.1/16";
    folder.write(
        pod,
        format!(
            "2026-03-09T02:00:00.137Z stdout F 2026-03-09 02:00:00.137 [INFO][9] startup/startup.go 485: {found}\n"
        ),
    );
    let events: Vec<String> = (0..8).map(event).collect();
    let list = format!(r#"{{"apiVersion":"v1","kind":"List","items":[{}]}}"#, events.join(","));
    folder.write("cluster/events.json", list);
    let analysis = analyse(folder.path());
    let told = analysis.incidents[0].timeline.iter().map(|episode| condition(&analysis, *episode));
    assert_eq!(told.collect::<Vec<_>>(), ["cni.calico-address-changed", "cni.calico-not-ready"]);
}

#[test]
fn the_same_of_several_things_at_once_is_one_root() {
    let lost = ["c", "d", "e", "f"].map(|disk| {
        format!(
            "sd 2:0:3:0: [sd{disk}] Synchronize Cache(10) failed: Result: hostbyte=DID_NO_CONNECT driverbyte=DRIVER_OK"
        )
    });
    let mut lines: Vec<_> = lost.iter().map(|text| (5, 10, "kernel", &**text)).collect();
    let pool = "WARNING: Pool 'tank' has encountered an uncorrectable I/O failure and has been suspended.";
    lines.push((5, 14, "kernel", pool));
    let analysis = of_host("nas-1", &lines);
    let roots: Vec<&str> = analysis.incidents[0].roots.iter().map(|root| &*root.statement).collect();
    let first = "A disk dropped off nas-1, with 3 alike; 1 later episodes follow from it";
    assert_eq!(roots, [first, "ZFS pool tank is suspended"]);
}

#[test]
fn what_lies_between_a_trigger_and_the_root_is_told_with_it() {
    let no_ticket = "WARN ipc.Client: Exception encountered while connecting to the server : javax.security.sasl.SaslException: GSS initiate failed [Caused by GSSException: No valid credentials provided (Mechanism level: Failed to find any Kerberos tgt)]";
    let full = "ERROR:  could not extend file \"base/16384/24601\": No space left on device";
    let mut lines = vec![(0, 0, "crond[811]", "(etl) RELOAD (/var/spool/cron/etl)")];
    lines.extend((30..150).step_by(10).map(|minute| (minute, 0, "loader[2001]", no_ticket)));
    lines.extend((90..150).map(|minute| (minute, 5, "postgres[2002]", full)));
    let analysis = of_host("etl-1", &lines);
    let root = &analysis.incidents[0].roots[0];
    let trigger = root.trigger.as_ref().expect("the cron table was changed");
    let way: Vec<&str> = trigger.via.iter().map(|&index| condition(&analysis, index)).collect();
    assert_eq!(
        (condition(&analysis, root.episode), way),
        ("filesystem.disk-full", vec!["security.kerberos-failing"]),
        "{trigger:?}"
    );
}

/// An exception whose last line says that the database gives no answer is an effect of that.
#[test]
fn a_fault_that_a_symptom_brought_is_no_root() {
    let trace = [
        "Traceback (most recent call last):",
        "  File \"/srv/shop/db.py\", line 12, in connect",
        "    raise exc",
        "pymysql.err.OperationalError: (2003, \"Can't connect to MySQL server on 'db-1' (timed out)\")",
    ];
    let lines: Vec<_> =
        (0..40u32).flat_map(|n| trace.iter().map(move |line| (n / 2, n % 2 * 30, "python3[812]", *line))).collect();
    let analysis = of_host("web-1", &lines);
    let incident = &analysis.incidents[0];
    assert_eq!((incident.verdict, root(&analysis, incident)), (Verdict::NoRootInEvidence, "app.database-unreachable"));
}

/// The manager of a session prints the same at each logout.
#[test]
fn only_the_manager_of_the_system_shuts_down() {
    let stops = |manager: &str| {
        let lines =
            [(0, 0, manager, "Reached target shutdown.target - Shutdown."), (1, 0, "cron[7]", "(root) CMD (true)")];
        let analysis = of_host("wk-1", &lines);
        (0..analysis.episodes.len()).any(|at| condition(&analysis, at) == "boot.shutdown-clean")
    };
    assert_eq!([stops("systemd[1]"), stops("systemd"), stops("systemd[251]")], [true, true, false]);
}

/// Nobody has `kubectl` where no cluster is.
#[test]
fn commands_fit_the_machines() {
    let gone = "Can't connect to MySQL server on 'db-1' (timed out)";
    let advised = |more: (u32, u32, &str, &str)| {
        let mut lines: Vec<_> = (0..60u32).map(|n| (n / 2, n % 2 * 30, "shop[41]", gone)).collect();
        lines.push(more);
        let analysis = of_host("web-1", &lines);
        analysis.incidents[0].actions[0].check.iter().any(|check| check.starts_with("kubectl"))
    };
    assert!(!advised((30, 0, "cron[7]", "(root) CMD (true)")));
    assert!(advised((30, 0, "kubelet[1123]", "I0309 02:30:00.000000    1123 server.go:1256] \"Started kubelet\"")));
}

/// Two programs that lose their ports in the same second are one root, and both are shown.
#[test]
fn what_began_with_the_root_is_named() {
    let taken = |port: u32| format!("Error: listen tcp 0.0.0.0:{port}: bind: address already in use");
    let (first, second) = (taken(9809), taken(7946));
    let loop_ = "E0309 02:01:00.000000    1123 pod_workers.go:1324] \"Error syncing pod, skipping\" err=\"failed to \\\"StartContainer\\\" for \\\"node\\\" with CrashLoopBackOff: \\\"back-off 5m0s restarting failed container=node pod=csi-1_csi(1b7e2a5c-6f0d-4d53-9d0a-3f1c7b1f9a10)\\\"\" pod=\"csi/csi-1\" podUID=\"1b7e2a5c-6f0d-4d53-9d0a-3f1c7b1f9a10\"";
    let mut lines = vec![(0, 1, "csi-driver[71]", &*first), (0, 3, "speaker[72]", &*second)];
    lines.extend((1..40).map(|minute| (minute, 0, "kubelet[1123]", loop_)));
    let analysis = of_host("wk-1", &lines);
    let roots = &analysis.incidents[0].roots;
    assert_eq!(condition(&analysis, roots[0].episode), "network.port-in-use");
    assert_eq!(roots[0].alike.iter().map(|&i| condition(&analysis, i)).collect::<Vec<_>>(), ["network.port-in-use"]);
}

/// Guests whose processor was taken for an hour before their clocks and locks complained: the measure is quoted first, and
/// what is inferred from them began with it.
#[test]
fn what_goes_on_counts_for_what_is_inferred_and_the_surest_sign_is_quoted_first() {
    let folder = TempDir::new("verdicts");
    let stuck = "watchdog: BUG: soft lockup - CPU#1 stuck for 23s! [etcd:1811]";
    let skewed = "clocksource: timekeeping watchdog on CPU3: Marking clocksource 'tsc' as unstable because the skew is too large:";
    for host in ["cp-1", "cp-2"] {
        let rows: String = (0..6)
            .map(|ten| {
                format!(
                    "02:{ten}0:01        all      9.55      0.00      9.07      5.58     {}.07     10.73\n",
                    60 + ten
                )
            })
            .collect();
        folder.write(&format!("{host}/sar09.txt"), format!("Linux 5.15.0-91-generic ({host}) \t03/09/26 \t_x86_64_\t(4 CPU)\n\n02:00:00        CPU     %user     %nice   %system   %iowait    %steal     %idle\n{rows}"));
        let lines = [
            (0, 0, "CRON[41]", "(root) CMD (true)"),
            (45, 0, "kernel", stuck),
            (46, 0, "kernel", skewed),
            (47, 0, "kernel", stuck),
        ];
        folder.write(&format!("{host}/syslog"), syslog(host, &lines));
    }
    let analysis = analyse(folder.path());
    let found = analysis
        .episodes
        .iter()
        .enumerate()
        .find(|(i, _)| condition(&analysis, *i) == "virtualization.hypervisor-starvation");
    let (_, episode) = found.expect("it is inferred");
    assert_eq!(episode.origin, kascade::model::Origin::Inferred);
    assert!(episode.quotes[0].raw.contains("60.07"), "{:?}", episode.quotes[0]);
    assert!(
        episode.began.ns / 1_000_000_000 < 1_773_021_900,
        "began {} with the steal of 02:00 to 02:05",
        episode.began.ns
    );
}
