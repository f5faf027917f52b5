//! The shapes of two stretches of one input, as if the records of both had come in a row.

use super::{MOST, Shape, Shapes};

impl Shapes {
    /// Adds those of the stretch behind, before which there are so many lines. Says whether all of both were kept: which
    /// ones would have made room for others cannot be told afterwards.
    #[must_use]
    pub fn join(&mut self, behind: Shapes, lines: u64) -> bool {
        if !self.gone.is_empty() || !behind.gone.is_empty() {
            return false;
        }
        if let (Some(trail), Some(more)) = (&mut self.trail, behind.trail) {
            trail.join(more, lines);
        }
        for (hash, mut shape) in behind.by_hash {
            shape.first.place.line += lines;
            match self.by_hash.get_mut(&hash) {
                Some(known) => known.join(shape),
                None => drop(self.by_hash.insert(hash, shape)),
            }
        }
        self.by_hash.len() <= MOST
    }
}

impl Shape {
    fn join(&mut self, behind: Shape) {
        self.last = behind.last;
        self.slots.join(&behind.slots);
        if behind.first.ns < self.first.ns {
            self.first = behind.first;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{Shapes, Sight};
    use crate::model::{Place, RawTime, Record};

    /// Messages at their seconds, from a line on.
    fn of(messages: &[(&str, i64)], line: u64, lines_before: u64) -> Shapes {
        let mut shapes = Shapes::default();
        for (at, (message, ns)) in (line..).zip(messages) {
            let record = Record { message: message.as_bytes().into(), raw: message.as_bytes(), ..Record::default() };
            let place = Place { offset: at * 10, line: at - lines_before, ..Place::default() };
            shapes.take(&Sight { record: &record, host: None, unit: None, time: RawTime::utc(*ns), boot: 0, place });
        }
        shapes
    }

    fn sorted(shapes: &Shapes) -> Vec<String> {
        let mut all: Vec<_> = shapes.iter().map(|shape| format!("{shape:?}")).collect();
        all.sort_unstable();
        all
    }

    #[test]
    fn two_stretches_are_like_one() {
        let all = [("retry 1", 5), ("gone", 6), ("retry 2", 3), ("late", 9), ("gone", 8), ("retry 3", 3)];
        for cut in 0..=all.len() {
            let mut joined = of(&all[..cut], 1, 0);
            assert!(joined.join(of(&all[cut..], cut as u64 + 1, cut as u64), cut as u64));
            assert_eq!(sorted(&joined), sorted(&of(&all, 1, 0)), "cut at {cut}");
        }
    }

    #[test]
    fn too_many_are_not_joined() {
        let words = |from: usize| -> Vec<String> {
            let word = |n: usize| n.to_string().bytes().map(|b| char::from(b + 0x31)).collect();
            (from..from + 3000).map(word).collect()
        };
        let of_words = |words: &[String]| of(&words.iter().map(|word| (&**word, 1)).collect::<Vec<_>>(), 1, 0);
        let mut shapes = of_words(&words(10_000));
        assert!(shapes.join(of_words(&words(10_000)), 0));
        assert!(!shapes.join(of_words(&words(20_000)), 0));
    }
}
