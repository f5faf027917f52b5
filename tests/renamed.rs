//! Names and dates carry no meaning: with other hosts, pods and days the verdict is the same.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};
use common::twin::Twin;
use common::{analyse, condition, files, incident_dir, incidents, truth};
use kascade::model::Analysis;
use regex::{Captures, Regex};

/// Days by which a twin is later: whole weeks, so that the names of the days stay true.
const LATER: u64 = 7;
/// What the random end of a pod's name is made of.
const SAFE: &str = "bcdfghjklmnpqrstvwxz2456789";
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `a` becomes `z`: of the same length, and in the opposite order.
fn mirrored(name: &str) -> String {
    let mirror = |c: char| if c.is_ascii_lowercase() { char::from(b'a' + b'z' - c as u8) } else { c };
    name.chars().map(mirror).collect()
}

/// The random end of a pod's name, turned within its alphabet; the name of its workload stays.
fn other_pod(pod: &str) -> Option<String> {
    let (workload, end) = pod.rsplit_once('-')?;
    let places: Option<Vec<usize>> = end.chars().map(|c| SAFE.find(c)).collect();
    let places = places.filter(|p| p.len() == 5)?;
    let turned: String = places.iter().map(|p| char::from(SAFE.as_bytes()[(p + 5) % SAFE.len()])).collect();
    Some(format!("{workload}-{turned}"))
}

/// Old and new names of a fixture's hosts and pods, from its paths.
fn names(name: &str) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for (_, inner) in files(&incident_dir(name).join("logs")) {
        let parts: Vec<&str> = inner.split('/').collect();
        if parts[0] != "cluster" {
            names.insert(parts[0].to_owned(), mirrored(parts[0]));
        }
        let pods = parts.iter().filter_map(|part| part.split('_').nth(1));
        names.extend(pods.filter_map(|pod| Some((pod.to_owned(), other_pod(pod)?))));
    }
    names
}

/// Replaces whole names; `dune-a` is none in `dune-admin`.
fn rename(text: &str, names: &BTreeMap<String, String>) -> String {
    let mut longest: Vec<&String> = names.keys().collect();
    longest.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let any: Vec<String> = longest.iter().map(|name| regex::escape(name)).collect();
    let whole = Regex::new(&format!(r"(^|[^A-Za-z0-9])({})((?-u:\b)|_)", any.join("|"))).expect("names are a regex");
    let other = |found: &Captures<'_>| format!("{}{}{}", &found[1], names[&found[2]], &found[3]);
    whole.replace_all(text, other).into_owned()
}

/// A date, later; `None` for what is none.
fn later(year: &str, month: u32, day: &str) -> Option<NaiveDate> {
    let date = NaiveDate::from_ymd_opt(year.parse().ok()?, month, day.trim().parse().ok()?)?;
    date.checked_add_days(Days::new(LATER))
}

/// How a shape of dates is found, and written again with the date that `later` gives.
type Shape = (&'static str, fn(&Captures<'_>, &str) -> Option<String>);

