//! Writes the smallest documents that show something: a compound file, a file information block, one page of
//! properties for each paragraph and each run.

const SECTOR: usize = 512;
const MINI_SECTOR: usize = 64;
const CUTOFF: usize = 4_096;
const END: u32 = 0xFFFF_FFFE;
const FREE: u32 = 0xFFFF_FFFF;
/// Where the text begins in the stream.
const TEXT_AT: usize = 0x800;

/// A compound file with these streams below its root; those shorter than the cutoff in the mini stream.
pub(crate) fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut sectors = Vec::new();
    let mut fat = Vec::new();
    let (mut mini, mut mini_fat) = (Vec::new(), Vec::new());
    let mut directory = Vec::new();
    for (number, (name, bytes)) in (1_u32..).zip(streams) {
        let start = if bytes.len() < CUTOFF {
            chain(&mut mini, &mut mini_fat, bytes, MINI_SECTOR)
        } else {
            chain(&mut sectors, &mut fat, bytes, SECTOR)
        };
        let is_last = number as usize == streams.len();
        let right = if is_last { FREE } else { number + 1 };
        directory.extend(entry(name, 2, right, FREE, start, bytes.len()));
    }
    let start = chain(&mut sectors, &mut fat, &mini, SECTOR);
    let root = entry("Root Entry", 5, FREE, 1, start, mini.len());
    directory.splice(0..0, root);
    let mini_fat_at = chain(&mut sectors, &mut fat, &numbers(&mini_fat), SECTOR);
    let directory_at = chain(&mut sectors, &mut fat, &directory, SECTOR);
    // Each sector of the FAT tells of 128 sectors, its own among them.
    let fat_sectors = (fat.len() + 1).div_ceil(127);
    let fat_at = fat.len() as u32;
    fat.resize(fat.len() + fat_sectors, 0xFFFF_FFFD);
    fat.resize(fat_sectors * 128, FREE);
    let mut file = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    file.resize(0x18, 0);
    file.extend([0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    file.resize(0x2C, 0);
    let header = [
        fat_sectors as u32,
        directory_at,
        0,
        CUTOFF as u32,
        mini_fat_at,
        1,
        END,
        0,
    ];
    file.extend(numbers(&header));
    file.extend(numbers(
        &(fat_at..fat_at + fat_sectors as u32).collect::<Vec<_>>(),
    ));
    file.resize(SECTOR, 0xFF);
    file.extend(sectors);
    file.extend(numbers(&fat));
    file
}

/// Appends a stream; gives its first sector.
fn chain(sectors: &mut Vec<u8>, fat: &mut Vec<u32>, bytes: &[u8], size: usize) -> u32 {
    if bytes.is_empty() {
        return END;
    }
    let first = fat.len() as u32;
    sectors.extend(bytes);
    sectors.resize(sectors.len().next_multiple_of(size), 0);
    let count = bytes.len().div_ceil(size) as u32;
    fat.extend(first + 1..first + count);
    fat.push(END);
    first
}

fn entry(name: &str, kind: u8, right: u32, child: u32, start: u32, size: usize) -> Vec<u8> {
    let mut entry: Vec<u8> = utf16(name);
    let length = entry.len() as u16 + 2;
    entry.resize(64, 0);
    entry.extend(length.to_le_bytes());
    entry.extend([kind, 1]);
    entry.extend(numbers(&[FREE, right, child]));
    entry.resize(116, 0);
    entry.extend(numbers(&[start, size as u32, 0]));
    entry
}

pub(crate) fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn numbers(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|n| n.to_le_bytes()).collect()
}

/// Modifiers of a paragraph in an outermost table.
pub(crate) const IN_TABLE: &[u8] = &[0x16, 0x24, 1];

/// Modifiers of a numbered paragraph: the first level of list 1.
pub(crate) const NUMBERED: &[u8] = &[0x0A, 0x26, 0, 0x0B, 0x46, 1, 0];

/// Modifiers of a row mark; cells end at `edges` and have these flags (`horzMerge`, `vertMerge`).
pub(crate) fn row(edges: &[i16], flags: &[(u8, u8)]) -> Vec<u8> {
    let mut list = IN_TABLE.to_vec();
    list.extend([0x17, 0x24, 1]);
    list.extend(definition(edges, flags));
    list
}

