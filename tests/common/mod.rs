//! What several test files need: folders of their own, the built-in engine, the truth of a fixture.

#![allow(dead_code)]

pub mod archive;
pub mod bundle;
pub mod calibration;
pub mod chatter;
pub mod journal;
pub mod lacks;
pub mod packed;
pub mod program;
pub mod stored;
pub mod trial;
pub mod truth;
pub mod twin;
pub mod xz;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use kascade::matcher::Engine;
use kascade::model::{Analysis, Quote};
use kascade::pipeline::{self, Settings};
use kascade::report::OutputZone;
use kascade::rule::baked;

/// A folder that goes away with its owner.
#[derive(Debug)]
pub struct TempDir(PathBuf);

impl TempDir {
    /// An empty folder; `name` is for people who look into it.
    pub fn new(name: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let unique = format!("{name}-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(unique);
        fs::create_dir_all(&path).expect("the target directory can be written");
        TempDir(path)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file below it, with the folders it needs.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder can be made");
        fs::write(&path, bytes).expect("a file can be written");
        path
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The checkout.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The names of all fixtures with an incident, sorted.
pub fn incidents() -> Vec<String> {
    fixtures().into_iter().filter(|name| !truth::is_healthy(name)).collect()
}

/// The names of all fixtures in which nothing is wrong, sorted.
pub fn healthy() -> Vec<String> {
    fixtures().into_iter().filter(|name| truth::is_healthy(name)).collect()
}

fn fixtures() -> Vec<String> {
    let folders = fs::read_dir(root().join("fixtures/incidents")).expect("fixtures/incidents is there");
    let mut names: Vec<String> =
        folders.map(|entry| entry.expect("readable").file_name().into_string().expect("a plain name")).collect();
    names.sort();
    names
}

/// The folder of an incident fixture.
pub fn incident_dir(name: &str) -> PathBuf {
    root().join("fixtures/incidents").join(name)
}

/// Every file below a folder, sorted, with its path inside the folder.
pub fn files(dir: &Path) -> Vec<(PathBuf, String)> {
    let entries = walkdir::WalkDir::new(dir).sort_by_file_name().into_iter().map(|e| e.expect("readable"));
    let files = entries.filter(|e| e.file_type().is_file()).map(walkdir::DirEntry::into_path);
    let inner = |path: &Path| path.strip_prefix(dir).expect("below the folder").display().to_string();
    files.map(|path| (path.clone(), inner(&path))).collect()
}

/// The engine with the built-in rules.
pub fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::new(baked::library()))
}

/// Reads and judges a path with two threads.
pub fn analyse(path: &Path) -> Analysis {
    analyse_with(path, &Settings { threads: 2, ..Settings::default() })
}

/// Reads and judges a path.
pub fn analyse_with(path: &Path, settings: &Settings) -> Analysis {
    pipeline::run(engine(), &[path.to_owned()], settings, &AtomicBool::new(false)).analysis
}

/// Reads and judges a path as if the library knew no condition that quotes one of some lines.
pub fn analyse_without(path: &Path, lines: &[String]) -> Analysis {
    let mut unknown = BTreeSet::new();
    let mut analysis = analyse(path);
    loop {
        let shows = |quote: &Quote| lines.iter().any(|line| quote.raw.replace("\\\"", "\"").contains(&**line));
        let quoting = analysis.episodes.iter().filter(|episode| episode.quotes.iter().any(shows));
        let before = unknown.len();
        unknown.extend(quoting.map(|episode| episode.key.condition));
        if unknown.len() == before {
            return analysis;
        }
        let engine = Engine::new(baked::library().without(&unknown));
        let settings = Settings { threads: 2, ..Settings::default() };
        analysis = pipeline::run(&engine, &[path.to_owned()], &settings, &AtomicBool::new(false)).analysis;
    }
}

/// The id of the condition of an episode.
pub fn condition(analysis: &Analysis, episode: usize) -> &'static str {
    &engine().library.condition(analysis.episodes[episode].key.condition).id
}

/// When the first episode of a condition was seen: nanoseconds UTC, and as a report shows it.
pub fn began(analysis: &Analysis, id: &str) -> (i64, String) {
    let episode = (0..analysis.episodes.len()).find(|&episode| condition(analysis, episode) == id);
    let episode = &analysis.episodes[episode.unwrap_or_else(|| panic!("no {id}"))];
    (episode.seen.ns, OutputZone::Utc.clock(episode.seen))
}
