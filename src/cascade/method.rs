//! How a verdict is reached, so that the worth of each part can be measured.
//!
//! The default is the whole method, and nothing but measurements uses another. The others leave one part out, or name
//! the head as simpler tools do.
//!
//! ```text
//! cargo run --release --example score -- fixtures/incidents --ablate no-links
//! ```

/// How the head of an incident is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Head {
    /// By score and climbing: what it explains, its plausibility, what speaks against it.
    #[default]
    Score,
    /// What began first and is of medium severity or worse.
    Earliest,
    /// What is most severe; of equals what began first.
    MostSevere,
    /// What most blame flows back to: PageRank over the links, from effects to causes.
    PageRank,
}

/// The parts of the method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Method {
    /// Whether links are drawn at all; without, every episode stands alone.
    pub links: bool,
    /// Whether conditions differ in their plausibility as a root.
    pub priors: bool,
    /// Whether an onset lies before its line where the message says so.
    pub back_dating: bool,
    /// How the head is chosen.
    pub head: Head,
}

impl Default for Method {
    fn default() -> Self {
        Method { links: true, priors: true, back_dating: true, head: Head::Score }
    }
}

impl Method {
    /// Every method but the whole one, with its name.
    #[must_use]
    pub fn ablations() -> [(&'static str, Method); 6] {
        let whole = Method::default();
        [
            ("no-links", Method { links: false, ..whole }),
            ("no-priors", Method { priors: false, ..whole }),
            ("no-back-dating", Method { back_dating: false, ..whole }),
            ("earliest", Method { head: Head::Earliest, ..whole }),
            ("most-severe", Method { head: Head::MostSevere, ..whole }),
            ("page-rank", Method { head: Head::PageRank, ..whole }),
        ]
    }

    /// The method of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Method> {
        Method::ablations().into_iter().find(|(n, _)| *n == name).map(|(_, method)| method)
    }
}
