//! What a path or URL says: the last resort, and often wrong.

use super::agency;
use super::text::fold;
use super::title::{self, Title};
use super::year;

/// Reads the file name, then the folders from the inside out.
pub(super) fn read(path: &str) -> Title {
    let path = decode(path);
    let parts: Vec<&str> = path
        .split(['/', '\\'])
        .filter(|part| !part.is_empty())
        .collect();
    let name = parts.last().copied().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut title = read_name(stem);
    if title.year.is_none() {
        title.year = folder_year(&parts);
    }
    title
}

fn read_name(stem: &str) -> Title {
    let text = year::with_digits(&fold(stem));
    if let Some(title) = title::parse(&text) {
        return title;
    }
    let cut = ["政府信息公开", "政务公开", "信息公开", "年报", "年度报告"]
        .iter()
        .filter_map(|word| text.find(word))
        .min();
    let head = text.get(..cut.unwrap_or(text.len())).unwrap_or_default();
    let read = title::parse_head(head).unwrap_or_default();
    let mut years: Vec<u16> = year::years(&text).iter().map(|found| found.year).collect();
    years.dedup();
    Title {
        agency: if agency::is_shaped(&read.agency) {
            read.agency
        } else {
            String::new()
        },
        year: years.first().copied().filter(|_| years.len() == 1),
        years_differ: false,
    }
}

/// The innermost folder that holds one year and is no part of a date (`/2024/01/15/`).
fn folder_year(parts: &[&str]) -> Option<u16> {
    let folders = parts.iter().zip(parts.iter().skip(1)).rev();
    folders.into_iter().find_map(|(folder, next)| {
        let dated = next.len() <= 2 && next.chars().all(|c| c.is_ascii_digit());
        let years = year::years(&year::with_digits(&fold(folder)));
        years
            .first()
            .filter(|_| years.len() == 1 && !dated)
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
