//! Laws of the way from drawn tables to cells: wherever a table is cut, the same numbers come out.

mod setter;

use proptest::prelude::*;

use crate::document::Document;
use crate::extraction::CellRecord;
use crate::forms::{self, FormTable};
use crate::{grid, normalise, recognise, testing};
use setter::{Cut, Rules, Style, Table};

fn form(year: &str) -> &'static FormTable {
    let form = forms::all().iter().find(|form| form.id.ends_with(year));
    form.and_then(|form| form.table("t3"))
        .expect("both forms have table 3")
}

fn read(document: &Document) -> Vec<CellRecord> {
    let layout = grid::layout(document);
    normalise::records::records(&recognise::recognise(&layout)).0
}

/// Numbers for each row and column.
fn any_numbers(rows: usize) -> impl Strategy<Value = Vec<Vec<String>>> {
    let number = prop_oneof![3 => 0u32..100, 1 => 100u32..100_000].prop_map(|n| n.to_string());
    prop::collection::vec(prop::collection::vec(number, 7), rows)
}

/// A form with numbers for its table 3.
fn any_table() -> impl Strategy<Value = (&'static FormTable, Vec<Vec<String>>)> {
    prop_oneof![Just("2021"), Just("2019")].prop_flat_map(|year| {
        let form = form(year);
        any_numbers(form.data_rows().count()).prop_map(move |numbers| (form, numbers))
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
    }
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
    let cells = read(document);
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

fn check(
    form: &FormTable,
    numbers: &[Vec<String>],
    document: &Document,
) -> Result<(), TestCaseError> {
    let wrong = wrong(form, numbers, document);
    prop_assert!(
        wrong.is_empty(),
        "{} cells:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    Ok(())
}

proptest! {
    #![proptest_config(testing::config(64))]

    #[test]
    fn a_table_is_read_whatever_rules_it_has((form, numbers) in any_table(), rules in any_rules(), surrounded: bool) {
        let table = Table::new(form, &numbers);
        let style = Style { surrounded, ..plain(rules) };
        check(form, &numbers, &setter::pages(&table, &style))?;
    }

    #[test]
    fn a_table_cut_before_any_row_stitches_back_whole(
        (form, numbers) in any_table(), rules in any_rules(), at: prop::sample::Index,
        repeated: bool, closed: bool, surrounded: bool,
    ) {
        let table = Table::new(form, &numbers);
        let style = Style { cut: cut_before(&table, &at), repeated, closed, surrounded, ..plain(rules) };
        check(form, &numbers, &setter::pages(&table, &style))?;
    }

    #[test]
    fn a_table_cut_within_any_row_stitches_back_whole(
        (form, numbers) in any_table(), rules in any_rules(), at: prop::sample::Index, above: bool,
        repeated: bool, closed: bool, surrounded: bool,
    ) {
        let table = Table::new(form, &numbers);
        let style = Style { cut: cut_within(&table, &at, above), repeated, closed, surrounded, ..plain(rules) };
        check(form, &numbers, &setter::pages(&table, &style))?;
    }

    #[test]
    fn a_logical_table_split_in_two_is_read_whole(
        (form, numbers) in any_table(), at: prop::sample::Index, repeated: bool, surrounded: bool,
    ) {
        let table = Table::new(form, &numbers);
        let style = Style { cut: cut_before(&table, &at), repeated, surrounded, ..plain(Rules::Lattice) };
        check(form, &numbers, &setter::flow(&table, &style))?;
    }

    #[test]
    fn a_logical_table_whose_merged_first_cell_is_gone_after_the_split_is_read_whole(
        (form, numbers) in any_table(), at: prop::sample::Index, surrounded: bool,
    ) {
        let table = Table::new(form, &numbers);
        let (first, last) = table.merged_rows();
        let cut = Cut::Before(first + 1 + at.index(last - first - 1));
        let style = Style { cut, shifted: true, surrounded, ..plain(Rules::Lattice) };
        check(form, &numbers, &setter::flow(&table, &style))?;
    }
}
