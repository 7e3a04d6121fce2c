//! Makes the documents that show a form of one's own: `cargo run --example make_form_samples` writes them into
//! `samples/proposals/`. The same bytes come out of every run; `tests/it/own_form.rs` checks the committed files.

use std::{fs, io, path::Path};

#[path = "make.rs"]
mod make;

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/proposals");
    fs::create_dir_all(&folder)?;
    for (name, bytes) in make::files() {
        fs::write(folder.join(name), bytes)?;
    }
    Ok(())
}
