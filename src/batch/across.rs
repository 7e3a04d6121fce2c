//! Findings that only show when the files of a batch are seen side by side, and those about a file's name.
//!
//! Files are compared by what is in their briefs. What is compared stands in tables of the store, sorted by what it is
//! compared by, so that the memory does not grow with the files.

use std::collections::BTreeSet;

use redb::ReadableTable;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::parcel::Brief;
use super::store::{Bytes, Item, Reader, Snapshot, Store, Table, decode, put};
use crate::document::Format;
use crate::forms::Forms;
use crate::issue::{
    self, Issue, Kind, LYING_EXTENSION, Place, SAME_CONTENT, SAME_KEY, SAME_REPORT,
};
use crate::write::FileResult;

/// The first file of each content, by hash.
const CONTENTS: Table = Table::new("contents");
/// Rows of the wide tables, by form, agency and year, and place among the results.
const ROWS: Table = Table::new("rows");
/// Findings by place among the results and code.
const FOUND: Table = Table::new("found");

/// A row of a wide table.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Row {
    pub(super) agency: String,
    pub(super) region_code: String,
    pub(super) year: Option<u16>,
    pub(super) report_id: String,
    pub(super) source: String,
    pub(super) values: String,
    sha256: String,
}

/// Compares the files of a run; `see` is shown each result in the order of the plan.
///
/// Found are `F002`, `F006` and `K301`.
///
/// # Errors
/// When the store cannot be read or written.
pub(super) fn compare(
    store: &Store,
    forms: Forms,
    mut see: impl FnMut(&Item, &Brief),
) -> anyhow::Result<()> {
    let reader = store.reader()?;
    store.scratch(|write| {
        for table in [CONTENTS, ROWS, FOUND] {
            write.delete_table(table)?;
        }
        let mut contents = write.open_table(CONTENTS)?;
        let mut rows = write.open_table(ROWS)?;
        let mut found = write.open_table(FOUND)?;
        let mut items = store.items()?;
        while let Some(item) = items.next()? {
            let brief = brief(&reader, &item)?;
            see(&item, &brief);
            // All empty files are alike, which says nothing.
            if !brief.sha256.is_empty() && !brief.is_empty {
                let first = contents.get(brief.sha256.as_bytes())?;
                match first.map(|first| String::from_utf8_lossy(first.value()).into_owned()) {
                    Some(first) => {
                        let message = format!("the same content as {first}");
                        let at = place(item.ordinal, &SAME_CONTENT);
                        found.insert(at.as_slice(), message.as_bytes())?;
                    }
                    None => {
                        contents.insert(brief.sha256.as_bytes(), brief.source.as_bytes())?;
                    }
                }
            }
            for (form, at) in forms.iter().zip(0_u32..) {
                if let Some((_, values)) = brief.wide.iter().find(|(id, _)| *id == form.id) {
                    let place = row_place(at, &brief, item.ordinal);
                    put(&mut rows, &place, &row(&brief, values))?;
                }
            }
        }
        let mut after = Vec::new();
        while let Some(group) = next_group(&rows, &after)? {
            compare_group(&rows, &group, |ordinal, kind, message| {
                let at = place(ordinal, kind);
                // A report may hold tables of two forms: what is found by the first is said.
                if found.get(at.as_slice())?.is_none() {
                    found.insert(at.as_slice(), message.as_bytes())?;
                }
                Ok(())
            })?;
            after = [group.as_slice(), &[u8::MAX; ORDINAL + 1]].concat();
        }
        Ok(())
    })
}

fn brief(reader: &Reader, item: &Item) -> anyhow::Result<Brief> {
    let mut brief = reader.brief(item.extent)?;
    if let Some(source) = &item.source {
        brief.source.clone_from(source);
    }
    Ok(brief)
}

fn row(brief: &Brief, values: &str) -> Row {
    Row {
        agency: brief.agency.clone(),
        region_code: brief.region_code.clone(),
        year: brief.year,
        report_id: brief.report_id.clone(),
        source: brief.source.clone(),
        values: values.to_owned(),
        sha256: brief.sha256.clone(),
    }
}

