//! `T2-UNIT`, `V204`: fees are in 万元. An amount beyond what a county charges, or one that the text gives with the same
//! digits in 元, was filled in in 元.

use rust_decimal::Decimal;

use super::level::{self, Level};
use super::sheet::Sheet;
use super::text;
use super::{ANNUAL_2021, Check, Instance, Run};
use crate::check::{Basis, Rule, Verdict};
use crate::issue;
use crate::normalise::hints::Topic;
use crate::normalise::keying::Keying;

pub(super) static CHECK: Check = Check {
    rule: Rule {
        id: "T2-UNIT",
        kind: &issue::T2_UNIT,
        forms: ANNUAL_2021,
        holds: "fees in 万元 ≤ 10,000 in a county or below; fees in 万元 = the text's yuan / 10,000",
        basis: Basis::Customary,
        reasons: &[
            "filled in in 元",
            "a county that charges more than 100 million yuan",
        ],
    },
    run: Run::Tables(&["t2_8"], run),
};

const ROW: &str = "admin_fees";
const COLUMN: &str = "fees_wan_yuan";
/// More than this, in 万元, is not believed of a county.
const MOST: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);
/// Yuan in a 万元.
const WAN: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);

fn run(sheet: &Sheet<'_>, keying: &Keying) -> Vec<Instance> {
    let fees = match sheet.sum(&[(ROW, COLUMN)]) {
        Ok(fees) => fees,
        Err(why) => {
            return ["size", "text"]
                .map(|one| Instance::not_assessable(one, why.clone()))
                .into();
        }
    };
    let at = sheet.index(ROW, COLUMN);
    let size = size(fees, level::of(&keying.region_code, &keying.agency));
    let text = by_text(fees, keying);
    [size, text].map(|one| Instance { at, ..one }).into()
}

fn size(fees: Decimal, level: Level) -> Instance {
    let mut found = Instance {
        instance: "size".into(),
        left: Some(fees),
        right: Some(MOST),
        ..Instance::default()
    };
    match level {
        _ if fees <= MOST => found.verdict = Verdict::Pass,
        Level::CountyOrBelow => {
            found.verdict = Verdict::Fail;
            found.message = format!(
                "{} 万元 of fees are much for a county: perhaps they are in 元",
                fees.normalize()
            );
        }
        Level::Above | Level::Unknown => {
            found.right = None;
            found.note = "no bound is known for this agency".into();
        }
    }
    found
}

fn by_text(fees: Decimal, keying: &Keying) -> Instance {
    let hints = text::about(keying, Topic::Fees);
    let in_wan = |yuan: Decimal| yuan.checked_div(WAN);
    let agrees = |yuan: Decimal| {
        in_wan(yuan).is_some_and(|wan| wan == fees || wan.round_dp(fees.scale()) == fees)
    };
    let Some(hint) = hints
        .iter()
        .find(|hint| agrees(hint.count))
        .or(hints.first())
    else {
        return Instance::not_assessable("text", "the text gives no number for it");
    };
    let mut found = Instance {
        instance: "text".into(),
        left: Some(fees),
        right: in_wan(hint.count),
        verdict: Verdict::Pass,
        ..Instance::default()
    };
    if !agrees(hint.count) {
        found.verdict = Verdict::Fail;
        let (fees, yuan) = (fees.normalize(), hint.count.normalize());
        found.message = match fees == yuan {
            true => format!(
                "the text has the same digits in 元: 「{}{yuan}…」",
                hint.quote
            ),
            false => format!(
                "the table says {fees} 万元, the text {yuan} 元: 「{}…」",
                hint.quote
            ),
        };
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cell, verdicts};
    use super::*;
    use crate::check::Verdict::{Fail, NotAssessable, Pass};
    use crate::normalise::hints::Hint;

    fn of(agency: &str, fees: &str, yuan: Option<&str>) -> Vec<Verdict> {
        let hint = |yuan: &str| Hint {
            topic: Topic::Fees,
            scope: String::new(),
            count: yuan.parse().expect("a number"),
            times: false,
            quote: String::new(),
        };
        let keying = Keying {
            agency: agency.to_owned(),
            hints: yuan.into_iter().map(hint).collect(),
            ..Keying::default()
        };
        let mut cells = vec![cell("cn_foi_annual_2021", "t2_8", ROW, COLUMN, fees)];
        let found = verdicts("T2-UNIT", &mut cells, &keying).into_iter();
        found.map(|one| one.1).collect()
    }

    #[test]
    fn fees_in_yuan_are_seen_by_size_and_by_the_text() {
        assert_eq!(
            of("某县财政局", "2039758.6", Some("2039758.6")),
            [Fail, Fail]
        );
        assert_eq!(of("某县财政局", "203.98", Some("2039758.6")), [Pass, Pass]);
        assert_eq!(
            of("某县财政局", "203.97586", Some("2039758.6")),
            [Pass, Pass]
        );
        assert_eq!(of("某县财政局", "203.9", Some("2039758.6")), [Pass, Fail]);
        assert_eq!(
            of("某市财政局", "20397", None),
            [NotAssessable, NotAssessable]
        );
        assert_eq!(of("某县财政局", "", None), [NotAssessable, NotAssessable]);
        assert_eq!(of("某县财政局", "0", Some("0")), [Pass, Pass]);
    }
}
