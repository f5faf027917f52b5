//! Non-fatal trouble with the input: counted, never hidden.

/// What sort of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoticeKind {
    /// A file or directory could not be opened or read.
    Unreadable,
    /// Not a regular file: a device, socket or FIFO.
    NotAFile,
    /// The input holds nothing.
    Empty,
    /// No format knew the input.
    Unrecognised,
    /// Bytes that are no text.
    Binary,
    /// A compressed stream ends early or is damaged.
    Damaged,
    /// A record was longer than the limit and was cut.
    LongRecord,
    /// Runs of NUL bytes: a torn write.
    TornWrite,
    /// Escapes of a terminal: colours, and whatever else somebody wrote.
    Escapes,
    /// Bytes that are no UTF-8.
    NotUtf8,
    /// A time that cannot be.
    WildTime,
    /// The year or the zone was assumed.
    TimeAssumed,
    /// Records without a time.
    NoTime,
    /// The clock ran backwards or jumped.
    ClockStep,
    /// The clock of a host is apart from the others'.
    ClockOffset,
    /// A stretch without records.
    Gap,
    /// Records that another input has too.
    Duplicate,
    /// Records that the source itself dropped or cut.
    Suppressed,
    /// A process id changed without a restart in the log.
    SilentRestart,
    /// Only a sample of the records was counted.
    Sampled,
    /// The run was stopped before the end of the input.
    Interrupted,
    /// The input is of a kind that cannot be read yet or at all.
    Unsupported,
    /// A limit was hit: the rest was not read, or is told in less detail.
    Limit,
    /// An entry of the user's tuning names a condition that there is not.
    Tuning,
    /// Hosts that do not have the boot that was asked for.
    NoBoot,
}

impl NoticeKind {
    /// Whether something was not read that ought to be: it is told whatever else the user does not want to hear.
    #[must_use]
    pub const fn is_loss(self) -> bool {
        matches!(self, NoticeKind::Unreadable | NoticeKind::Damaged | NoticeKind::Unsupported | NoticeKind::Limit)
    }

    /// The word used in JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            NoticeKind::Unreadable => "unreadable",
            NoticeKind::NotAFile => "not-a-file",
            NoticeKind::Empty => "empty",
            NoticeKind::Unrecognised => "unrecognised",
            NoticeKind::Binary => "binary",
            NoticeKind::Damaged => "damaged",
            NoticeKind::LongRecord => "long-record",
            NoticeKind::TornWrite => "torn-write",
            NoticeKind::Escapes => "escapes",
            NoticeKind::NotUtf8 => "not-utf-8",
            NoticeKind::WildTime => "wild-time",
            NoticeKind::TimeAssumed => "time-assumed",
            NoticeKind::NoTime => "no-time",
            NoticeKind::ClockStep => "clock-step",
            NoticeKind::ClockOffset => "clock-offset",
            NoticeKind::Gap => "gap",
            NoticeKind::Duplicate => "duplicate",
            NoticeKind::Suppressed => "suppressed",
            NoticeKind::SilentRestart => "silent-restart",
            NoticeKind::Sampled => "sampled",
            NoticeKind::Interrupted => "interrupted",
            NoticeKind::Unsupported => "unsupported",
            NoticeKind::Limit => "limit",
            NoticeKind::Tuning => "tuning",
            NoticeKind::NoBoot => "no-boot",
        }
    }
}

/// Trouble that did not stop the run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Notice {
    /// What sort.
    pub kind: NoticeKind,
    /// How often.
    pub count: u64,
    /// One line, with the input's name; sanitised when it is printed.
    pub text: String,
    /// Where, or what was read; may be empty.
    pub example: String,
}

impl Notice {
    /// A notice that happened once.
    #[must_use]
    pub fn once(kind: NoticeKind, text: impl Into<String>) -> Self {
        Notice { kind, count: 1, text: text.into(), example: String::new() }
    }
}
