//! Has a release embed the bundle again when it changed; a debug build reads it from the disk.

fn main() {
    if std::env::var_os("PROFILE").is_some_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed=../dist");
    } else {
        println!("cargo::rerun-if-changed=build.rs");
    }
}
