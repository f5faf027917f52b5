//! Every incident fixture against its truth, and against its three twins.
//!
//! ```text
//! as it is           the verdict, the root at rank 1, every step in order, no distractor blamed
//! cause removed      never `known` with the old root; the missing source is named
//! noise doubled      the same verdict and root
//! distractors alone  no incident
//! ```
//!
//! What a fixture is known to lack is listed in `common::lacks`, with its reason.

mod common;

use common::trial::Trial;
use common::truth::Truth;
use common::twin::Twin;
use common::{analyse, healthy, incident_dir, incidents, lacks, truth};

#[track_caller]
fn on_fixture(name: &str, see: impl FnOnce(&mut Trial<'_>)) {
    let truth = truth::of(name);
    let analysis = analyse(&incident_dir(name).join("logs"));
    let mut trial = Trial::new(&truth, &analysis);
    see(&mut trial);
    trial.end(name);
}

#[track_caller]
fn on_twin(name: &str, make: impl FnOnce(&str, &Truth) -> Twin, see: impl FnOnce(&mut Trial<'_>)) {
    let truth = truth::of(name);
    let twin = make(name, &truth);
    let analysis = analyse(&twin.logs());
    let mut trial = Trial::new(&truth, &analysis);
    see(&mut trial);
    trial.end(name);
}

#[track_caller]
fn as_it_is(name: &str) {
    on_fixture(name, |trial| trial.judge());
}

#[track_caller]
fn cause_removed(name: &str) {
    on_twin(name, Twin::cause_removed, |trial| trial.cause_is_gone());
}

#[track_caller]
fn noise_doubled(name: &str) {
    let single = analyse(&incident_dir(name).join("logs"));
    on_twin(name, Twin::noise_doubled, |trial| trial.same_as(&single));
}

#[track_caller]
fn distractors_alone(name: &str) {
    on_twin(name, Twin::distractors_alone, |trial| trial.quiet());
}

/// The four tests of each fixture, and one that no fixture is left out.
macro_rules! fixtures {
    ($($module:ident = $name:literal,)*) => {
        $(mod $module {
            #[test]
            fn as_it_is() {
                super::as_it_is($name);
            }

            #[test]
            fn cause_removed() {
                super::cause_removed($name);
            }

            #[test]
            fn noise_doubled() {
                super::noise_doubled($name);
            }

            #[test]
            fn distractors_alone() {
                super::distractors_alone($name);
            }
        })*

        #[test]
        fn every_fixture_is_tested() {
            assert_eq!(incidents(), [$($name),*]);
        }
    };
}

fixtures! {
    admission_webhook_own_pods_drained = "admission-webhook-own-pods-drained",
    audit_policy_path_in_api_manifest = "audit-policy-path-in-api-manifest",
    calico_picks_docker_bridge = "calico-picks-docker-bridge",
    cilium_endpoints_without_policy = "cilium-endpoints-without-policy",
    clock_stepped_back_after_snapshot = "clock-stepped-back-after-snapshot",
    containerd_config_replaced_by_upgrade = "containerd-config-replaced-by-upgrade",
    corefile_typo_waits_for_drain = "corefile-typo-waits-for-drain",
    database_outside_the_cluster_stops_answering = "database-outside-the-cluster-stops-answering",
    dead_rtc_battery_after_a_power_blip = "dead-rtc-battery-after-a-power-blip",
    dkms_kernel_panic = "dkms-kernel-panic",
    driver_lockup_watchdog_reset = "driver-lockup-watchdog-reset",
    etcd_database_space_exceeded = "etcd-database-space-exceeded",
    expired_peer_certificate_and_lost_csi = "expired-peer-certificate-and-lost-csi",
    firewall_edit_drops_vip = "firewall-edit-drops-vip",
    forgotten_fstab_line_strands_a_rebooted_node = "forgotten-fstab-line-strands-a-rebooted-node",
    host_agent_eats_node = "host-agent-eats-node",
    hypervisor_starvation = "hypervisor-starvation",
    hypervisor_starvation_guests_only = "hypervisor-starvation-guests-only",
    image_disk_gone_unit_logs_only = "image-disk-gone-unit-logs-only",
    kernel_without_vxlan_after_reboot = "kernel-without-vxlan-after-reboot",
    kubelet_client_certificate_expired = "kubelet-client-certificate-expired",
    netplan_new_resolver = "netplan-new-resolver",
    network_card_hangs_since_the_new_kernel = "network-card-hangs-since-the-new-kernel",
    nfs_csi_port_conflict = "nfs-csi-port-conflict",
    nfs_dns_cilium = "nfs-dns-cilium",
    overlay_large_packets_lost = "overlay-large-packets-lost",
    pcie_link_errors_reset_etcd_nvme = "pcie-link-errors-reset-etcd-nvme",
    raid_member_dying_etcd = "raid-member-dying-etcd",
    registry_ca_changed_before_autoscale = "registry-ca-changed-before-autoscale",
    registry_disk_gone_while_a_resized_node_stays_out = "registry-disk-gone-while-a-resized-node-stays-out",
    runaway_log_fills_docker_disk = "runaway-log-fills-docker-disk",
    shims_hit_the_task_limit_of_the_runtime_unit = "shims-hit-the-task-limit-of-the-runtime-unit",
    snap_refresh_unknown_flag = "snap-refresh-unknown-flag",
    systemd_upgrade_takes_host_dns_and_a_mirror_breaks = "systemd-upgrade-takes-host-dns-and-a-mirror-breaks",
    thin_pool_fills_under_two_databases = "thin-pool-fills-under-two-databases",
    three_node_reboot = "three-node-reboot",
    three_node_reboot_events_cut = "three-node-reboot-events-cut",
    three_short_partitions_without_a_network_log = "three-short-partitions-without-a-network-log",
    volume_stuck_to_dead_node = "volume-stuck-to-dead-node",
    web_server_takes_ingress_ports_after_reboot = "web-server-takes-ingress-ports-after-reboot",
}

/// Everything that the four tests of a fixture find wanting.
fn all_missing(name: &str) -> Vec<String> {
    let truth = truth::of(name);
    let single = analyse(&incident_dir(name).join("logs"));
    let mut all = Vec::new();
    let mut see = |twin: Option<Twin>, judge: &dyn Fn(&mut Trial<'_>)| {
        let analysis = twin.map_or_else(|| analyse(&incident_dir(name).join("logs")), |twin| analyse(&twin.logs()));
        let mut trial = Trial::new(&truth, &analysis);
        judge(&mut trial);
        all.extend(trial.missing().to_vec());
    };
    see(None, &|trial| trial.judge());
    see(Some(Twin::cause_removed(name, &truth)), &|trial| trial.cause_is_gone());
    see(Some(Twin::noise_doubled(name, &truth)), &|trial| trial.same_as(&single));
    see(Some(Twin::distractors_alone(name, &truth)), &|trial| trial.quiet());
    all
}

/// What is mended is listed no more.
#[test]
fn what_is_listed_is_lacking() {
    let mut mended = Vec::new();
    for (name, _, lacks) in lacks::LACKS {
        let missing = all_missing(name);
        let gone = lacks.iter().filter(|lack| !missing.iter().any(|line| line.starts_with(**lack)));
        mended.extend(gone.map(|lack| format!("{name}: {lack}")));
    }
    assert!(mended.is_empty(), "listed and not lacking: {mended:#?}");
}

/// The twins are what they say: evidence goes, distractors stay.
#[test]
fn twins_are_true() {
    for name in incidents() {
        let truth = truth::of(&name);
        let (removed, alone) = (Twin::cause_removed(&name, &truth), Twin::distractors_alone(&name, &truth));
        let holds = |twin: &Twin, part: &str| {
            let files = common::files(&twin.logs());
            files
                .iter()
                .any(|(path, _)| String::from_utf8_lossy(&std::fs::read(path).expect("readable")).contains(part))
        };
        for step in &truth.chain {
            assert!(
                !holds(&alone, &step.evidence),
                "{name}: {} is left when only distractors should be",
                step.evidence
            );
        }
        for distractor in &truth.distractors {
            assert!(holds(&alone, &distractor.evidence), "{name}: the distractor {} is gone", distractor.evidence);
        }
        let cause = truth.root_cause.evidence.iter().find(|line| holds(&removed, line));
        assert!(
            cause.is_none() || truth.root_cause.basis.as_deref() == Some("inferred"),
            "{name}: {cause:?} is still there"
        );
    }
}

/// A day on which nothing broke stays one, however loud it was.
#[test]
fn healthy_fixtures_are_quiet() {
    for name in healthy() {
        let analysis = analyse(&incident_dir(&name).join("logs"));
        let found: Vec<&str> = analysis.incidents.iter().map(|incident| incident.title.as_str()).collect();
        assert!(found.is_empty(), "{name}: {found:?}");
    }
}

/// What a healthy fixture calls loud is in its logs.
#[test]
fn healthy_fixtures_are_loud() {
    for name in healthy() {
        let files = common::files(&incident_dir(&name).join("logs"));
        let logs: Vec<Vec<u8>> = files.iter().map(|(path, _)| std::fs::read(path).expect("readable")).collect();
        for distractor in truth::of_healthy(&name).distractors {
            let holds = |log: &Vec<u8>| String::from_utf8_lossy(log).contains(&distractor.evidence);
            assert!(logs.iter().any(holds), "{name}: the distractor {} is not there", distractor.evidence);
        }
    }
}
