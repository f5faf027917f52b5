//! Lines with which collectors begin and end the parts of a file: they are no records of anybody.
//!
//! ```text
//! #==[ Command ]======================================#             supportconfig, and in the next line
//! # /usr/bin/dmesg -T                                               what follows
//! ==== START logs for container app of pod shop/web-0 ====          kubectl cluster-info dump
//! --                                                                grep -C, between lines that are apart
//! No resources found in shop namespace.                             kubectl get, of nothing
//! ```
//!
//! # Source
//!
//! supportutils, `scplugin.rc`; kubernetes, `pkg/cmd/clusterinfo/clusterinfo_dump.go`.

use crate::format::Envelope;
use crate::framing::Frame;

use super::beginning;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "section-mark",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| matches!(line.first(), Some(b'#' | b'=' | b'-' | b'N')),
    parse: |raw, _| beginning(raw, if raw == b"--" { &[b"--"] } else { &MARKS }),
};

/// How such lines begin.
const MARKS: [&[u8]; 5] =
    [b"#==[ ", b"# /", b"==== START logs for container ", b"==== END logs for container ", b"No resources found"];

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};

    #[track_caller]
    fn check(line: &str, format: &str) {
        assert_eq!(Dialect::default().decode(line.as_bytes(), &NAMES).format, format, "{line}");
    }

    #[test]
    fn marks_and_other_lines() {
        check("#==[ Log File ]=====================================#", "section-mark");
        check("# /var/log/messages - Last 500 Lines", "section-mark");
        check("==== END logs for container app of pod shop/web-0 ====", "section-mark");
        check("--", "section-mark");
        check("No resources found in shop namespace.", "section-mark");
        check("No resources", "");
        check("-- words", "");
        check("# a comment", "");
        check("==== a title ====", "");
    }
}
