//! What is wrong with many inputs in the same way is told once.
//!
//! ```text
//! note: unrecognised: 812 inputs: lines of no known format, read as plain text (sos.tar.xz::proc/pressure/cpu)
//! ```

use std::collections::BTreeMap;

use crate::model::{Notice, NoticeKind};

/// So many alike are told one by one.
const FEW: usize = 3;
/// What a folder or an archive may have much of.
const COMMON: [NoticeKind; 4] =
    [NoticeKind::Unrecognised, NoticeKind::Empty, NoticeKind::Binary, NoticeKind::Unsupported];

/// Gathers what was noticed of each input.
#[derive(Debug, Default)]
pub struct Troubles {
    all: Vec<Notice>,
    alike: BTreeMap<(NoticeKind, String), Vec<String>>,
}

impl Troubles {
    /// What was noticed of one input.
    pub fn add(&mut self, input: &str, notices: Vec<Notice>) {
        for notice in notices {
            let what = notice.text.strip_prefix(input).and_then(|text| text.strip_prefix(": "));
            match what.filter(|_| COMMON.contains(&notice.kind)) {
                Some(what) => {
                    self.alike.entry((notice.kind, what.to_owned())).or_default().push(input.to_owned());
                }
                None => self.all.push(notice),
            }
        }
    }

    /// The notices: those that are alike in more than a few inputs as one.
    #[must_use]
    pub fn notices(self) -> Vec<Notice> {
        let mut all = self.all;
        for ((kind, what), inputs) in self.alike {
            if inputs.len() <= FEW {
                all.extend(inputs.iter().map(|input| Notice::once(kind, format!("{input}: {what}"))));
            } else {
                let text = format!("{} inputs: {what}", inputs.len());
                all.push(Notice { kind, count: inputs.len() as u64, text, example: inputs[0].clone() });
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_alike_are_one() {
        let mut troubles = Troubles::default();
        for name in ["a", "b", "c", "d"] {
            troubles.add(name, vec![Notice::once(NoticeKind::Empty, format!("{name}: holds nothing"))]);
        }
        troubles
            .add("e", vec![Notice::once(NoticeKind::Binary, "e: binary"), Notice::once(NoticeKind::Damaged, "e: x")]);
        let texts: Vec<(u64, String)> = troubles.notices().into_iter().map(|n| (n.count, n.text)).collect();
        let want = [(1, "e: x"), (4, "4 inputs: holds nothing"), (1, "e: binary")];
        assert_eq!(texts, want.map(|(n, text)| (n, text.to_owned())));
    }
}
