//! Caps that the operating system keeps for a worker: on memory for good, on CPU time from file to file.

use super::Caps;

/// Sets the cap on memory, and that no crash leaves an image of the process behind.
#[cfg(unix)]
pub(super) fn begin(caps: &Caps) -> std::io::Result<()> {
    use rustix::process::Resource;
    lower(Resource::Core, 0)?;
    // Systems that do not know the cap refuse it: the other caps hold.
    let _ = lower(Resource::As, caps.memory);
    Ok(())
}

/// Lets the process run for so long from now on.
#[cfg(unix)]
pub(super) fn next_file(caps: &Caps) -> std::io::Result<()> {
    use rustix::process::Resource;
    use rustix::time::{ClockId, clock_gettime};
    let used = clock_gettime(ClockId::ProcessCPUTime);
    // The cap counts whole seconds since the process began.
    let nanoseconds = used.tv_nsec as u64 + u64::from(caps.timeout.subsec_nanos());
    let seconds = (used.tv_sec as u64)
        .saturating_add(caps.timeout.as_secs())
        .saturating_add(nanoseconds.div_ceil(1_000_000_000));
    lower(Resource::Cpu, seconds)
}

/// Sets the cap in force; the one up to which it may be raised again stays.
#[cfg(unix)]
fn lower(resource: rustix::process::Resource, to: u64) -> std::io::Result<()> {
    use rustix::process::{Rlimit, getrlimit, setrlimit};
    let maximum = getrlimit(resource).maximum;
    let current = Some(maximum.map_or(to, |maximum| maximum.min(to)));
    Ok(setrlimit(resource, Rlimit { current, maximum })?)
}

#[cfg(not(unix))]
pub(super) fn begin(_: &Caps) -> std::io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn next_file(_: &Caps) -> std::io::Result<()> {
    Ok(())
}
