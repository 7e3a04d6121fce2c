//! What a run knows of its files: the plan, the results so far, and what earlier runs into the same folder left.
//!
//! Everything that grows with the number of files stands here and not in memory: tables in a database (`ledger`), results
//! in a log (`results`). A result is found again by its key: a hash over the content of the file, over this build of the
//! program, and over all else that the result depends on (forms, caps on what is read, what the manifest and the path
//! say). A run that dies has lost what it read since the last [`Store::keep`]. A run over few files keeps nothing: its
//! database is in memory.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use redb::backends::InMemoryBackend;
use redb::{
    Builder, Database, DatabaseError, Durability, ReadableDatabase, ReadableTable, TableDefinition,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::parcel::Parcel;
use super::worker::Caps;
use log::Log;

pub(super) use self::log::{Extent, Reader};
pub(super) use stamp::Stamp;

mod log;
mod stamp;

pub(super) type Bytes = &'static [u8];
pub(super) type Table = TableDefinition<'static, Bytes, Bytes>;
/// A table as it was at some moment.
pub(super) type Snapshot = redb::ReadOnlyTable<Bytes, Bytes>;

/// About the whole.
const META: Table = Table::new("meta");
/// Files to read, by their place in the plan.
const PLAN: Table = Table::new("plan");
/// Paths of the files to read, by source.
const SOURCES: Table = Table::new("sources");
/// Keys of results, by place in the plan.
const DONE: Table = Table::new("done");
/// Content of files, by source.
const FILES: Table = Table::new("files");
/// Where results stand, by key.
const RESULTS: Table = Table::new("results");

/// Changes when older ledgers can no longer be read.
const FORMAT: u32 = 1;

/// Memory for the pages of the database. Bytes.
const CACHE: usize = 4 << 20;

/// Results are kept at least so often.
const PAUSE: Duration = Duration::from_secs(2);

/// No more files than this wait to be kept.
const MAX_PENDING: usize = 1_000;

/// Files that are taken out of the plan at a time.
const CHUNK: usize = 256;

/// The place of a file in the plan: sorts as the plan does.
pub(super) type Order = Vec<u8>;

/// The key of the results of a file.
pub(super) type Key = [u8; 32];

/// A file to read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Planned {
    pub(super) source: String,
    /// Its bytes: it need not be UTF-8.
    pub(super) path: Vec<u8>,
    pub(super) fault: Option<String>,
    pub(super) stamp: Option<Stamp>,
}

/// What is known of the content of a file.
#[derive(Debug, Serialize, Deserialize)]
struct Content {
    stamp: Stamp,
    sha256: Key,
}

/// The results of a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    /// One for the file itself, or one for each file in an archive.
    pub(super) extents: Vec<Extent>,
    /// Whether the only result is that of the file itself, whatever it is called.
    pub(super) is_plain: bool,
    /// Whether some of them could not be read.
    pub(super) is_quarantined: bool,
    /// The caps, when something ended by them or crashed.
    pub(super) caps: Option<Option<Caps>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct About {
    format: u32,
    /// The log in use.
    log: u32,
    /// Its length as far as results in it are known.
    whole: u64,
}

/// The database and the log.
pub(super) struct Store {
    database: Database,
    folder: PathBuf,
    /// Whether the next run is to find it.
    keeps: bool,
    /// Whether earlier runs left something.
    has_past: bool,
    /// Results that are in no table yet.
    pending: Mutex<Pending>,
}

struct Pending {
    log: Log,
    number: u32,
    done: Vec<Done>,
    since: Instant,
}

/// A file whose results are known.
pub(super) struct Done {
    pub(super) order: Order,
    pub(super) key: Key,
    /// What to know it by next time.
    pub(super) content: Option<(String, Stamp, Key)>,
    /// Its results, when they are new.
    pub(super) kept: Option<Kept>,
    /// The key under which older results of the same content may stand, which these replace.
    pub(super) stale: Option<Key>,
}

/// The folder below that of the dataset for all that is not the dataset.
pub(super) fn folder(out: &Path) -> PathBuf {
    out.join(".nianbao")
}

