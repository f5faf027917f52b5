//! Whether a signature holds on a record: its regex, over the views of the record's text.
//!
//! One failure is printed in many wrappings: `err="name \"x\" is reserved"` inside klog, `\\\"` inside an event inside
//! a journal. So the regex sees the message, the whole line, and both with one and two levels of escapes undone, and
//! the first view on which it holds decides.
//!
//! A [`Template`] answers for nearly every regex; the regex itself is compiled when a template cannot tell.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use memchr::{memchr, memchr3_iter};
use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::hir::{Hir, HirKind};

use super::literals::Literals;
use super::template::{Answer, Groups, Spans, Template, template};
use crate::model::{Kind, Record};
use crate::rule::entities::Kinds;
use crate::rule::{Signature, implied};
use crate::text::unescape;

/// Bytes a compiled regex may use.
const REGEX_SIZE: usize = 4 << 20;
/// Levels of escapes that are undone.
const LEVELS: usize = 2;

/// What a named group yields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Yield {
    /// An entity.
    Entity(Kind),
    /// A value that is no entity.
    Value(u8),
}

/// A signature's regex, with what its groups yield.
#[derive(Debug)]
pub struct Compiled {
    pattern: Box<str>,
    template: Option<Template>,
    regex: OnceLock<Regex>,
    /// A view that lacks one needs no regex.
    literals: Arc<Literals>,
    /// Group number and what it yields, in the order of the groups.
    groups: Vec<(usize, Yield)>,
}

/// A view on which a signature holds.
#[derive(Debug)]
pub struct Held<'c, 'v> {
    groups: &'c [(usize, Yield)],
    view: &'v [u8],
    spans: &'c Groups,
}

impl<'v> Held<'_, 'v> {
    /// What the groups that took part hold, in their order.
    pub fn yields(&self) -> impl Iterator<Item = (Yield, &'v [u8])> + '_ {
        let spans = self.spans.iter().map(|span| span.map(|(from, to)| &self.view[from..to]));
        self.groups.iter().zip(spans).filter_map(|((_, yields), text)| Some((*yields, text?)))
    }

    /// Those that are entities, by the index of the group.
    pub(super) fn entities(&self) -> impl Iterator<Item = (u8, &'v [u8])> + '_ {
        let groups = (0u8..).zip(self.groups).filter(|(_, (_, yields))| matches!(yields, Yield::Entity(_)));
        groups.filter_map(|(index, _)| self.spans[usize::from(index)].map(|(from, to)| (index, &self.view[from..to])))
    }
}

impl Compiled {
    /// Makes a signature ready.
    ///
    /// # Panics
    ///
    /// When the regex does not parse: the linter has seen it before.
    #[must_use]
    pub fn new(signature: &Signature, kinds: &Kinds, literals: Arc<Literals>) -> Self {
        let hir = implied::parse(&signature.regex).expect("the linter parses every regex");
        let mut groups = Vec::new();
        named(&hir, &mut |number, name| groups.extend(yields(kinds, name).map(|yields| (number, yields))));
        let numbers: Vec<usize> = groups.iter().map(|(number, _)| *number).collect();
        let template = template(&hir, &numbers);
        Compiled { pattern: signature.regex.as_str().into(), template, regex: OnceLock::new(), literals, groups }
    }

    /// What the bytes of a record tell before it is decoded.
    #[must_use]
    pub fn glance(&self, raw: &[u8], likeness: Likeness) -> Glance {
        let asked = self.template.as_ref().filter(|_| likeness == Likeness::Whole);
        let Some(template) = asked else {
            return if likeness == Likeness::None || self.has_literals(raw) { Glance::Perhaps } else { Glance::Never };
        };
        if !template.starts_with_literal() && !self.has_literals(raw) {
            return Glance::Never;
        }
        // Where the message begins and ends in the bytes is not known yet.
        if template.has_places() {
            return if template.may_match(raw) { Glance::Perhaps } else { Glance::Never };
        }
        match template.find(raw) {
            Answer::Match(spans) => Glance::At(spans),
            Answer::No => Glance::Never,
            Answer::Unknown => Glance::Perhaps,
        }
    }

    /// Whether a text holds every literal.
    #[must_use]
    pub fn has_literals(&self, text: &[u8]) -> bool {
        self.literals.are_in(text)
    }

    /// Runs `with` on the first view of the record on which the signature holds.
    pub fn holds<T>(&self, record: &Record<'_>, with: impl FnOnce(&Held<'_, '_>) -> T) -> Option<T> {
        let mut view = Cow::Borrowed(&record.message[..]);
        if record.message != record.text {
            if let Some(spans) = self.on(&view) {
                return Some(with(&self.held(&view, &spans)));
            }
            view = Cow::Borrowed(&record.text[..]);
        }
        for _ in 0..=LEVELS {
            if let Some(spans) = self.on(&view) {
                return Some(with(&self.held(&view, &spans)));
            }
            memchr(b'\\', &view)?;
            view = Cow::Owned(unescape::go(&view).into_owned());
        }
        None
    }

    /// The view `view` with the groups that are known to match there.
    #[must_use]
    pub fn held<'c, 'v>(&'c self, view: &'v [u8], groups: &'c Groups) -> Held<'c, 'v> {
        Held { groups: &self.groups, view, spans: groups }
    }

    fn on(&self, view: &[u8]) -> Option<Groups> {
        let quick = self.template.as_ref().is_some_and(Template::starts_with_literal);
        if !quick && !self.has_literals(view) {
            return None;
        }
        match self.template.as_ref().map_or(Answer::Unknown, |template| template.find(view)) {
            Answer::Match(spans) => Some(spans.groups),
            Answer::No => None,
            Answer::Unknown => self.by_regex(view),
        }
    }

    fn by_regex(&self, view: &[u8]) -> Option<Groups> {
        let regex = self.regex.get_or_init(|| compile(&self.pattern).expect("the linter compiles every regex"));
        let captures = regex.captures(view)?;
        Some(self.groups.iter().map(|(number, _)| captures.get(*number).map(|m| (m.start(), m.end()))).collect())
    }
}

/// What the bytes of a record tell of a signature before the record is decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Glance {
    /// It cannot hold.
    Never,
    /// It may hold.
    Perhaps,
    /// It may hold, and this is the first match in a view that is a part of the bytes and has all of the match in it.
    At(Spans),
}

