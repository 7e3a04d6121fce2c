//! `V901`, `V902`: the identities that a form names for its own tables, such as `total = letters + visits`.
//!
//! As checks they have the ids `FORM-ID` and `FORM-NOTE`; the instance is the name of the identity and the row or column.
//!
//! An equation of rows is assessed in each column, one of columns in each row, and only where every operand is a number.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::Checked;
use crate::check::{Basis, Outcome, Rule, Verdict};
use crate::extraction::CellRecord;
use crate::forms::equation::{self, Equation, Relation, Term};
use crate::forms::{FormIdentity, FormTable, Forms, IdentitySeverity};
use crate::issue::{self, Issue, Place};

/// An identity that its form marks as a warning.
pub(super) static IDENTITY: Rule = Rule {
    id: "FORM-ID",
    kind: &issue::FORM_IDENTITY,
    forms: &[],
    holds: "an identity that a form of the user's own names for its table",
    basis: Basis::Customary,
    reasons: &[],
};

/// One that its form marks as information.
pub(super) static NOTE: Rule = Rule {
    id: "FORM-NOTE",
    kind: &issue::FORM_IDENTITY_NOTE,
    ..IDENTITY
};

/// An identity in one column or row of one report.
#[derive(Clone, Debug)]
pub(crate) struct Assessment {
    pub(crate) identity: &'static FormIdentity,
    pub(crate) relation: Relation,
    /// Index of the cell of its first operand.
    pub(crate) cell: usize,
    /// Both sides; `None` when an operand is no number, or the sum is too large.
    pub(crate) left: Option<Decimal>,
    pub(crate) right: Option<Decimal>,
    pub(crate) verdict: Verdict,
    /// The row or column that it was asked of.
    pub(crate) beside: &'static str,
}

/// Assesses every identity of every table that was found.
pub(crate) fn assess(cells: &[CellRecord], forms: Forms) -> Vec<Assessment> {
    let tables = forms
        .tables()
        .filter(|(_, table)| !table.identities.is_empty());
    let found = tables.flat_map(|(form, table)| {
        let sheet = Sheet::of(cells, &form.id, table);
        let identities = table.identities.iter();
        identities
            .flat_map(move |identity| sheet.assess(identity))
            .collect::<Vec<_>>()
    });
    found.collect()
}

/// Puts the code of each identity that fails on the cell of its first operand.
pub(crate) fn check(cells: &mut [CellRecord], forms: Forms) -> Checked {
    let mut checked = Checked::default();
    for one in assess(cells, forms) {
        checked.outcomes.extend(outcome(cells, &one));
        if one.verdict == Verdict::Fail {
            checked.issues.extend(report(cells, &one));
        }
    }
    checked
}

fn rule(identity: &FormIdentity) -> &'static Rule {
    match identity.severity {
        IdentitySeverity::Warning => &IDENTITY,
        IdentitySeverity::Info => &NOTE,
    }
}

fn outcome(cells: &[CellRecord], one: &Assessment) -> Option<Outcome> {
    let cell = cells.get(one.cell)?;
    let rule = rule(one.identity);
    let note = match one.verdict {
        Verdict::NotAssessable => "an operand is no number",
        _ => "",
    };
    Some(Outcome {
        rule,
        form: cell.form,
        table: cell.table,
        instance: format!("{}/{}", one.identity.name, one.beside).into(),
        verdict: one.verdict,
        left: one.left,
        right: one.right,
        issue: (one.verdict == Verdict::Fail).then_some(rule.kind),
        note: note.into(),
    })
}

fn report(cells: &mut [CellRecord], one: &Assessment) -> Option<Issue> {
    let kind = rule(one.identity).kind;
    let cell = cells.get_mut(one.cell)?;
    cell.issues.push(kind);
    cell.issues.sort_by_key(|kind| kind.code);
    cell.issues.dedup();
    let (left, right) = (one.left?, one.right?);
    let (equation, beside) = match (&one.identity.rows, &one.identity.columns) {
        (Some(rows), _) => (rows, cell.column_label),
        (None, columns) => (columns.as_ref()?, cell.row_label),
    };
    Some(Issue {
        kind,
        place: Place::of(cell),
        message: format!(
            "{} ({equation}) does not hold in {beside}: {} {} {} is not so (difference {})",
            one.identity.name,
            left.normalize(),
            one.relation.sign(),
            right.normalize(),
            (right - left).normalize()
        ),
    })
}

/// The cells of one table of one report.
struct Sheet<'a> {
    table: &'static FormTable,
    cells: &'a [CellRecord],
    places: BTreeMap<(&'static str, &'static str), usize>,
}

impl<'a> Sheet<'a> {
    fn of(cells: &'a [CellRecord], form: &str, table: &'static FormTable) -> Self {
        let own = cells.iter().enumerate();
        let own = own.filter(|(_, cell)| cell.form == form && cell.table == table.id);
        Sheet {
            table,
            cells,
            places: own
                .map(|(at, cell)| ((cell.row_code, cell.column_code), at))
                .collect(),
        }
    }

