//! Why a worker died, told from how it ended and what it printed last.

use std::process::ExitStatus;

use super::Caps;
use crate::error::{Error, ErrorKind};

/// The error of the file that a worker was reading.
///
/// `slow`: whether it was ended because it did not answer. `last` is what it printed on stderr.
pub(super) fn error(status: Option<ExitStatus>, slow: bool, last: &str, caps: &Caps) -> Error {
    let signal = status.and_then(signal);
    let (kind, message) = if slow || signal == Some(XCPU) {
        let seconds = caps.timeout.as_secs_f64();
        (
            ErrorKind::Timeout,
            format!("reading took more than {seconds} s of CPU time"),
        )
    } else if last.contains("memory allocation of") || signal == Some(KILL) {
        let mebibytes = caps.memory >> 20;
        (
            ErrorKind::Memory,
            format!("reading took more than {mebibytes} MiB of memory"),
        )
    } else {
        let how = match (last.contains("overflowed its stack"), signal) {
            (true, _) => "the stack overflowed".to_owned(),
            (false, Some(number)) => format!("signal {number}"),
            (false, None) => "it ended".to_owned(),
        };
        (
            ErrorKind::Crash,
            format!("the program failed on this file, please report it: {how}"),
        )
    };
    Error::new(kind, "read", message)
}

/// What a CPU time that is used up ends a process with.
#[cfg(unix)]
const XCPU: i32 = rustix::process::Signal::XCPU.as_raw();
/// What the system ends a process with when it has no more memory to give.
#[cfg(unix)]
const KILL: i32 = rustix::process::Signal::KILL.as_raw();

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    use std::os::unix::process::ExitStatusExt;
    status.signal()
}

// Nothing ends by a signal here.
#[cfg(not(unix))]
const XCPU: i32 = -1;
#[cfg(not(unix))]
const KILL: i32 = -1;

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::process::ExitStatusExt;
    use std::time::Duration;

    fn kind(raw: i32, slow: bool, last: &str) -> ErrorKind {
        let caps = Caps {
            timeout: Duration::from_secs(10),
            memory: 1 << 30,
        };
        error(Some(ExitStatus::from_raw(raw)), slow, last, &caps).kind()
    }

    #[test]
    fn each_death_has_its_kind() {
        let xcpu = rustix::process::Signal::XCPU.as_raw();
        assert_eq!(kind(xcpu, false, ""), ErrorKind::Timeout);
        assert_eq!(kind(9, true, ""), ErrorKind::Timeout);
        assert_eq!(kind(9, false, ""), ErrorKind::Memory);
        let aborted = "memory allocation of 99 bytes failed\n";
        assert_eq!(kind(6, false, aborted), ErrorKind::Memory);
        assert_eq!(
            kind(6, false, "thread 'x' has overflowed its stack"),
            ErrorKind::Crash
        );
        assert_eq!(kind(11, false, ""), ErrorKind::Crash);
        assert_eq!(kind(1 << 8, false, ""), ErrorKind::Crash);
    }
}