/// How much the bytes of a record tell of the texts that are decoded from them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// All: every text is a part of them.
    Whole,
    /// What is printable ASCII and never escaped, as the literals of a rule are.
    Literals,
    /// Nothing: lines are joined, something is taken out in between, or bytes are written as numbers.
    None,
}

impl Likeness {
    /// Of one record without colours.
    #[must_use]
    pub fn of(raw: &[u8]) -> Self {
        let mut likeness = Likeness::Whole;
        for at in memchr3_iter(b'\\', b'\n', b'#', raw) {
            match (raw[at], raw.get(at + 1)) {
                (b'\\', Some(b'x' | b'u' | b'U' | b'0'..=b'3' | b'/')) | (b'\n', _) | (b'#', Some(b'0')) => {
                    return Likeness::None;
                }
                (b'\\', _) => likeness = Likeness::Literals,
                _ => {}
            }
        }
        likeness
    }
}

/// Calls `found` with number and name of every named group, in their order.
fn named(hir: &Hir, found: &mut impl FnMut(usize, &str)) {
    match hir.kind() {
        HirKind::Capture(capture) => {
            if let Some(name) = &capture.name {
                found(capture.index as usize, name);
            }
            named(&capture.sub, found);
        }
        HirKind::Repetition(repeat) => named(&repeat.sub, found),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().for_each(|part| named(part, found)),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => {}
    }
}

fn yields(kinds: &Kinds, name: &str) -> Option<Yield> {
    kinds.find(name).map(Yield::Entity).or_else(|| kinds.find_value(name).map(Yield::Value))
}

/// Compiles a regex as the matcher uses it: over bytes, Unicode off, `.` never a newline.
///
/// # Errors
///
/// When the regex is broken, or too large when compiled.
pub fn compile(regex: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(regex).unicode(false).size_limit(REGEX_SIZE).build()
}
