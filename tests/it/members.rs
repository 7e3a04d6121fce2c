use std::io::{Cursor, Read};

use flate2::read::GzDecoder;
use zip::ZipArchive;

/// The member of an archive with this name; `!/` parts the names of an archive and of what is in it. Compressed tar
/// files and zip files are known, the latter by names in UTF-8 or GBK.
pub(crate) fn find(archive: &[u8], name: &str) -> Option<Vec<u8>> {
    let (name, rest) = name.split_once("!/").unwrap_or((name, ""));
    let found = match archive.starts_with(b"PK") {
        true => in_zip(archive, name),
        false => in_tar(archive, name),
    }?;
    match rest {
        "" => Some(found),
        rest => find(&found, rest),
    }
}

fn in_zip(archive: &[u8], name: &str) -> Option<Vec<u8>> {
    let mut zip = ZipArchive::new(Cursor::new(archive)).ok()?;
    let gbk = encoding_rs::GBK.encode(name).0.into_owned();
    let names = [name.as_bytes(), &gbk];
    for number in 0..zip.len() {
        let mut entry = zip.by_index(number).ok()?;
        // A name may lead out of the archive: that part of it is not the member's.
        let raw = entry.name_raw();
        let own = raw.iter().skip_while(|byte| b"./".contains(byte));
        let own: Vec<u8> = own.copied().collect();
        if names.contains(&own.as_slice()) {
            return Some(whole(&mut entry, None));
        }
    }
    None
}

/// What a member holds; nothing when it does not unpack, or to another size than it should.
fn whole(member: &mut impl Read, size: Option<u64>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let read = member.read_to_end(&mut bytes).is_ok();
    let is_whole = read && size.is_none_or(|size| size == bytes.len() as u64);
    if !is_whole {
        bytes.clear();
    }
    bytes
}

fn in_tar(archive: &[u8], name: &str) -> Option<Vec<u8>> {
    let mut bytes = archive.to_vec();
    if archive.starts_with(b"\x1F\x8B") {
        bytes.clear();
        GzDecoder::new(archive).read_to_end(&mut bytes).ok()?;
    }
    let mut tar = tar::Archive::new(bytes.as_slice());
    for entry in tar.entries().ok()? {
        let mut entry = entry.ok()?;
        if *entry.path_bytes() == *name.as_bytes() {
            let size = entry.size();
            return Some(whole(&mut entry, Some(size)));
        }
    }
    None
}
