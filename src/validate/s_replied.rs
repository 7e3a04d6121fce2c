//! `S-REPLY`, `V703`: 申请答复数 = its eight kinds, 不同意公开答复数 = its six grounds.

use super::statistics::{self, Sum};
use super::{Check, Run, STATISTICS};
use crate::check::{Basis, Rule};
use crate::issue;

pub(super) static CHECK: Check = Check {
    rule: Rule {
        id: "S-REPLY",
        kind: &issue::S_REPLIED,
        forms: STATISTICS,
        holds: "replies = sum of their eight kinds; refusals = sum of their six grounds",
        basis: Basis::Customary,
        reasons: &["one request refused on several grounds"],
    },
    run: Run::Tables(&["stats"], |sheet, _| statistics::sums(sheet, SUMS)),
};

const SUMS: &[Sum] = &[
    (
        "replied",
        &[
            "replied_already_public",
            "replied_granted",
            "replied_partly_granted",
            "replied_refused",
            "replied_not_this_agency",
            "replied_not_exist",
            "replied_correction_requested",
            "replied_other_channel",
        ],
    ),
    (
        "replied_refused",
        &[
            "refused_state_secret",
            "refused_trade_secret",
            "refused_privacy",
            "refused_security_stability",
            "refused_not_gov_information",
            "refused_other_law",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use crate::check::Verdict::{Fail, NotAssessable, Pass};
    use crate::validate::statistics::testing::judged;

    #[test]
    fn replies_and_refusals_are_the_sums_of_their_kinds() {
        let parts = super::SUMS.iter().flat_map(|sum| sum.1);
        let parts: Vec<&'static str> = parts.copied().collect();
        let judge = |replied: &str, refused: &str, secret: &str| {
            let number = |row: &str| match row {
                "replied_refused" => refused.to_owned(),
                "refused_state_secret" => secret.to_owned(),
                _ => "1".to_owned(),
            };
            let numbers: Vec<String> = parts.iter().map(|row| number(row)).collect();
            let mut rows = vec![("replied", replied)];
            rows.extend(
                parts
                    .iter()
                    .copied()
                    .zip(numbers.iter().map(String::as_str)),
            );
            judged("S-REPLY", &rows)
                .into_iter()
                .map(|(_, verdict)| verdict)
                .collect::<Vec<_>>()
        };
        assert_eq!(judge("13", "6", "1"), [Pass, Pass]);
        assert_eq!(judge("13", "6", "2"), [Pass, Fail]);
        assert_eq!(judge("7", "", "1"), [NotAssessable, NotAssessable]);
    }
}
