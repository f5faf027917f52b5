//! The same input gives the same bytes, whatever the number of threads, the size of blocks, and the way it comes.

mod common;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use common::packed::{gzip, zstd};
use common::program::{CONDITION, pipe, run};
use common::xz::stored;
use common::{TempDir, analyse_with, condition, engine, incident_dir};
use kascade::model::Analysis;
use kascade::pipeline::Settings;
use kascade::report::{self, View, answer, json, timeline};

const THREADS: [usize; 3] = [1, 2, 8];
const BLOCKS: [usize; 2] = [4 << 10, 4 << 20];
/// Beyond the part of an input in which every record is noted, and of several blocks of either size.
const LARGE: usize = 20 << 20;

fn settings(threads: usize, block: usize) -> Settings {
    Settings { threads, block, ..Settings::default() }
}

/// What a person and a program are shown.
fn reports(analysis: &Analysis) -> [(&'static str, String); 3] {
    let view = View::new(analysis, &engine().library);
    [
        ("answer", answer::render(&view)),
        ("timeline", timeline::render(&view)),
        ("json", report::whole(json::pretty, &view)),
    ]
}

/// The lines at which two texts part.
fn difference(one: &str, two: &str) -> String {
    let pairs = (1..).zip(one.lines().zip(two.lines()));
    let parted: Vec<String> = pairs
        .filter(|(_, (a, b))| a != b)
        .take(5)
        .map(|(at, (a, b))| format!("line {at}: {a}\n     not: {b}"))
        .collect();
    format!("{}\n({} and {} bytes)", parted.join("\n"), one.len(), two.len())
}

#[track_caller]
fn same(name: &str, one: &[(&str, String)], two: &[(&str, String)]) {
    for ((form, one), (_, two)) in one.iter().zip(two) {
        assert!(one == two, "{name}, {form}: {}", difference(one, two));
    }
}

#[track_caller]
fn check(path: &Path) {
    let first = analyse_with(path, &settings(THREADS[0], BLOCKS[0]));
    assert!(!first.incidents.is_empty(), "{} has something to say", path.display());
    let first = reports(&first);
    for threads in THREADS {
        for block in BLOCKS {
            let name = format!("{} with {threads} threads and blocks of {block}", path.display());
            same(&name, &reports(&analyse_with(path, &settings(threads, block))), &first);
        }
    }
}

#[test]
fn a_bundle_of_journals_and_pods() {
    check(&incident_dir("nfs-dns-cilium").join("logs"));
}

#[test]
fn a_bundle_with_documents() {
    check(&incident_dir("three-node-reboot").join("logs"));
}

/// A day of a node: chatter, and a fault every few thousand lines.
fn large() -> &'static Path {
    static FILE: OnceLock<(TempDir, std::path::PathBuf)> = OnceLock::new();
    let (_, path) = FILE.get_or_init(|| {
        let dir = TempDir::new("large");
        let path = dir.write("node-7.log", large_text());
        (dir, path)
    });
    path
}

fn large_text() -> String {
    let mut text = String::with_capacity(LARGE + 400);
    let mut at = 0_u64;
    while text.len() < LARGE {
        let (ms, s) = (at * 300, at * 300 / 1000);
        let stamp = format!(
            "2025-11-{:02}T{:02}:{:02}:{:02}.{:03}000+00:00",
            14 + s / 86_400,
            s / 3600 % 24,
            s / 60 % 60,
            s % 60,
            ms % 1000
        );
        writeln!(text, "{stamp} node-7 {}", message(at)).expect("in memory");
        at += 1;
    }
    text
}

fn message(at: u64) -> String {
    match at % 9001 {
        4000 => "kernel: nfs: server nas1.example.org not responding, still trying".to_owned(),
        4500 => "kernel: INFO: task loki:2211 blocked for more than 122 seconds.".to_owned(),
        3990 => format!("ringd[77]: FATAL: shard {} of the ring is lost", at % 50),
        8000 => "kernel: nfs: server nas1.example.org OK".to_owned(),
        n if n % 97 == 0 => format!(
            "kubelet[812]: I1114 02:57:18.{:06}     812 kubelet.go:2301] \"SyncLoop (PLEG): event for pod\" pod=\"default/web-{n}\"",
            at % 1_000_000
        ),
        n => format!(
            "sshd[{}]: Connection from 10.0.{}.{} port {} on 10.1.2.3 port 22 rdomain \"\"",
            900 + n % 60,
            n % 250,
            n % 99,
            1024 + n
        ),
    }
}

#[test]
fn a_large_file() {
    check(large());
}

