//! Causes in a tree whose nodes say how much blame any cause below them may get at most.
//!
//! The best twelve of ten thousand causes are found by opening nodes, the most promising first: what cannot be among
//! them is never looked at. The order of causes, and so the result, is that of looking at every one.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::timing;
use crate::cascade::constants::{LEAST_BLAME, MOST_CAUSES};
use crate::model::Episode;

/// Children of a node.
const FAN: usize = 8;

/// What holds of every cause below a node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds<'e> {
    /// The first of them among the episodes.
    pub(super) first: usize,
    /// Onsets, earliest and latest.
    pub(super) began: (i64, i64),
    /// Until when they may act, earliest and latest.
    pub(super) until: (i64, i64),
    /// The surest.
    pub(super) sure: f64,
    /// The vaguest onset, nanoseconds.
    pub(super) sigma: i64,
    /// Boots, first and last.
    pub(super) boots: (Option<usize>, Option<usize>),
    /// The last end; [`i64::MAX`] when one never ended.
    pub(super) ended: i64,
    /// The host that all of them are about, when it is one.
    pub(super) host: Option<&'e str>,
}

impl<'e> Bounds<'e> {
    /// Of one cause that may act until a moment.
    pub(super) fn of(index: usize, cause: &'e Episode, until: i64) -> Self {
        Bounds {
            first: index,
            began: (cause.began.ns, cause.began.ns),
            until: (until, until),
            sure: cause.sure,
            sigma: timing::own_sigma(cause),
            boots: (cause.boot, cause.boot),
            ended: cause.ended.map_or(i64::MAX, |end| end.ns),
            host: cause.key.host.as_deref(),
        }
    }

    fn with(self, other: Self) -> Self {
        let both = |a: (i64, i64), b: (i64, i64)| (a.0.min(b.0), a.1.max(b.1));
        Bounds {
            first: self.first.min(other.first),
            began: both(self.began, other.began),
            until: both(self.until, other.until),
            sure: self.sure.max(other.sure),
            sigma: self.sigma.max(other.sigma),
            boots: (self.boots.0.min(other.boots.0), self.boots.1.max(other.boots.1)),
            ended: self.ended.max(other.ended),
            host: self.host.filter(|_| self.host == other.host),
        }
    }
}

/// Causes in an order that keeps alike ones together.
#[derive(Debug)]
pub(super) struct Tree<'e> {
    /// The causes, then their nodes, level by level up to a single one.
    levels: Vec<Vec<Bounds<'e>>>,
}

impl<'e> Tree<'e> {
    /// Over causes in their order.
    pub(super) fn new(causes: Vec<Bounds<'e>>) -> Self {
        let mut levels = vec![causes];
        while levels.last().is_some_and(|level| level.len() > 1) {
            let below = levels.last().expect("there is a first level");
            let merged = |part: &[Bounds<'e>]| part.iter().copied().reduce(Bounds::with);
            levels.push(below.chunks(FAN).filter_map(merged).collect());
        }
        Tree { levels }
    }

    /// Places of a node's children in the level below.
    fn children(&self, level: usize, at: usize) -> std::ops::Range<usize> {
        at * FAN..self.levels[level - 1].len().min((at + 1) * FAN)
    }
}

/// What is still to be looked at: a node of one of the trees, or a cause with its blame.
#[derive(Clone, Copy, Debug)]
struct Open {
    most: f64,
    first: usize,
    /// Tree, level and place; `None` for a cause.
    node: Option<(usize, usize, usize)>,
}

impl Ord for Open {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |open: &Open| (Reverse(open.first), open.node);
        self.most.total_cmp(&other.most).then_with(|| key(self).cmp(&key(other)))
    }
}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Open {}

/// The causes of most blame, at most so many as one effect keeps, the first ones of equal ones; each with its blame.
///
/// `most` is the most that any cause of a node of the tree at an index gets, `blame` what a cause gets. A cause may
/// stand in several trees; one of them must bound it truly.
pub(super) fn best(
    trees: &[&Tree<'_>],
    most: impl Fn(usize, &Bounds<'_>) -> f64,
    blame: impl Fn(usize) -> Option<f64>,
) -> Vec<(usize, f64)> {
    let mut heap = BinaryHeap::new();
    let open = |heap: &mut BinaryHeap<Open>, tree: usize, level: usize, at: usize| {
        let bounds = &trees[tree].levels[level][at];
        let most = if level == 0 { blame(bounds.first).unwrap_or(0.0) } else { most(tree, bounds) };
        if most >= LEAST_BLAME {
            heap.push(Open { most, first: bounds.first, node: (level > 0).then_some((tree, level, at)) });
        }
    };
    for (index, tree) in trees.iter().enumerate() {
        open(&mut heap, index, tree.levels.len() - 1, 0);
    }
    let mut found: Vec<(usize, f64)> = Vec::new();
    while let Some(next) = heap.pop() {
        match next.node {
            Some((tree, level, at)) => {
                trees[tree].children(level, at).for_each(|child| open(&mut heap, tree, level - 1, child));
            }
            None if found.iter().any(|(cause, _)| *cause == next.first) => {}
            None => found.push((next.first, next.most)),
        }
        if found.len() == MOST_CAUSES {
            break;
        }
    }
    found
}
