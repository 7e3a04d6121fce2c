//! Numbers as list labels print them: the number formats of ISO/IEC 29500-1, 17.18.59 that Chinese documents use.

/// Word prints no letters beyond this (30 times `z`).
const MAX_LETTERS: u32 = 780;
/// Word prints no Roman numerals beyond this.
const MAX_ROMAN: u32 = 32_767;
/// What stands for a label that is printed but cannot be told.
const UNKNOWN: char = '\u{FFFD}';

const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const LEGAL_SIMPLIFIED: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const LEGAL_TRADITIONAL: [char; 10] = ['零', '壹', '貳', '參', '肆', '伍', '陸', '柒', '捌', '玖'];
const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
const BRANCHES: &str = "子丑寅卯辰巳午未申酉戌亥";
const ROMAN: [(u32, &str); 13] = [
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
];

/// Appends `n` in the number format named `format`; U+FFFD when the format is not known or ends before `n`.
pub(super) fn push(out: &mut String, format: &str, n: u32) {
    match format {
        "decimal" | "decimalHalfWidth" => out.push_str(&n.to_string()),
        "decimalZero" => out.push_str(&format!("{n:02}")),
        "decimalFullWidth" | "decimalFullWidth2" => {
            out.extend(n.to_string().chars().map(full_width))
        }
        "numberInDash" => out.push_str(&format!("- {n} -")),
        "none" => {}
        "lowerLetter" => letters(out, n, 'a'),
        "upperLetter" => letters(out, n, 'A'),
        "lowerRoman" => out.push_str(&roman(n)),
        "upperRoman" => out.push_str(&roman(n).to_uppercase()),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => enclosed(out, n, '①', 20),
        "decimalEnclosedFullstop" => enclosed(out, n, '⒈', 20),
        "decimalEnclosedParen" => enclosed(out, n, '⑴', 20),
        "ideographEnclosedCircle" => enclosed(out, n, '㊀', 10),
        _ => ideographs(out, format, n),
    }
}

/// The name of a number format from its code in Word 2003 XML and binary files ([MS-OSHARED] 2.2.1.3, MSONFC).
pub(super) fn by_code(code: Option<u32>) -> &'static str {
    match code {
        Some(0) | None => "decimal",
        Some(1) => "upperRoman",
        Some(2) => "lowerRoman",
        Some(3) => "upperLetter",
        Some(4) => "lowerLetter",
        Some(10) => "ideographDigital",
        Some(11) => "japaneseCounting",
        Some(14) => "decimalFullWidth",
        Some(15) => "decimalHalfWidth",
        Some(18) => "decimalEnclosedCircle",
        Some(19) => "decimalFullWidth2",
        Some(22) => "decimalZero",
        Some(23) => "bullet",
        Some(26) => "decimalEnclosedFullstop",
        Some(27) => "decimalEnclosedParen",
        Some(28) => "decimalEnclosedCircleChinese",
        Some(29) => "ideographEnclosedCircle",
        Some(30) => "ideographTraditional",
        Some(31) => "ideographZodiac",
        Some(33) => "taiwaneseCounting",
        Some(34) => "ideographLegalTraditional",
        Some(35) => "taiwaneseCountingThousand",
        Some(36) => "taiwaneseDigital",
        Some(37) => "chineseCounting",
        Some(38) => "chineseLegalSimplified",
        Some(39) => "chineseCountingThousand",
        Some(57) => "numberInDash",
        Some(255) => "none",
        Some(_) => "unknown",
    }
}

fn ideographs(out: &mut String, format: &str, n: u32) {
    match format {
        "chineseCounting" | "taiwaneseCounting" if n > 99 => digits(out, n),
        "chineseCounting" | "taiwaneseCounting" | "japaneseCounting" if n > 99 => out.push(UNKNOWN),
        "chineseCounting"
        | "taiwaneseCounting"
        | "japaneseCounting"
        | "chineseCountingThousand"
        | "taiwaneseCountingThousand" => count(out, n, &COUNTING),
        "ideographDigital" | "taiwaneseDigital" => digits(out, n),
        "chineseLegalSimplified" => count(out, n, &LEGAL_S),
        "ideographLegalTraditional" => count(out, n, &LEGAL_T),
        "ideographTraditional" => nth(out, n, STEMS),
        "ideographZodiac" => nth(out, n, BRANCHES),
        _ => out.push(UNKNOWN),
    }
}

fn full_width(digit: char) -> char {
    char::from_u32(u32::from(digit) + 0xFEE0).unwrap_or(digit)
}

/// `a` to `z`, then `aa` to `zz`, and so on.
fn letters(out: &mut String, n: u32, first: char) {
    if n == 0 || n > MAX_LETTERS {
        return out.push(UNKNOWN);
    }
    let letter = char::from_u32(u32::from(first) + (n - 1) % 26).unwrap_or(UNKNOWN);
    out.extend((0..=(n - 1) / 26).map(|_| letter));
}

fn roman(mut n: u32) -> String {
    if n == 0 || n > MAX_ROMAN {
        return UNKNOWN.to_string();
    }
    let mut text = String::new();
    for (value, sign) in ROMAN {
        while n >= value {
            text.push_str(sign);
            n -= value;
        }
    }
    text
}

