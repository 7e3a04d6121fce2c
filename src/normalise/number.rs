//! From the text of a cell to its number: exactly one reading, or none and a reason.
//!
//! Spaces and thousands separators are dropped, then the leading number is taken; what follows it is a note. Whatever
//! could be read in two ways has no value and a doubt: a wrong number is worse than none.

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;

use super::text::{is_invisible, split_struck};
use crate::extraction::State;
use crate::issue::{self, Kind};

/// What stands in a cell.
///
/// `value` is there exactly when `state` is [`State::Number`], and never together with a doubt.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reading {
    /// What kind of content it is.
    pub(crate) state: State,
    /// The number, without trailing zeros.
    pub(crate) value: Option<Decimal>,
    /// What follows the number, e.g. `件`; NFKC, without spaces.
    pub(crate) note: String,
    /// Why digits in the text gave no number.
    pub(crate) doubt: Option<&'static Kind>,
}

impl Reading {
    fn of(state: State) -> Self {
        Reading {
            state,
            value: None,
            note: String::new(),
            doubt: None,
        }
    }

    fn doubtful(kind: &'static Kind) -> Self {
        Reading {
            doubt: Some(kind),
            ..Reading::of(State::Text)
        }
    }
}

/// Reads the text of one cell as printed.
pub(crate) fn parse(raw: &str) -> Reading {
    plain_count(raw).unwrap_or_else(|| parse_any(raw))
}

/// What nearly every cell holds, a few ASCII digits and nothing else, without the way through the patterns.
fn plain_count(raw: &str) -> Option<Reading> {
    const MAX_DIGITS: usize = 18;
    let digits = raw.len() <= MAX_DIGITS && raw.bytes().all(|byte| byte.is_ascii_digit());
    let count: u64 = raw.parse().ok().filter(|_| digits)?;
    Some(Reading {
        value: Some(Decimal::from(count)),
        ..Reading::of(State::Number)
    })
}

fn parse_any(raw: &str) -> Reading {
    let (standing, struck) = split_struck(raw);
    // A crossed-out number may be withdrawn or replaced by the one beside it: nothing says which.
    if struck.chars().any(char::is_numeric) || (!struck.is_empty() && plain(&standing).is_empty()) {
        return Reading::doubtful(&issue::NUMBER_UNCLEAR);
    }
    parse_standing(&standing)
}

fn parse_standing(raw: &str) -> Reading {
    let text = plain(raw);
    let text = without_text_mark(&text);
    if text.is_empty() {
        return Reading::of(State::Blank);
    }
    if text.chars().any(is_unreadable) {
        return Reading::doubtful(&issue::UNREADABLE_GLYPH);
    }
    if text.chars().all(|c| DASHES.contains(c)) {
        return Reading::of(State::Dash);
    }
    if !text.chars().any(char::is_numeric) {
        return words(text);
    }
    match leading_number(text) {
        Ok((value, note)) => Reading {
            state: State::Number,
            value: Some(value),
            note: note.to_owned(),
            doubt: None,
        },
        Err(kind) => Reading::doubtful(kind),
    }
}

/// Takes off the apostrophe with which spreadsheets mark a number typed as text (`'12`); they do not print it.
fn without_text_mark(text: &str) -> &str {
    let rest = text.strip_prefix(['\'', '’', '‘']).unwrap_or(text);
    if rest.is_empty() { text } else { rest }
}

/// Marks that stand for "nothing to report", alone or repeated.
const DASHES: &str = "/\\-‐‑‒–—―−˗﹣﹘⁻₋─━╱╲∕⁄ー_、";

/// Single characters that look like 0 or 1 but are none.
const LOOKALIKES: &str = "OoQΟοОо○◯⭕〇lI|一";

/// NFKC without anything invisible; digits in rings, brackets or raised stay as they are, since they number or refer
/// and do not count (NFKC would make `12²` read 122).
fn plain(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for c in raw.chars().filter(|c| !is_invisible(*c)) {
        if is_marked_digit(c) {
            out.push(c);
        } else {
            out.extend(std::iter::once(c).nfkc().filter(|c| !is_invisible(*c)));
        }
    }
    out
}

