//! SipHash-1-3 with 128 bits: a keyed fingerprint that nobody without the key can make collide.

/// The fingerprint of `bytes` under `key`.
pub(super) fn hash(key: [u64; 2], bytes: &[u8]) -> u128 {
    let [k0, k1] = key;
    let mut state = State {
        v0: k0 ^ 0x736f_6d65_7073_6575,
        v1: k1 ^ 0x646f_7261_6e64_6f6d ^ 0xee,
        v2: k0 ^ 0x6c79_6765_6e65_7261,
        v3: k1 ^ 0x7465_6462_7974_6573,
    };
    let mut words = bytes.chunks_exact(8);
    for word in &mut words {
        state.take(little_endian(word));
    }
    // The last word holds the rest and, on top, the length's low byte.
    let rest = little_endian(words.remainder());
    state.take((bytes.len() as u64) << 56 | rest);
    state.v2 ^= 0xee;
    let low = state.finish();
    state.v1 ^= 0xdd;
    let high = state.finish();
    u128::from(high) << 64 | u128::from(low)
}

/// Up to eight bytes as a number.
fn little_endian(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .rev()
        .fold(0, |word, byte| word << 8 | u64::from(*byte))
}

struct State {
    v0: u64,
    v1: u64,
    v2: u64,
    v3: u64,
}

impl State {
    const fn take(&mut self, word: u64) {
        self.v3 ^= word;
        self.round();
        self.v0 ^= word;
    }

    const fn finish(&mut self) -> u64 {
        self.round();
        self.round();
        self.round();
        self.v0 ^ self.v1 ^ self.v2 ^ self.v3
    }

    const fn round(&mut self) {
        self.v0 = self.v0.wrapping_add(self.v1);
        self.v2 = self.v2.wrapping_add(self.v3);
        self.v1 = self.v1.rotate_left(13) ^ self.v0;
        self.v3 = self.v3.rotate_left(16) ^ self.v2;
        self.v0 = self.v0.rotate_left(32);
        self.v2 = self.v2.wrapping_add(self.v1);
        self.v0 = self.v0.wrapping_add(self.v3);
        self.v1 = self.v1.rotate_left(17) ^ self.v2;
        self.v3 = self.v3.rotate_left(21) ^ self.v0;
        self.v2 = self.v2.rotate_left(32);
    }
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use proptest::prelude::*;
    use siphasher::sip128::{Hasher128, SipHasher13};

    use super::*;

    fn theirs(key: [u64; 2], bytes: &[u8]) -> u128 {
        use core::hash::Hasher;
        let mut hasher = SipHasher13::new_with_keys(key[0], key[1]);
        hasher.write(bytes);
        hasher.finish128().as_u128()
    }

    #[test]
    fn it_agrees_with_another_implementation_at_every_length() {
        let bytes: Vec<u8> = (0..=255).collect();
        for len in 0..=bytes.len() {
            let text = &bytes[..len];
            assert_eq!(hash([7, u64::MAX], text), theirs([7, u64::MAX], text));
        }
    }

    proptest! {
        #[test]
        fn it_agrees_with_another_implementation(
            key in any::<[u64; 2]>(),
            bytes in prop::collection::vec(any::<u8>(), 0..100),
        ) {
            prop_assert_eq!(hash(key, &bytes), theirs(key, &bytes));
        }
    }
}
