//! Builds the core with its models and with what the fuzzer calls.

fn main() {
    println!("cargo::rustc-cfg=pulse_fuzz");
    println!("cargo::rerun-if-changed=build.rs");
}
