//! Goes through an archive and the archives in it, depth first.

use std::io::{Cursor, Read};
use std::ops::ControlFlow;

use super::limits::{Budget, Counted, MAX_DEPTH};
use super::tally::Tally;
use super::{name, tar, zip};
use crate::source::open::{self, Peeled};

/// Whether to go on.
pub type Flow = ControlFlow<()>;

/// A file that was met.
pub struct Met<'m> {
    /// Its place among the files of the named archive, from 0: the same each time the archive is read.
    pub number: u32,
    /// Its name, that of the archives it lies in before it: `inner.zip::var/log/syslog`.
    pub name: &'m str,
    /// When it was last written, nanoseconds UTC.
    pub modified_ns: Option<i64>,
    /// Its bytes, compressions taken off.
    pub peeled: Peeled<'m>,
}

/// What is done with each file.
pub type Visit<'v> = dyn FnMut(Met<'_>) -> Flow + 'v;

/// A member as its archive describes it.
#[derive(Clone, Copy, Debug)]
pub struct Member<'m> {
    /// The archives it lies in, each with `::` behind it.
    pub prefix: &'m str,
    /// Its name as stored.
    pub raw: &'m str,
    /// When it was last written, nanoseconds UTC.
    pub modified_ns: Option<i64>,
}

/// A walk through one named archive.
pub struct Walker<'b, 'v> {
    /// Name of the archive in reports.
    pub archive: &'b str,
    /// What it may unfold.
    pub budget: &'b Budget<'b>,
    /// What is told besides the files.
    pub tally: Tally,
    visit: &'v mut Visit<'v>,
    next: u32,
}

impl<'b, 'v> Walker<'b, 'v> {
    /// A walk that shows every file to `visit`.
    pub fn new(archive: &'b str, budget: &'b Budget<'b>, visit: &'v mut Visit<'v>) -> Self {
        Walker { archive, budget, tally: Tally::default(), visit, next: 0 }
    }

    /// Whether limits and the user let the walk go on.
    pub fn flow(&self) -> Flow {
        if self.budget.goes_on() { Flow::Continue(()) } else { Flow::Break(()) }
    }

    /// Notes that an archive is damaged from here on; a limit that was hit is told by itself.
    pub fn broken(&mut self, prefix: &str, error: &dyn std::fmt::Display) {
        if self.budget.goes_on() {
            let inner = prefix.trim_end_matches(name::INSIDE);
            let separator = if inner.is_empty() { "" } else { name::INSIDE };
            self.tally.damaged(&format!("{}{separator}{inner}", self.archive), &format!("ends early: {error}"));
        }
    }

    /// A member: a file is shown, an archive is gone into.
    pub fn member(&mut self, member: &Member<'_>, reader: Box<dyn Read + '_>, depth: u32) -> Flow {
        if !self.budget.member() {
            return Flow::Break(());
        }
        let (clean, leads_out) = name::clean(member.raw);
        let name = format!("{}{clean}", member.prefix);
        if leads_out {
            self.tally.leads_out(&name);
        }
        let budget = self.budget;
        let counted = Box::new(Counted { inner: reader, budget });
        let peeled =
            open::peel(counted, open::HEAD, &|c, inner| Ok(Box::new(Counted { inner: c.reader(inner)?, budget })));
        match peeled {
            Ok(peeled) => self.peeled(&name, member.modified_ns, peeled, depth)?,
            Err(e) => self.tally.damaged(&format!("{}{}{name}", self.archive, name::INSIDE), &e.to_string()),
        }
        self.flow()
    }

    fn peeled(&mut self, name: &str, modified_ns: Option<i64>, peeled: Peeled<'_>, depth: u32) -> Flow {
        match Kind::of(&peeled.head) {
            Some(_) if depth + 1 >= MAX_DEPTH => self.tally.too_deep(name),
            Some(kind) => return self.inner(kind, &format!("{name}{}", name::INSIDE), peeled, depth + 1),
            None => {
                self.tally.file(name);
                let number = self.next;
                self.next += 1;
                return (self.visit)(Met { number, name, modified_ns, peeled });
            }
        }
        Flow::Continue(())
    }

    /// An archive that comes as a stream.
    pub fn inner(&mut self, kind: Kind, prefix: &str, peeled: Peeled<'_>, depth: u32) -> Flow {
        let whole = Box::new(Cursor::new(peeled.head).chain(peeled.rest));
        match kind {
            Kind::Tar => tar::walk(self, prefix, whole, depth),
            Kind::Zip => zip::hold(self, prefix, whole, depth),
        }
    }
}

/// A kind of archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Tar of any age.
    Tar,
    /// Zip.
    Zip,
}

impl Kind {
    /// The kind that the first bytes announce, at least 512 of them.
    #[must_use]
    pub fn of(head: &[u8]) -> Option<Kind> {
        if zip::is_zip(head) {
            return Some(Kind::Zip);
        }
        tar::is_tar(head).then_some(Kind::Tar)
    }
}
