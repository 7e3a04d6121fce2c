//! By what a file that did not change is known without reading it.

use std::fs::Metadata;
use std::path::Path;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

/// What the file system says of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::batch) struct Stamp {
    length: u64,
    modified: Option<Duration>,
    /// Device, number, and the time of the last change of anything, in seconds and nanoseconds.
    system: Option<(u64, u64, i64, i64)>,
    /// Whether a later change cannot have the same times: clocks of file systems tick slowly.
    is_sure: bool,
}

/// Slower than the clock of any file system in use (FAT: 2 s).
const TICK: Duration = Duration::from_secs(3);

impl Stamp {
    pub(in crate::batch) fn of(meta: &Metadata) -> Stamp {
        let since = |time: SystemTime| time.duration_since(SystemTime::UNIX_EPOCH).ok();
        let modified = meta.modified().ok().and_then(since);
        let system = system(meta);
        let changed = system.map(|(_, _, seconds, _)| Duration::from_secs(seconds.max(0) as u64));
        let latest = modified.max(changed);
        let now = since(SystemTime::now());
        Stamp {
            length: meta.len(),
            modified,
            system,
            is_sure: latest
                .zip(now)
                .is_some_and(|(latest, now)| latest + TICK < now),
        }
    }

    /// The stamp of the file there now.
    pub(in crate::batch) fn at(path: &Path) -> Option<Stamp> {
        std::fs::metadata(path).ok().map(|meta| Stamp::of(&meta))
    }

    /// Whether a file with this stamp has the content that it had when `earlier` was taken.
    pub(in crate::batch) fn is_still(&self, earlier: &Stamp) -> bool {
        earlier.is_sure
            && (self.length, self.modified, self.system)
                == (earlier.length, earlier.modified, earlier.system)
    }

    /// Whether two stamps are of the same state of the same file, as far as they tell.
    pub(in crate::batch) fn is_like(&self, other: &Stamp) -> bool {
        (self.length, self.modified, self.system) == (other.length, other.modified, other.system)
    }
}

#[cfg(unix)]
fn system(meta: &Metadata) -> Option<(u64, u64, i64, i64)> {
    use std::os::unix::fs::MetadataExt;
    Some((meta.dev(), meta.ino(), meta.ctime(), meta.ctime_nsec()))
}

#[cfg(not(unix))]
fn system(_: &Metadata) -> Option<(u64, u64, i64, i64)> {
    None
}
