//! Collected bundles: recognised as a folder and as an archive, with their hosts, zones and what is not read.

mod common;

use std::path::Path;

use common::TempDir;
use common::packed::{gzip, tar, zip};
use common::program::run;
use serde_json::Value;

/// A journal's text, as `journalctl` prints it.
const JOURNAL: &str = "\
Dec 19 04:44:10 kestrel kubelet[812]: I1219 04:44:10.000000     812 kubelet.go:2400] \"SyncLoop ADD\" source=\"api\"
Dec 19 04:44:18 kestrel kernel: nfs: server filer2.quill.lan not responding, still trying
Dec 19 04:44:25 kestrel systemd[1]: Started cleanup of temporary folders.
";
/// A container's log file.
const CRI: &str = "2025-12-19T04:44:18.1Z stderr F E1219 04:44:18.100000       1 main.go:7] \"no route\"\n";
/// What `kubectl logs` prints.
const KLOG: &str = "E1219 04:44:18.100000       1 main.go:7] \"no route\"\n";
const DMESG: &str =
    "[   12.345678] eth0: link is up\n[   99.345678] nfs: server filer2.quill.lan not responding, still trying\n";
const NODES: &str = "\
apiVersion: v1
items:
- apiVersion: v1
  kind: Node
  metadata:
    name: kestrel
  status:
    conditions:
    - lastTransitionTime: \"2025-12-19T04:45:02Z\"
      status: \"False\"
      type: Ready
    nodeInfo:
      kubeletVersion: v1.31.3
kind: List
";
const EVENTS: &str = r#"{"kind":"EventList","apiVersion":"v1","items":[{"kind":"Event","type":"Warning","reason":"BackOff",
"message":"Back-off restarting failed container app","metadata":{"namespace":"kube-system","name":"x.1"},
"involvedObject":{"kind":"Pod","namespace":"kube-system","name":"web-0"},"lastTimestamp":"2025-12-19T04:46:00Z","count":3}]}"#;
const PODS: &str = "NAMESPACE   NAME    READY   STATUS             RESTARTS   AGE   IP       NODE\nshop        web-0   0/1     CrashLoopBackOff   7          46m   <none>   kestrel\n";
/// Wall clocks of the machine are an hour ahead of UTC.
const DATE: &str = "Fri Dec 19 06:00:00 CET 2025\n";
/// The moment of the fault when `JOURNAL` is read with the zone of `DATE`.
const CET_FAULT: &str = "2025-12-19T03:44:18Z";
const UTC_FAULT: &str = "2025-12-19T04:44:18Z";

type Files<'f> = &'f [(&'f str, &'f str)];

fn bytes<'f>(files: Files<'f>, top: &str) -> Vec<(String, &'f [u8])> {
    files.iter().map(|(name, text)| (format!("{top}{name}"), text.as_bytes())).collect()
}

/// Writes the bundle as a folder, and wrapped in two more folders as an archive whose name says nothing.
fn written(files: Files<'_>, top: &str) -> (TempDir, [std::path::PathBuf; 2]) {
    let dir = TempDir::new("bundle");
    for (name, bytes) in bytes(files, top) {
        dir.write(&format!("evidence/{name}"), bytes);
    }
    let members = bytes(files, &format!("upload/2/{top}"));
    let members: Vec<(&str, &[u8])> = members.iter().map(|(name, bytes)| (&**name, *bytes)).collect();
    let archive = dir.write("data.tar.gz", gzip(&tar(&members)));
    let folder = dir.path().join("evidence");
    (dir, [folder, archive])
}

/// What `kascade formats` prints of the bundle holds all this, as a folder and as an archive.
#[track_caller]
fn check(files: Files<'_>, top: &str, says: &[&str]) {
    let (_dir, paths) = written(files, top);
    for path in &paths {
        let out = run([Path::new("formats"), path]).ends(0).out;
        for part in says {
            assert!(out.contains(part), "no {part:?} for {}:\n{out}", path.display());
        }
    }
}

