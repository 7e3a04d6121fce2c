//! The walk over `word/document.xml`: blocks, tables, rows and cells in document order.
//!
//! Elements that only wrap others (`w:sdt`, `w:ins`, `w:customXml`, `w:smartTag`, unknown ones) are passed through;
//! what is not part of the printed text (deletions, properties) is skipped with all it holds.

use quick_xml::events::BytesStart;

use super::numbering::Numbering;
use super::paragraph::Paragraph;
use super::styles::Styles;
use crate::document::FlowBlock;
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::read::cell::{append, settle};
use crate::read::lists::put_in_front;
use crate::read::table::{self, Merge, RawCell, RawRow, RawTable};
use crate::read::xml::{Cursor, attribute, damaged, local, number};

/// Paragraphs of one document, empty ones included; they cost memory even when they hold no text.
const MAX_PARAGRAPHS: usize = 300_000;
/// Bytes by which the text may outgrow the part it comes from: list labels and digits written as raised ones.
const MAX_GROWTH: usize = 8 << 20;

/// Reads the text of a document.
///
/// # Errors
/// `Damaged` for malformed XML or another root than `w:document`, `Limit` when a cap is reached.
pub(super) fn read(
    xml: &str,
    styles: &Styles,
    numbering: Numbering,
    limits: &Limits,
) -> Result<Vec<FlowBlock>, Error> {
    let mut walker = Walker::new(xml, styles, numbering, limits);
    match local(&walker.cursor.root()?) {
        "document" => {}
        // Word 2003 says once for all that white space counts.
        "wordDocument" => walker.preserves = true,
        _ => return Err(damaged("the main part is no Word document")),
    }
    walker.story()
}

/// Reads a page header: the text of its paragraphs and cells, in order.
///
/// # Errors
/// As [`read`], for another root than `w:hdr`.
pub(super) fn read_header(
    xml: &str,
    styles: &Styles,
    limits: &Limits,
) -> Result<Vec<String>, Error> {
    let mut walker = Walker::new(xml, styles, Numbering::default(), limits);
    if local(&walker.cursor.root()?) != "hdr" {
        return Err(damaged("a page header has another root element"));
    }
    let blocks = walker.story()?;
    let texts = blocks.into_iter().flat_map(|block| match block {
        FlowBlock::Paragraph(text) => vec![text],
        FlowBlock::Table(table) => table.cells.into_iter().map(|cell| cell.text).collect(),
    });
    Ok(texts.filter(|text| !text.trim().is_empty()).collect())
}

/// The state of the walk.
pub(super) struct Walker<'a, 's> {
    pub(super) cursor: Cursor<'a>,
    pub(super) styles: &'s Styles,
    pub(super) numbering: Numbering,
    /// Cells, rows and tables still allowed.
    cells_left: usize,
    paragraphs_left: usize,
    growth_left: usize,
    /// Inside a cell that continues a vertical merge, whose content is not printed.
    pub(super) in_continuation: bool,
    /// White space at the ends of a text counts, whether its element says so or not.
    pub(super) preserves: bool,
}

/// Blocks as they gather inside one container: the body, a text box or a cell.
#[derive(Default)]
struct Story {
    blocks: Vec<FlowBlock>,
    /// Text boxes of a cell, which stand apart from its own text.
    boxes: Vec<FlowBlock>,
    /// Text of paragraphs whose mark is deleted or hidden: it runs on into the next paragraph.
    joined: String,
}

impl Story {
    fn push(&mut self, paragraph: Paragraph, boxes_apart: bool) {
        append(&mut self.joined, paragraph.text);
        if !paragraph.joins_next {
            let mut text = std::mem::take(&mut self.joined);
            put_in_front(&paragraph.label, &mut text);
            self.blocks.push(FlowBlock::Paragraph(text));
        }
        let boxes = if boxes_apart {
            &mut self.boxes
        } else {
            &mut self.blocks
        };
        boxes.extend(paragraph.boxes);
    }

