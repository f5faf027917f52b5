//! A piece of a log as its programs speak in it.

use std::collections::BTreeMap;

use super::words::{self, Weight};
use crate::episode::novelty::Line;
use crate::model::stamp::MINUTE;

/// Who speaks: a program on a host; of a record that names no program, its input.
pub type Name<'l> = (Option<&'l str>, Option<&'l str>, Option<u32>);

/// A line as the gate sees it.
#[derive(Clone, Copy, Debug)]
pub struct Said<'l> {
    /// Its place among all lines of the piece.
    pub index: usize,
    /// When: nanoseconds UTC, or a minute for each line where none has a time.
    pub at: i64,
    /// It.
    pub line: &'l Line,
    /// How much it says of trouble.
    pub weight: Weight,
    /// Whether it says that its program works.
    pub cheers: bool,
    /// Lines before it and behind it in its input.
    pub around: (usize, usize),
}

/// What one program says, in order.
#[derive(Clone, Debug, Default)]
pub struct Voice<'l> {
    /// Its lines.
    pub said: Vec<Said<'l>>,
}

/// All of a piece.
#[derive(Clone, Debug)]
pub struct Piece<'l> {
    /// Its programs.
    pub voices: BTreeMap<Name<'l>, Voice<'l>>,
    /// First and last time.
    pub span: (i64, i64),
    /// First time of each input.
    pub starts: BTreeMap<u32, i64>,
    /// Lines in it.
    pub len: usize,
}

impl<'l> Piece<'l> {
    /// Of lines in order; `tells` says of one on which a signature holds whether that tells of trouble.
    pub fn new(lines: &'l [Line], tells: &dyn Fn(&Line) -> bool) -> Self {
        // An input without any time comes first.
        let first = lines.iter().find_map(|line| line.quote.time);
        let at = |index: usize| match lines[index].quote.time.or(first) {
            Some(time) => time.ns,
            None => index as i64 * MINUTE,
        };
        let weight = |line: &Line| if line.known && !tells(line) { Weight::Nothing } else { words::weight(line) };
        let around = around(lines);
        let (mut voices, mut starts) = (BTreeMap::<Name<'l>, Voice<'l>>::new(), BTreeMap::new());
        for (index, line) in lines.iter().enumerate() {
            let (at, around) = (at(index), around[index]);
            let said = Said { index, at, line, weight: weight(line), cheers: words::cheers(line), around };
            voices.entry(name(line)).or_default().said.push(said);
            starts.entry(line.quote.place.input).or_insert(at);
        }
        let span = if lines.is_empty() { (0, 0) } else { (at(0), at(lines.len() - 1)) };
        Piece { voices, span, starts, len: lines.len() }
    }
}

/// How many lines stand before and behind each in its input.
fn around(lines: &[Line]) -> Vec<(usize, usize)> {
    let mut inputs: BTreeMap<u32, Vec<(u64, usize)>> = BTreeMap::new();
    for (index, line) in lines.iter().enumerate() {
        inputs.entry(line.quote.place.input).or_default().push((line.quote.place.offset, index));
    }
    let mut around = vec![(0, 0); lines.len()];
    for mut input in inputs.into_values() {
        input.sort_unstable();
        let last = input.len() - 1;
        input.into_iter().enumerate().for_each(|(before, (_, index))| around[index] = (before, last - before));
    }
    around
}

fn name(line: &Line) -> Name<'_> {
    let unit = line.quote.unit.as_deref();
    (line.quote.host.as_deref(), unit, unit.is_none().then_some(line.quote.place.input))
}
