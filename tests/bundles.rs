//! Collected bundles: recognised as a folder and as an archive, with their hosts, zones and what is not read.

mod common;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use common::TempDir;
use common::packed::add;
use common::program::run;
use tar::{Builder, EntryType};

use common::bundle::{
    CET_FAULT, CRI, DATE, DMESG, EVENTS, Files, JOURNAL, KLOG, NODES, PODS, SOS, UTC_FAULT, check, check_record,
};

#[test]
fn sosreport() {
    let top = "sosreport-kestrel-2025-12-19-abcdefg/";
    check(
        SOS,
        top,
        &[": sosreport of kestrel, by sos_commands/", "Europe/Berlin, from date", "made 2025-12-19 05:00:00"],
    );
    check(SOS, top, &["key.pem", "no log"]);
    check_record(SOS, top, "raid array md0", &[("2025-12-19T05:00:00Z", "kestrel", "mdstat")]);
    let at = |file| ("2025-12-19T03:44:10Z", "kestrel", file);
    check_record(SOS, top, "SyncLoop ADD", &[at("--unit_kubelet"), at("journalctl_--no-pager")]);
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
    check(files, "", &["Amazon EKS node bundle of kestrel", "iptables.txt"]);
    let logs = ["dmesg.current", "dmesg.human.current", "kubelet.log", "nodeadm-run.log"];
    check_record(files, "", "not responding", &logs.map(|file| (UTC_FAULT, "kestrel", file)));
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

/// The link of a copied root names its zone, though it leads nowhere there.
#[cfg(unix)]
#[test]
fn the_link_to_the_zone_of_a_copied_root() {
    let target = "../usr/share/zoneinfo/Europe/Berlin";
    let log = ("var/log/syslog", JOURNAL);
    let named = ("etc/hostname", "kestrel\n");
    for (files, from) in [(&[named, log][..], "etc/localtime"), (&[log], "kestrel/etc/localtime")] {
        let dir = TempDir::new("zone");
        files.iter().for_each(|(name, text)| drop(dir.write(&format!("e/kestrel/{name}"), text)));
        fs::create_dir_all(dir.path().join("e/kestrel/etc")).expect("a folder can be made");
        symlink(target, dir.path().join("e/kestrel/etc/localtime")).expect("a link can be made");
        let mut tar = Builder::new(Vec::new());
        add(&mut tar, "kestrel/etc/localtime", EntryType::Symlink, b"", Some(target));
        files.iter().for_each(|(name, text)| {
            add(&mut tar, &format!("kestrel/{name}"), EntryType::Regular, text.as_bytes(), None);
        });
        let archive = dir.write("root.tar", tar.into_inner().expect("in memory"));
        for path in [dir.path().join("e"), archive] {
            let ran = run([Path::new("formats"), &path]).ends(0).prints("Europe/Berlin, from ").prints(from);
            assert!(!format!("{}{}", ran.out, ran.err).contains("link"), "{}", ran.out);
        }
    }
}

/// Where the link was followed when the root was copied, the data of its zone tell the rule, and no place; a place that
/// another file names tells more.
#[test]
fn the_data_of_the_zone_of_a_copied_root() {
    let rule = "CET-1CEST,M3.5.0,M10.5.0/3";
    let data = [&b"TZif2"[..], &[0; 39], b"TZif2", &[0; 39], b"\n", rule.as_bytes(), b"\n"].concat();
    let (log, named, place) =
        (("var/log/syslog", JOURNAL), ("etc/hostname", "kestrel\n"), ("etc/timezone", "Europe/Berlin\n"));
    for (files, zone) in [(&[named, log][..], rule), (&[log], rule), (&[named, log, place], "Europe/Berlin")] {
        let dir = TempDir::new("zone-data");
        let mut tar = Builder::new(Vec::new());
        let data = ("etc/localtime", &data[..]);
        for (name, text) in files.iter().map(|(name, text)| (*name, text.as_bytes())).chain([data]) {
            dir.write(&format!("e/kestrel/{name}"), text);
            add(&mut tar, &format!("kestrel/{name}"), EntryType::Regular, text, None);
        }
        let archive = dir.write("root.tar", tar.into_inner().expect("in memory"));
        for path in [dir.path().join("e"), archive] {
            let ran = run([Path::new("formats"), &path]).ends(0).prints(&format!("{zone}, from "));
            assert!(!format!("{}{}", ran.out, ran.err).contains("binary"), "{}", ran.out);
            run([Path::new("records"), Path::new("--year=2025"), &path]).ends(0).prints(CET_FAULT);
        }
    }
}

/// A crash dump in a copied root is of its machine, and the date of its folder is that of the last line.
#[test]
fn a_crash_dump_of_a_copied_root() {
    let dump = "[  100.000000] eth0: link up\n[  220.500000] Kernel panic - not syncing: Fatal exception\n";
    for (folder, file) in
        [("127.0.0.1-2025-12-19-05:50:00", "vmcore-dmesg.txt"), ("202512190550", "dmesg.202512190550")]
    {
        let (log, core) = (format!("var/crash/{folder}/{file}"), format!("var/crash/{folder}/vmcore"));
        let files: Files<'_> = &[
            ("etc/hostname", "kestrel\n"),
            ("etc/timezone", "Europe/Berlin\n"),
            ("var/log/syslog", JOURNAL),
            (&log, dump),
            (&core, "KDUMP\0"),
        ];
        check(files, "copy/", &["kernel crash dump of kestrel", "by the date of its dump"]);
        check_record(files, "copy/", "Kernel panic", &[("2025-12-19T04:50:00Z", "kestrel", file)]);
    }
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
