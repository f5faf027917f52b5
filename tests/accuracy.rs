//! How good the verdicts are: `docs/accuracy.md` holds what is measured here, and must not be stale.
//!
//! `KASCADE_BLESS=1 cargo test --test accuracy` writes the tables anew. The cases beside the checkout, where there are
//! any, must get the same scores from their own scorer.

mod common;

#[path = "../examples/score/case.rs"]
mod case;
#[path = "../examples/score/judge.rs"]
mod judge;
#[path = "../examples/score/table.rs"]
mod table;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use case::Case;
use common::calibration::{
    Claim, claim, claims_of_fixture, left_out, shares_right, shares_right_with, shown, shown_without, without_its_rule,
};
use common::{analyse_with, engine, root};
use judge::Row;
use kascade::cascade::Method;
use kascade::model::Analysis;
use kascade::pipeline::Settings;
use kascade::report::{View, json};

fn rows(dir: &Path, method: Method) -> Vec<Row> {
    let score = |case: &Case| {
        let analysis = analyse_with(&case.logs, &Settings { threads: 2, method, ..Settings::default() });
        judge::judge(case, &json::report(&View::new(&analysis, &engine().library)))
    };
    let readable = |case| match case {
        Ok(case) => case,
        Err(case::Broken { id, why }) => panic!("{id}: {why}"),
    };
    let cases = case::load(dir).into_iter().map(readable);
    cases.map(|case| score(&case)).collect()
}

fn fixtures() -> PathBuf {
    root().join("fixtures/incidents")
}

/// Compares, or writes with `KASCADE_BLESS=1`, what stands between `<!-- begin NAME -->` and `<!-- end NAME -->`.
#[track_caller]
fn in_document(name: &str, want: &str) {
    // Several tests write parts of one file.
    static ONE_AT_A_TIME: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _alone = ONE_AT_A_TIME.lock();
    let path = root().join("docs/accuracy.md");
    let text = fs::read_to_string(&path).expect("docs/accuracy.md");
    let (begin, end) = (format!("<!-- begin {name} -->\n"), format!("<!-- end {name} -->"));
    let (before, rest) = text.split_once(&begin).unwrap_or_else(|| panic!("no {begin}"));
    let (is, after) = rest.split_once(&end).unwrap_or_else(|| panic!("no {end}"));
    if std::env::var_os("KASCADE_BLESS").is_some() {
        fs::write(&path, format!("{before}{begin}{want}{end}{after}")).expect("docs/accuracy.md can be written");
    } else {
        assert_eq!(is, want, "docs/accuracy.md is stale: KASCADE_BLESS=1 cargo test --test accuracy");
    }
}

#[test]
fn the_table_of_the_fixtures_is_fresh() {
    in_document("fixtures", &table::markdown(&rows(&fixtures(), Method::default())));
}

#[test]
fn the_comparison_of_methods_is_fresh() {
    let whole = ("whole", Method::default());
    let methods = std::iter::once(whole).chain(Method::ablations());
    let scored: Vec<_> = methods.map(|(name, method)| (name, rows(&fixtures(), method))).collect();
    in_document("methods", &table::compared(&scored));
    let best = table::total(&scored[0].1).top1;
    assert!(scored[1..].iter().all(|(_, rows)| table::total(rows).top1 <= best), "a part does harm");
}

/// Whether a reader of the first root sees a line of the cause.
fn is_right(case: &Case, analysis: &Analysis) -> bool {
    judge::judge(case, &json::report(&View::new(analysis, &engine().library))).top1 == Some(true)
}

static CLAIMS: LazyLock<Vec<Claim>> = LazyLock::new(|| {
    let cases = case::load(&fixtures()).into_iter().filter_map(Result::ok).filter(|case| !case.healthy);
    cases.flat_map(|case| claims_of_fixture(&case.id, |analysis| is_right(&case, analysis))).collect()
});

#[test]
fn the_calibration_is_fresh() {
    in_document("confidence", &shown(&CLAIMS, &left_out(&CLAIMS)));
    let right = shares_right(&CLAIMS);
    let [high, medium, low] = right[..] else { panic!("a word is not used: {right:?}") };
    assert!(high >= medium && medium > low, "high, medium and low are right {right:?}");
}

/// One root of two dozen more or less is no difference between two words.
const NOISE: f64 = 0.05;

