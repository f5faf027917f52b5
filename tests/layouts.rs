//! Layouts of bundles beside those of `bundles.rs`: a small tree of each, as a folder and as an archive that says
//! nothing by its name.

mod common;

use std::path::Path;

use common::TempDir;
use common::packed::{gzip, tar};
use common::program::run;
use serde_json::Value;

const JOURNAL: &str = "\
Dec 19 04:44:10 kestrel kubelet[812]: I1219 04:44:10.000000     812 kubelet.go:2400] \"SyncLoop ADD\" source=\"api\"
Dec 19 04:44:18 kestrel kernel: nfs: server filer2.quill.lan not responding, still trying
Dec 19 04:44:25 kestrel systemd[1]: Started cleanup of temporary folders.
";
/// The same as `journalctl -r` prints it.
const NEWEST_FIRST: &str = "\
Dec 19 04:44:25 kestrel systemd[1]: Started cleanup of temporary folders.
Dec 19 04:44:18 kestrel kernel: nfs: server filer2.quill.lan not responding, still trying
Dec 19 04:44:10 kestrel kubelet[812]: I1219 04:44:10.000000     812 kubelet.go:2400] \"SyncLoop ADD\" source=\"api\"
";
const KLOG: &str = "E1219 04:44:18.100000       1 main.go:7] \"no route\"\n";
const CRI: &str = "2025-12-19T04:44:18.1Z stderr F E1219 04:44:18.100000       1 main.go:7] \"no route\"\n";
const LOGFMT: &str = "time=\"2025-12-19T04:44:18Z\" level=error msg=\"no route\"\n";
const DMESG: &str =
    "[   12.345678] eth0: link is up\n[   99.345678] nfs: server filer2.quill.lan not responding, still trying\n";
const WALL: &str = "[Fri Dec 19 04:44:18 2025] nfs: server filer2.quill.lan not responding, still trying\n";
const NODES: &str = r#"{"kind":"NodeList","apiVersion":"v1","items":[{"kind":"Node","metadata":{"name":"kestrel"},
"status":{"conditions":[{"type":"Ready","status":"False","lastTransitionTime":"2025-12-19T04:45:02Z"}]}}]}"#;
const LEASES: &str = r#"{"kind":"LeaseList","apiVersion":"coordination.k8s.io/v1","items":[{"metadata":{"name":"kestrel",
"namespace":"kube-node-lease"},"spec":{"holderIdentity":"kestrel","renewTime":"2025-12-19T04:43:50.5Z"}}]}"#;

type Files<'f> = &'f [(&'f str, &'f str)];

/// A record that must be there: host, time, and a part of the message.
type Want<'w> = (&'w str, &'w str, &'w str);

fn written(files: Files<'_>) -> (TempDir, [std::path::PathBuf; 2]) {
    let dir = TempDir::new("layout");
    files.iter().for_each(|(name, text)| drop(dir.write(&format!("evidence/{name}"), text)));
    let members: Vec<(String, &[u8])> =
        files.iter().map(|(name, text)| (format!("a/b/{name}"), text.as_bytes())).collect();
    let members: Vec<(&str, &[u8])> = members.iter().map(|(name, text)| (&**name, *text)).collect();
    let archive = dir.write("data.tgz", gzip(&tar(&members)));
    let folder = dir.path().join("evidence");
    (dir, [folder, archive])
}

fn rows(path: &Path) -> Vec<[String; 3]> {
    let out = run([Path::new("records"), path]).ends(0).out;
    let text = |row: &Value, key: &str| row[key].as_str().unwrap_or("-").to_owned();
    let row = |line: &str| {
        let row: Value = serde_json::from_str(line).expect("JSON");
        [text(&row, "host"), text(&row, "time"), text(&row, "message")]
    };
    out.lines().map(row).collect()
}

/// The layout has this title, these files are passed over, and these records are understood.
#[track_caller]
fn check(title: &str, files: Files<'_>, passed_over: &[&str], wanted: &[Want<'_>]) {
    let (_dir, paths) = written(files);
    for path in &paths {
        let out = run([Path::new("formats"), path]).ends(0).out;
        let shown = path.display();
        assert!(out.contains(&format!(": {title}")), "no {title:?} for {shown}:\n{out}");
        let not_read = out.split("not read").nth(1).unwrap_or("");
        passed_over.iter().for_each(|file| assert!(not_read.contains(file), "{file} is read of {shown}:\n{out}"));
        let rows = rows(path);
        for (host, time, part) in wanted {
            let met = rows.iter().any(|[h, t, message]| h == host && t == time && message.contains(part));
            assert!(met, "no {part:?} of {host} at {time} in {shown}: {rows:#?}");
        }
    }
}

const FAULT: Want<'_> = ("kestrel", "2025-12-19T04:44:18Z", "not responding");
const NOT_READY: Want<'_> = ("kestrel", "2025-12-19T04:45:02Z", "node kestrel status=NotReady");