/// Every shape of a date in the fixtures; the second argument is the year of the incident.
const SHAPES: [Shape; 9] = [
    (r"(^|[^0-9])(20[0-9][0-9])([-/])([0-9][0-9])([-/])([0-9][0-9])(T|(?-u:\b))", |c, _| {
        let date = later(&c[2], c[4].parse().ok()?, &c[6])?;
        Some(format!("{}{:04}{}{:02}{}{:02}{}", &c[1], date.year(), &c[3], date.month(), &c[5], date.day(), &c[7]))
    }),
    (r"(?-u:\b)(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ([ 0-9][0-9])( [0-9][0-9]:)", |c, year| {
        let month = MONTHS.iter().position(|m| *m == &c[1])?;
        let date = later(year, month as u32 + 1, &c[2])?;
        let day = if c[2].starts_with(' ') { format!("{:2}", date.day()) } else { format!("{:02}", date.day()) };
        Some(format!("{} {day}{}", MONTHS[date.month0() as usize], &c[3]))
    }),
    (r"(?-u:\b)([IWEF])([0-9][0-9])([0-9][0-9])( [0-9][0-9]:[0-9][0-9]:[0-9][0-9]\.)", |c, year| {
        let date = later(year, c[2].parse().ok()?, &c[3])?;
        Some(format!("{}{:02}{:02}{}", &c[1], date.month(), date.day(), &c[4]))
    }),
    (r"(?-u:\b)([0-9][0-9])/([0-9][0-9])/(20[0-9][0-9])(?-u:\b)", |c, _| {
        let date = later(&c[3], c[1].parse().ok()?, &c[2])?;
        Some(format!("{:02}/{:02}/{:04}", date.month(), date.day(), date.year()))
    }),
    (r"(?-u:\b)([0-9][0-9])/([0-9][0-9])/([0-9][0-9])([ \t]+_)", |c, _| {
        let date = later(&format!("20{}", &c[3]), c[1].parse().ok()?, &c[2])?;
        Some(format!("{:02}/{:02}/{:02}{}", date.month(), date.day(), date.year() % 100, &c[4]))
    }),
    (r#"(REALTIME_TIMESTAMP":")([0-9]{16})""#, |c, _| {
        Some(format!("{}{}\"", &c[1], c[2].parse::<u64>().ok()? + LATER * 86_400_000_000))
    }),
    (r"(REALTIME_TIMESTAMP=)([0-9]{16})(?-u:\b)", |c, _| {
        Some(format!("{}{}", &c[1], c[2].parse::<u64>().ok()? + LATER * 86_400_000_000))
    }),
    (
        r"(?-u:\b)([0-9][0-9])([ /])(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)([ /])(20[0-9][0-9])(?-u:\b)",
        |c, _| {
            let date = later(&c[5], MONTHS.iter().position(|m| *m == &c[3])? as u32 + 1, &c[1])?;
            Some(format!("{:02}{}{}{}{:04}", date.day(), &c[2], MONTHS[date.month0() as usize], &c[4], date.year()))
        },
    ),
    (r#"("ts":|audit\()(1[0-9]{9})(?-u:\b)"#, |c, _| {
        Some(format!("{}{}", &c[1], c[2].parse::<u64>().ok()? + LATER * 86_400))
    }),
];

