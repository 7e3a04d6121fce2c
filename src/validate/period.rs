//! `Y-PERIOD`, `V601`: the report year = the year of 统计期限 = the year of publication less one.

use rust_decimal::Decimal;

use super::sheet::{Relation, both_sides, judge};
use super::{Check, Instance, Run};
use crate::check::{Basis, Rule};
use crate::issue;
use crate::normalise::keying::Keying;

pub(super) static CHECK: Check = Check {
    rule: Rule {
        id: "Y-PERIOD",
        kind: &issue::PERIOD,
        forms: &[],
        holds: "report year = year of the reporting period; report year = year of publication − 1",
        basis: Basis::Customary,
        reasons: &[
            "digits of the period lost in a web page",
            "published before the end of the year",
            "an old report posted again later",
        ],
    },
    run: Run::Report(run),
};

fn run(keying: &Keying) -> Vec<Instance> {
    vec![period(keying), publication(keying)]
}

fn known(year: Option<u16>, missing: &str) -> Result<Decimal, String> {
    year.map(Decimal::from).ok_or_else(|| missing.to_owned())
}

fn period(keying: &Keying) -> Instance {
    let left = known(keying.year, "the report year is not known");
    let right = match keying.year_source {
        "period" => Err("the report year comes from the period".to_owned()),
        _ => known(keying.period, "no reporting period is named"),
    };
    // The finding about the year tells of it: its places are more than these two.
    let told_as = Some(&issue::YEAR_CONFLICT);
    Instance {
        told_as,
        ..judge("period", None, (left, Relation::Equal, right), |_, _| {
            String::new()
        })
    }
}

fn publication(keying: &Keying) -> Instance {
    let left = known(keying.year, "the report year is not known");
    let right = match keying.year_source {
        "signature" | "published" => {
            Err("the report year comes from the day of publication".to_owned())
        }
        _ => known(
            keying.published_year.and_then(|year| year.checked_sub(1)),
            "no day of publication is named",
        ),
    };
    let message = |year, before| {
        let sides = both_sides(
            ("the year before publication is", before),
            ("the report year", year),
        );
        format!("published in another year than the next: {sides}")
    };
    judge("publication", None, (left, Relation::Equal, right), message)
}

#[cfg(test)]
mod tests {
    use super::super::testing::verdicts;
    use super::*;
    use crate::check::Verdict::{self, Fail, NotAssessable, Pass};

    fn of(source: &'static str, period: Option<u16>, published: Option<u16>) -> Vec<Verdict> {
        let keying = Keying {
            year: Some(2023),
            year_source: source,
            period,
            published_year: published,
            ..Keying::default()
        };
        let found = verdicts("Y-PERIOD", &mut [], &keying).into_iter();
        found.map(|one| one.1).collect()
    }

    #[test]
    fn the_period_is_the_report_year_and_the_report_comes_out_in_the_next() {
        assert_eq!(of("title", Some(2023), Some(2024)), [Pass, Pass]);
        assert_eq!(of("title", Some(2022), Some(2023)), [Fail, Fail]);
        assert_eq!(of("title", None, None), [NotAssessable, NotAssessable]);
    }

    #[test]
    fn a_year_is_not_held_against_itself() {
        assert_eq!(of("period", Some(2023), Some(2024)), [NotAssessable, Pass]);
        assert_eq!(
            of("signature", Some(2023), Some(2024)),
            [Pass, NotAssessable]
        );
    }

    #[test]
    fn a_period_that_disagrees_is_told_as_a_conflict_of_years() {
        let keying = Keying {
            year: Some(2023),
            year_source: "title",
            period: Some(2022),
            ..Keying::default()
        };
        let checked = super::super::check(&mut [], &keying);
        assert_eq!(checked.issues, []);
        let codes: Vec<_> = checked
            .outcomes
            .iter()
            .filter_map(|o| o.issue)
            .map(|kind| kind.code)
            .collect();
        assert_eq!(codes, ["K202"]);
    }
}
