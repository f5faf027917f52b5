//! Episodes of one matter as one step: what befell three hosts or forty pods is told once, with how many they were.
//!
//! ```text
//! 04:33:58  node-1 k8s-dqlite  The datastore drops its queries  x18 on 2 hosts
//! 04:36:02  k8s-state          A pod waits for a node  x46, 46 pods
//! ```

use std::collections::BTreeSet;

use crate::model::{ConditionId, Entity, Hypothesis, Incident};
use crate::report::view::View;
use crate::report::when::grouped;

/// Episodes of one condition about the same things on several hosts, or of several pods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The first of them in order of time.
    pub first: usize,
    /// All of them, where it is told of how many things; else only the first.
    pub all: Vec<usize>,
    /// Whether it is a branch under the root.
    pub branch: bool,
}

/// The chain behind the root and its branches, without what was told with the root, in order of time.
pub fn of(view: &View<'_>, incident: &Incident) -> Vec<Step> {
    let Some(root) = incident.roots.first() else { return each(view, &incident.chain, &[]) };
    let is_head = incident.chain.first() == Some(&root.episode);
    let told = |index: &usize| root.alike.contains(index) || (is_head && *index == root.episode);
    let all = |from: &[usize]| from.iter().copied().filter(|index| !told(index)).collect::<Vec<_>>();
    let mut steps = each(view, &all(&[&incident.chain[..], &root.branches].concat()), &all(&root.explains));
    for step in &mut steps {
        step.branch = root.branches.iter().any(|branch| step.all.contains(branch));
    }
    steps
}

/// What began together with a root.
pub fn alike(view: &View<'_>, root: &Hypothesis) -> Vec<Step> {
    each(view, &root.alike, &[])
}

/// A step for each matter of `shown`, in order of time, of the same second the cause before its effect; those of
/// `others` that are of the same matter count.
fn each(view: &View<'_>, shown: &[usize], others: &[usize]) -> Vec<Step> {
    let mut order = shown.to_vec();
    order.sort_by_key(|&index| view.episode(index).began.second());
    let mut known = BTreeSet::new();
    order.retain(|&index| known.insert(matter(view, index)));
    order.into_iter().map(|first| step(view, first, shown.iter().chain(others))).collect()
}

fn step<'i>(view: &View<'_>, first: usize, others: impl Iterator<Item = &'i usize>) -> Step {
    let same = others.copied().filter(|&index| index != first && matter(view, index) == matter(view, first));
    let same: BTreeSet<usize> = same.collect();
    let mut all = vec![first];
    all.extend(same);
    if hosts(view, &all) < 2 && pods(view, &all) < 2 {
        all.truncate(1);
    }
    Step { first, all, branch: false }
}

/// What an episode is about, wherever it is: one port on three hosts is one matter, two ports are two.
fn matter<'a>(view: &View<'a>, index: usize) -> (ConditionId, Vec<&'a Entity>) {
    let key = &view.episode(index).key;
    let place = ["host", "pod"].map(|name| view.library.kinds.find(name));
    (key.condition, key.about.iter().filter(|entity| !place.contains(&Some(entity.kind))).collect())
}

fn hosts(view: &View<'_>, all: &[usize]) -> usize {
    all.iter().filter_map(|&index| view.host(view.episode(index))).collect::<BTreeSet<_>>().len()
}

/// How many pods they are about.
fn pods(view: &View<'_>, all: &[usize]) -> usize {
    let Some(pod) = view.library.kinds.find("pod") else { return 0 };
    let about = all.iter().flat_map(|&index| &view.episode(index).key.about);
    about.filter(|entity| entity.kind == pod).map(|entity| &entity.value).collect::<BTreeSet<_>>().len()
}

impl Step {
    /// `x18 on 2 hosts`, `x46, 46 pods`.
    pub fn extent(&self, view: &View<'_>) -> String {
        let count = self.all.iter().map(|&index| view.episode(index).count).fold(0, u64::saturating_add);
        let (hosts, pods) = (hosts(view, &self.all), pods(view, &self.all));
        match (self.all.len(), hosts, pods) {
            (1, ..) | (_, 0 | 1, 0 | 1) => format!("x{count}"),
            (_, 0 | 1, pods) => format!("x{count}, {} pods", grouped(pods as u64)),
            (_, hosts, _) => format!("x{count} on {} hosts", grouped(hosts as u64)),
        }
    }

    /// How much is lost with its row: the gravest stay longest, and of those the branches.
    pub fn weight(&self, view: &View<'_>) -> u8 {
        let worst = self.all.iter().map(|&index| view.episode(index).severity).max();
        2 * worst.map_or(0, |severity| severity as u8) + u8::from(self.branch)
    }
}
