//! The tables of the forms, prepared to be found in a run of words.

use super::words::Words;
use crate::forms::{FormRow, FormTable, Forms, PerSet, RowKind};
use crate::normalise::text::{core, core_of, split_numbering};

/// A header has at most this many labels; a text could repeat them for ever.
const MAX_LABELS: usize = 40;

/// No title is longer, spaces between its characters included.
const MAX_TITLE_BYTES: usize = 240;

/// Something that stands in a header.
#[derive(Debug)]
struct Label {
    chars: Vec<char>,
    /// The columns that it may name; none for a word over columns or over the labels.
    columns: Vec<usize>,
    /// Position among the words over columns, which must all be there.
    group: Option<usize>,
    is_stub: bool,
}

/// A table of a form.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) table: &'static FormTable,
    labels: Vec<Label>,
    groups: usize,
    /// The header over the row labels must stand in front: it does not repeat inside a table, but across tables, so its
    /// loss shows that repeated lines were removed.
    needs_stub: bool,
    /// The column of sums, whose label covers more header rows than the others and so may be read before them.
    total: Option<usize>,
    pub(super) rows: Vec<Row>,
    titles: Vec<Vec<char>>,
}

/// A row of a table.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) is_group: bool,
    /// Its wordings with their numbers, then without.
    numbered: Vec<Vec<char>>,
    bare: Vec<Vec<char>>,
    /// Its outline number when that is a numeral that could stand as a value.
    numeral: Option<char>,
}

/// A header found.
#[derive(Debug)]
pub(super) struct Header {
    /// The word after it.
    pub(super) end: usize,
    /// The label of each column as printed.
    pub(super) columns: Vec<String>,
    /// The label over the rows' labels.
    pub(super) stub: String,
    /// Where the label of the column of sums ends, as a word, when other columns stand under words of their own.
    pub(super) total_end: Option<usize>,
}

impl Row {
    fn new(row: &FormRow) -> Row {
        let wordings = || std::iter::once(&row.label).chain(&row.variants);
        let chars = |text: &str| core(text).chars().collect::<Vec<char>>();
        let mut numbered: Vec<Vec<char>> = wordings().map(|text| chars(text)).collect();
        let mut bare: Vec<Vec<char>> = wordings()
            .map(|text| core_of(&split_numbering(text).1).collect())
            .collect();
        for list in [&mut numbered, &mut bare] {
            list.retain(|wording| !wording.is_empty());
            list.sort_by_key(|wording| std::cmp::Reverse(wording.len()));
        }
        let numeral = row.label.chars().next().filter(char::is_ascii_digit);
        Row {
            is_group: row.kind == RowKind::Group,
            numbered,
            bare,
            numeral,
        }
    }

    /// Where its label ends when it begins at this character, and whether its number was printed.
    pub(super) fn after(&self, words: &Words, start: usize) -> Option<(usize, bool)> {
        let find = |list: &[Vec<char>]| list.iter().find_map(|wording| words.after(start, wording));
        find(&self.numbered)
            .map(|end| (end, true))
            .or_else(|| find(&self.bare).map(|end| (end, false)))
    }

    /// Whether a text is its label.
    pub(super) fn is(&self, text: &[char]) -> bool {
        self.numbered
            .iter()
            .chain(&self.bare)
            .any(|wording| wording == text)
    }

    /// Whether a value may be this row's outline number, parted from its label.
    pub(super) fn may_be_numeral(&self, text: &str) -> bool {
        self.numeral
            .is_some_and(|numeral| core(text).chars().eq([numeral]))
    }
}

impl Table {
    fn new(table: &'static FormTable) -> Table {
        let mut labels: Vec<Label> = Vec::new();
        let chars = |text: &str| core(text).chars().collect::<Vec<char>>();
        let mut add = |text: &str, column: Option<usize>, is_stub: bool| {
            let chars = chars(text);
            match labels.iter_mut().find(|label| label.chars == chars) {
                _ if chars.is_empty() => {}
                Some(label) => label.columns.extend(column),
                None => labels.push(Label {
                    chars,
                    columns: column.into_iter().collect(),
                    group: None,
                    is_stub,
                }),
            }
        };
        table.stub_wordings().for_each(|word| add(word, None, true));
        table
            .unit_wordings()
            .for_each(|word| add(word, None, false));
        table
            .header_words
            .iter()
            .for_each(|word| add(word, None, false));
        for (index, column) in table.columns.iter().enumerate() {
            add(&column.label, Some(index), false);
            column
                .variants
                .iter()
                .for_each(|variant| add(variant, Some(index), false));
            column
                .parent
                .split('/')
                .for_each(|parent| add(parent, None, false));
        }
        let is_group = |label: &&mut Label| {
            let over = |parent: &str| parent.split('/').any(|part| chars(part) == label.chars);
            table.columns.iter().any(|column| over(&column.parent))
        };
        let mut groups = 0;
        for label in labels.iter_mut().filter(is_group) {
            label.group = Some(groups);
            groups += 1;
        }
        labels.sort_by_key(|label| std::cmp::Reverse(label.chars.len()));
        let has_parents = groups > 0;
        let titles = std::iter::once(&table.title).chain(&table.title_variants);
        Table {
            table,
            labels,
            groups,
            needs_stub: !has_parents,
            total: table
                .columns
                .iter()
                .position(|column| has_parents && column.code == "total"),
            rows: table.rows.iter().map(Row::new).collect(),
            titles: titles.map(|title| chars(title)).collect(),
        }
    }

