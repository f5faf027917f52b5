use super::*;
use crate::model::{Analysis, Baseline, Entity, Episode, InputFacts};
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

/// The story with an episode more for each name, made of one that is there.
fn more(of: usize, names: [&str; 2], named: impl Fn(&mut Episode, &str)) -> Analysis {
    let mut analysis = sample::nfs();
    for name in names {
        let mut episode = analysis.episodes[of].clone();
        named(&mut episode, name);
        analysis.incidents[0].roots[0].explains.push(analysis.episodes.len());
        analysis.episodes.push(episode);
    }
    analysis
}

#[test]
fn what_befalls_many_is_told_once() {
    let hosts = more(1, ["node-4", "node-5"], |episode, name| episode.key.host = Some(name.into()));
    let told = text(&hosts, |_| {});
    holds(&told, &["task promtail blocked  x3 on 3 hosts\n"]);
    assert_eq!(told.matches("blocked").count(), 1, "{told}");
    let pod = sample::library().kind("pod");
    let pods = more(3, ["web/a", "web/b"], |episode, name| {
        (episode.key.about, episode.also) = (vec![Entity { kind: pod, value: name.into() }], Vec::new());
    });
    holds(&text(&pods, |_| {}), &["no sandbox  x12, 2 pods\n"]);
}

#[test]
fn steps_stand_in_order_of_time_and_branches_are_marked() {
    let mut analysis = sample::nfs();
    let incident = &mut analysis.incidents[0];
    incident.chain = vec![0, 3, 1, 5];
    incident.roots[0].branches = vec![1, 2];
    let told = text(&analysis, |_| {});
    holds(
        &told,
        &["WHAT FOLLOWED   in 2 branches (*)\n", "\n* 02:51:02  kernel", "\n* 02:56:18  k3s", "\n  03:00:19  k3s"],
    );
    let times: Vec<&str> =
        told.lines().filter(|l| l.ends_with("  x1") || l.ends_with("  x2") || l.ends_with("  x4")).collect();
    assert!(times.len() > 3 && times.is_sorted_by_key(|line| &line[2..10]), "{told}");
}

#[test]
fn the_trigger_and_the_gravest_step_stay_on_the_screen() {
    let mut analysis = sample::latent();
    let other = analysis.incidents[0].clone();
    let incident = &mut analysis.incidents[0];
    (incident.chain, incident.roots[0].alike) = (vec![7, 1, 2, 3, 4, 6, 8, 9, 5], vec![1, 2, 3]);
    incident.roots[0].against = vec!["a contradiction that is told at length".to_owned(); 3];
    incident.gaps = vec!["no log of the file server".to_owned(); 3];
    incident.actions[0].fix = "Bring back the server. ".repeat(16);
    incident.actions[0].care = "A soft mount returns EIO. ".repeat(16);
    analysis.episodes[7].notes = vec!["3 hosts within 40 s".to_owned(); 2];
    analysis.incidents.extend(vec![other; 8]);
    let told = text(&analysis, |_| {});
    fits(&told, 100);
    holds(&told, &["TRIGGER   2024-03-02 05:12:00", "log of node-3 ends without a shutdown"]);
}

#[test]
fn commands_are_never_cut() {
    let mut analysis = sample::nfs();
    let command =
        "kubectl get nodes -o jsonpath='{range .items[*]}{.metadata.name}{\" \"}{.status.addresses}{end}' | sort";
    analysis.incidents[0].actions[0].check = vec![command.to_owned()];
    analysis.incidents[0].actions[0].fix = "Bring back the server. ".repeat(12);
    let told = text(&analysis, |_| {});
    fits(&told, 100);
    let shown = told.split("DO FIRST").nth(1).and_then(|rest| rest.split("fix:").next()).expect("advice");
    let words = |text: &str| text.split_whitespace().filter(|word| *word != "\\").collect::<Vec<_>>().join(" ");
    assert_eq!(words(shown), words(command), "{told}");
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
