//! Rows of a text whose cells are parted by tabs or bars. Blank cells show, but rows lose cells, gain them, and are
//! filled up on the right; merged cells are blank or missing.
//!
//! So values are counted from the right in stretches of rows of one width, and only where the cells left of them are
//! seen to hold the labels of the form. A row filled up on the right, it may be, is doubtful.

use super::forms::{self, Header, Table};
use super::tables::{Row, Text, Values};
use crate::grid::is_value;
use crate::normalise::text::{core, split_numbering};

/// No table of a form reaches farther below its header, in lines.
const MAX_LINES: usize = 300;
/// So many lines of words in a row end a table: headings and page numbers between its parts are fewer.
const MAX_WORDS: usize = 12;
/// A cell with this many ideographs and no number in front is a label and no value.
const MIN_LABEL: usize = 3;
/// A label shorter than this (`3.其他`) stands below several groups.
const MIN_CHILD: usize = 6;

/// Reads the rows below a header.
pub(super) fn rows(
    text: &Text<'_>,
    table: &'static Table,
    start: usize,
    header: &Header,
) -> Vec<Row> {
    if !total_is_last(text, start, header) {
        return Vec::new();
    }
    let Some(first) = text.words.line(header.end) else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    let fragments: Vec<Fragment<'_, '_>> = fragments(text, first)
        .into_iter()
        .map(|lines| Fragment {
            text,
            table,
            lines,
            is_common: false,
            foreign_groups: Vec::new(),
        })
        .collect();
    let common = common_width(&fragments);
    let foreign_groups = foreign_groups(&fragments, table);
    for mut fragment in fragments {
        fragment.is_common = fragment.width() == common;
        fragment.foreign_groups.clone_from(&foreign_groups);
        rows.extend(match table.has_labels() {
            true => fragment.labelled(),
            false => fragment.only_row(),
        });
        if !table.has_labels() {
            // Its one row stands right under the header.
            break;
        }
    }
    rows
}

/// Where the label of sums stands in a row of cells, nothing may stand right of it there.
fn total_is_last(text: &Text<'_>, start: usize, header: &Header) -> bool {
    let Some(last) = header.total_end.and_then(|end| end.checked_sub(1)) else {
        return true;
    };
    let same_line = |word: usize| text.words.line(word) == text.words.line(last);
    last < start || !text.is_row(last) || last + 1 >= header.end || !same_line(last + 1)
}

/// Stretches of neighbouring rows of one width, up to the next title or header.
fn fragments(text: &Text<'_>, first: usize) -> Vec<Vec<usize>> {
    let mut fragments: Vec<Vec<usize>> = Vec::new();
    let (mut words, mut width) = (0, None);
    for (index, line) in text.lines.iter().enumerate().skip(first).take(MAX_LINES) {
        let is_title = text.forms.titled(&line.text).next().is_some();
        let opens = text
            .first
            .get(index)
            .is_some_and(|&word| text.words.line(word) == Some(index) && text.has_header(word));
        if is_title || opens || words > MAX_WORDS {
            break;
        }
        match (&line.cells, fragments.last_mut()) {
            (None, _) => {
                words += 1;
                width = None;
            }
            (Some(cells), Some(fragment)) if width == Some(cells.len()) => fragment.push(index),
            (Some(cells), _) => {
                words = 0;
                width = Some(cells.len());
                fragments.push(vec![index]);
            }
        }
    }
    fragments
}

struct Fragment<'a, 'b> {
    text: &'a Text<'b>,
    table: &'static Table,
    lines: Vec<usize>,
    /// Most rows of the table are of this width.
    is_common: bool,
    foreign_groups: Vec<&'static forms::Row>,
}

