//! Laws of the way from drawn tables to cells: wherever a table is cut, the same numbers come out.

mod setter;

use proptest::prelude::*;

use crate::document::Document;
use crate::extraction::CellRecord;
use crate::forms::{self, FormTable};
use crate::issue::Issue;
use crate::{grid, normalise, recognise, testing};
use setter::{Cut, Rules, Style, Table};

fn form(year: &str) -> &'static FormTable {
    let form = forms::all().iter().find(|form| form.id.ends_with(year));
    form.and_then(|form| form.table("t3"))
        .expect("both forms have table 3")
}

fn read(document: &Document) -> (Vec<CellRecord>, Vec<Issue>) {
    let layout = grid::layout(document, &crate::Limits::default()).expect("no cap is reached");
    normalise::records::records(&recognise::recognise(&layout, forms::Forms::default()))
}

/// Numbers for each row and column.
fn any_numbers(rows: usize) -> impl Strategy<Value = Vec<Vec<String>>> {
    let number = prop_oneof![3 => 0u32..100, 1 => 100u32..100_000].prop_map(|n| n.to_string());
    prop::collection::vec(prop::collection::vec(number, 7), rows)
}

/// What may stand in a cell: mostly nothing, sometimes a number or a dash.
fn any_sparse(rows: usize) -> impl Strategy<Value = Vec<Vec<String>>> {
    let cell = prop_oneof![
        3 => Just(String::new()),
        2 => (0u32..10_000).prop_map(|n| n.to_string()),
        1 => Just("—".to_owned()),
    ];
    let blank = prop::collection::vec(Just(String::new()), 7);
    let row = prop_oneof![1 => blank, 3 => prop::collection::vec(cell, 7)];
    prop::collection::vec(row, rows)
}

fn any_sparse_table() -> impl Strategy<Value = (&'static str, Vec<Vec<String>>)> {
    prop_oneof![Just("2021"), Just("2019")].prop_flat_map(|year| {
        let form = form(year);
        any_sparse(form.data_rows().count()).prop_map(move |numbers| (year, numbers))
    })
}

/// A form with numbers for its table 3.
fn any_table() -> impl Strategy<Value = (&'static str, Vec<Vec<String>>)> {
    prop_oneof![Just("2021"), Just("2019")].prop_flat_map(|year| {
        let form = form(year);
        any_numbers(form.data_rows().count()).prop_map(move |numbers| (year, numbers))
    })
}

fn any_rules() -> impl Strategy<Value = Rules> {
    prop_oneof![
        Just(Rules::Lattice),
        Just(Rules::Horizontal),
        Just(Rules::None)
    ]
}

fn plain(rules: Rules) -> Style {
    Style {
        rules,
        cut: Cut::Nowhere,
        repeated: false,
        closed: true,
        surrounded: false,
        shifted: false,
        left: false,
        top: false,
    }
}

/// Rules, and where text stands in its cell.
fn any_look() -> impl Strategy<Value = Style> {
    let one = (any_rules(), any::<bool>(), any::<bool>());
    one.prop_map(|(rules, left, top)| Style {
        left,
        top,
        ..plain(rules)
    })
}

/// Before any row but the first.
fn cut_before(table: &Table, at: &prop::sample::Index) -> Cut {
    Cut::Before(1 + at.index(table.len() - 1))
}

/// Within any row whose label has more than one line, after any line.
fn cut_within(table: &Table, at: &prop::sample::Index, above: bool) -> Cut {
    let places: Vec<(usize, usize)> = (0..table.len())
        .flat_map(|row| (1..table.label_lines(row)).map(move |line| (row, line)))
        .collect();
    let (row, line) = *at.get(&places);
    Cut::Within(row, line, above)
}

/// Every cell that is not the number that was set, or is doubted.
fn wrong(form: &FormTable, numbers: &[Vec<String>], document: &Document) -> Vec<String> {
    let (cells, _) = read(document);
    let mut wrong = Vec::new();
    for (row, numbers) in form.data_rows().zip(numbers) {
        for (column, number) in form.columns.iter().zip(numbers) {
            let found = cells.iter().find(|cell| {
                cell.table == "t3" && cell.row_code == row.code && cell.column_code == column.code
            });
            let value = found
                .and_then(|cell| cell.value)
                .map(|value| value.to_string());
            let doubts = found.map_or(0, |cell| cell.issues.len());
            if value.as_ref() != Some(number) || doubts > 0 {
                let said = found.map(|cell| {
                    (
                        cell.state.name(),
                        cell.raw.clone(),
                        cell.issues.iter().map(|k| k.code).collect::<Vec<_>>(),
                    )
                });
                wrong.push(format!(
                    "{}.{}: set {number}, read {said:?}",
                    row.code, column.code
                ));
            }
        }
    }
    wrong
}

/// Fails with the cells that are wrong and with what the stages saw.
fn assert_none(wrong: &[String], document: &Document) -> Result<(), TestCaseError> {
    prop_assert!(
        wrong.is_empty(),
        "{} cells:\n{}\n{}",
        wrong.len(),
        wrong.join("\n"),
        crate::inspect::describe(document)
    );
    Ok(())
}

