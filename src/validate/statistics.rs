//! What the checks of the statistics form of 2014 share: a row that sums others, in each column of numbers.

use super::Instance;
use super::sheet::{Relation, Sheet, Spot, both_sides};

/// A row and the rows that it sums.
pub(super) type Sum = (&'static str, &'static [&'static str]);

/// Total = sum of its parts, in each column; columns of a table that reports several levels stand side by side.
pub(super) fn sums(sheet: &Sheet<'_>, sums: &[Sum]) -> Vec<Instance> {
    let each = |column: &'static str| sums.iter().map(move |sum| check(sheet, column, *sum));
    sheet
        .columns
        .iter()
        .flat_map(|column| each(column))
        .collect()
}

fn check(sheet: &Sheet<'_>, column: &'static str, (total, parts): Sum) -> Instance {
    let spots: Vec<Spot> = parts.iter().map(|part| (*part, column)).collect();
    let at = (total, column);
    let message = |printed, sum| {
        let sides = both_sides(("its parts sum to", sum), ("it says", printed));
        format!("{}: {sides}", sheet.row_name(total))
    };
    let instance = format!("{total}/{column}");
    sheet.compare(instance, at, (&[at], Relation::Equal, &spots), message)
}

/// Part ≤ whole, in each column; a part that the table does not have is not asked.
pub(super) fn at_most(sheet: &Sheet<'_>, pairs: &[(&'static str, &'static str)]) -> Vec<Instance> {
    let each = |column: &'static str| {
        let pairs = pairs.iter();
        pairs.map(move |(part, whole)| {
            let at = (*part, column);
            let message = |part_value, whole_value| {
                let words = sheet.row_name(whole);
                let sides = both_sides((words, whole_value), (sheet.row_name(part), part_value));
                format!("a part is more than its whole: {sides}")
            };
            let sides: (&[Spot], _, &[Spot]) = (&[at], Relation::AtMost, &[(*whole, column)]);
            sheet.compare(format!("{part}/{column}"), at, sides, message)
        })
    };
    sheet
        .columns
        .iter()
        .flat_map(|column| each(column))
        .collect()
}

#[cfg(test)]
pub(super) mod testing {
    use crate::check::Verdict;
    use crate::normalise::keying::Keying;
    use crate::validate::testing::{cell, verdicts};

    /// Instance and verdict of each outcome of one rule on rows of one column.
    pub(in crate::validate) fn judged(
        rule: &str,
        rows: &[(&'static str, &str)],
    ) -> Vec<(String, Verdict)> {
        let cells = rows.iter();
        let mut cells: Vec<_> = cells
            .map(|(row, number)| cell("cn_foi_stats_2014", "stats", row, "value", number))
            .collect();
        verdicts(rule, &mut cells, &Keying::default())
    }
}
