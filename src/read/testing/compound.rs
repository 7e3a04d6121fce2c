//! Writes compound files ([MS-CFB], version 3) for tests and samples. Shared by the example that makes the samples, so
//! it knows nothing of the crate.

const SECTOR: usize = 512;
const MINI_SECTOR: usize = 64;
/// Streams that are shorter stand in the mini stream.
pub(crate) const CUTOFF: usize = 4_096;
const END: u32 = 0xFFFF_FFFE;
const FREE: u32 = 0xFFFF_FFFF;
const FAT_SECTOR: u32 = 0xFFFF_FFFD;
/// Bytes of a directory entry (2.6.1).
const ENTRY: usize = 128;

/// A compound file with these streams below its root.
pub(crate) fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut streams = streams.to_vec();
    // The order of the tree of siblings (2.6.4), in which each is the right one of the one before.
    streams.sort_by_key(|(name, _)| (name.encode_utf16().count(), name.to_uppercase()));
    let (mut sectors, mut mini) = (Space::new(SECTOR), Space::new(MINI_SECTOR));
    let mut directory = Vec::new();
    for (number, (name, bytes)) in (1_u32..).zip(&streams) {
        let space = if bytes.len() < CUTOFF {
            &mut mini
        } else {
            &mut sectors
        };
        let start = space.add(bytes);
        let is_last = number as usize == streams.len();
        let right = if is_last { FREE } else { number + 1 };
        directory.extend(entry(name, 2, right, FREE, start, bytes.len()));
    }
    let child = if streams.is_empty() { FREE } else { 1 };
    let start = sectors.add(&mini.bytes);
    let root = entry("Root Entry", 5, FREE, child, start, mini.bytes.len());
    directory.splice(0..0, root);
    while !directory.len().is_multiple_of(SECTOR) {
        directory.extend(entry("", 0, FREE, FREE, 0, 0));
    }
    let mini_fat = table(&mini.next);
    let mini_fat_at = sectors.add(&mini_fat);
    let directory_at = sectors.add(&directory);
    // Each sector of the FAT tells of 128 sectors, its own among them.
    let fat_sectors = (sectors.next.len() + 1).div_ceil(127);
    let fat_at = sectors.next.len() as u32;
    let own = std::iter::repeat_n(FAT_SECTOR, fat_sectors);
    sectors.next.extend(own);
    let mut file = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    file.resize(0x18, 0);
    file.extend([0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    file.resize(0x2C, 0);
    file.extend(numbers(&[
        fat_sectors as u32,
        directory_at,
        0,
        CUTOFF as u32,
        mini_fat_at,
        (mini_fat.len() / SECTOR) as u32,
        END,
        0,
    ]));
    let places: Vec<u32> = (fat_at..).take(fat_sectors).collect();
    file.extend(numbers(&places));
    file.resize(SECTOR, 0xFF);
    file.extend(&sectors.bytes);
    file.extend(table(&sectors.next));
    file
}

/// Sectors of one size with their allocation table.
struct Space {
    size: usize,
    bytes: Vec<u8>,
    next: Vec<u32>,
}

impl Space {
    fn new(size: usize) -> Space {
        Space {
            size,
            bytes: Vec::new(),
            next: Vec::new(),
        }
    }

    /// Appends a stream; gives its first sector.
    fn add(&mut self, stream: &[u8]) -> u32 {
        if stream.is_empty() {
            return END;
        }
        let first = self.next.len() as u32;
        self.bytes.extend(stream);
        let whole = self.bytes.len().next_multiple_of(self.size);
        self.bytes.resize(whole, 0);
        let count = stream.len().div_ceil(self.size) as u32;
        self.next.extend(first + 1..first + count);
        self.next.push(END);
        first
    }
}

/// An allocation table, filled up to whole sectors.
fn table(next: &[u32]) -> Vec<u8> {
    let mut table = numbers(next);
    table.resize(table.len().next_multiple_of(SECTOR), 0xFF);
    table
}

fn entry(name: &str, kind: u8, right: u32, child: u32, start: u32, size: usize) -> Vec<u8> {
    let mut entry = utf16(name);
    let length = match name {
        "" => 0,
        _ => entry.len() as u16 + 2,
    };
    entry.resize(64, 0);
    entry.extend(length.to_le_bytes());
    entry.extend([kind, u8::from(kind > 0)]);
    entry.extend(numbers(&[FREE, right, child]));
    entry.resize(116, 0);
    entry.extend(numbers(&[start, size as u32, 0]));
    debug_assert_eq!(entry.len(), ENTRY);
    entry
}

/// The bytes of a text in UTF-16.
pub(crate) fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// The bytes of numbers.
pub(crate) fn numbers(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|n| n.to_le_bytes()).collect()
}

/// A property of a summary, by its number.
pub(crate) enum Property<'a> {
    /// The code page of the narrow texts.
    CodePage(u16),
    /// A text in that code page, with the zero at its end.
    Narrow(&'a [u8]),
    /// A text in UTF-16.
    Wide(&'a str),
}

/// The stream `\u{5}SummaryInformation` with these properties ([MS-OLEPS] 2.21).
pub(crate) fn summary(properties: &[(u32, Property<'_>)]) -> Vec<u8> {
    let (mut places, mut values) = (Vec::new(), Vec::new());
    for (id, property) in properties {
        let at = 8 + properties.len() * 8 + values.len();
        places.extend(numbers(&[*id, at as u32]));
        match property {
            Property::CodePage(page) => values.extend(numbers(&[2, u32::from(*page)])),
            Property::Narrow(text) => {
                values.extend(numbers(&[0x1E, text.len() as u32]));
                values.extend(*text);
            }
            Property::Wide(text) => {
                let text = utf16(&format!("{text}\0"));
                values.extend(numbers(&[0x1F, text.len() as u32 / 2]));
                values.extend(text);
            }
        }
        values.resize(values.len().next_multiple_of(4), 0);
    }
    let mut stream = vec![0xFE, 0xFF, 0, 0, 6, 0, 2, 0];
    stream.resize(24, 0);
    stream.extend(numbers(&[1]));
    // FMTID_SummaryInformation.
    stream.extend([0xE0, 0x85, 0x9F, 0xF2, 0xF9, 0x4F, 0x68, 0x10]);
    stream.extend([0xAB, 0x91, 0x08, 0x00, 0x2B, 0x27, 0xB3, 0xD9]);
    stream.extend(numbers(&[48]));
    let size = 8 + places.len() + values.len();
    stream.extend(numbers(&[size as u32, properties.len() as u32]));
    stream.extend(places);
    stream.extend(values);
    stream
}
