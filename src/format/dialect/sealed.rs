//! A record whose envelope is read, and what the program wrote is not.

use std::borrow::Cow;

use crate::format::{own_record, payload};
use crate::model::Record;

/// A record whose envelope is read, and what the program wrote is not.
#[derive(Debug)]
pub struct Sealed<'a> {
    /// What the envelope tells.
    pub record: Record<'a>,
    /// Whether a payload may be in it.
    pub(super) nests: bool,
    /// The program that printed it, if no payload knows better.
    pub(super) writer: Option<&'static [u8]>,
}

/// Logs of one program, whose reports are of many lines: InnoDB's monitor, a crash of the database.
pub(super) const WRITERS: [(&str, &[u8]); 4] =
    [("mysql-error", b"mysqld"), ("mariadb-error", b"mariadbd"), ("postgres", b"postgres"), ("redis", b"redis-server")];

impl<'a> Sealed<'a> {
    /// The whole record.
    #[must_use]
    pub fn finish(mut self) -> Record<'a> {
        if self.nests {
            payload::apply(&mut self.record);
        }
        if matches!(self.record.format, "" | "leading-level") {
            self.record.ident = self.record.ident.or(self.writer.map(Cow::Borrowed));
        }
        self.record
    }

    pub(super) fn into_owned(self) -> Sealed<'static> {
        Sealed { record: own_record(self.record), ..self }
    }
}
