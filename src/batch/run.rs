//! Reads the files of a plan, each by itself, several at a time.

use std::fs::File;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::Context;

use super::entry::{self, QuietPanics, Reading, Taker, Turn};
use super::keys;
use super::manifest::Manifest;
use super::parcel::Parcel;
use super::paths::from_bytes;
use super::plan::Entry;
use super::progress::Progress;
use super::store::{Done, Kept, Key, Order, Planned, Stamp, Store};
use super::worker::{Caps, Worker};
use super::{Isolation, Job, interrupt};
use crate::Settings;
use crate::error::ErrorKind;
use crate::write::FileResult;

/// Stack of a thread that reads. Readers bound their own recursion; this leaves room for that of their libraries.
pub(super) const STACK_BYTES: usize = 16 << 20;

/// Reads every file of the plan whose results are not known from earlier; the results are in the store.
///
/// # Errors
/// When threads or worker processes cannot be started, when the store cannot take more, or after an interrupt; what was
/// read so far is kept.
pub(super) fn read_all(
    store: &Store,
    manifest: &Manifest,
    job: &Job,
    progress: &Progress,
) -> anyhow::Result<()> {
    let settings = Settings {
        limits: job.limits,
        forms: job.forms,
        ..Settings::default()
    };
    let queue = Queue {
        store,
        reading: Reading {
            manifest,
            settings: &settings,
        },
        settings: keys::of_settings(&job.limits, job.forms),
        job,
        caps: match &job.isolation {
            Isolation::InProcess => None,
            Isolation::Workers(caps) => Some(*caps),
        },
        next: Mutex::new(Next::default()),
        is_over: AtomicBool::new(false),
        progress,
    };
    // A thread without a file of its own only burns time looking for one.
    let threads = job.workers.get().min(progress.files().max(1));
    let _quiet = (!job.crash_traces).then(QuietPanics::begin);
    let ends = std::thread::scope(|scope| {
        let work = || match &job.isolation {
            Isolation::InProcess => queue.work(|entry, take| {
                let mut packing = Packing {
                    forms: job.forms,
                    take,
                    error: None,
                };
                queue.reading.entry(entry, &mut packing);
                packing.error.map_or(Ok(()), Err)
            }),
            Isolation::Workers(caps) => {
                let mut worker = Worker::new(queue.reading, caps);
                queue.work(|entry, take| worker.read(entry, take))
            }
        };
        let start = |_| {
            let thread = std::thread::Builder::new().stack_size(STACK_BYTES);
            thread
                .spawn_scoped(scope, work)
                .context("cannot start threads")
        };
        let threads = (0..threads)
            .map(start)
            .collect::<anyhow::Result<Vec<_>>>()
            .inspect_err(|_| queue.is_over.store(true, Ordering::Relaxed))?;
        // What a thread reads cannot crash it: that is caught file by file.
        let ends = threads.into_iter().map(|thread| {
            let end = thread.join();
            end.unwrap_or_else(|_| Err(anyhow::anyhow!("a thread crashed")))
        });
        // All of them end before the first error is told.
        let ends: Vec<_> = ends.collect();
        ends.into_iter().collect::<anyhow::Result<()>>()
    });
    let kept = store.keep();
    ends?;
    kept?;
    interrupt::check()
}

type Take<'a> = &'a mut dyn FnMut(Parcel) -> anyhow::Result<()>;

/// Packs results as they come.
struct Packing<'a> {
    forms: crate::forms::Forms,
    take: Take<'a>,
    error: Option<anyhow::Error>,
}

impl Taker for Packing<'_> {
    fn turn(&mut self) -> Turn {
        match self.error {
            None => Turn::Read,
            Some(_) => Turn::PassOver,
        }
    }

    fn take(&mut self, result: FileResult) {
        let parcel = Parcel::pack(&result, self.forms).map_err(anyhow::Error::from);
        if let Err(error) = parcel.and_then(|parcel| (self.take)(parcel)) {
            self.error = Some(error);
        }
    }
}

/// The files of a plan, handed out in order to whoever is free.
struct Queue<'a> {
    store: &'a Store,
    reading: Reading<'a>,
    /// What the results of all files depend on.
    settings: Key,
    job: &'a Job,
    caps: Option<Caps>,
    next: Mutex<Next>,
    /// Whether nobody need go on.
    is_over: AtomicBool,
    progress: &'a Progress,
}

/// Files taken out of the plan and not handed out yet.
#[derive(Default)]
struct Next {
    waiting: std::vec::IntoIter<(Order, Planned)>,
    last: Option<Order>,
}

