//! One report against one truth.
//!
//! A report that prints the whole log must not win: of a root the first 8 lines are looked at, of a step 20, of the
//! timeline 200 rows.

use kascade::report::json::{Quote, Report};

use super::case::Case;

const CAUSE_LINES: usize = 8;
const STEP_LINES: usize = 20;
const STEPS: usize = 200;
/// Incidents, and roots over all of them, that are looked at.
const DEPTH: usize = 3;

/// The score of one case; what does not apply is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// The case.
    pub id: String,
    /// `in-logs`, `not-in-logs`, `healthy` or `error`.
    pub kind: &'static str,
    /// The root of the first incident quotes a line of the cause.
    pub top1: Option<bool>,
    /// One of the first three roots does.
    pub top3: Option<bool>,
    /// Share of the chain's steps that the timelines quote.
    pub chain_recall: Option<f64>,
    /// Kendall's tau of their order; none below two steps.
    pub order_tau: Option<f64>,
    /// The root is wrong and quotes a line that has nothing to do with it.
    pub false_blame: Option<bool>,
    /// The verdict is that the root cause is not in the logs.
    pub said_undetermined: Option<bool>,
    /// The same said of a case whose root cause is in the logs.
    pub wrongly_undetermined: Option<bool>,
    /// An incident on a healthy machine.
    pub false_alarm: Option<bool>,
    /// Time it took.
    pub seconds: Option<f64>,
    /// Why the case could not be scored.
    pub error: Option<String>,
}

/// Scores a report.
pub fn judge(case: &Case, report: &Report) -> Row {
    if case.healthy { healthy(case, report) } else { incident(case, report) }
}

fn healthy(case: &Case, report: &Report) -> Row {
    let allowed = |i: &kascade::report::json::Incident| {
        i.root_causes.first().is_some_and(|root| hit(&root.evidence, CAUSE_LINES, &case.may_report))
    };
    let loud = report.incidents.iter().any(|i| !allowed(i));
    Row { id: case.id.clone(), kind: "healthy", false_alarm: Some(loud), ..Row::default() }
}

fn incident(case: &Case, report: &Report) -> Row {
    let quoted = |evidence: &[Quote]| hit(evidence, CAUSE_LINES, &case.evidence);
    let first = report.incidents.first();
    let root = first.and_then(|i| i.root_causes.first());
    let top1 = root.is_some_and(|r| quoted(&r.evidence));
    let ranked = report.incidents.iter().take(DEPTH).flat_map(|i| &i.root_causes).take(DEPTH);
    let blamed = root.is_some_and(|r| hit(&r.evidence, CAUSE_LINES, &case.must_not_blame));
    let undetermined = first.is_some_and(|i| i.verdict != "known");
    let found = steps(case, report);
    Row {
        id: case.id.clone(),
        kind: if case.in_logs { "in-logs" } else { "not-in-logs" },
        top1: Some(top1),
        top3: Some(ranked.into_iter().any(|r| quoted(&r.evidence))),
        chain_recall: (!case.chain.is_empty()).then(|| found.len() as f64 / case.chain.len() as f64),
        order_tau: tau(&found),
        false_blame: Some(!top1 && blamed),
        said_undetermined: (!case.in_logs).then_some(undetermined),
        wrongly_undetermined: case.in_logs.then_some(undetermined),
        ..Row::default()
    }
}

/// The place in the timelines of each step that is found; a row stands for two steps only when it has to.
fn steps(case: &Case, report: &Report) -> Vec<usize> {
    let rows: Vec<&[Quote]> =
        report.incidents.iter().flat_map(|i| &i.timeline).map(|row| row.evidence.as_slice()).take(STEPS).collect();
    let mut places: Vec<usize> = Vec::new();
    for step in &case.chain {
        let holds = |&place: &usize| hit(rows[place], STEP_LINES, std::slice::from_ref(step));
        let fresh = (0..rows.len()).filter(|place| !places.contains(place)).find(holds);
        places.extend(fresh.or_else(|| (0..rows.len()).find(holds)));
    }
    places
}

/// Kendall's tau of places that should ascend.
fn tau(places: &[usize]) -> Option<f64> {
    let pairs = (0..places.len()).flat_map(|i| (i + 1..places.len()).map(move |j| (i, j)));
    let signs: Vec<f64> = pairs
        .map(|(i, j)| match places[i].cmp(&places[j]) {
            std::cmp::Ordering::Less => 1.0,
            std::cmp::Ordering::Equal => 0.0,
            std::cmp::Ordering::Greater => -1.0,
        })
        .collect();
    (!signs.is_empty()).then(|| signs.iter().sum::<f64>() / signs.len() as f64)
}

/// Whether one of the first so many quotes holds one of the substrings.
fn hit(evidence: &[Quote], most: usize, substrings: &[String]) -> bool {
    let texts: Vec<String> = evidence.iter().take(most).map(|q| normal(&q.raw)).collect();
    substrings.iter().map(|s| normal(s)).any(|s| texts.iter().any(|text| text.contains(&s)))
}

/// The same text whether it came raw, escaped as in JSON or with doubled blanks.
fn normal(text: &str) -> String {
    let mut text = text.to_owned();
    loop {
        let bare = text.replace("\\\"", "\"").replace("\\\\", "\\");
        if bare == text {
            return text.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        text = bare;
    }
}
