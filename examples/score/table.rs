//! Scores as tables: for a terminal, for a document, and methods side by side.

use super::judge::Row;

const COLUMNS: [&str; 11] = [
    "id",
    "kind",
    "top1",
    "top3",
    "chain_recall",
    "order_tau",
    "false_blame",
    "said_undetermined",
    "false_alarm",
    "seconds",
    "error",
];

/// Mean scores of the incidents of a table; what no row has is `None`.
#[derive(Debug)]
pub struct Total {
    /// Incidents.
    pub cases: usize,
    pub top1: Option<f64>,
    pub top3: Option<f64>,
    pub chain_recall: Option<f64>,
    pub order_tau: Option<f64>,
    pub false_blame: Option<f64>,
    pub undetermined_right: Option<f64>,
    pub undetermined_wrong: Option<f64>,
    /// Healthy cases.
    pub healthy: usize,
    pub false_alarm: Option<f64>,
}

/// The means over all rows.
pub fn total(rows: &[Row]) -> Total {
    let incidents: Vec<&Row> = rows.iter().filter(|r| r.kind != "healthy").collect();
    let healthy: Vec<&Row> = rows.iter().filter(|r| r.kind == "healthy").collect();
    let share = |rows: &[&Row], of: fn(&Row) -> Option<bool>| {
        mean(rows.iter().map(|r| Some(f64::from(u8::from(of(r).unwrap_or(false))))))
    };
    let applies = |of: fn(&Row) -> Option<bool>| mean(incidents.iter().map(|r| of(r).map(|b| f64::from(u8::from(b)))));
    Total {
        cases: incidents.len(),
        top1: share(&incidents, |r| r.top1),
        top3: share(&incidents, |r| r.top3),
        chain_recall: mean(incidents.iter().map(|r| r.chain_recall)),
        order_tau: mean(incidents.iter().map(|r| r.order_tau)),
        false_blame: share(&incidents, |r| r.false_blame),
        undetermined_right: applies(|r| r.said_undetermined),
        undetermined_wrong: applies(|r| r.wrongly_undetermined),
        healthy: healthy.len(),
        false_alarm: share(&healthy, |r| r.false_alarm),
    }
}

fn mean(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let (sum, n) = values.flatten().fold((0.0, 0), |(sum, n), v| (sum + v, n + 1));
    (n > 0).then(|| sum / f64::from(n))
}

/// Columns for a terminal, with the means below.
pub fn plain(rows: &[Row]) -> String {
    let head = COLUMNS.map(str::to_owned).to_vec();
    let cells: Vec<Vec<String>> = std::iter::once(head).chain(rows.iter().map(cells)).collect();
    let widths: Vec<usize> =
        (0..COLUMNS.len()).map(|i| cells.iter().map(|row| row[i].chars().count()).max().unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let padded: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        padded.join("  ").trim_end().to_owned() + "\n"
    };
    cells.iter().map(line).collect::<String>() + "\n" + &means(rows)
}

fn means(rows: &[Row]) -> String {
    let total = total(rows);
    format!(
        "incidents cases={}  top1={}  top3={}  chain_recall={}  order_tau={}  false_blame_rate={}  \
         undetermined_right={}  undetermined_wrong={}\nhealthy   cases={}  false_alarm_rate={}\n",
        total.cases,
        number(total.top1),
        number(total.top3),
        number(total.chain_recall),
        number(total.order_tau),
        number(total.false_blame),
        number(total.undetermined_right),
        number(total.undetermined_wrong),
        total.healthy,
        number(total.false_alarm),
    )
}

fn cells(row: &Row) -> Vec<String> {
    vec![
        row.id.clone(),
        row.kind.to_owned(),
        word(row.top1),
        word(row.top3),
        number(row.chain_recall),
        number(row.order_tau),
        word(row.false_blame),
        word(row.said_undetermined),
        word(row.false_alarm),
        number(row.seconds),
        row.error.clone().unwrap_or_else(|| "-".to_owned()),
    ]
}

/// The table of a document: without times.
pub fn markdown(rows: &[Row]) -> String {
    let names = ["case", "kind", "top 1", "top 3", "chain", "order", "false blame", "undetermined", "false alarm"];
    let body = rows.iter().map(|row| bar(&cells(row)[..names.len()]));
    heading(&names) + &body.collect::<String>()
}

/// The means of several methods side by side.
pub fn compared(scored: &[(&str, Vec<Row>)]) -> String {
    let names = [
        "method",
        "top 1",
        "top 3",
        "chain",
        "order",
        "false blame",
        "undetermined, rightly",
        "undetermined, wrongly",
        "false alarms",
    ];
    let line = |(name, rows): &(&str, Vec<Row>)| {
        let t = total(rows);
        let means = [t.top1, t.top3, t.chain_recall, t.order_tau, t.false_blame];
        let rest = [t.undetermined_right, t.undetermined_wrong, t.false_alarm];
        bar(&std::iter::once((*name).to_owned()).chain(means.into_iter().chain(rest).map(number)).collect::<Vec<_>>())
    };
    heading(&names) + &scored.iter().map(line).collect::<String>()
}

fn heading(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
    let rule: Vec<String> = names.iter().map(|_| "---".to_owned()).collect();
    bar(&names) + &bar(&rule)
}

fn bar(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

fn word(value: Option<bool>) -> String {
    value.map_or("-", |v| if v { "yes" } else { "no" }).to_owned()
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |v| format!("{v:.2}"))
}
