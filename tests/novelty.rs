//! What no rule knows: listed when it came up just before an incident, left alone when it is habit.

mod common;

use std::fmt::Write as _;

use common::chatter::{HOURS_3, line, log};
use common::program::{CONDITION, FAULT, pipe, run};
use common::{TempDir, analyse, condition};
use kascade::model::{Analysis, Strange, Verdict};

/// An error that is in no rule.
const STRANGE: &str = "kubelet[812]: E1219 04:43:58.100000     812 quorum_keeper.go:77] \"Quorum of the shard ring is lost\" ring=\"r7\" members=2";
fn read(text: &str) -> Analysis {
    let dir = TempDir::new("novelty");
    let analysis = analyse(&dir.write("kestrel/journal.log", text));
    let head = analysis.incidents[0].roots[0].episode;
    assert_eq!(condition(&analysis, head), CONDITION);
    analysis
}

#[track_caller]
fn check(text: &str, verdict: Verdict, strange: Option<(Strange, u64)>) {
    let analysis = read(text);
    let listed: Vec<_> = analysis.unexplained.iter().filter(|u| u.template.contains("shard ring")).collect();
    assert_eq!(listed.first().map(|u| (u.strange, u.count)), strange, "{:#?}", analysis.unexplained);
    assert_eq!(analysis.incidents[0].verdict, verdict);
    for shape in listed {
        assert_eq!(shape.incident, analysis.incidents[0].id);
        assert!(shape.error && shape.hosts.iter().all(|h| &**h == "kestrel"));
        assert!(shape.evidence[0].raw.contains("Quorum of the shard ring"), "{shape:?}");
    }
}

#[test]
fn a_new_error_right_before_a_fault_puts_it_in_doubt() {
    check(&log(HOURS_3, &[(STRANGE, 20)]), Verdict::Unknown, Some((Strange::New, 1)));
    let analysis = read(&log(HOURS_3, &[(STRANGE, 20)]));
    assert!(analysis.incidents[0].roots[0].against.iter().any(|a| a.contains("shard ring")));
}

#[test]
fn an_error_that_stands_in_the_quiet_time_is_habit() {
    check(&log(HOURS_3, &[(STRANGE, 9000), (STRANGE, 20)]), Verdict::Known, None);
    check(&log(HOURS_3, &[(STRANGE, 9000), (STRANGE, 600), (STRANGE, 20)]), Verdict::Known, None);
}

#[test]
fn a_new_error_some_time_before_a_sure_fault_is_listed_only() {
    check(&log(HOURS_3, &[(STRANGE, 1200), (STRANGE, 180)]), Verdict::Known, Some((Strange::New, 2)));
}

#[test]
fn what_came_after_the_fault_is_not_looked_at() {
    let after = line("kestrel", -5, STRANGE);
    check(&(log(HOURS_3, &[]) + &after), Verdict::Known, None);
}

#[test]
fn an_error_of_another_host_is_none_of_this_one() {
    let text = log(HOURS_3, &[]);
    let (before, fault) = text.split_at(text.len() - FAULT.len());
    check(&format!("{before}{}{fault}", line("merlin", 20, STRANGE)), Verdict::Known, None);
}

#[test]
fn a_short_log_tells_no_habit_from_news() {
    check(&log(600, &[(STRANGE, 20)]), Verdict::Known, Some((Strange::Error, 1)));
}

/// A log without an incident: what its programs call errors and no rule knows is told, from some number on.
#[test]
fn errors_that_no_rule_knows_are_told_without_an_incident() {
    let with = |quiet: i64, count: i64| {
        let cron =
            |i: i64| line("kestrel", 3600 - 3600 * i / quiet, "cron[7]: (root) CMD (run-parts /etc/cron.hourly)");
        let errors = (0..count).map(|i| line("kestrel", -i, STRANGE));
        let dir = TempDir::new("alone");
        let text: String = (0..quiet).map(cron).chain(errors).collect();
        run([dir.write("kestrel/journal.log", text)]).ends(0).prints(" in ").out
    };
    let told = with(1200, 9);
    assert!(told.starts_with("no incident in 1209 records"), "{told}");
    let line = told.lines().find(|line| line.starts_with("NOT EXPLAINED")).unwrap_or_else(|| panic!("{told}"));
    assert!(line.contains("Quorum of the shard ring is lost") && told.contains("  x9"), "{told}");
    assert!(with(1200, 2).starts_with("nothing found in 1202 records"));
    assert!(with(200, 1).contains("NOT EXPLAINED"), "of a piece of a log each one");
}

