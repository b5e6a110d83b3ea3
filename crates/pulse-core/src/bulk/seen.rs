//! The ids a run has met, as fingerprints in buckets that grow one by one.
//!
//! No old and new table ever stand side by side: a bucket that grows moves a few kilobytes.

use alloc::vec::Vec;

use super::siphash;

/// Buckets, by the low bits of a fingerprint: a million ids are 244 to a bucket, which is looked through at once.
const BUCKETS: usize = 4096;

/// The set of ids met.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    key: [u64; 2],
    buckets: Vec<Vec<(u64, u64)>>,
}

impl Seen {
    pub(super) const fn new(key: [u64; 2]) -> Self {
        Self {
            key,
            buckets: Vec::new(),
        }
    }

    /// Notes an id; false if it was there.
    pub(super) fn insert(&mut self, id: &str) -> bool {
        self.insert_print(siphash::hash(self.key, id.as_bytes()))
    }

    fn insert_print(&mut self, print: (u64, u64)) -> bool {
        if self.buckets.is_empty() {
            self.buckets.resize_with(BUCKETS, Vec::new);
        }
        let Some(bucket) = self.buckets.get_mut(print.0 as usize % BUCKETS) else {
            return true;
        };
        if bucket.contains(&print) {
            return false;
        }
        if bucket.len() == bucket.capacity() {
            // By a quarter: doubling would leave half of it empty.
            bucket.reserve_exact((bucket.len() / 4).saturating_add(2));
        }
        bucket.push(print);
        true
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::format;

    use proptest::prelude::*;

    use super::*;

    fn bytes(seen: &Seen) -> usize {
        // Each bucket is counted with eight bytes of an allocator's header.
        let bucket = |bucket: &Vec<(u64, u64)>| bucket.capacity() * 16 + 8;
        seen.buckets.capacity() * size_of::<Vec<(u64, u64)>>()
            + seen.buckets.iter().map(bucket).sum::<usize>()
    }

    #[test]
    fn an_id_is_new_once() {
        let mut seen = Seen::new([1, 2]);
        assert!(seen.insert("a"));
        assert!(seen.insert("b"));
        assert!(!seen.insert("a"));
        assert!(!seen.insert("b"));
        assert!(seen.insert(""));
        assert!(!seen.insert(""));
    }

    #[test]
    fn a_million_ids_are_told_apart_in_at_most_64_bytes_each() {
        let mut seen = Seen::new([3, 4]);
        for n in 0..1_000_000_usize {
            assert!(seen.insert(&format!("job-{n}")));
            if n > 10_000 && n % 9_973 == 0 {
                assert!(bytes(&seen) <= n * 40, "{} bytes for {n} ids", bytes(&seen));
            }
        }
        for n in (0..1_000_000).step_by(1_009) {
            assert!(!seen.insert(&format!("job-{n}")), "{n}");
        }
    }

    #[test]
    fn fingerprints_that_share_all_their_low_bits_do_not_break_it() {
        let mut seen = Seen::new([0, 0]);
        for high in 0..1_000 {
            assert!(seen.insert_print((7, high)));
            assert!(!seen.insert_print((7, high)));
        }
        assert!(seen.insert_print((8, 0)));
    }

    proptest! {
        #[test]
        fn it_is_a_set(prints in prop::collection::vec((0_u64..8, 0_u64..400), 0..3_000)) {
            let mut seen = Seen::new([0, 0]);
            let mut model = HashSet::new();
            for (high, low) in prints {
                // Some share a bucket, and of those some all their low half.
                let print = (low << 10, high);
                prop_assert_eq!(seen.insert_print(print), model.insert(print));
            }
        }
    }
}
