//! The columns of values: one for each cell of a form, shared by the forms where the crosswalk says that they compare.

use std::collections::HashMap;

use super::column::{Column, Formula, Type};
use super::crosswalk::{CROSSWALK, Entry, Kind};
use super::values::{CellName, Labels, Names};
use crate::forms::{self, Form};
use crate::write::wide;

/// The columns for these cells: first those of the forms compiled in, table by table, the newest form first; then those of
/// other forms, as met.
pub(super) fn of(names: &mut Names) -> Vec<Column> {
    let mut columns = Columns::default();
    let mut tables: Vec<&str> = Vec::new();
    for table in forms::all().iter().flat_map(|form| &form.tables) {
        if !tables.contains(&table.id.as_str()) {
            tables.push(&table.id);
        }
    }
    for table in tables {
        forms::all()
            .iter()
            .for_each(|form| columns.form(form, table, names));
        let prefix = format!("{table}__");
        let entries = CROSSWALK
            .columns
            .iter()
            .filter(|entry| entry.name.starts_with(&prefix));
        entries.for_each(|entry| columns.entry(entry, names));
    }
    let others = names
        .all()
        .filter(|(_, labels)| labels.seen && !labels.built_in);
    others.for_each(|(name, labels)| columns.other(name, labels));
    columns.list
}

#[derive(Default)]
struct Columns {
    list: Vec<Column>,
    index: HashMap<String, usize>,
}

impl Columns {
    fn form(&mut self, form: &'static Form, table: &str, names: &mut Names) {
        let newest = forms::all()
            .first()
            .is_some_and(|newest| newest.id == form.id);
        for cell in wide::cells_of(form).filter(|cell| cell.table.id == table) {
            let codes = [&form.id, &cell.table.id, &cell.row.code, &cell.column.code];
            let Some(name) = names.name(codes.map(String::as_str)) else {
                continue;
            };
            let formula = Formula {
                form: form.id.clone(),
                cells: vec![name],
            };
            if let Some(column) = self.get(&cell.name()) {
                column.formulas.push(formula);
                column.comparable = Kind::Same;
                continue;
            }
            let unit = cell.table.unit_of(cell.row, cell.column);
            let amount = unit.contains('元') || CROSSWALK.amounts.contains(&cell.name());
            let place = format!(
                "{table}_{}_{}",
                cell.row.no.replace('.', "_"),
                cell.column.no
            );
            let year = form.first_year;
            self.add(Column {
                name: cell.name(),
                stata: if newest {
                    place
                } else {
                    format!("{place}_{year}")
                },
                label_zh: cell.label_zh(),
                label_en: cell.gloss_en(),
                unit: unit.to_owned(),
                kind: if amount { Type::Amount } else { Type::Count },
                comparable: Kind::OneForm,
                note: String::new(),
                formulas: vec![formula],
            });
        }
    }

    /// A column of the crosswalk; `*` makes one of every column of its table.
    fn entry(&mut self, entry: &Entry, names: &mut Names) {
        let Some(start) = entry.name.strip_suffix('*') else {
            return self.filled(entry, "", "", "", names);
        };
        let table = start.split("__").next().unwrap_or_default();
        let form = forms::all().iter().find_map(|form| form.table(table));
        for column in form.iter().flat_map(|table| &table.columns) {
            self.filled(entry, &column.code, &column.no, &column.label, names);
        }
    }

    fn filled(&mut self, entry: &Entry, code: &str, no: &str, label: &str, names: &mut Names) {
        let name = entry.name.replace('*', code);
        if self.get(&name).is_none() {
            let label = if label.is_empty() {
                String::new()
            } else {
                format!("/{label}")
            };
            self.add(Column {
                name: name.clone(),
                stata: String::new(),
                label_zh: format!("{}{label}", entry.label_zh),
                label_en: entry.label_en.clone(),
                unit: entry.unit.clone(),
                kind: Type::Count,
                comparable: entry.kind,
                note: String::new(),
                formulas: Vec::new(),
            });
        }
        let Some(column) = self.get(&name) else {
            return;
        };
        column.comparable = entry.kind;
        column.note.clone_from(&entry.note);
        if !entry.stata.is_empty() {
            column.stata = entry.stata.replace('*', no);
        }
        for (form, cells) in &entry.from {
            let cell = |pattern: &String| {
                let pattern = pattern.replace('*', code);
                let mut parts = pattern.splitn(3, "__");
                let (table, row, column) = (parts.next()?, parts.next()?, parts.next()?);
                names.name([form, table, row, column])
            };
            let Some(cells) = cells.iter().map(cell).collect::<Option<Vec<_>>>() else {
                continue;
            };
            let known = column.formulas.iter().any(|formula| formula.form == *form);
            if !known {
                let form = form.clone();
                column.formulas.push(Formula { form, cells });
            }
        }
    }

