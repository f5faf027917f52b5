//! `rules/streams.toml`, as a person writes it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One stream, as the file has it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StreamRow {
    /// Container names.
    #[serde(default)]
    pub containers: Vec<String>,
    /// Source files in a payload's header.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Syslog identifiers; a trailing `*` matches any rest.
    #[serde(default)]
    pub idents: Vec<String>,
    /// systemd units.
    #[serde(default)]
    pub units: Vec<String>,
    /// Endings of the path of the file, `*` matches within a name.
    #[serde(default)]
    pub files: Vec<String>,
    /// The only process id that counts: of a record that names another one it is no stream.
    #[serde(default)]
    pub pid: Option<u32>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BundleRow {
    pub(super) stream: String,
    pub(super) counts_as: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StreamsFile {
    #[serde(default)]
    pub(super) stream: BTreeMap<String, StreamRow>,
    #[serde(default)]
    pub(super) bundle: Vec<BundleRow>,
}

impl StreamRow {
    pub(super) fn add(&mut self, mut other: StreamRow) {
        self.containers.append(&mut other.containers);
        self.sources.append(&mut other.sources);
        self.idents.append(&mut other.idents);
        self.units.append(&mut other.units);
        self.files.append(&mut other.files);
        self.pid = other.pid.or(self.pid);
    }
}
