//! Reads the files of a plan, each by itself, several at a time.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context;

use super::entry::{QuietPanics, Reading};
use super::manifest::Manifest;
use super::plan::Entry;
use super::progress::Progress;
use super::worker::Worker;
use super::{Isolation, Job};
use crate::Settings;
use crate::write::FileResult;

/// Stack of a thread that reads. Readers bound their own recursion; this leaves room for that of their libraries.
pub(super) const STACK_BYTES: usize = 16 << 20;

/// Reads every file of the plan; results come in its order.
///
/// # Errors
/// When threads or worker processes cannot be started.
pub(super) fn read_all(
    plan: &[Entry],
    manifest: &Manifest,
    job: &Job,
) -> anyhow::Result<Vec<FileResult>> {
    let settings = Settings {
        limits: job.limits,
        forms: job.forms,
        ..Settings::default()
    };
    let reading = Reading {
        manifest,
        settings: &settings,
    };
    let queue = Queue {
        plan,
        next: AtomicUsize::new(0),
        done: Mutex::new(Vec::new()),
        progress: Progress::new(plan.len(), job.progress),
    };
    // A thread without a file of its own only burns time looking for one.
    let threads = job.workers.get().min(plan.len().max(1));
    let _quiet = (!job.crash_traces).then(QuietPanics::begin);
    std::thread::scope(|scope| {
        let work = || match &job.isolation {
            Isolation::InProcess => queue.work(|entry, results| {
                reading.entry(entry, results);
                Ok(())
            }),
            Isolation::Workers(caps) => {
                let mut worker = Worker::new(reading, caps);
                queue.work(|entry, results| worker.read(entry, results))
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
            .collect::<anyhow::Result<Vec<_>>>()?;
        // What a thread reads cannot crash it: that is caught file by file.
        let ends = threads.into_iter().map(|thread| {
            let end = thread.join();
            end.unwrap_or_else(|_| Err(anyhow::anyhow!("a thread crashed")))
        });
        ends.collect::<anyhow::Result<()>>()
    })?;
    Ok(queue.in_order())
}

/// The files of a plan, handed out in order to whoever is free.
struct Queue<'a> {
    plan: &'a [Entry],
    next: AtomicUsize,
    /// Results with the position of their entry.
    done: Mutex<Vec<(usize, Vec<FileResult>)>>,
    progress: Progress,
}

impl Queue<'_> {
    /// Reads files until none is left, or one cannot even be tried.
    fn work(
        &self,
        mut read: impl FnMut(&Entry, &mut Vec<FileResult>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        loop {
            let at = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(entry) = self.plan.get(at) else {
                return Ok(());
            };
            let mut results = Vec::new();
            if let Err(error) = read(entry, &mut results) {
                // The others need not go on.
                self.next.store(self.plan.len(), Ordering::Relaxed);
                return Err(error);
            }
            for result in &results {
                match &result.failure {
                    Some(error) => log::info!("{}: quarantined: {error}", result.source),
                    None => log::info!("{}: {}", result.source, result.report().status.name()),
                }
            }
            self.progress.done(&entry.source);
            let mut done = self.done.lock().unwrap_or_else(|done| done.into_inner());
            done.push((at, results));
        }
    }

    fn in_order(self) -> Vec<FileResult> {
        let mut done = self
            .done
            .into_inner()
            .unwrap_or_else(|done| done.into_inner());
        done.sort_unstable_by_key(|(at, _)| *at);
        done.into_iter().flat_map(|(_, results)| results).collect()
    }
}