#[test]
fn troubleshoot() {
    let files: Files<'_> = &[
        ("version.yaml", "apiVersion: troubleshoot.sh/v1beta2\n"),
        ("cluster-info/cluster_version.json", "{\"string\":\"v1.31.3\"}\n"),
        ("cluster-resources/nodes.json", NODES),
        ("cluster-resources/leases/kube-node-lease.json", LEASES),
        ("cluster-resources/pods/logs/shop/web-0/app.log", KLOG),
        ("host-collectors/journald/kubelet.txt", JOURNAL),
        ("host-collectors/journald/kubelet-info.json", "{}"),
        ("analysis.json", "[]"),
    ];
    let lease = ("kestrel", "2025-12-19T04:43:50.5Z", "lease kube-node-lease/kestrel holder=kestrel");
    let skipped = ["cluster_version.json", "kubelet-info.json", "analysis.json"];
    check("Troubleshoot support bundle", files, &skipped, &[FAULT, NOT_READY, lease]);
}

#[test]
fn harvester_with_its_nodes() {
    let files: Files<'_> = &[
        ("metadata.yaml", "kind: SupportBundle\n"),
        ("yamls/cluster/v1/nodes.json", NODES),
        ("logs/shop/web-0/app.log", KLOG),
        ("bundleGenerationError.log", "late\n"),
        ("nodes/kestrel/kestrel/logs/kernel.log", JOURNAL),
        ("nodes/kestrel/kestrel/logs/rke2-server.log", JOURNAL),
        ("nodes/kestrel/kestrel/configs/etc/hosts", "127.0.0.1 localhost\n"),
    ];
    check("Harvester or Longhorn support bundle", files, &["bundleGenerationError.log", "hosts"], &[FAULT, NOT_READY]);
}

#[test]
fn longhorn_node() {
    let files: Files<'_> = &[
        ("kestrel/logs/dmesg.log", WALL),
        ("kestrel/logs/k3s-service.log", NEWEST_FIRST),
        ("kestrel/hostinfos/hostinfo", "cpu: 4\n"),
    ];
    check("node of a Harvester bundle of kestrel", files, &["hostinfo"], &[FAULT]);
}

/// The zone of its date counts for what has none; the lines between its sections are nobody's.
#[test]
fn supportconfig() {
    let mark = "#==[ Command ]======================================#\n";
    let dated = format!("{mark}# /bin/date\nFri Dec 19 06:00:00 CET 2025\n\n");
    let messages = format!("#==[ Log File ]====#\n# /var/log/messages - Last 500 Lines\n\n{JOURNAL}");
    let boot = format!("{mark}# /usr/bin/dmesg -T\n{WALL}");
    let files: Files<'_> = &[
        ("scc_kestrel_251219_0600/basic-environment.txt", &dated),
        ("scc_kestrel_251219_0600/messages.txt", &messages),
        ("scc_kestrel_251219_0600/boot.txt", &boot),
        ("scc_kestrel_251219_0600/rpm.txt", "kernel-default-6.4\n"),
    ];
    let fault = ("kestrel", "2025-12-19T03:44:18Z", "not responding");
    check("SUSE supportconfig of kestrel", files, &["rpm.txt"], &[fault]);
}

#[test]
fn k8s_snap() {
    let files: Files<'_> = &[
        ("k8s.kubelet/journal.log", JOURNAL),
        ("k8s.containerd/journal.log", JOURNAL),
        ("nrestarts.log", "0\n"),
        ("snap-logs-k8s.log", JOURNAL),
        ("cluster-info.log", NODES),
    ];
    check("k8s-snap inspection report of kestrel", files, &["snap-logs-k8s.log", "nrestarts.log"], &[FAULT, NOT_READY]);
}

#[test]
fn calico() {
    let felix = "2025-12-19 04:44:18.123 [WARNING][77] felix/int_dataplane.go 1: no route to the peer\n";
    let files: Files<'_> = &[
        ("nodes/kestrel/calico-system/calico-node-1.log", felix),
        ("nodes/kestrel/ip-route.txt", "default via 10.0.0.1\n"),
        ("cluster/calico-system.yaml", "kind: List\n"),
        ("links/calico-node-1.log", felix),
    ];
    let wanted = ("kestrel", "2025-12-19T04:44:18.123Z", "no route to the peer");
    check("Calico diagnostics", files, &["ip-route.txt", "links/"], &[wanted]);
}

