//! Which identities of the form the printed numbers of a report break. Works on the truth alone.
//!
//! An identity with an operand that prints no number is not assessed.

use std::collections::BTreeSet;

use nianbao::State;
use nianbao::forms::FormTable;

use super::report::{Key, Report, is_outcome};

/// The `V` codes that the report must get.
pub fn broken(report: &Report) -> BTreeSet<&'static str> {
    let mut codes = BTreeSet::new();
    table_3(report, report.table("t3"), &mut codes);
    table_4(report, report.table("t4"), &mut codes);
    codes
}

/// Whole numbers only: no sample breaks or keeps an identity by a fraction.
fn sum(report: &Report, keys: &[Key]) -> Option<i64> {
    let mut sum = 0;
    for key in keys {
        let printed = report.printed(*key);
        if printed.state != State::Number {
            return None;
        }
        sum += printed.value.parse::<i64>().ok()?;
    }
    Some(sum)
}

fn differ(report: &Report, left: &[Key], right: &[Key]) -> bool {
    match (sum(report, left), sum(report, right)) {
        (Some(left), Some(right)) => left != right,
        _ => false,
    }
}

fn table_3(report: &Report, table: &'static FormTable, codes: &mut BTreeSet<&'static str>) {
    for column in &table.columns {
        let key = |row: &'static str| (table.id.as_str(), row, column.code.as_str());
        let come = [key("new_received"), key("carried_in")];
        let gone = [key("handled_total"), key("carried_out")];
        if differ(report, &come, &gone) {
            codes.insert("V301");
        }
        let outcomes = table.data_rows().filter(|row| is_outcome(table, &row.code));
        let outcomes: Vec<Key> = outcomes.map(|row| key(&row.code)).collect();
        if differ(report, &[key("handled_total")], &outcomes) {
            codes.insert("V302");
        }
    }
    for row in table.data_rows() {
        let key = |column: &'static str| (table.id.as_str(), row.code.as_str(), column);
        let applicants = table.columns.iter().filter(|column| column.code != "total");
        let applicants: Vec<Key> = applicants.map(|column| key(&column.code)).collect();
        if differ(report, &[key("total")], &applicants) {
            codes.insert("V303");
        }
    }
}

fn table_4(report: &Report, table: &'static FormTable, codes: &mut BTreeSet<&'static str>) {
    let row = table.rows.first().expect("table 4 has one row");
    let mut outcomes: Vec<Key> = Vec::new();
    for column in &table.columns {
        let key = (table.id.as_str(), row.code.as_str(), column.code.as_str());
        if !column.code.ends_with("_total") {
            outcomes.push(key);
        } else if differ(report, &[key], &std::mem::take(&mut outcomes)) {
            codes.insert("V401");
        }
    }
}