/// Whether an earlier run left a ledger.
pub(super) fn is_there(out: &Path) -> bool {
    folder(out).join("ledger").exists()
}

impl Store {
    /// Opens the store of a dataset's folder, which must exist. A ledger of another format, or a damaged one, is begun
    /// anew.
    ///
    /// # Errors
    /// When another run is using it, or when it cannot be written.
    pub(super) fn open(out: &Path, keeps: bool) -> anyhow::Result<Store> {
        let folder = folder(out);
        fs::create_dir_all(&folder)?;
        if !keeps {
            let database = builder().create_with_backend(InMemoryBackend::new())?;
            return Store::new(database, folder, false);
        }
        let error = match Store::open_existing(out) {
            Ok(store) => return Ok(store),
            Err(error) => error,
        };
        if matches!(
            error.downcast_ref::<DatabaseError>(),
            Some(DatabaseError::DatabaseAlreadyOpen)
        ) {
            bail!("another run is writing to {}", out.display());
        }
        if let Some(full) =
            io_error(&error).filter(|error| error.kind() != io::ErrorKind::InvalidData)
        {
            bail!("cannot open {}: {full}", folder.display());
        }
        ::log::warn!("{}: begun anew: {error:#}", folder.display());
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let name = entry.file_name();
            // The lock is held by this run.
            if name == "ledger" || is_log(&name) {
                fs::remove_file(entry.path())?;
            }
        }
        Store::open_existing(out)
    }

    /// Opens the store that is there, or makes one; whatever is wrong with it, nothing is removed.
    ///
    /// # Errors
    /// When another run is using it, when it cannot be written, is damaged, or is of another format.
    pub(super) fn open_existing(out: &Path) -> anyhow::Result<Store> {
        let folder = folder(out);
        let database = builder().create(folder.join("ledger"))?;
        Store::new(database, folder, true)
    }

    fn new(database: Database, folder: PathBuf, keeps: bool) -> anyhow::Result<Store> {
        let mut about: Option<About> = None;
        let mut has_past = false;
        if keeps {
            let read = database.begin_read()?;
            about = match read.open_table(META) {
                Ok(meta) => get(&meta, b"about")?,
                Err(redb::TableError::TableDoesNotExist(_)) => None,
                Err(error) => return Err(error.into()),
            };
            has_past = about.is_some();
        }
        let about = about.unwrap_or(About {
            format: FORMAT,
            log: 0,
            whole: 0,
        });
        if about.format != FORMAT {
            bail!("it is of another format");
        }
        let log = Log::open(&folder.join(format!("results.{}", about.log)), about.whole)?;
        let store = Store {
            database,
            folder,
            keeps,
            has_past,
            pending: Mutex::new(Pending {
                log,
                number: about.log,
                done: Vec::new(),
                since: Instant::now(),
            }),
        };
        store.scratch(|write| {
            for table in [META, PLAN, SOURCES, DONE, FILES, RESULTS] {
                write.open_table(table)?;
            }
            Ok(())
        })?;
        Ok(store)
    }

    /// Whether the next run will find what this one reads.
    pub(super) fn keeps(&self) -> bool {
        self.keeps
    }

    /// Changes tables for this run only; all of it or, on an error, nothing.
    pub(super) fn scratch<T>(
        &self,
        change: impl FnOnce(&redb::WriteTransaction) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let mut write = self.database.begin_write()?;
        write.set_durability(Durability::None)?;
        let changed = change(&write)?;
        write.commit()?;
        Ok(changed)
    }

    /// Changes tables for good; all of it or, on an error, nothing.
    fn change<T>(
        &self,
        change: impl FnOnce(&redb::WriteTransaction) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        if !self.keeps {
            return self.scratch(change);
        }
        let mut write = self.database.begin_write()?;
        write.set_quick_repair(true);
        let changed = change(&write)?;
        write.commit()?;
        Ok(changed)
    }

    /// Looks into a table as it is now.
    pub(super) fn read(&self, table: Table) -> anyhow::Result<Snapshot> {
        Ok(self.database.begin_read()?.open_table(table)?)
    }

    /// Empties the plan and fills it: `fill` is given what takes a file, and the sources that are taken.
    pub(super) fn plan<T>(
        &self,
        fill: impl FnOnce(&mut Planner<'_>) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        self.scratch(|write| {
            for table in [PLAN, SOURCES, DONE] {
                write.delete_table(table)?;
            }
            write.open_table(DONE)?;
            let mut planner = Planner {
                plan: write.open_table(PLAN)?,
                sources: write.open_table(SOURCES)?,
                numbers: BTreeMap::new(),
                files: 0,
            };
            fill(&mut planner)
        })
    }

    /// The next files of the plan behind `after`; none at its end.
    pub(super) fn planned(&self, after: Option<&Order>) -> anyhow::Result<Vec<(Order, Planned)>> {
        let plan = self.read(PLAN)?;
        let from = after.map_or(Bound::Unbounded, |order| Bound::Excluded(order.as_slice()));
        let range = plan.range::<&[u8]>((from, Bound::Unbounded))?;
        let row = |row: Result<(redb::AccessGuard<'_, Bytes>, redb::AccessGuard<'_, Bytes>), _>| {
            let (order, planned) = row?;
            Ok((order.value().to_vec(), decode(planned.value())?))
        };
        range.take(CHUNK).map(row).collect()
    }

    /// The sources of the plan and, of a shard, of the others, in their order.
    pub(super) fn sources(&self) -> anyhow::Result<impl Iterator<Item = anyhow::Result<String>>> {
        let rows = self.read(SOURCES)?.range::<&[u8]>(..)?;
        Ok(rows.map(|row| {
            let (source, _) = row?;
            Ok(String::from_utf8_lossy(source.value()).into_owned())
        }))
    }

    /// The content of a file that is known by its stamp.
    pub(super) fn content(&self, source: &str, stamp: &Stamp) -> anyhow::Result<Option<Key>> {
        let known: Option<Content> = get(&self.read(FILES)?, source.as_bytes())?;
        let same = known.filter(|known| stamp.is_still(&known.stamp));
        Ok(same.map(|known| known.sha256))
    }

    /// Whether earlier runs left results.
    pub(super) fn has_past(&self) -> bool {
        self.has_past
    }

    /// Results of earlier runs.
    pub(super) fn kept(&self, key: &Key) -> anyhow::Result<Option<Kept>> {
        get(&self.read(RESULTS)?, key)
    }

    /// Appends a result to the log.
    pub(super) fn append(&self, parcel: &Parcel) -> anyhow::Result<Extent> {
        Ok(self.pending().log.append(parcel)?)
    }

    /// Takes a file whose results are known; from time to time all of them are kept.
    pub(super) fn done(&self, done: Done) -> anyhow::Result<()> {
        let mut pending = self.pending();
        pending.done.push(done);
        if pending.since.elapsed() > PAUSE || pending.done.len() >= MAX_PENDING {
            self.keep_pending(&mut pending)?;
        }
        Ok(())
    }

    /// Makes sure that nothing done so far can be lost.
    pub(super) fn keep(&self) -> anyhow::Result<()> {
        self.keep_pending(&mut self.pending())
    }

    fn pending(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep_pending(&self, pending: &mut Pending) -> anyhow::Result<()> {
        // That a file is known already need not outlive the run.
        let is_news = |done: &Done| done.kept.is_some() || done.content.is_some();
        let has_news = self.keeps && pending.done.iter().any(is_news);
        // A table must never know more than the log.
        match has_news {
            true => pending.log.sync()?,
            false => pending.log.write_out()?,
        }
        let about = About {
            format: FORMAT,
            log: pending.number,
            whole: pending.log.end(),
        };
        let insert = |write: &redb::WriteTransaction| {
            let mut done = write.open_table(DONE)?;
            let mut files = write.open_table(FILES)?;
            let mut results = write.open_table(RESULTS)?;
            for one in &pending.done {
                done.insert(one.order.as_slice(), one.key.as_slice())?;
                if let Some((source, stamp, sha256)) = &one.content {
                    let content = Content {
                        stamp: stamp.clone(),
                        sha256: *sha256,
                    };
                    put(&mut files, source.as_bytes(), &content)?;
                }
                if let Some(stale) = &one.stale {
                    results.remove(stale.as_slice())?;
                }
                if let Some(kept) = &one.kept {
                    put(&mut results, &one.key, kept)?;
                }
            }
            put(&mut write.open_table(META)?, b"about", &about)
        };
        let inserted = match has_news {
            true => self.change(insert),
            false => self.scratch(insert),
        };
        inserted.context("cannot keep the results so far")?;
        pending.done.clear();
        pending.since = Instant::now();
        Ok(())
    }

    /// Reads results that were kept.
    pub(super) fn reader(&self) -> anyhow::Result<Reader> {
        Ok(self.pending().log.reader()?)
    }

    /// Something about the whole, by its name.
    pub(super) fn note<T: DeserializeOwned>(&self, name: &str) -> anyhow::Result<Option<T>> {
        get(&self.read(META)?, name.as_bytes())
    }

    /// Notes something about the whole.
    pub(super) fn set_note(&self, name: &str, value: &impl Serialize) -> anyhow::Result<()> {
        self.change(|write| put(&mut write.open_table(META)?, name.as_bytes(), value))
    }

    /// Takes over the plan and the results of another store, whose files must all be done.
    ///
    /// Gives their number. No file may be of two stores.
    pub(super) fn import(&self, other: &Store) -> anyhow::Result<u64> {
        let reader = other.reader()?;
        let results = other.read(RESULTS)?;
        let done = other.read(DONE)?;
        let files = other.read(FILES)?;
        let (mut after, mut count) = (None, 0);
        loop {
            let chunk = other.planned(after.as_ref())?;
            let Some((last, _)) = chunk.last() else {
                return Ok(count);
            };
            count += chunk.len() as u64;
            after = Some(last.clone());
            let mut pending = self.pending();
            self.scratch(|write| {
                let mut plan = write.open_table(PLAN)?;
                let mut sources = write.open_table(SOURCES)?;
                for (order, planned) in &chunk {
                    let source = &planned.source;
                    let is_new = plan.get(order.as_slice())?.is_none()
                        && sources.get(source.as_bytes())?.is_none();
                    ensure!(is_new, "{source}: not all shards were given the same paths");
                    put(&mut plan, order, planned)?;
                    sources.insert(planned.source.as_bytes(), planned.path.as_slice())?;
                }
                Ok(())
            })?;
            for (order, planned) in chunk {
                let key = key_of(
                    done.get(order.as_slice())?
                        .context("it is not whole")?
                        .value(),
                )?;
                let mut kept: Kept = get(&results, &key)?.context("it lacks a result")?;
                for extent in &mut kept.extents {
                    *extent = pending.log.append_from(&reader, *extent)?;
                }
                let content: Option<Content> = get(&files, planned.source.as_bytes())?;
                pending.done.push(Done {
                    order,
                    key,
                    content: content.map(|known| (planned.source, known.stamp, known.sha256)),
                    kept: Some(kept),
                    stale: None,
                });
            }
            self.keep_pending(&mut pending)?;
        }
    }

    /// Gives back the room of results that no file of the plan has any more, when they take more than half of it, and of
    /// what a run left that was killed while it did so.
    pub(super) fn tidy(&self, in_use: u64) -> anyhow::Result<()> {
        let mut pending = self.pending();
        if !self.keeps {
            return Ok(());
        }
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default();
            if is_log(name) && path != pending.log.path() {
                fs::remove_file(path)?;
            }
        }
        if in_use.saturating_mul(2) >= pending.log.end() {
            return Ok(());
        }
        let number = pending.number.wrapping_add(1);
        let mut log = Log::open(&self.folder.join(format!("results.{number}")), 0)?;
        let reader = pending.log.reader()?;
        let old = pending.log.path().to_owned();
        let mut after = None;
        let (results, files, done) = (self.read(RESULTS)?, self.read(FILES)?, self.read(DONE)?);
        self.change(|write| {
            write.delete_table(RESULTS)?;
            write.delete_table(FILES)?;
            let mut new_results = write.open_table(RESULTS)?;
            let mut new_files = write.open_table(FILES)?;
            loop {
                let chunk = self.planned(after.as_ref())?;
                let Some((last, _)) = chunk.last() else { break };
                after = Some(last.clone());
                for (order, planned) in &chunk {
                    let source = planned.source.as_bytes();
                    if let Some(content) = get::<Content>(&files, source)? {
                        put(&mut new_files, source, &content)?;
                    }
                    let key = done.get(order.as_slice())?.context("a file is not done")?;
                    if new_results.get(key.value())?.is_some() {
                        continue;
                    }
                    let mut kept: Kept = get(&results, key.value())?.context("a lost result")?;
                    for extent in &mut kept.extents {
                        *extent = log.append_from(&reader, *extent)?;
                    }
                    put(&mut new_results, key.value(), &kept)?;
                }
            }
            log.sync()?;
            let about = About {
                format: FORMAT,
                log: number,
                whole: log.end(),
            };
            put(&mut write.open_table(META)?, b"about", &about)
        })?;
        (pending.log, pending.number) = (log, number);
        // What is left of it is found by nobody.
        let _ = fs::remove_file(old);
        Ok(())
    }

    /// Ends a run: what the next one is not to find goes.
    pub(super) fn close(self) {
        let Store {
            database,
            folder,
            keeps,
            pending,
            ..
        } = self;
        drop(database);
        if !keeps {
            let pending = pending.into_inner().unwrap_or_else(PoisonError::into_inner);
            let _ = fs::remove_file(pending.log.path());
            // It stays when something else is in it.
            let _ = fs::remove_dir(folder);
        }
    }

    /// Every result of the plan, in its order.
    pub(super) fn items(&self) -> anyhow::Result<Items<'_>> {
        Ok(Items {
            store: self,
            results: self.read(RESULTS)?,
            done: self.read(DONE)?,
            after: None,
            chunk: Vec::new().into_iter(),
            current: Vec::new().into_iter(),
            source: None,
            next: 0,
        })
    }
}

