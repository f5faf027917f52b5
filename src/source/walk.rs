//! From the paths a user names to inputs, in one fixed order.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use walkdir::WalkDir;

use super::archive::{INSIDE, Store, name};
use super::machine;
use super::origin::{self, Origin};
use super::pipe::standard_input;
use super::zone_link;
use crate::model::{Notice, NoticeKind};

/// Something to read.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// As a report names it; a member of an archive is `ARCHIVE::MEMBER`.
    pub name: String,
    /// The file; `None` is standard input.
    pub path: Option<PathBuf>,
    /// Bytes that were read before: standard input that is read twice.
    pub held: Option<Arc<[u8]>>,
    /// The first bytes of standard input, when they were read to see what it is.
    pub start: Vec<u8>,
    /// The file in the archive that `path` or `held` is.
    pub member: Option<Member>,
    /// Of an archive only the members of this shape are meant.
    pub pick: Option<String>,
    /// What the path tells of its origin.
    pub origin: Origin,
    /// Whether it is a journal as journald writes it, once its first bytes were looked at.
    pub is_journal: Option<bool>,
    /// The zone that it names as a link, `America/New_York`; a link tells of others and is not read itself.
    pub zone_link: Option<String>,
}

/// A file of an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    /// Its place among the files of the archive.
    pub number: u32,
    /// Its name inside, that of the archives it lies in before it.
    pub inner: String,
    /// When it was last written, nanoseconds UTC.
    pub modified_ns: Option<i64>,
    /// Its first bytes, when they tell something about the others.
    pub kept: Option<Vec<u8>>,
}

impl Input {
    /// A regular file or what was held in memory: what may be an archive.
    #[must_use]
    pub fn store(&self) -> Option<Store<'_>> {
        if self.zone_link.is_some() {
            return None;
        }
        match (&self.held, &self.path) {
            (Some(held), _) => Some(Store::Held(held)),
            (None, Some(path)) if path.is_file() => Some(Store::File(path)),
            (None, _) => None,
        }
    }

    /// The name of the archive that a member lies in; any other input's own name.
    #[must_use]
    pub fn archive(&self) -> &str {
        let inner = self.member.as_ref().map_or("", |member| &member.inner);
        self.name.strip_suffix(inner).and_then(|name| name.strip_suffix(INSIDE)).unwrap_or(&self.name)
    }

    /// When it was last written, nanoseconds UTC: a member as its archive says, standard input when it is a file.
    #[must_use]
    pub fn modified_ns(&self) -> Option<i64> {
        if let Some(member) = &self.member {
            return member.modified_ns;
        }
        let meta = match &self.path {
            Some(path) => path.metadata(),
            None => standard_input().and_then(|file| file.metadata()),
        };
        let written = meta.ok().filter(std::fs::Metadata::is_file)?.modified().ok()?;
        i64::try_from(written.duration_since(UNIX_EPOCH).ok()?.as_nanos()).ok()
    }

    /// Whether both are members of the same named archive.
    #[must_use]
    pub fn shares_archive(&self, other: &Input) -> bool {
        let held = match (&self.held, &other.held) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        self.member.is_some() && other.member.is_some() && held && self.path == other.path
    }
}

/// Name of standard input in reports.
pub const STDIN: &str = "stdin";

/// The inputs behind the named paths: `-` is standard input, a directory stands for the files below it.
///
/// `bundle.tar.xz::var/log/**` names the members of an archive of that shape. Files of one directory come sorted by name, directories in the order they were named. Links inside a directory
/// are passed over (their targets are read where they lie, or are not part of the evidence), as is what is no
/// regular file.
#[must_use]
pub fn inputs(paths: &[PathBuf]) -> (Vec<Input>, Vec<Notice>) {
    let mut inputs = Vec::new();
    let mut notices = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            inputs.push(Input { name: STDIN.to_owned(), ..Input::default() });
        } else if path.is_dir() {
            walk(path, &mut inputs, &mut notices);
        } else if let Some((archive, pattern)) = picked(path) {
            let before = inputs.len();
            named(&archive, &mut inputs, &mut notices);
            inputs[before..].iter_mut().for_each(|input| input.pick = Some(pattern.clone()));
        } else {
            named(path, &mut inputs, &mut notices);
        }
    }
    (inputs, notices)
}

/// `ARCHIVE::PATTERN`, unless there is a file of that very name.
fn picked(path: &Path) -> Option<(PathBuf, String)> {
    let text = path.to_str().filter(|_| !path.exists())?;
    let cut = |(at, _): (usize, &str)| (PathBuf::from(&text[..at]), text[at + INSIDE.len()..].to_owned());
    text.match_indices(INSIDE).map(cut).find(|(archive, _)| archive.is_file())
}

