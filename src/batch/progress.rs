//! A progress bar on stderr, on a terminal only.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

/// How far a batch is; draws nothing unless stderr is a terminal.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// A bar over this many files.
    pub(super) fn new(files: usize, wanted: bool) -> Self {
        if !wanted || !std::io::stderr().is_terminal() {
            return Progress(ProgressBar::hidden());
        }
        let bar = ProgressBar::new(files as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {eta} {wide_msg}") {
            bar.set_style(style);
        }
        Progress(bar)
    }

    /// One more file is done.
    pub(super) fn done(&self, source: &str) {
        if !self.0.is_hidden() {
            self.0.set_message(crate::write::text::one_line(source));
        }
        self.0.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
