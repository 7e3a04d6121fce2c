//! Rows of a text that has one cell a line, or all on one line: labels, and values between them. Blank cells leave no
//! trace, so only rows with exactly the form's number of values between their label and the form's next one are known.

use super::forms::Table;
use super::tables::{Row, Text, Values};
use super::words::{End, Words};
use crate::normalise::text::core;

/// Values beyond the number of columns that are still looked at.
const SURPLUS: usize = 32;

/// Reads the rows behind a header that ends before this word.
pub(super) fn rows(text: &Text<'_>, table: &'static Table, start: usize) -> Vec<Row> {
    let reader = Reader { text, table };
    match table.has_labels() {
        true => reader.labelled(start),
        false => reader.only_row(start).into_iter().collect(),
    }
}

struct Reader<'a, 'b> {
    text: &'a Text<'b>,
    table: &'static Table,
}

/// A label found in its place.
struct Found {
    /// The form's next row after it.
    next: usize,
    is_group: bool,
    has_number: bool,
    start: usize,
    /// The first word behind it.
    label_end: usize,
    /// The first word behind it and its unit.
    end: usize,
    /// What is glued to it.
    glued: String,
}

impl Reader<'_, '_> {
    fn labelled(&self, start: usize) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        let (mut at, mut row) = (start, 0);
        while let Some(found) = self.label(at, row) {
            if let (Some(last), false) = (rows.last_mut(), found.has_number) {
                self.check_numeral(last, found.next - 1);
            }
            row = found.next;
            if found.is_group {
                at = self.signs_end(found.end);
                continue;
            }
            let found = self.behind_unit(found);
            let end = self.values_end(found.end);
            rows.push(self.row(&found, end));
            at = end;
        }
        let is_last = self.table.rows.iter().skip(row).all(|row| row.is_group);
        // Without the form's next label nothing shows that the values behind the last one are its own.
        if !(is_last && self.ends_at(at))
            && let Some(last) = rows.last_mut()
        {
            doubt(last, self.table.columns());
        }
        rows
    }

    /// The label of the form's next row at this word, or of any group.
    fn label(&self, at: usize, row: usize) -> Option<Found> {
        let rows = || self.table.rows.iter().enumerate();
        let next = rows().skip(row).find(|(_, row)| !row.is_group);
        let groups = rows()
            .filter(|(_, row)| row.is_group)
            .map(|(index, _)| index);
        let next = next.map(|(index, _)| index);
        next.and_then(|index| self.found(at, index, index + 1))
            .or_else(|| {
                groups
                    .into_iter()
                    .find_map(|index| self.found(at, index, row))
            })
    }

    fn found(&self, at: usize, index: usize, next: usize) -> Option<Found> {
        let words = self.text.words;
        let row = self.table.rows.get(index)?;
        let (end, has_number) = row.after(words, words.start(at))?;
        let end = words.at(end, at);
        let glued = match end.inside {
            0 => String::new(),
            _ => glued(words, end)?,
        };
        if row.is_group && end.inside > 0 {
            return None;
        }
        Some(Found {
            next,
            is_group: row.is_group,
            has_number: has_number || row.is_group,
            start: at,
            label_end: end.word + usize::from(end.inside > 0),
            end: end.word + usize::from(end.inside > 0),
            glued,
        })
    }

    /// Passes over the unit behind a label in a table that prints one in each row.
    fn behind_unit(&self, found: Found) -> Found {
        let word = self.text.words.list.get(found.end);
        let is_unit =
            word.is_some_and(|word| !word.is_value && self.table.table.is_unit(&word.text));
        Found {
            end: found.end + usize::from(is_unit && found.glued.is_empty()),
            ..found
        }
    }

    /// Passes over the signs in place of a unit and of numbers behind a heading.
    fn signs_end(&self, start: usize) -> usize {
        let is_sign = |word: &usize| {
            let word = self.text.words.list.get(*word);
            word.is_some_and(|word| word.is_value && self.table.table.is_unit(&word.text))
        };
        let most = start + 1 + self.table.columns();
        (start..most).find(|word| !is_sign(word)).unwrap_or(most)
    }

    fn values_end(&self, start: usize) -> usize {
        let most = start + self.table.columns() + SURPLUS;
        (start..most)
            .find(|&word| !self.text.words.is_value(word))
            .unwrap_or(most)
    }

    fn row(&self, found: &Found, end: usize) -> Row {
        let printed = |range: std::ops::Range<usize>| {
            let words = self.text.words.list.get(range).unwrap_or_default();
            words
                .iter()
                .map(|word| word.text.clone())
                .collect::<Vec<_>>()
        };
        let mut values = printed(found.end..end);
        if !found.glued.is_empty() {
            values.insert(0, found.glued.clone());
        }
        let is_whole =
            values.len() == self.table.columns() && (found.glued.is_empty() || values.len() == 1);
        let label = self.text.words.text(found.start..found.label_end);
        let label = label
            .strip_suffix(&found.glued)
            .unwrap_or(&label)
            .to_owned();
        let mut row = Row {
            labels: vec![label],
            values: Values::Known(values),
            words: found.start..end,
        };
        let in_cells = (found.start..end).any(|word| self.text.is_row(word));
        if !is_whole || in_cells || self.text.is_lossy {
            doubt(&mut row, self.table.columns());
        }
        row
    }

    /// A value that may be the number of the next row's label makes the row's number of values doubtful.
    fn check_numeral(&self, last: &mut Row, next: usize) {
        let numeral = |value: &String| {
            self.table
                .rows
                .get(next)
                .is_some_and(|row| row.may_be_numeral(value))
        };
        if let Values::Known(values) = &last.values
            && values.last().is_some_and(numeral)
        {
            doubt(last, self.table.columns());
        }
    }

    /// Whether something that is no value stands at this word: at the end of the text the last number may be cut.
    fn ends_at(&self, word: usize) -> bool {
        self.text
            .words
            .list
            .get(word)
            .is_some_and(|word| !word.is_value)
    }

    fn only_row(&self, start: usize) -> Option<Row> {
        let end = self.values_end(start);
        let found = Found {
            next: 0,
            is_group: false,
            has_number: true,
            start,
            label_end: start,
            end: start,
            glued: String::new(),
        };
        let mut row = self.row(&found, end);
        row.labels.clear();
        if !self.ends_at(end) {
            doubt(&mut row, self.table.columns());
        }
        (end > start).then_some(row)
    }
}

/// The number at the end of a word behind a label, as printed; `None` when there is more than that.
fn glued(words: &Words, end: End) -> Option<String> {
    let text = &words.list.get(end.word)?.text;
    let is_ink = |c: char| c.is_numeric() || ".,．，".contains(c);
    let number = text.get(text.trim_end_matches(is_ink).len()..)?;
    let is_rest = core(number).chars().eq(words.rest(end).iter().copied());
    (is_rest && number.starts_with(char::is_numeric)).then(|| number.to_owned())
}

/// Takes a row's values back. In a table of one column a single value would still be read, so nothing stays.
fn doubt(row: &mut Row, columns: usize) {
    if let Values::Known(values) = &row.values {
        row.values = match values.len() {
            0 => Values::Nothing,
            1 if columns == 1 => Values::Nothing,
            _ => Values::Doubtful(values.join("\n")),
        };
    }
}