/// Sorts as the wide tables do: by form, then agency key and year, those without a key last, then in plan order.
fn row_place(form: u32, brief: &Brief, ordinal: u64) -> Vec<u8> {
    let mut place = form.to_be_bytes().to_vec();
    match brief.key() {
        Some((agency, year)) => {
            place.push(0);
            // A zero in the key itself does not end it.
            for byte in agency.bytes() {
                place.push(byte);
                if byte == 0 {
                    place.push(u8::MAX);
                }
            }
            place.extend([0, 0]);
            place.extend(year.to_be_bytes());
        }
        None => place.push(1),
    }
    place.extend(ordinal.to_be_bytes());
    place
}

const ORDINAL: usize = size_of::<u64>();

/// What a place shares with the others of its agency and year, and the place among the results.
fn split(place: &[u8]) -> (&[u8], u64) {
    let (group, ordinal) = place.split_at(place.len().saturating_sub(ORDINAL));
    let ordinal = ordinal
        .iter()
        .fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
    (group, ordinal)
}

/// Whether the rows of a group have an agency and a year.
fn has_key(group: &[u8]) -> bool {
    group.get(size_of::<u32>()) == Some(&0)
}

fn place(ordinal: u64, kind: &Kind) -> Vec<u8> {
    [&ordinal.to_be_bytes()[..], kind.code.as_bytes()].concat()
}

/// What the rows of the next agency and year share.
fn next_group(
    rows: &redb::Table<'_, Bytes, Bytes>,
    after: &[u8],
) -> anyhow::Result<Option<Vec<u8>>> {
    let next = rows.range::<&[u8]>(after..)?.next().transpose()?;
    Ok(next.map(|(at, _)| split(at.value()).0.to_vec()))
}

/// Visits the rows of a group in plan order until there are no more or `visit` has seen enough.
fn visit_group(
    rows: &redb::Table<'_, Bytes, Bytes>,
    group: &[u8],
    mut visit: impl FnMut(u64, Row) -> anyhow::Result<bool>,
) -> anyhow::Result<()> {
    for row in rows.range::<&[u8]>(group..)? {
        let (at, row) = row?;
        let (own, ordinal) = split(at.value());
        if own != group || !visit(ordinal, decode(row.value())?)? {
            break;
        }
    }
    Ok(())
}

fn compare_group(
    rows: &redb::Table<'_, Bytes, Bytes>,
    group: &[u8],
    mut found: impl FnMut(u64, &'static Kind, String) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    if !has_key(group) {
        return Ok(());
    }
    let (mut first, mut other): (Option<Row>, Option<Row>) = (None, None);
    visit_group(rows, group, |_, row| {
        match &first {
            None => first = Some(row),
            Some(first) if first.values != row.values => other = Some(row),
            Some(_) => {}
        }
        Ok(other.is_none())
    })?;
    let Some(first) = first else { return Ok(()) };
    let mut is_first = true;
    visit_group(rows, group, |ordinal, row| {
        let (agency, year) = (&row.agency, row.year.unwrap_or_default());
        let differs = match row.values == first.values {
            true => other.as_ref(),
            false => Some(&first),
        };
        if let Some(other) = differs {
            let source = &other.source;
            let message =
                format!("{source} too is a report of {agency} for {year}, with other numbers");
            found(ordinal, &SAME_KEY, message)?;
        } else if !is_first && row.sha256 != first.sha256 {
            let source = &first.source;
            let message = format!(
                "{source} is a report of {agency} for {year} with the same numbers; its row stands for both in the wide table"
            );
            found(ordinal, &SAME_REPORT, message)?;
        }
        is_first = false;
        Ok(true)
    })
}

/// The rows of the wide table of a form, given by its place among the forms; sorted, each as it comes.
///
/// - Files without a known agency or year keep a row each: nothing says that they belong together.
/// - Two files with the same agency and year give one row when their content or all their numbers of the form agree,
///   the first in plan order standing for both (`F002`, `F006`). When numbers differ both rows stay, and `K301` says so.
///
/// # Errors
/// When the store cannot be read, or `see` fails.
pub(super) fn rows(
    store: &Store,
    at: usize,
    mut see: impl FnMut(&Row) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let form = (at as u32).to_be_bytes();
    let (mut group, mut contents, mut values) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    for row in store.read(ROWS)?.range::<&[u8]>(form.as_slice()..)? {
        let (at, row) = row?;
        let (own, _) = split(at.value());
        if !own.starts_with(&form) {
            break;
        }
        if own != group {
            own.clone_into(&mut group);
            contents.clear();
            values.clear();
        }
        let row: Row = decode(row.value())?;
        let is_new = |row: &Row| {
            !contents.contains(&row.sha256) && !values.contains(&Sha256::digest(&row.values))
        };
        if !has_key(own) || is_new(&row) {
            see(&row)?;
            if has_key(own) {
                contents.insert(row.sha256.clone());
                values.insert(Sha256::digest(&row.values));
            }
        }
    }
    Ok(())
}

