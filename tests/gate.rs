//! What is worth an alarm: an image that nobody has is a workload's mistake, a registry that refuses all is an outage.

mod common;

use common::{TempDir, analyse};
use kascade::model::Analysis;

/// Pods of three nodes that wait for an image for an hour, each asked for again every five minutes.
fn pulls(reason: &str) -> Analysis {
    let folder = TempDir::new("gate");
    for node in ["ci-1", "ci-2", "ci-3"] {
        let line = |minute: u32| {
            let image = "registry.lab.example/team/lint:lates";
            format!(
                "2026-03-09T02:{minute:02}:07+00:00 {node} kubelet[811]: E0309 02:{minute:02}:07.204110     811 kuberuntime_image.go:55] \"Failed to pull image\" err=\"rpc error: code = NotFound desc = failed to pull and unpack image \\\"{image}\\\": failed to resolve reference \\\"{image}\\\": {reason}\" image=\"{image}\"\n"
            )
        };
        folder.write(&format!("{node}/syslog"), (0..60).map(line).collect::<String>());
    }
    analyse(folder.path())
}

#[test]
fn an_image_that_nobody_has_is_no_outage() {
    assert_eq!(pulls("registry.lab.example/team/lint:lates: not found").incidents.len(), 0);
}

#[test]
fn a_registry_that_refuses_is_one() {
    assert_eq!(
        pulls("failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized").incidents.len(),
        1
    );
}