    /// A cell of a form that is not compiled in: nothing says that it compares with any other.
    fn other(&mut self, name: CellName, labels: &Labels) {
        /// Units of what is counted.
        const COUNTED: &[&str] = &["件", "条", "次", "篇", "个", "人", "人次", "项", "家", "份"];
        let counted = COUNTED.contains(&labels.unit.as_str());
        self.add(Column {
            name: format!("{}__{}", labels.form, labels.code()),
            stata: format!("x{}", self.list.len() + 1),
            label_zh: labels.label.trim_matches('/').to_owned(),
            label_en: String::new(),
            unit: labels.unit.clone(),
            kind: if counted { Type::Count } else { Type::Amount },
            comparable: Kind::OneForm,
            note: String::new(),
            formulas: vec![Formula {
                form: labels.form.clone(),
                cells: vec![name],
            }],
        });
    }

    fn get(&mut self, name: &str) -> Option<&mut Column> {
        self.list.get_mut(*self.index.get(name)?)
    }

    fn add(&mut self, column: Column) {
        self.index.insert(column.name.clone(), self.list.len());
        self.list.push(column);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::values::{self, Cell, Number, Numbers};

    fn columns() -> (Names, Vec<Column>) {
        let mut names = Names::of_forms();
        let columns = of(&mut names);
        (names, columns)
    }

    fn named<'a>(columns: &'a [Column], name: &str) -> &'a Column {
        columns
            .iter()
            .find(|column| column.name == name)
            .expect("the column")
    }

    const NEW: &str = "cn_foi_annual_2021";
    const OLD: &str = "cn_foi_annual_2019";

    /// A report with these numbers in these cells; `?` marks a doubt, an empty text a blank.
    fn report(names: &mut Names, numbers: &mut Numbers, list: &[(&str, &str, &str)]) -> Vec<Cell> {
        let mut cell = |(form, code, text): &(&str, &str, &str)| {
            let mut parts = code.splitn(3, "__");
            let mut part = || parts.next().expect("three parts");
            let name = names.name([form, part(), part(), part()]).expect("room");
            let number = text.trim_end_matches('?').parse();
            Cell {
                number: number.map_or(Number::NONE, |n| numbers.keep(n)),
                name,
                doubtful: text.ends_with('?'),
            }
        };
        let mut cells: Vec<Cell> = list.iter().map(&mut cell).collect();
        values::settle(&mut cells);
        cells
    }

    fn read(column: &str, list: &[(&str, &str, &str)]) -> (Option<String>, bool) {
        let (mut names, columns) = columns();
        let mut numbers = Numbers::default();
        let cells = report(&mut names, &mut numbers, list);
        let value = named(&columns, column).value(&cells, &mut numbers);
        (
            numbers.get(value.number).map(|v| v.to_string()),
            value.doubtful,
        )
    }

    #[test]
    fn forms_share_a_column_only_where_the_crosswalk_says_that_they_compare() {
        let (_, columns) = columns();
        for column in columns
            .iter()
            .filter(|column| column.comparable == Kind::Same)
        {
            let decisions = ["t2_5__", "t2_6__"]
                .iter()
                .any(|table| column.name.starts_with(table))
                && column.name.ends_with("__decisions");
            let tables = column.name.starts_with("t3__") || column.name.starts_with("t4__");
            assert!(decisions || tables, "{}", column.name);
        }
        for name in [
            "t2_8__admin_fees__fees_wan_yuan",
            "t2_8__admin_fees__change",
            "t2_1__rules__in_force",
        ] {
            assert_eq!(named(&columns, name).comparable, Kind::OneForm);
        }
    }

    #[test]
    fn every_cell_of_every_form_has_a_column_and_names_are_one_of_a_kind() {
        let (names, columns) = columns();
        for (name, labels) in names.all().filter(|(_, labels)| labels.built_in) {
            let formula = |f: &Formula| f.form == labels.form && f.cells == [name];
            assert!(named(&columns, &labels.code()).formulas.iter().any(formula));
        }
        let mut short: Vec<&str> = columns.iter().map(|column| column.stata.as_str()).collect();
        short.sort_unstable();
        short.dedup();
        assert_eq!(short.len(), columns.len());
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        assert!(
            short
                .iter()
                .all(|name| name.len() <= 32 && name.chars().all(word))
        );
        assert!(
            short
                .iter()
                .all(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
        );
    }

    #[test]
    fn other_handling_of_2021_is_the_sum_of_its_three_rows() {
        let rows = |text| {
            [
                (NEW, "t3__other_no_correction_in_time__total", "1"),
                (NEW, "t3__other_fee_unpaid__total", "2"),
                (NEW, "t3__other_other__total", text),
            ]
        };
        let column = "t3__other_handling__total";
        assert_eq!(read(column, &rows("4")), (Some("7".into()), false));
        assert_eq!(read(column, &rows("")), (None, false));
        assert_eq!(read(column, &rows("4?")), (Some("7".into()), true));
        let old = [(OLD, "t3__other_handling__total", "5")];
        assert_eq!(read(column, &old), (Some("5".into()), false));
        assert_eq!(read(column, &rows("4")[..2]), (None, false));
    }

    #[test]
    fn the_few_comparable_counts_of_2014_stand_beside_those_of_later_forms() {
        let old = [
            ("cn_foi_stats_2014", "stats__received__value", "34"),
            ("cn_foi_stats_2014", "stats__litigation__value", "3"),
        ];
        assert_eq!(
            read("t3__new_received__total", &old).0.as_deref(),
            Some("34")
        );
        assert_eq!(read("t4__counts__lit_total", &old).0.as_deref(), Some("3"));
        let new = [
            (NEW, "t4__counts__lit_direct_total", "1"),
            (NEW, "t4__counts__lit_after_review_total", "1"),
        ];
        assert_eq!(read("t4__counts__lit_total", &new).0.as_deref(), Some("2"));
    }

    #[test]
    fn a_report_that_has_a_column_in_two_forms_must_say_the_same_in_both() {
        let both = |new, old| {
            [
                (NEW, "t3__granted__total", new),
                (OLD, "t3__granted__total", old),
            ]
        };
        assert_eq!(
            read("t3__granted__total", &both("3", "3")),
            (Some("3".into()), false)
        );
        assert_eq!(read("t3__granted__total", &both("3", "4")), (None, true));
    }

    #[test]
    fn a_part_of_an_application_is_no_count_but_a_part_of_a_yuan_is_an_amount() {
        assert_eq!(
            read("t3__granted__total", &[(NEW, "t3__granted__total", "3.5")]),
            (None, true)
        );
        let fees = "t2_8__admin_fees__fees_wan_yuan";
        assert_eq!(
            read(fees, &[(NEW, fees, "0.092")]),
            (Some("0.092".into()), false)
        );
        assert_eq!(read(fees, &[(NEW, fees, "0.0000000000001")]), (None, true));
    }

    #[test]
    fn cells_of_a_form_of_the_users_own_have_columns_of_their_own() {
        let mut names = Names::of_forms();
        let name = names
            .name(["motions", "t3", "granted", "total"])
            .expect("room");
        names.see(name, || ("办结/合计".into(), "件".into()));
        let columns = of(&mut names);
        let last = columns.last().expect("a column");
        assert_eq!(last.name, "motions__t3__granted__total");
        assert_eq!(
            (last.label_zh.as_str(), last.kind),
            ("办结/合计", Type::Count)
        );
    }
}
