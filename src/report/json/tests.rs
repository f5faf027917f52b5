use super::*;
use crate::model::{Analysis, Stamp};
use crate::report::{Written, sample, whole};

fn of(analysis: &Analysis) -> Report {
    report(&View::new(analysis, &sample::library()))
}

#[test]
fn the_whole_story() {
    let (analysis, library) = (sample::latent(), sample::library());
    let text = whole(pretty, &View::new(&analysis, &library));
    sample::check_file("report.json", &text.replace(env!("CARGO_PKG_VERSION"), "VERSION"));
}

#[test]
fn the_schema_is_up_to_date() {
    let now = serde_json::to_string_pretty(&schemars::schema_for!(Report)).expect("a schema is plain data") + "\n";
    sample::check_path("schema/report.schema.json", &now);
}

#[test]
fn reading_it_back_gives_the_same() {
    for analysis in [sample::nfs(), sample::rivals(), sample::no_root(), sample::healthy(), Analysis::default()] {
        let (report, library) = (of(&analysis), sample::library());
        let view = View::new(&analysis, &library);
        assert_eq!(serde_json::from_str::<Report>(&whole(pretty, &view)).expect("pretty"), report);
        assert_eq!(serde_json::from_str::<Report>(&whole(compact, &view)).expect("compact"), report);
        assert_eq!(whole(compact, &view).lines().count(), 1);
    }
}

#[test]
fn evidence_is_the_plain_text_of_the_line() {
    let mut analysis = sample::nfs();
    let raw = "level=error msg=\"C:\\dir \\\"x\\\"\"\ttail";
    analysis.episodes[0].quotes[0].raw = raw.into();
    let report = of(&analysis);
    assert_eq!(report.incidents[0].root_causes[0].evidence[0].raw, raw);
}

#[test]
fn quotes_and_places_are_bounded() {
    let mut analysis = sample::nfs();
    let mut quote = analysis.episodes[0].quotes[0].clone();
    quote.place.line = 0;
    analysis.episodes[0].quotes = vec![quote; 40];
    let incident = &of(&analysis).incidents[0];
    assert_eq!((incident.root_causes[0].evidence.len(), incident.timeline[0].evidence.len()), (8, 18));
    let first = &incident.timeline[0].evidence[0];
    assert_eq!((first.line, first.cursor.as_deref()), (None, Some("9000")));
}

#[test]
fn causes_and_entities() {
    let incident = &of(&sample::nfs()).incidents[0];
    assert_eq!(incident.timeline[1].caused_by, ["f-nfsaway0"]);
    assert_eq!(incident.timeline[0].entities["nfs_server"], "filer-2.lab.example");
    assert_eq!(incident.timeline[3].entities["pod"], "web/shop-0, web/shop-1, web/shop-2, web/shop-3");
    assert_eq!(incident.root_causes[0].basis, "observed");
}

#[test]
fn rows_one_a_line() {
    let (analysis, library) = (sample::nfs(), sample::library());
    let view = View::new(&analysis, &library);
    let rows: Vec<Row> =
        whole(timeline_lines, &view).lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    assert_eq!(rows.len(), timeline::order(&view).len());
    assert_eq!(serde_json::from_str::<Vec<Row>>(&whole(timeline_array, &view)).expect("rows"), rows);
}

#[test]
fn hostile_text_is_inert() {
    let (analysis, library) = (sample::hostile(), sample::library());
    let view = View::new(&analysis, &library);
    for text in [pretty, timeline_lines, formats].map(|written: Written| whole(written, &view)) {
        assert!(sample::is_inert(&text), "{text:?}");
        assert!(!text.contains("\\u001b"), "{text}");
    }
}

#[test]
fn numbers_are_finite_and_times_exact() {
    let mut analysis = sample::nfs();
    analysis.hosts[0].clock_offset_s = f64::NAN;
    analysis.incidents[0].roots[0].score = 0.123_456_789;
    analysis.episodes[0].began = Stamp { ns: 1_709_347_650_000_000_120, ..Stamp::default() };
    let report = of(&analysis);
    assert_eq!((report.hosts[0].clock_offset_s, report.incidents[0].root_causes[0].score), (0.0, 0.1235));
    assert_eq!(report.incidents[0].root_causes[0].time, "2024-03-02T02:47:30.00000012Z");
}
