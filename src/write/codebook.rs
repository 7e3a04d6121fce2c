//! `codebook.csv`: every code that occurs in the dataset, one row a code and form.
//!
//! The rows of kind `cell` join to `cells.csv` on `form, table, row_code, column_code`, and their `code` is the column
//! of `wide/<form>.csv`. The others list tables, rows and columns of each form and the words of every closed list.

use std::io::Write;

use super::csv_writer;
use super::schema::{Field, names};
use super::text::optional;
use super::wide::cells_of;
use crate::document::Format;
use crate::error::ErrorKind;
use crate::extraction::{State, Status};
use crate::forms::{self, Form, FormTable, RowKind};
use crate::issue::{KINDS, Kind, Severity};

/// The columns.
pub(super) static FIELDS: &[Field] = &[
    Field::text("kind", "What the code is: form, table, row, column or cell of a form, or the column whose words are listed")
        .required()
        .one_of(kinds),
    Field::text("code", "The code; for a cell its column in wide/<form>.csv").required(),
    Field::text("form", "Form the code belongs to; empty when it belongs to none"),
    Field::text("table", "Table of the form"),
    Field::text("row_no", "Number of the row in the form's outline"),
    Field::text("row_code", "Row of the table"),
    Field::text("column_code", "Column of the table"),
    Field::text("label_zh", "Official Chinese label, or a Chinese name where there is none"),
    Field::text("gloss_en", "What it means, in English"),
    Field::text("unit", "Unit as the form prints it"),
    Field::text("parent", "Code of the group of a row; labels above a column"),
    Field::integer("first_year", 1, "First report year for which the form was prescribed"),
    Field::integer("last_year", 1, "Last such report year; empty while in force"),
];

fn kinds() -> Vec<&'static str> {
    let lists = LISTS.iter().map(|list| list.kind);
    ["form", "table", "row", "column", "cell", "issue"]
        .into_iter()
        .chain(lists)
        .collect()
}

/// One row of the codebook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Entry {
    kind: &'static str,
    code: String,
    form: String,
    table: String,
    row_no: String,
    row_code: String,
    column_code: String,
    label_zh: String,
    gloss_en: String,
    unit: String,
    parent: String,
    first_year: Option<u16>,
    last_year: Option<u16>,
}

impl Entry {
    fn record(self) -> [String; 13] {
        [
            self.kind.to_owned(),
            self.code,
            self.form,
            self.table,
            self.row_no,
            self.row_code,
            self.column_code,
            self.label_zh,
            self.gloss_en,
            self.unit,
            self.parent,
            optional(self.first_year),
            optional(self.last_year),
        ]
    }
}

/// Writes the codebook; it depends on the program alone, not on any file.
pub(crate) fn write(out: impl Write, bom: bool) -> csv::Result<()> {
    let mut csv = csv_writer(out, bom)?;
    csv.write_record(names(FIELDS))?;
    for entry in entries() {
        csv.write_record(entry.record())?;
    }
    csv.flush()?;
    Ok(())
}

fn entries() -> Vec<Entry> {
    let mut all: Vec<Entry> = forms::all().iter().flat_map(form_entries).collect();
    all.extend(KINDS.iter().map(|kind| issue_entry(kind)));
    for list in LISTS {
        all.extend(list.words.iter().map(|&(code, zh, en)| Entry {
            kind: list.kind,
            code: code.to_owned(),
            label_zh: zh.to_owned(),
            gloss_en: en.to_owned(),
            ..Entry::default()
        }));
    }
    all
}

fn form_entries(form: &'static Form) -> Vec<Entry> {
    let mut entries = vec![Entry {
        kind: "form",
        code: form.id.clone(),
        label_zh: form.notice.clone(),
        gloss_en: form.name.clone(),
        ..base(form)
    }];
    for table in &form.tables {
        entries.push(Entry {
            kind: "table",
            code: table.id.clone(),
            label_zh: table.title.clone(),
            gloss_en: table.gloss.clone(),
            unit: table.unit.clone(),
            ..inside(form, table)
        });
        entries.extend(row_entries(form, table));
        entries.extend(column_entries(form, table));
    }
    entries.extend(cell_entries(form));
    entries
}

fn base(form: &Form) -> Entry {
    Entry {
        form: form.id.clone(),
        first_year: Some(form.first_year),
        last_year: form.last_year,
        ..Entry::default()
    }
}

fn inside(form: &Form, table: &FormTable) -> Entry {
    Entry {
        table: table.id.clone(),
        ..base(form)
    }
}

