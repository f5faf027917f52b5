//! Twins of a fixture: its logs with lines changed, dropped or doubled, in a folder of their own.

use std::fs;
use std::path::PathBuf;

use regex::{Regex, RegexSet};

use super::truth::{Lines, Truth};
use super::{TempDir, files, incident_dir};

/// What becomes of a file: its new name and text, or nothing.
pub type Change<'c> = &'c dyn Fn(&str, &[u8]) -> Option<(String, Vec<u8>)>;

/// A changed copy of a fixture's logs.
#[derive(Debug)]
pub struct Twin {
    dir: TempDir,
}

impl Twin {
    /// Copies the logs of a fixture through `change`.
    pub fn new(name: &str, kind: &str, change: Change<'_>) -> Self {
        let dir = TempDir::new(&format!("{name}-{kind}"));
        for (path, inner) in files(&incident_dir(name).join("logs")) {
            let text = fs::read(&path).expect("a log can be read");
            if let Some((inner, text)) = change(&inner, &text) {
                dir.write(&format!("logs/{inner}"), text);
            }
        }
        Twin { dir }
    }

    /// Its logs; the folder has the name that those of the fixture have.
    pub fn logs(&self) -> PathBuf {
        self.dir.path().join("logs")
    }

    /// Without the cause.
    pub fn cause_removed(name: &str, truth: &Truth) -> Self {
        let removed = &truth.cause_removed;
        Twin::new(name, "removed", &|inner, text| {
            let stays = |line: &str| !removed.drop_lines.iter().any(|part| line.contains(part));
            (!globbed(&removed.drop_files, inner))
                .then(|| (inner.to_owned(), each_line(text, |l| usize::from(stays(l)))))
        })
    }

    /// Every line that is none of the incident's is there twice, the copy directly after.
    ///
    /// A JSON document is left as it is: two copies of a line would break it.
    pub fn noise_doubled(name: &str, truth: &Truth) -> Self {
        let of_incident = regexes(&truth.incident_lines);
        Twin::new(name, "doubled", &|inner, text| {
            let single = globbed(&truth.incident_lines.drop_files, inner) || text.starts_with(b"{\n");
            let copies = |line: &str| if of_incident.is_match(line) { 1 } else { 2 };
            Some((inner.to_owned(), if single { text.to_vec() } else { each_line(text, copies) }))
        })
    }

    /// Without the incident: what is left is healthy, or loud for another reason.
    pub fn distractors_alone(name: &str, truth: &Truth) -> Self {
        let of_incident = regexes(&truth.incident_lines);
        Twin::new(name, "alone", &|inner, text| {
            let dropped = globbed(&truth.incident_lines.drop_files, inner);
            (!dropped).then(|| (inner.to_owned(), each_line(text, |l| usize::from(!of_incident.is_match(l)))))
        })
    }
}

/// Repeats each line as often as `times` says.
fn each_line(text: &[u8], times: impl Fn(&str) -> usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(2 * text.len());
    for line in text.split_inclusive(|&b| b == b'\n') {
        let shown = String::from_utf8_lossy(line);
        for _ in 0..times(shown.trim_end_matches(['\n', '\r'])) {
            out.extend_from_slice(line);
        }
    }
    out
}

fn regexes(lines: &Lines) -> RegexSet {
    RegexSet::new(&lines.drop_lines).expect("incident_lines.drop_lines are regexes")
}

/// Whether one of the globs names the file; `*` stays inside a folder.
fn globbed(globs: &[String], inner: &str) -> bool {
    globs.iter().any(|glob| {
        let parts: Vec<String> = glob.split('*').map(regex::escape).collect();
        Regex::new(&format!("^{}$", parts.join("[^/]*"))).expect("a glob is a regex").is_match(inner)
    })
}
