//! Numbers in running text: `34`, `1,234`, `三`, `十二`, read backwards from what they count.

use rust_decimal::Decimal;

/// Digits of a number; longer runs are codes.
const MAX_DIGITS: usize = 12;

/// The number at the end of a folded text, with the byte at which it begins.
///
/// `None` when there is none, when it is part of something else (`第5`, `3-5`, `A12`, `0.5.1`, `1,2`), or when a Chinese
/// numeral is no number by itself (`十余` ends in none, `百`).
pub(super) fn at_end(text: &str) -> Option<(usize, Decimal)> {
    let run = |keep: fn(char) -> bool| text.trim_end_matches(keep).len();
    let arabic = run(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
    let tail = text.get(arabic..)?.trim_start_matches(['.', ',']);
    let start = text.len() - tail.len();
    if !tail.is_empty() {
        return stands_alone(text, start).then_some((start, decimal(tail)?));
    }
    let start = run(|c| NUMERALS.contains(c));
    let tail = text.get(start..).filter(|tail| !tail.is_empty())?;
    stands_alone(text, start).then_some((start, chinese(tail)?.into()))
}

/// Whether the number that begins here goes on before: letters, dashes and digits would belong to it.
fn stands_alone(text: &str, start: usize) -> bool {
    let before = text.get(..start).unwrap_or_default().chars().next_back();
    !before.is_some_and(|c| {
        c.is_ascii_alphanumeric()
            || NUMERALS.contains(c)
            || "-+~—–−/第至〔〕%‰.余多近约超上数几".contains(c)
    })
}

/// `1,234.5`; commas only between groups of three.
fn decimal(text: &str) -> Option<Decimal> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let grouped = groups.clone().next().is_some();
    let fits = (!grouped || (1..=3).contains(&first.len())) && groups.all(|group| group.len() == 3);
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let plain: String = whole.chars().filter(|c| *c != ',').collect();
    let sound = fits && is_number(&plain) && is_number(fraction);
    if !sound || plain.len() + fraction.len() > MAX_DIGITS {
        return None;
    }
    format!("{plain}.{fraction}").parse().ok()
}

const NUMERALS: &str = "零〇一二两三四五六七八九十百千万亿";

/// A Chinese numeral below ten thousand: `三`, `十二`, `一百零五`, `两千三百`; digits alone (`一二`) are none.
fn chinese(text: &str) -> Option<u32> {
    const UNITS: [(char, u32); 3] = [('千', 1000), ('百', 100), ('十', 10)];
    if matches!(text, "零" | "〇") {
        return Some(0);
    }
    let mut rest = text;
    let mut value = 0;
    let mut begun = false;
    for (unit, weight) in UNITS {
        let Some((digit, after)) = rest.split_once(unit) else {
            continue;
        };
        value += weight
            * match digit.trim_start_matches(['零', '〇']) {
                // 十二 begins with 十; 百 and 千 have their digit.
                "" if unit == '十' && !begun => 1,
                digit => one(digit)?,
            };
        rest = after;
        begun = true;
    }
    let units = match begun {
        true => rest.trim_start_matches(['零', '〇']),
        false => rest,
    };
    match units {
        "" => begun.then_some(value),
        units => Some(value + one(units)?),
    }
}

fn one(text: &str) -> Option<u32> {
    let mut chars = text.chars();
    let first = chars.next().filter(|_| chars.next().is_none())?;
    match first {
        '两' => Some(2),
        _ => "一二三四五六七八九"
            .chars()
            .zip(1..)
            .find_map(|(digit, value)| (digit == first).then_some(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        at_end(text).map(|(_, value)| value.normalize().to_string())
    }

    #[test]
    fn numbers_are_read_from_their_end() {
        for (text, number) in [
            ("收到申请34", "34"),
            ("受理,0", "0"),
            ("共1,234", "1234"),
            ("收取2039758.6", "2039758.6"),
            ("收到三", "3"),
            ("申请零", "0"),
            ("申请十二", "12"),
            ("申请二十", "20"),
            ("申请一百零五", "105"),
            ("申请一百一十", "110"),
            ("申请两千三百四十一", "2341"),
        ] {
            assert_eq!(read(text).as_deref(), Some(number), "{text}");
        }
        assert_eq!(at_end("共12").map(|found| found.0), Some(3));
    }

    #[test]
    fn parts_of_other_things_and_vague_numbers_are_none() {
        for text in [
            "第5",
            "3-5",
            "A12",
            "1.2.3",
            "1,2",
            "1,2345",
            "近100",
            "3万",
            "数百",
            "百",
            "一二",
            "十余",
            "",
            "二零",
            "2023年",
            "1234567890123",
            "12,345,67",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
