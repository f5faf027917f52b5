//! Records of tens of kilobytes: what they cost is bounded, and what is left out is told.

mod common;

use std::sync::Arc;

use common::engine;
use common::program::{notices, pipe};
use kascade::format::{Dialect, Sniffed};
use kascade::matcher::scan::MOST_TRIED;
use kascade::matcher::{Context, Piece, Scan, Scanner};
use kascade::model::StreamSet;
use kascade::rule::baked;

/// Bytes from which a record is long.
const LONG: usize = 64 << 10;

/// A line of so many bytes with an example of one rule after the other.
fn line(len: usize) -> String {
    let sources = baked::sources();
    let rows = sources.iter().flat_map(|source| &source.file.signatures);
    let examples = rows.filter_map(|row| Some(row.matches.first()?.get_ref().replace('\n', " ")));
    let mut line = "2025-12-19T04:45:00+00:00 kestrel app: ".to_owned();
    for example in examples.filter(|example| example.is_ascii() && !example.contains('\\')) {
        line.extend([&example, " "]);
    }
    line.truncate(len - 1);
    line + "\n"
}

fn scan(text: &str) -> Scan {
    let (Sniffed::Lines(dialect) | Sniffed::Unknown(dialect)) = Dialect::sniff(text.as_bytes(), "") else {
        panic!("a line of text")
    };
    let (file, frame) = (StreamSet::default(), dialect.frame());
    let context = Context {
        input: 0,
        host: None,
        labels: &[],
        container: None,
        file,
        dialect,
        frame,
        is_beside: false,
        units: &[],
    };
    let all = (0, text.len());
    let piece = Piece { text: text.as_bytes(), offset: 0, before: &[], own: all, counted: all, starts: None };
    Scanner::new(engine(), context).scan(&piece)
}

#[test]
fn of_a_long_record_a_bounded_number_of_signatures_is_tried() {
    let short = scan(&line(LONG));
    assert!(short.findings.len() > 2 * MOST_TRIED, "{} findings", short.findings.len());
    assert_eq!(short.crowded, 0);
    for len in [LONG + 100, 200 << 10] {
        let long = scan(&line(len));
        assert_eq!(long.crowded, 1, "{len}");
        assert!((MOST_TRIED / 4..=MOST_TRIED).contains(&long.findings.len()), "{} of {len}", long.findings.len());
    }
}

#[test]
fn the_findings_of_a_record_share_its_quote() {
    let found = scan(&line(8 << 10)).findings;
    assert!(found.len() > 1 && found.iter().all(|finding| Arc::ptr_eq(&finding.quote, &found[0].quote)));
}

#[test]
fn what_is_not_tried_is_told() {
    let told = |text: &str| {
        let report = pipe(["-o", "json"], text.as_bytes()).ends(0).json();
        notices(&report).contains(&"limit")
    };
    assert!(told(&line(LONG + 100)));
    assert!(!told(&line(LONG)));
}
