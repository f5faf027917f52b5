//! The links of one incident as a graph without cycles.
//!
//! Kubelet and runtime blame each other, a webhook and its own pods too: inside such a knot only the links that go on
//! in time are kept, so that back-dated onset decides who leads, and the better link where onsets leave the order open.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use crate::cascade::constants::{JOIN_BLAME, SAME_MOMENT, SAME_MOMENT_APART, SAME_MOMENT_DATED};
use crate::model::{Episode, Link, Stamp};

/// Adjacency of one incident; episodes are numbered within the incident, in order of onset.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// Episodes, as indices into the whole list.
    pub members: Vec<usize>,
    /// Links out of each member: (member, link).
    pub out: Vec<Vec<(usize, usize)>>,
    /// Links into each member: (member, link).
    pub into: Vec<Vec<(usize, usize)>>,
    /// Members so that causes come before effects.
    pub order: Vec<usize>,
}

/// The links to an episode, as indices into all links, which are sorted by effect.
#[must_use]
pub fn links_into(links: &[Link], episode: usize) -> Range<usize> {
    let first = links.partition_point(|l| l.to < episode);
    first..first + links[first..].partition_point(|l| l.to == episode)
}

impl Graph {
    /// Over `members` (sorted) and the links between them, all links being sorted by effect.
    #[must_use]
    pub fn new(members: Vec<usize>, episodes: &[Episode], links: &[Link]) -> Self {
        let place = |episode: usize| members.binary_search(&episode).ok();
        let into = members.iter().flat_map(|&episode| links_into(links, episode));
        let edges: Vec<(usize, usize, usize)> =
            into.filter_map(|k| Some((place(links[k].from)?, place(links[k].to)?, k))).collect();
        let n = members.len();
        let knots = Knots::of(n, &edges);
        let knotted: Vec<_> = edges.iter().copied().filter(|(a, b, _)| knots[*a] == knots[*b]).collect();
        let onset = leads(&members, episodes, links, &knotted);
        let kept: Vec<_> =
            edges.into_iter().filter(|(a, b, _)| knots[*a] != knots[*b] || onset[*a] < onset[*b]).collect();
        let mut graph = Graph { out: vec![Vec::new(); n], into: vec![Vec::new(); n], order: Vec::new(), members };
        for (a, b, k) in kept {
            graph.out[a].push((b, k));
            graph.into[b].push((a, k));
        }
        graph.order = graph.causes_first();
        graph
    }

    fn causes_first(&self) -> Vec<usize> {
        self.sorted(|m| m, |_| true)
    }

    /// The members in the order they are told: by onset and place, but no effect before its cause where clocks and
    /// back-dating leave the order open.
    #[must_use]
    pub fn told(&self, episodes: &[Episode], links: &[Link]) -> Vec<usize> {
        let place = |m: usize| episodes[self.members[m]].quotes.first().map(|q| q.place);
        let open = |l: &Link| is_open(&episodes[l.from], &episodes[l.to]);
        let counts = |k: usize| links[k].blame >= JOIN_BLAME && !links[k].is_latent() && open(&links[k]);
        let latest = self.latest(episodes, counts);
        let began = |m: usize| episodes[self.members[m]].began.ns;
        let key = |m: usize| (began(m).min(latest[m]), began(m), place(m), m);
        self.sorted(key, counts)
    }

    /// When each member and all of its effects had begun, at the latest: a cause that was printed late moves up to its first
    /// effect, since effects that wait for it would fall behind others.
    fn latest(&self, episodes: &[Episode], counts: impl Fn(usize) -> bool) -> Vec<i64> {
        let mut latest: Vec<i64> =
            self.members.iter().map(|&e| episodes[e].began.ns.max(episodes[e].began_by_ns)).collect();
        for &m in self.order.iter().rev() {
            let effects = self.out[m].iter().filter(|(_, k)| counts(*k)).map(|&(b, _)| latest[b]);
            latest[m] = effects.fold(latest[m], i64::min);
        }
        latest
    }