    pub(super) fn columns(&self) -> usize {
        self.table.columns.len()
    }

    /// Whether its rows have labels; table 4 has one row without.
    pub(super) fn has_labels(&self) -> bool {
        self.rows.iter().any(|row| !row.numbered.is_empty())
    }

    /// Whether it is one of the tables of which the form has several alike, each under a clause of its own.
    pub(super) fn repeats_stub(&self) -> bool {
        self.needs_stub
    }

    /// Finds its header at a word: every label of the form, the columns in order, nothing in between.
    pub(super) fn header(&self, words: &Words, word: usize) -> Option<Header> {
        let (mut at, mut from) = (words.start(word), word);
        let mut seen: Vec<(&Label, usize)> = Vec::new();
        while seen.len() < MAX_LABELS {
            let next = self
                .labels
                .iter()
                .find_map(|label| Some((label, words.after(at, &label.chars)?)));
            let Some((label, end)) = next else { break };
            // Only labels of columns come twice; a text could repeat the others for ever.
            if label.columns.is_empty() && seen.iter().any(|(known, _)| std::ptr::eq(*known, label))
            {
                break;
            }
            from = words.at(end, from).word;
            seen.push((label, from));
            at = end;
        }
        let end = words.at(at, from);
        (end.inside == 0)
            .then(|| self.check(&seen, end.word))
            .flatten()
    }

    fn check(&self, seen: &[(&Label, usize)], end: usize) -> Option<Header> {
        let stubs = seen.iter().filter(|(label, _)| label.is_stub).count();
        let starts_with_stub = seen.first().is_some_and(|(label, _)| label.is_stub);
        let groups = (0..self.groups).all(|group| {
            seen.iter()
                .filter(|(label, _)| label.group == Some(group))
                .count()
                == 1
        });
        if stubs > 1 || (self.needs_stub && !starts_with_stub) || !groups {
            return None;
        }
        let named = seen.iter().filter(|(label, _)| !label.columns.is_empty());
        let is_total = |label: &Label| {
            self.total
                .is_some_and(|total| label.columns.contains(&total))
        };
        let total = named.clone().filter(|(label, _)| is_total(label)).count();
        let mut order: Vec<(&Label, usize)> = named
            .clone()
            .filter(|(label, _)| !is_total(label))
            .copied()
            .collect();
        let sum = named.clone().find(|(label, _)| is_total(label)).copied();
        // Read before the others only when words over columns stand before it.
        let opens = seen
            .iter()
            .find(|(label, _)| !label.is_stub)
            .is_some_and(|(label, _)| is_total(label));
        if (self.total.is_some() && total != 1) || opens {
            return None;
        }
        if let (Some(place), Some(sum)) = (self.total, sum) {
            order.insert(place.min(order.len()), sum);
        }
        let fits = order.len() == self.columns()
            && order
                .iter()
                .enumerate()
                .all(|(index, (label, _))| label.columns.contains(&index));
        let text = |label: &Label| label.chars.iter().collect::<String>();
        fits.then(|| Header {
            end,
            columns: order.iter().map(|(label, _)| text(label)).collect(),
            stub: seen
                .iter()
                .find(|(label, _)| label.is_stub)
                .map(|(label, _)| text(label))
                .unwrap_or_default(),
            total_end: sum.map(|(_, end)| end),
        })
    }
}

/// The characters of a text that count; none when it is too long for a title or a label.
fn short(text: &str) -> Vec<char> {
    match text.len() > MAX_TITLE_BYTES {
        true => Vec::new(),
        false => core(text).chars().collect(),
    }
}

/// The tables of a set of forms.
#[derive(Debug)]
pub(super) struct Tables {
    /// Newest form first.
    pub(super) all: Vec<Table>,
}

impl Tables {
    /// The tables of which a text is the title.
    pub(super) fn titled(&self, text: &str) -> impl Iterator<Item = &Table> {
        let words = short(text);
        let is_titled = move |table: &&Table| table.titles.contains(&words);
        self.all.iter().filter(is_titled)
    }

    /// Whether a text stands in the header of some table, or is the title of one.
    pub(super) fn is_heading(&self, text: &str) -> bool {
        let words = short(text);
        let is_own = |table: &Table| {
            let mut labels = table.labels.iter();
            labels.any(|label| label.chars == words) || table.titles.contains(&words)
        };
        !words.is_empty() && self.all.iter().any(is_own)
    }

    /// Whether a text stands over the labels of rows in a header without words over columns: its columns are those of the
    /// values.
    pub(super) fn is_stub(&self, text: &str) -> bool {
        let words = short(text);
        let is_own = |table: &Table| {
            let mut labels = table.labels.iter();
            table.needs_stub && labels.any(|label| label.is_stub && label.chars == words)
        };
        self.all.iter().any(is_own)
    }
}

static TABLES: PerSet<Tables> = PerSet::new(|forms| Tables {
    all: forms.tables().map(|(_, table)| Table::new(table)).collect(),
});

/// Every table of these forms; made once.
pub(super) fn tables(forms: Forms) -> &'static Tables {
    TABLES.get(forms)
}
