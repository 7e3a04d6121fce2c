//! Makes the project's sample files: `cargo run --example make_samples` writes them into `samples/`.
//!
//! The same bytes come out of every run; `tests/it/samples.rs` checks the committed files against them.

use std::{fs, io, path::Path};

#[path = "make.rs"]
mod make;

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    for folder in make::FOLDERS {
        let folder = root.join(folder);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
    }
    for (name, bytes) in make::files() {
        fs::write(root.join(name), bytes)?;
    }
    Ok(())
}
