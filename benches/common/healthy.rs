//! What healthy nodes print: about thirty lines of kubelet, containerd, etcd, the kernel and their neighbours.
//!
//! A name between two `%` is filled anew for every line. Near misses are there on purpose (`cleaning up after shim
//! disconnected`, `error="<nil>"`, `errors=remount-ro`): some pass the filter's first look, all must fail the second. No
//! rule may match any of these lines, not even one that only notes how things are: the shares of failure lines would
//! mean nothing.

use std::io::Write;

use super::corpus::Moment;
use super::seeded::Seeded;

/// How often a line is printed against the others, by which program, and the line.
const LINES: &str = r#"
9 kubelet I%klog% kubelet.go:2440] "SyncLoop (PLEG): event for pod" pod="%ns%/%pod%" event={"ID":"%uid%","Type":"ContainerStarted","Data":"%id%"}
6 kubelet I%klog% reconciler_common.go:245] "operationExecutor.VerifyControllerAttachedVolume started for volume \"kube-api-access-%hex%\" (UniqueName: \"kubernetes.io/projected/%uid%-kube-api-access-%hex%\") pod \"%pod%\" (UID: \"%uid%\") " pod="%ns%/%pod%"
5 kubelet I%klog% operation_generator.go:664] "MountVolume.SetUp succeeded for volume \"config\" (UniqueName: \"kubernetes.io/configmap/%uid%-config\") pod \"%pod%\" (UID: \"%uid%\") " pod="%ns%/%pod%"
4 kubelet I%klog% pod_startup_latency_tracker.go:104] "Observed pod startup duration" pod="%ns%/%pod%" podStartSLOduration=%n%.%n% podStartE2EDuration="%n%.%n%s" observedRunningTime="%iso%"
3 kubelet I%klog% scope.go:117] "RemoveContainer" containerID="%id%"
2 kubelet W%klog% warnings.go:70] unknown field "spec.template.metadata.creationTimestamp" reason="timeout not set" err="<nil>"
5 k3s I%klog% trace.go:236] Trace[%n%]: "Update" accept:application/vnd.kubernetes.protobuf,audit-id:%uid%,client:%ip%,protocol:HTTP/2.0,resource:leases,verb:PUT (%clock%) (total time: %ms%ms):
3 k3s I%klog% event.go:307] "Event occurred" object="%ns%/%pod%" fieldPath="" kind="Pod" apiVersion="v1" type="Normal" reason="Scheduled" message="Successfully assigned %ns%/%pod% to node-1"
3 kube-apiserver I%klog% httplog.go:132] "HTTP" verb="GET" URI="/api/v1/namespaces/%ns%/pods/%pod%?timeout=30s" latency="%n%.%n%ms" userAgent="kubelet/v1.31.2 (linux/amd64)" audit-ID="%uid%" srcIP="%ip%:%n%" resp=200
2 kube-proxy I%klog% proxier.go:805] "SyncProxyRules complete" ipFamily="IPv4" elapsed="%ms%.%n%ms"
8 containerd time="%iso%" level=info msg="StartContainer for \"%id%\" returns successfully"
6 containerd time="%iso%" level=info msg="CreateContainer within sandbox \"%id%\" for &ContainerMetadata{Name:%app%,Attempt:0,} returns container id \"%id%\""
4 containerd time="%iso%" level=info msg="RemoveContainer for \"%id%\" returns successfully"
2 containerd time="%iso%" level=warning msg="cleaning up after shim disconnected" id=%id% namespace=k8s.io error="<nil>"
7 etcd {"level":"info","ts":"%iso%","caller":"mvcc/index.go:214","msg":"compact tree index","revision":%n%}
6 etcd {"level":"info","ts":"%iso%","caller":"traceutil/trace.go:171","msg":"trace[%n%] transaction","detail":"{read_only:false; response_revision:%n%; number_of_response:1; }","duration":"%n%.%n%ms","start":"%iso%","steps":["trace[%n%] 'process raft request'  (duration: %n%ms)"],"step_count":1}
3 etcd {"level":"info","ts":"%iso%","caller":"mvcc/kvstore_compaction.go:66","msg":"finished scheduled compaction","compact-revision":%n%,"took":"%n%.%n%ms","hash":%n%}
6 kernel IPv6: ADDRCONF(NETDEV_CHANGE): veth%hex%: link becomes ready
4 kernel cni0: port %n%(veth%hex%) entered forwarding state
3 kernel audit: type=1400 audit(%n%.%n%:%n%): apparmor="ALLOWED" operation="open" profile="cri-containerd.apparmor.d" name="/run/%hex%" pid=%n% comm="%app%"
1 kernel EXT4-fs (sda%n%): mounted filesystem %uid% r/w with ordered data mode. Quota mode: none. errors=remount-ro
4 systemd Started libcontainer container %id%.
3 systemd run-containerd-runc-k8s.io-%id%-runc.%hex%.mount: Deactivated successfully.
3 sshd Connection closed by authenticating user root %ip% port %n% [preauth]
4 calico-node %clock% [INFO][%n%] felix/int_dataplane.go 1890: Received *proto.WorkloadEndpointUpdate update from calculation graph. msg=id:<orchestrator_id:"k8s" workload_id:"%ns%/%pod%" endpoint_id:"eth0">
4 cilium-agent time="%iso%" level=info msg="Rewrote endpoint BPF program" containerID=%hex% datapathPolicyRevision=%n% endpointID=%n% identity=%n% ipv4=%ip% k8sPodName=%ns%/%pod% subsys=endpoint
4 coredns [INFO] %ip%:%n% - %n% "AAAA IN %app%.%ns%.svc.cluster.local. udp 61 false 1232" NOERROR qr,aa,rd 150 0.000%n%s
3 CRON (root) CMD (   cd / && run-parts --report /etc/cron.hourly)
2 NetworkManager <info>  [%n%.%n%] device (veth%hex%): state change: unmanaged -> disconnected (reason 'connection-assumed', sys-iface-state: 'external')
"#;

