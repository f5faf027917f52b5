//! A stable sort of large things in little room: the usual one sets aside half as much as they take.
//!
//! ```text
//! order   2 0 1      which one goes to each place: sorted first, four bytes each
//! cycle   0 <- 2 <- 1 <- 0
//! ```

/// Sorts by key; what has the same key stays in its order.
///
/// # Panics
///
/// With more than 2^32 things.
pub fn sort_by_key<T, K: Ord>(all: &mut [T], key: impl Fn(&T) -> K) {
    let count = u32::try_from(all.len()).expect("fewer than 2^32");
    let mut order: Vec<u32> = (0..count).collect();
    order.sort_by_key(|&at| key(&all[at as usize]));
    for start in 0..all.len() {
        follow(start, &mut order, all);
    }
}

/// Puts all of one cycle into their places, and notes that they are there.
fn follow<T>(start: usize, order: &mut [u32], all: &mut [T]) {
    let mut at = start;
    loop {
        let next = std::mem::replace(&mut order[at], at as u32) as usize;
        if next == start {
            return;
        }
        all.swap(at, next);
        at = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_usual_sort() {
        let mut noise = 7_u64;
        for count in (0..40).chain([1000, 1001]) {
            let mut all: Vec<(u64, usize)> = (0..count)
                .map(|place| {
                    noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    ((noise >> 33) % (count as u64 / 3 + 1), place)
                })
                .collect();
            let mut usual = all.clone();
            usual.sort_by_key(|(key, _)| *key);
            sort_by_key(&mut all, |(key, _)| *key);
            assert_eq!(all, usual, "{count}");
        }
    }

    #[test]
    fn one_long_cycle() {
        let mut all: Vec<u32> = (1..1000).chain([0]).collect();
        sort_by_key(&mut all, |n| *n);
        assert!(all.is_sorted());
    }
}