/// Groups that another form has where this one has a row (（六）其他处理), when a row of the group stands here too: then
/// the group's label alone before values is that of a row which has lost its own.
fn foreign_groups(
    fragments: &[Fragment<'_, '_>],
    table: &'static Table,
) -> Vec<&'static forms::Row> {
    let cells = fragments
        .iter()
        .flat_map(|fragment| fragment.lines.iter().flat_map(|&line| fragment.cells(line)));
    let cells: Vec<Vec<char>> = cells
        .map(|cell| core(cell).chars().collect())
        .filter(|words: &Vec<char>| words.len() >= MIN_CHILD)
        .collect();
    let stands = |row: &forms::Row| cells.iter().any(|words| row.is(words));
    let same = |other: &&Table| {
        other.table.id == table.table.id && !std::ptr::eq(other.table, table.table)
    };
    let mut groups = Vec::new();
    let Some(forms) = fragments.first().map(|fragment| fragment.text.forms) else {
        return groups;
    };
    for other in forms.all.iter().filter(same) {
        let rows = || other.table.rows.iter().zip(&other.rows);
        for (group, row) in rows().filter(|(_, row)| row.is_group) {
            let mut children = rows().filter(|(child, _)| child.parent == group.code);
            if children.any(|(_, child)| stands(child)) {
                groups.push(row);
            }
        }
    }
    groups
}

/// The width of most rows.
fn common_width(fragments: &[Fragment<'_, '_>]) -> usize {
    let count = |width: usize| {
        let same = fragments
            .iter()
            .filter(|fragment| fragment.width() == width);
        same.map(|fragment| fragment.lines.len()).sum::<usize>()
    };
    let widths = fragments.iter().map(Fragment::width);
    widths
        .max_by_key(|&width| (count(width), width))
        .unwrap_or(0)
}

impl Fragment<'_, '_> {
    fn cells(&self, line: usize) -> &[String] {
        let cells = self
            .text
            .lines
            .get(line)
            .and_then(|line| line.cells.as_deref());
        cells.unwrap_or_default()
    }

    fn words(&self, line: usize) -> std::ops::Range<usize> {
        let list = &self.text.words.list;
        let start = self.text.first.get(line).copied().unwrap_or(list.len());
        let own = list.iter().skip(start).take_while(|word| word.line == line);
        start..start + own.count()
    }

    fn width(&self) -> usize {
        self.lines.first().map_or(0, |&line| self.cells(line).len())
    }

    fn labelled(&self) -> Vec<Row> {
        let labels = self
            .width()
            .checked_sub(self.table.columns())
            .filter(|&labels| labels > 0);
        let labels = labels.filter(|&labels| self.is_aligned(labels));
        self.lines
            .iter()
            .filter_map(|&line| self.row(line, labels))
            .collect()
    }

    /// Whether the cell before the values is seen to be a label's, in no row a value's, and no value's a label's.
    fn is_aligned(&self, labels: usize) -> bool {
        let rows = || {
            self.lines
                .iter()
                .map(|&line| self.cells(line).split_at(labels))
        };
        rows().any(|(label, _)| self.is_label(self.innermost(label)))
            && rows().all(|(label, values)| {
                !label
                    .iter()
                    .any(|cell| is_value(cell) && !self.is_unit(cell))
                    && !values.iter().any(|cell| is_wordy(cell))
            })
    }

