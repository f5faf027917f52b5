//! From rule files to a [`Library`]: names become indices, mistakes become [`RuleError`]s.

use std::collections::HashMap;
use std::ops::Range;

use super::entities::Kinds;
use super::error::{RuleError, Weight};
use super::file::{ConditionFile, HiddenRow, LinkRow, Name, OnsetRow, PatternRow, RaiseRow, SignatureRow};
use super::implied;
use super::library::{Alive, Condition, Hidden, Join, Library, LinkRule, Onset, Pattern, Prose, Raise, Signature};
use super::nearest::nearest;
use super::streams::Streams;
use super::text::Text;
use super::window::{self, Benign};
use crate::model::Role;

/// A rule file that was read and has the right shape.
#[derive(Clone, Debug)]
pub struct Source {
    /// `subsystem.name`, from the path.
    pub id: String,
    /// Path as named.
    pub path: String,
    /// Text.
    pub text: String,
    /// What it says.
    pub file: ConditionFile,
}

impl Source {
    /// Reads one file's text.
    ///
    /// # Errors
    ///
    /// When it is no TOML or not of the shape of a rule, with the nearest valid key for an unknown one.
    pub fn parse(id: &str, path: &str, text: &str) -> Result<Self, RuleError> {
        match toml::from_str::<ConditionFile>(text) {
            Ok(file) => Ok(Source { id: id.to_owned(), path: path.to_owned(), text: text.to_owned(), file }),
            Err(e) => Err(shape_error(path, text, &e)),
        }
    }

    /// A mistake at a place of this file.
    #[must_use]
    pub fn error(&self, place: Range<usize>, what: impl Into<String>, help: impl Into<String>) -> RuleError {
        RuleError {
            path: self.path.clone(),
            text: self.text.as_str().into(),
            place: Some(place),
            what: what.into(),
            help: help.into(),
            weight: Weight::Error,
        }
    }
}

/// A text that is no TOML, or not of the shape that it should have, with the nearest valid key for an unknown one.
pub(super) fn shape_error(path: &str, text: &str, e: &toml::de::Error) -> RuleError {
    let what = e.message().trim().to_owned();
    RuleError {
        path: path.to_owned(),
        text: text.into(),
        place: e.span(),
        help: unknown_key_help(&what),
        what,
        weight: Weight::Error,
    }
}

/// serde says "unknown field `severty`, expected one of `title`, ...": name the nearest.
fn unknown_key_help(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let Some(wrong) = quoted.next().filter(|_| message.starts_with("unknown")) else { return String::new() };
    let valid: Vec<&str> = quoted.collect();
    nearest(wrong, valid.iter().copied()).map_or_else(String::new, |name| format!("did you mean `{name}`?"))
}

/// Builds a library from files.
///
/// # Errors
///
/// Every mistake found, in the order of the files.
pub fn build(
    mut sources: Vec<Source>,
    kinds: Kinds,
    streams: Streams,
    benign: &Benign,
) -> Result<Library, Vec<RuleError>> {
    sources.sort_by(|a, b| a.id.cmp(&b.id));
    let ids = (0u16..).zip(&sources).map(|(i, s)| (s.id.clone(), i)).collect();
    let digest = digest(&sources);
    let mut builder = Builder {
        kinds: &kinds,
        streams: &streams,
        ids,
        benign,
        errors: Vec::new(),
        signatures: Vec::new(),
        links: Vec::new(),
    };
    let conditions: Vec<Condition> = (0u16..).zip(&sources).map(|(i, s)| builder.condition(i, s)).collect();
    builder.sort_links(&sources);
    let Builder { errors, signatures, links, .. } = builder;
    if !errors.is_empty() {
        return Err(errors);
    }
    let links = links.into_iter().map(|(rule, _, _)| rule).collect();
    Ok(Library::new(kinds, streams, conditions, signatures, links, digest))
}

/// FNV-1a over ids and texts: names the rules a report was made with; no secret is kept by it.
fn digest(sources: &[Source]) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in sources.iter().flat_map(|s| s.id.bytes().chain(s.text.bytes())) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}")
}

struct Builder<'a> {
    kinds: &'a Kinds,
    streams: &'a Streams,
    ids: HashMap<String, u16>,
    benign: &'a Benign,
    errors: Vec<RuleError>,
    signatures: Vec<Signature>,
    links: Vec<(LinkRule, usize, Range<usize>)>,
}

