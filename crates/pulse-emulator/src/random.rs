//! Seeded randomness (SplitMix64): the same seed gives the same ids and durations.

use std::hash::{BuildHasher, RandomState};
use std::ops::RangeInclusive;

/// A small generator, good enough for ids and durations.
pub struct Random {
    state: u64,
}

impl Random {
    /// A generator that always gives the same numbers for the same seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// A seed that differs from run to run.
    #[must_use]
    pub fn fresh_seed() -> u64 {
        RandomState::new().hash_one(0u8)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from the range, both ends included.
    pub fn within(&mut self, range: &RangeInclusive<u64>) -> u64 {
        let span = range.end() - range.start() + 1;
        range.start() + self.bits() % span
    }

    /// True with the given probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        const UNIT: f64 = 1.0 / (1u64 << 53) as f64;
        ((self.bits() >> 11) as f64) * UNIT < probability
    }

    /// An id in the form of a version 4 UUID.
    pub fn uuid(&mut self) -> String {
        let high = (self.bits() & !0xF000) | 0x4000;
        let low = (self.bits() & (u64::MAX >> 2)) | (1 << 63);
        format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xFFFF,
            high & 0xFFFF,
            low >> 48,
            low & 0xFFFF_FFFF_FFFF
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_ids_and_another_seed_others() {
        let ids = |seed| {
            let mut random = Random::new(seed);
            (0..100).map(|_| random.uuid()).collect::<Vec<_>>()
        };
        assert_eq!(ids(7), ids(7));
        assert_ne!(ids(7), ids(8));
        let distinct: std::collections::HashSet<_> = ids(7).into_iter().collect();
        assert_eq!(distinct.len(), 100);
    }

    #[test]
    fn an_id_has_the_form_of_a_version_4_uuid() {
        let mut random = Random::new(1);
        for _ in 0..1000 {
            let id = random.uuid();
            let lengths: Vec<_> = id.split('-').map(str::len).collect();
            assert_eq!(lengths, [8, 4, 4, 4, 12], "{id}");
            assert_eq!(id.as_bytes()[14], b'4', "{id}");
            assert!(b"89ab".contains(&id.as_bytes()[19]), "{id}");
        }
    }

    #[test]
    fn a_drawn_number_stays_within_its_range_and_reaches_both_ends() {
        let mut random = Random::new(3);
        let drawn: Vec<_> = (0..1000).map(|_| random.within(&(5..=8))).collect();
        assert!(drawn.iter().all(|n| (5..=8).contains(n)));
        assert!(drawn.contains(&5) && drawn.contains(&8));
    }

    #[test]
    fn a_chance_of_zero_is_never_true_and_of_one_always() {
        let mut random = Random::new(3);
        assert!((0..1000).all(|_| !random.chance(0.0)));
        assert!((0..1000).all(|_| random.chance(1.0)));
        let hits = (0..10_000).filter(|_| random.chance(0.25)).count();
        assert!((2200..2800).contains(&hits), "{hits}");
    }
}