#[test]
fn kind_and_cluster_api() {
    let kind: Files<'_> = &[
        ("kind-version.txt", "kind v0.24\n"),
        ("kestrel/journal.log", JOURNAL),
        ("kestrel/kubelet.log", JOURNAL),
        ("kestrel/kubernetes-version.txt", "v1.31\n"),
        // The year of the others.
        ("kestrel/pods/shop_web-0_0a1b2c3d-1111-2222-3333-444455556666/app/0.log", CRI),
    ];
    check("kind export", kind, &["kubelet.log", "kubernetes-version.txt"], &[FAULT]);
    let machines: Files<'_> = &[
        ("kestrel/journal.log", JOURNAL),
        ("kestrel/kern.log", JOURNAL),
        ("kestrel/kubelet-version.txt", "v1.31\n"),
        ("kestrel/boot.log", DMESG),
        ("kestrel/cloud-init-output.log", LOGFMT),
    ];
    check("Cluster API machine logs", machines, &["kern.log", "kubelet-version.txt"], &[FAULT]);
}

#[test]
fn kube_up() {
    let files: Files<'_> = &[
        ("kestrel/kern.log", JOURNAL),
        ("kestrel/kubelet.log", JOURNAL),
        ("kestrel/serial-1.log", DMESG),
        ("kestrel/kube-apiserver.log", KLOG),
        ("kestrel/node-problem-detector.log", LOGFMT),
    ];
    check("kube-up log dump", files, &[], &[FAULT, ("kestrel", "2025-12-19T04:44:18.1Z", "no route")]);
}

#[test]
fn velero() {
    let files: Files<'_> = &[
        ("version.txt", "Client: v1.14\n"),
        ("velero-bundle/kubecapture/core_v1/velero/velero-0/velero/velero.log", LOGFMT),
        ("velero-bundle/backup_b1.log", LOGFMT),
    ];
    check("Velero debug bundle", files, &["version.txt"], &[("-", "2025-12-19T04:44:18Z", "no route")]);
}

#[test]
fn kernel_dump() {
    let files: Files<'_> = &[("kestrel/vmcore-dmesg.txt", DMESG), ("kestrel/vmcore", "KDUMP\0")];
    check("kernel crash dump", files, &["kestrel/vmcore"], &[]);
}

#[test]
fn remote_collectors_of_troubleshoot_name_their_nodes() {
    let files: Files<'_> = &[
        ("version.yaml", "apiVersion: troubleshoot.sh/v1beta2\n"),
        ("host-collectors/system/node_list.json", "{\"nodes\":[\"kestrel\"]}"),
        ("host-collectors/run-host/kestrel/dmesg.txt", WALL),
    ];
    check("Troubleshoot support bundle", files, &["version.yaml"], &[FAULT]);
}

#[test]
fn oc_inspect() {
    let files: Files<'_> = &[
        ("inspect.local.123/namespaces/shop/shop.yaml", "kind: Namespace\n"),
        ("inspect.local.123/namespaces/shop/core/pods.yaml", "kind: PodList\nitems: []\n"),
        ("inspect.local.123/namespaces/shop/pods/web-0/app/app/logs/current.log", CRI),
    ];
    check("oc adm inspect", files, &["shop.yaml"], &[("-", "2025-12-19T04:44:18.1Z", "no route")]);
}

/// A site's own layouts are checked as rules are.
#[test]
fn mistakes_in_layouts_are_shown() {
    let dir = TempDir::new("own-layouts");
    let own = |files: &str| {
        format!("[[bundle]]\nid = \"mine\"\ntitle = \"My bundle\"\nmarkers = [\"a/**\"]\nfiles = [{files}]\n")
    };
    let path = dir.write("bundles.toml", own("{ path = \"a/*.log\", stream = \"kubelett\" }"));
    run([Path::new("rules"), Path::new("check"), &path]).ends(2).says("kubelett");
    dir.write("bundles.toml", own("{ path = \"a/*.log\", stream = \"kubelet\" }"));
    run([Path::new("rules"), Path::new("check"), &path]).ends(0).prints("0 mistakes");
    let log = dir.write("evidence/a/x.log", KLOG);
    let evidence = log.ancestors().nth(2).expect("the folder above");
    let (formats, rules) = (Path::new("formats"), Path::new("--rules"));
    run([formats, rules, dir.path(), evidence]).ends(0).prints("My bundle");
    run([formats, rules, dir.path(), Path::new("--no-default-rules"), evidence]).ends(0).prints("1 log, 0 states");
}

/// A program reads of a bundle what `kascade formats` shows.
#[test]
fn bundles_in_json() {
    let files: Files<'_> = &[
        ("kind-version.txt", "kind v0.24\n"),
        ("kestrel/journal.log", JOURNAL),
        ("kestrel/kubernetes-version.txt", "v1.31\n"),
    ];
    let (_dir, [folder, _]) = written(files);
    for command in [
        &[Path::new("-o"), Path::new("json"), &folder][..],
        &[Path::new("formats"), Path::new("-o"), Path::new("json"), &folder],
    ] {
        let report = run(command).ends(0).json();
        let bundle = &report["bundles"][0];
        assert_eq!((bundle["layout"].as_str(), bundle["logs"].as_u64()), (Some("kind export"), Some(1)), "{report:#}");
    }
}
