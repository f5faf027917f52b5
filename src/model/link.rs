//! Cause to effect between two episodes.

use std::borrow::Cow;
use std::sync::Arc;

/// A declared link whose join and lag hold in the data.
#[derive(Clone, Debug)]
pub struct Link {
    /// Index of the cause among the episodes.
    pub from: usize,
    /// Index of the effect among the episodes.
    pub to: usize,
    /// The rule's reason.
    pub because: Arc<str>,
    /// What agreed: "same host", "nfs_server nas-1", "next boot".
    pub joined: Cow<'static, str>,
    /// Effect's onset minus cause's, nanoseconds; from the boot for a link that fires at the next boot.
    pub lag_ns: i64,
    /// The rule's strength.
    pub strength: f64,
    /// How likely the cause is why the effect appeared, 0 to 1.
    pub blame: f64,
    /// The boot or change that set a latent cause off.
    pub fired_by: Option<usize>,
}

impl Link {
    /// What [`Link::joined`] says of a cause that waited for a boot.
    pub const NEXT_BOOT: &'static str = "next boot";

    /// Whether its cause lay armed until a later boot.
    #[must_use]
    pub fn is_latent(&self) -> bool {
        self.joined == Self::NEXT_BOOT
    }
}
