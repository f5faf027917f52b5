//! Whether a log was printed newest first, as `journalctl -r` does.

use memchr::memchr_iter;

use super::{Dialect, Names};
use crate::framing::Frame;
use crate::model::{Kind, RawTime};
use crate::text::lines;

/// Records of the head that are looked at.
const RECORDS: usize = 400;
/// Fewer falls than this may be anything.
const FEW_FALLS: usize = 3;

/// Whether the times in the head of an input fall from record to record.
///
/// One rise in ten is forgiven: records of several processes may change places.
#[must_use]
pub fn is_newest_first(head: &[u8], dialect: Dialect) -> bool {
    if dialect.frame() == Frame::Export {
        return false;
    }
    let names = Names::from_lookup(|_| Kind(0));
    let most = RECORDS.min(memchr_iter(b'\n', head).count() + 1);
    let time = |line| {
        let sealed = dialect.open(line, &names);
        // What a program printed does not change the time of an envelope.
        if sealed.record.time.is_some() { sealed.record.time } else { sealed.finish().time }
    };
    let lines = lines(head).filter(|line| !line.is_empty()).take(RECORDS);
    let (mut falls, mut rises, mut before) = (0, 0, RawTime::NONE);
    for time in lines.map(time).filter(|t| t.is_some()) {
        let same_clock = time.clock == before.clock;
        falls += usize::from(same_clock && time.ns < before.ns);
        rises += usize::from(same_clock && time.ns > before.ns);
        // So many rises cannot be made good by what is left: most logs are known to be in order after a tenth.
        if 9 * rises > most - rises {
            return false;
        }
        before = time;
    }
    falls >= FEW_FALLS && falls >= 9 * rises
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Sniffed;

    #[track_caller]
    fn check(seconds: &[u32], want: bool) {
        let text: String = seconds.iter().map(|s| format!("Nov 14 02:57:{s:02} n1 kernel: x\n")).collect();
        let Sniffed::Lines(dialect) = Dialect::sniff(text.as_bytes(), "x.log") else { panic!("lines") };
        assert_eq!(is_newest_first(text.as_bytes(), dialect), want, "{seconds:?}");
    }

    #[test]
    fn falling_times() {
        check(&[9, 8, 8, 7, 6, 1], true);
        check(&[1, 2, 3, 4, 5], false);
        check(&[9, 8, 9, 8, 9, 8, 9, 8], false);
        check(&[5, 5, 5, 4], false);
    }
}
