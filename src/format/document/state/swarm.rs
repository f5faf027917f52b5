//! Tables of a Docker swarm: `docker node ls`, `docker service ls`, `docker service ps`, `docker stack ps`.
//!
//! ```text
//! ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION
//! q7zjk1r0a8 *                  mgr-1      Ready     Active         Leader           27.3.1
//! ID             NAME   MODE         REPLICAS   IMAGE        PORTS
//! b8ov1c         web    replicated   0/3        shop/web:2   *:80->80/tcp
//! ID             NAME        IMAGE        NODE    DESIRED STATE   CURRENT STATE         ERROR                        PORTS
//! x2kf81          \_ web.1   shop/web:2   wrk-2   Shutdown        Failed 3 hours ago    "task: non-zero exit (137)"
//! ```
//!
//! # Source
//!
//! docker/cli, `cli/command/node/formatter.go`, `cli/command/service/formatter.go`, `cli/command/task/formatter.go`.

use super::{Line, Report, Shape, cut, words};
use crate::format::document::columns::Columns;

/// See the head of this file.
pub const SHAPE: Shape = Shape { name: "docker-swarm", begins, report: |_| Box::new(Table::default()) };

/// The columns that tell what a table lists, and how its facts are told: the head, and what follows with its column.
type Kind = (&'static [&'static str], &'static str, &'static [(&'static str, &'static str)]);

const KINDS: [Kind; 3] = [
    (
        &["HOSTNAME", "STATUS", "AVAILABILITY", "MANAGER STATUS"],
        "swarm node ",
        &[
            ("", "HOSTNAME"),
            (" status=", "STATUS"),
            (" availability=", "AVAILABILITY"),
            (" manager=", "MANAGER STATUS"),
        ],
    ),
    (
        &["NAME", "MODE", "REPLICAS", "IMAGE"],
        "swarm service ",
        &[("", "NAME"), (" mode=", "MODE"), (" replicas=", "REPLICAS"), (" image=", "IMAGE")],
    ),
    (
        &["NAME", "NODE", "DESIRED STATE", "CURRENT STATE", "ERROR"],
        "swarm task ",
        &[
            ("", "NAME"),
            (" node=", "NODE"),
            (" desired=", "DESIRED STATE"),
            (" state=", "CURRENT STATE"),
            (": ", "ERROR"),
        ],
    ),
];

fn begins(text: &[u8]) -> bool {
    text.starts_with(b"ID  ") && kind(cut(text).0).is_some()
}

fn kind(header: &[u8]) -> Option<&'static Kind> {
    let columns = Columns::of(header);
    KINDS.iter().find(|(names, ..)| columns.have(names))
}

/// The header of the table and what it lists.
#[derive(Debug, Default)]
struct Table(Vec<u8>, Option<&'static Kind>);

impl Report for Table {
    fn line(&mut self, line: &[u8]) -> Line {
        if line.starts_with(b"ID  ") {
            (self.0, self.1) = (line.to_vec(), kind(line));
            return Line::Known;
        }
        let columns = Columns::of(&self.0);
        let Some((_, head, cells)) = self.1.filter(|_| words(line).count() > 3 && columns.fit(line)) else {
            return if line.is_empty() { Line::Known } else { Line::Other };
        };
        let mut fact = head.as_bytes().to_vec();
        for (label, column) in *cells {
            let cell = columns.cell(line, column);
            // An older try of a task hangs below the one that took its place.
            let cell = cell.strip_prefix(br"\_ ").unwrap_or(cell);
            if !cell.is_empty() {
                fact.extend_from_slice(label.as_bytes());
                fact.extend(cell.iter().filter(|b| **b != b'"'));
            }
        }
        Line::Fact(fact)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn nodes_services_and_tasks() {
        check(
            "ID                HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION\nq7zjk1r0a8 *      mgr-1      Ready     Active         Leader           27.3.1\nx81kd0a2fa        wrk-1      Down      Active                          27.3.1\n",
            &[
                "swarm node mgr-1 status=Ready availability=Active manager=Leader",
                "swarm node wrk-1 status=Down availability=Active",
            ],
        );
        check(
            "$ docker service ls\nID             NAME   MODE         REPLICAS   IMAGE        PORTS\nb8ov1c         web    replicated   0/3        shop/web:2   *:80->80/tcp\n",
            &["swarm service web mode=replicated replicas=0/3 image=shop/web:2"],
        );
        check(
            "ID             NAME        IMAGE        NODE    DESIRED STATE   CURRENT STATE         ERROR                        PORTS\n7q92s0         web.1       shop/web:2   mgr-1   Running         Running 3 hours ago\nx2kf81          \\_ web.1   shop/web:2   wrk-2   Shutdown        Failed 3 hours ago    \"task: non-zero exit (137)\"\n",
            &[
                "swarm task web.1 node=mgr-1 desired=Running state=Running 3 hours ago",
                "swarm task web.1 node=wrk-2 desired=Shutdown state=Failed 3 hours ago: task: non-zero exit (137)",
            ],
        );
    }
}
