//! What a path tells of where a file came from: host, namespace, pod, container.
//!
//! ```text
//! bundle/node-3/pods/kube-system_etcd-node-3_8f3a.../etcd/0.log
//!        host        namespace   pod         uid     container
//! /var/log/containers/etcd-node-3_kube-system_etcd-8f3a....log
//!                     pod         namespace   container
//! /var/lib/docker/containers/8f3a.../8f3a...-json.log
//!                            container id
//! ```
//!
//! The path may be that of a file, or that of a member of an archive: both are told by this code.

use std::path::Path;
use std::sync::Arc;

use crate::model::BundleClock;

/// What a path tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The machine, when a directory is named like one.
    pub host: Option<String>,
    /// Kubernetes namespace.
    pub namespace: Option<String>,
    /// Pod.
    pub pod: Option<String>,
    /// Its uid.
    pub pod_uid: Option<String>,
    /// Container.
    pub container: Option<String>,
    /// Container id, 64 hexadecimal digits.
    pub container_id: Option<String>,
    /// Name of the stream, when a bundle's layout tells it.
    pub stream: Option<String>,
    /// The clocks of the bundle it lies in.
    pub clock: Option<Arc<BundleClock>>,
    /// Whether a machine's controller wrote it.
    pub of_controller: bool,
    /// Whether its lines are ordered by their bytes.
    pub is_sorted: bool,
}

/// Directory names that are no host: kinds of files, places of a file system, parts of bundles.
const GENERIC: [&str; 44] = [
    ".",
    "apt",
    "boot",
    "bundle",
    "cluster",
    "cluster-info",
    "cluster-resources",
    "collected",
    "console",
    "containers",
    "crash",
    "data",
    "dkms",
    "docker",
    "dump",
    "etc",
    "events",
    "evidence",
    "files",
    "hosts",
    "installer",
    "journal",
    "kernel",
    "lib",
    "log",
    "logs",
    "namespaces",
    "node",
    "nodes",
    "pods",
    "previous",
    "pstore",
    "raw",
    "root",
    "run",
    "syslog",
    "system",
    "systemd",
    "tmp",
    "unattended-upgrades",
    "upgrade",
    "usr",
    "var",
    "workers",
];

/// Directories of what belongs to no single machine.
const CLUSTER: [&str; 2] = ["cluster", "cluster-resources"];

/// Whether a path is that of something that belongs to the cluster, not to a machine.
#[must_use]
pub fn is_of_cluster(path: &str) -> bool {
    path.split('/').any(|part| CLUSTER.contains(&part))
}

/// What `path`, relative to the named directory, tells; `root` is that directory's own name.
#[must_use]
pub fn of(path: &Path, root: Option<&str>) -> Origin {
    let mut parts: Vec<&str> = path.iter().filter_map(|p| p.to_str()).collect();
    let file = parts.pop().unwrap_or("");
    let mut origin = of_container_file(file, parts.last() == Some(&"containers"));
    if let Some(at) = parts.iter().position(|p| pod_directory(p).is_some()) {
        if let Some((namespace, pod, uid)) = pod_directory(parts[at]) {
            origin = Origin {
                namespace: Some(namespace.to_owned()),
                pod: Some(pod.to_owned()),
                pod_uid: Some(uid.to_owned()),
                container: parts.get(at + 1).map(|&c| c.to_owned()),
                ..Origin::default()
            };
        }
        parts.truncate(at);
    }
    origin.host = host(&parts).or_else(|| host_of_file(&parts, file)).or_else(|| host_of_root(&parts, root));
    origin.of_controller = parts.iter().copied().chain(root).any(is_controller);
    origin
}

/// What a file is called beside the name of its machine when its lines do not say whose they are: `forge-1-sol.log`,
/// `dmesg-forge-1.txt`.
const NAMELESS: [&str; 15] = [
    "bmc",
    "console",
    "idrac",
    "ilo",
    "ipmi",
    "netconsole",
    "sel",
    "serial",
    "sol",
    "containerd",
    "dmesg",
    "k3s",
    "kmsg",
    "kubelet",
    "pstore",
];
/// How many of them show one machine from outside, so that its name, whatever it is, stands before.
const OUTSIDE: usize = 9;
/// How such a name begins when it is that of a boot, a part or a line, and not of a machine.
const NO_MACHINE: [&str; 11] =
    ["agent", "boot", "config", "current", "last", "old", "part", "prev", "server", "since", "tty"];

