//! Joins the shards of a run to the dataset that one run over all files would have given.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};

use super::finish::{self, Dataset};
use super::keys;
use super::manifest::Manifest;
use super::output::Folder;
use super::progress::{Progress, Show};
use super::shard::Shard;
use super::store::{self, Store};
use super::{About, Ending};
use crate::forms::Forms;
use crate::limits::Limits;

/// What to join, with everything resolved.
#[derive(Clone, Debug)]
pub(crate) struct Merge {
    /// Folders of the datasets of all shards.
    pub(crate) shards: Vec<PathBuf>,
    pub(crate) out: PathBuf,
    pub(crate) bom: bool,
    pub(crate) threads: usize,
    pub(crate) limits: Limits,
    pub(crate) forms: Forms,
    pub(crate) show: Show,
}

/// Joins shards. The folder can then be given to a run over all files, which reads only what has changed.
///
/// # Errors
/// When a shard is missing, is not whole, or was made by another program or with other settings, or when the folder cannot
/// be written.
pub(crate) fn merge(job: &Merge) -> anyhow::Result<Ending> {
    let out = job.out.canonicalize().ok();
    for path in &job.shards {
        let is_out = out.is_some() && path.canonicalize().ok() == out;
        ensure!(!is_out, "{}: is a shard itself", path.display());
    }
    let mut folder = Folder::open(&job.out, &["wide"])
        .with_context(|| format!("cannot write to {}", job.out.display()))?;
    folder.sync();
    let mut parts = Vec::new();
    for path in &job.shards {
        parts.push(part(path).with_context(|| path.display().to_string())?);
    }
    check(&parts)?;
    let settings = keys::of_settings(&job.limits, job.forms);
    ensure!(
        parts.iter().all(|(about, ..)| about.settings == settings),
        "the shards were read with other forms, or by another version of the program"
    );
    let files = parts.iter().map(|(about, _)| about.files).sum();
    let progress = Progress::new(files, job.show);
    let merged = Store::open(&job.out, true)?;
    let about = |is_whole| About {
        settings,
        manifest: String::new(),
        shard: None,
        files,
        is_whole,
    };
    merged.set_note("run", &about(false))?;
    merged.plan(|_| Ok(()))?;
    for (part, path) in &parts {
        let imported = open(path).and_then(|store| {
            let files = merged.import(&store)?;
            ensure!(files == part.files, "its ledger lacks files: run it again");
            Ok(())
        });
        imported.with_context(|| path.display().to_string())?;
    }
    merged.set_note("run", &about(true))?;
    let dataset = Dataset {
        forms: job.forms,
        bom: job.bom,
        shard: None,
        threads: job.threads,
        folder: &folder,
    };
    let ending = finish::write(&merged, &mut Manifest::default(), &dataset, &progress)?;
    progress.end(&ending);
    merged.close();
    Ok(ending)
}

type Part<'a> = (About, &'a Path);

fn part(path: &Path) -> anyhow::Result<Part<'_>> {
    let about: About = open(path)?.note("run")?.context("it was never begun")?;
    ensure!(about.is_whole, "it is not whole: run it again to its end");
    Ok((about, path))
}

/// The store of a shard. One at a time is open: each has a cache.
fn open(path: &Path) -> anyhow::Result<Store> {
    ensure!(
        store::is_there(path),
        "no dataset of a shard with its ledger"
    );
    Store::open_existing(path)
}

/// Every part once, all of one run.
fn check(parts: &[Part<'_>]) -> anyhow::Result<()> {
    let shards: Vec<Option<Shard>> = parts.iter().map(|(about, ..)| about.shard).collect();
    let Some(of) = shards.iter().flatten().map(|shard| shard.of).next() else {
        bail!("no dataset of a shard is given");
    };
    for (about, path) in parts {
        let Some(shard) = about.shard else {
            bail!("{}: not made with --shard", path.display());
        };
        ensure!(
            shard.of == of,
            "{}: part {shard}, others are parts of {of}",
            path.display()
        );
    }
    let manifest = parts.first().map(|(about, _)| &about.manifest);
    ensure!(
        parts
            .iter()
            .all(|(about, _)| Some(&about.manifest) == manifest),
        "the shards were read with different manifests"
    );
    for part in 1..=of {
        let wanted = Shard { part, of };
        match shards
            .iter()
            .flatten()
            .filter(|shard| **shard == wanted)
            .count()
        {
            0 => bail!("shard {wanted} is missing"),
            1 => {}
            _ => bail!("shard {wanted} is given twice"),
        }
    }
    Ok(())
}
