//! The words everything else is written in: plain data, no behaviour beyond what keeps it consistent.
//!
//! ```text
//! record -> finding -> episode -> link -> incident -> hypothesis
//! ```
//!
//! A [`Record`] borrows from the block it was read in; everything after it is owned and small.

pub mod analysis;
pub mod baseline;
pub mod bundle;
pub mod distinct;
pub mod entity;
pub mod episode;
pub mod finding;
pub mod hypothesis;
pub mod incident;
pub mod link;
pub mod notice;
pub mod record;
pub mod region;
pub mod repeats;
pub mod stamp;
pub mod tuned;

pub use analysis::{Analysis, BootSpan, HostFacts, InputFacts, UnplacedBoot};
pub use baseline::{Baseline, Vanished};
pub use bundle::{BundleClock, BundleFacts, PassedOver, Zone};
pub use distinct::Distinct;
pub use entity::{Entity, Kind};
pub use episode::{Episode, EpisodeKey, Origin};
pub use finding::{Finding, First, Place, Quote, Subject};
pub use hypothesis::{Confidence, Factors, Hypothesis, Missing, Trigger};
pub use incident::{Action, Incident, Strange, Unexplained, Verdict};
pub use link::Link;
pub use notice::{Notice, NoticeKind};
pub use record::{ConditionId, Keys, Level, Record, Role, Severity, SignatureId, StreamSet};
pub use region::Region;
pub use repeats::Repeats;
pub use stamp::{Basis, Clock, RawTime, Stamp};
pub use tuned::Tuned;
