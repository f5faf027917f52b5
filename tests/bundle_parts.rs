//! Parts of collected bundles: copies of each other, bundles inside bundles, and logs that are told backwards.

mod common;

use std::path::Path;

use common::TempDir;
use common::bundle::{CRI, Files, JOURNAL, KLOG, NODES, SOS, bytes, check_record};
use common::packed::{gzip, tar, zip};
use common::program::run;
use serde_json::Value;

/// `containers/` may hold the logs of `pods/` once more: both are read.
#[test]
fn containers_without_their_pods_are_read() {
    let listed = |pod: &str| format!("containers/{pod}_kube-system_{pod}.log");
    let (etcd, dns) = (listed("etcd-kestrel"), listed("coredns-1"));
    let slow = CRI.replace("no route", "slow disk");
    let files: Files<'_> = &[
        ("syslog", JOURNAL),
        ("dpkg.log", "2025-12-18 10:00:00 status installed base-files:amd64 13\n"),
        (&dns, CRI),
        (&etcd, &slow),
        ("pods/kube-system_etcd-kestrel_0a1b2c3d-1111-2222-3333-444455556666/etcd/0.log", &slow),
    ];
    let at = "2025-12-19T04:44:18.1Z";
    check_record(files, "kestrel/var/log/", "slow disk", &[(at, "kestrel", &etcd), (at, "kestrel", "0.log")]);
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
