//! Inputs that are one thing as a whole: object dumps, tables, reports with a head.
//!
//! A document is read from its start, in one piece; see [`Document::read`]. What `kubectl` prints may stand behind
//! the command that was typed (`$ kubectl get pods`).

pub mod apt_history;
pub mod apt_term;
pub mod columns;
pub mod container_logs;
pub mod crictl_table;
pub mod csv_export;
pub mod dkms_make;
pub mod dmesg_json;
pub mod dpkg_list;
pub mod journal_boots;
pub mod journal_pretty;
pub mod k8s_describe;
pub mod k8s_describe_pod;
pub mod k8s_event;
pub mod k8s_json;
pub mod k8s_lease;
pub mod k8s_node;
pub mod k8s_pod;
pub mod k8s_row;
pub mod k8s_table;
pub mod k8s_watch;
pub mod k8s_yaml;
pub mod log_export;
pub mod place;
pub mod proxmox_task;
pub mod sar;
pub mod snap_changes;
pub mod systemctl_table;

use crate::model::Record;

use super::Names;

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
pub static DOCUMENTS: [Document; 19] = [
    container_logs::DOCUMENT,
    journal_pretty::DOCUMENT,
    dmesg_json::DOCUMENT,
    k8s_watch::DOCUMENT,
    k8s_json::DOCUMENT,
    k8s_yaml::DOCUMENT,
    k8s_table::DOCUMENT,
    k8s_describe::DOCUMENT,
    log_export::DOCUMENT,
    csv_export::DOCUMENT,
    journal_boots::DOCUMENT,
    systemctl_table::DOCUMENT,
    snap_changes::DOCUMENT,
    sar::DOCUMENT,
    dpkg_list::DOCUMENT,
    apt_term::DOCUMENT,
    apt_history::DOCUMENT,
    dkms_make::DOCUMENT,
    proxmox_task::DOCUMENT,
];

/// Whether a line is a command that was typed: `$ kubectl get pods`, `root@cp-01:~# kubectl get pods`.
#[must_use]
pub fn is_echo(line: &[u8]) -> bool {
    line.starts_with(b"$ ") || line.starts_with(b"# ") || has_prompt(line)
}

/// `user@host:/path$ ` or `[user@host path]# `.
fn has_prompt(line: &[u8]) -> bool {
    let near = &line[..line.len().min(120)];
    let near = &near[..memchr::memchr(b'\n', near).unwrap_or(near.len())];
    let mut signs = memchr::memchr2_iter(b'#', b'$', near);
    let Some(end) = signs.find(|&at| near.get(at + 1) == Some(&b' ')) else { return false };
    let prompt = &near[..end];
    let name = prompt.strip_prefix(b"[").unwrap_or(prompt);
    let at = memchr::memchr(b'@', name);
    let is_word = |b: &u8| b.is_ascii_alphanumeric() || b"-_.".contains(b);
    let bracketed = prompt.starts_with(b"[") && prompt.ends_with(b"]");
    let with_path = !prompt.contains(&b' ') && prompt.contains(&b':');
    at.is_some_and(|at| at > 0 && name[..at].iter().all(is_word)) && (bracketed || with_path)
}

/// The input behind typed commands, blanks and a byte order mark.
#[must_use]
pub fn without_echo(input: &[u8]) -> &[u8] {
    let mut rest = input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input).trim_ascii_start();
    while is_echo(rest) {
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        rest = rest[end..].trim_ascii_start();
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_and_other_lines() {
        for line in [
            "$ kubectl get pods",
            "# journalctl",
            "root@n1:~# kubectl get pods",
            "[ops@n1 logs]$ ls",
            "a.b@n1:/srv/x$ echo # x",
        ] {
            assert!(is_echo(line.as_bytes()), "{line}");
        }
        for line in [
            "#!/bin/sh",
            "mail from a@b: costs 5$ a piece",
            "NAME   READY",
            "[    1.0] x@y# z",
            "a@b# x",
            "x\nroot@n1:~# y",
        ] {
            assert!(!is_echo(line.as_bytes()), "{line}");
        }
    }
}