impl Builder<'_> {
    fn condition(&mut self, index: u16, source: &Source) -> Condition {
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

    fn id(&mut self, source: &Source, name: &Name) -> Option<u16> {
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

    fn id_list(&mut self, source: &Source, names: &[Name]) -> Vec<u16> {
        names.iter().filter_map(|name| self.id(source, name)).collect()
    }

    fn kind(&mut self, source: &Source, name: &Name) -> Option<u8> {
        let found = self.kinds.find(name.get_ref());
        if found.is_none() {
            let help = self.near_kind(name.get_ref());
            self.errors.push(source.error(name.span(), format!("no entity kind {:?}", name.get_ref()), help));
        }
        found.map(|k| k.0)
    }

    fn near_kind(&self, name: &str) -> String {
        let known = self.kinds.rows.iter().map(|(n, _)| n.as_str()).chain(self.kinds.values.iter().map(String::as_str));
        did_you_mean(nearest(name, known))
    }

    fn kind_list(&mut self, source: &Source, names: &[Name]) -> Vec<u8> {
        names.iter().filter_map(|name| self.kind(source, name)).collect()
    }

    fn stream(&mut self, source: &Source, name: &Name) -> u128 {
        let found = self.streams.find(name.get_ref());
        if found.is_none() {
            let near = nearest(name.get_ref(), self.streams.all());
            self.errors.push(source.error(name.span(), format!("no stream {:?}", name.get_ref()), did_you_mean(near)));
        }
        found.map_or(0, |set| set.0)
    }

    fn signature(&mut self, condition: u16, ends: bool, source: &Source, row: &SignatureRow) {
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

    fn link(&mut self, index: u16, forward: bool, source: &Source, row: &LinkRow) {
        let Some(other) = self.id(source, &row.condition) else { return };
        let (from, to) = if forward { (index, other) } else { (other, index) };
        let on = row.on.iter().filter_map(|name| self.join(source, name)).collect();
        let lag = (row.lag.0.0, row.lag.1.0);
        let rule = LinkRule { from, to, strength: row.strength, lag, on, because: row.because.clone().into() };
        self.links.push((rule, usize::from(index), row.condition.span()));
    }

    fn join(&mut self, source: &Source, name: &Name) -> Option<Join> {
        match name.get_ref().as_str() {
            "host" => Some(Join::Host),
            "boot" => Some(Join::Boot),
            "next-boot" => Some(Join::NextBoot),
            "peer" => Some(Join::Peer),
            "guest" => Some(Join::Guest),
            "all-hosts" => Some(Join::AllHosts),
            "cluster" => Some(Join::Cluster),
            _ => self.kind(source, name).map(Join::Entity),
        }
    }

    fn hidden(&mut self, source: &Source, row: &HiddenRow) -> Hidden {
        Hidden { needs: row.needs, expects: self.id_list(source, &row.expects) }
    }

    fn raise(&mut self, source: &Source, row: &RaiseRow) -> Raise {
        let distinct = row.distinct.as_ref().and_then(|name| self.kind(source, name));
        Raise { to: row.to, at_least: row.at_least, within: row.within.0, distinct, lasting: row.lasting.0 }
    }

    fn pattern(&mut self, source: &Source, row: &PatternRow) -> Pattern {
        let during = row.during.as_ref().and_then(|w| Some((self.id(source, &w.condition)?, w.at_least)));
        let alive = row.alive.iter().map(|a| self.alive(source, a)).collect();
        Pattern {
            kind: row.kind,
            of: self.id_list(source, &row.of),
            by: self.kind_list(source, &row.by),
            within: row.within.unwrap_or_default().0,
            at_least: row.at_least,
            distinct: row.distinct.as_ref().and_then(|name| self.kind(source, name)),
            order: row.order,
            unless: self.id_list(source, &row.unless),
            severity: row.gives.as_ref().and_then(|g| g.severity),
            sure: row.gives.as_ref().and_then(|g| g.sure).unwrap_or(0.9),
            during,
            expect: self.id_list(source, &row.expect),
            for_ns: row.for_long.unwrap_or_default().0,
            alive,
            ended: row.ended.clone(),
        }
    }

    fn alive(&mut self, source: &Source, row: &super::file::AliveRow) -> Alive {
        let stream = self.stream(source, &row.stream);
        Alive { stream, name: row.stream.get_ref().clone(), within: row.within.0, at_least: row.at_least }
    }

    /// Orders the links and refuses one that stands twice.
    fn sort_links(&mut self, sources: &[Source]) {
        self.links.sort_by_key(|(rule, owner, _)| (rule.from, rule.to, *owner));
        for pair in self.links.windows(2) {
            let ((a, _, _), (b, owner, place)) = (&pair[0], &pair[1]);
            if (a.from, a.to) == (b.from, b.to) {
                let what = format!(
                    "the link {} -> {} stands twice",
                    sources[usize::from(b.from)].id,
                    sources[usize::from(b.to)].id
                );
                self.errors.push(sources[*owner].error(place.clone(), what, "keep one of the two"));
            }
        }
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

/// Offset of a window that does not exist: the literals are too short for the shared filter.
pub const SHORT: u16 = u16::MAX;

/// The help that names the nearest valid name, where there is one.
pub(super) fn did_you_mean(near: Option<&str>) -> String {
    near.map_or_else(String::new, |name| format!("did you mean {name:?}?"))
}

/// The names in braces in a title.
fn braces(title: &str) -> impl Iterator<Item = &str> {
    title.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}
