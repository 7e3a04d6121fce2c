//! Checks: what a rule is, and how it came out on a report.
//!
//! A check never changes a number. What it found stands in `checks.csv`, passed or not; a failure is a finding with a
//! `V` code as well.

use std::borrow::Cow;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::issue::Kind;
use crate::validate;
use crate::words::{self, Word};

/// What a rule rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// The form or a notice prescribes it.
    Official,
    /// It follows from what the words mean, or compilers hold to it; no notice says so.
    Customary,
    /// It follows from a law other than the notice of the form.
    Legal,
    /// It follows from what the cell is: a count, a part of another.
    Structural,
}

impl Basis {
    /// Every basis.
    pub const ALL: [Basis; 4] = [
        Basis::Official,
        Basis::Customary,
        Basis::Legal,
        Basis::Structural,
    ];

    /// The word that `nianbao explain` prints.
    pub const fn name(self) -> &'static str {
        match self {
            Basis::Official => "official",
            Basis::Customary => "customary",
            Basis::Legal => "legal",
            Basis::Structural => "structural",
        }
    }
}

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Verdict {
    /// The rule holds on the printed numbers.
    Pass,
    /// It does not.
    Fail,
    /// It cannot be judged: an operand is no number, or nothing stands on the other side. A blank is not 0.
    NotAssessable,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Verdict; 3] = [Verdict::Pass, Verdict::Fail, Verdict::NotAssessable];

    /// The word in `checks.csv`.
    pub const fn name(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Fail => "fail",
            Verdict::NotAssessable => "not_assessable",
        }
    }
}

/// One rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable id, e.g. `T3-BAL`.
    pub id: &'static str,
    /// The finding that a failure is; its severity is that of the rule, its text explains it.
    pub kind: &'static Kind,
    /// Ids of the forms that it is for; empty when it is for reports of any form.
    pub forms: &'static [&'static str],
    /// What must hold, in short.
    pub holds: &'static str,
    /// What it rests on.
    pub basis: Basis,
    /// Reasons for which an honest report may fail it, as far as they are known.
    pub reasons: &'static [&'static str],
}

/// By its id.
impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id)
    }
}

impl<'de> Deserialize<'de> for &'static Rule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        words::found(deserializer, find)
    }
}

/// Every rule, in the order of `checks.csv` within a table.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    validate::rules()
}

/// The rule with this id, in any case; `None` when there is none.
pub fn find(id: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.id.eq_ignore_ascii_case(id))
}

/// How a rule came out on one instance of it in one report, e.g. on one column: one row of `checks.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The rule.
    pub rule: &'static Rule,
    /// Form of the table; empty when no table is asked.
    #[serde(with = "words::one")]
    pub form: Word,
    /// The table; empty when no table is asked.
    #[serde(with = "words::one")]
    pub table: Word,
    /// Which instance: a column, a row, a group of columns.
    pub instance: Cow<'static, str>,
    /// How it came out.
    pub verdict: Verdict,
    /// What stands left of the sign in [`Rule::holds`].
    #[serde(with = "rust_decimal::serde::str_option")]
    pub left: Option<Decimal>,
    /// What stands right of it.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub right: Option<Decimal>,
    /// The finding that tells of a failure.
    pub issue: Option<&'static Kind>,
    /// Why it cannot be judged, or words of the text that limit it.
    pub note: Cow<'static, str>,
}

impl Outcome {
    /// Left less right; `None` when a side is missing or the difference is too large.
    pub fn difference(&self) -> Option<Decimal> {
        self.left?.checked_sub(self.right?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_an_id_a_finding_and_a_word_of_its_own() {
        let mut ids: Vec<&str> = rules().map(|rule| rule.id).collect();
        let mut codes: Vec<&str> = rules().map(|rule| rule.kind.code).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!((ids.len(), codes.len()), (all, all));
        for rule in rules() {
            assert!(rule.kind.code.starts_with('V'), "{}", rule.id);
            assert!(!rule.holds.is_empty(), "{}", rule.id);
        }
    }
}
