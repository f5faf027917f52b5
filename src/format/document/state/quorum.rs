//! The votes of a cluster: `pvecm status`, `corosync-quorumtool -s`.
//!
//! ```text
//! Cluster information                    pvecm alone
//! -------------------
//! Name:             pve
//! Quorum information
//! ------------------
//! Quorate:          No
//! Quorum:           2 Activity blocked
//! ```
//!
//! # Source
//!
//! pve-cluster, `src/PVE/CLI/pvecm.pm`; corosync, `tools/corosync-quorumtool.c`.

use super::{Line, Report, Shape, cut, pair};

/// See the head of this file.
pub const SHAPE: Shape = Shape { name: "quorum-status", begins, report: |_| Box::new(Votes::default()) };

fn begins(text: &[u8]) -> bool {
    let (first, rest) = cut(text);
    matches!(first, b"Cluster information" | b"Quorum information") && rest.starts_with(b"----")
}

/// Whose votes are told; the report of the votes alone is corosync's own.
#[derive(Debug, Default)]
struct Votes {
    proxmox: bool,
}

impl Report for Votes {
    fn line(&mut self, line: &[u8]) -> Line {
        self.proxmox |= line == b"Cluster information";
        let who: &[u8] = if self.proxmox { b"proxmox" } else { b"corosync" };
        match pair(line) {
            Some((b"Quorate", value)) => Line::Fact([who, b" cluster quorate=", value].concat()),
            Some(_) => Line::Known,
            // Headings, dashes and the rows of members.
            None if line.ends_with(b" information") || line.first().is_none_or(|b| b" -0".contains(b)) => Line::Known,
            None => Line::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn votes() {
        check(
            "Quorum information\n------------------\nDate:             Fri Nov 20 10:15:32 2026\nQuorate:          Yes\n",
            &["corosync cluster quorate=Yes"],
        );
    }
}
