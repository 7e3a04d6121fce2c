//! Days as pages print them: `2024-01-15`, `2024年1月15日`, `2024/1/15`, `20240115`.

use std::sync::LazyLock;

use regex::Regex;

/// The last day or month of which a report can be that of the same year: `2018年12月31日` under the report of 2018.
const YEAR_END: u8 = 12;

/// A day, or a month or year when no more is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Date {
    pub(super) year: u16,
    month: Option<u8>,
    day: Option<u8>,
}

impl Date {
    /// The date that the folded `text` begins with; `None` when it begins with none that can be.
    ///
    /// Folding took the space before a time of day: `2024-01-1510:20`.
    pub(super) fn at_start(text: &str) -> Option<Date> {
        static DATE: LazyLock<Regex> = LazyLock::new(|| {
            let pattern = "^(20[0-9]{2})(?:(?:[-/._年])([0-9]{1,2})(?:[-/._月]([0-9]+)(:)?)?|([0-9]{2})([0-9]{2})?)?";
            Regex::new(pattern).expect("the pattern is constant and tested")
        });
        // Most texts that are asked are empty: the pattern is not made for them.
        if text.is_empty() {
            return None;
        }
        let found = DATE.captures(text)?;
        let group = |i| found.get(i).map(|m| m.as_str());
        let day = match group(3) {
            Some(run) => Some(day_of(run, group(4).is_some())?),
            None => group(6),
        };
        let whole = found.get(0)?.end();
        // `20240` is no date but a number.
        let after = text.get(whole..)?;
        let cut = group(4).is_none() && after.starts_with(|c: char| c.is_ascii_digit());
        let date = Date {
            year: group(1)?.parse().ok()?,
            month: group(2).or(group(5)).and_then(|m| m.parse().ok()),
            day: day.and_then(|d| d.parse().ok()),
        };
        (!cut && date.can_be()).then_some(date)
    }

    fn can_be(self) -> bool {
        self.month.is_none_or(|m| (1..=12).contains(&m))
            && self.day.is_none_or(|d| (1..=31).contains(&d))
    }

    /// `YYYY-MM-DD`, or its beginning.
    pub(super) fn iso(self) -> String {
        let part = |part: Option<u8>| part.map_or(String::new(), |n| format!("-{n:02}"));
        format!("{:04}{}{}", self.year, part(self.month), part(self.day))
    }

    /// The year that a report of this date is about: the one before, or the same when it came out at its end.
    pub(super) fn reported_year(self) -> u16 {
        match self.month.is_some_and(|month| month >= YEAR_END) {
            true => self.year,
            false => self.year.saturating_sub(1),
        }
    }
}

/// The day in the digits behind the month, those of the hour taken off; `None` when that can be done in two ways.
fn day_of(run: &str, before_minutes: bool) -> Option<&str> {
    match (run.len(), before_minutes) {
        (1 | 2, false) => Some(run),
        (4, true) => run.get(..2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_every_usual_spelling() {
        for (text, iso) in [
            ("2024-01-15", "2024-01-15"),
            ("2024年1月5日", "2024-01-05"),
            ("2024/1/15", "2024-01-15"),
            ("20240115", "2024-01-15"),
            ("2024-01-1510:20", "2024-01-15"),
            ("2024年1月", "2024-01"),
            ("2024", "2024"),
            ("202401", "2024-01"),
        ] {
            assert_eq!(
                Date::at_start(text).map(Date::iso).as_deref(),
                Some(iso),
                "{text}"
            );
        }
        // The 1st at 10:20, or the 11th at 0:20.
        for text in [
            "2024-1-110:20",
            "2024-13-01",
            "20241301",
            "2024-01-32",
            "20240",
            "024-01-01",
            "",
        ] {
            assert_eq!(Date::at_start(text), None, "{text}");
        }
    }

    #[test]
    fn a_report_is_about_the_year_before_it_came_out_unless_it_came_out_at_its_end() {
        let year = |text| Date::at_start(text).map(Date::reported_year);
        assert_eq!(
            (year("2024-01-15"), year("2018年12月31日")),
            (Some(2023), Some(2018))
        );
        assert_eq!(year("2024"), Some(2023));
    }
}
