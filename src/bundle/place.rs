//! What a layout says of one file: its origin, or why it is not read.

use std::path::Path;
use std::sync::Arc;

use super::recognise::Found;
use super::tree::Leaf;
use crate::model::{BundleClock, BundleFacts};
use crate::rule::bundles::{FileRow, Order, Use};
use crate::source::machine;
use crate::source::origin::{self, Origin};
use crate::text::glob;

/// What becomes of a file.
#[derive(Clone, Debug)]
pub enum Placed {
    /// It is read, as this; without an origin it keeps the one of its path.
    Read(Origined, Use),
    /// It is not read.
    Passed(String),
}

/// An origin, and whether the host of the path counts as well.
#[derive(Clone, Debug)]
pub struct Origined {
    origin: Origin,
    path_host: bool,
}

impl Origined {
    /// The origin, with the host that the path tells where the layout lets directories name hosts.
    #[must_use]
    pub fn or(self, path: Origin) -> Origin {
        let host = self.origin.host.clone().or(path.host.filter(|_| self.path_host));
        let is_guess = if self.origin.host.is_some() { self.origin.is_guess } else { path.is_guess };
        Origin { host, is_guess, ..self.origin }
    }
}

/// Why a file is passed over that no row names.
const UNNAMED: &str = "configuration or output of a command, no log";

/// Places the file at `at` of a bundle.
#[must_use]
pub fn place(bundle: &Found<'_>, leaves: &[Leaf], at: usize, facts: &BundleFacts, clock: &Arc<BundleClock>) -> Placed {
    let path = leaves[at].below(&bundle.group, &bundle.root).unwrap_or("");
    let row = bundle.layout.files.iter().find_map(|row| Some((row, glob::captures(&row.path, path)?)));
    let Some((row, kept)) = row else {
        return match bundle.layout.rest {
            Use::Ignore => Placed::Passed(UNNAMED.to_owned()),
            is => Placed::Read(origined(bundle, path, &FileRow::default(), &[], facts, clock), is),
        };
    };
    if row.is == Use::Ignore {
        return Placed::Passed(row.why.clone());
    }
    Placed::Read(origined(bundle, path, row, &kept, facts, clock), row.is)
}

fn origined(
    bundle: &Found<'_>,
    path: &str,
    row: &FileRow,
    kept: &[(&str, &str)],
    facts: &BundleFacts,
    clock: &Arc<BundleClock>,
) -> Origined {
    let word = |name: &str| kept.iter().find(|(word, _)| *word == name).map(|(_, text)| (*text).to_owned());
    let told = origin::of(Path::new(path), None);
    let above = || machine::nearest_host(&bundle.root).filter(|_| bundle.layout.path_host);
    let own = word("host");
    let origin = Origin {
        is_guess: own.is_none() && (facts.is_guess || facts.host.is_none()),
        host: own.or_else(|| facts.host.clone()).or_else(above),
        namespace: word("namespace").or(told.namespace),
        pod: word("pod").or(told.pod),
        pod_uid: word("uid").or(told.pod_uid),
        container: word("container").or(told.container),
        container_id: told.container_id,
        stream: Some(row.stream.clone()).filter(|stream| !stream.is_empty()),
        clock: Some(Arc::clone(clock)),
        of_controller: told.of_controller,
        is_sorted: row.order == Order::Sorted,
    };
    Origined { origin, path_host: bundle.layout.path_host }
}
