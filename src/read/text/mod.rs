//! Reads plain text and Markdown: what is left of a report after a browser, a converter or an extractor copied its text.
//!
//! A text has no columns: rows lose cells, merged cells vanish, a table may be one cell a line. Where a number stands
//! can be told only by the form's labels and the number of values behind each, so this reader alone knows the forms.
//! It makes a table where one reading is possible ([`tables`]); every other line stays a paragraph.

mod by_cells;
mod by_words;
mod decode;
mod forms;
mod lines;
mod merged;
mod tables;
mod words;

use crate::document::{Content, Document, FlowBlock, FlowCell, FlowTable, Format};
use crate::error::{Error, ErrorKind};
use crate::forms::Forms;
use crate::limits::Limits;
use crate::read::text::lines::Line;
use crate::read::text::tables::{Row, Section, Text, Values};
use crate::read::text::words::Words;

pub(super) use decode::is_text;

/// A text of more characters is no report; each of its words takes room.
const MAX_CHARS: usize = 300_000;

/// Reads a text.
///
/// # Errors
/// `Limit` when it is too long, `Damaged` when it is no text.
pub(super) fn read(bytes: &[u8], limits: &Limits, known: Forms) -> Result<Document, Error> {
    let limit = |message: String| Error::new(ErrorKind::Limit, "read", message);
    if bytes.len() as u64 > limits.part_bytes {
        return Err(limit(format!(
            "the text is longer than {} bytes",
            limits.part_bytes
        )));
    }
    let text = decode::decode(bytes)
        .ok_or_else(|| Error::new(ErrorKind::Damaged, "read", "the text does not decode"))?;
    let most = limits.characters.min(MAX_CHARS);
    if text.chars().nth(most).is_some() {
        return Err(limit(format!("the text has more than {most} characters")));
    }
    let mut lines = lines::lines(&text);
    merged::resolve(&mut lines, forms::tables(known));
    let blocks = blocks(&lines, known);
    if blocks.len() > limits.blocks {
        let most = limits.blocks;
        return Err(limit(format!("the text has more than {most} blocks")));
    }
    let cells: usize = blocks.iter().map(cells_of).sum();
    if cells > limits.cells {
        let most = limits.cells;
        return Err(limit(format!("the tables have more than {most} cells")));
    }
    Ok(Document {
        format: Format::Text,
        producer: String::new(),
        title: String::new(),
        running: Vec::new(),
        content: Content::Flow(blocks),
    })
}

fn cells_of(block: &FlowBlock) -> usize {
    match block {
        FlowBlock::Table(table) => table.cells.len(),
        FlowBlock::Paragraph(_) => 0,
    }
}

fn blocks(lines: &[Line], known: Forms) -> Vec<FlowBlock> {
    let words = Words::new(lines);
    let text = Text::new(lines, &words, forms::tables(known));
    let sections = tables::find(&text);
    let mut used = vec![false; words.list.len()];
    for section in &sections {
        let header = section.start..section.header.end;
        for word in section
            .rows
            .iter()
            .map(|row| row.words.clone())
            .chain([header])
            .flatten()
        {
            if let Some(used) = used.get_mut(word) {
                *used = true;
            }
        }
    }
    let mut sections = sections.iter().peekable();
    let mut blocks = Vec::new();
    let mut word = 0;
    for (index, line) in lines.iter().enumerate() {
        let start = word;
        word += words
            .list
            .iter()
            .skip(start)
            .take_while(|word| word.line == index)
            .count();
        let own = used.get(start..word).unwrap_or_default();
        if !own.contains(&true) {
            blocks.push(FlowBlock::Paragraph(line.text.clone()));
            continue;
        }
        for at in start..word {
            if let Some(section) = sections.next_if(|section| section.start == at) {
                blocks.push(FlowBlock::Table(table(section)));
            }
            if let (Some(false), Some(word)) = (used.get(at), words.list.get(at)) {
                blocks.push(FlowBlock::Paragraph(word.text.clone()));
            }
        }
    }
    blocks
}