/// A result in the order of the plan.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// Its place among all results.
    pub(super) ordinal: u64,
    pub(super) extent: Extent,
    /// What its source is now, when it was read under another.
    pub(super) source: Option<String>,
    /// The key of the results that it is of, with the first of them.
    pub(super) key: Option<Key>,
}

/// Goes over the results.
pub(super) struct Items<'a> {
    store: &'a Store,
    results: Snapshot,
    done: Snapshot,
    after: Option<Order>,
    chunk: std::vec::IntoIter<(Order, Planned)>,
    current: std::vec::IntoIter<Extent>,
    source: Option<String>,
    next: u64,
}

impl Items<'_> {
    /// The next result; `None` at the end.
    pub(super) fn next(&mut self) -> anyhow::Result<Option<Item>> {
        let mut key = None;
        let extent = loop {
            if let Some(extent) = self.current.next() {
                break extent;
            }
            let Some((order, planned)) = self.chunk.next() else {
                let chunk = self.store.planned(self.after.as_ref())?;
                match chunk.last() {
                    Some((last, _)) => self.after = Some(last.clone()),
                    None => return Ok(None),
                }
                self.chunk = chunk.into_iter();
                continue;
            };
            let found = self.done.get(order.as_slice())?;
            let found = key_of(found.context("a file is not done")?.value())?;
            let kept: Kept = get(&self.results, &found)?.context("a result is lost")?;
            key = Some(found);
            self.source = kept.is_plain.then_some(planned.source);
            self.current = kept.extents.into_iter();
        };
        let ordinal = self.next;
        self.next += 1;
        Ok(Some(Item {
            ordinal,
            extent,
            source: self.source.clone(),
            key,
        }))
    }
}

