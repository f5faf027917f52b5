//! What the header of a table that kubectl, crictl or docker prints announces.

use super::columns::Columns;
use super::k8s_workload::{self, Object};

/// What the rows of a table are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Events.
    Events,
    /// Pods.
    Pods,
    /// Nodes.
    Nodes,
    /// Sandboxes of `crictl pods`.
    Sandboxes,
    /// Containers of `crictl ps`.
    Containers,
    /// Containers of `docker ps` and its likes.
    Docker,
    /// What pods and nodes use.
    Usage,
    /// Deployments, claims and other objects.
    Object(&'static Object),
}

/// The columns that tell what a table is about.
const HEADERS: [(About, &[&str]); 11] = [
    (About::Events, &["TYPE", "REASON", "OBJECT", "MESSAGE"]),
    (About::Events, &["TYPE", "REASON", "NAME", "MESSAGE"]),
    (About::Events, &["LAST SEEN", "REASON", "MESSAGE"]),
    (About::Pods, &["READY", "STATUS", "RESTARTS"]),
    (About::Nodes, &["STATUS", "ROLES", "VERSION"]),
    (About::Sandboxes, &["POD ID", "CREATED", "STATE", "NAME", "NAMESPACE"]),
    (About::Containers, &["CONTAINER", "IMAGE", "CREATED", "STATE", "NAME"]),
    (About::Containers, &["CONTAINER ID", "IMAGE", "CREATED", "STATE", "NAME"]),
    (About::Docker, &["CONTAINER ID", "IMAGE", "CREATED", "STATUS", "NAMES"]),
    (About::Docker, &["NAME", "IMAGE", "SERVICE", "CREATED", "STATUS"]),
    (About::Usage, &["NAME", "CPU(cores)", "MEMORY(bytes)"]),
];

impl About {
    /// What a header announces.
    #[must_use]
    pub fn of(columns: &Columns<'_>) -> Option<Self> {
        // A table of containers has the columns of one of sandboxes too.
        let known = HEADERS.iter().rev().find(|(_, names)| columns.have(names)).map(|(about, _)| *about);
        known.or_else(|| k8s_workload::of(columns).map(About::Object))
    }
}
