//! What carries no meaning changes no verdict: lost lines, the order of lines within a second, the zone that times are
//! written in, a host whose clock is a minute off.
//!
//! `tests/renamed.rs` has the names and the days. The root of each fixture must have the same condition as without the
//! change. Fixtures whose root hangs on a line or two keep these lines: without its evidence nothing can be told.

mod common;

use chrono::{FixedOffset, NaiveDateTime, TimeDelta};
use common::truth::Truth;
use common::twin::Twin;
use common::{TempDir, analyse, condition, files, incident_dir, incidents, truth};
use kascade::model::Analysis;
use regex::{Captures, Regex};

fn root(analysis: &Analysis) -> Option<&'static str> {
    analysis.incidents.first().map(|incident| condition(analysis, incident.roots[0].episode))
}

/// Compares the root of every fixture with that of its twin made by `change`, but for those of `known`.
#[track_caller]
fn holds(kind: &str, known: &[(&str, &str)], change: impl Fn(&Truth, &str, &str) -> String) {
    let mut turned = Vec::new();
    for name in incidents() {
        let truth = truth::of(&name);
        let twin = Twin::new(&name, kind, &|inner, text| {
            let bytes = match std::str::from_utf8(text) {
                Ok(text) if !is_document(text) => change(&truth, inner, text).into_bytes(),
                _ => text.to_vec(),
            };
            Some((inner.to_owned(), bytes))
        });
        let (want, got) = (root(&analyse(&incident_dir(&name).join("logs"))), root(&analyse(&twin.logs())));
        if want != got {
            turned.push((name, want, got));
        }
    }
    let names: Vec<&str> = turned.iter().map(|(name, _, _)| name.as_str()).collect();
    let listed: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, listed, "{kind}: {turned:#?}");
}

#[test]
fn a_log_that_is_given_twice_counts_once() {
    let dir = TempDir::new("twice");
    let line = |second| {
        format!("2025-11-14T02:00:{second:02}.000000+00:00 n1 kernel: nfs: server nas1 not responding, still trying\n")
    };
    let text: String = (0..20).map(line).collect();
    dir.write("n1/kern.log", &text);
    let counts = |analysis: Analysis| analysis.episodes.iter().map(|e| (e.count, e.peak)).collect::<Vec<_>>();
    let once = counts(analyse(dir.path()));
    assert!(once.contains(&(20, 20)), "{once:?}");
    dir.write("n1/syslog", &text);
    assert_eq!(counts(analyse(dir.path())), once);
    dir.write("n2/kern.log", text.replace(" n1 ", " n2 "));
    assert_eq!(counts(analyse(dir.path())).len(), 2 * once.len(), "another host is another matter");
}

/// Dumps and tables are read as a whole: a line that is gone makes them another text.
fn is_document(text: &str) -> bool {
    let first = text.lines().next().unwrap_or("");
    !first.contains(|c: char| c.is_ascii_digit())
        || first.starts_with("apiVersion")
        || first.starts_with("- apiVersion")
}

/// A number from a text, the same everywhere.
fn hash(text: &str, at: usize) -> u64 {
    let bytes = text.bytes().chain(at.to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn is_evidence(truth: &Truth, line: &str) -> bool {
    let trigger = truth.trigger.iter().flat_map(|t| &t.evidence);
    truth.root_cause.evidence.iter().chain(trigger).any(|part| line.replace('\\', "").contains(&part.replace('\\', "")))
}

/// Fixtures that lose more than a tenth of what tells them.
const THINNED: [(&str, &str); 1] =
    [("web-server-takes-ingress-ports-after-reboot", "the lines that tie the port to the node are gone")];

#[test]
fn a_tenth_of_the_lines_is_lost() {
    holds("thinned", &THINNED, |truth, inner, text| {
        let stays =
            |(at, line): &(usize, &str)| is_evidence(truth, line) || !(hash(inner, *at) >> 20).is_multiple_of(10);
        text.split_inclusive('\n').enumerate().filter(stays).map(|(_, line)| line).collect()
    });
}

#[test]
fn lines_of_a_second_change_places() {
    let second = Regex::new(r"^[^\n]{0,40}?[0-9][0-9]:[0-9][0-9]:[0-9][0-9]").expect("a regex");
    holds("shuffled", &[], |_, _, text| {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let of = |line: &&str| second.find(line).map(|m| m.as_str().to_owned());
        let groups = lines.chunk_by(|a, b| of(a).is_some() && of(a) == of(b));
        groups.flat_map(|group| group.iter().rev().copied()).collect()
    });
}

/// Stamps with a zone, written in others: the same moments. Were it always the same one, it would be the machine's own,
/// and that of its logs without one.
fn in_zones(text: &str) -> String {
    let stamp = Regex::new(
        r"(?-u:\b)(20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9])(\.[0-9]+)?(?:Z|\+00:00)",
    )
    .expect("a regex");
    let moved = |c: &Captures<'_>| {
        let utc = NaiveDateTime::parse_from_str(&c[1], "%Y-%m-%dT%H:%M:%S").expect("a time");
        let east = [2, -3, 5][utc.and_utc().timestamp().unsigned_abs() as usize % 3];
        let zone = FixedOffset::east_opt(east * 3600).expect("a zone");
        let fraction = c.get(2).map_or("", |m| m.as_str());
        format!("{}{fraction}{zone}", (utc + TimeDelta::hours(east.into())).format("%Y-%m-%dT%H:%M:%S"))
    };
    stamp.replace_all(text, moved).into_owned()
}

#[test]
fn times_are_written_in_another_zone() {
    holds("zoned", &[], |_, _, text| in_zones(text));
}

/// The folder whose host gets another clock: the last one.
fn skewed_host(name: &str) -> Option<String> {
    let inner = files(&incident_dir(name).join("logs")).into_iter().map(|(_, inner)| inner);
    let folders = inner.filter_map(|inner| Some(inner.split_once('/')?.0.to_owned()));
    folders.filter(|folder| folder != "cluster").max()
}

/// Every time of day, and every moment since 1970, a minute later; in the last minute of a day nothing changes.
fn a_minute_later(text: &str) -> String {
    let clock = Regex::new(r"(?-u:\b)([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(?-u:\b)").expect("a regex");
    let later = |c: &Captures<'_>| {
        let minutes = c[1].parse::<u32>().expect("digits") * 60 + c[2].parse::<u32>().expect("digits") + 1;
        if minutes == 24 * 60 { c[0].to_owned() } else { format!("{:02}:{:02}:{}", minutes / 60, minutes % 60, &c[3]) }
    };
    let since = Regex::new(r#"(REALTIME_TIMESTAMP"?[=:]"?)([0-9]{16})(?-u:\b)"#).expect("a regex");
    let moved = |c: &Captures<'_>| format!("{}{}", &c[1], c[2].parse::<u64>().expect("digits") + 60_000_000);
    since.replace_all(&clock.replace_all(text, later), moved).into_owned()
}

#[test]
fn a_host_is_a_minute_ahead() {
    let hosts: std::collections::BTreeMap<String, String> =
        incidents().into_iter().filter_map(|name| Some((truth::of(&name).title, skewed_host(&name)?))).collect();
    holds("skewed", &[], |truth, inner, text| {
        let own = hosts.get(&truth.title).is_some_and(|host| inner.starts_with(&format!("{host}/")));
        if own { a_minute_later(text) } else { text.to_owned() }
    });
}
