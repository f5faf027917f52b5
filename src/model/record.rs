//! One log entry as its source stored it, borrowed from the block it was read in.

use std::borrow::Cow;

use super::{Kind, RawTime, Repeats};

/// Index of a condition in the rule library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConditionId(pub u16);

/// Index of a signature in the rule library, counted over all conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SignatureId(pub u16);

/// A set of streams, one bit per name in `rules/streams.toml`; empty means unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct StreamSet(pub u128);

impl StreamSet {
    /// Every stream: what a rule's `any` stands for.
    pub const ANY: StreamSet = StreamSet(u128::MAX);

    /// Nothing is known about the stream.
    #[must_use]
    pub const fn is_unknown(self) -> bool {
        self.0 == 0
    }

    /// Whether the two sets share a stream.
    #[must_use]
    pub const fn meets(self, other: StreamSet) -> bool {
        self.0 & other.0 != 0
    }

    /// Both sets together.
    #[must_use]
    pub const fn with(self, other: StreamSet) -> StreamSet {
        StreamSet(self.0 | other.0)
    }
}

/// Severity of one message, as syslog counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Level {
    /// 0: unusable.
    Emergency,
    /// 1: act now.
    Alert,
    /// 2: critical.
    Critical,
    /// 3: error.
    Error,
    /// 4: warning.
    Warning,
    /// 5: normal but worth a note.
    Notice,
    /// 6: information.
    Info,
    /// 7: debugging.
    Debug,
}

impl Level {
    const ALL: [Level; 8] = [
        Level::Emergency,
        Level::Alert,
        Level::Critical,
        Level::Error,
        Level::Warning,
        Level::Notice,
        Level::Info,
        Level::Debug,
    ];

    /// The level of a syslog priority; only the lowest three bits count, the rest is the facility.
    #[must_use]
    pub const fn from_priority(priority: u32) -> Level {
        Level::ALL[(priority & 7) as usize]
    }
}

/// How bad a condition is for a node or a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A marker.
    #[default]
    Info,
    /// Worth a look some day.
    Low,
    /// Degraded.
    Medium,
    /// A component is broken.
    High,
    /// A node, the cluster or data is down.
    Critical,
}

impl Severity {
    /// What one episode of this severity weighs when the explained share is counted.
    #[must_use]
    pub const fn weight(self) -> f64 {
        match self {
            Severity::Info => 0.5,
            Severity::Low => 1.0,
            Severity::Medium => 2.0,
            Severity::High => 4.0,
            Severity::Critical => 8.0,
        }
    }

    /// The word used in rules and reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
            Severity::Critical => "critical",
        }
    }
}

/// What part a condition can play in a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// A defect or exhaustion in itself.
    Cause,
    /// A broken component.
    Fault,
    /// A change.
    Trigger,
    /// In between: heads a chain only when none of its causes is in the data.
    Step,
    /// An effect.
    Symptom,
    /// Neither good nor bad by itself.
    Context,
    /// Something got better.
    Recovery,
}

impl Role {
    /// The plausibility of a condition of this role as a root, when its rule names none.
    #[must_use]
    pub const fn prior(self) -> f64 {
        match self {
            Role::Cause => 0.6,
            Role::Fault => 0.4,
            Role::Trigger => 0.3,
            Role::Step => 0.1,
            Role::Symptom | Role::Context | Role::Recovery => 0.0,
        }
    }

    /// Whether a chain may start here without saying that the root is not in the evidence.
    #[must_use]
    pub const fn may_head(self) -> bool {
        matches!(self, Role::Cause | Role::Fault | Role::Trigger)
    }

    /// The word used in rules and reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Role::Cause => "cause",
            Role::Fault => "fault",
            Role::Trigger => "trigger",
            Role::Step => "step",
            Role::Symptom => "symptom",
            Role::Context => "context",
            Role::Recovery => "recovery",
        }
    }
}

/// How the text of a record names things by keys. They are read when somebody asks, since most records are not asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keys {
    /// It does not.
    #[default]
    None,
    /// klog: `key="value"` behind a quoted message.
    Structured,
    /// `key=value` all along.
    Pairs,
    /// The fields of a JSON object.
    Object,
}

/// One log entry as its source stored it.
///
/// ```text
/// Nov 14 02:57:18 node-3 k3s[1224]: time="2025-..." level=error msg="lookup quay.io: Try again"
/// time            host   ident pid  text ------------------------------------------------------
///                                                                message ---------------------
/// ```
///
/// `text` is what the program wrote, `message` the innermost part that a person would read; both are unescaped once
/// and need not be UTF-8.
#[derive(Clone, Debug, Default)]
pub struct Record<'a> {
    /// The best time the line carries, from the envelope or from the program.
    pub time: RawTime,
    /// The second clock of a line that prints two, nanoseconds since boot.
    pub since_boot_ns: Option<i64>,
    /// UTC as the program itself printed it, when the envelope's time lacks zone or year: the pair tells both.
    pub inner_utc_ns: Option<i64>,
    /// Boot id, 16 bytes.
    pub boot: Option<u128>,
    /// Name of the machine that stored the line.
    pub host: Option<Cow<'a, [u8]>>,
    /// Program (syslog identifier) or container.
    pub ident: Option<Cow<'a, [u8]>>,
    /// systemd unit.
    pub unit: Option<Cow<'a, [u8]>>,
    /// Further units that the journal has it for: of who wrote it, where `unit` is whom it is about, and of whose core it
    /// is.
    pub other_units: Vec<Cow<'a, [u8]>>,
    /// Process id.
    pub pid: Option<u32>,
    /// How often it says that it happened.
    pub repeats: Repeats,
    /// Level of the innermost layer that prints one.
    pub level: Option<Level>,
    /// Source file in a klog, zap or felix header (`pod_workers.go`).
    pub source_file: Option<Cow<'a, [u8]>>,
    /// What the program wrote: the envelope is gone, the inner header (logrus, zap, ...) is still there, except
    /// klog's.
    pub text: Cow<'a, [u8]>,
    /// The innermost message.
    pub message: Cow<'a, [u8]>,
    /// Entities the envelope knows: pod, namespace, container, ...
    pub labels: Vec<(Kind, Cow<'a, [u8]>)>,
    /// How `text` names more of them.
    pub keys: Keys,
    /// Name of the format, as in `kascade formats`; empty when no format knew the line.
    pub format: &'static str,
    /// Bytes of the record in its block: everything, header included.
    pub raw: &'a [u8],
}
