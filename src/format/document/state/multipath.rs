//! `multipath -ll`.
//!
//! ```text
//! mpatha (3600508b400105e210000900000490000) dm-2 HP,HSV210
//! size=200G features='1 queue_if_no_path' hwhandler='0' wp=rw
//! |-+- policy='service-time 0' prio=50 status=active
//! | |- 3:0:0:1 sdc 8:32 active ready running
//! | `- 2:0:0:1 sdd 8:48 failed faulty running
//! ```
//!
//! # Source
//!
//! multipath-tools, `libmultipath/print.c`.

use super::{Line, Report, Shape, cut, words};

/// See the head of this file.
pub const SHAPE: Shape = Shape { name: "multipath-list", begins, report: |_| Box::new(Map::default()) };

fn begins(text: &[u8]) -> bool {
    let (first, rest) = cut(text);
    rest.starts_with(b"size=") && memchr::memmem::find(first, b" dm-").is_some()
}

/// The map whose paths are listed.
#[derive(Debug, Default)]
struct Map(Vec<u8>);

impl Report for Map {
    fn line(&mut self, line: &[u8]) -> Line {
        if memchr::memmem::find(line, b" dm-").is_some() && !line.starts_with(b" ") {
            self.0 = words(line).next().unwrap_or_default().to_vec();
            return Line::Known;
        }
        let path: Vec<&[u8]> = words(line).skip_while(|word| !is_address(word)).collect();
        match path[..] {
            [_, device, _, state, checker, ..] => {
                Line::Fact([b"multipath map ", &*self.0, b" path ", device, b" ", state, b" ", checker].concat())
            }
            _ if line.is_empty() || line.starts_with(b"size=") => Line::Known,
            _ if line.first().is_some_and(|b| b"|`\\_ [".contains(b)) => Line::Known,
            _ => Line::Other,
        }
    }
}

/// `3:0:0:1`, also `#:#:#:#` of a device that is gone.
fn is_address(word: &[u8]) -> bool {
    word.iter().filter(|b| **b == b':').count() == 3 && word.iter().all(|b| b.is_ascii_digit() || b":#".contains(b))
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn paths_of_a_map() {
        check(
            "mpatha (3600508b4) dm-2 HP,HSV210\nsize=200G features='1 queue_if_no_path' hwhandler='0' wp=rw\n|-+- policy='service-time 0' prio=50 status=active\n| `- 3:0:0:1 sdc 8:32 active ready running\n`-+- policy='service-time 0' prio=0 status=enabled\n  `- 2:0:0:1 sdd 8:48 failed faulty running\n",
            &["multipath map mpatha path sdc active ready", "multipath map mpatha path sdd failed faulty"],
        );
    }
}