    fn flush(&mut self) {
        if !self.joined.is_empty() {
            self.blocks
                .push(FlowBlock::Paragraph(std::mem::take(&mut self.joined)));
        }
    }
}

/// Elements that hold nothing printed, wherever blocks can stand.
fn is_unprinted(name: &str) -> bool {
    matches!(
        name,
        "del"
            | "moveFrom"
            | "sdtPr"
            | "sdtEndPr"
            | "customXmlPr"
            | "smartTagPr"
            | "sectPr"
            | "background"
            | "lists"
            | "styles"
            | "fonts"
            | "docPr"
            | "binData"
            | "tblPr"
            | "tblPrEx"
    )
}

/// An `aml:annotation` of Word 2003 that says that what it holds, or stands in, is deleted.
pub(super) fn is_deletion(start: &BytesStart<'_>) -> bool {
    attribute(start, "type").as_deref() == Some("Word.Deletion")
}

/// An `aml:annotation` whose content is not printed: insertions alone are.
pub(super) fn is_gone(start: &BytesStart<'_>) -> bool {
    local(start) == "annotation"
        && attribute(start, "type").is_none_or(|kind| kind != "Word.Insertion")
}

impl<'a, 's> Walker<'a, 's> {
    fn new(xml: &'a str, styles: &'s Styles, numbering: Numbering, limits: &Limits) -> Self {
        Walker {
            cursor: Cursor::new(xml, limits.depth),
            styles,
            numbering,
            cells_left: limits.cells,
            paragraphs_left: MAX_PARAGRAPHS,
            growth_left: MAX_GROWTH,
            in_continuation: false,
            preserves: false,
        }
    }
}

impl Walker<'_, '_> {
    /// The blocks inside the element that began last.
    pub(super) fn story(&mut self) -> Result<Vec<FlowBlock>, Error> {
        let depth = self.cursor.depth();
        let mut story = Story::default();
        while let Some(start) = self.cursor.element_in(depth)? {
            self.block(&start, &mut story, false)?;
        }
        story.flush();
        Ok(story.blocks)
    }

    fn block(
        &mut self,
        start: &BytesStart<'_>,
        story: &mut Story,
        boxes_apart: bool,
    ) -> Result<(), Error> {
        match local(start) {
            "p" => {
                let paragraph = self.paragraph()?;
                story.push(paragraph, boxes_apart);
            }
            "tbl" => {
                story.flush();
                self.table(&mut story.blocks)?;
            }
            name if is_unprinted(name) || is_gone(start) => self.cursor.skip()?,
            _ => {}
        }
        Ok(())
    }

    /// Counts text that is longer than its source against its cap.
    pub(super) fn charge_growth(&mut self, bytes: usize) -> Result<(), Error> {
        let left = self.growth_left.checked_sub(bytes);
        self.growth_left = left.ok_or_else(|| exhausted("list labels and raised digits"))?;
        Ok(())
    }

    /// Counts a paragraph against its cap.
    pub(super) fn charge_paragraph(&mut self) -> Result<(), Error> {
        self.paragraphs_left = spend(self.paragraphs_left, "paragraphs")?;
        Ok(())
    }

    fn charge_cell(&mut self) -> Result<(), Error> {
        self.cells_left = spend(self.cells_left, "tables, rows and cells")?;
        Ok(())
    }

    /// Reads a table; appends it and what is nested in it.
    pub(super) fn table(&mut self, blocks: &mut Vec<FlowBlock>) -> Result<(), Error> {
        self.charge_cell()?;
        let depth = self.cursor.depth();
        let mut raw = RawTable::default();
        while let Some(start) = self.cursor.element_in(depth)? {
            match local(&start) {
                "tblGrid" => raw.widths = self.widths()?,
                "tr" => raw.rows.extend(self.row()?),
                name if is_unprinted(name) || is_gone(&start) => self.cursor.skip()?,
                _ => {}
            }
        }
        let is_gone = raw.rows.is_empty();
        let (table, after) = table::resolve(raw)?;
        blocks.extend((!is_gone).then_some(FlowBlock::Table(table)));
        blocks.extend(after);
        Ok(())
    }

