//! What commands say of a machine's state: what is wrong is a finding, what is in order says nothing.

mod common;

use common::{TempDir, analyse_with};
use kascade::pipeline::Settings;

/// The conditions that a file of such a text shows.
fn conditions(text: &str) -> Vec<String> {
    let dir = TempDir::new("state");
    let analysis = analyse_with(&dir.write("report.txt", text), &Settings::default());
    (0..analysis.episodes.len()).map(|at| common::condition(&analysis, at).to_owned()).collect()
}

#[track_caller]
fn check(text: &str, condition: &str) {
    let found = conditions(text);
    assert!(found.iter().any(|found| found == condition), "{found:?}, not {condition} in {text}");
}

#[test]
fn what_is_wrong() {
    for (text, condition) in [
        ("Personalities : [raid1]\nmd0 : active raid1 sda1[0]\n      100 blocks [2/1] [U_]\n", "block.raid-degraded"),
        ("/dev/md0:\n  Version : 1.2\n  State : clean, degraded\n", "block.raid-degraded"),
        ("  pool: tank\n state: DEGRADED\n", "block.raid-degraded"),
        ("  pool: tank\n state: SUSPENDED\n", "filesystem.zfs-suspended"),
        ("  pool: tank\n state: ONLINE\nerrors: 3 data errors, use '-v' for a list\n", "filesystem.zfs-errors"),
        ("# smartctl -H /dev/sda\nSMART overall-health self-assessment test result: FAILED!\n", "block.disk-failing"),
        ("HEALTH_ERR 1 full osd(s)\n[ERR] OSD_FULL: 1 full osd(s)\n", "storage.ceph-full"),
        ("  cluster:\n    id:     0\n    health: HEALTH_WARN\n            1 osds down\n", "storage.ceph-slow"),
        (
            "+--+\n| ENDPOINT | DB SIZE | ERRORS |\n+--+\n| https://192.0.2.1:2379 | 2.1 GB | memberID:9 alarm:NOSPACE |\n",
            "etcd.space-exceeded",
        ),
        ("Filesystem Size Used Avail Use% Mounted on\n/dev/sda1 40G 40G 0 100% /var\n", "filesystem.disk-full"),
        (
            "mpatha (3600) dm-2 HP,HSV210\nsize=200G wp=rw\n`-+- policy='service-time 0' prio=0 status=enabled\n  `- 2:0:0:1 sdd 8:48 failed faulty running\n",
            "block.multipath-path-failed",
        ),
        (
            "Cluster information\n---------\nName: grove\n\nQuorum information\n---------\nQuorate:          No\n",
            "virtualization.cluster-filesystem-down",
        ),
        ("  UNIT  LOAD   ACTIVE SUB    DESCRIPTION\n● a.service  loaded failed failed Some\n", "systemd.unit-failed"),
        (
            "NAME   READY   UP-TO-DATE   AVAILABLE   AGE\nweb    0/3     3            0           5d\n",
            "workload.rollout-stuck",
        ),
        (
            r#"{"fsid":"0","health":{"status":"HEALTH_WARN","checks":{"OSD_DOWN":{"summary":{"message":"1 osds down"}}}}}"#,
            "storage.ceph-slow",
        ),
        (
            r#"{"status":"HEALTH_ERR","checks":{"OSD_FULL":{"summary":{"message":"1 full osd(s)"},"detail":[]}}}"#,
            "storage.ceph-full",
        ),
        (
            r#"[{"Endpoint":"https://192.0.2.1:2379","Status":{"header":{"member_id":9},"dbSize":2147532800,"leader":9,"errors":["memberID:9 alarm:NOSPACE "]}}]"#,
            "etcd.space-exceeded",
        ),
        (r#"{"header":{"cluster_id":1,"member_id":9},"alarms":[{"memberID":9,"alarm":1}]}"#, "etcd.space-exceeded"),
        (r#"{"header":{"cluster_id":1,"member_id":9},"alarms":[{"memberID":9,"alarm":2}]}"#, "etcd.corrupt"),
        (
            r#"[{"endpoint":"https://192.0.2.1:2379","health":false,"took":"5s","error":"context deadline exceeded"}]"#,
            "etcd.quorum-lost",
        ),
        (
            "               total        used        free      shared  buff/cache   available\nMem:            7951        7802          61          12          87          31\nSwap:           2047        2047           0\n",
            "memory.used-up",
        ),
        (
            "top - 16:28:19 up 3 days,  2:11,  1 user,  load average: 9.10, 8.80, 7.00\n%Cpu(s):  5.3 us,  2.1 sy, 10.0 id, 40.2 wa, 42.1 st\n",
            "virtualization.cpu-steal",
        ),
        (
            "ID             NAME   MODE         REPLICAS   IMAGE        PORTS\nb8ov1c         web    replicated   0/3        shop/web:2   *:80->80/tcp\n",
            "workload.rollout-stuck",
        ),
        (
            "ID                HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION\nx81kd0a2fa        wrk-1      Down      Active                          27.3.1\n",
            "kubelet.node-not-ready",
        ),
    ] {
        check(text, condition);
    }
}

#[test]
fn what_is_in_order() {
    for text in [
        r#"{"fsid":"0","health":{"status":"HEALTH_OK","checks":{},"mutes":[]}}"#,
        r#"[{"Endpoint":"https://192.0.2.1:2379","Status":{"header":{"member_id":9},"dbSize":20480,"leader":9}}]"#,
        r#"[{"endpoint":"https://192.0.2.1:2379","health":true,"took":"9ms"}]"#,
        "               total        used        free      shared  buff/cache   available\nMem:            7951        2802        4061          12        1087        5031\nSwap:              0           0           0\n",
        "top - 16:28:19 up 3 days,  2:11,  1 user,  load average: 0.10, 0.80, 0.00\n%Cpu(s):  5.3 us,  2.1 sy, 90.0 id,  0.2 wa,  0.1 st\n",
        "ID             NAME   MODE         REPLICAS   IMAGE        PORTS\nb8ov1c         web    replicated   3/3        shop/web:2   *:80->80/tcp\n",
        "Personalities : [raid1]\nmd0 : active raid1 sdb1[1] sda1[0]\n      100 blocks [2/2] [UU]\n",
        "/dev/md0:\n  Version : 1.2\n  State : clean\n",
        "  pool: tank\n state: ONLINE\nconfig:\n\n\tNAME STATE READ WRITE CKSUM\n\ttank ONLINE 0 0 0\n\nerrors: No known data errors\n",
        "# smartctl -H /dev/sda\nSMART overall-health self-assessment test result: PASSED\n197 Current_Pending_Sector 0x0012 100 100 000 Old_age Always - 0\n",
        "HEALTH_OK\n",
        "+--+\n| ENDPOINT | HEALTH | TOOK |\n+--+\n| https://192.0.2.1:2379 | true | 9ms |\n",
        "Filesystem Size Used Avail Use% Mounted on\n/dev/sda1 40G 10G 30G 25% /var\n/dev/loop1 64M 64M 0 100% /snap/core20/1\n",
        "Quorum information\n---------\nQuorate:          Yes\n",
        "NAME   READY   UP-TO-DATE   AVAILABLE   AGE\nweb    3/3     3            3           5d\n",
    ] {
        assert!(conditions(text).is_empty(), "{:?} in {text}", conditions(text));
    }
}
