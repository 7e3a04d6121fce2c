//! Worker processes: whatever a file does to the program that reads it, the run goes on.
//!
//! A worker is this program once more, with a cap on its memory and, for each file, on its CPU time. It is asked for
//! one entry of the plan after another through its stdin and answers file by file through its stdout; what it prints on
//! stderr is only looked at when it dies. A worker that dies has cost the file that it was reading, with the kind
//! `timeout`, `memory` or `crash`; another takes its place and goes on behind that file.

use std::io::{self, Read, Write};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::manifest::Row;
use super::parcel::Parcel;
use crate::error::Error;
use crate::limits::Limits;

mod caps;
mod child;
mod death;
mod parent;

pub(crate) use child::serve;
pub(super) use parent::Worker;

/// What a worker may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Caps {
    /// CPU time for one file, whole seconds are kept to.
    pub(crate) timeout: Duration,
    /// Address space in bytes.
    pub(crate) memory: u64,
}

/// The first thing a worker is told.
#[derive(Debug, Serialize, Deserialize)]
struct Start {
    limits: Limits,
    /// The texts of the forms of a user's own.
    forms: Vec<String>,
    caps: Caps,
}

/// An entry of the plan to read.
#[derive(Debug, Serialize, Deserialize)]
struct Request {
    source: String,
    /// Its bytes: it need not be UTF-8.
    path: Vec<u8>,
    fault: Option<String>,
    /// What is known of the files of the entry.
    manifest: Vec<(String, Row)>,
    /// So many of its files are done already.
    done: usize,
    /// Why the first of the others could not be read, when that has been tried.
    failure: Option<Error>,
}

/// What a worker answers.
#[derive(Debug, Serialize, Deserialize)]
enum Answer {
    /// It is there, and of this version.
    Ready(String),
    /// The entry is an archive: what comes now is no file's doing. Said again while it goes on and no file comes.
    Archive,
    /// It begins with the next file of the archive.
    Begun,
    /// The result of that file.
    Done(Box<Parcel>),
    /// The entry is done.
    End,
}

/// No message is longer; the largest results are some 60 MB.
const MAX_MESSAGE: u32 = 1 << 30;

/// Writes a message: its length as four bytes, the low one first, then its bytes.
fn send(out: &mut impl Write, message: &impl Serialize) -> io::Result<()> {
    let mut bytes = vec![0; 4];
    bytes = postcard::to_extend(message, bytes).map_err(io::Error::other)?;
    let length = u32::try_from(bytes.len() - 4).map_err(io::Error::other)?;
    if let Some(head) = bytes.get_mut(..4) {
        head.copy_from_slice(&length.to_le_bytes());
    }
    out.write_all(&bytes)
}

/// Reads a message; `None` when no more comes.
fn receive<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<T>> {
    let mut length = [0; 4];
    match from.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let length = u32::from_le_bytes(length);
    if length > MAX_MESSAGE {
        return Err(io::Error::other("a message is too long"));
    }
    let mut bytes = Vec::new();
    // Grows with what comes, not with what was promised.
    from.take(length.into()).read_to_end(&mut bytes)?;
    if bytes.len() != length as usize {
        return Ok(None);
    }
    postcard::from_bytes(&bytes)
        .map(Some)
        .map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_that_breaks_off_is_none() {
        let mut bytes = Vec::new();
        send(&mut bytes, &Answer::Ready("1".to_owned())).expect("sent");
        for length in 0..bytes.len() {
            let cut = receive::<Answer>(&mut &bytes[..length]).expect("no error");
            assert!(cut.is_none(), "{length}");
        }
    }
}
