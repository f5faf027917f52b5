//! The same records in several inputs: they count once, and no input is left out for what another one should hold.

mod common;

use std::fmt::Write;

use common::program::{CONDITION, run};
use common::{TempDir, analyse, condition};
use kascade::model::NoticeKind;

const FAULT: &str = "nfs: server filer2.quill.lan not responding, still trying";

/// Findings of the fault, and how many of them were counted once.
fn counted(files: &[(&str, &str)]) -> (u64, u64) {
    let folder = TempDir::new("twice");
    files.iter().for_each(|(name, text)| drop(folder.write(name, text)));
    let analysis = analyse(folder.path());
    let is_fault = |at: &usize| condition(&analysis, *at) == CONDITION;
    let findings = (0..analysis.episodes.len()).filter(is_fault).map(|at| analysis.episodes[at].count).sum();
    let twice = analysis.notices.iter().filter(|notice| notice.kind == NoticeKind::Duplicate);
    (findings, twice.map(|notice| notice.count).sum())
}

/// The fault at some seconds of a quarter of an hour, as rsyslog writes it and as journalctl shows it.
fn told(seconds: impl Iterator<Item = u32> + Clone) -> (String, String) {
    let (mut short, mut iso) = (String::new(), String::new());
    for second in seconds {
        let at = format!("04:{:02}:{:02}", 30 + second / 60, second % 60);
        writeln!(short, "Dec 19 {at} wk-1 kernel: [  {second}.250000] {FAULT}").expect("text");
        writeln!(iso, "2025-12-19T{at}.250000+00:00 wk-1 kernel: {FAULT}").expect("text");
    }
    (short, iso)
}

#[test]
fn logs_of_one_machine_that_tell_the_same() {
    let (short, iso) = told(std::iter::once(101));
    let dmesg = format!("[  100.000000] eth0: link is up\n[  101.250000] {FAULT}\n");
    let json = format!(
        "{{\"__REALTIME_TIMESTAMP\":\"1766118701250000\",\"_HOSTNAME\":\"wk-1\",\"SYSLOG_IDENTIFIER\":\"kernel\",\"_TRANSPORT\":\"kernel\",\"MESSAGE\":\"{FAULT}\"}}\n"
    );
    let files = [("kern.log", &*short), ("syslog", &short), ("dmesg", &dmesg), ("j.json", &json), ("j.txt", &iso)];
    let all: Vec<_> = files.map(|(name, text)| (format!("wk-1/{name}"), text)).into();
    let all: Vec<_> = all.iter().map(|(name, text)| (&**name, *text)).collect();
    assert_eq!(counted(&all[..1]), (1, 0));
    assert_eq!(counted(&all), (1, 4));
}

#[test]
fn what_one_log_holds_twice_was_printed_twice() {
    let (short, iso) = told([101, 101, 101].into_iter());
    let (_, once) = told(std::iter::once(101));
    assert_eq!(counted(&[("wk-1/syslog", &short)]), (3, 0));
    assert_eq!(counted(&[("wk-1/syslog", &short), ("wk-1/j.txt", &once)]), (3, 1));
    assert_eq!(counted(&[("wk-1/a.txt", &once), ("wk-1/syslog", &short)]), (3, 1));
    assert_eq!(counted(&[("wk-1/syslog", &short), ("wk-1/j.txt", &iso)]), (3, 3));
    assert_eq!(counted(&[("wk-1/syslog", &short), ("wk-2/j.txt", &iso.replace("wk-1", "wk-2"))]), (6, 0));
}

#[test]
fn logs_that_share_a_part() {
    let (first, last) = (told(0..40), told(30..80));
    assert_eq!(counted(&[("wk-1/messages.1", &first.0), ("wk-1/j.txt", &last.1)]), (80, 10));
    let (before, after) = (told(0..40), told(40..80));
    assert_eq!(counted(&[("wk-1/messages.1", &before.0), ("wk-1/messages", &after.0)]), (80, 0));
}

/// Of a flood a part is compared.
#[test]
fn a_flood_in_two_logs() {
    let (short, iso) = told(0..800);
    assert_eq!(counted(&[("wk-1/messages", &short), ("wk-1/j.txt", &iso)]), (800, 800));
    let (half, _) = told(0..400);
    let (findings, _) = counted(&[("wk-1/half.log", &half), ("wk-1/j.txt", &iso)]);
    assert!((700..900).contains(&findings), "{findings}");
}

/// Containers that print the same at the same moment are several.
#[test]
fn logs_of_two_containers() {
    let line = "2025-12-19T04:44:18.1Z stderr F panic: runtime error: invalid memory address or nil pointer dereference\n2025-12-19T04:44:18.2Z stderr F goroutine 1 [running]:\n";
    let findings = |pods: &[&str]| {
        let folder = TempDir::new("twice");
        for pod in pods {
            folder.write(&format!("wk-1/pods/shop_{pod}_0a1b2c3d-1111-2222-3333-444455556666/app/0.log"), line);
            folder.write(&format!("wk-1/containers/{pod}_shop_app-{}.log", "0a".repeat(32)), line);
        }
        let analysis = analyse(folder.path());
        let is_panic = |at: &usize| condition(&analysis, *at).contains("panic");
        (0..analysis.episodes.len()).filter(is_panic).map(|at| analysis.episodes[at].count).sum::<u64>()
    };
    assert_eq!((findings(&["web-1"]), findings(&["web-1", "web-2"])), (1, 2));
}

#[test]
fn no_log_is_left_out_for_what_another_one_lacks() {
    for journal in ["", "-- No entries --\n", "Dec 19 04:44:10 wk-1 systemd[1]: Started cleanup.\n"] {
        let folder = TempDir::new("twice");
        let kubelet = format!("Dec 19 04:44:18 wk-1 kernel: {FAULT}\n");
        let files = [("kind-version.txt", "0.24"), ("docker-info.txt", "{}"), ("wk-1/kubernetes-version.txt", "v1.31")];
        files.iter().for_each(|(name, text)| drop(folder.write(name, text)));
        folder.write("wk-1/journal.log", journal);
        folder.write("wk-1/kubelet.log", kubelet);
        run(["-o", "json", &folder.path().display().to_string()]).ends(0).prints(CONDITION);
    }
}