/// The machine that a file of nameless lines is named after.
fn host_of_file(parts: &[&str], file: &str) -> Option<String> {
    let extensions = [".gz", ".zst", ".xz", ".log", ".txt", ".out"];
    let stem = extensions.iter().fold(file, |stem, end| stem.strip_suffix(end).unwrap_or(stem));
    let is_part = |c: char| "-_.".contains(c);
    let before = |kind: &&str| stem.strip_suffix(*kind).and_then(|rest| rest.strip_suffix(is_part));
    let behind = |kind: &&str| stem.strip_prefix(*kind).and_then(|rest| rest.strip_prefix(is_part));
    let from_outside = NAMELESS[..OUTSIDE].iter().find_map(before);
    let numbered =
        || NAMELESS.iter().find_map(|kind| before(kind).or_else(|| behind(kind))).filter(|name| is_numbered(name));
    let name = from_outside.or_else(numbered)?;
    let is_line = NO_MACHINE.iter().any(|no| name.starts_with(no)) || parts.iter().any(|part| CLUSTER.contains(part));
    (!is_line && looks_like_host(name)).then(|| name.to_owned())
}

/// Whether a name is that of one machine of several: `forge-1`, `forge-1.example.com`.
fn is_numbered(name: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    let (host, domain) = name.split_once('.').unwrap_or((name, ""));
    let is_release = host.strip_prefix('v').is_some_and(|rest| rest.starts_with(is_digit));
    host.starts_with(|c: char| c.is_ascii_alphabetic())
        && host.ends_with(is_digit)
        && !is_release
        && !domain.contains(is_digit)
}

/// The nearest directory that is named like a machine. A boot's or a package's directory (`nvidia/390.157/build`) is
/// none: only the names before the first generic one count once one was met.
fn host(parts: &[&str]) -> Option<String> {
    if parts.iter().any(|part| CLUSTER.contains(part)) {
        return None;
    }
    let generic = |p: &str| GENERIC.contains(&p.to_ascii_lowercase().as_str());
    let tells = |p: &&str| !generic(p) && !is_machine_id(p) && !is_container_id(p);
    let named = parts.iter().copied().find(tells);
    named.filter(|name| looks_like_host(name)).map(|name| machine(name).to_owned())
}

/// The folder that was named, when it is named like a machine and nothing in it is.
fn host_of_root(parts: &[&str], root: Option<&str>) -> Option<String> {
    let generic =
        |p: &&str| GENERIC.contains(&p.to_ascii_lowercase().as_str()) || is_machine_id(p) || is_container_id(p);
    let is_alone = parts.iter().all(generic) && !parts.iter().any(|part| CLUSTER.contains(part));
    root.filter(|name| is_alone && looks_like_host(name)).map(|name| machine(name).to_owned())
}

/// The last name of a path that is named like a machine: what stands right above a copied `var/log`.
#[must_use]
pub fn nearest_host(path: &str) -> Option<String> {
    path.split('/').rev().find(|part| looks_like_host(part)).map(|name| machine(name).to_owned())
}

/// What a directory is called that holds the words of a machine's management controller or its serial console.
const CONTROLLER: [&str; 6] = ["-bmc", "-ipmi", "-idrac", "-ilo", "-sol", "-console"];
/// How many of them are the controller itself: the others show what the machine prints.
const ITSELF: usize = 4;

/// The machine whose controller a directory is named after: `db-1-bmc` tells of `db-1`.
fn machine(name: &str) -> &str {
    let rest = CONTROLLER.iter().find_map(|end| name.strip_suffix(end));
    rest.filter(|rest| looks_like_host(rest)).unwrap_or(name)
}

/// Whether a directory is that of a controller.
fn is_controller(name: &str) -> bool {
    CONTROLLER[..ITSELF].iter().any(|end| name.ends_with(end) || name == &end[1..])
}

/// 32 hexadecimal digits, as journald names the directory of a machine.
fn is_machine_id(name: &str) -> bool {
    name.len() == 32 && name.bytes().all(|b| b.is_ascii_hexdigit())
}

fn looks_like_host(name: &str) -> bool {
    !GENERIC.contains(&name.to_ascii_lowercase().as_str())
        && !is_machine_id(name)
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'))
        && name.bytes().any(|b| b.is_ascii_alphabetic())
}

/// `NAMESPACE_POD_UID`.
fn pod_directory(name: &str) -> Option<(&str, &str, &str)> {
    let (namespace, rest) = name.split_once('_')?;
    let (pod, uid) = rest.rsplit_once('_')?;
    let hex = uid.len() >= 16 && uid.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    (hex && !namespace.is_empty() && !pod.is_empty()).then_some((namespace, pod, uid))
}

