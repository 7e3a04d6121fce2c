//! `T2-RULES`, `V202`: 规章 are made by departments of the State Council, provinces and cities with districts alone
//! (立法法); a county or a town has none.

use rust_decimal::Decimal;

use super::level::{self, Level};
use super::sheet::Sheet;
use super::{ANNUAL, Check, Instance, Run};
use crate::check::{Basis, Rule, Verdict};
use crate::issue;
use crate::normalise::keying::Keying;

pub(super) static CHECK: Check = Check {
    rule: Rule {
        id: "T2-RULES",
        kind: &issue::T2_RULES,
        forms: ANNUAL,
        holds: "规章 above 0 only above the county: departments of the State Council, provinces, cities with districts",
        basis: Basis::Legal,
        reasons: &[
            "the number of the government above copied",
            "规章 taken for 规章制度",
        ],
    },
    run: Run::Tables(&["t2_1"], run),
};

fn run(sheet: &Sheet<'_>, keying: &Keying) -> Vec<Instance> {
    let level = level::of(&keying.region_code, &keying.agency);
    let columns = sheet.columns.iter();
    let own = columns.filter(|column| sheet.index("rules", column).is_some());
    own.map(|column| check_column(sheet, column, level))
        .collect()
}

fn check_column(sheet: &Sheet<'_>, column: &'static str, level: Level) -> Instance {
    let left = match sheet.sum(&[("rules", column)]) {
        Ok(value) => value,
        Err(why) => return Instance::not_assessable(column, why),
    };
    let mut found = Instance {
        instance: column.into(),
        left: Some(left),
        ..Instance::default()
    };
    match level {
        _ if left.is_zero() => found.verdict = Verdict::Pass,
        Level::Above => found.verdict = Verdict::Pass,
        Level::Unknown => found.note = "the level of the agency is not known".into(),
        Level::CountyOrBelow => {
            found.verdict = Verdict::Fail;
            found.right = Some(Decimal::ZERO);
            found.at = sheet.index("rules", column);
            found.message = format!(
                "{} rules (规章), which an agency of a county or town cannot make",
                left.normalize()
            );
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cell, verdicts};
    use super::*;

    fn of(agency: &str, code: &str, number: &str) -> Verdict {
        let keying = Keying {
            agency: agency.to_owned(),
            region_code: code.to_owned(),
            ..Keying::default()
        };
        let mut cells = vec![cell(
            "cn_foi_annual_2021",
            "t2_1",
            "rules",
            "in_force",
            number,
        )];
        let found = verdicts("T2-RULES", &mut cells, &keying);
        found.first().expect("an outcome").1
    }

    #[test]
    fn a_town_makes_no_rules() {
        assert_eq!(of("青山镇人民政府", "", "6"), Verdict::Fail);
        assert_eq!(of("青山镇人民政府", "", "0"), Verdict::Pass);
        assert_eq!(of("青山镇人民政府", "", ""), Verdict::NotAssessable);
        assert_eq!(of("淮安市人民政府", "320800", "6"), Verdict::Pass);
        assert_eq!(of("市人民政府", "", "6"), Verdict::NotAssessable);
    }
}
