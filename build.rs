//! The forms as JSON, linker options of the command line, and what tells one build from another.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let target = |part| std::env::var(format!("CARGO_CFG_TARGET_{part}")).unwrap_or_default();
    if target("OS") == "linux" && target("ENV") == "gnu" {
        // The tables of the PDF libraries hold 36,000 addresses to relocate; packed, they halve the time to start, and at a
        // fixed place there are none, which takes off another third. Packing is for those who take the second line out.
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
    println!("cargo::rustc-env=NIANBAO_SOURCES={:016x}", sources());
    let mut forms = Vec::new();
    below(Path::new("src/forms"), &mut forms);
    forms.retain(|path| path.extension().is_some_and(|end| end == "toml"));
    for form in forms {
        write_as_json(&form);
    }
}

/// Writes a form as JSON, which each process that starts reads several times as fast as TOML.
fn write_as_json(form: &Path) {
    let text = std::fs::read_to_string(form).expect("a form can be read");
    let table: toml::Table =
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", form.display()));
    let json = serde_json::to_vec(&table).expect("what TOML holds JSON holds");
    let out = std::env::var_os("OUT_DIR").expect("cargo sets it");
    let name = form.file_name().expect("a form is a file");
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
