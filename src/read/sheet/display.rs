//! What a number shows in its cell (ISO/IEC 29500-1, 18.8.30 and 18.8.31), as far as it says something about the number.

/// How a number format shows numbers.
#[derive(Clone, Debug, PartialEq, Default)]
pub(super) enum Display {
    /// All digits.
    #[default]
    General,
    /// At least so many decimals.
    Fixed(usize),
    /// Hundredths with a percent sign and at least so many decimals.
    Percent(usize),
    /// Days since the epoch.
    Date,
    /// Zero has a text of its own (`-`, or nothing); other numbers as the format inside.
    Zero(String, Box<Display>),
}

impl Display {
    /// The built-in formats: percents and dates; all others show all digits.
    pub(super) fn built_in(id: u32) -> Display {
        match id {
            2 | 4 | 7 | 8 | 39 | 40 => Display::Fixed(2),
            9 => Display::Percent(0),
            10 => Display::Percent(2),
            // Accounting: zero is a dash.
            41 | 42 => Display::Zero(String::from("-"), Box::default()),
            43 | 44 => Display::Zero(String::from("-"), Box::new(Display::Fixed(2))),
            14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58 => Display::Date,
            _ => Display::General,
        }
    }

    /// A format code of a workbook.
    pub(super) fn of_code(code: &str) -> Display {
        let sections = sections(code);
        let first = sections.first().map_or(Display::General, Section::display);
        match sections.get(2).filter(|zero| !zero.has_digits()) {
            Some(zero) => Display::Zero(zero.literal.trim().to_string(), Box::new(first)),
            None => first,
        }
    }

    /// The text of a number; `epoch_1904` for workbooks that count days from 1904.
    pub(super) fn show(&self, value: f64, epoch_1904: bool) -> String {
        match self {
            Display::General => plain(value),
            Display::Fixed(decimals) => padded(plain(value), *decimals),
            Display::Percent(decimals) => format!("{}%", padded(plain(value * 100.0), *decimals)),
            Display::Date => date(value, epoch_1904).unwrap_or_else(|| plain(value)),
            Display::Zero(text, _) if value == 0.0 => text.clone(),
            Display::Zero(_, other) => other.show(value, epoch_1904),
        }
    }
}

/// One part of a format code.
#[derive(Default)]
struct Section {
    /// Text that is shown as it is.
    literal: String,
    /// Characters that stand for parts of the number.
    codes: String,
}

impl Section {
    fn has_digits(&self) -> bool {
        self.codes.contains(['0', '#', '?', 'G', 'g', '@'])
    }

    fn display(&self) -> Display {
        let lower = self.codes.to_ascii_lowercase();
        if lower.contains("general") {
            return Display::General;
        }
        if lower.contains('y') || (lower.contains('d') && lower.contains('m')) {
            return Display::Date;
        }
        let decimals = lower.split_once('.').map_or(0, |(_, behind)| {
            behind.chars().take_while(|c| *c == '0').count().min(15)
        });
        match (lower.contains('%'), decimals) {
            (true, decimals) => Display::Percent(decimals),
            (false, 0) => Display::General,
            (false, decimals) => Display::Fixed(decimals),
        }
    }
}

fn sections(code: &str) -> Vec<Section> {
    let mut found = vec![Section::default()];
    let mut chars = code.chars();
    while let Some(ch) = chars.next() {
        if ch == ';' {
            found.push(Section::default());
            continue;
        }
        let Some(section) = found.last_mut() else {
            continue;
        };
        match ch {
            '"' => section
                .literal
                .extend(chars.by_ref().take_while(|c| *c != '"')),
            '\\' => section.literal.extend(chars.next()),
            // The width of a character, a character to fill with: no text.
            '_' | '*' => {
                chars.next();
            }
            '[' => {
                chars.by_ref().find(|c| *c == ']');
            }
            '-' | '+' | '(' | ')' | '/' | ':' | ' ' | '—' | '－' => {
                section.literal.push(ch);
                section.codes.push(ch);
            }
            _ => section.codes.push(ch),
        }
    }
    found
}

/// All digits that a spreadsheet keeps, fifteen, so that 0.1 + 0.2 is 0.3; never an exponent.
pub(super) fn plain(value: f64) -> String {
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    // There is no minus zero on paper.
    (rounded + 0.0).to_string()
}

/// Adds zeros up to so many decimals; takes no digit away.
fn padded(text: String, decimals: usize) -> String {
    if decimals == 0 {
        return text;
    }
    match text.split_once('.') {
        Some((whole, part)) => format!("{whole}.{part:0<decimals$}"),
        None => format!("{text}.{:0<decimals$}", ""),
    }
}

/// `2024年1月5日` of a day count; `None` when it is no day after 1900.
fn date(value: f64, epoch_1904: bool) -> Option<String> {
    if !(1.0..3_000_000.0).contains(&value) {
        return None;
    }
    let days = value.floor() as i64;
    // Day 60 is the 29th of February 1900, which never was.
    let since_1970 = match (epoch_1904, days < 60) {
        (true, _) => days - 24_107,
        (false, true) => days - 25_568,
        (false, false) => days - 25_569,
    };
    // Civil from days (Hinnant): years begin in March.
    let shifted = since_1970 + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Some(format!("{year}年{month}月{day}日"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(code: &str, value: f64) -> String {
        Display::of_code(code).show(value, false)
    }

    #[test]
    fn numbers_show_their_digits() {
        for (value, text) in [
            (12.0, "12"),
            (0.1 + 0.2, "0.3"),
            (-0.0, "0"),
            (1e15, "1000000000000000"),
            (12.5, "12.5"),
        ] {
            assert_eq!(plain(value), text);
        }
    }

    #[test]
    fn format_codes_show_as_displayed() {
        for (code, value, text) in [
            ("General", 5.0, "5"),
            ("0.00", 5.0, "5.00"),
            ("0.00_ ", 5.123, "5.123"),
            ("0%", 0.07, "7%"),
            ("0.00%", 0.5, "50.00%"),
            ("yyyy\"年\"m\"月\"d\"日\";@", 45_296.0, "2024年1月5日"),
            ("#,##0", 1234.0, "1234"),
            ("_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ ", 0.0, "-"),
            ("_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ ", 3.0, "3"),
            ("0;-0;;@", 0.0, ""),
            ("0_);[Red]\\(0\\)", 0.0, "0"),
        ] {
            assert_eq!(show(code, value), text, "{code}");
        }
    }
}