/// Numbers that were not set there, and numbers that were set and are gone without a word.
fn silent(form: &FormTable, set: &[Vec<String>], document: &Document) -> Vec<String> {
    let (cells, issues) = read(document);
    let mut silent = Vec::new();
    for (row, set) in form.data_rows().zip(set) {
        for (column, set) in form.columns.iter().zip(set) {
            let found = cells.iter().find(|cell| {
                cell.table == "t3" && cell.row_code == row.code && cell.column_code == column.code
            });
            let value = found
                .and_then(|cell| cell.value)
                .map(|value| value.to_string());
            let number = set.parse::<u32>().ok().map(|number| number.to_string());
            let doubted =
                found.is_some_and(|cell| cell.issues.iter().any(|kind| kind.code.starts_with('R')));
            let lost =
                value.is_none() && issues.iter().any(|issue| issue.kind.code.starts_with('R'));
            if value != number && !doubted && !lost {
                let said = found.map(|cell| (cell.state.name(), cell.raw.clone()));
                silent.push(format!(
                    "{}.{}: set “{set}”, read {said:?}",
                    row.code, column.code
                ));
            }
        }
    }
    silent
}

proptest! {
    #![proptest_config(testing::config(64))]

    #[test]
    fn a_table_is_read_whatever_rules_it_has((year, numbers) in any_table(), look in any_look(), surrounded: bool) {
        let form = form(year);
        let table = Table::new(form, &numbers);
        let style = Style { surrounded, ..look };
        let document = setter::pages(&table, &style);
        assert_none(&wrong(form, &numbers, &document), &document)?;
    }

    #[test]
    fn a_table_cut_before_any_row_stitches_back_whole(
        (year, numbers) in any_table(), look in any_look(), at: prop::sample::Index,
        repeated: bool, closed: bool, surrounded: bool,
    ) {
        let form = form(year);
        let table = Table::new(form, &numbers);
        let style = Style { cut: cut_before(&table, &at), repeated, closed, surrounded, ..look };
        let document = setter::pages(&table, &style);
        assert_none(&wrong(form, &numbers, &document), &document)?;
    }

    #[test]
    fn a_table_cut_within_any_row_stitches_back_whole(
        (year, numbers) in any_table(), look in any_look(), at: prop::sample::Index, above: bool,
        repeated: bool, closed: bool, surrounded: bool,
    ) {
        let form = form(year);
        let table = Table::new(form, &numbers);
        let style = Style { cut: cut_within(&table, &at, above), repeated, closed, surrounded, ..look };
        let document = setter::pages(&table, &style);
        assert_none(&wrong(form, &numbers, &document), &document)?;
    }

    #[test]
    fn a_logical_table_split_in_two_is_read_whole(
        (year, numbers) in any_table(), at: prop::sample::Index, repeated: bool, surrounded: bool,
    ) {
        let form = form(year);
        let table = Table::new(form, &numbers);
        let style = Style { cut: cut_before(&table, &at), repeated, surrounded, ..plain(Rules::Lattice) };
        let document = setter::flow(&table, &style);
        assert_none(&wrong(form, &numbers, &document), &document)?;
    }

    #[test]
    fn a_logical_table_whose_merged_first_cell_is_gone_after_the_split_is_read_whole(
        (year, numbers) in any_table(), at: prop::sample::Index, surrounded: bool,
    ) {
        let form = form(year);
        let table = Table::new(form, &numbers);
        let (first, last) = table.merged_rows();
        let cut = Cut::Before(first + 1 + at.index(last - first - 1));
        let style = Style { cut, shifted: true, surrounded, ..plain(Rules::Lattice) };
        let document = setter::flow(&table, &style);
        assert_none(&wrong(form, &numbers, &document), &document)?;
    }

    #[test]
    fn no_number_moves_to_another_cell_of_a_sparse_table(
        (year, set) in any_sparse_table(), look in any_look(), at: prop::sample::Index, within: bool, above: bool,
        repeated: bool, closed: bool, surrounded: bool,
    ) {
        let form = form(year);
        let table = Table::new(form, &set);
        let cut = if within { cut_within(&table, &at, above) } else { cut_before(&table, &at) };
        let style = Style { cut, repeated, closed, surrounded, ..look };
        let document = setter::pages(&table, &style);
        assert_none(&silent(form, &set, &document), &document)?;
    }

    #[test]
    fn a_number_broken_over_lines_is_whole_or_doubted(
        (year, set) in any_table(), look in any_look(), at: prop::sample::Index, within: bool, above: bool,
        repeated: bool, closed: bool, surrounded: bool,
    ) {
        let form = form(year);
        let table = Table::with_columns(form, &set, setter::NARROW);
        let cut = if within { cut_within(&table, &at, above) } else { cut_before(&table, &at) };
        let style = Style { cut, repeated, closed, surrounded, ..look };
        let document = setter::pages(&table, &style);
        assert_none(&silent(form, &set, &document), &document)?;
    }

    #[test]
    fn no_number_moves_to_another_cell_of_a_sparse_logical_table(
        (year, set) in any_sparse_table(), at: prop::sample::Index, within: bool, above: bool, repeated: bool,
    ) {
        let form = form(year);
        let table = Table::new(form, &set);
        let cut = if within { cut_within(&table, &at, above) } else { cut_before(&table, &at) };
        let style = Style { cut, repeated, ..plain(Rules::Lattice) };
        let document = setter::flow(&table, &style);
        assert_none(&silent(form, &set, &document), &document)?;
    }

    #[test]
    fn what_stands_around_a_table_changes_nothing(
        (year, set) in any_sparse_table(), look in any_look(), at: prop::sample::Index, repeated: bool, closed: bool,
    ) {
        let form = form(year);
        let table = Table::new(form, &set);
        let bare = Style { cut: cut_before(&table, &at), repeated, closed, ..look };
        let surrounded = Style { surrounded: true, ..bare };
        let contents = |style: &Style| {
            let (cells, _) = read(&setter::pages(&table, style));
            let content = |cell: CellRecord| (cell.row_code, cell.column_code, cell.state, cell.value, cell.raw, cell.issues);
            cells.into_iter().map(content).collect::<Vec<_>>()
        };
        prop_assert_eq!(contents(&bare), contents(&surrounded));
    }
}