/// The modifier that defines a row.
pub(crate) fn definition(edges: &[i16], flags: &[(u8, u8)]) -> Vec<u8> {
    let mut operand = vec![flags.len() as u8];
    operand.extend(edges.iter().flat_map(|edge| edge.to_le_bytes()));
    for (horizontal, vertical) in flags {
        operand.extend([horizontal | vertical << 5, 0]);
        operand.resize(operand.len() + 18, 0);
    }
    let mut list = vec![0x08, 0xD6];
    list.extend((operand.len() as u16 + 1).to_le_bytes());
    list.extend(operand);
    list
}

/// A level of a list (`LVL`) that begins with 1 and is followed by nothing; `places` are the 1-based places of the
/// numbers of levels in its text.
pub(crate) fn level(format: u8, text: &str, places: &[u8]) -> Vec<u8> {
    let mut level = vec![1, 0, 0, 0, format, 0];
    level.extend(places);
    level.resize(15, 0);
    level.push(2);
    level.resize(28, 0);
    level.extend((text.encode_utf16().count() as u16).to_le_bytes());
    level.extend(utf16(text));
    level
}

/// List definitions by their identifier, each with its levels. Levels that are not given repeat the last one.
pub(crate) fn definitions(definitions: &[(u32, &[Vec<u8>])]) -> Vec<u8> {
    let mut bytes = (definitions.len() as u16).to_le_bytes().to_vec();
    for (id, levels) in definitions {
        let end = bytes.len() + 28;
        bytes.extend(id.to_le_bytes());
        bytes.resize(end - 2, 0);
        bytes.extend([u8::from(levels.len() == 1), 0]);
    }
    for (_, levels) in definitions {
        let repeated = levels.iter().chain(levels.last().into_iter().cycle());
        let count = if levels.len() == 1 { 1 } else { 9 };
        bytes.extend(repeated.take(count).flatten());
    }
    bytes
}

/// Lists by their definition, each with its overrides.
pub(crate) fn lists(lists: &[(u32, &[u8])]) -> Vec<u8> {
    let mut bytes = (lists.len() as u32).to_le_bytes().to_vec();
    for (definition, overrides) in lists {
        bytes.extend(numbers(&[*definition, 0, 0]));
        bytes.extend([u8::from(!overrides.is_empty()), 0, 0, 0]);
    }
    for (_, overrides) in lists {
        bytes.extend([0xFF; 4]);
        bytes.extend(*overrides);
    }
    bytes
}

/// A document as it is written.
#[derive(Default)]
pub(crate) struct Writer {
    units: Vec<u16>,
    paragraphs: Vec<(usize, Vec<u8>)>,
    runs: Vec<(usize, Vec<u8>)>,
    data: Vec<u8>,
    headers: usize,
    /// Where the text box begins, and the character at which it is anchored.
    text_box: Option<(usize, u32)>,
    /// More parts of the table stream by the number of their pair.
    parts: Vec<(usize, Vec<u8>)>,
}

impl Writer {
    /// Adds characters with these modifiers.
    pub(crate) fn run(mut self, text: &str, list: &[u8]) -> Self {
        self.units.extend(text.encode_utf16());
        self.runs.push((self.units.len(), list.to_vec()));
        self
    }

    /// Ends a paragraph with this mark and these modifiers.
    pub(crate) fn mark(mut self, mark: char, list: &[u8]) -> Self {
        self = self.run(&mark.to_string(), &[]);
        self.paragraphs.push((self.units.len(), list.to_vec()));
        self
    }

    /// Adds a paragraph of plain text.
    pub(crate) fn paragraph(self, text: &str) -> Self {
        self.run(text, &[]).mark('\r', &[])
    }

    /// Adds a cell.
    pub(crate) fn cell(self, text: &str) -> Self {
        self.run(text, &[]).mark('\u{7}', IN_TABLE)
    }

    /// Ends a row.
    pub(crate) fn row(self, edges: &[i16], flags: &[(u8, u8)]) -> Self {
        self.mark('\u{7}', &row(edges, flags))
    }

    /// Ends a row whose modifiers stand in the data stream.
    pub(crate) fn huge_row(mut self, edges: &[i16], flags: &[(u8, u8)]) -> Self {
        let list = row(edges, flags);
        let mut huge = vec![0x46, 0x66];
        huge.extend(numbers(&[self.data.len() as u32]));
        self.data.extend((list.len() as u16).to_le_bytes());
        self.data.extend(list);
        self.mark('\u{7}', &huge)
    }

    /// Makes what follows the page header of the document.
    pub(crate) fn header(mut self) -> Self {
        self.headers = self.units.len();
        self
    }

