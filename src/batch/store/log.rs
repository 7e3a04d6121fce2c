//! Results one after the other in a file that only grows.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use flate2::Crc;
use serde::{Deserialize, Serialize};

use crate::batch::parcel::{Brief, Parcel, unpack};
use crate::write::FileResult;

/// Where a result stands in the log. Bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::batch) struct Extent {
    at: u64,
    brief: u32,
    body: u32,
    /// CRC-32 of both parts.
    check: u32,
}

impl Extent {
    /// Length and sum: another result has another mark.
    pub(in crate::batch) fn mark(self) -> [u8; 12] {
        let mut mark = [0; 12];
        let (length, check) = (self.bytes().to_le_bytes(), self.check.to_le_bytes());
        let bytes = length.into_iter().chain(check);
        mark.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
        mark
    }

    /// Room that it takes.
    pub(in crate::batch) fn bytes(self) -> u64 {
        u64::from(self.brief) + u64::from(self.body)
    }
}

/// The log. What is appended and in no table when a run ends is overwritten by the next.
#[derive(Debug)]
pub(super) struct Log {
    path: PathBuf,
    file: File,
    /// Its end, those included that wait.
    end: u64,
    waiting: Vec<u8>,
}

/// So much is written at a time. Bytes.
const PIECE: usize = 256 << 10;

impl Log {
    /// Opens the log and cuts it to the length that is known to be whole.
    pub(super) fn open(path: &Path, whole: u64) -> io::Result<Log> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        if file.metadata()?.len() < whole {
            let why = "the results of earlier runs are cut";
            return Err(io::Error::new(io::ErrorKind::InvalidData, why));
        }
        file.set_len(whole)?;
        Ok(Log {
            path: path.to_owned(),
            file,
            end: whole,
            waiting: Vec::new(),
        })
    }

    pub(super) fn end(&self) -> u64 {
        self.end
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Appends a result; it is in the file after the next [`Log::write_out`].
    pub(super) fn append(&mut self, parcel: &Parcel) -> io::Result<Extent> {
        let brief = postcard::to_stdvec(&parcel.brief).map_err(io::Error::other)?;
        self.append_parts(&brief, &parcel.body.0)
    }

    fn append_parts(&mut self, brief: &[u8], body: &[u8]) -> io::Result<Extent> {
        let mut check = Crc::new();
        check.update(brief);
        check.update(body);
        let length = |part: &[u8]| u32::try_from(part.len()).map_err(io::Error::other);
        let extent = Extent {
            at: self.end,
            brief: length(brief)?,
            body: length(body)?,
            check: check.sum(),
        };
        self.waiting.extend_from_slice(brief);
        self.waiting.extend_from_slice(body);
        self.end += extent.bytes();
        if self.waiting.len() >= PIECE {
            self.write_out()?;
        }
        Ok(extent)
    }

    /// Appends what stands in another log.
    pub(super) fn append_from(&mut self, other: &Reader, extent: Extent) -> io::Result<Extent> {
        let bytes = other.bytes(extent)?;
        let (brief, body) = bytes.split_at(extent.brief as usize);
        self.append_parts(brief, body)
    }

    /// Writes what waits.
    pub(super) fn write_out(&mut self) -> io::Result<()> {
        use std::io::Seek;
        let at = self.end - self.waiting.len() as u64;
        self.file.seek(io::SeekFrom::Start(at))?;
        self.file.write_all(&self.waiting)?;
        self.waiting.clear();
        Ok(())
    }

    /// Writes what waits and has the system put it on the disk.
    pub(super) fn sync(&mut self) -> io::Result<()> {
        self.write_out()?;
        self.file.sync_data()
    }

    /// Reads what is written out.
    pub(super) fn reader(&self) -> io::Result<Reader> {
        Reader::open(&self.path)
    }
}

/// Reads a log.
#[derive(Debug)]
pub(in crate::batch) struct Reader(File);

impl Reader {
    pub(super) fn open(path: &Path) -> io::Result<Reader> {
        File::open(path).map(Reader)
    }

    /// What comparing files needs of a result; not checked against its sum, which is over the whole.
    pub(in crate::batch) fn brief(&self, extent: Extent) -> io::Result<Brief> {
        let mut bytes = vec![0; extent.brief as usize];
        read_at(&self.0, &mut bytes, extent.at)?;
        postcard::from_bytes(&bytes).map_err(io::Error::other)
    }

    /// The result.
    pub(in crate::batch) fn result(&self, extent: Extent) -> io::Result<FileResult> {
        let bytes = self.bytes(extent)?;
        unpack(bytes.get(extent.brief as usize..).unwrap_or_default())
    }

    fn bytes(&self, extent: Extent) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; usize::try_from(extent.bytes()).map_err(io::Error::other)?];
        read_at(&self.0, &mut bytes, extent.at)?;
        let mut check = Crc::new();
        check.update(&bytes);
        if check.sum() != extent.check {
            return Err(io::Error::other("a result of an earlier run is damaged"));
        }
        Ok(bytes)
    }
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    use std::os::unix::fs::FileExt;
    file.read_exact_at(bytes, at)
}

#[cfg(not(unix))]
fn read_at(mut file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    // Each thread has a reader, and so a place in the file, of its own.
    use std::io::{Read, Seek};
    file.seek(io::SeekFrom::Start(at))?;
    file.read_exact(bytes)
}