fn named(path: &Path, inputs: &mut Vec<Input>, notices: &mut Vec<Notice>) {
    match path.metadata() {
        Ok(meta) if meta.is_file() || is_pipe(&meta) => {
            let origin = origin::of(path.file_name().map(Path::new).unwrap_or(path), None);
            inputs.push(Input {
                name: path.display().to_string(),
                path: Some(path.to_owned()),
                origin,
                ..Input::default()
            });
        }
        Ok(_) => notices.push(not_a_file(path)),
        Err(e) => notices.push(Notice::once(NoticeKind::Unreadable, format!("{}: {e}", path.display()))),
    }
}

/// A named pipe that the user named himself is read: `kascade <(journalctl -b)`.
#[cfg(unix)]
fn is_pipe(meta: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    meta.file_type().is_fifo()
}

#[cfg(not(unix))]
fn is_pipe(_: &std::fs::Metadata) -> bool {
    false
}

fn walk(dir: &Path, inputs: &mut Vec<Input>, notices: &mut Vec<Notice>) {
    let mut astray = Vec::new();
    let before = inputs.len();
    for entry in WalkDir::new(dir).follow_links(false).sort_by_file_name() {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                let path = entry.into_path();
                let inner = path.strip_prefix(dir).unwrap_or(&path);
                let origin = origin::of(inner, dir.file_name().and_then(|n| n.to_str()));
                inputs.push(Input { name: path.display().to_string(), path: Some(path), origin, ..Input::default() });
            }
            Ok(entry) if names_zone(entry.path()).is_some() => {
                let (name, zone_link) = (entry.path().display().to_string(), names_zone(entry.path()));
                inputs.push(Input { name, path: Some(entry.into_path()), zone_link, ..Input::default() });
            }
            Ok(entry) if entry.path_is_symlink() => astray.extend(leads_away(dir, entry.path())),
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => notices.push(not_a_file(entry.path())),
            Err(e) => notices.push(Notice::once(NoticeKind::Unreadable, e.to_string())),
        }
    }
    of_no_machine(dir, &mut inputs[before..]);
    if let Some(first) = astray.first() {
        let many = if astray.len() == 1 { "1 link leads".to_owned() } else { format!("{} links lead", astray.len()) };
        let text = format!("{}: {many} nowhere or out of the folder, not followed", dir.display());
        let (count, example) = (astray.len() as u64, first.clone());
        notices.push(Notice { kind: NoticeKind::NotAFile, count, text, example });
    }
}

/// The zone that a link to the data of one names.
fn names_zone(path: &Path) -> Option<String> {
    let is_link = zone_link::is_called(path.file_name()?.to_str()?) && path.is_symlink();
    let target = is_link.then(|| path.read_link().ok()).flatten()?;
    zone_link::zone(target.to_str()?).map(str::to_owned)
}

/// Takes the name of the folder from the pods below it, where all else lies in folders of machines: it is a collection
/// then.
fn of_no_machine(dir: &Path, inputs: &mut [Input]) {
    let Some(root) = dir.file_name().and_then(|name| name.to_str()) else { return };
    let is_root = |input: &Input| input.origin.host.as_deref() == Some(root);
    let mut others = inputs.iter().filter(|input| input.origin.pod.is_none()).peekable();
    if others.peek().is_some() && others.all(|input| input.origin.host.is_some() && !is_root(input)) {
        for input in inputs.iter_mut().filter(|input| input.origin.pod.is_some() && is_root(input)) {
            (input.origin.host, input.origin.is_guess) = (None, false);
        }
    }
}

/// Takes the name of the only folder or archive that was named from its files, where it may be any word: nothing tells
/// that a machine is called so.
pub fn forget_lone_name(paths: &[PathBuf], inputs: &mut [Input]) {
    let [path] = paths else { return };
    let Some(file) = path.file_name().and_then(|name| name.to_str()) else { return };
    let root = if path.is_dir() { file } else { name::stem(file) };
    let is_root = |input: &&mut Input| input.origin.is_guess && input.origin.host.as_deref() == Some(root);
    for input in inputs.iter_mut().filter(is_root).filter(|_| !machine::is_one_of_many(root)) {
        (input.origin.host, input.origin.is_guess) = (None, false);
    }
}

/// The name of a link whose target is not below the folder, where it would be read.
fn leads_away(dir: &Path, link: &Path) -> Option<String> {
    let inside = dir.canonicalize().and_then(|dir| Ok(link.canonicalize()?.starts_with(dir)));
    (!inside.unwrap_or(false)).then(|| link.display().to_string())
}

fn not_a_file(path: &Path) -> Notice {
    Notice::once(NoticeKind::NotAFile, format!("{}: no regular file, passed over", path.display()))
}
