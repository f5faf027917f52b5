//! What was met in an archive and is no log: counted, told once each.

use std::collections::BTreeSet;

use super::limits::{Budget, MAX_DEPTH, MAX_HELD};
use super::name;
use crate::model::{Notice, NoticeKind};
use crate::source::zone_link;

/// Damages that are told one by one.
const MOST_DAMAGES: usize = 20;

/// How often something was met, and where first.
#[derive(Debug, Default)]
struct Count {
    count: u64,
    first: String,
}

impl Count {
    fn add(&mut self, name: &str) {
        if self.count == 0 {
            name.clone_into(&mut self.first);
        }
        self.count += 1;
    }

    fn notice(self, kind: NoticeKind, archive: &str, one: &str, many: &str) -> Option<Notice> {
        let what = if self.count == 1 { one } else { many };
        let text = format!("{archive}: {} {what}", self.count);
        (self.count > 0).then_some(Notice { kind, count: self.count, text, example: self.first })
    }
}

/// Everything of one named archive that is told besides its members.
#[derive(Debug, Default)]
pub struct Tally {
    names: BTreeSet<String>,
    links: Vec<(String, String)>,
    /// Links that name a zone, and the zones.
    pub zones: Vec<(String, String)>,
    specials: Count,
    leading_out: Count,
    encrypted: Count,
    unsupported: Count,
    too_deep: Count,
    too_large: Count,
    headers: u64,
    damages: Vec<String>,
}

impl Tally {
    /// A file.
    pub fn file(&mut self, name: &str) {
        self.names.insert(name.to_owned());
    }

    /// A link and what it points to.
    pub fn link(&mut self, name: &str, target: String) {
        let zone = zone_link::zone(&target).filter(|_| zone_link::is_called(name.rsplit('/').next().unwrap_or(name)));
        match zone.map(str::to_owned) {
            Some(zone) => self.zones.push((name.to_owned(), zone)),
            None => self.links.push((name.to_owned(), target)),
        }
    }

    /// A device, socket or FIFO.
    pub fn special(&mut self, name: &str) {
        self.specials.add(name);
    }

    /// A name that would lead out of the archive.
    pub fn leads_out(&mut self, name: &str) {
        self.leading_out.add(name);
    }

    /// A member with a password.
    pub fn encrypted(&mut self, name: &str) {
        self.encrypted.add(name);
    }

    /// A member whose compression is not known.
    pub fn unsupported(&mut self, name: &str, why: &str) {
        self.unsupported.add(&format!("{name}: {why}"));
    }

    /// An archive too deep inside others.
    pub fn too_deep(&mut self, name: &str) {
        self.too_deep.add(name);
    }

    /// A zip that is too large to be held.
    pub fn too_large(&mut self, name: &str) {
        self.too_large.add(name);
    }

    /// A header that is damaged.
    pub fn bad_header(&mut self) {
        self.headers += 1;
    }

    /// Something else is damaged.
    pub fn damaged(&mut self, name: &str, why: &str) {
        if self.damages.len() < MOST_DAMAGES {
            self.damages.push(format!("{name}: {why}"));
        }
    }

    /// The notices about an archive.
    #[must_use]
    pub fn notices(self, archive: &str, budget: &Budget<'_>) -> Vec<Notice> {
        use NoticeKind::{Damaged, Limit, NotAFile, Unreadable, Unsupported};
        let (mut copies, mut dangling) = (Count::default(), Count::default());
        for (link, target) in &self.links {
            if is_there(&self.names, target) { copies.add(link) } else { dangling.add(link) }
        }
        let headers = Count { count: self.headers, first: String::new() };
        let too_deep =
            ["archive lies", "archives lie"].map(|lie| format!("{lie} more than {MAX_DEPTH} deep, passed over"));
        let too_large = ["zip inside is", "zips inside are"]
            .map(|zips| format!("{zips} longer than {} MiB, passed over", MAX_HELD >> 20));
        let (devices, names) =
            ("devices, sockets or FIFOs passed over", "names lead out of it; shown without that part");
        let counted = [
            copies.notice(NotAFile, archive, "link passed over: what it points to is read where it lies", COPIES),
            dangling.notice(
                Unreadable,
                archive,
                "link points to what is not in it",
                "links point to what is not in it",
            ),
            self.specials.notice(NotAFile, archive, "device, socket or FIFO passed over", devices),
            self.leading_out.notice(Unsupported, archive, "name leads out of it; shown without that part", names),
            self.encrypted.notice(Unsupported, archive, "member needs a password; unpack it first", ENCRYPTED),
            self.unsupported.notice(Unsupported, archive, "member cannot be read", "members cannot be read"),
            self.too_deep.notice(Limit, archive, &too_deep[0], &too_deep[1]),
            self.too_large.notice(Limit, archive, &too_large[0], &too_large[1]),
            headers.notice(Damaged, archive, "damaged header passed over", "damaged headers passed over"),
        ];
        let damages = self.damages.into_iter().map(|text| Notice::once(Damaged, text));
        let hit = budget.hit().map(|why| Notice::once(Limit, format!("{archive}: {why}: the rest was not read")));
        counted.into_iter().flatten().chain(damages).chain(hit).collect()
    }
}

const COPIES: &str = "links passed over: what they point to is read where it lies";
const ENCRYPTED: &str = "members need a password; unpack them first";

/// Whether a file of this name was met, or one below it.
fn is_there(names: &BTreeSet<String>, target: &str) -> bool {
    let below = format!("{}/", target.trim_end_matches('/'));
    names.contains(target) || names.range(below.clone()..).next().is_some_and(|name| name.starts_with(&below))
}

/// Prefixes a link's target with the archive it lies in.
#[must_use]
pub fn inside(prefix: &str, name: &str, link: &str, is_hard: bool) -> String {
    format!("{prefix}{}", name::target(name, link, is_hard))
}