/// Takes the files of a plan.
pub(super) struct Planner<'a> {
    plan: redb::Table<'a, Bytes, Bytes>,
    sources: redb::Table<'a, Bytes, Bytes>,
    /// The last number of each source that several paths spell.
    pub(super) numbers: BTreeMap<String, u64>,
    /// Files taken so far.
    pub(super) files: u64,
}

impl Planner<'_> {
    /// The path that has this source.
    pub(super) fn path_of(&self, source: &str) -> anyhow::Result<Option<Vec<u8>>> {
        let found = self.sources.get(source.as_bytes())?;
        Ok(found.map(|path| path.value().to_vec()))
    }

    /// Notes that a path has a source.
    pub(super) fn name(&mut self, source: &str, path: &[u8]) -> anyhow::Result<()> {
        self.sources.insert(source.as_bytes(), path)?;
        Ok(())
    }

    /// Takes a file.
    pub(super) fn take(&mut self, order: &[u8], planned: &Planned) -> anyhow::Result<()> {
        self.files += 1;
        put(&mut self.plan, order, planned)
    }
}

/// Whether a file in the folder holds results.
fn is_log(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b"results.")
}

fn builder() -> Builder {
    let mut builder = Builder::new();
    builder.set_cache_size(CACHE);
    builder.set_check_integrity_on_open(true);
    builder
}