    fn widths(&mut self) -> Result<Vec<u32>, Error> {
        let depth = self.cursor.depth();
        let mut widths = Vec::new();
        while let Some(start) = self.cursor.element_in(depth)? {
            match local(&start) {
                "gridCol" if widths.len() < table::MAX_COLUMNS as usize => {
                    widths.push(width(&start))
                }
                "tblGridChange" => self.cursor.skip()?,
                _ => {}
            }
        }
        Ok(widths)
    }

    /// One row; `None` when it is deleted.
    fn row(&mut self) -> Result<Option<RawRow>, Error> {
        self.charge_cell()?;
        let depth = self.cursor.depth();
        let mut row = RawRow::default();
        let mut deleted = false;
        while let Some(start) = self.cursor.element_in(depth)? {
            match local(&start) {
                "trPr" => deleted |= self.row_properties(&mut row)?,
                "tc" if !deleted => row.cells.extend(self.cell()?),
                "tc" => self.cursor.skip()?,
                name if is_unprinted(name) || is_gone(&start) => self.cursor.skip()?,
                _ => {}
            }
        }
        Ok((!deleted).then_some(row))
    }

    /// Reads `w:trPr`; says whether the row is deleted.
    fn row_properties(&mut self, row: &mut RawRow) -> Result<bool, Error> {
        let depth = self.cursor.depth();
        let mut deleted = false;
        self.cursor
            .pass_over(&["gridBefore", "del", "moveFrom", "Deletion"]);
        while let Some(start) = self.cursor.element_in(depth)? {
            match local(&start) {
                "gridBefore" => row.before = number(&start).unwrap_or(0),
                "del" | "moveFrom" => deleted = true,
                "annotation" => {
                    deleted |= is_deletion(&start);
                    self.cursor.skip()?;
                }
                "trPrChange" => self.cursor.skip()?,
                _ => {}
            }
        }
        Ok(deleted)
    }

    /// One cell; `None` when it is deleted.
    fn cell(&mut self) -> Result<Option<RawCell>, Error> {
        self.charge_cell()?;
        let depth = self.cursor.depth();
        let mut cell = RawCell {
            span: 1,
            ..RawCell::default()
        };
        let mut story = Story::default();
        let mut deleted = false;
        let outer = self.in_continuation;
        while let Some(start) = self.cursor.element_in(depth)? {
            match local(&start) {
                "tcPr" => {
                    deleted |= self.cell_properties(&mut cell)?;
                    self.in_continuation = outer || cell.vertical == Merge::Continue;
                }
                _ if deleted => self.cursor.skip()?,
                _ => self.block(&start, &mut story, true)?,
            }
        }
        self.in_continuation = outer;
        story.flush();
        settle(&mut cell, story.blocks, story.boxes);
        Ok((!deleted).then_some(cell))
    }

    /// Reads `w:tcPr`; says whether the cell is deleted.
    fn cell_properties(&mut self, cell: &mut RawCell) -> Result<bool, Error> {
        let depth = self.cursor.depth();
        let mut deleted = false;
        self.cursor
            .pass_over(&["gridSpan", "Merge", "cellDel", "merge"]);
        while let Some(start) = self.cursor.element_in(depth)? {
            match local(&start) {
                "gridSpan" => cell.span = number(&start).unwrap_or(1),
                "vMerge" | "vmerge" => cell.vertical = merge_of(&start, "val"),
                "hMerge" | "hmerge" => cell.horizontal = merge_of(&start, "val"),
                "cellMerge" if attribute(&start, "vMerge").is_some() => {
                    cell.vertical = merge_of(&start, "vMerge");
                }
                "cellDel" => deleted = true,
                "tcPrChange" | "annotation" => self.cursor.skip()?,
                _ => {}
            }
        }
        Ok(deleted)
    }
}