    fn assess(&self, identity: &'static FormIdentity) -> Vec<Assessment> {
        let text = identity.rows.as_deref().or(identity.columns.as_deref());
        // A form is checked before it is used.
        let Some(Ok(equation)) = text.map(equation::parse) else {
            return Vec::new();
        };
        let others: Vec<&'static str> = match identity.rows.is_some() {
            true => self
                .table
                .columns
                .iter()
                .map(|column| column.code.as_str())
                .collect(),
            false => self
                .table
                .data_rows()
                .map(|row| row.code.as_str())
                .collect(),
        };
        let one = |other: &'static str| self.assess_one(identity, &equation, other);
        let holds = |other: &&str| !identity.except.iter().any(|except| except == other);
        others.into_iter().filter(holds).filter_map(one).collect()
    }

    fn assess_one(
        &self,
        identity: &'static FormIdentity,
        equation: &Equation<'_>,
        other: &'static str,
    ) -> Option<Assessment> {
        let cell = |term: &Term<'_>| {
            let place = match identity.rows.is_some() {
                true => (term.code, other),
                false => (other, term.code),
            };
            self.places.get(&place).copied()
        };
        let sum = |terms: &[Term<'_>]| {
            terms.iter().try_fold(Decimal::ZERO, |sum, term| {
                let value = self.cells.get(cell(term)?)?.value?;
                match term.is_negative {
                    true => sum.checked_sub(value),
                    false => sum.checked_add(value),
                }
            })
        };
        let (left, right) = (sum(&equation.left), sum(&equation.right));
        let verdict = match (left, right) {
            (Some(left), Some(right)) => match equation.relation {
                Relation::Equal if left == right => Verdict::Pass,
                Relation::AtMost if left <= right => Verdict::Pass,
                _ => Verdict::Fail,
            },
            _ => Verdict::NotAssessable,
        };
        Some(Assessment {
            identity,
            relation: equation.relation,
            cell: cell(equation.left.first()?)?,
            left,
            right,
            verdict,
            beside: other,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::cell;
    use super::*;

    const FORM: &str = r#"
id = "letters"
name = "Letters"
notice = "none"
first_year = 2020
[[tables]]
id = "post"
title = "信件情况"
gloss = "Letters"
columns = [{ no = "1", code = "city", label = "市本级", gloss = "City" }, { no = "2", code = "all", label = "合计", gloss = "All" }]
rows = [
  { no = "1", code = "total", label = "总数", gloss = "All", kind = "total" },
  { no = "1.1", code = "mail", label = "信函", gloss = "Mail" },
  { no = "1.2", code = "visit", label = "来访", gloss = "Visits" },
]
[[tables.identities]]
name = "sum"
rows = "total = mail + visit"
[[tables.identities]]
name = "part"
columns = "city <= all"
severity = "info"
"#;

    fn forms() -> Forms {
        Forms::with(&[("letters.toml".into(), FORM.into())]).expect("a form")
    }

    fn cells(numbers: [[&str; 2]; 3]) -> Vec<CellRecord> {
        let rows = ["total", "mail", "visit"].into_iter().zip(numbers);
        let row = |(row, [city, all]): (&'static str, [&str; 2])| {
            [
                cell("letters", "post", row, "city", city),
                cell("letters", "post", row, "all", all),
            ]
        };
        rows.flat_map(row).collect()
    }

    #[test]
    fn each_column_and_row_passes_fails_or_cannot_be_assessed() {
        let cells = cells([["3", "9"], ["1", "4"], ["2", ""]]);
        let verdicts: Vec<Verdict> = assess(&cells, forms())
            .iter()
            .map(|one| one.verdict)
            .collect();
        use Verdict::{NotAssessable, Pass};
        assert_eq!(verdicts, [Pass, NotAssessable, Pass, Pass, NotAssessable]);
    }

    #[test]
    fn a_failure_names_both_sides_and_changes_no_number() {
        let mut cells = cells([["4", "9"], ["1", "4"], ["2", "5"]]);
        cells[2].value = Some(7.into());
        let checked = check(&mut cells, forms());
        let instances = checked.outcomes.iter().map(|o| &*o.instance);
        assert_eq!(
            instances.collect::<Vec<_>>(),
            [
                "sum/city",
                "sum/all",
                "part/total",
                "part/mail",
                "part/visit"
            ]
        );
        let issues = checked.issues;
        let found: Vec<_> = issues
            .iter()
            .map(|i| (i.kind.code, i.place.column_code.as_str()))
            .collect();
        assert_eq!(found, [("V901", "city"), ("V902", "city")]);
        assert!(issues[0].message.contains("4 = 9"), "{}", issues[0].message);
        assert_eq!(cells[0].value, Some(4.into()));
        assert_eq!(cells[2].issues[0].code, "V902");
    }
}