fn is_marked_digit(c: char) -> bool {
    let ordinary = c.is_ascii_digit() || matches!(c, '０'..='９' | '\u{1D7CE}'..='\u{1D7FF}');
    let counts = c.is_numeric() || std::iter::once(c).nfkc().any(|c| c.is_ascii_digit());
    !ordinary && counts
}

/// A digit that refers to a note: raised, or in a ring. Only after a number; alone it may be the number itself.
fn is_reference(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' | '①'..='⑳' | '❶'..='❿')
}

/// A glyph that the file does not name: the replacement character or private use.
fn is_unreadable(c: char) -> bool {
    c == char::REPLACEMENT_CHARACTER || matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..)
}

/// Text without a digit. One character that may be a 0 or a 1 is doubtful; a Chinese numeral is words.
fn words(text: &str) -> Reading {
    if text.chars().all(|c| LOOKALIKES.contains(c)) {
        return Reading::doubtful(&issue::NUMBER_UNCLEAR);
    }
    Reading::of(State::Text)
}

/// Sign in marks or words, then digits in groups of three or ungrouped, then a fraction.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^(?<sign>\+|-|−|‐|增加|增|减少|减|減少|減)?(?<whole>[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(?:\.(?<part>[0-9]*))?";
    Regex::new(pattern).expect("the pattern is constant and tested")
});

fn leading_number(text: &str) -> Result<(Decimal, &str), &'static Kind> {
    let unclear = &issue::NUMBER_UNCLEAR;
    let found = NUMBER.captures(text).ok_or(unclear)?;
    let group = |name| found.name(name).map_or("", |m| m.as_str());
    let note = text.get(found.get_match().end()..).unwrap_or_default();
    check_note(note)?;
    let minus = matches!(
        group("sign").chars().next(),
        Some('-' | '−' | '‐' | '减' | '減')
    );
    let digits = format!("{}.{}", group("whole").replace(',', ""), group("part"));
    let size = Decimal::from_str_exact(digits.trim_end_matches('.')).map_err(|_| unclear)?;
    let signed = if minus { -size } else { size };
    // There is no negative zero.
    let value = if size.is_zero() {
        Decimal::ZERO
    } else {
        signed.normalize()
    };
    Ok((value, note))
}

/// Multipliers, parts of a date, and words that make a number inexact; none of them may follow the digits of a count.
const NOT_A_COUNT: &[&str] = &[
    "十", "百", "千", "亿", "兆", "零", "〇", "多", "余", "几", "来", "左右", "以上", "以下",
    "以内", "上下", "年", "月", "日", "时", "号", "成", "倍", "点", "分之", "至", "到", "或", "和",
    "加", "减",
];

const OPENING: &str = "([【〔〈{";
const CLOSING: &str = ")]】〕〉}";

/// Marks with which a note may begin.
const NOTE_MARKS: &str = "([【〔〈{*※#＊,，。;:；：†‡△▲";

/// Refuses what follows a number when the number is then no plain count.
fn check_note(note: &str) -> Result<(), &'static Kind> {
    let note = note.trim_start_matches(is_reference);
    let Some(first) = note.chars().next() else {
        return Ok(());
    };
    let unclear = Err(&issue::NUMBER_UNCLEAR);
    // `1,23`, `1。5`: a mark between digits is a separator whose meaning is open.
    let mark = !is_ideograph(first) && !OPENING.contains(first);
    let separated = mark && note.chars().nth(1).is_some_and(char::is_numeric);
    if matches!(first, '/' | '、') {
        return several(note).and(unclear);
    }
    if separated || !(is_ideograph(first) || NOTE_MARKS.contains(first)) {
        return unclear;
    }
    let ten_thousands = note.starts_with('万') && !note.starts_with("万元");
    if ten_thousands || NOT_A_COUNT.iter().any(|word| note.starts_with(word)) {
        return unclear;
    }
    several(note)
}

