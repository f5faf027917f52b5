//! A signature: its streams, its window for the filter, and when it says that the state began.

use super::{Builder, Source};
use crate::rule::file::{OnsetRow, SignatureRow};
use crate::rule::library::{Onset, Signature};
use crate::rule::text::Text;
use crate::rule::{implied, window};

/// Offset of a window that does not exist: the literals are too short for the shared filter.
pub const SHORT: u16 = u16::MAX;

impl Builder<'_> {
    pub(super) fn signature(&mut self, condition: u16, ends: bool, source: &Source, row: &SignatureRow) {
        let from = row.from.iter().fold(0, |all, name| all | self.stream(source, name));
        let literals: Vec<String> = row.literals.iter().map(|l| l.get_ref().clone()).collect();
        let window = window::choose(&literals, self.benign).unwrap_or((0, SHORT));
        let onset = row.onset.as_ref().map_or(Onset::Printed, |onset| self.onset(source, onset, row));
        let literals = literals.into_iter().map(Text::from).collect();
        let regex = row.regex.get_ref().clone().into();
        self.groups(source, row);
        self.signatures.push(Signature { condition, ends, from, literals, regex, sure: row.sure, onset, window });
    }

    /// Every named group is an entity or a value.
    fn groups(&mut self, source: &Source, row: &SignatureRow) {
        for name in implied::groups(row.regex.get_ref()) {
            if self.kinds.find(&name).is_none() && self.kinds.find_value(&name).is_none() {
                let help = self.near_kind(&name);
                let what = format!("the regex has a group {name:?}, which is no entity");
                self.errors.push(source.error(row.regex.span(), what, help));
            }
        }
    }

    fn onset(&mut self, source: &Source, row: &OnsetRow, signature: &SignatureRow) -> Onset {
        if let Some(name) = &row.back {
            if !signature.regex.get_ref().contains(&format!("(?<{}>", name.get_ref())) {
                self.errors.push(source.error(name.span(), "onset names a group that the regex does not have", ""));
            }
            return Onset::Back(name.get_ref().clone());
        }
        match (&row.latency, &row.dated) {
            (Some(span), _) => Onset::Latency(span.0),
            (None, Some(name)) if name.get_ref() == "previous-boot" => Onset::PreviousBoot,
            (None, Some(name)) => {
                self.errors.push(source.error(name.span(), "dated knows only \"previous-boot\"", ""));
                Onset::Printed
            }
            (None, None) => Onset::Printed,
        }
    }
}
