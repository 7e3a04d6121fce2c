//! The forms of a text that are compared: labels, titles and names print one wording in many ways.
//!
//! Nothing here is written out: `raw` columns keep the text as printed.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::radicals_generated::RADICALS;
use super::script::as_in_forms;

/// Variants that NFKC keeps apart, with the form that the notices print.
///
/// Two causes: fonts whose character map names a radical or an older form for the glyph of the ordinary one (`戶` from
/// U+2F3E), and mirrors that convert to the other script. Only characters that the forms and the names of agencies
/// use, and only where both forms are the same word there. Sorted.
const VARIANTS: &[(char, char)] = &[
    ('値', '值'),
    ('內', '内'),
    ('処', '处'),
    ('別', '别'),
    ('収', '收'),
    ('吿', '告'),
    ('強', '强'),
    ('戶', '户'),
    ('戸', '户'),
    ('敎', '教'),
    ('査', '查'),
    ('決', '决'),
    ('沒', '没'),
    ('況', '况'),
    ('溫', '温'),
    ('為', '为'),
    ('爲', '为'),
    ('產', '产'),
    ('産', '产'),
    ('稅', '税'),
    ('錄', '录'),
    ('録', '录'),
    ('黃', '黄'),
];

/// What the reader of a flow document puts after each crossed-out character: the combining long stroke overlay.
pub(crate) const STRUCK: char = '\u{336}';

/// Parts a text into what stands and what is crossed out.
pub(crate) fn split_struck(text: &str) -> (Cow<'_, str>, String) {
    if !text.contains(STRUCK) {
        return (Cow::Borrowed(text), String::new());
    }
    let (mut standing, mut struck) = (String::new(), String::new());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let is_struck = chars.next_if_eq(&STRUCK).is_some();
        let part = if is_struck {
            &mut struck
        } else {
            &mut standing
        };
        if !is_struck || !is_invisible(c) {
            part.push(c);
        }
    }
    (Cow::Owned(standing), struck)
}

/// The form in which labels are compared: NFKC, one form for each ideograph, nothing invisible.
///
/// White space of any kind, zero-width and control characters, the soft hyphen, variation selectors and the strokes of
/// crossed-out characters are dropped.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match settled(c) {
            Some(c) => folded.push(c),
            None => return fold_any(text),
        }
    }
    folded
}

/// NFKC of a character where no table is needed to know it and no neighbour can join it: nearly all that is printed.
fn settled(c: char) -> Option<char> {
    match c {
        '!'..='~' | '、' | '。' | '“' | '”' => Some(c),
        '\u{4E00}'..='\u{9FFF}' => Some(unify(c)),
        '！'..='～' => char::from_u32(u32::from(c) - FULL_WIDTH),
        _ => None,
    }
}

/// How far the full-width forms of ASCII stand behind ASCII.
const FULL_WIDTH: u32 = 0xFEE0;

fn fold_any(text: &str) -> String {
    let inked = |c: &char| !is_invisible(*c) && *c != STRUCK;
    let visible = text.chars().filter(inked).nfkc();
    // NFKC can bring spaces in: U+00B4 is a space with an accent.
    visible.filter(|c| !is_invisible(*c)).map(unify).collect()
}

/// [`fold`] in the script of the forms, and only letters, digits, ideographs and `%` of that.
pub(crate) fn core(text: &str) -> String {
    let folded = fold(text);
    let mut core = String::with_capacity(folded.len());
    core.extend(core_of(&folded));
    core
}

/// The characters that [`core`] keeps of a text that is folded.
pub(crate) fn core_of(folded: &str) -> impl Iterator<Item = char> {
    // Ideographs are letters; asking the table about each takes longer than all else here.
    let is_ideograph = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
    let keep = move |c: &char| is_ideograph(*c) || c.is_alphanumeric() || *c == '%';
    folded.chars().filter(keep).map(as_in_forms)
}

/// Whether a character takes no ink: spaces, controls, marks of direction and joining.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E0FFF}')
}

/// The first of the CJK Unified Ideographs.
const FIRST_IDEOGRAPH: char = '\u{4E00}';

