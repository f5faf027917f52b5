//! What a healthy log takes away from an incident, and what it shows to be gone.

/// Something that the baseline has all the time and the incident's logs lack.
#[derive(Clone, Debug, PartialEq)]
pub struct Vanished {
    /// A stream, all that a program prints, or one shape of its records.
    pub what: String,
    /// Records an hour in the baseline; 0 where they are not counted.
    pub per_hour: f64,
}

/// The comparison with a healthy log.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Baseline {
    /// As it was named.
    pub name: String,
    /// Records in it.
    pub records: u64,
    /// Episodes that are no evidence since it shows them as often.
    pub set_aside: usize,
    /// How many of them are of high severity or above.
    pub severe: usize,
    /// Shapes of records that would be strange without it.
    pub usual: usize,
    /// What is gone.
    pub vanished: Vec<Vanished>,
}
