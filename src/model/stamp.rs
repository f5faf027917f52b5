//! Moments: as a line prints them ([`RawTime`]) and as the analysis uses them ([`Stamp`]).

/// Nanoseconds in a second.
pub const SECOND: i64 = 1_000_000_000;
/// Nanoseconds in a minute.
pub const MINUTE: i64 = 60 * SECOND;
/// Nanoseconds in an hour.
pub const HOUR: i64 = 60 * MINUTE;
/// Nanoseconds in a day.
pub const DAY: i64 = 24 * HOUR;

/// Which clock a printed time was read from, and so what is still missing to make it UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Clock {
    /// Date, time and zone: nothing is missing.
    Utc,
    /// Date and time without a zone.
    Local,
    /// Month, day and time: neither zone nor year. The value counts from the start of the year 2000.
    LocalNoYear,
    /// Month, day, time and zone, but no year: in UTC, and counted as [`Clock::LocalNoYear`].
    UtcNoYear,
    /// A time of day: no date at all. The value counts from the midnight before the input's first such time.
    TimeOfDay,
    /// Time since the machine booted.
    Boot,
    /// Time since the record before: `[  +0.000123]` of `dmesg -H`.
    SinceBefore,
    /// An age when the input was collected: `45s` in a table of `kubectl get`. The value is negative; a state that was
    /// seen at the collection counts 0.
    BeforeCollection,
    /// No time at all.
    #[default]
    None,
}

impl Clock {
    /// Whether it shows a date without its year.
    #[must_use]
    pub const fn lacks_year(self) -> bool {
        matches!(self, Clock::LocalNoYear | Clock::UtcNoYear)
    }

    /// Whether it shows the date and time of day, and may be set.
    #[must_use]
    pub const fn is_wall(self) -> bool {
        matches!(self, Clock::Utc | Clock::Local) || self.lacks_year()
    }
}

/// A time as a line prints it, before year, zone and boot are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct RawTime {
    /// What `ns` counts.
    pub clock: Clock,
    /// Nanoseconds: since 1970 for [`Clock::Utc`] and [`Clock::Local`], since boot for [`Clock::Boot`], and since 1970
    /// with the year taken as 2000 (a leap year) for those without a year. For the other clocks see there.
    pub ns: i64,
}

impl RawTime {
    /// No time.
    pub const NONE: RawTime = RawTime { clock: Clock::None, ns: 0 };

    /// An age at the collection of the input, nanoseconds.
    #[must_use]
    pub const fn age(ns: i64) -> Self {
        RawTime { clock: Clock::BeforeCollection, ns: ns.saturating_neg() }
    }

    /// A moment in UTC.
    #[must_use]
    pub const fn utc(ns: i64) -> Self {
        RawTime { clock: Clock::Utc, ns }
    }

    /// Whether a time was printed at all.
    #[must_use]
    pub fn is_some(self) -> bool {
        self.clock != Clock::None
    }
}

/// How a [`Stamp`] came to be UTC: the weakest step that was needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Basis {
    /// Printed with date and zone.
    Exact,
    /// Printed without a zone; the zone was found elsewhere or assumed.
    ZoneAssumed,
    /// Printed without a year; the year was inferred.
    YearInferred,
    /// Printed without a date; the date was inferred.
    DateInferred,
    /// Seconds since boot, aligned to the wall clock.
    BootClock,
    /// Printed as an age; counted back from when the input was collected, as far as other evidence tells.
    Collected,
    /// Printed without a time; taken from the record before.
    #[default]
    Inherited,
    /// Seconds since a boot that nothing dates: `ns` counts from it, as if it had been in 1970.
    SinceBoot,
}

impl Basis {
    /// The word used in `records` and reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Basis::Exact => "exact",
            Basis::ZoneAssumed => "zone-assumed",
            Basis::YearInferred => "year-inferred",
            Basis::DateInferred => "date-inferred",
            Basis::BootClock => "boot-clock",
            Basis::Collected => "collected",
            Basis::Inherited => "inherited",
            Basis::SinceBoot => "since-boot",
        }
    }
}

/// A moment in UTC.
///
/// Ordered by time; the rest only breaks ties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Stamp {
    /// Nanoseconds since 1970-01-01T00:00:00Z.
    pub ns: i64,
    /// How far `ns` can be trusted.
    pub basis: Basis,
    /// How far the printed time is ahead of `ns`, nanoseconds: not 0 only where a wrong clock was put on the axis of its
    /// host.
    pub ahead_ns: i64,
}

impl Stamp {
    /// The moment as it was printed, nanoseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn printed_ns(self) -> i64 {
        self.ns.saturating_add(self.ahead_ns)
    }

    /// The second it lies in: reports show no finer time.
    #[must_use]
    pub const fn second(self) -> i64 {
        self.ns.div_euclid(SECOND)
    }

    /// Whether it counts from a boot that nothing dates, or from nothing at all.
    #[must_use]
    pub const fn is_undated(self) -> bool {
        matches!(self.basis, Basis::SinceBoot) || self.is_timeless()
    }

    /// Whether nothing that was read has a time: then the end of the data is no time either, nor is what is dated back
    /// from there.
    #[must_use]
    pub const fn is_timeless(self) -> bool {
        matches!(self.basis, Basis::Inherited | Basis::Collected) && self.ns <= 0
    }
}
