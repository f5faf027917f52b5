//! Heads as simpler tools name them: what the method is measured against.

use super::rank::Ranker;
use crate::cascade::links::graph::Graph;
use crate::cascade::method::Head;
use crate::model::{Link, Severity};

/// The chance that the walk of PageRank goes on, as its authors have it.
const DAMPING: f64 = 0.85;
/// Rounds until it has settled: 0.85^60 is below a ten-thousandth.
const ROUNDS: usize = 60;

/// Members that take part, best head first; `None` when the head is chosen by score.
#[must_use]
pub fn order(head: Head, ranker: &Ranker<'_>, graph: &Graph, links: &[Link]) -> Option<Vec<usize>> {
    let mut members: Vec<usize> = (0..graph.members.len()).collect();
    let severity = |m: usize| ranker.episode(m).severity;
    match head {
        Head::Score => return None,
        Head::Earliest => members.sort_by_key(|&m| (severity(m) < Severity::Medium, m)),
        Head::MostSevere => members.sort_by_key(|&m| (std::cmp::Reverse(severity(m)), m)),
        Head::PageRank => {
            let rank = page_rank(graph, links);
            members.sort_by(|&a, &b| rank[b].total_cmp(&rank[a]).then(a.cmp(&b)));
        }
    }
    Some(members)
}

/// PageRank over the links from effects to causes, weighted by blame. What has no cause hands its rank to all.
fn page_rank(graph: &Graph, links: &[Link]) -> Vec<f64> {
    let n = graph.members.len();
    let mut rank = vec![1.0 / n as f64; n];
    for _ in 0..ROUNDS {
        let idle: f64 = (0..n).filter(|&m| graph.into[m].is_empty()).map(|m| rank[m]).sum();
        let mut next = vec![(1.0 - DAMPING + DAMPING * idle) / n as f64; n];
        for (causes, own) in graph.into.iter().zip(&rank) {
            let all: f64 = causes.iter().map(|&(_, k)| links[k].blame).sum();
            causes.iter().for_each(|&(i, k)| next[i] += DAMPING * own * links[k].blame / all);
        }
        rank = next;
    }
    rank
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(from: usize, to: usize) -> Link {
        Link { from, to, because: "".into(), joined: "".into(), lag_ns: 0, strength: 1.0, blame: 0.5, fired_by: None }
    }

    #[test]
    fn rank_flows_to_causes_and_none_is_lost() {
        let links = [link(0, 1), link(0, 2), link(1, 2)];
        let mut graph =
            Graph { members: vec![0, 1, 2], out: vec![vec![]; 3], into: vec![vec![]; 3], order: vec![0, 1, 2] };
        for (k, l) in links.iter().enumerate() {
            graph.out[l.from].push((l.to, k));
            graph.into[l.to].push((l.from, k));
        }
        let rank = page_rank(&graph, &links);
        assert!(rank[0] > rank[1] && rank[1] > rank[2], "{rank:?}");
        assert!((rank.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{rank:?}");
    }
}
