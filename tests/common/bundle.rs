//! A bundle with a fault in it, as a folder and as an archive, and what must be read of it.

use std::path::Path;

use serde_json::Value;

use super::TempDir;
use super::packed::{gzip, tar};
use super::program::run;

/// A journal's text, as `journalctl` prints it.
pub const JOURNAL: &str = "\
Dec 19 04:44:10 kestrel kubelet[812]: I1219 04:44:10.000000     812 kubelet.go:2400] \"SyncLoop ADD\" source=\"api\"
Dec 19 04:44:18 kestrel kernel: nfs: server filer2.quill.lan not responding, still trying
Dec 19 04:44:25 kestrel systemd[1]: Started cleanup of temporary folders.
";
/// A container's log file.
pub const CRI: &str = "2025-12-19T04:44:18.1Z stderr F E1219 04:44:18.100000       1 main.go:7] \"no route\"\n";
/// What `kubectl logs` prints.
pub const KLOG: &str = "E1219 04:44:18.100000       1 main.go:7] \"no route\"\n";
pub const DMESG: &str =
    "[   12.345678] eth0: link is up\n[   99.345678] nfs: server filer2.quill.lan not responding, still trying\n";
pub const NODES: &str = "\
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
pub const EVENTS: &str = r#"{"kind":"EventList","apiVersion":"v1","items":[{"kind":"Event","type":"Warning","reason":"BackOff",
"message":"Back-off restarting failed container app","metadata":{"namespace":"kube-system","name":"x.1"},
"involvedObject":{"kind":"Pod","namespace":"kube-system","name":"web-0"},"lastTimestamp":"2025-12-19T04:46:00Z","count":3}]}"#;
pub const PODS: &str = "NAMESPACE   NAME    READY   STATUS             RESTARTS   AGE   IP       NODE\nshop        web-0   0/1     CrashLoopBackOff   7          46m   <none>   kestrel\n";
/// Wall clocks of the machine are an hour ahead of UTC.
pub const DATE: &str = "Fri Dec 19 06:00:00 CET 2025\n";
/// The moment of the fault when `JOURNAL` is read with the zone of `DATE`.
pub const CET_FAULT: &str = "2025-12-19T03:44:18Z";
pub const UTC_FAULT: &str = "2025-12-19T04:44:18Z";

pub type Files<'f> = &'f [(&'f str, &'f str)];

pub fn bytes<'f>(files: Files<'f>, top: &str) -> Vec<(String, &'f [u8])> {
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
pub fn check(files: Files<'_>, top: &str, says: &[&str]) {
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
pub fn check_record(files: Files<'_>, top: &str, holding: &str, want: &[(&str, &str, &str)]) {
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

pub const SOS: Files<'_> = &[
    ("version.txt", "sosreport: 4.7.0\n"),
    ("hostname", "kestrel\n"),
    (
        "date",
        "               Local time: Fri 2025-12-19 06:00:00 CET\n           Universal time: Fri 2025-12-19 05:00:00 UTC\n                Time zone: Europe/Berlin (CET, +0100)\n",
    ),
    ("sos_commands/kubernetes/journalctl_--no-pager_--unit_kubelet", JOURNAL),
    ("sos_commands/logs/journalctl_--no-pager", JOURNAL),
    ("sos_commands/kernel/dmesg", DMESG),
    (
        "proc/mdstat",
        "Personalities : [raid1]\nmd0 : active raid1 sda1[0]\n      100 blocks [2/1] [U_]\n\nunused devices: <none>\n",
    ),
    ("sos_commands/process/ps_auxwww", "USER  PID\nroot  1\n"),
    ("etc/pki/tls/private/key.pem", "-----BEGIN PRIVATE KEY-----\n"),
];
