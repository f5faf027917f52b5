//! A site's tuning: what it mutes is not reported and not concealed, what it weighs otherwise is told, and mistakes in
//! it are shown with their place.

mod common;

use std::path::Path;
use std::process::Stdio;

use common::program::{CONDITION, FAULT, Ran, command, conditions, finished, notices, run};
use common::{TempDir, root};
use serde_json::Value;

/// A user's configuration and a log.
struct Site {
    dir: TempDir,
}

impl Site {
    /// With this `tuning.toml`.
    fn new(tuning: &str) -> Self {
        let site = Site { dir: TempDir::new("site") };
        site.dir.write("config/kascade/tuning.toml", tuning);
        site.log(FAULT);
        site
    }

    fn log(&self, text: &str) {
        self.dir.write("node.log", text);
    }

    fn path(&self, name: &str) -> String {
        self.dir.path().join(name).display().to_string()
    }

    /// The program with this configuration.
    fn run(&self, args: &[&str]) -> Ran {
        let mut command = command(args);
        command.env("XDG_CONFIG_HOME", self.dir.path().join("config")).stdin(Stdio::null());
        finished(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts"))
    }

    /// The program on the log.
    fn on_log(&self, args: &[&str]) -> Ran {
        let log = self.path("node.log");
        self.run(&[args, &[log.as_str()]].concat())
    }

    fn report(&self) -> Value {
        self.on_log(&["-o", "json"]).ends(0).json()
    }
}

fn mute(condition: &str) -> String {
    format!("[[mute]]\ncondition = \"{condition}\"\n")
}

fn level(condition: &str, to: &str) -> String {
    format!("[[level]]\ncondition = \"{condition}\"\nto = \"{to}\"\n")
}

#[test]
fn a_mute_hides_and_counts() {
    let site = Site::new(&mute(CONDITION));
    let report = site.report();
    assert!(!conditions(&report).contains(&CONDITION), "{report:#}");
    let entry = &report["tuning"][0];
    assert_eq!((&entry["condition"], &entry["episodes"], &entry["records"]), (&CONDITION.into(), &1.into(), &1.into()));
    assert_eq!(entry["severe"], 1, "{entry:#}");
    let told = "tuned: 1 mute hid 1 episode (1 record, 1 episode severe)";
    site.on_log(&[]).ends(0).prints("nothing found").prints(told);
    site.on_log(&["timeline"]).ends(0).prints(told);
    site.on_log(&["report"]).ends(0).prints("No incident found").prints("1 mute hid 1 episode");
    site.on_log(&["--fail-on", "low"]).ends(0);
}

#[test]
fn without_it_nothing_changes() {
    let site = Site::new(&mute(CONDITION));
    for report in [run(["-o", "json", &site.path("node.log")]), site.on_log(&["--no-config", "-o", "json"])] {
        let report = report.ends(0).json();
        assert!(conditions(&report).contains(&CONDITION), "{report:#}");
        assert!(report.get("tuning").is_none(), "{report:#}");
    }
}

#[test]
fn a_level_is_what_the_site_says() {
    let site = Site::new(&level(CONDITION, "low"));
    let report = site.report();
    assert_eq!(report["incidents"], Value::Array(Vec::new()), "a low one makes no incident: {report:#}");
    assert_eq!(report["minor"][0]["severity"], "low", "{report:#}");
    site.on_log(&[]).ends(0).prints("tuned: 1 level changed for 1 episode");
    let same = Site::new(&level(CONDITION, "critical"));
    assert_eq!(same.report()["tuning"][0]["episodes"], 0, "it is critical already");
}

#[test]
fn a_mute_may_be_of_one_host_or_thing() {
    let other = FAULT.replace("kestrel", "merlin").replace("04:44:18", "04:45:18");
    let of_hosts = |only: &str| {
        let site = Site::new(&format!("{}only = {{ {only} }}\n", mute(CONDITION)));
        site.log(&[FAULT, &other].concat());
        site.report()["tuning"][0]["episodes"].as_u64().expect("a count")
    };
    assert_eq!(of_hosts("host = 'MERLIN'"), 1);
    assert_eq!(of_hosts("nfs_server = 'filer2.quill.lan'"), 2);
    assert_eq!(of_hosts("nfs_server = 'filer2.quill.lan', host = 'kestrel'"), 1);
    assert_eq!(of_hosts("nfs_server = 'filer3.quill.lan'"), 0);
}

/// Episodes of a silent scheduler in the three-node reboot, with and without a scheduler that tries every minute.
fn silences(site: &Site, with_attempts: bool) -> usize {
    let logs = root().join("fixtures/incidents/three-node-reboot/logs").display().to_string();
    let attempt = |minute: u32| {
        let time = format!("2023-10-12T{:02}:{:02}:07.000000+00:00", minute / 60, minute % 60);
        format!("{time} basalt kube-scheduler[811]: \"Attempting to schedule pod\" pod=\"ci/runner-{minute}\"\n")
    };
    site.log(&(0..23 * 60).filter(|_| with_attempts).map(attempt).collect::<String>());
    let report = site.on_log(&["-o", "json", &logs]).ends(0).json();
    conditions(&report).iter().filter(|c| **c == "control-plane.scheduler-stalled").count()
}

/// A pattern still sees what is muted: a mute must not make an alarm of its own.
#[test]
fn a_muted_sign_of_life_is_no_silence() {
    let site = Site::new(&mute("control-plane.scheduling-attempt"));
    assert!(silences(&site, false) > 0);
    assert_eq!(silences(&site, true), 0);
}

#[test]
fn an_id_that_is_gone_is_a_notice() {
    let site = Site::new(&[mute("storage.nfs-server-unresponsiv"), mute("attic.long-gone")].concat());
    let report = site.report();
    assert_eq!(notices(&report).iter().filter(|kind| **kind == "tuning").count(), 2, "{report:#}");
    let ran = site.on_log(&[]).ends(0);
    ran.says("tuning.toml:2: no condition")
        .says(&format!("did you mean {CONDITION:?}?"))
        .says("the entry does nothing");
    let checked = site.run(&["config"]).ends(2);
    checked.says("tuning.toml:2:13").says("^").says("tuning.toml:4:13").says("no condition \"attic.long-gone\"");
}

#[track_caller]
fn refused(tuning: &str, says: &[&str]) {
    let site = Site::new(tuning);
    for args in [&[][..], &["config"], &["rules", "list"]] {
        let ran = if args.is_empty() { site.on_log(args) } else { site.run(args) };
        let ran = says.iter().fold(ran.ends(2).says("in the tuning").says("^"), |ran, part| ran.says(part));
        assert_eq!(ran.out, "", "{tuning}");
    }
}

#[test]
fn mistakes_are_shown_with_their_place() {
    refused("[[mutes]]\ncondition = 'a.b'\n", &["tuning.toml:1:3", "did you mean `mute`?"]);
    refused("[[mute]]\ncondition = 'the nfs server'\n", &["tuning.toml:2:13", "no condition"]);
    refused(&level(CONDITION, "crtical"), &["tuning.toml:3:6", "did you mean `critical`?"]);
    refused(&format!("{}only = {{ hots = 'a' }}\n", mute(CONDITION)), &["tuning.toml:3:10", "did you mean \"host\"?"]);
    refused(&mute(CONDITION).repeat(2), &["tuning.toml:4:13", "a second mute of the same", "tuning.toml:2"]);
    refused("[[mute]\n", &["tuning.toml:1"]);
}

#[test]
fn rules_of_a_team_may_bring_their_tuning() {
    let site = Site::new(&level(CONDITION, "high"));
    site.dir.write("team/tuning.toml", level(CONDITION, "medium"));
    let team = site.path("team");
    let report = site.on_log(&["--rules", &team, "-o", "json"]).ends(0).json();
    assert_eq!(report["tuning"].as_array().map(Vec::len), Some(2));
    assert!(report.to_string().contains("\"severity\":\"medium\""), "what is named later counts: {report:#}");
}

#[test]
fn config_shows_what_is_in_effect() {
    let muted = format!("{}only = {{ host = 'kestrel' }}\nbecause = 'a test bed'\n", mute(CONDITION));
    let site = Site::new(&[muted, level("kernel.task-hung", "low")].concat());
    let rule = std::fs::read_to_string(root().join("rules/kernel/task-hung.toml")).expect("a rule");
    site.dir.write("config/kascade/rules/kernel/task-hung.toml", rule);
    let ran = site.run(&["config"]).ends(0);
    let tuning = site.path("config/kascade/tuning.toml");
    ran.prints(&format!("{tuning}: mutes 1, levels 1"))
        .prints("config/kascade/rules: 1 condition, 1 in place of built-in ones")
        .prints(&format!("{CONDITION}, only host kestrel: a test bed"))
        .prints("kernel.task-hung: medium -> low");
    site.run(&["config", "--no-config"]).ends(0).prints("left out: --no-config");
    run(["config"]).ends(0).prints("not there");
    site.run(&["config", "-o", "pdf"]).ends(2).says("pdf");
    site.run(&["explain", CONDITION]).ends(0).prints("TUNED HERE").prints("muted, only host kestrel: a test bed");
    site.run(&["explain", CONDITION, &site.path("node.log")]).ends(0).prints("is muted here: 1 episode");
}

/// The example of the README means what it says.
#[test]
fn the_example_of_the_readme_is_one() {
    let text = std::fs::read_to_string(root().join("README.md")).expect("README.md");
    let blocks = text.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let block = blocks.into_iter().find(|block| block.starts_with("[[mute]]")).expect("an example");
    let ran = Site::new(block).run(&["config"]).ends(0);
    ran.prints("kubelet.crash-loop, only pod canary/always-fails: fails on purpose").prints("network.link-down: ");
}

#[test]
fn what_cannot_be_read_is_a_mistake() {
    let site = Site { dir: TempDir::new("site") };
    site.dir.write("config/kascade/tuning.toml/x", "");
    site.run(&["config"]).ends(2).says("tuning.toml").says("cannot be read");
}

#[test]
fn the_schema_of_a_tuning_is_the_one_checked_in() {
    let file = std::fs::read_to_string(root().join("schema/tuning.schema.json")).expect("the schema is checked in");
    assert_eq!(run([Path::new("schema"), Path::new("tuning")]).ends(0).out, file);
}
