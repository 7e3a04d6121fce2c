//! `TX-ZERO`, `V503`: the text says 未收到申请, so table 3 holds no number but 0.
//!
//! Requests carried in from the year before are none received: when there are any, only the row 本年新收 is asked.

use rust_decimal::Decimal;

use super::sheet::Sheet;
use super::text;
use super::{ANNUAL, Check, Instance, Run};
use crate::check::{Basis, Rule, Verdict};
use crate::issue;
use crate::normalise::hints::Topic;
use crate::normalise::keying::Keying;

pub(super) static CHECK: Check = Check {
    rule: Rule {
        id: "TX-ZERO",
        kind: &issue::TX_ZERO,
        forms: ANNUAL,
        holds: "no request received by the text = every number of table 3 is 0 (a blank is none)",
        basis: Basis::Customary,
        reasons: &["another scope", "requests carried in"],
    },
    run: Run::Tables(&["t3"], run),
};

fn run(sheet: &Sheet<'_>, keying: &Keying) -> Vec<Instance> {
    let hints = text::about(keying, Topic::NoneReceived);
    let Some(hint) = hints.first() else {
        let note = "the text does not say that none was received";
        return vec![Instance::not_assessable("", note)];
    };
    let above = |row: &str| {
        let cells = sheet.all().filter(|(_, cell)| cell.row_code == row);
        cells
            .filter_map(|(_, cell)| cell.value)
            .any(|value| value > Decimal::ZERO)
    };
    let only_new = above("carried_in");
    let asked = sheet
        .all()
        .filter(|(_, cell)| !only_new || cell.row_code == "new_received");
    let numbers = asked.filter_map(|(at, cell)| Some((cell.value?, at)));
    // The first of the largest, as people would look for it.
    let largest = numbers.reduce(|best, next| if next.0 > best.0 { next } else { best });
    let Some((right, at)) = largest else {
        return vec![Instance::not_assessable("", "no cell is a number")];
    };
    let mut found = Instance {
        instance: hint.scope.clone().into(),
        verdict: Verdict::Pass,
        left: Some(hint.count),
        right: Some(right),
        at: Some(at),
        ..Instance::default()
    };
    if right > Decimal::ZERO {
        found.verdict = Verdict::Fail;
        found.message = text::message(hint, right);
    }
    vec![found]
}

#[cfg(test)]
mod tests {
    use super::super::testing::cell;
    use super::super::text::testing::verdicts;
    use super::*;
    use crate::check::Verdict::{self, Fail, NotAssessable, Pass};

    fn of(numbers: [&str; 3]) -> Verdict {
        let rows = ["new_received", "carried_in", "handled_total"];
        let cells = rows.into_iter().zip(numbers);
        let cells =
            cells.map(|(row, number)| cell("cn_foi_annual_2021", "t3", row, "total", number));
        let found = verdicts("TX-ZERO", cells.collect(), &[(Topic::NoneReceived, "", 0)]);
        found.first().expect("an outcome").1
    }

    #[test]
    fn none_received_is_zero_or_blank_everywhere() {
        assert_eq!(of(["0", "", "0"]), Pass);
        assert_eq!(of(["5", "0", "5"]), Fail);
        assert_eq!(of(["", "", "5"]), Fail);
        assert_eq!(of(["", "", ""]), NotAssessable);
    }

    #[test]
    fn what_was_carried_in_was_not_received() {
        assert_eq!(of(["0", "2", "2"]), Pass);
        assert_eq!(of(["1", "2", "3"]), Fail);
    }
}
