//! `nianbao inspect FILE`: what each stage saw in one file, as text and as pictures.

use std::fs;
use std::path::Path;

use anyhow::Context;

use super::args::InspectArgs;
use super::{Exit, forms, print, say};
#[cfg(feature = "cli")]
use crate::archive::{self, Budget, Found, Member};
#[cfg(feature = "cli")]
use crate::batch::open_crawl;
use crate::{Limits, Settings, inspect};

/// Runs the subcommand.
///
/// # Errors
/// When the file cannot be opened or the pictures cannot be written. A file that opens and cannot be read is no error
/// but ends with exit code 1, as it does in `extract`.
pub(super) fn run(args: &InspectArgs) -> anyhow::Result<Exit> {
    let settings = Settings {
        source: args.file.to_string_lossy().into_owned(),
        forms: forms::load(&args.forms)?,
        ..Settings::default()
    };
    let bytes = load(&args.file, &settings.limits)?;
    match inspect::text(&bytes, &settings, args.stage) {
        Ok(text) => print(&text)?,
        Err(error) => {
            say(&format!("{}: {}: {error}", settings.source, error.stage()));
            return Ok(Exit::FellShort);
        }
    }
    if let Some(folder) = &args.svg {
        draw(&bytes, &settings, folder)
            .with_context(|| format!("cannot draw into {}", folder.display()))?;
    }
    Ok(Exit::Done)
}

/// The bytes of a file, or of a member of an archive: `archive.zip!/member`, as `extract` calls it.
fn load(path: &Path, limits: &Limits) -> anyhow::Result<Vec<u8>> {
    #[cfg(feature = "cli")]
    if let Some((archive, _)) = path.to_str().and_then(|text| text.split_once("!/"))
        && !path.exists()
    {
        return load_member(archive, path, limits);
    }
    load_file(path, limits.file_bytes)
}

#[cfg(feature = "cli")]
fn load_member(archive: &str, path: &Path, limits: &Limits) -> anyhow::Result<Vec<u8>> {
    let mut found = None;
    let mut see = |one: Found<'_>| {
        if let Found::Member(Member { source, bytes, .. }) = one
            && Path::new(source) == path
        {
            found.get_or_insert(bytes);
        }
    };
    let outcome = match open_crawl(Path::new(archive)) {
        Some((file, length)) => {
            let mut budget = Budget::of_crawl(length, limits);
            archive::visit_crawl((archive, file), limits, &mut budget, &mut see)
        }
        None => {
            let bytes = load_file(Path::new(archive), limits.file_bytes)?;
            let mut budget = Budget::new(bytes.len(), limits);
            archive::visit((archive, &bytes), limits, &mut budget, &mut see)
        }
    };
    let name = path.display();
    match found {
        Some(member) => member.with_context(|| format!("cannot open {name}")),
        None => {
            outcome.with_context(|| format!("cannot open {name}"))?;
            anyhow::bail!("{name}: no such member")
        }
    }
}

fn load_file(path: &Path, cap: u64) -> anyhow::Result<Vec<u8>> {
    let name = path.display();
    let meta = fs::metadata(path).with_context(|| format!("cannot open {name}"))?;
    anyhow::ensure!(meta.is_file(), "{name}: not a regular file");
    anyhow::ensure!(
        meta.len() <= cap,
        "{name}: {} bytes, the limit is {cap}",
        meta.len()
    );
    fs::read(path).with_context(|| format!("cannot open {name}"))
}

fn draw(bytes: &[u8], settings: &Settings, folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    for (name, svg) in inspect::pictures(bytes, settings)? {
        fs::write(folder.join(name), svg)?;
    }
    Ok(())
}
