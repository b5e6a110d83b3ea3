//! The targets as a plain test, where there is no fuzzer: over the checked-in corpus, and over random bytes.

use std::path::Path;

use proptest::prelude::*;

/// A target's corpus: what once failed, or leads deep.
fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(name);
    let files = std::fs::read_dir(&folder).expect("a corpus");
    let read = |file: std::io::Result<std::fs::DirEntry>| {
        std::fs::read(file.expect("a file").path()).expect("its bytes")
    };
    let all: Vec<_> = files.map(read).collect();
    assert!(!all.is_empty(), "{name} has no corpus");
    all
}

#[test]
fn every_target_holds_over_its_corpus() {
    for (name, target) in pulse_core::fuzz::TARGETS {
        for data in corpus(name) {
            target(&data);
        }
    }
}

#[test]
fn every_target_holds_over_its_corpus_with_bytes_altered() {
    for (name, target) in pulse_core::fuzz::TARGETS {
        let all = corpus(name);
        let edits = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4);
        let config = ProptestConfig {
            cases: 10_000,
            failure_persistence: None,
            ..ProptestConfig::default()
        };
        proptest!(config, |(which in prop::sample::select(all), edits in edits)| {
            let mut data = which;
            for (at, byte) in edits {
                if !data.is_empty() {
                    let at = at.index(data.len());
                    data[at] = byte;
                }
            }
            target(&data);
        });
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_target_holds_over_random_bytes(data in prop::collection::vec(any::<u8>(), 0..600)) {
        for (_, target) in pulse_core::fuzz::TARGETS {
            target(&data);
        }
    }
}
