//! What a path or URL says: the last resort, and often wrong.

use super::agency;
use super::date::Date;
use super::text::fold;
use super::title::{self, Title};
use super::year;

/// What a path says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct PathSays {
    /// Agency and year.
    pub(super) title: Title,
    /// Whether the file is named with a whole title.
    pub(super) is_title: bool,
    /// The file's name without its extension.
    pub(super) name: String,
    /// The date in the path: `t20240115_123.html`, `2022-09/`, `2024/1/15/`. Portals put that of the publication there.
    pub(super) published: Option<(Date, String)>,
}

/// Reads the file name, then the folders from the inside out.
pub(super) fn read(path: &str) -> PathSays {
    let path = decode(path);
    let parts: Vec<&str> = path
        .split(['/', '\\'])
        .filter(|part| !part.is_empty())
        .collect();
    let name = parts.last().copied().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let (mut title, is_title) = read_name(stem);
    if title.year.is_none() {
        title.year = folder_year(&parts);
    }
    PathSays {
        title,
        is_title,
        name: fold(stem),
        published: publication(&parts),
    }
}

/// The date in the file's name, or else in the innermost folders that are one.
fn publication(parts: &[&str]) -> Option<(Date, String)> {
    let whole = |text: &str| {
        let date = Date::at_start(text).filter(|_| is_date(text))?;
        Some((date, text.to_owned()))
    };
    let (name, folders) = parts.split_last()?;
    let name = name.split(['_', '.']).next().unwrap_or_default();
    let named = name.strip_prefix('t').filter(|rest| rest.len() == 8);
    if let Some(found) = named.and_then(whole) {
        return Some(found);
    }
    let is_part = |part: &str| part.len() <= 2 && part.chars().all(|c| c.is_ascii_digit());
    (0..folders.len()).rev().find_map(|at| {
        let rest = folders.get(at..)?;
        let (first, after) = rest.split_first()?;
        let year_alone = first.len() == 4;
        let parts = after
            .iter()
            .take(2)
            .take_while(|part| year_alone && is_part(part));
        let text = std::iter::once(*first)
            .chain(parts.copied())
            .collect::<Vec<_>>()
            .join("-");
        whole(&text)
    })
}

/// Whether a text is a year and a month at least, and nothing else.
fn is_date(text: &str) -> bool {
    let dated = text
        .chars()
        .all(|c| c.is_ascii_digit() || c == '-' || c == '_');
    dated && text.len() >= 6
}

/// What the name of the file says, and whether it is a whole title.
fn read_name(stem: &str) -> (Title, bool) {
    let text = year::with_digits(&fold(stem));
    if let Some(title) = title::parse(&text) {
        return (title, true);
    }
    let cut = ["政府信息公开", "政务公开", "信息公开", "年报", "年度报告"]
        .iter()
        .filter_map(|word| text.find(word))
        .min();
    let head = text.get(..cut.unwrap_or(text.len())).unwrap_or_default();
    let read = title::parse_head(head).unwrap_or_default();
    let mut years: Vec<u16> = year::years(&text).iter().map(|found| found.year).collect();
    years.dedup();
    let title = Title {
        agency: if agency::is_shaped(&read.agency) {
            read.agency
        } else {
            String::new()
        },
        year: years.first().copied().filter(|_| years.len() == 1),
        years_differ: false,
    };
    (title, false)
}

/// The innermost folder that holds one year and is no part of a date (`/2024/01/15/`, `/2022-09/`).
fn folder_year(parts: &[&str]) -> Option<u16> {
    let folders = parts.iter().zip(parts.iter().skip(1)).rev();
    folders.into_iter().find_map(|(folder, next)| {
        let dated = next.len() <= 2 && next.chars().all(|c| c.is_ascii_digit());
        let years = year::years(&year::with_digits(&fold(folder)));
        years
            .first()
            .filter(|_| years.len() == 1 && !dated && !is_date(folder))
            .map(|found| found.year)
    })
}

/// Undoes percent-encoding; what is no UTF-8 then stays as it was.
fn decode(path: &str) -> String {
    let mut out = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = (first == b'%').then(|| after.get(..2)).flatten();
        let byte = hex
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        out.push(byte.unwrap_or(first));
        rest = if byte.is_some() {
            after.get(2..).unwrap_or_default()
        } else {
            after
        };
    }
    String::from_utf8(out).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str) -> Title {
        super::read(path).title
    }

    #[test]
    fn a_date_in_a_path_is_that_of_the_publication() {
        let date = |path| super::read(path).published.map(|found| found.0.iso());
        for (path, iso) in [
            (
                "http://a.cn/zwgk/202209/t20220913_123.html",
                Some("2022-09-13"),
            ),
            ("a/2022-09/content_1.html", Some("2022-09")),
            ("art/2024/1/15/art_1_2.html", Some("2024-01-15")),
            ("202401/1.pdf", Some("2024-01")),
            ("2023/hz.pdf", None),
            ("9999/a.pdf", None),
        ] {
            assert_eq!(date(path).as_deref(), iso, "{path}");
        }
        assert_eq!(read("a/2022-09/content_1.html").year, None);
    }

    #[test]
    fn the_file_name_comes_before_the_folders() {
        let title = read("reports/2019/青山县水务局2023年政府信息公开工作年度报告.pdf");
        assert_eq!(
            (title.agency.as_str(), title.year),
            ("青山县水务局", Some(2023))
        );
        let title = read("%E5%B1%80/青山县水务局2023年年报（定稿）.pdf");
        assert_eq!(
            (title.agency.as_str(), title.year),
            ("青山县水务局", Some(2023))
        );
        assert_eq!(read("2023/hz.pdf").year, Some(2023));
        assert_eq!(read("hzq2023.pdf").year, Some(2023));
    }

    #[test]
    fn dates_and_numbers_are_no_years() {
        assert_eq!(read("/2024/01/t20240115_20231.pdf"), Title::default());
        assert_eq!(read("2022-2023.pdf").year, None);
        assert_eq!(read(""), Title::default());
    }
}