fn row_entries(form: &Form, table: &FormTable) -> Vec<Entry> {
    let entry = |row: &forms::FormRow| Entry {
        kind: "row",
        code: row.code.clone(),
        row_no: row.no.clone(),
        row_code: row.code.clone(),
        label_zh: row.label.clone(),
        gloss_en: match row.kind {
            RowKind::Group => format!("{} (heading, no cells of its own)", row.gloss),
            _ => row.gloss.clone(),
        },
        unit: row.unit.clone().unwrap_or_default(),
        parent: row.parent.clone(),
        ..inside(form, table)
    };
    table.rows.iter().map(entry).collect()
}

fn column_entries(form: &Form, table: &FormTable) -> Vec<Entry> {
    let entry = |column: &forms::FormColumn| Entry {
        kind: "column",
        code: column.code.clone(),
        column_code: column.code.clone(),
        label_zh: column.label.clone(),
        gloss_en: column.gloss.clone(),
        unit: column.unit.clone().unwrap_or_default(),
        parent: column.parent.clone(),
        ..inside(form, table)
    };
    table.columns.iter().map(entry).collect()
}

fn cell_entries(form: &'static Form) -> impl Iterator<Item = Entry> {
    cells_of(form).map(move |cell| Entry {
        kind: "cell",
        code: cell.name(),
        row_no: cell.row.no.clone(),
        row_code: cell.row.code.clone(),
        column_code: cell.column.code.clone(),
        label_zh: cell.label_zh(),
        gloss_en: cell.gloss_en(),
        unit: cell.table.unit_of(cell.row, cell.column).to_owned(),
        parent: cell.row.parent.clone(),
        ..inside(form, cell.table)
    })
}

impl super::wide::FormCell {
    /// The official labels of row and column, those above the column included.
    pub(super) fn label_zh(&self) -> String {
        let labels = [&self.row.label, &self.column.parent, &self.column.label];
        let printed = labels.into_iter().filter(|label| !label.is_empty());
        printed.cloned().collect::<Vec<_>>().join("/")
    }

    /// Row and column in English.
    pub(super) fn gloss_en(&self) -> String {
        format!("{} / {}", self.row.gloss, self.column.gloss)
    }
}

fn issue_entry(kind: &Kind) -> Entry {
    Entry {
        kind: "issue",
        code: kind.code.to_owned(),
        label_zh: heading(kind.doc).to_owned(),
        gloss_en: meaning(kind.doc),
        ..Entry::default()
    }
}

/// The Chinese name of a kind of finding: the first line of its text.
fn heading(doc: &str) -> &str {
    doc.lines().next().unwrap_or_default()
}

/// The part `What it means` of the text of a kind of finding, on one line.
fn meaning(doc: &str) -> String {
    let lines = doc.lines().map(str::trim);
    let after = lines.skip_while(|line| *line != "## What it means").skip(1);
    let part = after.take_while(|line| !line.starts_with("## "));
    let words: Vec<&str> = part.filter(|line| !line.is_empty()).collect();
    words.join(" ")
}

/// A closed list of words in one column of the dataset.
struct List {
    kind: &'static str,
    words: &'static [(&'static str, &'static str, &'static str)],
}

