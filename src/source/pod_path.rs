//! What the path of a pod's log tells where somebody sorted such logs by hand: by namespace, pod and container.
//!
//! ```text
//! pods/shop/web-7d5f7bdc7f-w8dpl/nginx.log       namespace, pod, container
//! pods/shop/web-7d5f7bdc7f-w8dpl/nginx/0.log     the same
//! pods/shop/web-7d5f7bdc7f-w8dpl.log             namespace, pod
//! pods/web-7d5f7bdc7f-w8dpl/nginx.log            pod, container
//! namespaces/shop/pods/web-0/nginx/nginx/logs/current.log      namespace, pod, container: oc adm inspect
//! kube-system/etcd-cp1.log                       namespace, pod: no machine is called so
//! ```

use super::origin::Origin;
use crate::text::name;

/// Folders whose next level are namespaces or pods.
const PODS: [&str; 2] = ["pods", "namespaces"];

/// Namespaces that many clusters have, and no machine is called.
const NAMESPACES: [&str; 22] = [
    "argocd",
    "calico-apiserver",
    "calico-system",
    "cattle-fleet-system",
    "cattle-system",
    "cert-manager",
    "flux-system",
    "gatekeeper-system",
    "gpu-operator",
    "ingress-nginx",
    "istio-system",
    "kube-flannel",
    "kube-node-lease",
    "kube-public",
    "kube-system",
    "kyverno",
    "longhorn-system",
    "metallb-system",
    "olm",
    "rook-ceph",
    "tigera-operator",
    "velero",
];

/// How many of `parts` stand above the namespace or pod, and what the rest tells.
pub fn of(parts: &[&str], file: &str) -> Option<(usize, Origin)> {
    if let Some((at, origin)) = of_inspect(parts) {
        return Some((at, origin));
    }
    let sorted = parts.iter().position(|part| PODS.contains(part)).map(|at| at + 1);
    let known = || parts.iter().position(|part| NAMESPACES.contains(part) || part.starts_with("openshift-"));
    let at = sorted.or_else(known)?;
    let origin = match &parts[at..] {
        [] if is_of_deployment(stem(file)) => told(None, Some(stem(file)), None),
        [] => return None,
        [pod] if is_of_deployment(pod) => told(None, Some(pod), Some(stem(file))),
        [namespace] => told(Some(namespace), Some(stem(file)), None),
        [namespace, pod] => told(Some(namespace), Some(pod), Some(stem(file))),
        [namespace, pod, container, ..] => told(Some(namespace), Some(pod), Some(container)),
    };
    is_named(&origin).then_some((at, origin))
}

/// `namespaces/NAMESPACE/pods/POD/CONTAINER/CONTAINER/logs`.
fn of_inspect(parts: &[&str]) -> Option<(usize, Origin)> {
    let at = parts.windows(3).position(|three| three[0] == "namespaces" && three[2] == "pods")?;
    let [namespace, _, pod, container, ..] = parts[at + 1..] else { return None };
    let origin = told(Some(namespace), Some(pod), Some(container));
    is_named(&origin).then_some((at + 1, origin))
}

/// Whether namespace and pod are called as Kubernetes lets them be.
fn is_named(origin: &Origin) -> bool {
    let names = [&origin.namespace, &origin.pod];
    names.into_iter().flatten().all(|name| name::is_name(name.as_bytes(), b"-."))
}

fn told(namespace: Option<&str>, pod: Option<&str>, container: Option<&str>) -> Origin {
    let owned = |name: Option<&str>| name.map(str::to_owned);
    Origin { namespace: owned(namespace), pod: owned(pod), container: owned(container), ..Origin::default() }
}

/// A file's name without what says that it is a log, of which run and how it is packed.
fn stem(file: &str) -> &str {
    let stem = file.split(".log").next().unwrap_or(file);
    let stem = stem.strip_suffix(".txt").unwrap_or(stem);
    ["-previous", ".previous", "_previous"].iter().find_map(|end| stem.strip_suffix(end)).unwrap_or(stem)
}

/// Whether a pod is named as those of a Deployment are: `NAME-HASH-FIVE`.
fn is_of_deployment(name: &str) -> bool {
    let hash = |part: &str| part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let mut parts = name.rsplit('-');
    let (Some(own), Some(set), Some(_)) = (parts.next(), parts.next(), parts.next()) else { return false };
    let numbered = set.bytes().any(|b| b.is_ascii_digit());
    own.len() == 5 && hash(own) && (6..=10).contains(&set.len()) && hash(set) && numbered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, above: usize, namespace: Option<&str>, pod: Option<&str>, container: Option<&str>) {
        let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
        let parts: Vec<&str> = folders.split('/').filter(|part| !part.is_empty()).collect();
        let (at, origin) = of(&parts, file).unwrap_or_else(|| panic!("{path} tells nothing"));
        let got = (at, origin.namespace.as_deref(), origin.pod.as_deref(), origin.container.as_deref());
        assert_eq!(got, (above, namespace, pod, container), "{path}");
    }

    #[test]
    fn sorted_by_namespace_and_pod() {
        let web = "web-7d5f7bdc7f-w8dpl";
        check(&format!("pods/shop/{web}/nginx.log"), 1, Some("shop"), Some(web), Some("nginx"));
        check(&format!("n1/pods/shop/{web}/nginx-previous.log.gz"), 2, Some("shop"), Some(web), Some("nginx"));
        check(&format!("pods/shop/{web}/nginx/0.log"), 1, Some("shop"), Some(web), Some("nginx"));
        check(&format!("pods/shop/{web}.log"), 1, Some("shop"), Some(web), None);
        check(&format!("pods/{web}/nginx.log"), 1, None, Some(web), Some("nginx"));
        check(&format!("pods/{web}.log"), 1, None, Some(web), None);
        let inspect = "x/namespaces/shop/pods/web-0/nginx/nginx/logs/current.log";
        check(inspect, 2, Some("shop"), Some("web-0"), Some("nginx"));
        check("pods/data/mongo-0/mongod.log", 1, Some("data"), Some("mongo-0"), Some("mongod"));
        check("kube-system/etcd-cp1.log", 0, Some("kube-system"), Some("etcd-cp1"), None);
        check("dump/openshift-dns/dns-x/dns.log", 1, Some("openshift-dns"), Some("dns-x"), Some("dns"));
    }

    #[test]
    fn other_paths() {
        for path in ["node-3/journal.log", "pods/0.log", "shop/web-7d5f7bdc7f-w8dpl.log"] {
            let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
            let parts: Vec<&str> = folders.split('/').collect();
            assert_eq!(of(&parts, file), None, "{path}");
        }
    }
}
