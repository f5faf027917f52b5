//! The hosts that records name, as they are known: neighbours mostly have the same one.

/// A machine's name; logs that name none share a place.
pub(in crate::episode) type Host = Option<Box<str>>;

/// See the head of this file.
#[derive(Debug, Default)]
pub struct Hosts {
    /// That of the path, for records that name none.
    pub of_path: Option<Box<str>>,
    /// Whether a record names that one too.
    pub is_said: bool,
    /// The last name as it was printed, and as it is known.
    printed: Option<Box<[u8]>>,
    known: Option<Box<str>>,
}

impl Hosts {
    /// Of one input; `of_path` is what its path tells.
    #[must_use]
    pub fn new(of_path: Option<&str>) -> Self {
        Hosts { of_path: of_path.map(Into::into), ..Hosts::default() }
    }

    /// The host that a record names: small letters, without the dot of a full name.
    pub fn name(&mut self, printed: Option<&[u8]>) -> &Option<Box<str>> {
        let Some(name) = printed else { return &self.of_path };
        if self.printed.as_deref() != printed {
            self.printed = Some(name.into());
            self.known = Some(String::from_utf8_lossy(name).trim_end_matches('.').to_ascii_lowercase().into());
            self.is_said |= self.known == self.of_path;
        }
        &self.known
    }

    /// The host of the last record that named one, or that of the path.
    pub const fn last(&self) -> &Option<Box<str>> {
        if self.printed.is_some() { &self.known } else { &self.of_path }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_or_of_the_path() {
        let mut hosts = Hosts::new(Some("node-0"));
        for (printed, known) in [("Node-1.example.", "node-1.example"), ("node-2", "node-2"), ("node-2", "node-2")] {
            assert_eq!(hosts.name(Some(printed.as_bytes())).as_deref(), Some(known));
        }
        assert_eq!(hosts.name(None).as_deref(), Some("node-0"));
    }
}
