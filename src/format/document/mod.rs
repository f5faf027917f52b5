//! Inputs that are one thing as a whole: object dumps, tables, reports with a head.
//!
//! A document is read from its start, in one piece; see [`Document::read`]. What `kubectl` prints may stand behind
//! the command that was typed (`$ kubectl get pods`).

pub mod apt_history;
pub mod apt_term;
pub mod columns;
pub mod console_output;
pub mod container_inspect;
pub mod container_logs;
pub mod coredumps;
pub mod crictl_list;
pub mod crictl_table;
pub mod csv_export;
pub mod dkms_make;
pub mod dmesg_json;
pub mod dpkg_list;
pub mod echo;
pub mod joined_files;
pub mod journal_boots;
pub mod journal_pretty;
pub mod k8s_cell;
pub mod k8s_container;
pub mod k8s_describe;
pub mod k8s_describe_pod;
pub mod k8s_event;
pub mod k8s_header;
pub mod k8s_json;
pub mod k8s_lease;
pub mod k8s_node;
pub mod k8s_pod;
mod k8s_pod_said;
pub mod k8s_row;
pub mod k8s_table;
pub mod k8s_top;
pub mod k8s_watch;
pub mod k8s_workload;
pub mod k8s_yaml;
pub mod last;
pub mod log_export;
pub mod log_table;
pub mod log_yaml;
pub mod otlp;
pub mod part;
pub mod place;
pub mod postgres_csv;
pub mod proxmox_task;
pub mod sar;
pub mod sel_blocks;
pub mod snap_changes;
pub mod state;
pub mod systemctl_table;
pub mod windows_list;
pub mod windows_xml;

use crate::model::Record;

use super::Names;

pub use echo::{is_echo, without_echo};

/// Where the records of a document go: offset and line of a record in the input, and the record.
pub type Sink<'s> = &'s mut dyn FnMut(u64, u64, Record<'_>);

/// A shape that can only be read as a whole.
#[derive(Clone, Copy, Debug)]
pub struct Document {
    /// As `kascade formats` prints it.
    pub name: &'static str,
    /// A look at the head of the input and at its path.
    pub looks_like: fn(head: &[u8], path: &str) -> bool,
    /// Reads the whole input; `false` when it is no such document after all, and then nothing was sent.
    pub read: fn(input: &[u8], path: &str, names: &Names, sink: Sink<'_>) -> bool,
}

/// Every document, narrower shapes first.
pub static DOCUMENTS: [Document; 34] = [
    container_logs::DOCUMENT,
    joined_files::DOCUMENT,
    journal_pretty::DOCUMENT,
    dmesg_json::DOCUMENT,
    k8s_watch::DOCUMENT,
    crictl_list::DOCUMENT,
    k8s_json::DOCUMENT,
    k8s_yaml::DOCUMENT,
    k8s_table::DOCUMENT,
    k8s_describe::DOCUMENT,
    otlp::DOCUMENT,
    console_output::DOCUMENT,
    container_inspect::DOCUMENT,
    state::json::DOCUMENT,
    log_export::DOCUMENT,
    log_yaml::DOCUMENT,
    log_table::DOCUMENT,
    csv_export::DOCUMENT,
    postgres_csv::DOCUMENT,
    windows_list::DOCUMENT,
    windows_xml::DOCUMENT,
    coredumps::DOCUMENT,
    journal_boots::DOCUMENT,
    last::DOCUMENT,
    sel_blocks::DOCUMENT,
    state::DOCUMENT,
    systemctl_table::DOCUMENT,
    snap_changes::DOCUMENT,
    sar::DOCUMENT,
    dpkg_list::DOCUMENT,
    apt_term::DOCUMENT,
    apt_history::DOCUMENT,
    dkms_make::DOCUMENT,
    proxmox_task::DOCUMENT,
];