/// The n-th of a run of ready-made characters; plain digits beyond its end, as Word prints them.
fn enclosed(out: &mut String, n: u32, first: char, count: u32) {
    if n == 0 || n > count {
        return out.push_str(&n.to_string());
    }
    out.extend(char::from_u32(u32::from(first) + n - 1));
}

fn nth(out: &mut String, n: u32, list: &str) {
    let index = usize::try_from(n).unwrap_or(usize::MAX).checked_sub(1);
    out.push(index.and_then(|i| list.chars().nth(i)).unwrap_or(UNKNOWN));
}

/// Digit by digit: 12 is `一二`.
fn digits(out: &mut String, n: u32) {
    out.extend(
        n.to_string()
            .bytes()
            .map(|digit| pick(&DIGITS, u32::from(digit - b'0'))),
    );
}

fn pick(digits: &[char; 10], digit: u32) -> char {
    usize::try_from(digit)
        .ok()
        .and_then(|i| digits.get(i))
        .copied()
        .unwrap_or(UNKNOWN)
}

/// Characters for counting with 十, 百 and 千.
struct Counting {
    digits: [char; 10],
    /// What fills skipped places: `一百零一`.
    gap: char,
    units: [char; 3],
    /// 10 to 19 begin with 十 and not with 一十.
    bare_ten: bool,
}

const COUNTING: Counting = Counting {
    digits: DIGITS,
    gap: '零',
    units: ['十', '百', '千'],
    bare_ten: true,
};
const LEGAL_S: Counting = Counting {
    digits: LEGAL_SIMPLIFIED,
    gap: '零',
    units: ['拾', '佰', '仟'],
    bare_ten: false,
};
const LEGAL_T: Counting = Counting {
    digits: LEGAL_TRADITIONAL,
    ..LEGAL_S
};

/// By counting words: 12 is `十二`, 101 is `一百零一`; up to 9999.
fn count(out: &mut String, n: u32, words: &Counting) {
    if n > 9_999 {
        return out.push(UNKNOWN);
    }
    if n == 0 {
        return out.push(pick(&words.digits, 0));
    }
    let places = [
        (n / 1000, Some(2)),
        (n / 100 % 10, Some(1)),
        (n / 10 % 10, Some(0)),
        (n % 10, None),
    ];
    let (mut begun, mut gap) = (false, false);
    for (digit, unit) in places {
        if digit == 0 {
            gap = begun;
            continue;
        }
        if gap {
            out.push(words.gap);
            gap = false;
        }
        let bare = words.bare_ten && !begun && digit == 1 && unit == Some(0);
        if !bare {
            out.push(pick(&words.digits, digit));
        }
        out.extend(unit.and_then(|u: usize| words.units.get(u)));
        begun = true;
    }
}

#[cfg(test)]
mod tests {
    use super::push;

    fn label(format: &str, n: u32) -> String {
        let mut text = String::new();
        push(&mut text, format, n);
        text
    }

    #[test]
    fn chinese_counting_prints_tens_and_gaps() {
        let format = "chineseCountingThousand";
        let cases = [
            (0, "〇"),
            (1, "一"),
            (10, "十"),
            (12, "十二"),
            (20, "二十"),
            (35, "三十五"),
        ];
        for (n, text) in cases {
            assert_eq!(label(format, n), text);
        }
        assert_eq!(label(format, 101), "一百零一");
        assert_eq!(label(format, 110), "一百一十");
        assert_eq!(label(format, 1001), "一千零一");
        assert_eq!(label(format, 2020), "二千零二十");
        assert_eq!(label("chineseCounting", 21), "二十一");
        assert_eq!(label("japaneseCounting", 11), "十一");
    }

    #[test]
    fn digits_legal_and_cyclic_ideographs_print() {
        assert_eq!(label("ideographDigital", 12), "一二");
        assert_eq!(label("chineseLegalSimplified", 12), "壹拾贰");
        assert_eq!(label("ideographTraditional", 3), "丙");
        assert_eq!(label("ideographZodiac", 12), "亥");
        assert_eq!(label("ideographTraditional", 11), "\u{FFFD}");
    }

    #[test]
    fn western_labels_print() {
        assert_eq!(label("decimal", 12), "12");
        assert_eq!(label("decimalZero", 3), "03");
        assert_eq!(label("decimalFullWidth", 10), "１０");
        assert_eq!(label("lowerLetter", 28), "bb");
        assert_eq!(label("upperRoman", 1994), "MCMXCIV");
        assert_eq!(label("decimalEnclosedCircle", 3), "③");
        assert_eq!(label("decimalEnclosedParen", 3), "⑶");
        assert_eq!(label("none", 3), "");
    }

    #[test]
    fn a_label_that_cannot_be_told_is_marked_and_short() {
        for (format, n) in [
            ("thaiLetters", 1),
            ("lowerLetter", u32::MAX),
            ("lowerRoman", u32::MAX),
        ] {
            assert_eq!(label(format, n), "\u{FFFD}");
        }
    }
}
