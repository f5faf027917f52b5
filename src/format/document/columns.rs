//! Tables whose header tells where the columns start.
//!
//! ```text
//! NAMESPACE   NAME    READY   STATUS              RESTARTS      AGE
//! default     crash   0/1     CrashLoopBackOff    2 (19s ago)   46s
//! ^           ^       cells are cut here: they may hold blanks, runs of blanks too
//! ```

/// The columns of a header.
#[derive(Clone, Debug)]
pub struct Columns<'i>(Vec<(&'i [u8], usize)>);

impl<'i> Columns<'i> {
    /// The names of a header and where they start: two blanks part them, one belongs to the name.
    #[must_use]
    pub fn of(header: &'i [u8]) -> Self {
        let mut found = Vec::new();
        let mut at = header.iter().take_while(|b| **b == b' ').count();
        while at < header.len() {
            let end = memchr::memmem::find(&header[at..], b"  ").map_or(header.len(), |end| at + end);
            found.push((&header[at..end], at));
            at = end + header[end..].iter().take_while(|b| **b == b' ').count();
        }
        Columns(found)
    }

    /// As [`Columns::of`], for headers in which one blank parts two names.
    #[must_use]
    pub fn of_words(header: &'i [u8]) -> Self {
        let mut found = Vec::new();
        let mut at = 0;
        for word in header.split(|b| *b == b' ') {
            if !word.is_empty() {
                found.push((word, at));
            }
            at += word.len() + 1;
        }
        Columns(found)
    }

    /// Whether all of the columns are there.
    #[must_use]
    pub fn have(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.0.iter().any(|(column, _)| is_same(column, name)))
    }

    /// Whether no cell of a row reaches into the next column: rows that `--watch` adds may be wider than the header.
    #[must_use]
    pub fn fit(&self, row: &[u8]) -> bool {
        self.0.iter().all(|(_, start)| *start == 0 || row.get(start - 1).is_none_or(|b| *b == b' '))
    }

    /// The cell under a column; empty when there is no such column.
    #[must_use]
    pub fn cell<'r>(&self, row: &'r [u8], name: &str) -> &'r [u8] {
        let Some(index) = self.0.iter().position(|(column, _)| is_same(column, name)) else { return b"" };
        let start = self.0[index].1.min(row.len());
        let end = self.0.get(index + 1).map_or(row.len(), |(_, next)| (*next).min(row.len()));
        row[start..end].trim_ascii()
    }
}

/// `LAST SEEN` is also printed as `LASTSEEN`, and as `LastSeen` where a user names the columns.
fn is_same(column: &[u8], name: &str) -> bool {
    column == name.as_bytes() || plain(column).eq(plain(name.as_bytes()))
}

fn plain(text: &[u8]) -> impl Iterator<Item = u8> + '_ {
    text.iter().filter(|b| **b != b' ').map(u8::to_ascii_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_cut_at_the_header() {
        let columns = Columns::of(b"  NAME    LAST SEEN   MESSAGE");
        assert!(columns.have(&["NAME", "LAST SEEN"]) && !columns.have(&["NAME", "AGE"]));
        let row = b"  web-0   12s (x3)    a   b";
        assert_eq!(columns.cell(row, "LAST SEEN"), b"12s (x3)");
        assert_eq!(columns.cell(row, "MESSAGE"), b"a   b");
        assert_eq!((columns.cell(row, "AGE"), columns.cell(b"  x", "MESSAGE")), (&b""[..], &b""[..]));
    }

    #[test]
    fn one_blank_may_part_names() {
        let columns = Columns::of_words(b"  UNIT      LOAD ACTIVE SUB");
        assert_eq!(columns.cell(b"* a.service load failed dead", "ACTIVE"), b"failed");
    }
}
