//! The tables of the forms, prepared for comparison.

use super::labels::{self, Label, Words};
use crate::forms::{Form, FormTable, Forms, PerSet, RowKind};
use crate::normalise::text::core;

/// A text this much alike is the label.
const LABEL: f32 = 0.8;

/// A label shorter than this may stand in a note behind a number.
const MIN_HELD: usize = 4;

/// A column of a template.
#[derive(Debug)]
pub(crate) struct Column {
    /// Its official label and the variants.
    pub(crate) wordings: Vec<Label>,
    /// What the form prints over it, outermost first.
    pub(crate) parents: Vec<Vec<char>>,
}

/// A row of a template, groups included.
#[derive(Debug)]
pub(crate) struct Row {
    /// Its official label and the variants.
    pub(crate) wordings: Vec<Label>,
    /// Whether it is a heading without numbers.
    pub(crate) is_group: bool,
}

/// One table of one form.
#[derive(Debug)]
pub(crate) struct Template {
    pub(crate) form: &'static Form,
    pub(crate) table: &'static FormTable,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Row>,
    /// The wordings of each row, to look for in longer texts.
    labels: Vec<Vec<Words>>,
    /// What the form prints over any of its columns, each once.
    pub(crate) groups: Vec<Vec<char>>,
    /// What may stand over the labels, or over a column of units.
    pub(crate) stubs: Vec<Vec<char>>,
    /// Its title and the variants, in the form for comparison.
    pub(crate) titles: Vec<Words>,
    /// Everything that can stand in its header: column labels, labels over columns, the header over the labels.
    vocabulary: Vec<Vec<char>>,
}

impl Template {
    fn new(form: &'static Form, table: &'static FormTable) -> Template {
        let wordings = |label: &str, variants: &[String]| {
            let all = std::iter::once(label).chain(variants.iter().map(String::as_str));
            all.map(Label::new)
                .filter(|label| !label.words.is_empty())
                .collect::<Vec<_>>()
        };
        let chars = |text: &str| core(text).chars().collect::<Vec<char>>();
        let parents = |path: &str| {
            path.split('/')
                .map(chars)
                .filter(|words| !words.is_empty())
                .collect::<Vec<_>>()
        };
        let mut groups: Vec<Vec<char>> = table
            .columns
            .iter()
            .flat_map(|column| parents(&column.parent))
            .collect();
        groups.sort();
        groups.dedup();
        let titles = std::iter::once(&table.title).chain(&table.title_variants);
        let stubs = table.stub_wordings().chain(table.unit_wordings());
        let mut stubs: Vec<Vec<char>> = stubs.map(|text| chars(text)).collect();
        stubs.retain(|words| !words.is_empty());
        let mut vocabulary: Vec<Vec<char>> = stubs.clone();
        vocabulary.extend(table.header_words.iter().map(|words| chars(words)));
        for column in &table.columns {
            vocabulary.push(chars(&column.label));
            vocabulary.extend(column.variants.iter().map(|variant| chars(variant)));
            vocabulary.extend(column.parent.split('/').map(chars));
        }
        vocabulary.retain(|words| !words.is_empty());
        vocabulary.sort();
        vocabulary.dedup();
        Template {
            form,
            table,
            columns: table
                .columns
                .iter()
                .map(|column| Column {
                    wordings: wordings(&column.label, &column.variants),
                    parents: parents(&column.parent),
                })
                .collect(),
            rows: table
                .rows
                .iter()
                .map(|row| Row {
                    wordings: wordings(&row.label, &row.variants),
                    is_group: row.kind == RowKind::Group,
                })
                .collect(),
            labels: table
                .rows
                .iter()
                .map(|row| wordings(&row.label, &row.variants))
                .map(|labels| {
                    labels
                        .into_iter()
                        .map(|label| Words::new(label.words))
                        .collect()
                })
                .collect(),
            groups,
            stubs,
            titles: titles.map(|title| Words::new(chars(title))).collect(),
            vocabulary,
        }
    }

    /// Whether a text is, or holds, a label of the table: then it is no value, whatever number it begins with.
    pub(crate) fn is_label(&self, text: &str, vocabulary: &[Words]) -> bool {
        // Most value cells hold digits only.
        if !text.chars().any(|c| c.is_alphabetic() && !c.is_ascii()) {
            return false;
        }
        let label = Label::new(text);
        let is_row = |row: &Row| labels::best(&label, &row.wordings) >= LABEL;
        let words = Words::new(label.words.clone());
        let holds = |official: &Words| official.chars.len() >= MIN_HELD && words.holds(official);
        words.chars.len() > 2 && (self.rows.iter().any(is_row) || vocabulary.iter().any(holds))
    }

    /// Whether the words beside a row of numbers hold the whole label of another row too: a rule between two rows is
    /// missing, and nothing says whose the numbers are.
    pub(crate) fn holds_other_row(&self, text: &str, row: usize) -> bool {
        if text.chars().count() < 2 * MIN_HELD {
            return false;
        }
        let words = Words::new(core(text).chars().collect());
        let own = &self.labels[row];
        let others = self
            .labels
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != row && !self.rows[*other].is_group);
        let mut labels = others.flat_map(|(_, labels)| labels);
        labels.any(|other| {
            other.chars.len() >= MIN_HELD
                && words.holds(other)
                && !own.iter().any(|own| own.holds(other))
        })
    }

    /// Whether its rows have labels; table 4 has one row without.
    pub(crate) fn has_labels(&self) -> bool {
        self.rows.iter().any(|row| !row.wordings.is_empty())
    }
}

/// Every table of a set of forms, newest form first.
#[derive(Debug)]
pub(crate) struct Catalogue {
    pub(crate) forms: Forms,
    pub(crate) templates: Vec<Template>,
    /// Everything that can stand in the header of any table, each wording once.
    pub(crate) vocabulary: Vec<Words>,
}

impl Catalogue {
    fn new(forms: Forms) -> Catalogue {
        let templates: Vec<Template> = forms
            .tables()
            .map(|(form, table)| Template::new(form, table))
            .collect();
        let mut words: Vec<Vec<char>> = templates
            .iter()
            .flat_map(|template| template.vocabulary.iter().cloned())
            .collect();
        words.sort();
        words.dedup();
        Catalogue {
            forms,
            templates,
            vocabulary: words.into_iter().map(Words::new).collect(),
        }
    }
}

static CATALOGUES: PerSet<Catalogue> = PerSet::new(Catalogue::new);

/// The tables of these forms; made once.
pub(crate) fn catalogue(forms: Forms) -> &'static Catalogue {
    CATALOGUES.get(forms)
}

/// Every table of every form compiled in, newest form first.
#[cfg(test)]
pub(crate) fn all() -> &'static [Template] {
    &catalogue(Forms::default()).templates
}