/// The records whose message holds a text: time, host and the end of the input's name.
#[track_caller]
fn check_record(files: Files<'_>, top: &str, holding: &str, want: &[(&str, &str, &str)]) {
    let (_dir, paths) = written(files, top);
    for path in &paths {
        let out = run([Path::new("records"), path]).ends(0).out;
        let rows = out.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
        let rows = rows.filter(|row| row["message"].as_str().is_some_and(|m| m.contains(holding)));
        let text = |row: &Value, key: &str| row[key].as_str().unwrap_or("-").to_owned();
        let got: Vec<_> = rows.map(|row| (text(&row, "time"), text(&row, "host"), text(&row, "input"))).collect();
        let fits = got.len() == want.len()
            && got.iter().zip(want).all(|(g, w)| g.0 == w.0 && g.1 == w.1 && g.2.ends_with(w.2));
        assert!(fits, "{}: {got:#?}, not {want:#?}", path.display());
    }
}

const SOS: Files<'_> = &[
    ("version.txt", "sosreport: 4.7.0\n"),
    ("hostname", "kestrel\n"),
    (
        "date",
        "               Local time: Fri 2025-12-19 06:00:00 CET\n           Universal time: Fri 2025-12-19 05:00:00 UTC\n                Time zone: Europe/Berlin (CET, +0100)\n",
    ),
    ("sos_commands/logs/journalctl_--no-pager", JOURNAL),
    ("sos_commands/kubernetes/journalctl_--no-pager_--unit_kubelet", JOURNAL),
    ("sos_commands/kernel/dmesg", DMESG),
    (
        "proc/mdstat",
        "Personalities : [raid1]\nmd0 : active raid1 sda1[0]\n      100 blocks [2/1] [U_]\n\nunused devices: <none>\n",
    ),
    ("sos_commands/process/ps_auxwww", "USER  PID\nroot  1\n"),
    ("etc/pki/tls/private/key.pem", "-----BEGIN PRIVATE KEY-----\n"),
];

#[test]
fn sosreport() {
    let top = "sosreport-kestrel-2025-12-19-abcdefg/";
    check(
        SOS,
        top,
        &[": sosreport of kestrel, by sos_commands/", "Europe/Berlin, from date", "made 2025-12-19 05:00:00"],
    );
    check(SOS, top, &["the same records are in sos_commands/logs/journalctl_--no-pager", "key.pem", "no log"]);
    check_record(SOS, top, "raid array md0", &[("2025-12-19T05:00:00Z", "kestrel", "mdstat")]);
    check_record(SOS, top, "SyncLoop ADD", &[("2025-12-19T03:44:10Z", "kestrel", "journalctl_--no-pager")]);
}

#[test]
fn must_gather() {
    // Two nodes, merged by the bytes of their lines: August stands before July.
    let merged = "\
Aug 01 00:00:05.000000 master-1 kubenswrapper[9]: I0801 00:00:05.000000 9 kubelet.go:1] \"second\"
Jul 31 23:59:50.000000 master-0 kubenswrapper[9]: I0731 23:59:50.000000 9 kubelet.go:1] \"first\"
Jul 31 23:59:55.000000 master-1 kubenswrapper[9]: I0731 23:59:55.000000 9 kubelet.go:1] \"first\"
";
    let files: Files<'_> = &[
        ("version", "openshift/must-gather\n"),
        ("timestamp", "2025-08-01 00:10:00.000000000 +0000 UTC m=+0.1\n"),
        ("cluster-scoped-resources/core/nodes/kestrel.yaml", NODES),
        ("namespaces/shop/core/pods.yaml", NODES),
        ("namespaces/shop/pods/web-0/app/app/logs/current.log", "2025-08-01T00:00:01.1Z no route to host\n"),
        ("host_service_logs/masters/kubelet_service.log", merged),
        ("event-filter.html", "<html></html>\n"),
    ];
    check(
        files,
        "quay-io-sha256-1/",
        &["OpenShift must-gather, by cluster-scoped-resources/", "sorted by bytes", "event-filter.html"],
    );
    check(files, "", &["OpenShift must-gather is in UTC", "not in it: no kernel log"]);
    let first = [
        ("2025-07-31T23:59:50Z", "master-0", "kubelet_service.log"),
        ("2025-07-31T23:59:55Z", "master-1", "kubelet_service.log"),
    ];
    check_record(files, "", "first", &first);
}

