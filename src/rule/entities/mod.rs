//! Entity kinds: scope, normal form and aliases, from `rules/entities.toml`.
//!
//! ```text
//! [kind.pod]                       file     what a person writes
//! scope = "cluster"
//! form = "pod"                     normal   web-0_shop(1-2) -> shop/web-0
//! alias = ["pod_uid", "sandbox"]
//! ```

mod file;
mod normal;

use serde::{Deserialize, Serialize};

use crate::model::Kind;
use file::EntitiesFile;
pub use file::{Form, KindRow, Scope};

/// Every kind of entity, and the names of values that are none.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Kinds {
    /// Sorted by name; [`Kind`] is the index.
    pub rows: Vec<(String, KindRow)>,
    /// Names a group may have without being an entity.
    pub values: Vec<String>,
}

impl Kinds {
    /// Reads `rules/entities.toml`.
    ///
    /// # Errors
    ///
    /// When the text is not of the file's shape.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let file: EntitiesFile = toml::from_str(text)?;
        Ok(Kinds { rows: file.kind.into_iter().collect(), values: file.values.names })
    }

    /// Adds the kinds and values of another file of this shape; a kind that is there already stays as it is.
    ///
    /// # Errors
    ///
    /// As for [`Kinds::parse`], and when there are more kinds than [`Kind`] can count.
    pub fn extend(&mut self, text: &str) -> Result<(), String> {
        let file: EntitiesFile = toml::from_str(text).map_err(|e| e.to_string())?;
        for (name, row) in file.kind {
            if let Err(place) = self.rows.binary_search_by(|(own, _)| own.cmp(&name)) {
                self.rows.insert(place, (name, row));
            }
        }
        let new: Vec<String> = file.values.names.into_iter().filter(|name| !self.values.contains(name)).collect();
        self.values.extend(new);
        let most = usize::from(u8::MAX);
        if self.rows.len() > most || self.values.len() > most { Err(format!("more than {most} names")) } else { Ok(()) }
    }

    /// The kind of a name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Kind> {
        let place = self.rows.binary_search_by(|(own, _)| own.as_str().cmp(name)).ok()?;
        u8::try_from(place).ok().map(Kind)
    }

    /// The index of a value's name.
    #[must_use]
    pub fn find_value(&self, name: &str) -> Option<u8> {
        self.values.iter().position(|v| v == name).and_then(|i| u8::try_from(i).ok())
    }

    /// The name of a kind.
    #[must_use]
    pub fn name(&self, kind: Kind) -> &str {
        &self.rows[usize::from(kind.0)].0
    }

    /// Where a kind is unique.
    #[must_use]
    pub fn scope(&self, kind: Kind) -> Scope {
        self.rows[usize::from(kind.0)].1.scope
    }

    /// Kinds that may name the same thing as this one.
    pub fn aliases(&self, kind: Kind) -> impl Iterator<Item = Kind> {
        self.rows[usize::from(kind.0)].1.alias.iter().filter_map(|name| self.find(name))
    }

    /// Whether each value of a kind stands for one moment that is the same on every host.
    #[must_use]
    pub fn is_instant(&self, kind: Kind) -> bool {
        self.rows[usize::from(kind.0)].1.instant
    }

    /// Whether a value of a kind may hold the name of a machine.
    #[must_use]
    pub fn names_machines(&self, kind: Kind) -> bool {
        self.rows[usize::from(kind.0)].1.machine
    }

    /// Whether a value names a thing that nothing else depends on.
    #[must_use]
    pub fn is_aside(&self, kind: Kind, value: &str) -> bool {
        let is = |name: &String| name.strip_suffix('*').map_or(name == value, |start| value.starts_with(start));
        self.rows[usize::from(kind.0)].1.aside.iter().any(is)
    }

    /// Brings a value into its kind's normal form.
    #[must_use]
    pub fn normal(&self, kind: Kind, value: &str) -> String {
        normal::normal(self.rows[usize::from(kind.0)].1.form, value)
    }

    /// Whether two normal values of one kind name the same thing.
    #[must_use]
    pub fn same(&self, kind: Kind, a: &str, b: &str) -> bool {
        match self.rows[usize::from(kind.0)].1.form {
            Form::Disk => a == b || normal::disk_of(a) == b || a == normal::disk_of(b),
            Form::Pod => a == b || normal::same_pod(a, b),
            _ => a == b,
        }
    }

    /// What all values have in common that may name the same thing as this one, for look-ups.
    #[must_use]
    pub fn stem<'v>(&self, kind: Kind, value: &'v str) -> &'v str {
        match self.rows[usize::from(kind.0)].1.form {
            Form::Disk => normal::innermost_disk(value),
            Form::Pod => normal::bare_name(value),
            _ => value,
        }
    }
}
