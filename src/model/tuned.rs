//! What a site's tuning took away or changed: counted, never hidden.

/// What one entry of a `tuning.toml` did to a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tuned {
    /// Episodes that are not reported, or that have another severity.
    pub episodes: usize,
    /// Findings in them.
    pub findings: u64,
    /// Those of the episodes that the library takes for high or critical.
    pub severe: usize,
}

impl Tuned {
    /// Counts what another entry did as well.
    #[must_use]
    pub fn with(self, other: Tuned) -> Self {
        Tuned {
            episodes: self.episodes + other.episodes,
            findings: self.findings + other.findings,
            severe: self.severe + other.severe,
        }
    }
}
