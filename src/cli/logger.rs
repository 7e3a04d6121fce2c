//! A small logger to stderr; the libraries in use log through the same facade.

use std::io::Write;
use std::sync::OnceLock;

use log::{Level, LevelFilter, Log, Metadata, Record};

/// Prints records of this program at `own` and those of libraries at `others`.
struct Logger {
    own: LevelFilter,
    others: LevelFilter,
}

impl Log for Logger {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        let limit = match metadata.target().split("::").next() {
            Some("nianbao") => self.own,
            _ => self.others,
        };
        metadata.level() <= limit
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let level = match record.level() {
            Level::Error => "error",
            Level::Warn => "warning",
            Level::Info => "info",
            Level::Debug => "debug",
            Level::Trace => "trace",
        };
        // One write a line, so that lines of several threads do not mix; when stderr is gone, nobody listens.
        let line = format!("{level}: {}\n", record.args());
        let _ = std::io::stderr().write_all(line.as_bytes());
    }

    fn flush(&self) {}
}

/// What `-v` given this many times shows: of this program, of its libraries.
fn levels(verbose: u8) -> (LevelFilter, LevelFilter) {
    match verbose {
        0 => (LevelFilter::Off, LevelFilter::Off),
        1 => (LevelFilter::Info, LevelFilter::Off),
        2 => (LevelFilter::Debug, LevelFilter::Warn),
        _ => (LevelFilter::Trace, LevelFilter::Trace),
    }
}

static LOGGER: OnceLock<Logger> = OnceLock::new();

/// Starts logging; a second start in one process changes nothing.
pub(super) fn start(verbose: u8) {
    let (own, others) = levels(verbose);
    let logger = LOGGER.get_or_init(|| Logger { own, others });
    if log::set_logger(logger).is_ok() {
        log::set_max_level(own.max(others));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shows(verbose: u8, target: &str, level: Level) -> bool {
        let (own, others) = levels(verbose);
        let metadata = Metadata::builder().target(target).level(level).build();
        Logger { own, others }.enabled(&metadata)
    }

    #[test]
    fn without_v_nothing_is_shown_and_with_v_only_our_own_news() {
        assert!(!shows(0, "nianbao::read", Level::Error));
        assert!(shows(1, "nianbao::batch::run", Level::Info));
        assert!(!shows(1, "nianbao", Level::Debug));
        assert!(!shows(1, "hayro_interpret::font", Level::Warn));
        assert!(shows(2, "hayro_interpret::font", Level::Warn));
    }
}