/// A second number outside of brackets that is not announced as a part or a footnote.
fn several(note: &str) -> Result<(), &'static Kind> {
    let mut depth = 0_u32;
    let outside = note.chars().filter(|c| {
        if OPENING.contains(*c) {
            depth = depth.saturating_add(1);
        } else if CLOSING.contains(*c) {
            depth = depth.saturating_sub(1);
        }
        depth == 0
    });
    let outside: String = outside.collect();
    let announced = ["其中", "含", "包括", "注", "另"]
        .iter()
        .filter_map(|word| outside.find(word))
        .min();
    let before = outside
        .get(..announced.unwrap_or(outside.len()))
        .unwrap_or_default();
    match before.chars().any(|c| c.is_numeric() && !is_reference(c)) {
        true => Err(&issue::SEVERAL_NUMBERS),
        false => Ok(()),
    }
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value(raw: &str) -> String {
        parse(raw).value.map_or_else(String::new, |v| v.to_string())
    }

    #[test]
    fn the_short_way_of_a_plain_count_ends_where_the_long_one_does() {
        for raw in ["0", "00", "7", "007", "1200", "999999999999999999"] {
            assert_eq!(plain_count(raw), Some(parse_any(raw)), "{raw}");
        }
        for raw in [
            "",
            "+1",
            "-1",
            "1.0",
            "1,000",
            "１",
            "1 ",
            "9999999999999999999",
        ] {
            assert_eq!(plain_count(raw), None, "{raw}");
        }
    }

    #[test]
    fn plain_numbers_are_read_as_printed() {
        for (raw, expected) in [
            ("0", "0"),
            ("12", "12"),
            ("１０\n５", "105"),
            ("1 0", "10"),
            (" 7\u{a0}", "7"),
            ("007", "7"),
            ("0.0", "0"),
            ("-0", "0"),
            ("0.092", "0.092"),
            ("7730.280", "7730.28"),
            ("9．50", "9.5"),
            ("1.", "1"),
            ("1,234", "1234"),
            ("99，999，999.5", "99999999.5"),
            ("\u{feff}3\u{200b}", "3"),
        ] {
            assert_eq!(value(raw), expected, "{raw}");
            assert_eq!(parse(raw).state, State::Number);
        }
    }

    #[test]
    fn signs_are_marks_or_words() {
        for (raw, expected) in [
            ("+2", "2"),
            ("＋2", "2"),
            ("增加 12", "12"),
            ("增3", "3"),
            ("-1", "-1"),
            ("－99", "-99"),
            ("−7", "-7"),
            ("减少5项", "-5"),
            ("减 5", "-5"),
        ] {
            assert_eq!(value(raw), expected, "{raw}");
        }
    }

    #[test]
    fn what_follows_a_number_is_a_note() {
        for (raw, number, note) in [
            ("3件", "3", "件"),
            ("12.5 万元", "12.5", "万元"),
            ("22（其中修订16件）", "22", "(其中修订16件)"),
            ("22件，其中修订16件", "22", "件,其中修订16件"),
            ("5*", "5", "*"),
            ("3（注1）", "3", "(注1)"),
            ("8 （网络申请）", "8", "(网络申请)"),
            ("15¹", "15", "¹"),
            ("15①", "15", "①"),
            ("3件②", "3", "件②"),
            ("0.5¹²（含税）", "0.5", "¹²(含税)"),
        ] {
            assert_eq!(value(raw), number, "{raw}");
            assert_eq!(parse(raw).note, note);
        }
    }

    #[test]
    fn the_apostrophe_of_a_spreadsheet_is_no_part_of_the_number() {
        for (raw, expected) in [
            ("'12", "12"),
            ("’0", "0"),
            ("＇3件", "3"),
            ("' 1,234", "1234"),
        ] {
            assert_eq!(value(raw), expected, "{raw}");
        }
        assert_eq!(parse("'/").state, State::Dash);
        assert_eq!(parse("'").state, State::Text);
        assert_eq!(parse("''12").doubt.map(|k| k.code), Some("R306"));
    }

    #[test]
    fn a_crossed_out_number_leaves_the_cell_in_doubt() {
        for raw in [
            "1\u{336}2\u{336}15",
            "151\u{336}2\u{336}",
            "1\u{336}",
            "/\u{336}",
            "件\u{336}",
        ] {
            let reading = parse(raw);
            assert_eq!((reading.state, reading.value), (State::Text, None), "{raw}");
            assert_eq!(reading.doubt.map(|k| k.code), Some("R306"), "{raw}");
        }
        assert_eq!(value("15件\u{336}"), "15");
        assert_eq!(parse(" \u{336}"), Reading::of(State::Blank));
    }

    #[test]
    fn blank_dash_and_words_are_three_states() {
        for raw in ["", " \u{3000}\n", "\u{200b}\u{feff}"] {
            assert_eq!(parse(raw), Reading::of(State::Blank));
        }
        for raw in [
            "/", "-", "－", "—", "——", "--", "― ―", "／", "\\", "、", "–", "˗",
        ] {
            assert_eq!(parse(raw), Reading::of(State::Dash), "{raw}");
        }
        for raw in ["无", "零", "三件", "N/A", "不适用", "*", "+"] {
            assert_eq!(parse(raw), Reading::of(State::Text), "{raw}");
        }
    }

    #[test]
    fn what_could_be_read_in_two_ways_has_no_value() {
        for raw in [
            "1O",
            "l2",
            "1l",
            "O",
            "〇",
            "○",
            "I",
            "①",
            "²",
            "12₂",
            "¹12",
            "5①3件",
            "12²,5",
            "12²%",
            "Ⅳ",
            "½",
            "1,23",
            "0,5",
            "0,123",
            "1,2345",
            "12,34,567",
            "1.2.3",
            ".5",
            "1。5",
            "3·5",
            "约5",
            "共5件",
            "12%",
            "12‰",
            "(12)",
            "12)",
            "5-",
            "5+",
            "±5",
            "--5",
            "—5",
            "+-5",
            "增加-5",
            "2023年",
            "5万",
            "5万件",
            "3百",
            "3亿元",
            "10余件",
            "5以上",
            "一",
            "٣",
            "5e3",
            "1'000",
            "12~15",
            "12-15",
            "99999999999999999999999999999999",
            "0.00000000000000000000000000000000001",
        ] {
            let reading = parse(raw);
            assert_eq!((reading.state, reading.value), (State::Text, None), "{raw}");
            assert_eq!(reading.doubt.map(|k| k.code), Some("R306"), "{raw}");
        }
    }

    #[test]
    fn two_numbers_in_a_cell_are_told() {
        for raw in ["12/5", "3件5条", "3、5", "12（注1）5", "3件①4"] {
            assert_eq!(parse(raw).doubt.map(|k| k.code), Some("R302"), "{raw}");
            assert_eq!(parse(raw).value, None);
        }
    }

    #[test]
    fn an_unreadable_glyph_is_never_passed_over() {
        for raw in ["1\u{fffd}", "\u{fffd}", "12\u{e003}"] {
            assert_eq!(parse(raw).doubt.map(|k| k.code), Some("R301"), "{raw}");
        }
    }

    fn grouped(number: u64) -> String {
        let digits = number.to_string();
        let mut out = String::new();
        for (i, c) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push(',');
            }
            out.push(c);
        }
        out
    }

    proptest! {
        #[test]
        fn a_number_written_and_read_is_the_same(whole in any::<i64>(), scale in 0_u32..10) {
            let number = Decimal::new(whole, scale).normalize();
            prop_assert_eq!(parse(&number.to_string()).value, Some(number));
            let wide: String = number.to_string().chars().map(|c| match c {
                '0'..='9' | '.' | '-' => char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c),
                c => c,
            }).collect();
            prop_assert_eq!(parse(&format!(" {wide}\n件")).value, Some(number));
        }

        #[test]
        fn thousands_separators_change_nothing(number in any::<u64>()) {
            prop_assert_eq!(parse(&grouped(number)).value, Some(Decimal::from(number)));
        }

        #[test]
        fn a_value_and_a_doubt_exclude_each_other(raw in "[0-9０-９.,，+−\\-/件万元%()（）增减加少①OlＯ \n\u{fffd}]{0,12}|.{0,12}") {
            let reading = parse(&raw);
            prop_assert_eq!(reading.value.is_some(), reading.state == State::Number);
            prop_assert!(reading.value.is_none() || reading.doubt.is_none());
            if reading.state == State::Blank || reading.state == State::Dash {
                prop_assert!(!raw.chars().any(|c| c.is_ascii_digit()));
            }
        }
    }
}