fn unify(c: char) -> char {
    let look_up = |table: &[(char, char)], c: char| {
        let found = table.binary_search_by_key(&c, |entry| entry.0).ok();
        found.and_then(|i| table.get(i)).map_or(c, |entry| entry.1)
    };
    // Most characters are ideographs, and no radical is among them.
    let c = if c < FIRST_IDEOGRAPH {
        look_up(RADICALS, c)
    } else {
        c
    };
    look_up(VARIANTS, c)
}

/// The outline number before a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Numbering {
    /// 1 for `一、`, 2 for `（一）`, 3 for `1.`.
    pub(crate) level: u8,
    /// The number itself, from 1.
    pub(crate) value: u32,
}

/// Largest outline number believed: the forms go to 9, free text seldom to 20; `2023年…` is no numbering.
const MAX_VALUE: u32 = 30;

/// Splits the outline number off a label; the rest comes folded.
///
/// A lost bracket or space does no harm, but a numeral without any mark is a word: `三类内部事务` has no numbering.
/// A digit that stands right before an ideograph counts (`1属于国家秘密`, its point lost) unless it counts things (`3件`).
pub(crate) fn split_numbering(text: &str) -> (Option<Numbering>, String) {
    let folded = fold(text);
    let (open, body) = strip_any(&folded, OPENING);
    let split = chinese(open, body).or_else(|| arabic(open, body));
    match split {
        Some((numbering, rest)) => (Some(numbering), rest.to_owned()),
        None => (None, folded),
    }
}

const OPENING: &[char] = &['(', '[', '【', '〔', '〈', '<'];
const CLOSING: &[char] = &[')', ']', '】', '〕', '〉', '>'];
const STOPS: &[char] = &['、', '.', ',', '。', '﹒', '·', '・', '､', ':', ';', '是'];
const NUMERALS: &str = "一二三四五六七八九十";
/// What a digit counts when it is no outline number.
const COUNTED: &[char] = &[
    '件', '条', '项', '个', '年', '月', '日', '号', '万', '元', '人', '次', '份', '%',
];

fn chinese(open: bool, body: &str) -> Option<(Numbering, &str)> {
    let end = body.find(|c| !NUMERALS.contains(c)).unwrap_or(body.len());
    let value = numeral(body.get(..end)?)?;
    let (closed, rest) = strip_any(body.get(end..)?, CLOSING);
    let (stopped, rest) = strip_any(rest, STOPS);
    let level = match (open || closed, stopped) {
        (true, _) => 2,
        (false, true) => 1,
        (false, false) => return None,
    };
    Some((Numbering { level, value }, rest))
}

fn arabic(open: bool, body: &str) -> Option<(Numbering, &str)> {
    let end = body
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(body.len());
    let value: u32 = body.get(..end)?.parse().ok()?;
    let (closed, rest) = strip_any(body.get(end..)?, CLOSING);
    let (stopped, rest) = strip_any(rest, STOPS);
    let first = rest.chars().next()?;
    let marked = open || closed || stopped;
    let label = first.is_alphabetic() && (marked || !COUNTED.contains(&first));
    // `1.2023年…` is a label, `1.5` and `1.5万元` are numbers.
    let year = marked && rest.chars().take_while(char::is_ascii_digit).count() == 4;
    ((label || year) && (1..=MAX_VALUE).contains(&value))
        .then_some((Numbering { level: 3, value }, rest))
}

/// The value of a Chinese numeral from 一 to 九十九 without zero.
fn numeral(text: &str) -> Option<u32> {
    match text.split_once('十') {
        None => digit(text),
        Some((tens, units)) => {
            let tens = if tens.is_empty() { 1 } else { digit(tens)? };
            let units = if units.is_empty() { 0 } else { digit(units)? };
            Some(tens * 10 + units)
        }
    }
}

fn digit(text: &str) -> Option<u32> {
    let mut chars = text.chars();
    let (first, rest) = (chars.next()?, chars.next());
    let position = NUMERALS.chars().position(|c| c == first)?;
    let value = u32::try_from(position + 1).ok()?;
    (rest.is_none() && value < 10).then_some(value)
}

