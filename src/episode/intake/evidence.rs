//! What single records of an input told of the others: see `matcher/scan/evidence.rs`.

use super::InputLog;
use crate::matcher::Scan;
use crate::model::{Clock, RawTime};

impl InputLog {
    /// Adds what the records of a block told.
    pub(super) fn evidence(&mut self, scan: &Scan) {
        if let Some((first, last)) = scan.dated {
            let known = self.dated.unwrap_or((first, last));
            self.dated = Some((known.0.min(first), known.1.max(last)));
        }
        if let (Some(offset), Some((_, last))) = (scan.header_offset_ns, scan.dated) {
            // The header shows the clock that all stamps below it show.
            self.pairs.add(RawTime { clock: Clock::Local, ns: last.saturating_add(offset) }, last);
        }
        self.zones |= scan.zones;
        for (pod, node) in &scan.homes {
            self.homes.learn(&String::from_utf8_lossy(pod), &String::from_utf8_lossy(node).to_ascii_lowercase());
        }
    }
}