/// A line of a healthy node.
#[derive(Clone, Copy, Debug)]
pub struct Template {
    /// How often, against the others.
    pub weight: usize,
    /// Who prints it.
    pub ident: &'static str,
    /// With names to be filled.
    pub text: &'static str,
}

impl Template {
    /// Whether klog printed it.
    pub fn is_klog(&self) -> bool {
        self.text[1..].starts_with("%klog%")
    }

    /// Whether zap printed it.
    pub fn is_zap(&self) -> bool {
        self.text.starts_with('{')
    }
}

/// Every line.
pub fn templates() -> impl Iterator<Item = Template> {
    LINES.trim().lines().map(|line| {
        let mut parts = line.splitn(3, ' ');
        let mut part = || parts.next().expect("weight, program, line");
        Template { weight: part().parse().expect("a number"), ident: part(), text: part() }
    })
}

const APPS: [&str; 8] = ["coredns", "grafana", "web", "loki", "traefik", "mysql", "metrics-server", "calico-node"];
const NAMESPACES: [&str; 6] = ["kube-system", "monitoring", "default", "shop", "media", "ingress-nginx"];

/// Writes a template with its names filled.
pub fn fill(out: &mut Vec<u8>, template: &str, at: Moment, seeded: &mut Seeded) {
    for (i, part) in template.split('%').enumerate() {
        match part {
            text if i % 2 == 0 => out.extend(text.as_bytes()),
            name => value(out, name, at, seeded),
        }
    }
}

fn value(out: &mut Vec<u8>, name: &str, at: Moment, seeded: &mut Seeded) {
    let any = seeded.number();
    match name {
        "klog" => at.klog(out),
        "iso" => at.iso(out),
        "clock" => at.clock(out),
        "n" => write!(out, "{}", any % 9000),
        "ms" => write!(out, "{}", any % 900),
        "hex" => write!(out, "{:010x}", any >> 24),
        "id" => write!(out, "{any:016x}{:016x}{:016x}{:016x}", any.rotate_left(9), !any, any.rotate_left(31)),
        "uid" => write!(
            out,
            "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
            any >> 32,
            any >> 16 & 0xffff,
            any & 0xfff,
            any >> 50 & 0xfff,
            any >> 8 & 0xffff_ffff_ffff
        ),
        "ip" => write!(out, "10.{}.{}.{}", any % 250, any >> 8 & 127, any >> 16 & 127),
        "app" => write!(out, "{}", seeded.pick(&APPS)),
        "ns" => write!(out, "{}", seeded.pick(&NAMESPACES)),
        "pod" => write!(out, "{}-{:08x}-{:05x}", seeded.pick(&APPS), any >> 32, any & 0xf_ffff),
        other => unreachable!("no such name: {other}"),
    }
    .expect("memory can be written");
}
