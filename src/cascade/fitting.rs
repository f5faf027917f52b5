//! Which commands can be run on the machines at hand: where no cluster is, nobody has `kubectl`.

use crate::model::{Episode, InputFacts, StreamSet};
use crate::rule::Library;

/// Streams that only machines of a Kubernetes cluster have.
const OF_CLUSTER: [&str; 21] = [
    "apiserver",
    "calico",
    "cilium",
    "cni",
    "controller-manager",
    "coredns",
    "csi",
    "flannel",
    "k0s",
    "k3s",
    "k8s-audit",
    "k8s-event",
    "k8s-state",
    "kube-proxy",
    "kube-vip",
    "kubelet",
    "longhorn",
    "metallb",
    "microk8s",
    "scheduler",
    "talos",
];
/// Tools that only they have.
const TOOLS: [&str; 4] = ["kubectl ", "crictl ", "calicoctl ", "cilium "];

/// Whether a machine of a cluster, or a pod, is in what was read.
#[must_use]
pub fn has_cluster(library: &Library, inputs: &[InputFacts], episodes: &[Episode]) -> bool {
    let streams = OF_CLUSTER.iter().filter_map(|name| library.streams.find(name));
    let own = streams.fold(StreamSet::default(), StreamSet::with);
    let pod = library.kind("pod");
    let names_pod = || episodes.iter().any(|e| e.entities().any(|e| e.kind == pod));
    inputs.iter().any(|input| input.streams.meets(own)) || names_pod()
}

/// The commands of these that fit, given whether a cluster was read.
#[must_use]
pub fn fitting(commands: Vec<String>, cluster: bool) -> Vec<String> {
    let fits = |command: &String| cluster || !TOOLS.iter().any(|tool| command.starts_with(tool));
    commands.into_iter().filter(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_kubectl_where_no_cluster_is() {
        let all = || vec!["kubectl get pods -A".to_owned(), "df -h".to_owned()];
        assert_eq!((fitting(all(), true), fitting(all(), false)), (all(), vec!["df -h".to_owned()]));
    }
}