#[test]
fn a_new_word_is_listed_when_it_comes_shortly_before() {
    let told = "kubelet[812]: I1219 04:43:58.100000     812 ring.go:5] \"Shard ring is resized\" members=3";
    let listed = |at| {
        let analysis = read(&log(HOURS_3, &[(told, at)]));
        assert_eq!(analysis.incidents[0].verdict, Verdict::Known);
        analysis.unexplained.iter().any(|u| u.template.contains("resized") && !u.error)
    };
    assert!(listed(120) && !listed(1500));
}

#[test]
fn a_flood_of_the_usual_is_a_surge() {
    let told = "kubelet[812]: W1219 04:43:58.100000     812 ring.go:9] \"Shard is late\" ms=40";
    let mut others = vec![(told, 9000), (told, 7000)];
    others.extend((1..=40).map(|n| (told, n * 10)));
    let analysis = read(&log(HOURS_3, &others));
    let late = analysis.unexplained.iter().find(|u| u.template.contains("late")).expect("listed");
    assert_eq!((late.strange, late.count), (Strange::Surge, 40));
}

#[test]
fn of_many_shapes_the_rest_is_counted() {
    let word = |n: i64| -> String { (0..6).map(|i| char::from(b'a' + (n >> (2 * i) & 3) as u8)).collect() };
    let told: Vec<String> = (0..30)
        .map(|n| format!("kubelet[812]: E1219 04:43:58.100000     812 ring.go:9] \"Shard {} is lost\"", word(n)))
        .collect();
    let others: Vec<(&str, i64)> = told.iter().zip(0..).map(|(told, n)| (told.as_str(), 100 + n)).collect();
    let analysis = read(&log(HOURS_3, &others));
    assert_eq!((analysis.unexplained.len(), analysis.unexplained_more), (10, (20, 20)));
}

/// A day and a half in one file: only the part before the incident is read again.
#[test]
fn a_large_file_is_read_where_it_counts() {
    let mut text = String::new();
    let filler = "x".repeat(300);
    for before in (1..=130_000).rev() {
        let told = format!("sshd[{}]: Connection from 10.0.4.{} port 22 {filler}", before % 900, before % 250);
        text += &line("kestrel", before, &told);
        if before % 3600 == 0 {
            let told = "kubelet[812]: E1219 04:00:00.000000     812 prober.go:1] \"Probe of the hour failed\"";
            text += &line("kestrel", before, told);
        }
        if before == 20 {
            text += &line("kestrel", before, STRANGE);
        }
    }
    assert!(text.len() > 40 << 20);
    write!(text, "{FAULT}").expect("in memory");
    check(&text, Verdict::Unknown, Some((Strange::New, 1)));
    let analysis = read(&text);
    assert!(analysis.unexplained.iter().all(|u| !u.template.contains("hour")), "{:#?}", analysis.unexplained);
}

#[test]
fn a_pipe_tells_the_same_as_a_file() {
    let dir = TempDir::new("novelty-pipe");
    let text = log(
        HOURS_3,
        &[(STRANGE, 7000), ("ringd[5]: FATAL: the ring is lost", 30), ("ringd[5]: FATAL: the ring is lost", 4)],
    );
    let path = dir.write("journal.log", &text);
    let name = path.display().to_string();
    let of_file = run(["-o", "json", &name]).ends(0).out.replace(&name, "stdin");
    let of_pipe = pipe(["-o", "json", "-"], text.as_bytes()).ends(0).out;
    assert_eq!(of_file, of_pipe);
    assert!(of_file.contains("FATAL: the ring is lost"), "{of_file}");
    let answer = run([&name]).ends(0).out;
    assert!(answer.contains("FATAL: the ring is lost"), "{answer}");
}