#[test]
fn a_large_file_is_sampled_and_nothing_in_it_is_lost() {
    let analysis = analyse_with(large(), &settings(2, 1 << 20));
    let text = fs::read_to_string(large()).expect("readable");
    let facts = &analysis.inputs[0];
    assert!(facts.sampled && facts.lines == text.lines().count() as u64, "{facts:?}");
    let count = |id: &str| -> u64 {
        (0..analysis.episodes.len())
            .filter(|&e| condition(&analysis, e) == id)
            .map(|e| analysis.episodes[e].count)
            .sum()
    };
    assert_eq!(count(CONDITION), text.matches("not responding, still trying").count() as u64);
    assert_eq!(count("kernel.task-hung"), text.matches("blocked for more than").count() as u64);
}

/// A file and a pipe of its bytes differ in nothing but the name of the input.
#[track_caller]
fn check_pipe(path: &Path) {
    let bytes = fs::read(path).expect("readable");
    let name = path.display().to_string();
    for args in [&["-o", "json"][..], &["-o", "json", "-j", "8", "--block", "4096"], &["timeline", "-o", "json"]] {
        let of_file = run(args.iter().chain([&name.as_str()])).ends(0).out;
        let of_pipe = pipe(args.iter().chain([&"-"]), &bytes).ends(0).out;
        let of_file = of_file.replace(&name, "stdin");
        assert!(of_file == of_pipe, "{name} {args:?}, file against pipe: {}", difference(&of_file, &of_pipe));
    }
}

#[test]
fn a_file_and_a_pipe_of_it() {
    check_pipe(&incident_dir("nfs-dns-cilium").join("logs/kestrel/journal.log"));
    check_pipe(&incident_dir("nfs-dns-cilium").join("logs/linnet/journal.json"));
    check_pipe(&incident_dir("three-node-reboot").join("logs/cluster/events.json"));
}

#[test]
fn a_large_file_and_a_pipe_of_it() {
    check_pipe(large());
}

/// A plain file and the same one packed.
#[track_caller]
fn check_packed(plain: &Path, args: &[&str]) {
    let text = fs::read(plain).expect("readable");
    let dir = TempDir::new("packed");
    let shown = |path: &Path| {
        let args = args.iter().map(Path::new).chain([path]);
        run(args).ends(0).out.replace(&path.display().to_string(), "journal")
    };
    let of_plain = shown(&dir.write("journal.log", &text));
    for (form, packed) in [("zst", zstd(&text)), ("gz", gzip(&text))] {
        let packed = shown(&dir.write("journal.log", packed));
        assert!(of_plain == packed, "{form} {args:?}: {}", difference(&of_plain, &packed));
    }
}

#[test]
fn a_file_and_its_packed_forms() {
    check_packed(&incident_dir("nfs-dns-cilium").join("logs/kestrel/journal.log"), &["-o", "json"]);
}

#[test]
fn a_large_file_and_its_packed_forms() {
    for jobs in ["1", "2", "8"] {
        check_packed(large(), &["-o", "json", "-j", jobs]);
    }
    check_packed(large(), &["-o", "json", "-j", "8", "--block", "4096"]);
}

/// Logs that together are longer than the memory that packed logs are kept in: which of them find room in it depends on
/// who is first, what is found does not.
#[test]
fn packed_logs_without_room_for_all() {
    let dir = TempDir::new("no-room");
    let text = |node: usize| large_text().replace("node-7", &format!("node-{node}"));
    // The folder gives its name to a host.
    let [plain, packed] = ["plain/logs", "packed/logs"].map(|folder| dir.path().join(folder));
    for folder in [&plain, &packed] {
        fs::create_dir_all(folder).expect("a new folder");
    }
    for node in 1..=3 {
        fs::write(plain.join(format!("node-{node}.log")), text(node)).expect("writable");
        // Of the two, one is given up when it gets long, and one is kept packed.
        let pack = if node == 2 { zstd } else { stored };
        fs::write(packed.join(format!("node-{node}.log")), pack(text(node).as_bytes())).expect("writable");
    }
    let shown = |folder: &Path, jobs: &str| {
        let args = ["-o", "json", "-j", jobs].map(Path::new).into_iter().chain([folder]);
        run(args).ends(0).prints("of the ring is lost").out.replace(&folder.display().to_string(), "logs")
    };
    let want = shown(&plain, "2");
    for jobs in ["1", "2", "8", "2", "8"] {
        let got = shown(&packed, jobs);
        assert!(got == want, "-j {jobs}: {}", difference(&want, &got));
    }
}

#[test]
fn the_same_run_twice() {
    let path = incident_dir("hypervisor-starvation").join("logs");
    let again = || reports(&analyse_with(&path, &settings(8, 1 << 20)));
    let first = again();
    (0..5).for_each(|_| same("again", &again(), &first));
}
