//! An orderly end when the user or the system asks for one.

use std::sync::atomic::{AtomicBool, Ordering};

static ASKED_FOR: AtomicBool = AtomicBool::new(false);

/// A run that was interrupted. What it read is kept when it keeps a ledger.
#[derive(Debug)]
pub(crate) struct Interrupted;

impl std::fmt::Display for Interrupted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("interrupted")
    }
}

impl std::error::Error for Interrupted {}

/// From now on an interrupt ends the run in order, a second one at once.
pub(crate) fn listen() {
    // Where it cannot be caught it ends the program as ever: nothing is lost by that either.
    let _ = ctrlc::try_set_handler(|| {
        if ASKED_FOR.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
}

/// Whether to end.
pub(super) fn is_asked_for() -> bool {
    ASKED_FOR.load(Ordering::Relaxed)
}

/// # Errors
/// [`Interrupted`], when that is so.
pub(super) fn check() -> anyhow::Result<()> {
    match is_asked_for() {
        true => Err(Interrupted.into()),
        false => Ok(()),
    }
}
