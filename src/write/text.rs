//! How single values are spelled in the CSV files.

use rust_decimal::Decimal;

use crate::issue::Kind;

/// A number in plain decimals: no exponent, no trailing zeros, no thousands separators, never `-0`.
pub(crate) fn decimal(value: Decimal) -> String {
    let value = value.normalize();
    if value.is_zero() {
        return "0".to_owned();
    }
    value.to_string()
}

/// A coordinate in points with at most two decimals; empty when it is not finite.
pub(super) fn points(value: f32) -> String {
    if !value.is_finite() {
        return String::new();
    }
    let fixed = format!("{value:.2}");
    let short = fixed.trim_end_matches('0').trim_end_matches('.');
    match short {
        "-0" | "" => "0".to_owned(),
        _ => short.to_owned(),
    }
}

/// Text as printed without what would break a line or a reader of CSV: line and paragraph separators and control
/// characters are dropped, tabs stay.
pub(crate) fn one_line(text: &str) -> String {
    let breaks = |c: char| (c.is_control() && c != '\t') || matches!(c, '\u{2028}' | '\u{2029}');
    text.chars().filter(|&c| !breaks(c)).collect()
}

/// A whole number, or nothing.
pub(crate) fn optional<T: ToString>(value: Option<T>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

/// Codes of findings, sorted, each once, one space between them.
pub(super) fn codes<'a>(kinds: impl IntoIterator<Item = &'a Kind>) -> String {
    let mut codes: Vec<&str> = kinds.into_iter().map(|kind| kind.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::{NO_YEAR, SEVERAL_NUMBERS, T3_BALANCE};

    #[test]
    fn numbers_have_no_exponent_no_trailing_zeros_and_no_negative_zero() {
        let spelled = |text: &str| decimal(text.parse().expect("a decimal"));
        assert_eq!(spelled("1200"), "1200");
        assert_eq!(spelled("12.500"), "12.5");
        assert_eq!(spelled("-0.00"), "0");
        assert_eq!(spelled("-3"), "-3");
        assert_eq!(
            spelled("0.000000000000000000000001"),
            "0.000000000000000000000001"
        );
        assert_eq!(
            spelled("79228162514264337593543950335"),
            "79228162514264337593543950335"
        );
    }

    #[test]
    fn coordinates_keep_at_most_two_decimals() {
        assert_eq!(points(72.0), "72");
        assert_eq!(points(72.126), "72.13");
        assert_eq!(points(100.5), "100.5");
        assert_eq!(points(-0.001), "0");
        assert_eq!(points(f32::NAN), "");
        assert_eq!(points(f32::INFINITY), "");
    }

    #[test]
    fn line_breaks_and_control_characters_are_dropped_and_the_rest_stays_as_printed() {
        assert_eq!(one_line("本年\r\n新\u{2028}收\u{0}"), "本年新收");
        assert_eq!(one_line("=1+1\t\"，"), "=1+1\t\"，");
    }

    #[test]
    fn codes_are_sorted_and_stand_once() {
        let kinds = [&T3_BALANCE, &SEVERAL_NUMBERS, &NO_YEAR, &T3_BALANCE];
        assert_eq!(codes(kinds), "K201 R302 V301");
    }
}