    /// The label nearest to the values, whatever unit stands between them.
    fn innermost<'l>(&self, label: &'l [String]) -> &'l str {
        let mut cells = label.iter().rev();
        let cell = cells.find(|cell| !self.is_unit(cell));
        cell.map_or("", String::as_str)
    }

    fn is_unit(&self, cell: &str) -> bool {
        self.table.table.is_unit(cell)
    }

    /// Whether the innermost label is a group's: the row has lost its own.
    fn is_under_group(&self, labels: &[String]) -> bool {
        let innermost = labels.iter().rev().find(|cell| !cell.is_empty());
        let words: Vec<char> = innermost
            .map(|cell| core(cell).chars().collect())
            .unwrap_or_default();
        let own = self.table.rows.iter().filter(|row| row.is_group);
        own.chain(self.foreign_groups.iter().copied())
            .any(|row| row.is(&words))
    }

    /// Whether some row has a label of the form right before its first value: that column is one of values, unless the
    /// rows here are not as wide as the others.
    fn has_witness(&self, labels: usize) -> bool {
        if !self.is_common {
            return false;
        }
        let mut rows = self
            .lines
            .iter()
            .map(|&line| self.cells(line).split_at(labels));
        rows.any(|(label, values)| {
            self.is_label(self.innermost(label))
                && values.first().is_some_and(|value| !value.is_empty())
        })
    }

    fn is_label(&self, text: &str) -> bool {
        let words: Vec<char> = core(text).chars().collect();
        !words.is_empty()
            && self
                .table
                .rows
                .iter()
                .any(|row| !row.is_group && row.is(&words))
    }

    fn row(&self, line: usize, labels: Option<usize>) -> Option<Row> {
        let cells = self.cells(line);
        let row = |labels: &[String], values| Row {
            labels: labels.to_vec(),
            values,
            words: self.words(line),
        };
        let Some((label, values)) = labels.map(|labels| cells.split_at(labels)) else {
            let place = cells.iter().position(|cell| self.is_label(cell))?;
            let (label, rest) = cells.split_at(place + 1);
            let label = label.get(place..).unwrap_or_default();
            return Some(row(label, self.doubtful(rest)));
        };
        if label.iter().all(String::is_empty) {
            return None;
        }
        let merged = label.last().is_some_and(String::is_empty);
        // A blank first value may be the rest of a merged label in a row that lost a value.
        let opens = |values: &[String]| values.first().is_some_and(|value| !value.is_empty());
        let is_blank = values.iter().all(String::is_empty);
        let known = is_whole(values, merged)
            && (is_blank || opens(values) || self.has_witness(label.len()))
            && !(merged && self.is_under_group(label))
            && !self.is_cut(line);
        let values = if known {
            Values::Known(values.to_vec())
        } else {
            self.doubtful(values)
        };
        Some(row(label, values))
    }

    fn only_row(&self) -> Vec<Row> {
        let Some(&line) = self.lines.first() else {
            return Vec::new();
        };
        let cells = self.cells(line);
        let written = cells.iter().filter(|cell| !cell.is_empty()).count();
        if cells.iter().any(|cell| is_wordy(cell))
            || (written > 0 && !cells.iter().any(|cell| is_value(cell)))
        {
            return Vec::new();
        }
        let others = self
            .lines
            .iter()
            .skip(1)
            .any(|&line| self.cells(line).iter().any(|cell| is_value(cell)));
        let known = cells.len() == self.table.columns()
            && is_whole(cells, false)
            && !self.is_cut(line)
            && !others;
        let values = if known {
            Values::Known(cells.to_vec())
        } else {
            self.doubtful(cells)
        };
        vec![Row {
            labels: Vec::new(),
            values,
            words: self.words(line),
        }]
    }

    /// Numbers without certain columns. In a table of one column a single one would still be read, so nothing stays.
    fn doubtful(&self, cells: &[String]) -> Values {
        let written = cells
            .iter()
            .map(String::as_str)
            .filter(|cell| !cell.is_empty());
        let written: Vec<&str> = written.collect();
        match written.len() {
            0 => Values::Nothing,
            1 if self.table.columns() == 1 => Values::Nothing,
            _ => Values::Doubtful(written.join("\n")),
        }
    }

    /// Whether the text ends with this line: its last number may be cut.
    fn is_cut(&self, line: usize) -> bool {
        line + 1 >= self.text.lines.len()
    }
}

/// Whether the values fill their columns for certain: nothing or all is blank, or the last is not, so that the row
/// was not filled up on the right. When the label's own cell is blank the values may begin there.
fn is_whole(values: &[String], merged: bool) -> bool {
    let blank = values.iter().all(String::is_empty);
    let ends = values.last().is_some_and(|value| !value.is_empty());
    ends || (blank && !merged)
}

/// Whether a cell holds words that are no remark beside a number.
fn is_wordy(text: &str) -> bool {
    let ideographs = text
        .chars()
        .filter(|c| c.is_alphabetic() && !c.is_ascii())
        .count();
    let numbered = split_numbering(text).0.is_some();
    let opens_with_digit = text.trim_start().starts_with(|c: char| c.is_numeric());
    ideographs >= MIN_LABEL && (numbered || !opens_with_digit)
}
