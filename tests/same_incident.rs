//! One incident, one verdict: whatever form the journals of a case are in, and however the folder is packed.

mod common;

use std::path::Path;

use common::packed::{tar_of, zstd};
use common::stored::{self, Form};
use common::twin::Twin;
use common::{TempDir, analyse, condition, incident_dir};
use kascade::model::{Analysis, Incident};

/// The verdict: of each incident its word, its roots and its chain, a line each.
fn verdict(path: &Path) -> Vec<String> {
    let analysis = analyse(path);
    analysis.incidents.iter().flat_map(|incident| told(&analysis, incident)).collect()
}

fn told(analysis: &Analysis, incident: &Incident) -> Vec<String> {
    let episode = |at: usize| {
        let host = analysis.episodes[at].key.host.as_deref().unwrap_or("-");
        format!("{} on {host}", condition(analysis, at))
    };
    let roots = incident.roots.iter().map(|root| format!("root {}", episode(root.episode)));
    let chain = incident.chain.iter().map(|at| format!("then {}", episode(*at)));
    [incident.verdict.word().to_owned()].into_iter().chain(roots).chain(chain).collect()
}

/// The fixture with its journals in this form.
fn turned(name: &str, form: Form) -> Twin {
    let journals = stored::journals(&incident_dir(name).join("logs"));
    assert!(!journals.is_empty(), "{name} has journals");
    Twin::new(name, form.extension(), &|inner, text| match journals.get(inner) {
        Some(records) => {
            let stem = inner.rsplit_once('.').map_or(inner, |(stem, _)| stem);
            Some((format!("{stem}.{}", form.extension()), stored::written(records, form)))
        }
        None => Some((inner.to_owned(), text.to_vec())),
    })
}

#[track_caller]
fn check(name: &str) {
    let want = verdict(&incident_dir(name).join("logs"));
    assert!(want.len() > 2, "{name}: {want:#?}");
    let dir = TempDir::new(&format!("{name}-packed"));
    for form in Form::ALL {
        let twin = turned(name, form);
        assert_eq!(verdict(&twin.logs()), want, "{name} as {form:?}");
        let packed = dir.write("logs.tar.zst", zstd(&tar_of(&twin.logs(), "logs/")));
        assert_eq!(verdict(&packed), want, "{name} as {form:?}, packed");
    }
}

#[test]
fn a_server_that_stopped_answering() {
    check("nfs-dns-cilium");
}

#[test]
fn three_nodes_that_reboot() {
    check("three-node-reboot");
}

#[test]
fn an_edited_firewall() {
    check("firewall-edit-drops-vip");
}

#[test]
fn a_starved_hypervisor() {
    check("hypervisor-starvation");
}

/// The boots that panicked are on the serial console alone, whose clock nothing dates.
#[test]
fn a_boot_that_panicked_on_the_console() {
    check("dkms-kernel-panic");
}

/// A container that loops since before the logs begin, and the log of its last try alone.
#[test]
fn what_the_last_try_says_is_why_a_container_loops() {
    let folder = TempDir::new("same");
    let pod = "cart-7d9f8b6c5-x2x4q_shop(3f0e5a52-1b7c-4a53-9f43-5e5d3bb3a001)";
    let line = |n: u32| {
        let (minute, second) = (n / 5, n % 5 * 12);
        format!(
            "2026-03-09T02:{minute:02}:{second:02}+00:00 wk-3 kubelet[914]: E0309 02:{minute:02}:{second:02}.104110     914 pod_workers.go:1301] \"Error syncing pod, skipping\" err=\"failed to \\\"StartContainer\\\" for \\\"cart\\\" with CrashLoopBackOff: \\\"back-off 5m0s restarting failed container=cart pod={pod}\\\"\" pod=\"shop/cart-7d9f8b6c5-x2x4q\"\n"
        )
    };
    folder.write("wk-3/syslog", (0..200).map(line).collect::<String>());
    let own = "wk-3/pods/shop_cart-7d9f8b6c5-x2x4q_3f0e5a52-1b7c-4a53-9f43-5e5d3bb3a001/cart/811.log";
    let tried = "2026-03-09T02:25:06.020000123Z stderr F listen tcp :8080: bind: address already in use\n";
    folder.write(own, tried);
    let analysis = analyse(folder.path());
    let chain: Vec<&str> = analysis.incidents[0].chain.iter().map(|&at| condition(&analysis, at)).collect();
    assert_eq!(chain, ["network.port-in-use", "kubelet.crash-loop"]);
}
