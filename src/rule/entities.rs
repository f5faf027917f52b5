//! Entity kinds: scope, normal form and aliases, from `rules/entities.toml`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::Kind;

/// Where two equal values mean the same thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Only on one host.
    Host,
    /// Everywhere.
    Cluster,
}

/// How a value is brought into its normal form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// As it stands.
    Plain,
    /// ASCII lower case, no trailing dot.
    Lower,
    /// As `lower`, `_` as `-`.
    Uid,
    /// As `lower`, `/dev/` stripped.
    Device,
    /// As `device`; a partition equals its disk.
    Disk,
    /// `namespace/name`.
    Pod,
    /// Without port, brackets or prefix length.
    Address,
}

/// One kind, as the file has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindRow {
    /// Where it is unique.
    pub scope: Scope,
    /// Its normal form.
    pub form: Form,
    /// Kinds that may name the same thing.
    #[serde(default)]
    pub alias: Vec<String>,
    /// Whether each value stands for one moment that is the same on every host.
    #[serde(default)]
    pub instant: bool,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Values {
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntitiesFile {
    #[serde(default)]
    kind: BTreeMap<String, KindRow>,
    #[serde(default)]
    values: Values,
}

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

    /// Brings a value into its kind's normal form.
    #[must_use]
    pub fn normal(&self, kind: Kind, value: &str) -> String {
        normal(self.rows[usize::from(kind.0)].1.form, value)
    }

    /// Whether two normal values of one kind name the same thing.
    #[must_use]
    pub fn same(&self, kind: Kind, a: &str, b: &str) -> bool {
        match self.rows[usize::from(kind.0)].1.form {
            Form::Disk => a == b || disk_of(a) == b || a == disk_of(b),
            Form::Pod => a == b || same_pod(a, b),
            _ => a == b,
        }
    }

    /// What all values have in common that may name the same thing as this one, for look-ups.
    #[must_use]
    pub fn stem<'v>(&self, kind: Kind, value: &'v str) -> &'v str {
        match self.rows[usize::from(kind.0)].1.form {
            Form::Disk => innermost_disk(value),
            Form::Pod => bare_name(value),
            _ => value,
        }
    }
}

fn normal(form: Form, value: &str) -> String {
    let value = value.trim_matches(['"', '\'', '`', ' ']);
    match form {
        Form::Plain => value.to_owned(),
        Form::Lower => value.trim_end_matches('.').to_ascii_lowercase(),
        Form::Uid => value.to_ascii_lowercase().replace('_', "-"),
        Form::Device | Form::Disk => {
            let value = value.to_ascii_lowercase();
            value.strip_prefix("/dev/").unwrap_or(&value).to_owned()
        }
        Form::Pod => pod(value),
        Form::Address => address(value),
    }
}

/// `name_namespace(uid)` and `namespace/name` become `namespace/name`.
fn pod(value: &str) -> String {
    let value = value.split('(').next().unwrap_or(value);
    match value.split_once('_') {
        Some((name, namespace)) if !value.contains('/') => format!("{namespace}/{name}"),
        _ => value.to_owned(),
    }
}

fn address(value: &str) -> String {
    let value = value.split('/').next().unwrap_or(value);
    if let Some(inner) = value.strip_prefix('[') {
        return inner.split(']').next().unwrap_or(inner).to_ascii_lowercase();
    }
    match value.matches(':').count() {
        1 => value.split(':').next().unwrap_or(value).to_ascii_lowercase(),
        _ => value.to_ascii_lowercase(),
    }
}

/// The disk of a partition: `sda1` is on `sda`, `nvme0n1p2` on `nvme0n1`; anything else is itself.
fn disk_of(name: &str) -> &str {
    let base = name.trim_end_matches(|c: char| c.is_ascii_digit());
    if base.len() == name.len() || base.is_empty() {
        return name;
    }
    match base.strip_suffix('p') {
        Some(disk) if disk.ends_with(|c: char| c.is_ascii_digit()) => disk,
        _ if ["sd", "vd", "hd", "xvd"].iter().any(|p| base.starts_with(p)) => base,
        _ => name,
    }
}

/// The disk of a partition, however often that may be asked.
fn innermost_disk(mut name: &str) -> &str {
    while disk_of(name) != name {
        name = disk_of(name);
    }
    name
}

/// A bare name is the pod of that name in some namespace.
fn same_pod(a: &str, b: &str) -> bool {
    (!a.contains('/') || !b.contains('/')) && bare_name(a) == bare_name(b)
}

/// The name of a pod without its namespace.
fn bare_name(pod: &str) -> &str {
    pod.rsplit('/').next().unwrap_or(pod)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_forms() {
        assert_eq!(normal(Form::Pod, "coredns-abc_kube-system(1-2-3)"), "kube-system/coredns-abc");
        assert_eq!(normal(Form::Pod, "kube-system/coredns-abc"), "kube-system/coredns-abc");
        assert_eq!(normal(Form::Address, "10.0.0.1:6443"), "10.0.0.1");
        assert_eq!(normal(Form::Address, "[fe80::1]:443"), "fe80::1");
        assert_eq!(normal(Form::Address, "fe80::1"), "fe80::1");
        assert_eq!(normal(Form::Device, "/dev/SDA1"), "sda1");
        assert_eq!(normal(Form::Uid, "3F2A0c11_9d0e_4b6e"), "3f2a0c11-9d0e-4b6e");
        assert_eq!(normal(Form::Lower, "Nas.Example.Org."), "nas.example.org");
    }

    #[test]
    fn partitions_belong_to_disks() {
        assert_eq!(disk_of("sda1"), "sda");
        assert_eq!(disk_of("nvme0n1p2"), "nvme0n1");
        assert_eq!(disk_of("nvme0n1"), "nvme0n1");
        assert_eq!(disk_of("dm-3"), "dm-3");
        assert_eq!(disk_of("md0"), "md0");
    }

    #[test]
    fn bare_pod_names_match() {
        assert!(same_pod("web-1", "shop/web-1"));
        assert!(!same_pod("blog/web-1", "shop/web-1"));
    }
}
