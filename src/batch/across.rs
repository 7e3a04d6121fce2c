//! Findings that only show when the files of a batch are seen side by side, and those about a file's name.

use std::collections::BTreeMap;

use crate::document::Format;
use crate::forms::Forms;
use crate::issue::{Issue, Kind, LYING_EXTENSION, Place, SAME_CONTENT, SAME_KEY, SAME_REPORT};
use crate::write::FileResult;
use crate::write::wide::{self, Values};

/// Adds `F001`, `F002`, `F006` and `K301` to the files that they are about, before the file's own findings.
pub(crate) fn compare(files: &mut [FileResult], forms: Forms) {
    let mut found = Vec::new();
    found.extend(files.iter().enumerate().filter_map(lying_extension));
    found.extend(same_content(files));
    found.extend(same_key(files, forms));
    // Each goes in front, so the last to go in stands first.
    found.sort_by_key(|(at, issue)| (*at, std::cmp::Reverse(issue.kind.code)));
    for (at, issue) in found {
        let Some(file) = files.get_mut(at) else {
            continue;
        };
        let issues = &mut file.extraction.issues;
        if !issues.iter().any(|known| known.kind == issue.kind) {
            issues.insert(0, issue);
        }
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

fn lying_extension((at, file): (usize, &FileResult)) -> Option<(usize, Issue)> {
    let name = file.source.rsplit('/').next()?;
    let extension = name.rsplit_once('.')?.1.to_ascii_lowercase();
    let promised = EXTENSIONS.iter().find(|(known, _)| *known == extension)?.1;
    let format = file.report().format?;
    let message = format!(
        "the name ends in .{extension}, the content is {}",
        format.code()
    );
    (!promised.contains(&format)).then(|| (at, finding(&LYING_EXTENSION, message)))
}

fn same_content(files: &[FileResult]) -> Vec<(usize, Issue)> {
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    let mut found = Vec::new();
    for (at, file) in files.iter().enumerate() {
        let hash = file.report().sha256.as_str();
        // All empty files are alike, which says nothing.
        if hash.is_empty() || file.size == Some(0) {
            continue;
        }
        match first.get(hash) {
            Some(other) => {
                let message = format!("the same content as {other}");
                found.push((at, finding(&SAME_CONTENT, message)));
            }
            None => {
                first.insert(hash, &file.source);
            }
        }
    }
    found
}

/// A file's row in one wide table.
struct Row<'a> {
    at: usize,
    file: &'a FileResult,
    values: Values,
}

fn same_key(files: &[FileResult], forms: Forms) -> Vec<(usize, Issue)> {
    let mut found = Vec::new();
    for form in forms.iter() {
        let mut groups: BTreeMap<(&str, u16), Vec<Row<'_>>> = BTreeMap::new();
        for (at, file) in files.iter().enumerate() {
            if let (Some(key), Some(values)) = (wide::key(file), wide::values(form, file)) {
                groups
                    .entry(key)
                    .or_default()
                    .push(Row { at, file, values });
            }
        }
        for (key, rows) in groups.iter().filter(|(_, rows)| rows.len() > 1) {
            found.extend(compare_rows(*key, rows));
        }
    }
    found
}

fn compare_rows((_, year): (&str, u16), rows: &[Row<'_>]) -> Vec<(usize, Issue)> {
    let mut found = Vec::new();
    for row in rows {
        let agency = &row.file.report().agency;
        let others = || rows.iter().filter(|other| other.at != row.at);
        if let Some(other) = others().find(|other| other.values != row.values) {
            let message = format!(
                "{} too is a report of {agency} for {year}, with other numbers",
                other.file.source
            );
            found.push((row.at, finding(&SAME_KEY, message)));
            continue;
        }
        let earlier = others().find(|other| other.at < row.at);
        let other_file = |other: &&Row<'_>| other.file.report().sha256 != row.file.report().sha256;
        if let Some(first) = earlier.filter(other_file) {
            let message = format!(
                "{} is a report of {agency} for {year} with the same numbers; its row stands for both in the wide table",
                first.file.source
            );
            found.push((row.at, finding(&SAME_REPORT, message)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::samples::{cell, file};

    fn report(source: &str, hash: char, granted: i64) -> FileResult {
        let mut one = file(source, hash, "甲县", Some(2023));
        one.extraction.cells = vec![cell("granted", granted)];
        one
    }

    fn codes(files: &mut [FileResult]) -> Vec<Vec<&'static str>> {
        compare(files, Forms::default());
        let of = |file: &FileResult| file.extraction.issues.iter().map(|i| i.kind.code).collect();
        files.iter().map(of).collect()
    }

    #[test]
    fn the_second_file_with_the_same_content_names_the_first() {
        let mut files = [report("1.pdf", 'a', 5), report("2.pdf", 'a', 5)];
        assert_eq!(codes(&mut files), [vec![], vec!["F002"]]);
        assert_eq!(
            files[1].extraction.issues[0].message,
            "the same content as 1.pdf"
        );
    }

    #[test]
    fn another_file_with_the_same_numbers_is_the_same_report() {
        let mut files = [report("1.pdf", 'a', 5), report("2.pdf", 'b', 5)];
        assert_eq!(codes(&mut files), [vec![], vec!["F006"]]);
    }

    #[test]
    fn files_with_the_same_key_and_other_numbers_all_doubt_their_key() {
        let mut files = [report("1.pdf", 'a', 5), report("2.pdf", 'b', 6)];
        assert_eq!(codes(&mut files), [vec!["K301"], vec!["K301"]]);
    }

    #[test]
    fn an_extension_lies_only_when_it_promises_another_kind() {
        let mut files = ["1.doc", "2.PDF", "3", "4.bak", "dir.docx/5"].map(|source| {
            let mut one = file(source, 'a', "", None);
            one.extraction.report.sha256 = source.repeat(9);
            one
        });
        let lies: Vec<bool> = codes(&mut files).iter().map(|c| !c.is_empty()).collect();
        assert_eq!(lies, [true, false, false, false, false]);
    }
}
