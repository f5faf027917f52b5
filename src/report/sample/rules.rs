//! The conditions of the story, one of them in full.

use crate::rule::Library;
use crate::rule::build::{Source, build};
use crate::rule::entities::Kinds;
use crate::rule::streams::Streams;
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
    let kinds = Kinds::parse(include_str!("../../../rules/entities.toml")).expect("kinds");
    let streams = Streams::parse(include_str!("../../../rules/streams.toml")).expect("streams");
    let mut library = build(sources, kinds, streams, &Benign::default()).expect("rules");
    library.digest = "5a3c".to_owned();
    library
}
