//! What the checks of text against table share. The text may count for another scope than the table, so a mismatch is for
//! information only.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::Instance;
use super::sheet::both_sides;
use crate::check::Verdict;
use crate::normalise::hints::{Hint, Topic};
use crate::normalise::keying::Keying;

/// The hints about one topic.
pub(super) fn about(keying: &Keying, topic: Topic) -> Vec<&Hint> {
    let hints = keying.hints.iter();
    hints.filter(|hint| hint.topic == topic).collect()
}

/// What a table gives for the number of a text.
pub(super) struct Table {
    /// The number that the words name, or why there is none.
    pub(super) number: Result<Decimal, String>,
    /// Others that the text may mean.
    pub(super) others: Vec<Decimal>,
    /// The cell of the number.
    pub(super) at: Option<usize>,
}

impl Table {
    /// The number of the table that the text means, when it means one.
    fn meant(&self, count: Decimal) -> Option<Decimal> {
        let number = self.number.as_ref().ok().copied();
        let all = number.into_iter().chain(self.others.iter().copied());
        all.into_iter().find(|number| *number == count)
    }
}

/// Sets each hint against the table; `name` begins the name of the instance, which the scope of the hint ends.
///
/// A text with several numbers does not say which of them is the table's: those that disagree are not judged.
pub(super) fn compare(name: &'static str, hints: &[&Hint], table: &Table) -> Vec<Instance> {
    let Some(first) = hints.first() else {
        return vec![Instance::not_assessable(
            name,
            "the text gives no number for it",
        )];
    };
    let several = hints.iter().any(|hint| hint.count != first.count);
    let judge = |hint: &&Hint| {
        let mut found = Instance {
            instance: instance(name, &hint.scope),
            left: Some(hint.count),
            right: table.number.as_ref().ok().copied(),
            at: table.at,
            ..Instance::default()
        };
        match (table.meant(hint.count), &table.number) {
            (Some(number), _) => {
                found.verdict = Verdict::Pass;
                found.right = Some(number);
            }
            (None, Err(why)) => found.note = why.clone().into(),
            (None, Ok(_)) if several => found.note = "the text gives several numbers".into(),
            (None, Ok(number)) => {
                found.verdict = Verdict::Fail;
                found.message = message(hint, *number);
            }
        }
        if hint.times && found.note.is_empty() {
            found.note = "the text counts 件次".into();
        }
        found
    };
    hints.iter().map(judge).collect()
}

fn instance(name: &'static str, scope: &str) -> Cow<'static, str> {
    match (name, scope) {
        (name, "") => name.into(),
        ("", scope) => scope.to_owned().into(),
        (name, scope) => format!("{name}/{scope}").into(),
    }
}

/// The failure in words, with those of the text.
pub(super) fn message(hint: &Hint, number: Decimal) -> String {
    let sides = both_sides(("the table says", number), ("the text", hint.count));
    format!("{sides}: 「{}…」", hint.quote)
}

#[cfg(test)]
pub(super) mod testing {
    use crate::check::Verdict;
    use crate::extraction::CellRecord;
    use crate::normalise::hints::{Hint, Topic};
    use crate::normalise::keying::Keying;
    use crate::validate::testing;

    /// Instance and verdict of one rule, given topic, scope and number of hints.
    pub(in crate::validate) fn verdicts(
        rule: &str,
        mut cells: Vec<CellRecord>,
        hints: &[(Topic, &str, i64)],
    ) -> Vec<(String, Verdict)> {
        let hint = |(topic, scope, count): &(Topic, &str, i64)| Hint {
            topic: *topic,
            scope: (*scope).to_owned(),
            count: (*count).into(),
            times: false,
            quote: String::new(),
        };
        let keying = Keying {
            hints: hints.iter().map(hint).collect(),
            ..Keying::default()
        };
        testing::verdicts(rule, &mut cells, &keying)
    }
}
