//! How far a run is: a bar on a terminal, or lines of JSON for programs.

use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use super::parcel::Brief;
use crate::extraction::Status;
use crate::write::text::one_line;

/// Where progress is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Show {
    /// Nowhere.
    Nothing,
    /// As a bar on stderr when that is a terminal.
    Bar,
    /// As lines of JSON on stderr.
    Json,
}

/// How far a run is.
pub(super) struct Progress {
    files: u64,
    bar: ProgressBar,
    json: bool,
    began: Instant,
    done: AtomicU64,
    known: AtomicU64,
    reports: AtomicU64,
    others: AtomicU64,
    quarantined: AtomicU64,
    /// Milliseconds since the beginning at which the next line of JSON on the whole is due.
    due: AtomicU64,
}

/// Lines on the whole come no more often.
const PAUSE: Duration = Duration::from_secs(5);

impl Progress {
    /// Of a run over so many files.
    pub(super) fn new(files: u64, show: Show) -> Self {
        let progress = Progress {
            files,
            bar: match show == Show::Bar && std::io::stderr().is_terminal() {
                true => bar(
                    files,
                    "{bar:30} {pos}/{len} {per_sec} {eta} left {wide_msg}",
                ),
                false => ProgressBar::hidden(),
            },
            json: show == Show::Json,
            began: Instant::now(),
            done: AtomicU64::new(0),
            known: AtomicU64::new(0),
            reports: AtomicU64::new(0),
            others: AtomicU64::new(0),
            quarantined: AtomicU64::new(0),
            due: AtomicU64::new(0),
        };
        progress.tell("start", json!({"files": files}));
        progress
    }

    /// How many files the run is over.
    pub(super) fn files(&self) -> usize {
        usize::try_from(self.files).unwrap_or(usize::MAX)
    }

    /// One more result was read.
    pub(super) fn read(&self, brief: &Brief) {
        let count = match brief.status {
            status if status.is_report() => &self.reports,
            Status::Quarantined => &self.quarantined,
            _ => &self.others,
        };
        count.fetch_add(1, Ordering::Relaxed);
        match brief.failure {
            Some(kind) => log::info!("{}: quarantined: {}", brief.source, kind.code()),
            None => log::info!("{}: {}", brief.source, brief.status.name()),
        }
        if self.json {
            let mut line = json!({"source": brief.source, "status": brief.status.name()});
            if let (Some(kind), Some(line)) = (brief.failure, line.as_object_mut()) {
                line.insert("kind".to_owned(), kind.code().into());
            }
            self.tell("file", line);
        }
    }

    /// One more file is known from an earlier run.
    pub(super) fn known(&self, source: &str) {
        self.known.fetch_add(1, Ordering::Relaxed);
        self.done(source);
    }

    /// One more file is done.
    pub(super) fn done(&self, source: &str) {
        self.done.fetch_add(1, Ordering::Relaxed);
        self.bar.inc(1);
        if !self.bar.is_hidden() {
            let count = |count: &AtomicU64| count.load(Ordering::Relaxed);
            self.bar.set_message(format!(
                "{} reports, {} others, {} quarantined, {} known; {}",
                count(&self.reports),
                count(&self.others),
                count(&self.quarantined),
                count(&self.known),
                one_line(source)
            ));
        }
        if self.json && self.is_due() {
            self.tell("progress", self.state());
        }
    }

    fn is_due(&self) -> bool {
        let now = self.began.elapsed();
        let due = self.due.load(Ordering::Relaxed);
        if now < Duration::from_millis(due) {
            return false;
        }
        let next = u64::try_from((now + PAUSE).as_millis()).unwrap_or(u64::MAX);
        let swapped = self
            .due
            .compare_exchange(due, next, Ordering::Relaxed, Ordering::Relaxed);
        swapped.is_ok()
    }

    fn state(&self) -> Value {
        let count = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let done = count(&self.done);
        let seconds = self.began.elapsed().as_secs_f64();
        let rate = done as f64 / seconds.max(1e-3);
        let left = self.files.saturating_sub(done) as f64 / rate.max(1e-9);
        json!({
            "files": self.files,
            "done": done,
            "known": count(&self.known),
            "reports": count(&self.reports),
            "others": count(&self.others),
            "quarantined": count(&self.quarantined),
            "files_per_second": tenths(rate),
            "seconds": tenths(seconds),
            "seconds_left": tenths(left),
        })
    }

    /// All is read, and the dataset is written now.
    pub(super) fn write(&self, results: u64) {
        self.tell("read", self.state());
        self.bar.set_length(results);
        self.bar.set_position(0);
        self.bar.set_message("writing");
    }

    /// So many more results are written.
    pub(super) fn written(&self, results: usize) {
        self.bar.inc(results as u64);
    }

    /// The run is over; `end` says how it ended.
    pub(super) fn end(&self, end: &impl serde::Serialize) {
        if self.json {
            self.tell("end", serde_json::to_value(end).unwrap_or_default());
        }
    }

    /// A line of JSON: when, what, and more about it.
    fn tell(&self, event: &str, more: Value) {
        if !self.json {
            return;
        }
        let mut line = json!({"event": event});
        if let (Some(line), Value::Object(more)) = (line.as_object_mut(), more) {
            line.extend(more);
        }
        // One write a line, so that lines of several threads do not mix; when stderr is gone, nobody listens.
        let _ = std::io::stderr().write_all(format!("{line}\n").as_bytes());
    }
}

fn tenths(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

fn bar(files: u64, template: &str) -> ProgressBar {
    let bar = ProgressBar::new(files);
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
