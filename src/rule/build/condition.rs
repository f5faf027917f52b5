//! A condition: everything of a file but its signatures and links, which stand in lists of their own.

use super::{Builder, Source};
use crate::model::Role;
use crate::rule::file::{HiddenRow, Name, RaiseRow};
use crate::rule::library::{Condition, Hidden, Prose, Raise};

impl Builder<'_> {
    pub(super) fn condition(&mut self, index: u16, source: &Source) -> Condition {
        let file = &source.file;
        self.title(source, &file.title);
        file.signatures.iter().for_each(|row| self.signature(index, false, source, row));
        file.ends.iter().for_each(|row| self.signature(index, true, source, row));
        file.leads_to.iter().for_each(|row| self.link(index, true, source, row));
        file.caused_by.iter().for_each(|row| self.link(index, false, source, row));
        let quiet = file.quiet_after.iter().filter_map(|(name, span)| Some((self.id(source, name)?, span.0))).collect();
        Condition {
            id: source.id.clone().into(),
            title: file.title.get_ref().clone().into(),
            severity: file.severity,
            role: file.role,
            prior: file.prior.unwrap_or_else(|| file.role.prior()),
            alone: file.alone.unwrap_or_else(|| alone(file.role)),
            about: self.kind_list(source, &file.about),
            lasts: file.lasts,
            hold: file.hold.0,
            heals: file.heals.0,
            quiet_after: quiet,
            hidden: file.hidden.as_ref().map(|row| self.hidden(source, row)),
            raises: file.raises.iter().map(|row| self.raise(source, row)).collect(),
            patterns: file.patterns.iter().map(|row| self.pattern(source, row)).collect(),
            explain: Prose::of(&file.explain),
        }
    }

    fn title(&mut self, source: &Source, title: &Name) {
        for name in braces(title.get_ref()) {
            if self.kinds.find(name).is_none() && self.kinds.find_value(name).is_none() {
                let help = self.near_kind(name);
                self.errors.push(source.error(
                    title.span(),
                    format!("title names {{{name}}}, which is no entity"),
                    help,
                ));
            }
        }
    }

    fn hidden(&mut self, source: &Source, row: &HiddenRow) -> Hidden {
        Hidden { needs: row.needs, expects: self.id_list(source, &row.expects) }
    }

    fn raise(&mut self, source: &Source, row: &RaiseRow) -> Raise {
        let distinct = row.distinct.as_ref().and_then(|name| self.kind(source, name));
        Raise { to: row.to, at_least: row.at_least, within: row.within.0, distinct, lasting: row.lasting.0 }
    }
}

/// Chance that a condition appears without a declared cause in the data, when its rule names none: a defect or a change
/// needs no cause, a step does.
const fn alone(role: Role) -> f64 {
    match role {
        Role::Cause | Role::Trigger => 0.4,
        Role::Fault => 0.15,
        Role::Step | Role::Symptom | Role::Context | Role::Recovery => 0.05,
    }
}

/// The names in braces in a title.
fn braces(title: &str) -> impl Iterator<Item = &str> {
    title.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}
