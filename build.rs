//! The forms as JSON, linker options of the command line, and what tells one build from another.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let target = |part| std::env::var(format!("CARGO_CFG_TARGET_{part}")).unwrap_or_default();
    if target("OS") == "linux" && target("ENV") == "gnu" {
        // The tables of the PDF libraries hold 36,000 addresses to relocate; packed, they halve the time to start.
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
        // At a fixed place they need none at all, which is a third of the time to start.
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
    println!("cargo::rustc-env=NIANBAO_SOURCES={:016x}", sources());
    for form in FORMS {
        write_form(form);
    }
}

/// The forms compiled in.
const FORMS: [&str; 3] = [
    "cn_foi_annual_2019",
    "cn_foi_annual_2021",
    "cn_foi_stats_2014",
];

/// Writes a form as JSON, which each process that starts reads several times as fast as TOML.
fn write_form(name: &str) {
    let source = Path::new("src/forms").join(name).with_extension("toml");
    let text = std::fs::read_to_string(&source).expect("a form compiled in is a file");
    let form: toml::Table =
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", source.display()));
    let json = serde_json::to_vec(&form).expect("what TOML holds JSON holds");
    let out = std::env::var_os("OUT_DIR").expect("cargo sets it");
    let target = Path::new(&out).join(name).with_extension("json");
    std::fs::write(target, json).expect("the output folder can be written");
}

/// A hash over the sources, the versions of libraries and the features: a result is taken from an earlier run only when
/// the same program gave it.
fn sources() -> u64 {
    let mut files = vec![PathBuf::from("Cargo.toml"), PathBuf::from("Cargo.lock")];
    below(Path::new("src"), &mut files);
    files.sort();
    let mut hash = DefaultHasher::new();
    for file in files {
        println!("cargo::rerun-if-changed={}", file.display());
        file.hash(&mut hash);
        std::fs::read(&file).unwrap_or_default().hash(&mut hash);
    }
    let mut features: Vec<_> = std::env::vars_os()
        .map(|(name, _)| name)
        .filter(|name| name.as_encoded_bytes().starts_with(b"CARGO_FEATURE_"))
        .collect();
    features.sort();
    features.hash(&mut hash);
    hash.finish()
}

fn below(folder: &Path, files: &mut Vec<PathBuf>) {
    println!("cargo::rerun-if-changed={}", folder.display());
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        let path = entry.path();
        match path.is_dir() {
            true => below(&path, files),
            false => files.push(path),
        }
    }
}
