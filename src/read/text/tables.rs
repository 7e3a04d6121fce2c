//! Which numbers of a text stand in which cells of a form's table, where only one reading is possible.
//!
//! A text has no columns: a label and the number of values behind it are all there is. So a row is believed only when
//! it has exactly the form's number of values; anything else is one cell over all columns, which no later stage reads.

use super::forms::{Header, Table, Tables};
use super::lines::Line;
use super::words::Words;
use super::{by_cells, by_words};

/// With this many values, all of them different, repeated lines were removed: in a report zeros repeat.
const MIN_DISTINCT: usize = 4;

/// What stands behind the label of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Values {
    /// One text for each column.
    Known(Vec<String>),
    /// Numbers that have no certain columns.
    Doubtful(String),
    /// Nothing that could be read.
    Nothing,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Outermost first.
    pub(super) labels: Vec<String>,
    pub(super) values: Values,
    /// Its words.
    pub(super) words: std::ops::Range<usize>,
}

/// A table found.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) table: &'static Table,
    pub(super) header: Header,
    /// The first word of the header.
    pub(super) start: usize,
    pub(super) rows: Vec<Row>,
}

/// A text, ready to be searched.
pub(super) struct Text<'a> {
    pub(super) lines: &'a [Line],
    pub(super) words: &'a Words,
    /// For each line its first word.
    pub(super) first: Vec<usize>,
    /// The tables that are looked for.
    pub(super) forms: &'static Tables,
    /// Repeated lines were removed: what follows a label need not belong to it.
    pub(super) is_lossy: bool,
}

impl<'a> Text<'a> {
    pub(super) fn new(lines: &'a [Line], words: &'a Words, forms: &'static Tables) -> Text<'a> {
        let mut first = vec![0; lines.len()];
        for (index, word) in words.list.iter().enumerate().rev() {
            if let Some(place) = first.get_mut(word.line) {
                *place = index;
            }
        }
        let mut text = Text {
            lines,
            words,
            first,
            forms,
            is_lossy: false,
        };
        text.is_lossy = text.lacks_stub() || text.lacks_repeats();
        text
    }

    pub(super) fn is_row(&self, word: usize) -> bool {
        let line = self.words.line(word).and_then(|line| self.lines.get(line));
        line.is_some_and(|line| line.cells.is_some())
    }

    /// Whether any table's header begins at a word.
    pub(super) fn has_header(&self, word: usize) -> bool {
        self.forms
            .all
            .iter()
            .any(|table| table.header(self.words, word).is_some())
    }

    /// Whether a clause's title outside of rows of cells is not followed by its header, which is the same for each clause.
    fn lacks_stub(&self) -> bool {
        let is_banner = |text: &str| self.forms.titled(text).any(Table::repeats_stub);
        let has_header = |end: usize| end >= self.words.list.len() || self.has_header(end);
        self.words.list.iter().enumerate().any(|(index, word)| {
            !self.is_row(index) && is_banner(&word.text) && !has_header(index + 1)
        })
    }

    fn lacks_repeats(&self) -> bool {
        let loose = self.words.list.iter().enumerate();
        let mut values: Vec<&str> = loose
            .filter(|(index, word)| word.is_value && !self.is_row(*index))
            .map(|(_, word)| word.text.as_str())
            .collect();
        let all = values.len();
        values.sort_unstable();
        values.dedup();
        all >= MIN_DISTINCT && values.len() == all
    }
}

/// Finds every table, in order; none overlaps another.
pub(super) fn find(text: &Text<'_>) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut at = 0;
    while at < text.words.list.len() {
        let best = text
            .forms
            .all
            .iter()
            .filter_map(|table| section(text, table, at))
            // The first of the best: the newest form.
            .reduce(|best, next| {
                if next.worth() > best.worth() {
                    next
                } else {
                    best
                }
            });
        match best {
            Some(section) => {
                at = section.end().max(at + 1);
                sections.push(section);
            }
            None => at += 1,
        }
    }
    sections
}

fn section(text: &Text<'_>, table: &'static Table, start: usize) -> Option<Section> {
    let header = table.header(text.words, start)?;
    let line = text.words.line(header.end)?;
    let begins_line = text.first.get(line) == Some(&header.end);
    let mut rows = match begins_line && next_row(text, line).is_some() {
        true => by_cells::rows(text, table, start, &header),
        false => by_words::rows(text, table, header.end),
    };
    // Without a cell beside it a label would say that its cells are blank.
    rows.retain(|row| row.values != Values::Nothing);
    (!rows.is_empty()).then_some(Section {
        table,
        header,
        start,
        rows,
    })
}

/// The first row of cells from a line on, when it comes soon.
fn next_row(text: &Text<'_>, line: usize) -> Option<usize> {
    let found = text.lines.iter().enumerate().skip(line).take(3);
    let mut rows = found.filter(|(_, line)| line.cells.is_some());
    rows.next().map(|(index, _)| index)
}

impl Section {
    fn worth(&self) -> (usize, usize) {
        let known = self
            .rows
            .iter()
            .filter(|row| matches!(row.values, Values::Known(_)));
        (known.count(), self.rows.len())
    }

    fn end(&self) -> usize {
        self.rows
            .last()
            .map_or(self.header.end, |row| row.words.end)
    }
}