#[test]
fn rancher_node() {
    let files: Files<'_> = &[
        ("systeminfo/hostname", "kestrel\n"),
        ("systeminfo/date", DATE),
        ("versions", "k3s version v1.31\n"),
        ("journald/k3s", JOURNAL),
        ("systemlogs/messages", JOURNAL),
        ("k3s/kubectl/pods", PODS),
        ("k3s/podlogs/kube-system-coredns-1", KLOG),
        ("k3s/certs/server", "subject=CN\n"),
        ("etcd/memberlist", "1, started\n"),
    ];
    let top = "kestrel-2025-12-19_06_00_00/";
    check(
        files,
        top,
        &["Rancher, RKE2 or K3s node bundle of kestrel", "UTC+01:00, from systeminfo/date", "k8s-pods-table"],
    );
    let two = [(CET_FAULT, "kestrel", "journald/k3s"), (CET_FAULT, "kestrel", "systemlogs/messages")];
    check_record(files, top, "not responding", &two);
}

#[test]
fn microk8s() {
    let files: Files<'_> = &[
        ("snap.microk8s.daemon-kubelite/journal.log", JOURNAL),
        ("snap.microk8s.daemon-kubelite/systemctl.log", "active\n"),
        ("snap.microk8s.daemon-k8s-dqlite/journal.log", JOURNAL),
        ("apparmor/dmesg", DMESG),
        ("sys/ps", "PID\n"),
    ];
    check(
        files,
        "inspection-report/",
        &["microk8s inspection report of kestrel", "not in it: the last 100 000 lines", "sys/ps"],
    );
}

#[test]
fn cluster_info_dump() {
    let files: Files<'_> = &[
        ("nodes.yaml", NODES),
        ("kube-system/events.json", EVENTS),
        ("kube-system/pods.json", r#"{"kind":"PodList","items":[]}"#),
        ("kube-system/web-0/logs.txt", KLOG),
        ("kube-system/services.json", r#"{"kind":"ServiceList","items":[]}"#),
    ];
    check(files, "", &["kubectl cluster-info dump, by nodes.yaml", "k8s-events", "services.json", "k8s-nodes-json"]);
    check_record(files, "dump/", "Back-off", &[("2025-12-19T04:46:00Z", "-", "kube-system/events.json")]);
    check_record(files, "dump/", "node kestrel", &[("2025-12-19T04:45:02Z", "kestrel", "nodes.yaml")]);
}

#[test]
fn eks_node() {
    let files: Files<'_> = &[
        ("kernel/dmesg.current", DMESG),
        (
            "kernel/dmesg.human.current",
            "[Fri Dec 19 04:44:18 2025] nfs: server filer2.quill.lan not responding, still trying\n",
        ),
        ("kubelet/kubelet.log", JOURNAL),
        ("nodeadm/nodeadm-run.log", JOURNAL),
        ("system/instance-id.txt", "i-0123456789abcdef0"),
        ("var_log/kube-system_aws-node-1_0a1b2c3d-1111-2222-3333-444455556666/aws-node/0.log", CRI),
        ("networking/iptables.txt", "# Generated\n"),
    ];
    let human = [(UTC_FAULT, "kestrel", "dmesg.human.current")];
    check(
        files,
        "",
        &["Amazon EKS node bundle of kestrel", "the same records are in kernel/dmesg.human.current", "iptables.txt"],
    );
    let got = [(UTC_FAULT, "kestrel", "kubelet.log"), (UTC_FAULT, "kestrel", "nodeadm-run.log")];
    check_record(files, "", "not responding", &[human[0], got[0], got[1]]);
}