/// `POD_NAMESPACE_CONTAINER-ID.log`, in a directory of such files (`is_listed`) without the id too, or docker's
/// `ID-json.log`.
fn of_container_file(name: &str, is_listed: bool) -> Origin {
    let stem = name.split(".log").next().unwrap_or(name);
    if let Some(id) = stem.strip_suffix("-json").filter(|id| is_container_id(id)) {
        return Origin { container_id: Some(id.to_owned()), ..Origin::default() };
    }
    let fields: Vec<&str> = stem.split('_').collect();
    let [pod, namespace, last] = fields.as_slice() else { return Origin::default() };
    let (container, id) = match last.rsplit_once('-').filter(|(_, id)| is_container_id(id)) {
        Some((container, id)) => (container, Some(id.to_owned())),
        None if is_listed => (*last, None),
        None => return Origin::default(),
    };
    Origin {
        namespace: Some((*namespace).to_owned()),
        pod: Some((*pod).to_owned()),
        container: Some(container.to_owned()),
        container_id: id,
        ..Origin::default()
    }
}

fn is_container_id(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, host: Option<&str>, pod: Option<&str>, container: Option<&str>) {
        let origin = of(Path::new(path), Some("logs"));
        let got = (origin.host.as_deref(), origin.pod.as_deref(), origin.container.as_deref());
        assert_eq!(got, (host, pod, container), "{path}");
    }

    #[test]
    fn controllers_are_not_their_machines() {
        for (path, is) in [("db-1-bmc/sel.txt", true), ("bmc/log", true), ("db-1-sol/out", false), ("db-1/bmc", false)]
        {
            assert_eq!(of(Path::new(path), None).of_controller, is, "{path}");
        }
    }

    #[test]
    fn hosts_and_pods() {
        let uid = "8f3a2b1c-0000-1111-2222-333344445555";
        check("node-3/journal.log", Some("node-3"), None, None);
        check("journal.log", None, None, None);
        check("node-3/var/log/journal/0a1b2c3d4e5f60718293a4b5c6d7e8f9/system.journal", Some("node-3"), None, None);
        check("journal/0a1b2c3d4e5f60718293a4b5c6d7e8f9/system.journal", None, None, None);
        check("db-1-bmc/sel.txt", Some("db-1"), None, None);
        check("cluster/events.json", None, None, None);
        check("console/forge-cp-sol.log", Some("forge-cp"), None, None);
        check("dmesg-forge-1.txt.gz", Some("forge-1"), None, None);
        check("kubelet_forge-1.lan.txt", Some("forge-1.lan"), None, None);
        for path in [
            "console.log",
            "dmesg-boot-1.txt",
            "serial-ttyS0.log",
            "kubelet-2025-01-02.log",
            "dmesg.1",
            "k3s-v1.30",
            "dmesg-iso-decode.log",
        ] {
            check(path, None, None, None);
        }
        check("cluster/dmesg-forge-1.txt", None, None, None);
        check("node-3/dmesg-forge-1.txt", Some("node-3"), None, None);
        check("node-3/var/log/syslog", Some("node-3"), None, None);
        check("node-3/dkms/nvidia/390.157/make.log", Some("node-3"), None, None);
        check(
            &format!("node-3/pods/kube-system_etcd-3_{uid}/etcd/0.log"),
            Some("node-3"),
            Some("etcd-3"),
            Some("etcd"),
        );
        check(&format!("pods/kube-system_etcd-3_{uid}/etcd/0.log"), None, Some("etcd-3"), Some("etcd"));
        let id = "a".repeat(64);
        check(&format!("var/log/containers/web-1_shop_nginx-{id}.log"), None, Some("web-1"), Some("nginx"));
        check("var/log/containers/web-1_shop_nginx.log", None, Some("web-1"), Some("nginx"));
        check("var/log/web-1_shop_nginx.log", None, None, None);
        check("pods/a_b_c/d/kubelet.log", Some("a_b_c"), None, None);
        let docker = of(Path::new(&format!("n1/var/lib/docker/containers/{id}/{id}-json.log")), None);
        assert_eq!((docker.host.as_deref(), docker.container_id), (Some("n1"), Some(id)));
    }

    #[test]
    fn a_named_directory_may_be_the_host() {
        assert_eq!(of(Path::new("journal.log"), Some("node-7")).host.as_deref(), Some("node-7"));
        assert_eq!(of(Path::new("journal.log"), Some("logs")).host, None);
    }
}
