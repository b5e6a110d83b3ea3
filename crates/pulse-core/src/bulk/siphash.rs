//! SipHash-1-3 with 128 bits: a keyed fingerprint that nobody without the key can make collide.

/// The fingerprint of `bytes` under `key`, as its low and its high half.
pub(super) fn hash(key: [u64; 2], bytes: &[u8]) -> (u64, u64) {
    let [k0, k1] = key;
    let mut state = [
        k0 ^ 0x736f_6d65_7073_6575,
        k1 ^ 0x646f_7261_6e64_6f6d ^ 0xee,
        k0 ^ 0x6c79_6765_6e65_7261,
        k1 ^ 0x7465_6462_7974_6573,
    ];
    let mut word = 0;
    // The last word holds the rest and, on top, the length's low byte.
    for (index, byte) in bytes.iter().enumerate() {
        word |= u64::from(*byte).wrapping_shl((index as u32 % 8) << 3);
        if index % 8 == 7 {
            mix(&mut state, word, 1);
            word = 0;
        }
    }
    mix(&mut state, word | (bytes.len() as u64) << 56, 1);
    state[2] ^= 0xee;
    let low = mix(&mut state, 0, 3);
    state[1] ^= 0xdd;
    (low, mix(&mut state, 0, 3))
}

/// Takes a word in by so many rounds; all of the state in one.
#[inline(never)]
fn mix(state: &mut [u64; 4], word: u64, rounds: u32) -> u64 {
    let [mut v0, mut v1, mut v2, mut v3] = *state;
    v3 ^= word;
    for _ in 0..rounds {
        v0 = v0.wrapping_add(v1);
        v2 = v2.wrapping_add(v3);
        v1 = v1.rotate_left(13) ^ v0;
        v3 = v3.rotate_left(16) ^ v2;
        v0 = v0.rotate_left(32);
        v2 = v2.wrapping_add(v1);
        v0 = v0.wrapping_add(v3);
        v1 = v1.rotate_left(17) ^ v2;
        v3 = v3.rotate_left(21) ^ v0;
        v2 = v2.rotate_left(32);
    }
    v0 ^= word;
    *state = [v0, v1, v2, v3];
    v0 ^ v1 ^ v2 ^ v3
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

    fn ours(key: [u64; 2], bytes: &[u8]) -> u128 {
        let (low, high) = hash(key, bytes);
        u128::from(high) << 64 | u128::from(low)
    }

    #[test]
    fn it_agrees_with_another_implementation_at_every_length() {
        let bytes: Vec<u8> = (0..=255).collect();
        for len in 0..=bytes.len() {
            let text = &bytes[..len];
            assert_eq!(ours([7, u64::MAX], text), theirs([7, u64::MAX], text));
        }
    }

    proptest! {
        #[test]
        fn it_agrees_with_another_implementation(
            key in any::<[u64; 2]>(),
            bytes in prop::collection::vec(any::<u8>(), 0..100),
        ) {
            prop_assert_eq!(ours(key, &bytes), theirs(key, &bytes));
        }
    }
}
