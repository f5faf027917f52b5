//! The built program, run as a user would: arguments, standard input, what it prints and its exit code.

use std::ffi::OsStr;
use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::thread;

use serde_json::Value;

/// What a run left behind.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// A record with a fault that every test knows.
pub const FAULT: &str =
    "2025-12-19T04:44:18.100000+00:00 kestrel kernel: nfs: server filer2.quill.lan not responding, still trying\n";
/// The condition that it is a sign of.
pub const CONDITION: &str = "storage.nfs-server-unresponsive";

/// The program with arguments, without the user's own configuration and colours.
pub fn command<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kascade"));
    let nowhere = concat!(env!("CARGO_TARGET_TMPDIR"), "/nobody");
    command
        .args(args)
        .env("HOME", nowhere)
        .env("XDG_CONFIG_HOME", nowhere)
        .env("NO_COLOR", "1")
        .env_remove("RUST_BACKTRACE");
    command
}

/// Runs it with standard input that is nothing.
pub fn run<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>) -> Ran {
    finished(
        command(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts"),
    )
}

/// Runs it with these bytes in a pipe.
pub fn pipe<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>, input: &[u8]) -> Ran {
    let mut child = piped(args);
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    // A program that ends early closes the pipe: that is its right.
    let writer = thread::spawn(move || drop(stdin.write_all(&input)));
    let ran = finished(child);
    writer.join().expect("the writer does not panic");
    ran
}

/// Starts it with pipes on all sides.
pub fn piped<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>) -> Child {
    let mut command = command(args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts")
}

/// Waits for its end; it never panics, whatever it was given.
pub fn finished(child: Child) -> Ran {
    let output = child.wait_with_output().expect("the program ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program prints UTF-8");
    let ran = Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) };
    assert!(!ran.err.contains("panicked") && ran.code.is_some(), "{ran:?}");
    ran
}

impl Ran {
    /// Its exit code.
    #[track_caller]
    pub fn ends(self, code: i32) -> Ran {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    /// Standard output holds this.
    #[track_caller]
    pub fn prints(self, part: &str) -> Ran {
        assert!(self.out.contains(part), "no {part:?} in stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    /// Standard error holds this.
    #[track_caller]
    pub fn says(self, part: &str) -> Ran {
        assert!(self.err.contains(part), "no {part:?} in stderr:\n{}\nstdout:\n{}", self.err, self.out);
        self
    }

    /// Standard output is JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}:\n{}\n{}", self.out, self.err))
    }
}

/// The conditions of all episodes of a report, incidents and minor ones.
pub fn conditions(report: &Value) -> Vec<&str> {
    let incidents = report["incidents"].as_array().expect("an array");
    let rows = incidents.iter().flat_map(|i| i["timeline"].as_array().expect("an array"));
    let minor = report["minor"].as_array().expect("an array");
    rows.chain(minor).map(|row| row["condition"].as_str().expect("a name")).collect()
}

/// The kinds of all notices of a report.
pub fn notices(report: &Value) -> Vec<&str> {
    report["notices"].as_array().expect("an array").iter().map(|n| n["kind"].as_str().expect("a word")).collect()
}

/// Healthy lines, so that a file has something around its fault.
pub fn healthy(lines: u32) -> String {
    let line = |i: u32| {
        format!(
            "2025-12-19T04:{:02}:{:02}.{i:06}+00:00 kestrel sshd[{}]: Connection {:x} closed by 10.0.0.7 port {}\n",
            i / 60 % 40,
            i % 60,
            900 + i % 50,
            i.wrapping_mul(2_654_435_761),
            1024 + i % 60_000
        )
    };
    (0..lines).map(line).collect()
}

/// The report on these bytes from a pipe, in JSON; the fault is found.
#[track_caller]
pub fn fault_found(bytes: &[u8]) -> Value {
    let report = pipe(["-o", "json"], bytes).ends(0).json();
    assert!(conditions(&report).contains(&CONDITION), "the readable rest is analysed: {report:#}");
    report
}

/// The same, with a notice of this kind.
#[track_caller]
pub fn noticed(bytes: &[u8], kind: &str) {
    let report = fault_found(bytes);
    assert!(notices(&report).contains(&kind), "no notice {kind}: {:#}", report["notices"]);
}
