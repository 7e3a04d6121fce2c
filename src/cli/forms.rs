//! `--form FILE.toml`: reads the forms that a user adds.

use std::fs;
use std::path::Path;

use anyhow::Context;

use super::args::FormArgs;
use crate::forms::Forms;

/// No form is longer; a wrong file may be. Bytes.
const MAX_BYTES: u64 = 1 << 20;

/// The forms compiled in and those in the files.
///
/// # Errors
/// When a file cannot be opened or is no form; the message names file and mistake.
pub(super) fn load(args: &FormArgs) -> anyhow::Result<Forms> {
    let texts = args.files.iter().map(|path| text(path));
    let texts = texts.collect::<anyhow::Result<Vec<_>>>()?;
    Ok(Forms::with(&texts)?)
}

fn text(path: &Path) -> anyhow::Result<(String, String)> {
    let name = path.display().to_string();
    let meta = fs::metadata(path).with_context(|| format!("cannot open {name}"))?;
    anyhow::ensure!(
        meta.is_file() && meta.len() <= MAX_BYTES,
        "{name}: not a file of at most {MAX_BYTES} bytes"
    );
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {name}"))?;
    Ok((name, text))
}