fn shift(text: &str, year: &str) -> String {
    SHAPES.iter().fold(text.to_owned(), |text, (shape, write)| {
        let regex = Regex::new(shape).expect("a shape is a regex");
        regex.replace_all(&text, |c: &Captures<'_>| write(c, year).unwrap_or_else(|| c[0].to_owned())).into_owned()
    })
}

/// What must hold whatever things are called: the verdict, the root and its host, what belongs to the incident.
#[derive(Debug, PartialEq)]
struct Verdict {
    incidents: usize,
    verdict: &'static str,
    root: &'static str,
    host: Option<String>,
    conditions: BTreeSet<&'static str>,
}

fn verdict(analysis: &Analysis) -> Verdict {
    let first = analysis.incidents.first().expect("a fixture has an incident");
    let root = first.roots[0].episode;
    let conditions = first.timeline.iter().map(|&e| condition(analysis, e)).collect();
    let host = analysis.episodes[root].key.host.as_deref().map(str::to_owned);
    Verdict {
        incidents: analysis.incidents.len(),
        verdict: first.verdict.word(),
        root: condition(analysis, root),
        host,
        conditions,
    }
}

fn difference(want: &Verdict, got: &Verdict) -> String {
    let head = |v: &Verdict| format!("{} with root {} on {:?}, {} incidents", v.verdict, v.root, v.host, v.incidents);
    let gone: Vec<_> = want.conditions.difference(&got.conditions).collect();
    let new: Vec<_> = got.conditions.difference(&want.conditions).collect();
    format!("{}\n  was {}\n  gone {gone:?} new {new:?}", head(got), head(want))
}

/// Compares a fixture with its twin made by `change`; `host` maps the name of the root's host.
#[track_caller]
fn check(
    kind: &str,
    known: &[&str],
    change: impl Fn(&str) -> Box<dyn Fn(&str) -> String>,
    host: impl Fn(&str) -> String,
) {
    let mut changed = Vec::new();
    for name in incidents().into_iter().filter(|name| !known.contains(&name.as_str())) {
        let edit = change(&name);
        let twin = Twin::new(&name, kind, &|inner, text| {
            // What is compressed stays as it is.
            let text = std::str::from_utf8(text).map_or_else(|_| text.to_vec(), |text| edit(text).into_bytes());
            Some((edit(inner), text))
        });
        let mut want = verdict(&analyse(&incident_dir(&name).join("logs")));
        want.host = want.host.map(|h| host(&h));
        let got = verdict(&analyse(&twin.logs()));
        if got != want {
            changed.push(format!("{name}: {}", difference(&want, &got)));
        }
    }
    assert!(changed.is_empty(), "{kind}: {} verdicts changed\n{}", changed.len(), changed.join("\n"));
}

/// Fixtures with names that are not all written again: in compressed files, or given by no path, as those of a node
/// without logs and of pods that `stern` prints.
const OTHER_NAMES: [&str; 5] = [
    "forgotten-fstab-line-strands-a-rebooted-node",
    "network-card-hangs-since-the-new-kernel",
    "three-short-partitions-without-a-network-log",
    "volume-stuck-to-dead-node",
    "web-server-takes-ingress-ports-after-reboot",
];
/// Fixtures with dates that are not all written again: in compressed files, as seconds since 1970 in other fields, as
/// the age of something.
const OTHER_DATES: [&str; 5] = [
    "forgotten-fstab-line-strands-a-rebooted-node",
    "netplan-new-resolver",
    "network-card-hangs-since-the-new-kernel",
    "three-short-partitions-without-a-network-log",
    "web-server-takes-ingress-ports-after-reboot",
];

#[test]
fn other_hosts_and_pods() {
    check(
        "renamed",
        &OTHER_NAMES,
        |name| {
            let names = names(name);
            Box::new(move |text| rename(text, &names))
        },
        mirrored,
    );
}

#[test]
fn other_days() {
    check(
        "shifted",
        &OTHER_DATES,
        |name| {
            let year = truth::of(name).root_cause.time[..4].to_owned();
            Box::new(move |text| shift(text, &year))
        },
        str::to_owned,
    );
}

#[test]
fn names_are_replaced_whole() {
    let names = BTreeMap::from([
        ("dune-a".to_owned(), mirrored("dune-a")),
        ("cilium-662rf".to_owned(), other_pod("cilium-662rf").expect("a pod")),
    ]);
    let got = rename("dune-a dune-admin etcd-dune-a: kube-system_cilium-662rf_67eb dune-a_x", &names);
    assert_eq!(got, "wfmv-z dune-admin etcd-wfmv-z: kube-system_cilium-cc8xl_67eb wfmv-z_x");
    assert_eq!(other_pod("etcd-heron-a"), None);
}

#[test]
fn dates_are_shifted_in_every_shape() {
    let check = |old: &str, new: &str| assert_eq!(shift(old, "2023"), new);
    check("2023-10-26T04:30:00.1Z x", "2023-11-02T04:30:00.1Z x");
    check("Oct  5 04:30:00 n Oct 12 04:30:00", "Oct 12 04:30:00 n Oct 19 04:30:00");
    check("kubelet[7]: E1012 04:30:00.123456", "kubelet[7]: E1019 04:30:00.123456");
    check("raft2023/10/12 04:30:00 and 2023/10/12", "raft2023/10/19 04:30:00 and 2023/10/19");
    check("10/12/2023", "10/19/2023");
    check(r#""__REALTIME_TIMESTAMP":"1697085000000000""#, r#""__REALTIME_TIMESTAMP":"1697689800000000""#);
    check("version 2.10 of 5.15.0-86", "version 2.10 of 5.15.0-86");
}
