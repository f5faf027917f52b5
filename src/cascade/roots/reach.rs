//! How well one episode explains each member of its incident.
//!
//! Most episodes explain a few of ten thousand others, so only those are kept.

use std::ops::Index;

use crate::cascade::links::graph::Graph;
use crate::model::Link;

/// A_r of every member: 1 for the root itself, 0 for what it does not lead to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reach {
    members: usize,
    /// Members that are explained at all, in order,
    reached: Vec<u32>,
    /// and how well each of them is.
    shares: Vec<f64>,
}

impl Reach {
    /// `A_r(r) = 1`, `A_r(j) = 1 − Π (1 − a(i→j)·A_r(i))`, where r are the roots: twins that count as one. `places` are
    /// those of the members in the graph's order.
    #[must_use]
    pub fn of(roots: &[usize], graph: &Graph, links: &[Link], places: &[usize]) -> Self {
        let mut reach = vec![0.0; graph.members.len()];
        let mut touched = vec![false; graph.members.len()];
        let mut reached = Vec::new();
        for &root in roots {
            reach[root] = 1.0;
            reached.push(root as u32);
            graph.out[root].iter().for_each(|&(m, _)| touched[m] = true);
        }
        let first = roots.iter().map(|&root| places[root]).min().unwrap_or(0);
        // Causes come before effects, so whatever is touched has all its causes behind it.
        for &m in &graph.order[first..] {
            if touched[m] && reach[m] < 1.0 {
                let missed: f64 = graph.into[m].iter().map(|&(i, k)| 1.0 - links[k].blame * reach[i]).product();
                reach[m] = 1.0 - missed;
                reached.push(m as u32);
                graph.out[m].iter().for_each(|&(m, _)| touched[m] = true);
            }
        }
        reached.sort_unstable();
        reached.shrink_to_fit();
        let shares = reached.iter().map(|&m| reach[m as usize]).collect();
        Reach { members: graph.members.len(), reached, shares }
    }

    /// Members of the incident.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.members
    }

    /// Whether the incident has no members.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.members == 0
    }

    /// Members that are explained at all, in order, and how well.
    pub fn reached(&self) -> impl ExactSizeIterator<Item = (usize, f64)> + '_ {
        self.reached.iter().map(|&m| m as usize).zip(self.shares.iter().copied())
    }
}

impl Index<usize> for Reach {
    type Output = f64;

    fn index(&self, member: usize) -> &f64 {
        self.reached.binary_search_by_key(&member, |&m| m as usize).map_or(&0.0, |at| &self.shares[at])
    }
}
