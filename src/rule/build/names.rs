//! Names of conditions, kinds and streams: each becomes an index, or a mistake with the nearest name that there is.

use super::{Builder, Source};
use crate::rule::file::Name;
use crate::rule::nearest::nearest;

impl Builder<'_> {
    pub(super) fn id(&mut self, source: &Source, name: &Name) -> Option<u16> {
        let found = self.ids.get(name.get_ref()).copied();
        if found.is_none() {
            let near = nearest(name.get_ref(), self.ids.keys().map(String::as_str));
            self.errors.push(source.error(
                name.span(),
                format!("no condition {:?}", name.get_ref()),
                did_you_mean(near),
            ));
        }
        found
    }

    pub(super) fn id_list(&mut self, source: &Source, names: &[Name]) -> Vec<u16> {
        names.iter().filter_map(|name| self.id(source, name)).collect()
    }

    pub(super) fn kind(&mut self, source: &Source, name: &Name) -> Option<u8> {
        let found = self.kinds.find(name.get_ref());
        if found.is_none() {
            let help = self.near_kind(name.get_ref());
            self.errors.push(source.error(name.span(), format!("no entity kind {:?}", name.get_ref()), help));
        }
        found.map(|k| k.0)
    }

    pub(super) fn near_kind(&self, name: &str) -> String {
        let known = self.kinds.rows.iter().map(|(n, _)| n.as_str()).chain(self.kinds.values.iter().map(String::as_str));
        did_you_mean(nearest(name, known))
    }

    pub(super) fn kind_list(&mut self, source: &Source, names: &[Name]) -> Vec<u8> {
        names.iter().filter_map(|name| self.kind(source, name)).collect()
    }

    pub(super) fn stream(&mut self, source: &Source, name: &Name) -> u128 {
        let found = self.streams.find(name.get_ref());
        if found.is_none() {
            let near = nearest(name.get_ref(), self.streams.all());
            self.errors.push(source.error(name.span(), format!("no stream {:?}", name.get_ref()), did_you_mean(near)));
        }
        found.map_or(0, |set| set.0)
    }
}

/// The help that names the nearest valid name, where there is one.
pub(in crate::rule) fn did_you_mean(near: Option<&str>) -> String {
    near.map_or_else(String::new, |name| format!("did you mean {name:?}?"))
}
