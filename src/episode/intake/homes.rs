//! On which host each pod runs, as one input tells.

use std::collections::BTreeMap;

/// Pods that one input names with their nodes, at most.
const MOST_HOMES: usize = 50_000;

/// The one host of each pod, by its name without the namespace; `None` for pods of several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Homes(BTreeMap<Box<str>, Option<Box<str>>>);

impl Homes {
    /// Notes that a pod runs on a host.
    pub fn learn(&mut self, pod: &str, host: &str) {
        let pod = bare(pod);
        let has_room = self.0.len() < MOST_HOMES;
        match self.0.get_mut(pod) {
            Some(known) if known.as_deref() != Some(host) => *known = None,
            Some(_) => {}
            None if has_room => _ = self.0.insert(pod.into(), Some(host.into())),
            None => {}
        }
    }

    /// Adds what another input tells.
    pub(in crate::episode) fn merge(&mut self, other: &Homes) {
        for (pod, host) in &other.0 {
            match host {
                Some(host) => self.learn(pod, host),
                None => _ = self.0.insert(pod.clone(), None),
            }
        }
    }

    /// The host of a pod, if it has one.
    pub(in crate::episode) fn get(&self, pod: &str) -> Option<Box<str>> {
        self.0.get(bare(pod))?.clone()
    }
}

/// The name without its namespace: a collection of logs often lacks it.
fn bare(pod: &str) -> &str {
    pod.rsplit('/').next().unwrap_or(pod)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pods_of_several_nodes_have_no_home() {
        let (mut one, mut other) = (Homes::default(), Homes::default());
        one.learn("shop/web-0", "n1");
        one.learn("web-1", "n1");
        other.learn("shop/web-1", "n2");
        one.merge(&other);
        assert_eq!((one.get("web-0").as_deref(), one.get("shop/web-1"), one.get("web-2")), (Some("n1"), None, None));
    }
}
