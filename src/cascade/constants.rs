//! Every constant of the verdict in one place. A change is measured on all incident fixtures.

use crate::model::stamp::{MINUTE, SECOND};

/// M: the same declared entity.
pub const SAME_ENTITY: f64 = 1.0;
/// M: the same host or boot.
pub const SAME_HOST: f64 = 0.9;
/// M: a declared join across hosts.
pub const ACROSS_HOSTS: f64 = 0.8;
/// M: a declared join across hosts, where one side names none: an event without its node.
pub const PERHAPS_ACROSS: f64 = 0.6;
/// M: nothing but the cluster in common.
pub const CLUSTER_ONLY: f64 = 0.4;
/// Clocks of two hosts may differ by this much, nanoseconds.
pub const CLOCK_SIGMA: i64 = 2 * SECOND;
/// A printed time is no finer than this, nanoseconds.
pub const RESOLUTION: i64 = 3 * SECOND;
/// The onset of what was dated by its collection may be off by this much, nanoseconds.
pub const UNDATED_SIGMA: i64 = 60 * MINUTE;
/// The decay of T beyond a lag has at least this time constant, nanoseconds.
pub const DECAY: i64 = MINUTE;
/// T falls to this share for an effect that comes long after the onset of a cause that still lasts,
pub const LATE: f64 = 0.5;
/// with at least this time constant, nanoseconds.
pub const HABIT: i64 = 60 * MINUTE;
/// The same about the same things within this time is the same trouble again, nanoseconds.
pub const AGAIN: i64 = 24 * 60 * MINUTE;
/// Blame of the earlier one when it follows at once.
pub const AGAIN_BLAME: f64 = 0.9;
/// The same change on two hosts within this time is one change, nanoseconds.
pub const ELSEWHERE: i64 = 15 * MINUTE;
/// ... and one of the same things within this time, nanoseconds.
pub const FLEET: i64 = 24 * 60 * MINUTE;
/// Blame of the first one.
pub const ELSEWHERE_BLAME: f64 = 0.8;
/// Blame of what is graver when a line tells of it and of something slight.
pub const SAME_LINE_BLAME: f64 = 0.5;
/// What begins on two hosts within this time has something in common, nanoseconds.
pub const AT_ONCE: i64 = 30 * SECOND;
/// What is inferred of several guests within this time is one machine's, nanoseconds: each feels it when it asks for more.
pub const INFERRED_AT_ONCE: i64 = 60 * MINUTE;
/// What follows a change within this time is hardly a coincidence, nanoseconds:
pub const PROMPT: i64 = MINUTE;
/// the chance that it came by itself is only this share of what it is otherwise.
pub const PROMPT_ALONE: f64 = 0.3;
/// Within this time an effect may be printed before its cause where both are told by one clock, nanoseconds.
pub const SAME_MOMENT: i64 = SECOND;
/// The same where two hosts tell them.
pub const SAME_MOMENT_APART: i64 = 5 * SECOND;
/// The same where one of them began longer ago than it was printed: heartbeats and other periods are as long.
pub const SAME_MOMENT_DATED: i64 = 15 * SECOND;
/// For so long what a start or a restart brings may lead to something, nanoseconds.
pub const STARTS_LEAD: i64 = 60 * SECOND;
/// A link with less blame is none.
pub const LEAST_BLAME: f64 = 0.1;
/// A slight defect excuses its symptoms when it brings them at least as often as this.
pub const TRIFLE: f64 = 0.8;
/// A link with less blame does not join two episodes into one incident.
pub const JOIN_BLAME: f64 = 0.25;
/// Causes kept for one effect and one rule.
pub const MOST_CAUSES: usize = 12;
/// Unlinked episodes this near to an incident are also seen, nanoseconds.
pub const ALSO_SEEN: i64 = 15 * MINUTE;
/// Medium episodes make an incident when they last this long, nanoseconds,
pub const MEDIUM_FOR: i64 = 10 * MINUTE;
/// ... without a pause longer than this,
pub const MEDIUM_PAUSE: i64 = 5 * MINUTE;
/// ... on so many hosts,
pub const MEDIUM_HOSTS: usize = 2;
/// ... or for so many pods.
pub const MEDIUM_PODS: usize = 5;
/// Medium trouble of one thing makes one when it lasts this long, and a known defect began it or it is of several kinds
/// and not over, nanoseconds.
pub const LASTING: i64 = 20 * MINUTE;
/// ... or this long in a piece of a log, nanoseconds.
pub const LASTING_SHOWN: i64 = 15 * MINUTE;
/// Of so many logs at most,
pub const EXCERPT_INPUTS: usize = 3;
/// ... and of so many records in them, medium trouble with a known defect makes one
pub const EXCERPT: u64 = 1000;
/// As many of them, compared with a healthy log, are looked at line by line.
pub const EXCERPT_COMPARED: u64 = 20_000;
/// ... when something of it was seen so often,
pub const SHOWN_COUNT: u64 = 3;
/// ... for this long and to the end, nanoseconds.
pub const SHOWN_FOR: i64 = 5 * MINUTE;
/// ... and a defect without anything else, so often.
pub const SHOWN_ALONE: u64 = 8;
/// Medium trouble of several kinds on several hosts makes one when it was seen within this of the end, nanoseconds,
pub const NOW: i64 = MINUTE;
/// ... had gone on for this long, nanoseconds,
pub const NOW_FOR: i64 = 90 * SECOND;
/// ... and were seen so often.
pub const NOW_COUNT: u64 = 5;
/// An effect that is over after this long is none to wake anybody for, nanoseconds,
pub const BRIEF: i64 = 2 * MINUTE;
/// ... or after this long where a change is enough to bring it about,
pub const BRIEF_AFTER_CHANGE: i64 = 5 * MINUTE;
/// ... when its host goes on without it for this long.
pub const STAYS_AWAY: i64 = 15 * MINUTE;
/// An incident without a root that begins within this long of a known one is told behind it, nanoseconds.
pub const SHADOW: i64 = 60 * MINUTE;
/// A single line must be this sure to make an incident.
pub const GATE_SURE: f64 = 0.9;
/// ... and each of several this sure: a doubtful text is no surer for being printed twice.
pub const GATE_DOUBTFUL: f64 = 0.5;
/// Weight of what was expected, against the same when it was not.
pub const EXPECTED_WEIGHT: f64 = 0.25;
/// Exponent of the explained share in the score.
pub const COVERAGE_EXPONENT: f64 = 0.75;
/// How much being explained by others lowers the score.
pub const UP_FACTOR: f64 = 0.6;
/// A strong prediction is one of at least this strength.
pub const STRONG: f64 = 0.6;
/// How often a strong effect is printed where it can be seen.
pub const DETECTABILITY: f64 = 0.5;
/// Broken predictions lower the score to no less than this share.
pub const LEAST_KEPT: f64 = 0.5;
/// Climbing needs a parent with at least this blame.
pub const CLIMB: f64 = 0.5;
/// A change that brings a defect at least as often as this is enough to make it.
pub const ENOUGH: f64 = 0.8;
/// A root must add this share to be a root of its own.
pub const FURTHER_ROOT: f64 = 0.1;
/// The best head must explain this share.
pub const LEAST_EXPLAINED: f64 = 0.2;
/// An effect counts as explained from here on.
pub const EXPLAINED: f64 = 0.2;
/// A trigger is named when it has at least this blame.
pub const TRIGGER_BLAME: f64 = 0.15;
/// A broken component, a change, or a slight defect, of high confidence explains this share.
pub const HIGH_EXPLAINS: f64 = 0.5;
/// The text of any root of high confidence is so sure,
pub const HIGH_SURE: f64 = 0.9;
/// ... and its score is so many times that of the nearest rival.
pub const HIGH_LEAD: f64 = 1.5;
/// A broken component of medium confidence explains this share,
pub const MEDIUM_EXPLAINS: f64 = 0.6;
/// ... effects of so many kinds,
pub const MEDIUM_EFFECTS: usize = 2;
/// ... this part of its predictions held,
pub const MEDIUM_KEPT: f64 = 0.8;
/// ... and its score is so many times that of the nearest rival.
pub const MEDIUM_LEAD: f64 = 1.1;
/// A change of medium confidence explains this share.
pub const CHANGE_EXPLAINS: f64 = 0.35;
/// A root of high confidence has a link of this strength to what it explains;
pub const FIRM_LINK: f64 = 0.3;
/// ... one whose links are all weaker than this is of low confidence.
pub const FAINT_LINK: f64 = 0.15;
/// A root that explains less than this share does not stand in the way of a doubt.
pub const WEAK_EXPLAINS: f64 = 0.3;
/// Candidates that are scored.
pub const MOST_CANDIDATES: usize = 300;
/// Hypotheses that are reported.
pub const MOST_ROOTS: usize = 5;
/// Steps between a trigger and its root that are told.
pub const MOST_VIA: usize = 3;
/// Steps of the main chain.
pub const MOST_STEPS: usize = 12;
/// Incidents whose time before is searched for what no rule knows.
pub const MOST_WINDOWS: usize = 6;
/// An error that no rule knows is listed without an incident when it was printed so often.
pub const LEAST_ALONE: u64 = 5;
/// Shapes that no rule knows and that are listed.
pub const MOST_UNEXPLAINED: usize = 10;
/// A new error this long before a root that does not stand out puts it in doubt, nanoseconds;
pub const SHORTLY_BEFORE: i64 = 5 * MINUTE;
/// one this long before any root does.
pub const CLOSELY_BEFORE: i64 = MINUTE;
/// Lines of what came right before a first sign,
pub const MOST_BEFORE: usize = 3;
/// each with so many points,
pub const LEAST_POINTS: i32 = 3;
/// ... and with so many to say that the cause is not known, rather than not in the logs.
pub const DOUBT_POINTS: i32 = 5;
/// What a boot prints in its first minutes is no sign where no boot before shows what is usual, nanoseconds.
pub const START_UP: i64 = 5 * MINUTE;
/// Nor is what a clean shutdown brings, for this long, nanoseconds.
pub const SHUT_DOWN: i64 = 2 * MINUTE;
/// A program goes on failing, in words of no rule, when a piece of a log shows the same complaint so often,
pub const FAILS_COUNT: usize = 3;
/// ... over this time, nanoseconds,
pub const FAILS_FOR: i64 = MINUTE;
/// ... the last of them in the last part of this many,
pub const FAILS_LAST: i64 = 4;
/// ... after as many lines of others or its own,
pub const FAILS_BEFORE: usize = 5;
/// ... and a time without any that is this many times the longest pause between them,
pub const FAILS_QUIET: f64 = 1.5;
/// ... or this many times, where other complaints came before,
pub const FAILS_QUIET_FEW: f64 = 3.0;
/// ... or where there are fewer than this: a few have long pauses by chance.
pub const FAILS_OFTEN: usize = 4;
/// This share of what it says of old and of trouble is of trouble.
pub const FAILS_SHARE: f64 = 0.4;
/// A program that fails from the start on makes an incident when this share of the piece is its trouble,
pub const FAILS_FROM_START: f64 = 0.5;
/// ... in one way most of the time,
pub const FAILS_ONE: f64 = 0.6;
/// ... so often.
pub const FAILS_AGAIN: usize = 5;
/// The last words of a program are among so many lines at the end.
pub const LAST_WORDS: usize = 3;
/// Trouble that a program speaks of this long before its first complaint belongs to that, nanoseconds.
pub const FAILS_HINTED: i64 = 5 * MINUTE;
/// A program that said no more than so much since is still about what befell it before.
pub const FAILS_SILENT: usize = 5;
/// Points that make something known the better start of what no rule knows.
pub const START_POINTS: i32 = 6;
/// Shapes of trouble that are told.
pub const MOST_SHAPES: usize = 16;
/// Programs besides the first that may be where it starts.
pub const MOST_STARTS: usize = 2;
