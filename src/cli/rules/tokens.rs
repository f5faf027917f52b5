//! What of a message changes from time to time, and what names a thing.
//!
//! ```text
//! nfs: server 10.20.0.5 not responding, retried 3 times
//!             address                           number
//! nfs: server (?<address>\d+\.\d+\.\d+\.\d+) not responding, retried \d+ times
//! ```

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};

/// One shape of a changing part.
#[derive(Debug)]
struct Shape {
    /// The named group it gets; none for what is no entity.
    group: &'static str,
    /// How it looks, at the start of a word.
    looks: &'static str,
    /// What the rule's regex says for it.
    pattern: &'static str,
}

const fn shape(group: &'static str, looks: &'static str, pattern: &'static str) -> Shape {
    Shape { group, looks, pattern }
}

/// In this order: what names a thing most exactly comes first.
static SHAPES: [Shape; 17] = [
    shape("pod_uid", r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", r"[0-9a-f-]{36}"),
    shape("container_id", r"[0-9a-f]{64}", r"[0-9a-f]{64}"),
    shape("pci", r"[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]", r"[0-9a-f:.]+"),
    shape("", r"[0-9a-f]{2}(?::[0-9a-f]{2}){5}", r"[0-9a-f:]+"),
    shape("", r"0x[0-9a-fA-F]+", r"0x[0-9a-fA-F]+"),
    shape("address", r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}", r"\d+\.\d+\.\d+\.\d+"),
    shape("kernel", r"\d+\.\d+\.\d+-\d+[\w.+-]*", r"[\w.+-]+"),
    shape("unit", r"[\w@.:-]+\.(?:service|mount|scope|socket|timer|slice|device)", r"[\w@.:-]+\.\w+"),
    shape("image", r"[\w.-]+\.[\w-]+(?::\d+)?/[\w./-]+(?::[\w.-]+)?(?:@sha256:[0-9a-f]+)?", r"[\w./:@-]+"),
    shape("device", r"/dev/[\w/-]+", r"/dev/[\w/-]+"),
    shape("device", r"(?:sd[a-z]+\d*|vd[a-z]+\d*|nvme\d+n\d+(?:p\d+)?|dm-\d+|md\d+|drbd\d+)", r"[\w-]+"),
    shape("interface", r"(?:eth|eno|ens|enp|wlan|bond|br|veth|cali|cni|vxlan|vmbr|tap)[a-z]*\d[\w.]*", r"[\w.]+"),
    shape("file", r"/[\w.@+-]+(?:/[\w.@+-]+)+", r"[\w/.@+-]+"),
    shape("domain", r"[a-z0-9-]+(?:\.[a-z0-9-]+)+\.[a-z]{2,}", r"[\w.-]+"),
    shape("pod", r"[a-z0-9-]+/[a-z0-9.-]+-[a-z0-9]+", r"[\w./-]+"),
    shape("dur", r"(?:\d+(?:\.\d+)?(?:ns|us|ms|s|m|h))+", r"[\w.]+"),
    shape("", r"\d+(?:\.\d+)?", r"[\d.]+"),
];

/// A part of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'m> {
    /// Stays as it is.
    Text(&'m str),
    /// Changes: the group it gets, what the regex says for it.
    Changing(&'static str, &'static str),
}

/// Cuts a message into parts; `host` is the name of its host.
#[must_use]
pub fn parts<'m>(message: &'m str, host: Option<&str>) -> Vec<Part<'m>> {
    let mut parts = Vec::new();
    let (mut from, mut at) = (0, 0);
    while at < message.len() {
        match starts_word(message, at).then(|| changing(&message[at..], host)).flatten() {
            Some((len, part)) => {
                push_text(&mut parts, &message[from..at]);
                parts.push(part);
                at += len;
                from = at;
            }
            None => at += message[at..].chars().next().map_or(1, char::len_utf8),
        }
    }
    push_text(&mut parts, &message[from..]);
    parts
}

fn push_text<'m>(parts: &mut Vec<Part<'m>>, text: &'m str) {
    if !text.is_empty() {
        parts.push(Part::Text(text));
    }
}

/// What changes at the start of this text, with its length: the shape must end where the word does.
fn changing(text: &str, host: Option<&str>) -> Option<(usize, Part<'static>)> {
    let named = host.filter(|h| !h.is_empty() && text.starts_with(h) && ends_word(text, h.len()));
    if let Some(host) = named {
        return Some((host.len(), Part::Changing("host", r"[\w.-]+")));
    }
    SHAPES.iter().zip(compiled()).find_map(|(shape, regex)| {
        let len = regex.find(text)?.end();
        ends_word(text, len).then_some((len, Part::Changing(shape.group, shape.pattern)))
    })
}

fn compiled() -> &'static [Regex] {
    static COMPILED: OnceLock<Vec<Regex>> = OnceLock::new();
    let compile = |shape: &Shape| {
        let regex = RegexBuilder::new(&format!("^(?:{})", shape.looks)).unicode(false).build();
        regex.expect("a shape is a regex")
    };
    COMPILED.get_or_init(|| SHAPES.iter().map(compile).collect())
}

fn starts_word(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && !"_-.".contains(c))
}

fn ends_word(text: &str, at: usize) -> bool {
    let mut rest = text[at..].chars();
    let next = rest.next();
    let point = next == Some('.') && rest.next().is_none_or(char::is_whitespace);
    point || next.is_none_or(|c| !c.is_alphanumeric() && !"_-./".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(message: &str, groups: &[&str]) {
        let changing = parts(message, Some("kestrel")).into_iter().filter_map(|part| match part {
            Part::Changing(group, _) => Some(group),
            Part::Text(_) => None,
        });
        assert_eq!(changing.collect::<Vec<_>>(), groups, "{message}");
    }

    #[test]
    fn things_and_numbers() {
        check("nfs: server 10.20.0.5 not responding, retried 3 times", &["address", ""]);
        check("EXT4-fs error (device sda1): inode 77 on kestrel", &["device", "", "host"]);
        check("Failed to start backup.service - took 1m30s.", &["unit", "dur"]);
        check("cannot open /var/lib/etcd/member/wal: no space", &["file"]);
        check("dial tcp 10.96.0.10:53: i/o timeout", &["address", ""]);
        check("lookup db.shop.example.org failed", &["domain"]);
        check("igb 0000:03:00.0 eth0: link is down", &["pci", "interface"]);
    }

    #[test]
    fn words_are_not_cut() {
        check("x86 sha256sum of v1alpha1 in ipv4", &[]);
    }
}
