//! What a planned restart excuses, taken back where it broke something that stayed broken.
//!
//! ```text
//! 20:01:37  rebooted by its administrator                  planned: what it brings is expected
//! 20:02:35  Failed to find module 'vxlan'                  in the first minutes, so excused
//! 20:02:54 .. next morning  flannel exited                 is not over when the restart is: the module is to blame
//! ```
//!
//! A restart brings refused connections and failed probes, which mend themselves. A defect that leads to something
//! grave that goes on is none of these.

use crate::cascade::constants::JOIN_BLAME;
use crate::model::{Episode, Link, Role, Severity};
use crate::rule::Library;

/// Takes the excuse back from broken components and defects that led to what nothing excuses.
pub fn take_back(library: &Library, episodes: &mut [Episode], links: &[Link]) {
    loop {
        let blamed: Vec<usize> = links.iter().filter(|l| is_to_blame(library, episodes, l)).map(|l| l.from).collect();
        if blamed.is_empty() {
            return;
        }
        // What is taken back may show that its own cause is no excuse either.
        blamed.into_iter().for_each(|index| episodes[index].expected = false);
    }
}

fn is_to_blame(library: &Library, episodes: &[Episode], link: &Link) -> bool {
    let (cause, effect) = (&episodes[link.from], &episodes[link.to]);
    let role = |e: &Episode| library.condition(e.key.condition).role;
    let defect = cause.expected && matches!(role(cause), Role::Cause | Role::Fault);
    let grave = !effect.expected && effect.severity >= Severity::High && role(effect) != Role::Symptom;
    defect && grave && link.blame >= JOIN_BLAME && cause.key.condition != effect.key.condition
}
