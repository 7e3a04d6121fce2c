//! Every cap on untrusted input, in one place.

/// Caps that a file must keep to; reaching one ends the file with [`crate::ErrorKind::Limit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Limits {
    /// Bytes of the file itself.
    pub file_bytes: u64,
    /// Bytes of one unpacked part of a container.
    pub part_bytes: u64,
    /// Pages.
    pub pages: usize,
    /// Glyphs on all pages together.
    pub glyphs: usize,
    /// Glyphs on one page.
    pub page_glyphs: usize,
    /// Rulings on all pages together, before merging.
    pub rulings: usize,
    /// Drawing operations on all pages together: text runs, paths, clips, forms. A form that draws itself twice would
    /// take years.
    pub operations: usize,
    /// Paragraphs and tables of a flow document.
    pub blocks: usize,
    /// Characters of a flow document.
    pub characters: usize,
    /// Cells of all tables together.
    pub cells: usize,
    /// Nesting of elements in markup.
    pub depth: usize,
    /// Bytes that an archive and the archives in it unpack to, all members together.
    pub archive_bytes: u64,
    /// How many times its own length an archive may unpack to; the first 64 MiB are free.
    pub archive_ratio: u64,
    /// Members of an archive and of the archives in it. The archive of a crawl may have more: one for each 512 bytes of it.
    pub archive_members: usize,
    /// Records of the archive of a crawl, those that are no files among them. Such an archive is read as a stream:
    /// `file_bytes` caps each of its members and not the archive, which is bounded by `archive_ratio` and its length.
    pub crawl_records: usize,
    /// How deep archives may stand in archives; 1 is an archive that holds none.
    pub archive_depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            file_bytes: 256 << 20,
            part_bytes: 64 << 20,
            pages: 2_000,
            glyphs: 500_000,
            page_glyphs: 50_000,
            rulings: 200_000,
            operations: 500_000,
            blocks: 100_000,
            characters: 2_000_000,
            cells: 200_000,
            depth: 200,
            archive_bytes: 4 << 30,
            archive_ratio: 200,
            archive_members: 20_000,
            crawl_records: 10_000_000,
            archive_depth: 3,
        }
    }
}