/// The section as a table: the header as the form nests it, labels on the left, one column for each of the form's.
fn table(section: &Section) -> FlowTable {
    let labels = section
        .rows
        .iter()
        .map(|row| row.labels.len())
        .max()
        .unwrap_or(0);
    let mut cells = header(section, labels);
    let depth = depth(section);
    let columns = labels + section.table.columns();
    for (index, row) in section.rows.iter().enumerate() {
        cells.extend(row_cells(row, depth + index, labels, columns));
    }
    FlowTable {
        rows: count(depth + section.rows.len()),
        columns: count(columns),
        cells,
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn cell(
    row: usize,
    column: usize,
    (row_span, column_span): (usize, usize),
    text: &str,
) -> FlowCell {
    FlowCell {
        row: count(row),
        column: count(column),
        row_span: count(row_span),
        column_span: count(column_span),
        text: text.to_owned(),
    }
}

fn parents(section: &Section, column: usize) -> Vec<&'static str> {
    let path = section
        .table
        .table
        .columns
        .get(column)
        .map_or("", |column| column.parent.as_str());
    path.split('/').filter(|part| !part.is_empty()).collect()
}

fn depth(section: &Section) -> usize {
    let depths = (0..section.table.columns()).map(|column| parents(section, column).len());
    depths.max().unwrap_or(0) + 1
}

fn header(section: &Section, labels: usize) -> Vec<FlowCell> {
    let depth = depth(section);
    let mut cells = Vec::new();
    if labels > 0 {
        cells.push(cell(0, 0, (depth, labels), &section.header.stub));
    }
    let same = |a: usize, b: usize, level: usize| {
        parents(section, a).get(..=level) == parents(section, b).get(..=level)
    };
    for (column, label) in section.header.columns.iter().enumerate() {
        let parents = parents(section, column);
        for (level, parent) in parents.iter().enumerate() {
            let is_first = column == 0 || !same(column - 1, column, level);
            let span =
                (column..section.table.columns()).take_while(|&other| same(other, column, level));
            if is_first {
                cells.push(cell(level, labels + column, (1, span.count()), parent));
            }
        }
        cells.push(cell(
            parents.len(),
            labels + column,
            (depth - parents.len(), 1),
            label,
        ));
    }
    cells.sort_by_key(|cell| (cell.row, cell.column));
    cells
}

fn row_cells(row: &Row, at: usize, labels: usize, columns: usize) -> Vec<FlowCell> {
    let left = labels - row.labels.len();
    let of_labels = row.labels.iter().enumerate();
    let mut cells: Vec<FlowCell> = of_labels
        .map(|(index, text)| cell(at, left + index, (1, 1), text))
        .collect();
    match &row.values {
        Values::Known(values) => {
            let values = values.iter().enumerate();
            cells.extend(values.map(|(index, text)| cell(at, labels + index, (1, 1), text)));
        }
        Values::Doubtful(text) => cells.push(cell(at, labels, (1, columns - labels), text)),
        Values::Nothing => {}
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows of each table below its header, cells parted by `|`, with `*` over several columns; other lines are left out.
    fn tables(text: &str) -> Vec<Vec<String>> {
        let document = read(text.as_bytes(), &Limits::default(), Forms::default()).expect("a text");
        let Content::Flow(blocks) = document.content else {
            panic!("a text flows")
        };
        let table = |block: &FlowBlock| match block {
            FlowBlock::Table(table) => Some((0..table.rows).map(|row| show(table, row)).collect()),
            FlowBlock::Paragraph(_) => None,
        };
        blocks.iter().filter_map(table).collect()
    }

    fn show(table: &FlowTable, row: u32) -> String {
        let cells = table.cells.iter().filter(|cell| cell.row == row);
        let texts = cells.map(|cell| match cell.column_span {
            1 => cell.text.clone(),
            _ => format!("*{}", cell.text.replace('\n', " ")),
        });
        texts.collect::<Vec<_>>().join("|")
    }

    const HEADER: &str = "信息内容|本年制发件数|本年废止件数|现行有效件数";

    #[test]
    fn cells_and_blocks_keep_to_their_caps() {
        let text =
            format!("前\n{HEADER}\n规章|0|1|2\n行政规范性文件|3|0|5\n后\n").replace('|', "\t");
        let read = |blocks, cells| {
            let limits = Limits {
                blocks,
                cells,
                ..Limits::default()
            };
            read(text.as_bytes(), &limits, Forms::default())
        };
        assert!(read(3, 12).is_ok());
        for read in [read(2, 12), read(3, 11)] {
            let kind = read.map(|_| ()).map_err(|error| error.kind());
            assert_eq!(kind, Err(ErrorKind::Limit));
        }
    }

    #[test]
    fn one_table_is_read_in_every_layout() {
        let expected = [HEADER, "规章|0|1|2", "行政规范性文件|3|0|5"];
        let rows = expected.join("\n");
        for text in [
            rows.replace('|', "\t") + "\n后\n",
            rows.replace('|', " | ") + "\n后\n",
            rows.replace('\n', "|\n|")
                .replacen("|\n", "|\n|---|---|---|---|\n", 1)
                .replacen("信息", "|信息", 1)
                + "|\n后\n",
            rows.replace(['|', '\n'], "\n\n") + "\n后\n",
            rows.replace(['|', '\n'], "\n|\n") + "\n后\n",
            rows.replace(['|', '\n'], " ") + " 后",
        ] {
            assert_eq!(tables(&text), [expected], "{text}");
        }
    }

    #[test]
    fn glued_numbers_have_no_columns_and_a_glued_single_number_has_one() {
        let text = "信息内容本年制发件数本年废止件数现行有效件数\n规章000\n行政规范性文件3 0 5\n第二十条第（五）项\n\
            信息内容本年处理决定数量\n行政许可4.50\n第二十条第（六）项 信息内容 本年处理决定数量 行政处罚 0 行政强制 0 后";
        assert_eq!(
            tables(text),
            [
                vec![HEADER, "规章|*000", "行政规范性文件|*3 0 5"],
                vec!["信息内容|本年处理决定数量", "行政许可|4.50"],
                vec!["信息内容|本年处理决定数量", "行政处罚|0", "行政强制|0"],
            ]
        );
    }

    #[test]
    fn a_row_with_too_few_values_is_doubtful_and_its_neighbours_stay() {
        let text = format!(
            "{}\n规章\n7\n7\n行政规范性文件\n3\n0\n5\n后",
            HEADER.replace('|', "\n")
        );
        assert_eq!(
            tables(&text),
            [[HEADER, "规章|*7 7", "行政规范性文件|3|0|5"]]
        );
        let text = format!(
            "|{HEADER}|\n|---|---|---|---|\n|规章|22|235|\n|行政规范性文件|34|0|189|\n后\n"
        );
        assert_eq!(
            tables(&text),
            [[HEADER, "规章|*22 235", "行政规范性文件|34|0|189"]]
        );
    }

    #[test]
    fn nothing_is_believed_once_repeated_lines_are_gone() {
        let text = "第二十条第（一）项\n信息内容\n本年制发件数\n本年废止件数\n现行有效件数\n规章\n1\n2\n3\n\
            行政规范性文件\n4\n5\n6\n第二十条第（五）项\n本年处理决定数量\n行政许可\n31\n后";
        assert_eq!(
            tables(text),
            [[HEADER, "规章|*1 2 3", "行政规范性文件|*4 5 6"]]
        );
    }

    #[test]
    fn a_lost_label_makes_the_row_before_it_doubtful() {
        let text = format!("{} 规章 0 1 2 后", HEADER.replace('|', " "));
        assert_eq!(tables(&text), [[HEADER, "规章|*0 1 2"]]);
    }

    #[test]
    fn a_row_filled_up_on_the_right_is_doubtful() {
        let text = format!("{HEADER}\n规章|1|2|\n行政规范性文件|||\n后\n").replace('|', "\t");
        assert_eq!(tables(&text), [[HEADER, "规章|*1 2", "行政规范性文件|||"]]);
    }

    #[test]
    fn the_last_number_of_a_cut_text_is_not_believed() {
        let text = format!("{HEADER}\n规章|1|2|3\n行政规范性文件|0|0|1").replace('|', "\t");
        assert_eq!(
            tables(&text),
            [[HEADER, "规章|1|2|3", "行政规范性文件|*0 0 1"]]
        );
    }

    #[test]
    fn a_value_that_may_be_the_next_label_s_number_is_doubtful() {
        let header = "申请人情况 自然人 法人或其他组织 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计";
        let rows = "一、本年新收政府信息公开申请数量 1 0 0 0 0 0 1 二、上年结转政府信息公开申请数量 0 0 0 0 0 0 0 \
            （一）予以公开 0 0 0 0 0 0 0 （二）部分公开 0 0 0 0 0 0 1 属于国家秘密 0 0 0 0 0 0 0 后";
        let found = tables(&format!("{header} {rows}"));
        let rows: Vec<&str> = found[0].iter().skip(2).map(String::as_str).collect();
        assert_eq!(
            rows,
            [
                "一、本年新收政府信息公开申请数量|1|0|0|0|0|0|1",
                "二、上年结转政府信息公开申请数量|0|0|0|0|0|0|0",
                "（一）予以公开|0|0|0|0|0|0|0",
                "（二）部分公开|*0 0 0 0 0 0 1",
                "属于国家秘密|*0 0 0 0 0 0 0",
            ]
        );
    }

    #[test]
    fn a_group_s_label_is_no_row_where_rows_of_the_group_stand() {
        let header = "申请人情况\t\t\t自然人\t法人或其他组织\n\t\t\t\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计";
        let lost = "\t（六）其他处理\t\t1\t0\t0\t0\t0\t0\t1";
        let row = |label: &str| format!("\t\t{label}\t0\t0\t0\t0\t0\t0\t0");
        let other = row("1.信访举报投诉类申请");
        let child = row("2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请");
        let believed = |rows: &[&str]| {
            let text = format!("{header}\n{}\n后\n", rows.join("\n"));
            let found = tables(&text).concat();
            found
                .iter()
                .any(|row| row == "|（六）其他处理||1|0|0|0|0|0|1")
        };
        assert!(believed(&[&other, lost, &row("（七）总计")]));
        assert!(!believed(&[&other, lost, &child, &row("（七）总计")]));
    }

    #[test]
    fn prose_is_no_table() {
        assert!(tables("政府信息公开行政复议 0 件\n\n今年共办理 3 件。\n").is_empty());
    }
}
