//! Which findings a trace lends to, and where it is over.

use super::*;
use crate::model::{Clock, ConditionId, Entity, Place, RawTime, Repeats, SignatureId, Subject};

const PROCESS: Kind = Kind(1);
const PID: Kind = Kind(2);
const POD: Kind = Kind(3);

fn entity(kind: Kind, value: &str) -> Entity {
    Entity { kind, value: value.into() }
}

fn at(ms: i64) -> RawTime {
    RawTime { clock: Clock::Boot, ns: ms * 1_000_000 }
}

fn writer(unit: &str) -> Writer {
    Writer { host: None, unit: Some(unit.into()), pid: None }
}

fn finding(unit: &str, offset: u64, ms: i64, entities: &[Entity]) -> Waiting {
    let subject = Subject {
        condition: ConditionId(0),
        signature: SignatureId(0),
        ends: false,
        host: None,
        about_host: None,
        unit: Some(unit.into()),
        entities: entities.to_vec(),
        sure: 1.0,
    };
    let place = Place { input: 0, offset, line: 0 };
    let finding = Finding {
        subject: subject.into(),
        values: Vec::new(),
        back_ns: 0,
        time: at(ms),
        boot: None,
        pid: None,
        repeats: Repeats::default(),
        place,
        event: offset,
        quote: "".into(),
        text: 0,
        counts: true,
        continues: false,
        first: None,
    };
    Waiting { finding, time: at(ms), boot: 0 }
}

fn mark(part: Part, offset: u64, ms: i64) -> Mark {
    Mark { offset, part, writer: writer("kernel"), time: at(ms), entities: Vec::new(), quote: None, tasks: None }
}

/// The entities of each finding that comes out, by offset.
fn run(events: impl FnOnce(&mut Traces, &mut Vec<Waiting>)) -> Vec<(u64, Vec<Entity>)> {
    let mut traces = Traces { open: BTreeMap::new(), signs: VecDeque::new(), process: [PROCESS, PID], tasks: None };
    let mut out = Vec::new();
    events(&mut traces, &mut out);
    traces.finish(&mut out);
    let mut got: Vec<_> =
        out.into_iter().map(|w| (w.finding.place.offset, w.finding.subject.entities.clone())).collect();
    got.sort_by_key(|(offset, _)| *offset);
    got
}

#[test]
fn a_report_lends_its_pod_to_all_of_it() {
    let (pod, pid) = (entity(POD, "shop/web-0"), entity(PID, "557"));
    let got = run(|traces, out| {
        traces.finding(finding("kernel", 0, 0, &[]), out);
        traces.mark(mark(Part::Head, 10, 1), out);
        traces.finding(finding("kernel", 20, 2, std::slice::from_ref(&pod)), out);
        traces.finding(finding("kubelet", 25, 2, &[]), out);
        traces.mark(mark(Part::End, 30, 3), out);
        traces.finding(finding("kernel", 30, 3, std::slice::from_ref(&pid)), out);
        traces.finding(finding("kernel", 40, 4, &[]), out);
    });
    let both = vec![pid, pod];
    let expected = [(0, vec![]), (20, both.clone()), (25, vec![]), (30, both), (40, vec![])];
    assert_eq!(got, expected);
}

#[test]
fn silence_and_heads_part_traces() {
    let pod = entity(POD, "shop/web-0");
    for (part, ms) in [(Part::Head, 3), (Part::About, 2000)] {
        let got = run(|traces, out| {
            traces.mark(mark(Part::Head, 10, 1), out);
            traces.finding(finding("kernel", 10, 1, std::slice::from_ref(&pod)), out);
            traces.mark(mark(part, 20, ms), out);
            traces.finding(finding("kernel", 30, ms, &[]), out);
        });
        assert_eq!(got, [(10, vec![pod.clone()]), (30, vec![])]);
    }
}

#[test]
fn what_is_in_doubt_is_not_lent() {
    let (invoker, victim) = (entity(PROCESS, "java"), entity(PROCESS, "python3"));
    let got = run(|traces, out| {
        traces.mark(mark(Part::Head, 10, 1), out);
        traces.finding(finding("kernel", 10, 1, std::slice::from_ref(&invoker)), out);
        traces.finding(finding("kernel", 20, 2, &[victim.clone(), entity(PID, "557")]), out);
    });
    assert_eq!(got[0].1, [invoker]);
}
