//! The crosswalk as data: which cells of different forms are one column (`crosswalk.toml`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// How the cells in a column compare from form to form.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    /// One form only has it.
    #[default]
    OneForm,
    /// The same cell in every form that has it.
    Same,
    /// In some form the sum of cells.
    Sum,
    /// Forms define it alike but not equally: see the note.
    Near,
}

impl Kind {
    /// Every kind.
    pub(super) const ALL: [Kind; 4] = [Kind::OneForm, Kind::Same, Kind::Sum, Kind::Near];

    /// The word in `columns.csv`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Kind::OneForm => "one_form",
            Kind::Same => "same",
            Kind::Sum => "sum",
            Kind::Near => "near",
        }
    }
}

/// The file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Crosswalk {
    /// Columns of amounts where the form prints no unit.
    pub(super) amounts: Vec<String>,
    /// What equal codes do not say.
    pub(super) columns: Vec<Entry>,
}

/// One column, or with `*` one for every column of a table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) name: String,
    /// Its name in Stata; empty where the cell's own does.
    #[serde(default)]
    pub(super) stata: String,
    pub(super) kind: Kind,
    /// Labels and unit of a column that no form has as a cell.
    #[serde(default)]
    pub(super) label_zh: String,
    #[serde(default)]
    pub(super) label_en: String,
    #[serde(default)]
    pub(super) unit: String,
    pub(super) note: String,
    /// By form, the cells whose sum it is.
    pub(super) from: BTreeMap<String, Vec<String>>,
}

/// The crosswalk compiled in.
pub(super) static CROSSWALK: LazyLock<Crosswalk> = LazyLock::new(|| {
    toml::from_str(include_str!("crosswalk.toml"))
        .expect("the crosswalk compiled in is tested to parse")
});
