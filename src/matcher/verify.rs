//! Whether a signature holds on a record: its regex, over the views of the record's text.
//!
//! One failure is printed in many wrappings: `err="name \"x\" is reserved"` inside klog, `\\\"` inside an event inside
//! a journal. So the regex sees the message, the whole line, and both with one and two levels of escapes undone, and
//! the first view on which it holds decides.

use std::borrow::Cow;

use memchr::{memchr, memmem};
use regex::bytes::{Captures, Regex, RegexBuilder};

use crate::model::{Kind, Record};
use crate::rule::Signature;
use crate::rule::entities::Kinds;
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
    regex: Regex,
    /// The literals, ready to be searched for: a view that lacks one needs no regex.
    literals: Vec<memmem::Finder<'static>>,
    /// Group number and what it yields, in the order of the groups.
    pub groups: Vec<(usize, Yield)>,
}

impl Compiled {
    /// Compiles a signature's regex.
    ///
    /// # Panics
    ///
    /// When the regex does not compile: the linter has seen it before.
    #[must_use]
    pub fn new(signature: &Signature, kinds: &Kinds) -> Self {
        let regex = compile(&signature.regex).expect("the linter compiles every regex");
        let groups =
            regex.capture_names().enumerate().filter_map(|(i, name)| Some((i, yields(kinds, name?)?))).collect();
        let literals = signature.literals.iter().map(|l| memmem::Finder::new(l).into_owned()).collect();
        Compiled { regex, literals, groups }
    }

    /// Runs `with` on the captures of the first view of the record on which the signature holds.
    pub fn holds<T>(&self, record: &Record<'_>, with: impl FnOnce(&Captures<'_>) -> T) -> Option<T> {
        let mut view = Cow::Borrowed(&record.message[..]);
        if record.message != record.text {
            if let Some(captures) = self.on(&view) {
                return Some(with(&captures));
            }
            view = Cow::Borrowed(&record.text[..]);
        }
        for _ in 0..=LEVELS {
            if let Some(captures) = self.on(&view) {
                return Some(with(&captures));
            }
            memchr(b'\\', &view)?;
            view = Cow::Owned(unescape::go(&view).into_owned());
        }
        None
    }

    fn on<'v>(&self, view: &'v [u8]) -> Option<Captures<'v>> {
        self.has_literals(view).then(|| self.regex.captures(view)).flatten()
    }

    /// Whether a view holds every literal.
    #[must_use]
    pub fn has_literals(&self, view: &[u8]) -> bool {
        self.literals.iter().all(|literal| literal.find(view).is_some())
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