/// A root that is named because the rule of the cause is missing should be named with less confidence than a right one.
#[test]
fn what_is_said_of_unknown_causes_is_fresh() {
    let cases = case::load(&fixtures()).into_iter().filter_map(Result::ok).filter(|case| !case.healthy && case.in_logs);
    let said: Vec<_> =
        cases.filter_map(|case| without_its_rule(&case.id, |analysis| is_right(&case, analysis))).collect();
    in_document("without", &shown_without(&said));
    let wrong = |word: &str| said.iter().filter(|(w, right)| *w == word && !right).count();
    assert!(wrong("high") * 5 <= said.len(), "{said:?}");
    let right = shares_right_with(&CLAIMS, &said);
    let [high, medium, low] = right[..] else { panic!("a word is not used: {right:?}") };
    assert!(
        high + NOISE >= medium && medium + NOISE > low,
        "with unknown causes high, medium and low are right {right:?}"
    );
}

/// On the cases beside the checkout a word is not right less often than a lower one either.
#[test]
fn the_words_hold_on_other_cases() {
    let cases = case::load(&root().join("../shared/cases")).into_iter().filter_map(Result::ok);
    let claims: Vec<Claim> = cases
        .filter(|case| !case.healthy)
        .filter_map(|case| {
            let analysis = analyse_with(&case.logs, &Settings { threads: 2, ..Settings::default() });
            claim(&case.id, &analysis, case.in_logs && is_right(&case, &analysis))
        })
        .collect();
    if claims.is_empty() {
        return eprintln!("skipped: no ../shared/cases beside the checkout");
    }
    let right = shares_right(&claims);
    assert!(right.is_sorted_by(|a, b| a >= b), "high, medium and low are right {right:?}");
}

/// Incidents whose first root is not the cause, and why; `docs/accuracy.md` says more.
const KNOWN_MISSES: [(&str, &str); 0] = [];
/// Share of the incidents whose first root must be the cause.
const LEAST_TOP1: f64 = 0.9;

#[test]
fn most_roots_are_right_and_every_miss_is_known() {
    let rows = rows(&fixtures(), Method::default());
    let missed: Vec<&str> = rows.iter().filter(|r| r.top1 == Some(false)).map(|r| r.id.as_str()).collect();
    assert_eq!(missed, KNOWN_MISSES.map(|(name, _)| name), "misses that are new, or mended and still listed");
    let top1 = table::total(&rows).top1.unwrap_or(0.0);
    assert!(top1 >= LEAST_TOP1, "{top1:.2} of the first roots are right");
    let loud: Vec<&str> = rows.iter().filter(|r| r.false_alarm == Some(true)).map(|r| r.id.as_str()).collect();
    assert_eq!(loud, KNOWN_ALARMS.map(|(name, _)| name), "alarms on healthy machines that are new, or mended");
}

/// Healthy fixtures with an incident, and why.
const KNOWN_ALARMS: [(&str, &str); 0] = [];

/// What people paste: one log of one machine, a few minutes or hours of it.
#[test]
fn pasted_logs_get_the_right_root() {
    let rows = rows(&root().join("fixtures/pastes"), Method::default());
    assert_eq!(rows.len(), 36);
    let wrong =
        |row: &&Row| row.top1 == Some(false) || row.false_blame == Some(true) || row.said_undetermined == Some(false);
    let wrong: Vec<&str> = rows.iter().filter(wrong).map(|row| row.id.as_str()).collect();
    assert!(wrong.is_empty(), "another root, or another verdict: {wrong:?}");
    let loud: Vec<&str> = rows.iter().filter(|r| r.false_alarm == Some(true)).map(|r| r.id.as_str()).collect();
    assert!(loud.is_empty(), "alarms on healthy machines: {loud:?}");
}

/// `cases/score.py` beside the checkout prints what the example prints.
#[test]
fn both_scorers_agree() {
    let cases = root().join("../shared/cases");
    if !cases.join("score.py").is_file() {
        return eprintln!("skipped: no ../shared/cases/score.py beside the checkout");
    }
    let command = format!("{} -q -o json LOGS_DIR", env!("CARGO_BIN_EXE_kascade"));
    let ran = Command::new("python3").arg(cases.join("score.py")).args(["--cmd", &command]).output();
    let Ok(output) = ran else { return eprintln!("skipped: no python3") };
    let theirs = String::from_utf8(output.stdout).expect("score.py prints UTF-8");
    let columns = |text: &str| -> Vec<Vec<String>> {
        let rows = text.lines().skip(1).take_while(|line| !line.is_empty());
        rows.map(|line| line.split_whitespace().take(9).map(str::to_owned).collect()).collect()
    };
    assert_eq!(columns(&table::plain(&rows(&cases, Method::default()))), columns(&theirs), "{theirs}");
}
