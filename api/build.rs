//! Has a release embed the bundle again when it changed; a debug build reads it from the disk. Links a debug build to a fixed address.

fn main() {
    if std::env::var_os("PROFILE").is_some_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed=../dist");
    } else {
        println!("cargo::rerun-if-changed=build.rs");
        // The loader would write 600,000 addresses into a program that can be anywhere, at the start of each of thousands of tests.
        if std::env::var_os("CARGO_CFG_TARGET_OS").is_some_and(|system| system == "linux") {
            println!("cargo::rustc-link-arg=-no-pie");
        }
    }
}