#[test]
fn talos_support() {
    let files: Files<'_> = &[
        (
            "10.0.0.5/dmesg.log",
            "10.0.0.5: kern:    info: [2025-12-19T04:44:18.1Z]: nfs: server filer2.quill.lan not responding, still trying\n",
        ),
        ("10.0.0.5/service-logs/machined.log", "2025-12-19T04:44:18.1Z [talos] task startAll: done\n"),
        ("10.0.0.5/kubernetes-logs/kube-system/coredns.log", KLOG),
        ("10.0.0.5/mounts", "FILESYSTEM SIZE\n"),
        ("kubernetesResources/nodes.yaml", NODES),
    ];
    check(files, "", &["Talos support bundle, by 10.0.0.5/dmesg.log", "10.0.0.5/mounts", "k8s-nodes-json"]);
    check_record(files, "support/", "node kestrel", &[("2025-12-19T04:45:02Z", "kestrel", "nodes.yaml")]);
}

#[test]
fn cilium_sysdump() {
    let files: Files<'_> = &[
        ("cilium-configmap-20251219-050000.yaml", "kind: ConfigMap\n"),
        ("k8s-nodes-20251219-050000.yaml", NODES),
        ("k8s-pods-20251219-050000.yaml", "apiVersion: v1\nitems: []\nkind: List\n"),
        ("k8s-pods-20251219-050000.txt", PODS),
        (
            "logs-cilium-1-cilium-agent-20251219-050000.log",
            "time=\"2025-12-19T04:44:18Z\" level=error msg=\"no route\"\n",
        ),
    ];
    check(
        files,
        "cilium-sysdump-20251219-050000/",
        &["Cilium sysdump, by k8s-nodes-", "the pods once more, as a table", "logfmt"],
    );
}

#[test]
fn copied_var_log() {
    let files: Files<'_> = &[
        ("syslog", JOURNAL),
        ("kern.log", JOURNAL),
        ("dpkg.log", "2025-12-18 10:00:00 status installed base-files:amd64 13\n"),
        ("wtmp", "\u{1}\u{0}\u{0}"),
        ("pods/kube-system_etcd-kestrel_0a1b2c3d-1111-2222-3333-444455556666/etcd/0.log", CRI),
    ];
    check(files, "kestrel/var/log/", &["copied /var/log, by syslog", "logins, in binary form", "kestrel"]);
    let rootfs: Files<'_> =
        &[("etc/hostname", "kestrel\n"), ("etc/timezone", "Europe/Berlin\n"), ("var/log/syslog", JOURNAL)];
    check(rootfs, "", &["copied root file system of kestrel", "Europe/Berlin, from etc/timezone"]);
}

#[test]
fn proxmox() {
    let syslog = JOURNAL.replace("kestrel", "pve1");
    let files: Files<'_> = &[
        ("etc/hostname", "pve1\n"),
        ("etc/timezone", "Europe/Berlin\n"),
        ("var/log/pve/tasks/index", "UPID:pve1:0001:\n"),
        ("var/log/syslog", &syslog),
        // The only file that tells the year.
        ("var/log/dpkg.log", "2025-12-18 10:00:00 status installed base-files:amd64 13\n"),
        ("etc/pve/priv/authkey.key", "-----BEGIN\n"),
    ];
    check(files, "", &["Proxmox VE node of pve1", "configuration, keys", "index of the tasks"]);
    check_record(files, "", "not responding", &[(CET_FAULT, "pve1", "var/log/syslog")]);
}

