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

use super::{machine, pod_path};

/// What a path tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The machine, when a directory is named like one.
    pub host: Option<String>,
    /// Whether the machine is a guess: a folder is called so.
    pub is_guess: bool,
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

/// What `path`, relative to the named directory, tells; `root` is that directory's own name.
#[must_use]
pub fn of(path: &Path, root: Option<&str>) -> Origin {
    let mut parts: Vec<&str> = path.iter().filter_map(|p| p.to_str()).collect();
    let file = parts.pop().unwrap_or("");
    let mut origin = of_container_file(file, parts.last() == Some(&"containers"));
    let pod = (0..parts.len()).find_map(|at| Some((at, pod_directory(&parts, at, file, root)?)));
    let whole: Vec<&str> = root.into_iter().filter(|_| !parts.is_empty()).chain(parts.iter().copied()).collect();
    let of_pod = root.filter(|_| !parts.is_empty()).and_then(|_| pod_directory(&whole, 0, file, None));
    if let Some((namespace, pod, uid)) = of_pod {
        // The folder that was named is that of one pod, on whatever machine it ran.
        return Origin {
            namespace: Some(namespace.to_owned()),
            pod: Some(pod.to_owned()),
            pod_uid: Some(uid.to_owned()),
            container: parts.first().map(|&c| c.to_owned()),
            ..Origin::default()
        };
    }
    if let Some((at, (namespace, pod, uid))) = pod {
        origin = Origin {
            namespace: Some(namespace.to_owned()),
            pod: Some(pod.to_owned()),
            pod_uid: Some(uid.to_owned()),
            container: parts.get(at + 1).map(|&c| c.to_owned()),
            ..Origin::default()
        };
        let is_sorted = at > 0 && parts[at - 1] == namespace;
        parts.truncate(if is_sorted { at - 1 } else { at });
    } else if let Some((above, told)) = pod_path::of(&parts, file) {
        origin = if origin.pod.is_some() { origin } else { told };
        parts.truncate(above);
    }
    (origin.host, origin.is_guess) =
        machine::of(&parts, file, root).map_or((None, false), |(name, guess)| (Some(name), guess));
    origin.of_controller = parts.iter().copied().chain(root).any(machine::is_controller);
    origin
}

/// `NAMESPACE_POD_UID`; of a uid that is none, the folder of such folders tells, `pods` or that of the namespace, or the
/// file in that of a container: `0.log`.
fn pod_directory<'p>(
    parts: &[&'p str],
    at: usize,
    file: &str,
    root: Option<&str>,
) -> Option<(&'p str, &'p str, &'p str)> {
    let (namespace, rest) = parts[at].split_once('_')?;
    let (pod, uid) = rest.rsplit_once('_')?;
    let hex = uid.len() >= 16 && uid.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    let above = if at == 0 { root } else { Some(parts[at - 1]) };
    let told = || above.is_some_and(|above| above == "pods" || above == namespace) && at + 1 < parts.len();
    let told = || told() || (at + 2 == parts.len() && is_of_run(file));
    ((hex || told()) && !namespace.is_empty() && !pod.is_empty()).then_some((namespace, pod, uid))
}

/// `0.log`, `12.log.20261120-101500.gz`: the log of one run of a container.
fn is_of_run(file: &str) -> bool {
    let run = file.split_once(".log").map_or("", |(run, _)| run);
    !run.is_empty() && run.bytes().all(|b| b.is_ascii_digit())
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

/// 64 hexadecimal digits.
#[must_use]
pub fn is_container_id(name: &str) -> bool {
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
        check("console/vault.log", Some("vault"), None, None);
        check("conserver/vault.console", Some("vault"), None, None);
        check("console-server/vault.log", Some("vault"), None, None);
        check("oob-gw/var/consoles/vault.log", Some("vault"), None, None);
        check("node-3/var/console/console-20260309.log", Some("node-3"), None, None);
        check("node-3/serial/boot.log", Some("node-3"), None, None);
        check("Serial-Logs/vault.log", Some("vault"), None, None);
        check("serial-9/vault.log", Some("serial-9"), None, None);
        check("new-nodes/ip-10-0-3-7/cloud-init-output.log", Some("ip-10-0-3-7"), None, None);
        check("kasten/postgresql/main-13.log", Some("kasten"), None, None);
        check("dmesg-forge-1.txt.gz", Some("forge-1"), None, None);
        check("kubelet_forge-1.lan.txt", Some("forge-1.lan"), None, None);
        for path in [
            "console.log",
            "dmesg-boot-1.txt",
            "serial-ttyS0.log",
            "console/console.log",
            "kubelet-2025-01-02.log",
            "dmesg.1",
            "k3s-v1.30",
            "dmesg-iso-decode.log",
            "dmesg-efi-170000000001001",
            "dmesg-efi_pstore-170000000001001",
            "dmesg-erst-7012",
            "dmesg-ramoops-0.enc.z",
            "dmesg-nvram-0",
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
        check("pods/a_b_c/d/kubelet.log", None, Some("b"), Some("d"));
        check("x/a_b_c/d/kubelet.log", Some("x"), None, None);
        check("shop_web-0_uid-1/app/0.log", None, Some("web-0"), Some("app"));
        check("n1/shop_web-0_uid-1/app/2.log.20261120-101500.gz", Some("n1"), Some("web-0"), Some("app"));
        check(&format!("logs/erp/erp_web-1_{uid}/app/0.log"), None, Some("web-1"), Some("app"));
        check("logs/erp/erp_db-0_00000000/db/0.log", None, Some("db-0"), Some("db"));
        check(&format!("node-3/erp_web-1_{uid}/app/0.log"), Some("node-3"), Some("web-1"), Some("app"));
        check("must-gather.local.123/timestamp", None, None, None);
        check("node-3/pods/shop/web-0/nginx.log", Some("node-3"), Some("web-0"), Some("nginx"));
        check("kube-system/etcd-3.log", None, Some("etcd-3"), None);
        check("sosreport-db-1-2025-11-07/var/log/messages", Some("db-1"), None, None);
        let docker = of(Path::new(&format!("n1/var/lib/docker/containers/{id}/{id}-json.log")), None);
        assert_eq!((docker.host.as_deref(), docker.container_id), (Some("n1"), Some(id)));
    }

    #[test]
    fn a_named_directory_may_be_that_of_a_pod() {
        for (root, path) in [
            ("shop_web-0_8f3a2b1c-0000-1111-2222-333344445555", "app/0.log"),
            ("shop_web-0_uid-1", "app/0.log"),
            ("pods", "shop_web-0_uid-1/app/out.log"),
        ] {
            let origin = of(Path::new(path), Some(root));
            let got = (origin.host, origin.namespace, origin.pod, origin.container);
            let [namespace, pod, container] = ["shop", "web-0", "app"].map(|name| Some(name.to_owned()));
            assert_eq!(got, (None, namespace, pod, container), "{root}");
        }
    }

    #[test]
    fn a_named_directory_may_be_the_host() {
        assert_eq!(of(Path::new("journal.log"), Some("node-7")).host.as_deref(), Some("node-7"));
        for root in
            ["logs", "outage-friday", "INC-4711", "nas_support", "download", "kubernetes", "Attachments", "case2"]
        {
            assert_eq!(of(Path::new("journal.log"), Some(root)).host, None, "{root}");
        }
    }
}