    /// Makes what follows a text box that is anchored at a character of the body (0x08).
    pub(crate) fn text_box(mut self, anchor: u32) -> Self {
        self.text_box = Some((self.units.len(), anchor));
        self
    }

    /// Adds one list, number 1, whose levels print `（一）`.
    pub(crate) fn with_list(self) -> Self {
        let levels = [level(37, "（\u{0}）", &[2])];
        self.part(73, definitions(&[(7, &levels)]))
            .part(74, lists(&[(7, &[])]))
    }

    /// Adds a part of the table stream.
    pub(crate) fn part(mut self, pair: usize, part: Vec<u8>) -> Self {
        self.parts.push((pair, part));
        self
    }

    /// The streams `WordDocument` and `0Table`.
    pub(crate) fn streams(&self) -> (Vec<u8>, Vec<u8>) {
        let mut main = vec![0; TEXT_AT];
        main.extend(self.units.iter().flat_map(|unit| unit.to_le_bytes()));
        let paragraphs = pages(&mut main, &self.paragraphs, |list| {
            let mut long = vec![0, (list.len() as u8 + 2).div_ceil(2), 0, 0];
            long.extend(list);
            long
        });
        let runs = pages(&mut main, &self.runs, |list| {
            [&[list.len() as u8], list].concat()
        });
        let length = self.units.len() as u32;
        let mut pieces = vec![2];
        pieces.extend(numbers(&[16, 0, length]));
        pieces.extend([0, 0]);
        pieces.extend(numbers(&[TEXT_AT as u32]));
        pieces.extend([0, 0]);
        let (boxes, anchor) = self.text_box.unwrap_or((self.units.len(), 0));
        let boxes = boxes as u32;
        let body = if self.headers == 0 {
            boxes
        } else {
            self.headers as u32
        };
        let mut headers = vec![0; 7];
        headers.push(boxes - body);
        // One shape, number 7, and one text box of that shape; the last box stands for none.
        let mut shapes = numbers(&[anchor, length, 7]);
        shapes.resize(8 + 26, 0);
        let mut texts = numbers(&[0, length - boxes, length - boxes]);
        texts.resize(12 + 14, 0);
        texts.extend(numbers(&[7]));
        texts.resize(12 + 44, 0);
        let mut table = Vec::new();
        let own = [
            (33, pieces),
            (13, paragraphs),
            (12, runs),
            (11, numbers(&headers)),
            (40, shapes),
            (56, texts),
        ];
        for (pair, part) in own.into_iter().chain(self.parts.iter().cloned()) {
            let place = [table.len() as u32, part.len() as u32];
            main[0x9A + pair * 8..0x9A + pair * 8 + 8].copy_from_slice(&numbers(&place));
            table.extend(part);
        }
        main[..4].copy_from_slice(&[0xEC, 0xA5, 0xC1, 0]);
        main[0x4C..0x50].copy_from_slice(&body.to_le_bytes());
        main[0x54..0x58].copy_from_slice(&(boxes - body).to_le_bytes());
        main[0x64..0x68].copy_from_slice(&(length - boxes).to_le_bytes());
        main[0x98] = 93;
        main.resize(main.len().max(CUTOFF), 0);
        (main, table)
    }

    /// The file.
    pub(crate) fn file(&self) -> Vec<u8> {
        self.file_with("Other", &[])
    }

    /// The file with one more stream.
    pub(crate) fn file_with(&self, name: &str, stream: &[u8]) -> Vec<u8> {
        let (main, table) = self.streams();
        compound(&[
            ("WordDocument", &main),
            ("0Table", &table),
            ("Data", &self.data),
            (name, stream),
        ])
    }
}

/// Appends a page for each list; gives the bin table.
fn pages(
    main: &mut Vec<u8>,
    lists: &[(usize, Vec<u8>)],
    entry: impl Fn(&[u8]) -> Vec<u8>,
) -> Vec<u8> {
    let place = |units: usize| (TEXT_AT + units * 2) as u32;
    let (mut ends, mut bins) = (vec![place(0)], Vec::new());
    for (end, list) in lists {
        let mut page = numbers(&[ends[ends.len() - 1], place(*end)]);
        page.push(16);
        page.resize(32, 0);
        page.extend(entry(list));
        page.resize(511, 0);
        page.push(1);
        main.resize(main.len().next_multiple_of(512), 0);
        bins.push(main.len() as u32 / 512);
        main.extend(page);
        ends.push(place(*end));
    }
    ends.extend(bins);
    numbers(&ends)
}