/// Findings of the comparison, ready to be looked up.
pub(super) struct Found(Snapshot);

impl Found {
    /// # Errors
    /// When the store cannot be read, or nothing was compared.
    pub(super) fn of(store: &Store) -> anyhow::Result<Found> {
        Ok(Found(store.read(FOUND)?))
    }

    /// Adds `F001` and what was found about a file before the file's own findings.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(super) fn add(&self, ordinal: u64, file: &mut FileResult) -> anyhow::Result<()> {
        let mut issues: Vec<Issue> = lying_extension(file).into_iter().collect();
        let start = ordinal.to_be_bytes();
        for row in self.0.range::<&[u8]>(start.as_slice()..)? {
            let (at, message) = row?;
            let Some(code) = at.value().strip_prefix(&start) else {
                break;
            };
            let kind = issue::find(&String::from_utf8_lossy(code));
            let message = String::from_utf8_lossy(message.value()).into_owned();
            issues.extend(kind.map(|kind| finding(kind, message)));
        }
        let own = &file.extraction.issues;
        issues.retain(|issue| !own.iter().any(|known| known.kind == issue.kind));
        file.extraction.issues.splice(0..0, issues);
        Ok(())
    }
}

fn finding(kind: &'static Kind, message: String) -> Issue {
    Issue {
        kind,
        place: Place::default(),
        message,
    }
}

/// Extensions that promise a kind of file, with the kinds that keep the promise: none for kinds that are not read.
const EXTENSIONS: &[(&str, &[Format])] = &[
    ("pdf", &[Format::Pdf]),
    ("docx", &[Format::Docx]),
    ("docm", &[Format::Docx]),
    ("dotx", &[Format::Docx]),
    ("dotm", &[Format::Docx]),
    ("doc", &[Format::Doc]),
    ("dot", &[Format::Doc]),
    ("wps", &[Format::Doc]),
    ("wpt", &[Format::Doc]),
    ("htm", &[Format::Html]),
    ("html", &[Format::Html]),
    ("shtml", &[Format::Html]),
    ("xhtml", &[Format::Html]),
    ("mht", &[Format::Mht]),
    ("mhtml", &[Format::Mht]),
    ("ofd", &[Format::Ofd]),
    ("odt", &[Format::Odt]),
    ("rtf", &[Format::Rtf]),
    ("txt", &[Format::Text]),
    ("md", &[Format::Text]),
    ("xls", &[Format::Xls]),
    ("et", &[Format::Xls]),
    ("xlsx", &[Format::Xlsx]),
    ("xlsm", &[Format::Xlsx]),
    ("xml", &[Format::WordXml]),
    ("zip", &[]),
    ("tar", &[]),
    ("gz", &[]),
    ("tgz", &[]),
    ("7z", &[]),
    ("rar", &[]),
    ("jpg", &[]),
    ("jpeg", &[]),
    ("png", &[]),
    ("tif", &[]),
    ("tiff", &[]),
];

