//! `S-CHAN`, `V706`: 主动公开政府信息数 counts an item once whatever its channels, so it lies between the largest channel and
//! the sum of the five.
//!
//! Official: the label prints it (`不同渠道和方式公开相同信息计1条`).

use super::sheet::{Relation, Sheet, Spot, both_sides};
use super::{Check, Instance, Run, STATISTICS};
use crate::check::{Basis, Rule, Verdict};
use crate::issue;
use crate::normalise::keying::Keying;

pub(super) static CHECK: Check = Check {
    rule: Rule {
        id: "S-CHAN",
        kind: &issue::S_CHANNELS,
        forms: STATISTICS,
        holds: "items published ≤ sum of the five channels; the largest channel ≤ items published",
        basis: Basis::Official,
        reasons: &["the channels summed, or one channel not counted"],
    },
    run: Run::Tables(&["stats"], run),
};

const CHANNELS: [&str; 5] = [
    "via_gazette",
    "via_website",
    "via_weibo",
    "via_wechat",
    "via_other",
];
const ITEMS: &str = "proactive_items";

fn run(sheet: &Sheet<'_>, _: &Keying) -> Vec<Instance> {
    let columns = sheet.columns.iter();
    columns
        .flat_map(|column| [at_most_all(sheet, column), at_least_one(sheet, column)])
        .collect()
}

fn at_most_all(sheet: &Sheet<'_>, column: &'static str) -> Instance {
    let all: Vec<Spot> = CHANNELS.iter().map(|channel| (*channel, column)).collect();
    let items = (ITEMS, column);
    let message = |items, sum| {
        let sides = both_sides(("the channels sum to", sum), ("items published", items));
        format!("more items than the channels can hold: {sides}")
    };
    let instance = format!("sum/{column}");
    sheet.compare(instance, items, (&[items], Relation::AtMost, &all), message)
}

fn at_least_one(sheet: &Sheet<'_>, column: &'static str) -> Instance {
    let instance = format!("largest/{column}");
    let largest = CHANNELS
        .iter()
        .filter_map(|channel| Some((sheet.value(channel, column)?, *channel)))
        .max_by_key(|(value, _)| *value);
    let Some((_, channel)) = largest else {
        return Instance::not_assessable(instance, "no channel has a number");
    };
    let items = (ITEMS, column);
    let message = |channel_value, items| {
        let sides = both_sides(
            ("items published", items),
            (sheet.row_name(channel), channel_value),
        );
        format!("fewer items than one channel holds: {sides}")
    };
    let sides: (&[Spot], _, &[Spot]) = (&[(channel, column)], Relation::AtMost, &[items]);
    let mut found = sheet.compare(instance, items, sides, message);
    let missing = CHANNELS.iter().any(|c| sheet.value(c, column).is_none());
    if missing && found.verdict == Verdict::Pass {
        found.verdict = Verdict::NotAssessable;
        found.note = "a channel has no number".into();
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::Verdict::{self, Fail, NotAssessable, Pass};
    use crate::validate::statistics::testing::judged;

    fn of(items: &str, website: &str, others: [&str; 4]) -> Vec<Verdict> {
        let mut rows = vec![("proactive_items", items), ("via_website", website)];
        rows.extend(
            ["via_gazette", "via_weibo", "via_wechat", "via_other"]
                .into_iter()
                .zip(others),
        );
        judged("S-CHAN", &rows)
            .into_iter()
            .map(|found| found.1)
            .collect()
    }

    #[test]
    fn items_lie_between_the_largest_channel_and_the_sum() {
        assert_eq!(of("10", "10", ["0", "5", "0", "0"]), [Pass, Pass]);
        assert_eq!(of("16", "10", ["0", "5", "0", "0"]), [Fail, Pass]);
        assert_eq!(of("9", "10", ["0", "5", "0", "0"]), [Pass, Fail]);
    }

    #[test]
    fn a_blank_channel_leaves_only_a_failure_that_is_sure() {
        assert_eq!(of("9", "10", ["", "5", "0", "0"]), [NotAssessable, Fail]);
        assert_eq!(
            of("11", "10", ["", "5", "0", "0"]),
            [NotAssessable, NotAssessable]
        );
        assert_eq!(
            of("11", "", ["", "", "", ""]),
            [NotAssessable, NotAssessable]
        );
    }
}
