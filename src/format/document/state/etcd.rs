//! `etcdctl endpoint status` and `endpoint health` with `-w table`.
//!
//! ```text
//! +------------------------+--------+--------------+---------------------------+
//! |        ENDPOINT        | HEALTH |     TOOK     |           ERROR           |
//! +------------------------+--------+--------------+---------------------------+
//! | https://10.0.0.2:2379  |  false | 5.000213171s | context deadline exceeded |
//! ```
//!
//! # Source
//!
//! etcd, `etcdctl/ctlv3/command/printer_table.go`.

use super::{Line, Report, Shape, cut};

/// See the head of this file.
pub const SHAPE: Shape = Shape { name: "etcdctl-table", begins, report: |_| Box::new(Table::default()) };

fn begins(text: &[u8]) -> bool {
    let (first, rest) = cut(text);
    let header = cut(rest).0;
    first.starts_with(b"+--") && cells(header).any(|cell| cell == b"ENDPOINT")
}

/// The cells between the bars of a row.
fn cells(row: &[u8]) -> impl Iterator<Item = &[u8]> {
    let row = row.strip_prefix(b"|").and_then(|row| row.strip_suffix(b"|"));
    row.into_iter().flat_map(|row| row.split(|b| *b == b'|')).map(<[u8]>::trim_ascii)
}

/// The names of the columns.
#[derive(Debug, Default)]
struct Table(Vec<Vec<u8>>);

impl Report for Table {
    fn line(&mut self, line: &[u8]) -> Line {
        let line = line.trim_ascii();
        if line.is_empty() || line.starts_with(b"+-") {
            return Line::Known;
        }
        if !line.starts_with(b"|") {
            return Line::Other;
        }
        if cells(line).any(|cell| cell == b"ENDPOINT") {
            self.0 = cells(line).map(<[u8]>::to_vec).collect();
            return Line::Known;
        }
        let cell = |name: &[u8]| {
            let at = self.0.iter().position(|column| column == name)?;
            cells(line).nth(at).filter(|cell| !cell.is_empty())
        };
        let Some(endpoint) = cell(b"ENDPOINT") else { return Line::Known };
        let mut text = [b"etcd endpoint ", endpoint].concat();
        for (column, label) in [("HEALTH", " health="), ("DB SIZE", " size="), ("IS LEADER", " leader=")] {
            if let Some(value) = cell(column.as_bytes()) {
                text.extend_from_slice(&[label.as_bytes(), value].concat());
            }
        }
        if let Some(error) = cell(b"ERROR").or_else(|| cell(b"ERRORS")) {
            text.extend_from_slice(&[b": ", error].concat());
        }
        Line::Fact(text)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn health_and_status() {
        check(
            "+-----+\n|   ENDPOINT    | HEALTH |  TOOK  |  ERROR  |\n+-----+\n| https://a:2379 |  false | 5.0s | context deadline exceeded |\n| https://b:2379 |   true | 9ms |  |\n+-----+\n",
            &[
                "etcd endpoint https://a:2379 health=false: context deadline exceeded",
                "etcd endpoint https://b:2379 health=true",
            ],
        );
        check(
            "+-----+\n| ENDPOINT | ID | VERSION | DB SIZE | IS LEADER | ERRORS |\n+-----+\n| https://a:2379 | 8e9e | 3.5.12 | 2.1 GB | true | memberID:9 alarm:NOSPACE |\n",
            &["etcd endpoint https://a:2379 size=2.1 GB leader=true: memberID:9 alarm:NOSPACE"],
        );
    }
}
