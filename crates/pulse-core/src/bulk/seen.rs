//! The ids a run has met, as fingerprints in an extendible hash table.
//!
//! A full page splits in two, so growth moves one page at a time and frees none: there is no moment at which
//! an old and a new table stand side by side, and no freed piece that a later, larger one cannot use.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::siphash;

/// Fingerprints to a page: with its two counters a page fills 512 bytes less an allocator's header.
const PAGE: usize = 31;

#[derive(Debug, Clone)]
struct Page {
    /// How many low bits of a fingerprint all of this page's share.
    depth: u8,
    len: u8,
    /// Low and high half apart: a u128 would align to 16 bytes and waste them.
    prints: [(u64, u64); PAGE],
}

/// The set of ids met.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    key: [u64; 2],
    /// The page of each value of the low `depth` bits. Invariant: its length is 2^depth.
    directory: Vec<u32>,
    depth: u8,
    #[expect(
        clippy::vec_box,
        reason = "pages in one piece would be copied, all at once, each time it grows"
    )]
    pages: Vec<Box<Page>>,
}

impl Seen {
    pub(super) const fn new(key: [u64; 2]) -> Self {
        Self {
            key,
            directory: Vec::new(),
            depth: 0,
            pages: Vec::new(),
        }
    }

    /// Notes an id; false if it was there.
    pub(super) fn insert(&mut self, id: &str) -> bool {
        self.insert_print(siphash::hash(self.key, id.as_bytes()))
    }

    fn insert_print(&mut self, print: u128) -> bool {
        let print = (print as u64, (print >> 64) as u64);
        if self.pages.is_empty() {
            self.add_page(0);
            self.directory.push(0);
        }
        loop {
            let at = self.index(print.0);
            let Some(page) = page_at(&self.directory, &mut self.pages, at) else {
                return true;
            };
            let len = usize::from(page.len);
            if page.prints.iter().take(len).any(|known| *known == print) {
                return false;
            }
            if let Some(place) = page.prints.get_mut(len) {
                *place = print;
                page.len = page.len.saturating_add(1);
                return true;
            }
            if !self.split(at) {
                return true;
            }
        }
    }

    /// Where the directory names the page of a fingerprint.
    const fn index(&self, low: u64) -> usize {
        let mask = (1_u64 << self.depth).wrapping_sub(1);
        (low & mask) as usize
    }

    fn add_page(&mut self, depth: u8) -> u32 {
        let number = u32::try_from(self.pages.len()).unwrap_or(u32::MAX);
        self.pages.push(Box::new(Page {
            depth,
            len: 0,
            prints: [(0, 0); PAGE],
        }));
        number
    }

    /// Makes two pages of the full one at `at`. False where the directory cannot grow any more.
    fn split(&mut self, at: usize) -> bool {
        let Some(page) = page_at(&self.directory, &mut self.pages, at) else {
            return false;
        };
        let depth = page.depth;
        // 2^28 places are more than a 32-bit memory holds pages for.
        if depth >= 28 {
            return false;
        }
        page.depth = depth.saturating_add(1);
        let bit = 1_u64 << depth;
        let old = page.prints;
        page.len = 0;
        let number = self.add_page(depth.saturating_add(1));
        if depth == self.depth {
            // Exactly twice: nothing is kept for later.
            self.directory.reserve_exact(self.directory.len());
            self.directory.extend_from_within(..);
            self.depth = self.depth.saturating_add(1);
        }
        // Every place that shares the page's bits, and has the new one, names the new page.
        let first = (at as u64 & bit.wrapping_sub(1) | bit) as usize;
        let step = (bit as usize).saturating_mul(2);
        for place in self.directory.iter_mut().skip(first).step_by(step) {
            *place = number;
        }
        for print in old {
            let at = self.index(print.0);
            if let Some(page) = page_at(&self.directory, &mut self.pages, at)
                && let Some(place) = page.prints.get_mut(usize::from(page.len))
            {
                *place = print;
                page.len = page.len.saturating_add(1);
            }
        }
        true
    }
}

fn page_at<'a>(directory: &[u32], pages: &'a mut [Box<Page>], at: usize) -> Option<&'a mut Page> {
    let number = *directory.get(at)?;
    Some(pages.get_mut(number as usize)?)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::format;

    use proptest::prelude::*;

    use super::*;

    fn bytes(seen: &Seen) -> usize {
        // Boxes are counted with eight bytes of an allocator's header each.
        seen.directory.capacity() * 4
            + seen.pages.capacity() * size_of::<Box<Page>>()
            + seen.pages.len() * (size_of::<Page>() + 8)
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
    fn a_page_fits_512_bytes_with_an_allocators_header() {
        assert_eq!(size_of::<Page>(), 504);
    }

    #[test]
    fn a_million_ids_are_told_apart_in_at_most_64_bytes_each() {
        let mut seen = Seen::new([3, 4]);
        for n in 0..1_000_000_usize {
            assert!(seen.insert(&format!("job-{n}")));
            if n > 1_000 && n % 997 == 0 {
                // While the directory doubles, the old one stands beside the new.
                let peak = bytes(&seen) + seen.directory.capacity() * 2;
                assert!(peak <= n * 48, "{peak} bytes for {n} ids");
            }
        }
        for n in (0..1_000_000).step_by(1_009) {
            assert!(!seen.insert(&format!("job-{n}")), "{n}");
        }
    }

    #[test]
    fn fingerprints_that_share_all_their_low_bits_do_not_break_it() {
        let mut seen = Seen::new([0, 0]);
        for high in 0..PAGE as u128 {
            assert!(seen.insert_print(high << 64));
            assert!(!seen.insert_print(high << 64));
        }
        assert!(seen.insert_print(1), "another page takes it");
    }

    proptest! {
        #[test]
        fn it_is_a_set(prints in prop::collection::vec((0_u64..8, 0_u128..400), 0..3_000)) {
            let mut seen = Seen::new([0, 0]);
            let mut model = HashSet::new();
            for (high, low) in prints {
                let print = (low * 0x9e37_79b9) | (u128::from(high) << 100);
                prop_assert_eq!(seen.insert_print(print), model.insert(print));
            }
        }
    }
}