/// Every closed list: word, Chinese name, English meaning. A test keeps each in step with the type that has the words.
static LISTS: &[List] = &[
    List {
        kind: "state",
        words: &[
            (
                State::Number.name(),
                "数字",
                "The cell prints a number, zero included",
            ),
            (State::Blank.name(), "空白", "The cell is there and empty"),
            (
                State::Dash.name(),
                "短横或斜线",
                "The cell prints a dash or a slash and no number",
            ),
            (
                State::Text.name(),
                "文字",
                "The cell prints words without a number, such as 无",
            ),
            (
                State::Absent.name(),
                "缺失",
                "The form has the cell, the document does not",
            ),
        ],
    },
    List {
        kind: "status",
        words: &[
            (Status::Ok.name(), "正常", "A report, read whole"),
            (
                Status::Partial.name(),
                "部分读取",
                "A report, but something of it could not be read or is doubtful",
            ),
            (
                Status::NotAReport.name(),
                "非年度报告",
                "Read, but no statutory table is in it",
            ),
            (
                Status::BlankForm.name(),
                "空白表样",
                "A statutory form without a number in it",
            ),
            (
                Status::Quarantined.name(),
                "已隔离",
                "Could not be read; quarantine.csv says why",
            ),
        ],
    },
    List {
        kind: "severity",
        words: &[
            (
                Severity::Info.name(),
                "提示",
                "Worth knowing; nothing is wrong",
            ),
            (
                Severity::Warning.name(),
                "警告",
                "May be wrong; look at it before you rely on it",
            ),
            (
                Severity::Error.name(),
                "错误",
                "Something is wrong, in the source or in the reading",
            ),
        ],
    },
    List {
        kind: "format",
        words: &[
            (Format::Pdf.code(), "PDF文档", "Portable Document Format"),
            (
                Format::Docx.code(),
                "Word文档（.docx）",
                "WordprocessingML document in a zip container",
            ),
        ],
    },
    List {
        kind: "agency_source",
        words: &[
            ("title", "标题", "The report's title"),
            (
                "preamble",
                "前言",
                "The opening paragraph, where the report quotes its own title",
            ),
            (
                "header_table",
                "文件头",
                "The table over the text: 索引号, 发布机构 and kin",
            ),
            ("contact", "联系方式", "The contact sentence or 由…编制"),
            ("signature", "落款", "The signature at the end"),
            ("metadata", "文档属性", "The file's metadata"),
            ("path", "路径", "The path or file name"),
        ],
    },
    List {
        kind: "year_source",
        words: &[
            ("title", "标题", "The report's title"),
            (
                "preamble",
                "前言",
                "The opening paragraph, where the report quotes its own title",
            ),
            ("period", "统计期限", "The reporting period, 自Y年1月1日起"),
            ("metadata", "文档属性", "The file's metadata"),
            ("path", "路径", "The path or file name"),
            (
                "signature",
                "落款",
                "The date at the end, which is usually that of the next year",
            ),
        ],
    },
    List {
        kind: "quarantine",
        words: &[
            (ErrorKind::Empty.code(), "空文件", "The file holds no bytes"),
            (
                ErrorKind::UnknownFormat.code(),
                "格式不明",
                "The bytes are of no kind that is read",
            ),
            (
                ErrorKind::Encrypted.code(),
                "已加密",
                "The file needs a password, or its encryption is not supported",
            ),
            (
                ErrorKind::Damaged.code(),
                "已损坏",
                "The file is of a known kind but cannot be parsed",
            ),
            (
                ErrorKind::NeedsOcr.code(),
                "需文字识别",
                "The pages are pictures without text",
            ),
            (
                ErrorKind::Limit.code(),
                "超出上限",
                "The file goes beyond a cap on untrusted input",
            ),
            (
                ErrorKind::Unreadable.code(),
                "无法打开",
                "The operating system refused to give the bytes",
            ),
            (
                ErrorKind::Crash.code(),
                "程序故障",
                "The program failed on this file; please report it",
            ),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::super::reports::{AGENCY_SOURCES, YEAR_SOURCES};
    use super::super::samples::written;
    use super::*;

    fn words(kind: &str) -> Vec<&'static str> {
        let list = LISTS.iter().find(|list| list.kind == kind).expect("a list");
        list.words.iter().map(|word| word.0).collect()
    }

    #[test]
    fn every_word_of_a_closed_list_has_a_row() {
        assert_eq!(words("state"), State::ALL.map(|s| s.name()));
        assert_eq!(words("status"), Status::ALL.map(|s| s.name()));
        assert_eq!(words("severity"), Severity::ALL.map(|s| s.name()));
        assert_eq!(words("quarantine"), ErrorKind::ALL.map(|k| k.code()));
        assert_eq!(words("agency_source"), AGENCY_SOURCES);
        assert_eq!(words("year_source"), YEAR_SOURCES);
    }

    #[test]
    fn every_code_has_a_gloss_and_every_code_but_the_row_of_table_4_a_chinese_label() {
        for entry in entries() {
            assert!(
                !entry.gloss_en.trim_start_matches('/').trim().is_empty(),
                "{entry:?}"
            );
            assert!(!entry.gloss_en.contains(" / /"), "{entry:?}");
            assert!(
                entry.row_code == "counts" || !entry.label_zh.is_empty(),
                "{entry:?}"
            );
        }
    }

    #[test]
    fn no_code_stands_twice_for_one_form_and_table() {
        let mut keys: Vec<_> = entries()
            .into_iter()
            .map(|e| (e.kind, e.code, e.form, e.table))
            .collect();
        let all = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), all);
    }

    #[test]
    fn a_cell_has_its_labels_its_unit_and_the_years_of_its_form() {
        let text = written(|out| write(out, false));
        let row = text
            .lines()
            .find(|row| {
                row.starts_with("cell,t3__refused_state_secret__org_commercial,cn_foi_annual_2021,")
            })
            .expect("the cell");
        assert_eq!(
            row,
            "cell,t3__refused_state_secret__org_commercial,cn_foi_annual_2021,t3,3.3.1,refused_state_secret,\
             org_commercial,1.属于国家秘密/法人或其他组织/商业企业,\
             Refused: state secret / Legal persons or other organisations: commercial enterprises,件,refused,2021,"
        );
    }

    #[test]
    fn the_meaning_of_a_finding_is_its_first_part_on_one_line() {
        let doc = "名\n\n## What it means\nOne\ntwo.\n\n## Why it matters\nThree.\n";
        assert_eq!(heading(doc), "名");
        assert_eq!(meaning(doc), "One two.");
    }
}
