use super::*;
use crate::model::{Analysis, Baseline, InputFacts};
use crate::report::sample;
use crate::report::width::width;

fn text(analysis: &Analysis, change: impl FnOnce(&mut View<'_>)) -> String {
    let library = sample::library();
    let mut view = View::new(analysis, &library);
    change(&mut view);
    render(&view)
}

#[track_caller]
fn check(analysis: &Analysis, name: &str) {
    let got = text(analysis, |_| {});
    fits(&got, 100);
    sample::check_file(name, &got);
}

#[track_caller]
fn fits(text: &str, columns: usize) {
    let lines = text.lines().count();
    assert!(lines <= LINES, "{lines} lines\n{text}");
    let wide = text.lines().find(|line| width(line) > columns);
    assert_eq!(wide, None, "{text}");
    assert!(sample::is_inert(text), "{text:?}");
}

#[track_caller]
fn holds(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no {part:?} in\n{text}");
    }
}

#[test]
fn every_verdict_has_its_screen() {
    check(&sample::nfs(), "answer-known.txt");
    check(&sample::rivals(), "answer-rivals.txt");
    check(&sample::latent(), "answer-latent.txt");
    check(&sample::no_root(), "answer-no-root.txt");
    check(&sample::unknown(), "answer-unknown.txt");
    check(&sample::hostile(), "answer-hostile.txt");
}

#[test]
fn a_baseline_says_what_it_took_away() {
    let known = text(&sample::compared(), |_| {});
    fits(&known, 100);
    holds(
        &known,
        &["BASELINE        3 episodes set aside, 1 of them severe", "gone: everything of chronyd, 56 an hour"],
    );
    let mut healthy = sample::healthy();
    healthy.baseline = Some(Baseline { name: "last-week.log".to_owned(), ..Baseline::default() });
    holds(&text(&healthy, |_| {}), &["no incident", "nothing set aside, nothing gone, against last-week.log"]);
}

#[test]
fn several_incidents() {
    let mut analysis = sample::nfs();
    let other = sample::latent();
    analysis.incidents.push(other.incidents[0].clone());
    analysis.links = other.links;
    check(&analysis, "answer-two.txt");
    analysis.incidents.extend(vec![other.incidents[0].clone(); 20]);
    let text = text(&analysis, |_| {});
    fits(&text, 100);
    holds(&text, &["worst of 22 incidents", "ROOT CAUSE", "DO FIRST", "ALSO critical", "read 412 318 lines"]);
}

#[test]
fn nothing_found() {
    let healthy = Analysis { minor: Vec::new(), ..sample::healthy() };
    let want = "nothing found in 412318 records, 2024-02-27 08:00 .. 2024-03-02 03:06 UTC, 2 streams (k3s, kernel)\n";
    assert_eq!(text(&healthy, |_| {}), want);
    assert_eq!(text(&healthy, |v| v.quiet = true), want);
}

#[test]
fn what_stands_out_is_shown_without_an_incident() {
    let healthy = sample::healthy();
    check(&healthy, "answer-stands-out.txt");
    let quiet = text(&healthy, |v| v.quiet = true);
    assert!(quiet.starts_with("no incident in 412318 records") && quiet.lines().count() == 1, "{quiet}");
    let mut planned = healthy;
    planned.episodes.iter_mut().for_each(|episode| episode.expected = true);
    holds(&text(&planned, |_| {}), &["nothing found in", "1 minor finding, see timeline"]);
}

#[test]
fn nothing_to_read() {
    let stdin = InputFacts { path: "stdin".into(), ..InputFacts::default() };
    let empty = Analysis { inputs: vec![stdin], ..Analysis::default() };
    assert_eq!(text(&empty, |_| {}), "nothing to read: 0 records from stdin\n");
    assert_eq!(text(&Analysis::default(), |_| {}), "nothing to read: 0 records from no input\n");
}

#[test]
fn streams_that_do_not_fit_are_counted() {
    let mut analysis = Analysis { minor: Vec::new(), ..sample::healthy() };
    analysis.inputs[0].streams.0 = (1 << 30) - 1;
    let narrow = text(&analysis, |_| {});
    fits(&narrow, 100);
    holds(&narrow, &["UTC, 30 streams\n"]);
    let wide = text(&analysis, |v| v.width = 140);
    fits(&wide, 140);
    holds(&wide, &["30 streams (", " more)\n"]);
}

#[test]
fn monstrous_inputs_stay_on_the_screen() {
    let analysis = sample::monstrous();
    for columns in [20, 60, 100, 200] {
        fits(&text(&analysis, |v| v.width = columns), columns);
    }
    let ascii = text(&analysis, |v| v.unicode = false);
    fits(&ascii, 100);
    assert!(ascii.is_ascii());
    let painted = text(&analysis, |v| v.colour = true);
    assert!(painted.lines().count() <= LINES);
    holds(&text(&analysis, |_| {}), &["ROOT CAUSE", "DO FIRST", "read 412 318 lines"]);
}

#[test]
fn colours_carry_no_meaning() {
    let analysis = sample::nfs();
    let painted = text(&analysis, |v| v.colour = true);
    let stripped = anstream::adapter::strip_str(&painted).to_string();
    assert!(painted != stripped);
    assert_eq!(stripped, text(&analysis, |_| {}));
}

#[test]
fn quiet_says_only_the_verdict() {
    let want = "ROOT CAUSE (high confidence, explains 90 %)   NFS server filer-2.lab.example stopped answering\n";
    assert_eq!(text(&sample::nfs(), |v| v.quiet = true), want);
}

#[test]
fn verbose_says_why() {
    let text = text(&sample::nfs(), |v| v.verbose = 2);
    holds(
        &text,
        &[
            "(blame 0.74, strength 0.70)",
            "plausibility 0.60 · text certainty 0.98 · explains 0.90\n",
            "explained by others 0.00 · predictions kept 1.00\n",
            "still trying  node-3/kern.log:90",
            "short-precise",
        ],
    );
}

#[test]
fn a_stopped_run_says_so() {
    let analysis = Analysis { partial: true, ..sample::nfs() };
    holds(&text(&analysis, |_| {}), &["PARTIAL: the run was stopped before the end of the input"]);
}
