//! From the results in the store to the files of the dataset.

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::across::{self, Found};
use super::keys::BUILD;
use super::manifest::Manifest;
use super::output::{Folder, Placed, Staged, Stream};
use super::progress::Progress;
use super::shard::Shard;
use super::store::{Item, Items, Key, Reader, Store};
use super::{Ending, interrupt};
use crate::forms::Forms;
use crate::write::summary::Summary;
use crate::write::text::optional;
use crate::write::{FileResult, TABLES, codebook, csv_writer, datapackage, wide};

/// What the files of a dataset depend on beside the results.
pub(super) struct Dataset<'a> {
    pub(super) forms: Forms,
    pub(super) bom: bool,
    pub(super) shard: Option<Shard>,
    /// Threads that render.
    pub(super) threads: usize,
    pub(super) folder: &'a Folder,
}

/// What was written last, and how that ended.
#[derive(Debug, Serialize, Deserialize)]
struct Written {
    /// A hash over all that the files depend on.
    of: Key,
    files: Placed,
    ending: Ending,
}

const WRITTEN: &str = "written";

/// Writes the dataset of the results in the store; what is there already and would be the same stays.
///
/// # Errors
/// When a file cannot be written or a result not be read, or after an interrupt; the dataset that was there stays whole.
pub(super) fn write(
    store: &Store,
    manifest: &mut Manifest,
    dataset: &Dataset<'_>,
    progress: &Progress,
) -> anyhow::Result<Ending> {
    let of = match store.keeps() {
        true => fingerprint(store, manifest, dataset)?,
        false => Key::default(),
    };
    if store.keeps() {
        let last = store.note::<Written>(WRITTEN)?;
        if let Some(last) = last.filter(|last| last.of == of && dataset.folder.holds(&last.files)) {
            log::info!("nothing has changed since the dataset was written");
            return Ok(last.ending);
        }
    }
    let mut in_use = 0;
    let mut results = 0;
    across::compare(store, dataset.forms, |item, brief| {
        in_use += item.extent.bytes();
        results += 1;
        manifest.is_read(&brief.source);
    })?;
    progress.write(results);
    let mut staged = dataset.folder.staged()?;
    let summary = render(store, &mut staged, dataset, results, progress)?;
    let ending = Ending::of(&summary, manifest.warnings(dataset.shard));
    wide_tables(store, &mut staged, dataset)?;
    staged.csv("codebook.csv", |out| {
        codebook::write(out, dataset.forms, dataset.bom)
    })?;
    let tables = staged.written().to_vec();
    staged.file("datapackage.json", |out| {
        datapackage::write(out, &tables, dataset.forms)
    })?;
    staged.file("summary.json", |out| {
        out.write_all(summary.json().as_bytes())
    })?;
    interrupt::check()?;
    let files = staged.put_in_place()?;
    if store.keeps() {
        let written = Written {
            of,
            files,
            ending: ending.clone(),
        };
        store.set_note(WRITTEN, &written)?;
        // The dataset is there; room is given back another time.
        if let Err(error) = store.tidy(in_use) {
            log::warn!("cannot give back room: {error:#}");
        }
    }
    Ok(ending)
}

fn fingerprint(store: &Store, manifest: &Manifest, dataset: &Dataset<'_>) -> anyhow::Result<Key> {
    let about = (
        BUILD,
        dataset.forms.texts(),
        dataset.bom,
        dataset.shard,
        manifest.sha256(),
    );
    let mut hash = Sha256::new();
    hash.update(postcard::to_stdvec(&about)?);
    let mut items = store.items()?;
    while let Some(item) = items.next()? {
        if let Some(key) = item.key {
            let source = item.source.unwrap_or_default();
            hash.update((source.len() as u64).to_le_bytes());
            hash.update(source);
            hash.update(key);
        }
        // Reading the same file once more may have given another result: a cap was raised.
        hash.update(item.extent.mark());
    }
    Ok(hash.finalize().into())
}

/// Results that a thread renders before it writes. Large enough that threads seldom wait for their turn, small enough
/// that what they hold does not count.
const BATCH: usize = 16;
/// And no more bytes in the log than this, but for the last of them.
const BATCH_BYTES: u64 = 2 << 20;

