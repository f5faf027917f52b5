//! What each fixture is known to lack, and why. What is not listed is required.
//!
//! An entry is the beginning of a line that a trial prints; `tests/incidents.rs` fails when one is mended and still
//! listed.

/// A fixture, why it lacks something, and what.
pub type Lack = (&'static str, &'static str, &'static [&'static str]);

/// Every known lack.
pub const LACKS: &[Lack] = &[
    (
        "admission-webhook-own-pods-drained",
        "a pod that is removed is context, and is in no chain",
        &[
            "trigger is ",
            "step is not in the timeline: kubelet.pod-removed on plover-b",
            "step is not in the timeline: vip.no-backend on plover-a",
        ],
    ),
    (
        "audit-policy-path-in-api-manifest",
        "the kubelet tells of the exit later than clients of the broken connections",
        &["order: control-plane.apiserver-exited on no host", "order: kubelet.crash-loop on no host"],
    ),
    (
        "calico-picks-docker-bridge",
        "ingress errors of another node are not tied to the address; without it the interface is as sure",
        &["known without its cause: cni.calico-address-changed"],
    ),
    (
        "cilium-endpoints-without-policy",
        "that the socket is gone is printed before the kubelet tells that it killed the agent",
        &["order: kubelet.liveness-kill on fen-2"],
    ),
    (
        "clock-stepped-back-after-snapshot",
        "etcd sees the drift of a peer by its own clock; certificates and tokens fail within ten seconds",
        &[
            "step is not in the timeline: time.clock-skewed on brambling-a",
            "order: control-plane.credentials-rejected on brambling-c",
        ],
    ),
    (
        "corefile-typo-waits-for-drain",
        "a removed pod is context; what the lost DNS breaks on other nodes is not tied to it",
        &[
            "trigger is ",
            "step is not in the timeline: kubelet.pod-removed on brack-n1",
            "step is not in the timeline: kubelet.pod-removed on brack-n2",
            "step is not in the timeline: kubelet.liveness-kill on brack-n3",
            "missing cause dns.coredns-config-broken is not named",
        ],
    ),
    (
        "database-outside-the-cluster-stops-answering",
        "links across nodes through nothing but the cluster are too weak",
        &[
            "step is not in the timeline: app.connections-exhausted on cluster",
            "step is not in the timeline: vip.ingress-upstream-failed on cluster",
            "step is not in the timeline: kubelet.liveness-kill on sorrel-a2",
            "no incident without its cause",
        ],
    ),
    (
        "dead-rtc-battery-after-a-power-blip",
        "the node prints another year than the server, so that no lag fits",
        &[
            "trigger is ",
            "step is not in the timeline: kubelet.node-not-ready on finch-srv1",
            "step is not in the timeline: app.database-unreachable on finch-srv1",
            "step is not in the timeline: kubelet.taint-eviction on finch-srv1",
        ],
    ),
    (
        "driver-lockup-watchdog-reset",
        "the journal is recovered before the reset is told",
        &["order: filesystem.recovered on brine-1"],
    ),
    (
        "etcd-database-space-exceeded",
        "every writer fails at once, so that later ones are told as effects of the quota itself",
        &[
            "step is not in the timeline: control-plane.apiserver-datastore-failing on tern-2",
            "step is not in the timeline: control-plane.leader-acquired on tern-2",
            "order: kubelet.lease-renew-failed on tern-w5",
        ],
    ),
    (
        "expired-peer-certificate-and-lost-csi",
        "the certificate expired days before the restart that needed it again",
        &["trigger is ", "order: control-plane.apiserver-exited on larch-cp2", "order: kubelet.crash-loop on no host"],
    ),
    (
        "firewall-edit-drops-vip",
        "both load balancers change sides within three seconds",
        &["order: vip.keepalived-transition on lb-a"],
    ),
    (
        "forgotten-fstab-line-strands-a-rebooted-node",
        "a start is context",
        &["step is not in the timeline: boot.start on moss-w2"],
    ),
    (
        "host-agent-eats-node",
        "the call of the killer is context of the kill",
        &["step is not in the timeline: memory.oom-invoked on pellet-3"],
    ),
    (
        "image-disk-gone-unit-logs-only",
        "sandboxes fail for the runtime that is gone; the node is NotReady by the controller first",
        &["order: kubelet.node-not-ready on basalt-w2"],
    ),
    (
        "kernel-without-vxlan-after-reboot",
        "only one start of the host is in the logs",
        &["step is not in the timeline: boot.kernel-changed on redpoll-2"],
    ),
    (
        "kubelet-client-certificate-expired",
        "every node is an incident of its own: nothing names the authority that they share",
        &[
            "step is not in the timeline: security.certificate-expiring on dotterel-w2",
            "step is not in the timeline: control-plane.credentials-rejected on dotterel-cp",
            "step is not in the timeline: kubelet.node-not-ready on cluster",
            "step is not in the timeline: kubelet.taint-eviction on cluster",
            "step is not in the timeline: kubelet.certificate-expired on dotterel-w1",
            "step is not in the timeline: control-plane.scheduling-failed on cluster",
        ],
    ),
    (
        "netplan-new-resolver",
        "the third node fails between the first and the second look-up of the second",
        &["order: dns.lookup-failed on gannet-2"],
    ),
    (
        "overlay-large-packets-lost",
        "the condition that stands for many silent callees is derived, and named in their place",
        &[
            "root is control-plane.callees-unreachable",
            "step is not in the timeline: vip.ingress-upstream-failed on smew-w2",
            "step is not in the timeline: app.database-unreachable on smew-s1",
        ],
    ),
    (
        "pcie-link-errors-reset-etcd-nvme",
        "the bus complains for seconds before the drive is given up",
        &[
            "order: control-plane.apiserver-timeout on sable-cp2",
            "order: control-plane.leader-lease-lost on sable-cp2",
            "order: block.nvme-controller-down on sable-cp2",
            "no branch etcd.peer-unreachable on sable-cp1",
        ],
    ),
    (
        "raid-member-dying-etcd",
        "etcd is slow before the kernel gives the command up",
        &["order: block.ata-error on quill-cp2", "order: block.io-error on quill-cp2"],
    ),
    (
        "registry-ca-changed-before-autoscale",
        "pods that wait are tied to no registry",
        &["step is not in the timeline: control-plane.scheduling-failed on siskin-cp0"],
    ),
    (
        "registry-disk-gone-while-a-resized-node-stays-out",
        "pulls of other nodes name the registry and not its node; the resized node is refused for its memory",
        &[
            "step is not in the timeline: runtime.image-pull-failed on teal-w2",
            "no other incident has the root kubelet.start-failed on teal-w4",
        ],
    ),
    (
        "runaway-log-fills-docker-disk",
        "what follows the eviction is another incident five hours later",
        &[
            "step is not in the timeline: kubelet.admission-rejected on gadwall-n3",
            "step is not in the timeline: cni.add-failed on gadwall-n3",
            "step is not in the timeline: runtime.sandbox-failed on gadwall-n3",
            "high incident of distractors: storage.nfs-soft-timeout",
        ],
    ),
    (
        "shims-hit-the-task-limit-of-the-runtime-unit",
        "probes of another node are not tied to it; the kernel tells of the limit too",
        &[
            "step is not in the timeline: runtime.shim-died on aks-pool2-40771193-vmss000003",
            "step is not in the timeline: kubelet.probe-failed on aks-pool2-40771193-vmss000005",
            "order: kubelet.probe-failed on aks-pool2-40771193-vmss000003",
            "known without its cause: memory.fork-rejected",
        ],
    ),
    (
        "systemd-upgrade-takes-host-dns-and-a-mirror-breaks",
        "each host is told on its own",
        &["step is not in the timeline: systemd.manager-reexecuted on birch-1"],
    ),
    (
        "thin-pool-fills-under-two-databases",
        "the file systems are faults between the pool and the databases",
        &["no branch app.mysql-io-error on hollin-st2"],
    ),
    (
        "three-short-partitions-without-a-network-log",
        "three partitions are told as one",
        &["order: control-plane.apiserver-datastore-failing on larch-m0"],
    ),
    (
        "volume-stuck-to-dead-node",
        "the volume is blocked by its old attachment for three hours, longer than the link allows",
        &[
            "step is not in the timeline: csi.multi-attach on twite-1",
            "step is not in the timeline: csi.force-detach on twite-1",
            "missing cause kubelet.node-not-ready is not named",
        ],
    ),
    (
        "web-server-takes-ingress-ports-after-reboot",
        "a challenge that fails names no ingress; the other backend is an incident of its own",
        &[
            "step is not in the timeline: app.acme-challenge-failed on cluster",
            "critical incident of distractors: vip.backend-down",
        ],
    ),
];

/// Whether a line of a trial is known to be lacking.
pub fn is_known(fixture: &str, line: &str) -> bool {
    of(fixture).iter().any(|lack| line.starts_with(lack))
}

/// What a fixture is known to lack.
pub fn of(fixture: &str) -> &'static [&'static str] {
    LACKS.iter().find(|(name, ..)| *name == fixture).map_or(&[], |(_, _, lacks)| lacks)
}
