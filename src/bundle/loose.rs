//! Clocks that loose files tell, outside of any bundle: the output of timedatectl or date, `timezone`, the target of the
//! link `localtime` or the data that it led to.
//!
//! ```text
//! outage/w-1/timedatectl.txt       counts for what lies in outage/w-1 and below
//! outage/w-1/syslog
//! outage/date.txt                  counts for all of it where nothing nearer tells
//! ```

use std::collections::BTreeMap;
use std::sync::Arc;

use super::tree::Leaf;
use super::who;
use crate::model::BundleClock;
use crate::source::{Input, zone_link};
use crate::time::{told, tzif};

/// Bytes of the largest file that is such an output.
const LARGEST: usize = 4 << 10;

/// Whether a file is called like one that tells a clock.
#[must_use]
pub fn is_clock(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    let mut words = file.split(['.', '-', '_']);
    let first = words.clone().next();
    words.any(|word| word == "timedatectl") || matches!(first, Some("date" | "timezone")) || zone_link::is_called(file)
}

/// Whether a file holds the data of a zone, which a copied link led to.
#[must_use]
pub fn is_zone_data(input: &Input, leaf: &Leaf) -> bool {
    let file = leaf.path.rsplit('/').next().unwrap_or(&leaf.path);
    zone_link::is_called(file) && who::text(input).is_some_and(|text| tzif::is_tzif(&text))
}

/// The clocks by archive and directory; none where files of one directory disagree.
#[derive(Debug, Default)]
pub struct Loose(BTreeMap<(String, String), Option<Arc<BundleClock>>>);

impl Loose {
    /// What the files tell that no bundle owns.
    #[must_use]
    pub fn of<'i>(files: impl Iterator<Item = (&'i Input, &'i Leaf)>) -> Self {
        let mut loose = Loose::default();
        for (input, leaf) in files.filter(|(input, leaf)| input.zone_link.is_some() || is_clock(&leaf.path)) {
            let Some(text) = who::text(input).filter(|text| text.len() <= LARGEST) else { continue };
            let (zone, taken_ns) = told::read(&text);
            if zone.is_some() {
                loose.add(leaf, BundleClock { zone, taken_ns, from: leaf.path.clone() });
            }
        }
        loose
    }

    fn add(&mut self, leaf: &Leaf, clock: BundleClock) {
        let folder = folder(&leaf.path);
        // What lies in `etc` is of the whole machine.
        let above = if folder == "etc" { "" } else { folder.strip_suffix("/etc").unwrap_or(folder) };
        let place = (leaf.group.clone(), above.to_owned());
        match self.0.get_mut(&place) {
            Some(Some(known)) if tells_more(&clock, known) => *known = Arc::new(clock),
            Some(known)
                if known.as_ref().is_some_and(|known| known.zone != clock.zone && !tells_more(known, &clock)) =>
            {
                *known = None;
            }
            Some(_) => {}
            None => _ = self.0.insert(place, Some(Arc::new(clock))),
        }
    }

    /// The clock for a file: that of its directory, else of the nearest above.
    #[must_use]
    pub fn clock(&self, leaf: &Leaf) -> Option<Arc<BundleClock>> {
        let mut place = folder(&leaf.path);
        loop {
            if let Some(clock) = self.0.get(&(leaf.group.clone(), place.to_owned())) {
                return clock.clone();
            }
            if place.is_empty() {
                return None;
            }
            place = folder(place);
        }
    }
}

fn tells_more(clock: &BundleClock, than: &BundleClock) -> bool {
    clock.zone.zip(than.zone).is_some_and(|(zone, other)| zone.tells_more_than(other))
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Zone;

    fn leaf(path: &str) -> Leaf {
        Leaf { group: String::new(), path: path.to_owned() }
    }

    #[test]
    fn files_that_tell_a_clock() {
        for path in [
            "a/timedatectl",
            "timedatectl.txt",
            "w-1_timedatectl_status.out",
            "date",
            "a/date.txt",
            "etc/timezone",
            "etc/localtime",
        ] {
            assert!(is_clock(path), "{path}");
        }
        for path in ["update.log", "a/syslog", "mandate.txt", "date/syslog"] {
            assert!(!is_clock(path), "{path}");
        }
    }

    #[test]
    fn the_nearest_counts_and_disagreement_tells_nothing() {
        let clock = |zone: i64| BundleClock { zone: Some(Zone::Fixed(zone)), ..BundleClock::default() };
        let mut loose = Loose::default();
        loose.add(&leaf("x/date.txt"), clock(1));
        loose.add(&leaf("x/w-1/timedatectl"), clock(2));
        loose.add(&leaf("x/w-2/a_timedatectl"), clock(3));
        loose.add(&leaf("x/w-2/b_timedatectl"), clock(4));
        loose.add(&leaf("x/w-3/etc/localtime"), clock(5));
        let zone = |path: &str| loose.clock(&leaf(path)).and_then(|clock| clock.zone);
        assert_eq!(zone("x/w-1/var/log/syslog"), Some(Zone::Fixed(2)));
        assert_eq!(zone("x/syslog"), Some(Zone::Fixed(1)));
        assert_eq!((zone("x/w-2/syslog"), zone("y/syslog")), (None, None));
        assert_eq!(zone("x/w-3/var/log/syslog"), Some(Zone::Fixed(5)));
    }
}
