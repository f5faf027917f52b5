//! Of which machine a bundle is, in which zone, and when it was made.

use std::fs::File;
use std::io::Read;

use super::recognise::Found;
use super::tree::Leaf;
use crate::model::{BundleClock, BundleFacts, Zone};
use crate::rule::bundles::Layout;
use crate::source::archive::{INSIDE, name};
use crate::source::{Input, machine};
use crate::text::glob;
use crate::time::{civil, told};

/// In front of a file whose host column tells the host.
pub const JOURNAL: &str = "journal:";
/// Bytes of a file that are looked at.
const LOOK: u64 = 64 << 10;
/// Lines of a journal that are looked at.
const LINES: usize = 20;

/// The shape of a root that may be called anything.
const ANY_NAME: &str = "{host}";

/// What is known of a bundle before its records are read.
#[must_use]
pub fn facts(bundle: &Found<'_>, inputs: &[Input], leaves: &[Leaf]) -> BundleFacts {
    let texts = |pattern: &str| texts(bundle, pattern, inputs, leaves);
    let host = bundle.layout.host.iter().find_map(|file| host_told(file, &texts));
    BundleFacts {
        path: [&*bundle.group, &*bundle.root]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(INSIDE),
        title: bundle.layout.title.clone(),
        marker: bundle.marker.clone(),
        is_guess: host.is_none() && bundle.layout.root == ANY_NAME,
        host: host.or_else(|| host_of_root(bundle)),
        clock: clock(bundle.layout, &texts),
        cut: bundle.layout.cut.clone(),
        ..BundleFacts::default()
    }
}

/// Gives a bundle inside another one, such as a crash dump in a copied root, the host and the clock of that one, where it
/// does not tell them itself.
pub fn inherit(found: &[Found<'_>], facts: &mut [BundleFacts]) {
    for inner in 0..found.len() {
        let around = (0..found.len()).filter(|&outer| is_inside(&found[inner], &found[outer]));
        let Some(outer) = around.max_by_key(|&outer| found[outer].root.len()) else { continue };
        let (host, is_guess, clock) = (facts[outer].host.clone(), facts[outer].is_guess, facts[outer].clock.clone());
        let inner = &mut facts[inner];
        if inner.host.is_none() {
            (inner.host, inner.is_guess) = (host, is_guess);
        }
        if inner.clock.zone.is_none() {
            inner.clock = BundleClock { taken_ns: inner.clock.taken_ns, ..clock };
        }
    }
}

fn is_inside(inner: &Found<'_>, outer: &Found<'_>) -> bool {
    let below = inner.root.strip_prefix(&*outer.root);
    inner.group == outer.group
        && below.is_some_and(|below| below.starts_with('/') || (outer.root.is_empty() && !below.is_empty()))
}

/// Name and first bytes of the files of a shape.
fn texts(bundle: &Found<'_>, pattern: &str, inputs: &[Input], leaves: &[Leaf]) -> Vec<(String, Vec<u8>)> {
    let named = bundle.members.iter().filter_map(|&at| Some((at, leaves[at].below(&bundle.group, &bundle.root)?)));
    let of_shape = named.filter(|(_, path)| glob::matches(pattern, path));
    of_shape.filter_map(|(at, path)| Some((path.to_owned(), text(&inputs[at])?))).collect()
}

/// The first bytes of an input.
pub(super) fn text(input: &Input) -> Option<Vec<u8>> {
    if let Some(zone) = &input.zone_link {
        return Some(zone.clone().into_bytes());
    }
    if let Some(member) = &input.member {
        return member.kept.clone();
    }
    let mut text = Vec::new();
    File::open(input.path.as_ref()?).ok()?.take(LOOK).read_to_end(&mut text).ok()?;
    Some(text)
}

/// The files of a bundle that a pattern means, with what was kept of them.
type Texts<'t> = &'t dyn Fn(&str) -> Vec<(String, Vec<u8>)>;

fn host_told(file: &str, texts: Texts<'_>) -> Option<String> {
    match file.strip_prefix(JOURNAL) {
        Some(file) => {
            texts(file).iter().find_map(|(_, text)| text.split(|b| *b == b'\n').take(LINES).find_map(host_column))
        }
        None => texts(file).iter().find_map(|(_, text)| host_name(text.split(u8::is_ascii_whitespace).next()?)),
    }
}

/// The host of `Nov 14 02:57:18 node-3 kubelet[7]: ...` and of `2025-11-14T02:57:18+0000 node-3 ...`.
fn host_column(line: &[u8]) -> Option<String> {
    let mut words = line.split(|b| *b == b' ').filter(|word| !word.is_empty());
    let first = words.next()?;
    let dated = first.len() >= 19 && first[..4].iter().all(u8::is_ascii_digit) && first[10] == b'T';
    match first {
        _ if dated => host_name(words.next()?),
        month if month.len() == 3 && civil::month(month).is_some() => host_name(words.nth(2)?),
        _ => None,
    }
}

fn host_name(word: &[u8]) -> Option<String> {
    let sound = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_');
    let text = std::str::from_utf8(word).ok().filter(|_| word.iter().all(sound) && !word.is_empty())?;
    (text != "localhost").then(|| text.to_owned())
}

/// The host in the name of the root, or of the archive when that is the root.
fn host_of_root(bundle: &Found<'_>) -> Option<String> {
    let pattern = Some(&*bundle.layout.root).filter(|root| !root.is_empty())?;
    let archive = || name::stem(bundle.group.rsplit(['/', ':']).next().unwrap_or(""));
    let last = bundle.root.rsplit('/').next().unwrap_or("");
    [last, archive()].into_iter().find_map(|name| {
        let kept = glob::captures(pattern, name)?;
        let (_, host) = kept
            .into_iter()
            .find(|(word, host)| *word == "host" && !machine::is_of_a_case(host) && !machine::is_generic(host))?;
        host_name(host.as_bytes())
    })
}

/// Each file may tell a part: the first place counts, else the first zone, and the first moment.
fn clock(layout: &Layout, texts: Texts<'_>) -> BundleClock {
    let mut clock = BundleClock::default();
    if layout.utc {
        clock.zone = Some(Zone::Fixed(0));
        clock.from = format!("{} is in UTC", layout.title);
    }
    for (path, text) in layout.clock.iter().flat_map(|pattern| texts(pattern)) {
        let (zone, taken) = told::read(&text);
        let is_more = |zone: &Zone| clock.zone.is_none_or(|known| !layout.utc && zone.tells_more_than(known));
        if let Some(zone) = zone.filter(is_more) {
            clock.zone = Some(zone);
            clock.from = path;
        }
        clock.taken_ns = clock.taken_ns.or(taken);
    }
    clock
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_columns() {
        let host = |line: &str| host_column(line.as_bytes());
        assert_eq!(host("Nov  4 02:57:18 node-3 kubelet[7]: x").as_deref(), Some("node-3"));
        assert_eq!(host("2025-11-14T02:57:18+0000 node-3 kubelet[7]: x").as_deref(), Some("node-3"));
        assert_eq!(host("-- Logs begin at Fri --"), None);
        assert_eq!(host_name(b"bad;name"), None);
    }
}