/// Of `containers/`, which holds the logs of `pods/` once more, only what is there as well is passed over.
#[test]
fn containers_without_their_pods_are_read() {
    let listed = |pod: &str| format!("containers/{pod}_kube-system_{pod}.log");
    let (etcd, dns) = (listed("etcd-kestrel"), listed("coredns-1"));
    let slow = CRI.replace("no route", "slow disk");
    let files: Files<'_> = &[
        ("syslog", JOURNAL),
        ("dpkg.log", "2025-12-18 10:00:00 status installed base-files:amd64 13\n"),
        ("pods/kube-system_etcd-kestrel_0a1b2c3d-1111-2222-3333-444455556666/etcd/0.log", &slow),
        (&etcd, &slow),
        (&dns, CRI),
    ];
    check(files, "kestrel/var/log/", &["the same records are in pods/kube-system_etcd-kestrel_"]);
    let at = "2025-12-19T04:44:18.1Z";
    check_record(files, "kestrel/var/log/", "slow disk", &[(at, "kestrel", "0.log")]);
    check_record(files, "kestrel/var/log/", "no route", &[(at, "kestrel", &dns)]);
}

/// A sosreport in a node's zip in a bundle of the cluster.
#[test]
fn nested_bundles() {
    let top = bytes(SOS, "sosreport-kestrel-1/");
    let sos: Vec<(&str, &[u8])> = top.iter().map(|(name, bytes)| (&**name, *bytes)).collect();
    let inner = zip(&[("sosreport-kestrel-1.tar.gz", &gzip(&tar(&sos)))]);
    let outer: [(&str, &[u8]); 4] = [
        ("sb/metadata.yaml", b"kind: SupportBundle\n"),
        ("sb/yamls/cluster/nodes.yaml", NODES.as_bytes()),
        ("sb/logs/shop/web-0/app.log", KLOG.as_bytes()),
        ("sb/nodes/kestrel.zip", &inner),
    ];
    let dir = TempDir::new("nested");
    let path = dir.write("supportbundle.zip", zip(&outer));
    let out = run([Path::new("formats"), &path]).ends(0).out;
    for part in
        ["Harvester or Longhorn support bundle", "sosreport of kestrel", "kestrel.zip::sosreport-kestrel-1.tar.gz::"]
    {
        assert!(out.contains(part), "no {part:?}:\n{out}");
    }
}

/// The newest record first, as `journalctl -r` prints: the same records, boots and verdict as the other way round.
#[test]
fn newest_first_is_turned_round() {
    let lines: Vec<String> = (0..40)
        .map(|i| match i {
            20 => {
                "2025-12-19T04:20:00+00:00 kestrel kernel: nfs: server filer2.quill.lan not responding, still trying\n"
                    .to_owned()
            }
            i => format!("2025-12-19T04:{i:02}:00+00:00 kestrel systemd[1]: Started session {i}.\n"),
        })
        .collect();
    let dir = TempDir::new("reversed");
    let forward = dir.write("a/n1/journal.log", lines.concat());
    let backward = dir.write("b/n1/journal.log", lines.iter().rev().map(String::as_str).collect::<String>());
    let report = |path: &Path| run([Path::new("-o"), Path::new("json"), path]).ends(0).json();
    let (a, b) = (report(&forward), report(&backward));
    let row = |r: &Value| {
        let rows = [r["incidents"][0]["timeline"].as_array(), r["minor"].as_array()];
        rows.into_iter()
            .flatten()
            .flatten()
            .map(|e| format!("{} {} {}", e["condition"], e["began"], e["count"]))
            .collect::<Vec<_>>()
    };
    assert_eq!(row(&a), row(&b));
    assert!(!row(&a).is_empty() && b["notices"] == a["notices"], "{:#}", b["notices"]);
    assert!(
        b.to_string().contains("\"line\":20") && a.to_string().contains("\"line\":21"),
        "places stay those of the input"
    );
    run([Path::new("formats"), &backward]).ends(0).prints("newest first, turned round");
}