fn strip_any<'a>(text: &'a str, set: &[char]) -> (bool, &'a str) {
    match text.strip_prefix(set) {
        Some(rest) => (true, rest),
        None => (false, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn the_short_way_folds_as_the_long_one(text in "[!-~、。“”一-鿿！-～]{0,12}") {
            proptest::prop_assert_eq!(fold(&text), fold_any(&text));
        }
    }

    #[test]
    fn every_settled_character_folds_as_the_long_way_says() {
        for c in '\0'..='\u{FFFF}' {
            if let Some(folded) = settled(c) {
                assert_eq!(folded.to_string(), fold_any(&c.to_string()), "{c:?}");
            }
        }
    }

    #[test]
    fn the_tables_that_are_searched_are_sorted() {
        assert!(VARIANTS.is_sorted_by_key(|entry| entry.0));
        assert!(RADICALS.is_sorted_by_key(|entry| entry.0));
    }

    fn split(text: &str) -> (u8, u32, String) {
        let (numbering, rest) = split_numbering(text);
        let (level, value) = numbering.map_or((0, 0), |n| (n.level, n.value));
        (level, value, rest)
    }

    #[test]
    fn folding_joins_what_fonts_and_keyboards_keep_apart() {
        assert_eq!(fold("⺠政局"), "民政局");
        assert_eq!(fold("⼾籍"), "户籍");
        assert_eq!(fold("⾏政 处\u{3000}罚\u{feff}\u{ad}"), "行政处罚");
        assert_eq!(fold("（１）\u{0} ％"), "(1)%");
        assert_eq!(fold("內部·強制"), "内部·强制");
    }

    #[test]
    fn folding_twice_is_folding_once() {
        for text in ["⼾ ´ ㈠", "⻚⺅", "½ ﬁ ㎡"] {
            assert_eq!(fold(&fold(text)), fold(text));
        }
    }

    #[test]
    fn a_stroke_through_a_label_is_no_part_of_it() {
        assert_eq!(fold("予\u{336}以\u{336}公开"), "予以公开");
        let (standing, struck) = split_struck("1\u{336}件2");
        assert_eq!((&*standing, struck.as_str()), ("件2", "1"));
    }

    #[test]
    fn core_has_no_punctuation() {
        assert_eq!(core("（一）予以公开：12.5%"), "一予以公开125%");
        assert_eq!(core("（一）予以公開"), "一予以公开");
    }

    #[test]
    fn numbering_of_each_level_is_split_off() {
        assert_eq!(split("一、本年新收"), (1, 1, "本年新收".into()));
        assert_eq!(split("（ 二 ） 部分公开"), (2, 2, "部分公开".into()));
        assert_eq!(split("㈢不予公开"), (2, 3, "不予公开".into()));
        assert_eq!(split("1．属于国家秘密"), (3, 1, "属于国家秘密".into()));
        assert_eq!(split("（12)重复申请"), (3, 12, "重复申请".into()));
        assert_eq!(split("⒉其他"), (3, 2, "其他".into()));
        assert_eq!(split("十一、其他"), (1, 11, "其他".into()));
        assert_eq!(split("二十、其他"), (1, 20, "其他".into()));
    }

    #[test]
    fn a_lost_bracket_or_point_does_no_harm() {
        assert_eq!(split("六）其他处理"), (2, 6, "其他处理".into()));
        assert_eq!(split("（六其他处理"), (2, 6, "其他处理".into()));
        assert_eq!(split("1属于国家秘密"), (3, 1, "属于国家秘密".into()));
        assert_eq!(split("一、"), (1, 1, String::new()));
    }

    #[test]
    fn words_and_numbers_are_no_numbering() {
        for text in [
            "三类内部事务信息",
            "四类过程性信息",
            "12",
            "3件",
            "2023年",
            "1.5万元",
            "1.",
            "（12）",
            "十",
            "",
        ] {
            assert_eq!(split_numbering(text), (None, fold(text)), "{text}");
        }
    }
}