/// `w:vMerge` and `w:hMerge` (17.4.84): a missing value means that the region continues.
fn merge_of(start: &BytesStart<'_>, name: &str) -> Merge {
    match attribute(start, name).as_deref() {
        Some("restart" | "rest") => Merge::Start,
        _ => Merge::Continue,
    }
}

fn width(start: &BytesStart<'_>) -> u32 {
    attribute(start, "w")
        .and_then(|width| width.trim().parse().ok())
        .unwrap_or(0)
}

fn spend(left: usize, what: &str) -> Result<usize, Error> {
    left.checked_sub(1).ok_or_else(|| exhausted(what))
}

fn exhausted(what: &str) -> Error {
    Error::new(
        ErrorKind::Limit,
        "read",
        format!("the document has too many {what}"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::testing::{blocks, read_body};
    use super::*;

    fn paragraph(text: &str) -> String {
        format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
    }

    fn cell(properties: &str, inside: &str) -> String {
        format!("<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>")
    }

    fn table(rows: &[&[String]]) -> String {
        let rows: String = rows
            .iter()
            .map(|cells| format!("<w:tr>{}</w:tr>", cells.concat()))
            .collect();
        format!("<w:tbl><w:tblPr/><w:tblGrid/>{rows}</w:tbl>")
    }

    fn plain(text: &str) -> String {
        cell("", &paragraph(text))
    }

    fn text_box(text: &str) -> String {
        format!(
            "<w:p><w:r><w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict></w:r></w:p>",
            paragraph(text)
        )
    }

    #[test]
    fn blocks_come_in_document_order() {
        let body = paragraph("a") + &table(&[&[plain("1"), plain("2")]]) + &paragraph("b");
        assert_eq!(blocks(&body), ["a", "[1x2: 1 0,0 1x1 | 2 0,1 1x1]", "b"]);
    }

    #[test]
    fn wrappers_are_passed_through_at_every_level() {
        let sdt = |inside: &str| {
            format!(
                "<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"
            )
        };
        let row = sdt(&format!(
            "<w:tr>{}{}</w:tr>",
            sdt(&plain("1")),
            cell("", &sdt(&paragraph("2")))
        ));
        let body =
            sdt(&paragraph("a")) + &format!("<w:customXml><w:tbl>{row}</w:tbl></w:customXml>");
        assert_eq!(blocks(&body), ["a", "[1x2: 1 0,0 1x1 | 2 0,1 1x1]"]);
    }

    #[test]
    fn merges_and_grid_gaps_resolve() {
        let first = [
            cell("<w:vMerge w:val='restart'/>", &paragraph("a")),
            cell("<w:gridSpan w:val='2'/>", &paragraph("b")),
        ];
        let second = [cell("<w:vMerge/>", "<w:p/>"), plain("c"), plain("d")];
        assert_eq!(
            blocks(&table(&[&first, &second])),
            ["[2x3: a 0,0 2x1 | b 0,1 1x2 | c 1,1 1x1 | d 1,2 1x1]"]
        );
        let gap = "<w:tbl><w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>".to_string()
            + &plain("b")
            + "</w:tr><w:tr>"
            + &plain("c")
            + &plain("d")
            + "</w:tr></w:tbl>";
        assert_eq!(blocks(&gap), ["[2x2: b 0,1 1x1 | c 1,0 1x1 | d 1,1 1x1]"]);
    }

    #[test]
    fn deleted_rows_and_cells_are_gone_and_tracked_merges_hold() {
        let deleted = format!("<w:tr><w:trPr><w:del/></w:trPr>{}</w:tr>", plain("x"));
        let rows = format!(
            "{deleted}<w:tr>{}{}</w:tr>",
            cell("<w:cellDel/>", &paragraph("y")),
            plain("1")
        );
        assert_eq!(
            blocks(&format!("<w:tbl>{rows}</w:tbl>")),
            ["[1x1: 1 0,0 1x1]"]
        );
        assert_eq!(blocks(&format!("<w:tbl>{deleted}</w:tbl>")), [""; 0]);
        let merged = table(&[
            &[cell("<w:cellMerge w:vMerge='rest'/>", &paragraph("1"))],
            &[cell("<w:cellMerge w:vMerge='cont'/>", "<w:p/>")],
        ]);
        assert_eq!(blocks(&merged), ["[2x1: 1 0,0 2x1]"]);
    }

    #[test]
    fn properties_of_before_a_tracked_change_do_not_count() {
        let before =
            "<w:tcPrChange><w:tcPr><w:gridSpan w:val='9'/><w:vMerge/></w:tcPr></w:tcPrChange>";
        assert_eq!(
            blocks(&table(&[&[cell(before, &paragraph("1"))]])),
            ["[1x1: 1 0,0 1x1]"]
        );
    }

    #[test]
    fn a_nested_table_follows_its_table_and_a_framed_text_stays() {
        let inner = table(&[&[plain("3"), plain("4")]]);
        let body = table(&[&[cell("", &(paragraph("1") + &inner + "<w:p/>")), plain("2")]]);
        assert_eq!(
            blocks(&body),
            [
                "[1x2: 1\n 0,0 1x1 | 2 0,1 1x1]",
                "[1x2: 3 0,0 1x1 | 4 0,1 1x1]"
            ]
        );
        let frame = table(&[&[cell("", &table(&[&[plain("5")]])), plain("2")]]);
        assert_eq!(blocks(&frame), ["[1x2: 5 0,0 1x1 | 2 0,1 1x1]"]);
    }

    #[test]
    fn text_boxes_follow_their_paragraph_and_never_join_the_number_of_a_cell() {
        assert_eq!(blocks(&(text_box("a") + &paragraph("b"))), ["", "a", "b"]);
        let beside = table(&[&[cell("", &(paragraph("1") + &text_box("2")))]]);
        assert_eq!(blocks(&beside), ["[1x1: 1\n 0,0 1x1]", "2"]);
        let alone = table(&[&[cell("", &text_box("2"))]]);
        assert_eq!(blocks(&alone), ["[1x1: 2 0,0 1x1]"]);
    }

    #[test]
    fn lines_of_a_paragraph_and_paragraphs_of_a_cell_are_told_apart() {
        let lines = "<w:p><w:r><w:t>1</w:t><w:br/><w:t>2</w:t></w:r></w:p>";
        let both = cell("", &(lines.to_owned() + &paragraph("3")));
        assert_eq!(blocks(&table(&[&[both]])), ["[1x1: 1\u{2028}2\n3 0,0 1x1]"]);
        assert_eq!(blocks(lines), ["1\n2"]);
        let frame = table(&[&[cell("", &(lines.to_owned() + &paragraph("3")))]]);
        assert_eq!(
            blocks(&table(&[&[cell("", &frame)]])),
            ["[1x1: 1\u{2028}2\n3 0,0 1x1]"]
        );
    }

    #[test]
    fn a_paragraph_whose_mark_is_deleted_runs_on() {
        let open = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>1</w:t></w:r></w:p>";
        assert_eq!(blocks(&format!("{open}{}", paragraph("2"))), ["12"]);
        assert_eq!(blocks(open), ["1"]);
    }

    #[test]
    fn caps_on_cells_and_depth_hold() {
        let many = table(&[&[plain("1"), plain("2")], &[plain("3"), plain("4")]]);
        let few = Limits {
            cells: 6,
            ..Limits::default()
        };
        assert_eq!(read_body(&many, &few).unwrap_err().kind(), ErrorKind::Limit);
        let deep = "<w:tbl><w:tr><w:tc>".repeat(1_000);
        let limits = Limits::default();
        assert_eq!(
            read_body(&deep, &limits).unwrap_err().kind(),
            ErrorKind::Limit
        );
    }
}
