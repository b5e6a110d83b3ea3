//! The targets as a plain test, where there is no fuzzer: over the checked-in corpus, and over random bytes.

use std::path::Path;

use proptest::prelude::*;

/// Runs a target over its corpus; a file there is what once failed, or leads deep.
fn over_corpus(name: &str, target: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(name);
    let files = std::fs::read_dir(&folder).expect("a corpus");
    let mut count = 0;
    for file in files {
        target(&std::fs::read(file.expect("a file").path()).expect("its bytes"));
        count += 1;
    }
    assert!(count > 0, "{name} has no corpus");
}

#[test]
fn every_target_holds_over_its_corpus() {
    for (name, target) in pulse_core::fuzz::TARGETS {
        over_corpus(name, target);
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
