//! Names of members, as a report may show them. They are never used as paths.
//!
//! ```text
//! ./sos/../../etc/passwd   ->  sos/etc/passwd
//! /var/log/syslog          ->  var/log/syslog
//! ```

/// Between an archive and its member.
pub const INSIDE: &str = "::";
/// Longer names are cut.
const MAX_BYTES: usize = 1024;

/// A member's name without what would lead out of the archive, and whether there was something of the kind.
#[must_use]
pub fn clean(raw: &str) -> (String, bool) {
    let leads_out = raw.starts_with('/') || raw.split('/').any(|part| part == "..");
    let kept: Vec<&str> = raw.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
    let name = if kept.is_empty() { "unnamed".to_owned() } else { kept.join("/") };
    (cut(name), leads_out)
}

fn cut(mut name: String) -> String {
    if name.len() > MAX_BYTES {
        let end = (0..=MAX_BYTES).rev().find(|at| name.is_char_boundary(*at)).unwrap_or(0);
        name.truncate(end);
    }
    name
}

/// What a link of the member `name` points to, inside the archive; hard links name it from the archive's root.
#[must_use]
pub fn target(name: &str, link: &str, is_hard: bool) -> String {
    let mut parts: Vec<&str> = match name.rsplit_once('/') {
        Some((dir, _)) if !is_hard && !link.starts_with('/') => dir.split('/').collect(),
        _ => Vec::new(),
    };
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The archive's own name without what tells its kind: `sosreport-n1.tar.xz` is `sosreport-n1`.
#[must_use]
pub fn stem(name: &str) -> &str {
    let mut stem = name;
    while let Some((head, _)) = stem.rsplit_once('.').filter(|(head, end)| !head.is_empty() && ENDINGS.contains(end)) {
        stem = head;
    }
    stem
}

const ENDINGS: [&str; 13] =
    ["tar", "gz", "xz", "zst", "bz2", "lz4", "tgz", "txz", "tzst", "tbz", "tbz2", "zip", "gzip"];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, want: &str, leads_out: bool) {
        assert_eq!(clean(raw), (want.to_owned(), leads_out), "{raw}");
    }

    #[test]
    fn nothing_leads_out() {
        check("./var/log/syslog", "var/log/syslog", false);
        check("/etc/passwd", "etc/passwd", true);
        check("a/../../b", "a/b", true);
        check("..", "unnamed", true);
        check("a//b/", "a/b", false);
        assert_eq!(clean(&"ä".repeat(2000)).0.len(), MAX_BYTES);
    }

    #[test]
    fn links_stay_inside() {
        assert_eq!(target("a/b/c.log", "../d.log", false), "a/d.log");
        assert_eq!(target("a/b/c.log", "a/d.log", true), "a/d.log");
        assert_eq!(target("a/c.log", "../../../etc/passwd", false), "etc/passwd");
        assert_eq!(target("a/c.log", "/var/x", false), "var/x");
    }

    #[test]
    fn stems() {
        assert_eq!(stem("sosreport-n1.tar.xz"), "sosreport-n1");
        assert_eq!(stem("node-1.example.org.tgz"), "node-1.example.org");
        assert_eq!(stem("logs"), "logs");
    }
}