/// Writes the tables that have rows for one file after another.
fn render(
    store: &Store,
    staged: &mut Staged<'_>,
    dataset: &Dataset<'_>,
    results: u64,
    progress: &Progress,
) -> anyhow::Result<Summary> {
    let mut streams = Vec::new();
    for table in TABLES {
        let mut stream = staged.begin(table.path)?;
        stream.write_all(&table.head(dataset.bom)?)?;
        streams.push(stream);
    }
    let line = Line {
        items: Mutex::new((store.items()?, 0)),
        turn: Mutex::new(Turn {
            next: 0,
            streams,
            summary: Summary::new(),
            error: None,
        }),
        moved: Condvar::new(),
    };
    let found = Found::of(store)?;
    let work = || {
        let reader = store.reader();
        let work = || reader.and_then(|reader| line.work(&reader, &found, progress));
        // A thread that is gone must not be waited for.
        let end = catch_unwind(AssertUnwindSafe(work));
        if let Err(error) = end.unwrap_or_else(|_| Err(anyhow::anyhow!("a thread crashed"))) {
            line.fail(error);
        }
    };
    let batches = usize::try_from(results).map_or(usize::MAX, |results| results.div_ceil(BATCH));
    std::thread::scope(|scope| {
        // This thread is one of them.
        for _ in 1..dataset.threads.min(batches) {
            scope.spawn(work);
        }
        work();
    });
    let turn = line
        .turn
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    if let Some(error) = turn.error {
        return Err(error);
    }
    for stream in turn.streams {
        staged.end(stream)?;
    }
    Ok(turn.summary.finish())
}

/// Threads that render side by side and write one after the other.
struct Line<'a> {
    /// The results, and the number of the next batch of them.
    items: Mutex<(Items<'a>, u64)>,
    turn: Mutex<Turn>,
    moved: Condvar,
}

struct Turn {
    /// The batch to be written next.
    next: u64,
    streams: Vec<Stream>,
    summary: Summary,
    error: Option<anyhow::Error>,
}

impl Line<'_> {
    fn work(&self, reader: &Reader, found: &Found, progress: &Progress) -> anyhow::Result<()> {
        loop {
            let (number, items) = self.batch()?;
            if items.is_empty() {
                return Ok(());
            }
            let files = items.iter().map(|item| load(reader, found, item));
            let files = files.collect::<anyhow::Result<Vec<_>>>()?;
            let rows = TABLES.map(|table| table.rows(&files));
            let mut turn = self.turn();
            while turn.next != number && turn.error.is_none() {
                turn = self
                    .moved
                    .wait(turn)
                    .unwrap_or_else(PoisonError::into_inner);
            }
            if turn.error.is_some() {
                return Ok(());
            }
            interrupt::check()?;
            let Turn {
                streams, summary, ..
            } = &mut *turn;
            for (stream, rows) in streams.iter_mut().zip(rows) {
                stream.write_all(&rows?)?;
            }
            files.iter().for_each(|file| summary.add(file));
            turn.next += 1;
            drop(turn);
            self.moved.notify_all();
            progress.written(files.len());
        }
    }

    fn batch(&self) -> anyhow::Result<(u64, Vec<Item>)> {
        let mut guard = self.items.lock().unwrap_or_else(PoisonError::into_inner);
        let (items, next) = &mut *guard;
        let mut batch = Vec::with_capacity(BATCH);
        let mut bytes = 0;
        while batch.len() < BATCH && bytes < BATCH_BYTES {
            match items.next()? {
                Some(item) => {
                    bytes += item.extent.bytes();
                    batch.push(item);
                }
                None => break,
            }
        }
        let number = *next;
        *next += 1;
        Ok((number, batch))
    }

    fn turn(&self) -> MutexGuard<'_, Turn> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first error ends the work of all.
    fn fail(&self, error: anyhow::Error) {
        let mut turn = self.turn();
        turn.error.get_or_insert(error);
        drop(turn);
        self.moved.notify_all();
    }
}

fn load(reader: &Reader, found: &Found, item: &Item) -> anyhow::Result<FileResult> {
    let mut file = reader.result(item.extent)?;
    if let Some(source) = &item.source {
        file.source.clone_from(source);
    }
    found.add(item.ordinal, &mut file)?;
    Ok(file)
}

fn wide_tables(
    store: &Store,
    staged: &mut Staged<'_>,
    dataset: &Dataset<'_>,
) -> anyhow::Result<()> {
    for (at, form) in dataset.forms.iter().enumerate() {
        let mut stream = staged.begin(&wide::path(form))?;
        wide::write_head(&mut stream, form, dataset.bom)?;
        let mut csv = csv_writer(&mut stream, false)?;
        across::rows(store, at, |row| {
            let year = optional(row.year);
            let key = [
                &row.agency,
                &row.region_code,
                &year,
                &row.report_id,
                &row.source,
            ];
            Ok(wide::write_row(
                &mut csv,
                key.map(String::as_str),
                &row.values,
            )?)
        })?;
        csv.flush()?;
        drop(csv);
        staged.end(stream)?;
    }
    Ok(())
}