fn lying_extension(file: &FileResult) -> Option<Issue> {
    let name = file.source.rsplit('/').next()?;
    let extension = name.rsplit_once('.')?.1.to_ascii_lowercase();
    let promised = EXTENSIONS.iter().find(|(known, _)| *known == extension)?.1;
    let format = file.report().format?;
    let message = format!(
        "the name ends in .{extension}, the content is {}",
        format.code()
    );
    (!promised.contains(&format)).then(|| finding(&LYING_EXTENSION, message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::store::testing;
    use crate::write::samples::{cell, file};

    fn report(source: &str, hash: char, agency: &str, granted: i64) -> FileResult {
        let mut one = file(source, hash, agency, Some(2023));
        one.extraction.cells = vec![cell("granted", granted)];
        one
    }

    /// The files with what is found, and source and numbers of the rows of the first form.
    fn compared(files: &[FileResult]) -> (Vec<FileResult>, Vec<(String, String)>) {
        let dir = tempfile::tempdir().expect("a scratch folder");
        let (forms, store) = (Forms::default(), testing::store(dir.path(), files));
        compare(&store, forms, |_, _| {}).expect("compared");
        let found = Found::of(&store).expect("findings");
        let mut files = files.to_vec();
        for (ordinal, file) in files.iter_mut().enumerate() {
            found.add(ordinal as u64, file).expect("findings");
        }
        let mut table = Vec::new();
        rows(&store, 0, |row| {
            let numbers = row.values.split(',').filter(|value| !value.is_empty());
            table.push((row.source.clone(), numbers.collect()));
            Ok(())
        })
        .expect("rows");
        (files, table)
    }

    fn codes(files: &[FileResult]) -> Vec<Vec<&'static str>> {
        let of = |file: &FileResult| file.extraction.issues.iter().map(|i| i.kind.code).collect();
        compared(files).0.iter().map(of).collect()
    }

    fn table(files: &[FileResult]) -> Vec<(String, String)> {
        compared(files).1
    }

    fn pairs(rows: &[(&str, &str)]) -> Vec<(String, String)> {
        let own = |&(a, b): &(&str, &str)| (a.to_owned(), b.to_owned());
        rows.iter().map(own).collect()
    }

    #[test]
    fn the_second_file_with_the_same_content_names_the_first() {
        let files = [report("1.pdf", 'a', "甲", 5), report("2.pdf", 'a', "甲", 5)];
        assert_eq!(codes(&files), [vec![], vec!["F002"]]);
        let issue = &compared(&files).0[1].extraction.issues[0];
        assert_eq!(issue.message, "the same content as 1.pdf");
    }

    #[test]
    fn another_file_with_the_same_numbers_is_the_same_report() {
        let files = [report("1.pdf", 'a', "甲", 5), report("2.pdf", 'b', "甲", 5)];
        assert_eq!(codes(&files), [vec![], vec!["F006"]]);
        assert_eq!(table(&files), pairs(&[("1.pdf", "5")]));
    }

    #[test]
    fn files_with_the_same_key_and_other_numbers_all_doubt_their_key() {
        let files = [
            report("1.pdf", 'a', "甲", 5),
            report("2.pdf", 'b', "甲", 6),
            report("3.pdf", 'c', "甲", 5),
        ];
        let others = |files: &[FileResult]| -> Vec<String> {
            let compared = compared(files).0.into_iter();
            let of = |file: FileResult| file.extraction.issues[0].message.clone();
            compared
                .map(|file| of(file).split(' ').take(1).collect())
                .collect()
        };
        assert_eq!(codes(&files), [vec!["K301"], vec!["K301"], vec!["K301"]]);
        assert_eq!(others(&files), ["2.pdf", "1.pdf", "2.pdf"]);
        assert_eq!(table(&files), pairs(&[("1.pdf", "5"), ("2.pdf", "6")]));
    }

    #[test]
    fn an_extension_lies_only_when_it_promises_another_kind() {
        let files = ["1.doc", "2.PDF", "3", "4.bak", "dir.docx/5"].map(|source| {
            let mut one = file(source, 'a', "", None);
            one.extraction.report.sha256 = source.repeat(9);
            one
        });
        let lies: Vec<bool> = codes(&files).iter().map(|c| !c.is_empty()).collect();
        assert_eq!(lies, [true, false, false, false, false]);
    }

    #[test]
    fn rows_are_sorted_by_agency_and_those_without_a_key_come_last() {
        let files = [
            report("1", 'a', "", 1),
            report("2", 'b', "乙", 2),
            report("3", 'c', "丙", 3),
            report("4", 'd', "", 1),
        ];
        let sorted = [("3", "3"), ("2", "2"), ("1", "1"), ("4", "1")];
        assert_eq!(table(&files), pairs(&sorted));
        assert!(codes(&files).iter().all(Vec::is_empty));
    }

    #[test]
    fn keys_that_begin_alike_stay_apart() {
        let files = [
            report("1", 'a', "甲\0", 1),
            report("2", 'b', "甲", 2),
            report("3", 'c', "甲\0\u{1}", 3),
        ];
        assert!(codes(&files).iter().all(Vec::is_empty));
        assert_eq!(table(&files).len(), 3);
    }
}
