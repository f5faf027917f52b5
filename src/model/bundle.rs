//! What is known of a collected bundle besides its records.

use super::{Notice, Region};

/// A zone of wall-clock times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// Nanoseconds east of UTC, the same at any time.
    Fixed(i64),
    /// A place with its summer times.
    Named(Region),
}

impl Zone {
    /// Whether it tells more than another one: a rule knows summer times, a place those of any year.
    #[must_use]
    pub fn tells_more_than(self, other: Zone) -> bool {
        self.rank() > other.rank()
    }

    fn rank(self) -> u8 {
        match self {
            Zone::Fixed(_) => 0,
            Zone::Named(region) => 1 + u8::from(region.is_place()),
        }
    }
}

/// The clocks of a bundle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BundleClock {
    /// The zone of times that print none.
    pub zone: Option<Zone>,
    /// When the bundle was made, nanoseconds UTC.
    pub taken_ns: Option<i64>,
    /// The file that tells it, or the layout.
    pub from: String,
}

/// A bundle that was recognised.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BundleFacts {
    /// Its root, as a report names it.
    pub path: String,
    /// What it is: "sosreport".
    pub title: String,
    /// A file of it that only such a bundle has.
    pub marker: String,
    /// The machine it is of, when it is of one.
    pub host: Option<String>,
    /// Whether that is only what its folder is called.
    pub is_guess: bool,
    /// Its clocks.
    pub clock: BundleClock,
    /// Files that are read as logs.
    pub logs: u64,
    /// Files that are read as the state when it was made.
    pub states: u64,
    /// Files that are passed over.
    pub passed: u64,
    /// What its collector leaves out; may be empty.
    pub cut: String,
}

/// A file of a bundle that is not read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PassedOver {
    /// Its name.
    pub path: String,
    /// Why.
    pub why: String,
}

impl PassedOver {
    /// An input that could not be read, for what was noticed of it.
    #[must_use]
    pub fn because(input: &str, notices: &[Notice]) -> Self {
        let why = notices.first().map_or("not reached", |notice| &notice.text);
        let why = why.strip_prefix(input).and_then(|why| why.strip_prefix(": ")).unwrap_or(why);
        PassedOver { path: input.to_owned(), why: why.to_owned() }
    }
}
