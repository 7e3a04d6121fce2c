//! The files of a panel.

use std::io::{self, Write};
use std::path::Path;

use super::column::Type;
use super::rows::KEY_FIELDS;
use super::tables::{self, Content};
use super::{parquet, picture, stata};
use crate::batch::output::Folder;
use crate::write::datapackage::{self, Resource};
use crate::write::schema;

/// Writes every file; on an error those that were there before stay as they were.
///
/// # Errors
/// When a file cannot be written.
pub(super) fn write(folder: &Path, content: &Content<'_>) -> io::Result<()> {
    let folder = Folder::open(folder, &[])?;
    let mut staged = folder.staged()?;
    staged.csv("panel.csv", |out| tables::panel(out, content))?;
    staged.csv("columns.csv", |out| tables::columns(out, content))?;
    staged.csv("duplicates.csv", |out| tables::duplicates(out, content))?;
    staged.csv("cross_year.csv", |out| tables::cross_year(out, content))?;
    staged.csv("coverage.csv", |out| tables::coverage(out, content))?;
    staged.csv("unplaced.csv", |out| tables::unplaced(out, content))?;
    staged.file("panel.parquet", |out| {
        parquet::write(out, content).map_err(io::Error::other)
    })?;
    let stata = stata::bytes(content).map_err(io::Error::other)?;
    staged.file("panel.dta", |out| out.write_all(&stata))?;
    let picture = |names| picture::layout(content.panel, content.years, content.input, names);
    staged.file("coverage.svg", |out| {
        out.write_all(picture::svg(&picture(true)).as_bytes())
    })?;
    let png = picture::png(&picture(false)).map_err(io::Error::other)?;
    staged.file("coverage.png", |out| out.write_all(&png))?;
    let title = "政府信息公开工作年度报告面板数据";
    let package = datapackage::package(
        "nianbao-panel",
        title,
        DESCRIPTION,
        resources(content),
        staged.written(),
    );
    staged.file("datapackage.json", |out| out.write_all(&package))?;
    staged.put_in_place()?;
    Ok(())
}

const DESCRIPTION: &str = "Annual reports on open government information of Chinese agencies, one row an agency and year. \
    columns.csv explains every column of values and how the forms of different years compare. panel.parquet and panel.dta \
    have the rows of panel.csv with types; coverage.svg and coverage.png show coverage.csv.";

fn resources(content: &Content<'_>) -> Vec<Resource> {
    let mut panel = Resource::new(
        "panel",
        "One row an agency and year of which there is a report",
        KEY_FIELDS,
    )
    .keyed_by(&["panel_id", "year"]);
    for column in content.columns {
        let kind = match column.kind {
            Type::Count => schema::Type::Integer,
            Type::Amount => schema::Type::Number,
        };
        let gloss = if column.label_en.is_empty() {
            &column.name
        } else {
            &column.label_en
        };
        panel = panel.with_numbers(&column.name, &column.label_zh, gloss, kind);
    }
    vec![
        panel,
        Resource::new(
            "columns",
            "One row a column of values of the panel",
            tables::COLUMN_FIELDS,
        )
        .keyed_by(&["name"]),
        Resource::new(
            "duplicates",
            "One row a report beside the one that stands in the panel: copies, mirrors, revisions",
            tables::DUPLICATE_FIELDS,
        )
        .keyed_by(&["dataset", "source"])
        .pointing_to("panel", &["panel_id", "year"]),
        Resource::new(
            "cross_year",
            "One row an identity between a year and the one before",
            tables::CROSS_YEAR_FIELDS,
        )
        .keyed_by(&["panel_id", "year", "check", "column"])
        .pointing_to("panel", &["panel_id", "year"]),
        Resource::new(
            "coverage",
            "One row an agency and year, with or without a report",
            tables::COVERAGE_FIELDS,
        )
        .keyed_by(&["panel_id", "year"]),
        Resource::new(
            "unplaced",
            "One row a file whose agency or year is unknown",
            tables::UNPLACED_FIELDS,
        )
        .keyed_by(&["dataset", "source"]),
    ]
}
