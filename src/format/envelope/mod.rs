//! Who stored a record: one file per shape, and the table of them.
//!
//! The order of [`ENVELOPES`] matters where one shape is a special case of another: the narrower one stands first.

pub mod access_log;
pub mod auditd;
pub mod busybox;
pub mod console_mark;
pub mod console_stamped;
pub mod corosync;
pub mod cri;
pub mod dmesg;
pub mod dmesg_notime;
pub mod dmesg_wall;
pub mod docker;
pub mod dpkg;
pub mod entry;
pub mod esxi;
pub mod failure_data;
pub mod firewall;
pub mod fluent_bit;
pub mod glog_header;
pub mod head;
pub mod ipmi_sel;
pub mod journal_export;
pub mod journal_hint;
pub mod journal_json;
pub mod journal_marker;
pub mod journal_verbose;
pub mod keepalived;
pub mod kmsg;
pub mod kubectl_logs;
pub mod logcat;
pub mod logcli;
pub mod macos_log;
pub mod mariadb;
pub mod mysql;
pub mod nginx;
pub mod postgres;
pub mod proxmox_index;
pub mod pstore;
pub mod redis;
pub mod restamped;
pub mod rfc5424;
pub mod section_mark;
pub mod short;
pub mod short_other;
pub mod stamp_line;
pub mod stored;
pub mod syslog_wire;
pub mod systemctl_status;
pub mod systemd_status;
pub mod tag;
pub mod talos;
pub mod unattended_upgrades;
pub mod weblogic;
pub mod xorg;

use std::borrow::Cow;

use crate::model::Record;

use super::Envelope;

/// Every envelope, narrower shapes first.
pub static ENVELOPES: [Envelope; 62] = [
    journal_export::ENVELOPE,
    journal_json::ENVELOPE,
    journal_verbose::ENVELOPE,
    journal_marker::ENVELOPE,
    journal_marker::CATALOG,
    journal_hint::ENVELOPE,
    section_mark::ENVELOPE,
    console_mark::ENVELOPE,
    stamp_line::ENVELOPE,
    glog_header::ENVELOPE,
    docker::ENVELOPE,
    stored::ENVELOPE,
    cri::ENVELOPE,
    restamped::ENVELOPE,
    kubectl_logs::PREFIX,
    kubectl_logs::COMPOSE,
    kubectl_logs::TIMESTAMPS,
    kubectl_logs::STERN,
    kubectl_logs::KAIL,
    talos::DMESG,
    talos::SERVICE,
    rfc5424::ENVELOPE,
    firewall::ENVELOPE,
    syslog_wire::ENVELOPE,
    kmsg::ENVELOPE,
    pstore::ENVELOPE,
    systemd_status::ENVELOPE,
    short::MONOTONIC,
    xorg::ENVELOPE,
    dmesg::ENVELOPE,
    fluent_bit::ENVELOPE,
    console_stamped::ENVELOPE,
    dmesg_wall::CTIME,
    dmesg_wall::RELTIME,
    dmesg_wall::ISO,
    logcat::ENVELOPE,
    short::FULL,
    keepalived::ENVELOPE,
    corosync::ENVELOPE,
    busybox::ENVELOPE,
    short::SHORT,
    macos_log::ENVELOPE,
    mysql::ENVELOPE,
    mariadb::ENVELOPE,
    postgres::ENVELOPE,
    nginx::ENVELOPE,
    dpkg::ENVELOPE,
    unattended_upgrades::ENVELOPE,
    auditd::ENVELOPE,
    ipmi_sel::ENVELOPE,
    proxmox_index::ENVELOPE,
    systemctl_status::ENVELOPE,
    redis::ENVELOPE,
    access_log::ENVELOPE,
    esxi::ENVELOPE,
    logcli::ENVELOPE,
    failure_data::ENVELOPE,
    weblogic::ENVELOPE,
    short::ISO,
    short::UNIX,
    short_other::ENVELOPE,
    dmesg_notime::ENVELOPE,
];

/// A line between records that is told by how it begins: all text, and nobody's.
fn beginning<'a>(raw: &'a [u8], starts: &[&[u8]]) -> Option<Record<'a>> {
    let text = || Cow::Borrowed(raw);
    starts.iter().any(|start| raw.starts_with(start)).then(|| Record {
        text: text(),
        message: text(),
        ..Record::default()
    })
}