    /// Kahn's algorithm over the links that count; of those that are ready the smallest key comes first.
    fn sorted<K: Ord>(&self, key: impl Fn(usize) -> K, counts: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut open: Vec<usize> = self.into.iter().map(|l| l.iter().filter(|(_, k)| counts(*k)).count()).collect();
        let mut ready: BTreeSet<(K, usize)> = (0..open.len()).filter(|&m| open[m] == 0).map(|m| (key(m), m)).collect();
        let mut order = Vec::with_capacity(open.len());
        while let Some((_, m)) = ready.pop_first() {
            order.push(m);
            for &(b, _) in self.out[m].iter().filter(|(_, k)| counts(*k)) {
                open[b] -= 1;
                if open[b] == 0 {
                    ready.insert((key(b), b));
                }
            }
        }
        order
    }
}

/// Whether clocks and back-dating allow that a cause began no later than its effect.
fn is_open(cause: &Episode, effect: &Episode) -> bool {
    let one_clock = match (cause.quotes.first(), effect.quotes.first()) {
        (Some(a), Some(b)) => a.host == b.host,
        _ => false,
    };
    let dated = [cause, effect].iter().any(|e| e.began.ns + SAME_MOMENT_DATED < e.seen.ns);
    let least = match (dated, one_clock) {
        (true, _) => SAME_MOMENT_DATED,
        (false, true) => SAME_MOMENT,
        (false, false) => SAME_MOMENT_APART,
    };
    let doubt = cause.onset_sigma_ns.max(effect.onset_sigma_ns).max(least);
    cause.began.ns <= effect.began_by_ns.max(effect.began.ns + doubt)
}

/// When each member leads: at its onset, or right before that of an effect that may not have been earlier and does not blame
/// it more. Over the links inside knots.
fn leads(
    members: &[usize],
    episodes: &[Episode],
    links: &[Link],
    knotted: &[(usize, usize, usize)],
) -> Vec<(i64, bool, Stamp, usize)> {
    let blame: HashMap<(usize, usize), f64> = knotted.iter().map(|&(a, b, k)| ((a, b), links[k].blame)).collect();
    let began = |m: usize| episodes[members[m]].began;
    let mut leads: Vec<_> = (0..members.len()).map(|m| (began(m).ns, true, began(m), m)).collect();
    for &(a, b, k) in knotted {
        let back = blame.get(&(b, a)).copied().unwrap_or_default();
        let is_better = links[k].blame >= JOIN_BLAME && links[k].blame > back;
        if is_better && began(b).ns < leads[a].0 && is_open(&episodes[members[a]], &episodes[members[b]]) {
            (leads[a].0, leads[a].1) = (began(b).ns, false);
        }
    }
    leads
}

/// Strongly connected components, by Tarjan, without recursion.
struct Knots {
    index: Vec<usize>,
    low: Vec<usize>,
    on_stack: Vec<bool>,
    stack: Vec<usize>,
    next: usize,
    of: Vec<usize>,
}

impl Knots {
    fn of(n: usize, edges: &[(usize, usize, usize)]) -> Vec<usize> {
        let mut out = vec![Vec::new(); n];
        edges.iter().for_each(|(a, b, _)| out[*a].push(*b));
        let none = usize::MAX;
        let mut knots = Knots {
            index: vec![none; n],
            low: vec![0; n],
            on_stack: vec![false; n],
            stack: Vec::new(),
            next: 0,
            of: vec![none; n],
        };
        for root in 0..n {
            if knots.index[root] == none {
                knots.visit(root, &out);
            }
        }
        knots.of
    }

    fn enter(&mut self, m: usize) {
        self.index[m] = self.next;
        self.low[m] = self.next;
        self.next += 1;
        self.stack.push(m);
        self.on_stack[m] = true;
    }

    fn visit(&mut self, root: usize, out: &[Vec<usize>]) {
        let mut path = vec![(root, 0)];
        self.enter(root);
        while let Some((m, at)) = path.last_mut() {
            let m = *m;
            if let Some(&b) = out[m].get(*at) {
                *at += 1;
                if self.index[b] == usize::MAX {
                    self.enter(b);
                    path.push((b, 0));
                } else if self.on_stack[b] {
                    self.low[m] = self.low[m].min(self.index[b]);
                }
                continue;
            }
            path.pop();
            if let Some((parent, _)) = path.last() {
                self.low[*parent] = self.low[*parent].min(self.low[m]);
            }
            self.close(m);
        }
    }

    fn close(&mut self, m: usize) {
        if self.low[m] != self.index[m] {
            return;
        }
        while let Some(top) = self.stack.pop() {
            self.on_stack[top] = false;
            self.of[top] = m;
            if top == m {
                break;
            }
        }
    }
}