impl Queue<'_> {
    /// Reads files until none is left, one cannot even be tried, or the run is interrupted.
    fn work(
        &self,
        mut read: impl FnMut(&Entry, Take<'_>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        while !self.is_over.load(Ordering::Relaxed) && !interrupt::is_asked_for() {
            let next = self.next();
            let one = next.and_then(|next| match next {
                Some((order, planned)) => self.one(order, planned, &mut read).map(|()| true),
                None => Ok(false),
            });
            match one {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    self.is_over.store(true, Ordering::Relaxed);
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    fn next(&self) -> anyhow::Result<Option<(Order, Planned)>> {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = next.waiting.next() {
            return Ok(Some(file));
        }
        let chunk = self.store.planned(next.last.as_ref())?;
        if let Some((last, _)) = chunk.last() {
            next.last = Some(last.clone());
        }
        next.waiting = chunk.into_iter();
        Ok(next.waiting.next())
    }

    fn one(
        &self,
        order: Order,
        planned: Planned,
        read: &mut impl FnMut(&Entry, Take<'_>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let entry = Entry {
            source: planned.source,
            path: from_bytes(planned.path),
            fault: planned.fault,
        };
        if let Some(done) = self.recall(&order, &entry, planned.stamp)? {
            log::debug!("{}: known from an earlier run", entry.source);
            self.store.done(done)?;
            self.progress.known(&entry.source);
            return Ok(());
        }
        // Taken before it is read: a file that is changed in the meantime is read again next time.
        let stamp = match self.store.keeps() && entry.fault.is_none() {
            true => Stamp::at(&entry.path),
            false => None,
        };
        let (mut extents, mut own, mut failures) = (Vec::new(), None, Vec::new());
        read(&entry, &mut |parcel| {
            // An archive may take hours.
            interrupt::check()?;
            extents.push(self.store.append(&parcel)?);
            let brief = parcel.brief;
            self.progress.read(&brief);
            own = (extents.len() == 1 && brief.source == entry.source).then_some(brief.sha256);
            failures.extend(brief.failure);
            Ok(())
        })?;
        // Next time the system may give the bytes that it did not give now.
        let stamp = stamp.filter(|_| !failures.contains(&ErrorKind::Unreadable));
        let content = stamp.and_then(|stamp| {
            // Of an archive, and of a file that is too long, the results do not tell it.
            let hash = own.as_deref().and_then(from_hex);
            let hash = hash.or_else(|| hash_of(&entry).ok())?;
            // What was hashed must be what was read.
            let is_same = Stamp::at(&entry.path).is_some_and(|now| now.is_like(&stamp));
            is_same.then_some((stamp, hash))
        });
        let key = match (&content, &own) {
            (None, _) => keys::of_nothing(&order),
            (Some((_, content)), own) => self.key(own.is_some(), &entry.source, content),
        };
        // A worker that dies in an archive leaves a result of the archive as a whole, under the other key.
        let stale = content
            .as_ref()
            .map(|(_, content)| self.key(own.is_none(), &entry.source, content));
        let is_capped = |kind: &ErrorKind| {
            matches!(
                kind,
                ErrorKind::Timeout | ErrorKind::Memory | ErrorKind::Crash
            )
        };
        let kept = Kept {
            is_plain: own.is_some(),
            is_quarantined: !failures.is_empty(),
            caps: failures.iter().any(is_capped).then_some(self.caps),
            extents,
        };
        self.store.done(Done {
            order,
            key,
            content: content.map(|(stamp, hash)| (entry.source.clone(), stamp, hash)),
            kept: Some(kept),
            stale,
        })?;
        self.progress.done(&entry.source);
        Ok(())
    }

    fn key(&self, is_plain: bool, source: &str, content: &Key) -> Key {
        let manifest = self.reading.manifest;
        match is_plain {
            true => keys::of_file(&self.settings, manifest, source, content),
            false => keys::of_archive(&self.settings, manifest, source, content),
        }
    }

    /// The results of an earlier run, when they are those of this file still.
    fn recall(
        &self,
        order: &Order,
        entry: &Entry,
        stamp: Option<Stamp>,
    ) -> anyhow::Result<Option<Done>> {
        let Some(stamp) = stamp.filter(|_| self.store.has_past()) else {
            return Ok(None);
        };
        let known = self.store.content(&entry.source, &stamp)?;
        let Some(content) = known.or_else(|| hash_of(entry).ok()) else {
            return Ok(None);
        };
        for is_plain in [true, false] {
            let key = self.key(is_plain, &entry.source, &content);
            let kept = self.store.kept(&key)?;
            if !kept.is_some_and(|kept| kept.is_plain == is_plain && self.may_stay(&kept)) {
                continue;
            }
            let content = match known {
                Some(_) => None,
                None => Some((entry.source.clone(), stamp, content)),
            };
            return Ok(Some(Done {
                order: order.clone(),
                key,
                content,
                kept: None,
                stale: None,
            }));
        }
        Ok(None)
    }

    /// What ended by the caps may do better under others, and what could not be read is tried again when that is wanted.
    fn may_stay(&self, kept: &Kept) -> bool {
        let same_caps = kept.caps.is_none_or(|caps| caps == self.caps);
        same_caps && !(kept.is_quarantined && self.job.retry_quarantined)
    }
}

fn hash_of(entry: &Entry) -> io::Result<Key> {
    Ok(entry::hash(File::open(&entry.path)?)?.1)
}

fn from_hex(digits: &str) -> Option<Key> {
    let mut key = Key::default();
    if digits.len() != 2 * key.len() {
        return None;
    }
    for (at, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_read_from_its_digits() {
        let key = from_hex(&"0f".repeat(32)).expect("a hash");
        assert_eq!(key, [15; 32]);
        assert_eq!((from_hex(""), from_hex(&"zz".repeat(32))), (None, None));
    }
}
