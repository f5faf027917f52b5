//! Which entries of a journal a signature holds on, for the reading of the time before an incident.

/// Entries that are remembered: 2 MiB.
const MOST: usize = 1 << 18;

/// Offsets of entries, rising.
#[derive(Debug, Default)]
pub struct Holds {
    offsets: Vec<u64>,
    are_too_many: bool,
}

impl Holds {
    /// Remembers the entry at an offset.
    pub fn add(&mut self, at: u64) {
        if self.offsets.len() < MOST {
            self.offsets.push(at);
        } else {
            self.are_too_many = true;
        }
    }

    /// All of them; `None` when there are more than are remembered.
    #[must_use]
    pub fn known(&mut self) -> Option<Vec<u64>> {
        (!self.are_too_many).then(|| std::mem::take(&mut self.offsets))
    }
}
