//! Report years as texts write them: `2023年度`, `2023`, `二〇二三年`.

use std::sync::LazyLock;

use regex::Regex;

/// First year for which a report can be due: the Regulations took effect on 1 May 2008, Shanghai and others began earlier.
const FIRST_YEAR: u16 = 2003;
/// Last year believed; later four-digit numbers are something else.
const LAST_YEAR: u16 = 2099;

/// A year found in a text, with the bytes it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct YearAt {
    pub(super) year: u16,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Signs that stand for 0 in a year in Chinese numerals.
const ZEROS: &str = "〇零○◯Oo0";
const NUMERALS: &str = "一二三四五六七八九";

/// Writes years in Chinese numerals (`二〇二三年`), or with a letter for 0 (`2O23年`), in digits; all else stays.
///
/// Every line is asked: a pattern of such characters takes longer to make than the lines of a report.
pub(super) fn with_digits(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(ch) = rest.chars().next() {
        if let Some((year, behind)) = numeral_year(rest) {
            written.extend(year);
            rest = behind;
        } else {
            written.push(ch);
            rest = rest.get(ch.len_utf8()..).unwrap_or_default();
        }
    }
    written
}

/// The digits of the year in numerals that the text begins with, and what follows them: `年`.
fn numeral_year(text: &str) -> Option<([char; 4], &str)> {
    let mut chars = text.chars();
    let mut next = || chars.next();
    let century = [next()?, next()?];
    if !matches!(century[0], '二' | '2') || !ZEROS.contains(century[1]) {
        return None;
    }
    let digit = |ch: char| match NUMERALS.chars().zip('1'..).find(|(n, _)| *n == ch) {
        Some((_, digit)) => Some(digit),
        None if ch.is_ascii_digit() => Some(ch),
        None => ZEROS.contains(ch).then_some('0'),
    };
    let year = ['2', '0', digit(next()?)?, digit(next()?)?];
    let behind = chars.as_str();
    behind.starts_with('年').then_some((year, behind))
}

/// Every number of exactly four digits that can be a report year, in order.
pub(super) fn years(text: &str) -> Vec<YearAt> {
    let runs = DIGITS
        .find_iter(text)
        .filter(|run| run.len() == 4 && !is_fraction(text, run.start()));
    runs.filter_map(|run| {
        let year = valid(run.as_str())?;
        Some(YearAt {
            year,
            start: run.start(),
            end: run.end(),
        })
    })
    .collect()
}

/// The year that begins the first run of digits which begins with a year: `202411日` (its digits lost) gives 2024.
pub(super) fn leading_year(text: &str) -> Option<u16> {
    DIGITS
        .find_iter(text)
        .find_map(|run| valid(run.as_str().get(..4)?))
}

static DIGITS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("[0-9]+").expect("the pattern is constant and tested"));

/// `0.2023` holds no year.
fn is_fraction(text: &str, start: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    before.ends_with('.')
        && before
            .trim_end_matches('.')
            .ends_with(|c: char| c.is_ascii_digit())
}

fn valid(digits: &str) -> Option<u16> {
    digits.parse().ok().filter(|year| is_valid(*year))
}

/// Whether there can be a report of this year.
pub(super) fn is_valid(year: u16) -> bool {
    (FIRST_YEAR..=LAST_YEAR).contains(&year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_stand_alone() {
        let found = |text: &str| years(text).iter().map(|y| y.year).collect::<Vec<_>>();
        assert_eq!(found("2022-2023年"), [2022, 2023]);
        assert_eq!(found("20231年,0086,1998年,电话02023"), [0; 0]);
        assert_eq!(found("X镇2023政府信息公开"), [2023]);
    }

    #[test]
    fn chinese_numerals_are_years_too() {
        assert_eq!(with_digits("二〇二三年度,二○一九年"), "2023年度,2019年");
        assert_eq!(with_digits("二十年,2O23年"), "二十年,2023年");
        assert_eq!(with_digits("12024年,2o2"), "12024年,2o2");
        assert_eq!(with_digits("二二〇二四年二0一9年"), "二2024年2019年");
    }

    #[test]
    fn only_the_first_four_digits_of_a_damaged_period_count() {
        assert_eq!(leading_year("自202411日至1231日"), Some(2024));
        assert_eq!(leading_year("第20条"), None);
    }
}
