//! `ceph -s` and `ceph health detail`.
//!
//! ```text
//!   cluster:
//!     id:     0123abcd-...
//!     health: HEALTH_WARN
//!             1 osds down                                       a check that fails
//!   services:
//!     mon: 3 daemons, quorum a,b (age 3d), out of quorum: c
//!
//! HEALTH_ERR 1 full osd(s)
//! [ERR] OSD_FULL: 1 full osd(s)                                 since 15; before: OSD_FULL 1 full osd(s)
//!     osd.3 is full
//! ```
//!
//! # Source
//!
//! ceph, `src/mon/Monitor.cc`: `get_cluster_status`; `src/mon/health_check.h`: `dump_detail`.

use super::{Line, Report, Shape, cut, words};

/// See the head of this file.
pub const SHAPE: Shape = Shape { name: "ceph-status", begins, report: |_| Box::new(Cluster::default()) };

/// What a report or a health may begin with.
const HEALTHS: [&[u8]; 3] = [b"HEALTH_OK", b"HEALTH_WARN", b"HEALTH_ERR"];

fn begins(text: &[u8]) -> bool {
    let (first, rest) = cut(text);
    is_health(first) || (first.trim_ascii_start() == b"cluster:" && cut(rest).0.trim_ascii_start().starts_with(b"id:"))
}

fn is_health(line: &[u8]) -> bool {
    words(line).next().is_some_and(|word| HEALTHS.contains(&word))
}

/// Where in a report a line stands.
#[derive(Debug, Default, PartialEq, Eq)]
enum Cluster {
    /// In the head, or in a part that says nothing.
    #[default]
    Head,
    /// Below the health, where the checks that fail stand so deep.
    Health(usize),
    /// In the services.
    Services,
    /// In the details of the health.
    Detail,
}

impl Report for Cluster {
    fn line(&mut self, line: &[u8]) -> Line {
        let text = line.trim_ascii_start();
        let depth = line.len() - text.len();
        let own = text.is_empty() || depth > 0;
        if depth == 0 && is_health(text) {
            *self = Cluster::Detail;
            return Line::Fact([b"ceph status: ", text].concat());
        }
        if let Some(health) = text.strip_prefix(b"health").map(|rest| rest.strip_prefix(b":").unwrap_or(rest)) {
            *self = Cluster::Health(depth);
            return Line::Fact([b"ceph status: ", health.trim_ascii()].concat());
        }
        match self {
            Cluster::Health(key) if depth > *key => Line::Fact([b"ceph health: ", text].concat()),
            Cluster::Detail if !text.is_empty() => detail(text, depth),
            Cluster::Services if depth > 2 => Line::Fact([b"ceph service ", text].concat()),
            _ if !own => Line::Other,
            _ => {
                *self = if text == b"services:" { Cluster::Services } else { Cluster::Head };
                Line::Known
            }
        }
    }
}

/// `[ERR] OSD_FULL: 1 full osd(s)`, `OSD_FULL 1 full osd(s)`, and what stands below; a muted check says nothing.
fn detail(text: &[u8], depth: usize) -> Line {
    let check = text.strip_prefix(b"[ERR] ").or_else(|| text.strip_prefix(b"[WRN] ")).unwrap_or(text);
    if check.starts_with(b"(MUTED") {
        return Line::Known;
    }
    let code = words(check).next().map(|word| word.strip_suffix(b":").unwrap_or(word));
    let is_code = |code: &[u8]| code.len() > 3 && code.iter().all(|b| b.is_ascii_uppercase() || *b == b'_');
    match code.filter(|code| is_code(code)) {
        Some(code) => {
            let told = check[code.len()..].trim_ascii_start().strip_prefix(b":").unwrap_or(&check[code.len()..]);
            Line::Fact([b"ceph health: ", told.trim_ascii(), b" (", code, b")"].concat())
        }
        None if depth > 0 => Line::Fact([b"ceph detail: ", text].concat()),
        None => Line::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn a_status() {
        check(
            "  cluster:\n    id:     0123abcd\n    health: HEALTH_WARN\n            1 osds down\n            Degraded data redundancy: 123/456 objects degraded (26.974%)\n \n  services:\n    mon: 3 daemons, quorum a,b (age 3d), out of quorum: c\n \n  data:\n    pgs:     12 active\n",
            &[
                "ceph status: HEALTH_WARN",
                "ceph health: 1 osds down",
                "ceph health: Degraded data redundancy: 123/456 objects degraded (26.974%)",
                "ceph service mon: 3 daemons, quorum a,b (age 3d), out of quorum: c",
            ],
        );
    }

    #[test]
    fn details_of_the_health() {
        check(
            "HEALTH_ERR 1 full osd(s)\n[ERR] OSD_FULL: 1 full osd(s)\n    osd.3 is full\n[WRN] (MUTED) OSD_DOWN: 1 osds down\nwords\n",
            &[
                "ceph status: HEALTH_ERR 1 full osd(s)",
                "ceph health: 1 full osd(s) (OSD_FULL)",
                "ceph detail: osd.3 is full",
                "words",
            ],
        );
        check(
            "HEALTH_WARN 1 osds down\nOSD_DOWN 1 osds down\n",
            &["ceph status: HEALTH_WARN 1 osds down", "ceph health: 1 osds down (OSD_DOWN)"],
        );
        check("HEALTH_OK\n", &["ceph status: HEALTH_OK"]);
    }
}