fn io_error(error: &anyhow::Error) -> Option<&io::Error> {
    error.chain().find_map(|cause| {
        let storage = match cause.downcast_ref::<DatabaseError>() {
            Some(DatabaseError::Storage(redb::StorageError::Io(error))) => Some(error),
            _ => None,
        };
        storage.or_else(|| cause.downcast_ref::<io::Error>())
    })
}

fn key_of(bytes: &[u8]) -> anyhow::Result<Key> {
    bytes.try_into().context("a key of another length")
}

/// A value of a table.
pub(super) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> anyhow::Result<T> {
    postcard::from_bytes(bytes).context("the ledger is damaged")
}

/// A row of a table.
pub(super) fn get<T: DeserializeOwned>(
    table: &impl ReadableTable<Bytes, Bytes>,
    key: &[u8],
) -> anyhow::Result<Option<T>> {
    let row = table.get(key)?;
    row.map(|row| decode(row.value())).transpose()
}

/// Sets a row of a table.
pub(super) fn put(
    table: &mut redb::Table<'_, Bytes, Bytes>,
    key: &[u8],
    value: &impl Serialize,
) -> anyhow::Result<()> {
    table.insert(key, postcard::to_stdvec(value)?.as_slice())?;
    Ok(())
}

/// Stores for tests.
#[cfg(test)]
pub(super) mod testing {
    use super::*;
    use crate::forms::Forms;
    use crate::write::FileResult;

    /// A store in which each of these is the result of a file.
    pub(in crate::batch) fn store(out: &Path, files: &[FileResult]) -> Store {
        let store = Store::open(out, false).expect("a store");
        let order = |at: usize| (at as u32).to_be_bytes();
        let planned = |file: &FileResult| Planned {
            source: file.source.clone(),
            path: file.source.clone().into(),
            fault: None,
            stamp: None,
        };
        let plan = |planner: &mut Planner<'_>| -> anyhow::Result<()> {
            for (at, file) in files.iter().enumerate() {
                planner.take(&order(at), &planned(file))?;
            }
            Ok(())
        };
        store.plan(plan).expect("a plan");
        for (at, file) in files.iter().enumerate() {
            let parcel = Parcel::pack(file, Forms::default()).expect("packed");
            let done = Done {
                order: order(at).into(),
                key: [at as u8; 32],
                content: None,
                kept: Some(Kept {
                    extents: vec![store.append(&parcel).expect("appended")],
                    is_plain: true,
                    is_quarantined: file.failure.is_some(),
                    caps: None,
                }),
                stale: None,
            };
            store.done(done).expect("done");
        }
        store.keep().expect("kept");
        store
    }
}
