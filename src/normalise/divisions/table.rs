//! The table of divisions: GB/T 2260 codes with the years in which a name stood (`divisions.csv`, made by `build.py`).

use std::sync::LazyLock;

/// `code,name,short,from,to`, sorted by code.
const DATA: &str = include_str!("divisions.csv");
/// The years that the table covers; earlier and later ones count as the nearest.
pub(super) const YEARS: (u16, u16) = (2003, 2025);

/// How deep a division stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::normalise) enum Level {
    /// 省, 自治区, 直辖市, 特别行政区.
    Province,
    /// 地级市, 地区, 自治州, 盟.
    City,
    /// 县, 市辖区, 县级市, 旗 and all else of that level.
    County,
}

/// A division under one name, for the years in which it had that name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::normalise) struct Division {
    /// GB/T 2260.
    pub(in crate::normalise) code: &'static str,
    /// The full name.
    pub(in crate::normalise) name: &'static str,
    /// Other names in use, separated by spaces.
    short: &'static str,
    /// First and last year at whose end the name stood.
    pub(super) years: (u16, u16),
}

impl Division {
    pub(in crate::normalise) fn level(&self) -> Level {
        match self.code {
            code if code.ends_with("0000") => Level::Province,
            code if code.ends_with("00") => Level::City,
            _ => Level::County,
        }
    }

    /// Whether it stood in one of these years.
    pub(super) fn stood(&self, years: (u16, u16)) -> bool {
        self.years.0 <= years.1 && years.0 <= self.years.1
    }

    /// What the names have before their unit: 洪泽 of 洪泽区, 长阳 of 长阳土家族自治县; nothing shorter than two characters.
    pub(super) fn stems(&self) -> impl Iterator<Item = &'static str> {
        let names = std::iter::once(self.name).chain(self.short.split_whitespace());
        let stem = |name: &'static str| name.strip_suffix("地区").or(name.strip_suffix(UNITS));
        names.filter_map(stem).filter(|s| s.chars().count() > 1)
    }
}

/// The characters that names of divisions end with.
pub(super) const UNITS: [char; 7] = ['省', '市', '区', '县', '旗', '州', '盟'];

/// Whether the division with the first code lies in that with the second; a division lies in itself.
pub(in crate::normalise) fn lies_in(code: &str, outer: &str) -> bool {
    let prefix = match outer.strip_suffix("0000") {
        Some(province) => province,
        None => outer.strip_suffix("00").unwrap_or(outer),
    };
    // 塔城 and 阿勒泰 are prefectures of 伊犁哈萨克自治州.
    let in_yili = outer == "654000" && (code.starts_with("6542") || code.starts_with("6543"));
    code.starts_with(prefix) || in_yili
}

/// The rows, and their names in order.
pub(super) struct Table {
    /// Sorted by code, then by year.
    pub(super) rows: Vec<Division>,
    /// Full and other names with the row they belong to, sorted.
    names: Vec<(&'static str, usize)>,
}

pub(super) static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let rows: Vec<Division> = DATA.lines().skip(1).filter_map(row).collect();
    let named = |(at, row): (usize, &Division)| {
        let names = std::iter::once(row.name).chain(row.short.split_whitespace());
        names.map(|name| (name, at)).collect::<Vec<_>>()
    };
    let mut names: Vec<_> = rows.iter().enumerate().flat_map(named).collect();
    names.sort_unstable();
    Table { rows, names }
});

fn row(line: &'static str) -> Option<Division> {
    let mut fields = line.split(',');
    let mut field = || fields.next();
    let (code, name, short) = (field()?, field()?, field()?);
    let (from, to) = (field()?.parse().ok()?, field()?);
    let to = to.parse().unwrap_or(YEARS.1);
    Some(Division {
        code,
        name,
        short,
        years: (from, to),
    })
}

impl Table {
    /// Every division with one of whose names `text` begins, and that name; shorter names first.
    pub(super) fn at_start_of(&self, text: &str) -> Vec<(&'static str, Division)> {
        let mut found = Vec::new();
        let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
        for end in ends {
            let Some(key) = text.get(..end) else { break };
            let first = self.names.partition_point(|(name, _)| *name < key);
            let from_key = self.names.iter().skip(first);
            let mut alike = from_key.take_while(|(name, _)| name.starts_with(key));
            let mut any = false;
            for (name, at) in alike.by_ref() {
                any = true;
                if *name != key {
                    break;
                }
                found.extend(self.rows.get(*at).map(|row| (*name, *row)));
            }
            if !any {
                break;
            }
        }
        found
    }

    /// The rows of one code, oldest first.
    pub(super) fn of_code<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a Division> {
        let first = self.rows.partition_point(|row| row.code < code);
        let rows = self.rows.iter().skip(first);
        rows.take_while(move |row| row.code == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_and_they_are_sorted() {
        let rows = &TABLE.rows;
        assert_eq!(rows.len(), DATA.lines().count() - 1);
        assert!(rows.is_sorted_by_key(|row| (row.code, row.years)));
        assert!(
            rows.iter()
                .all(|row| row.code.len() == 6 && row.years.0 <= row.years.1)
        );
        assert!(
            rows.iter()
                .all(|row| YEARS.0 <= row.years.0 && row.years.1 <= YEARS.1)
        );
    }

    /// The numbers of divisions that the 国家统计局 gives for the end of these years, 香港, 澳门 and 台湾 included.
    #[test]
    fn the_counts_are_the_official_ones() {
        for (year, cities, counties) in [
            (2003, 333, 2861),
            (2010, 333, 2856),
            (2016, 334, 2851),
            (2019, 333, 2846),
            (2024, 333, 2846),
            (2025, 333, 2845),
        ] {
            let count = |level| {
                let rows = TABLE.rows.iter();
                rows.filter(|row| row.stood((year, year)) && row.level() == level)
                    .count()
            };
            let levels = [Level::Province, Level::City, Level::County];
            assert_eq!(levels.map(count), [34, cities, counties], "{year}");
        }
    }

    #[test]
    fn each_division_lies_in_a_province_of_its_time() {
        for row in &TABLE.rows {
            let province = format!("{}0000", row.code.get(..2).unwrap());
            let mut of = TABLE.of_code(&province);
            assert!(of.any(|p| p.stood(row.years)), "{row:?}");
        }
    }

    #[test]
    fn one_division_lies_in_another_by_its_code() {
        assert!(lies_in("320813", "320800") && lies_in("320813", "320000"));
        assert!(lies_in("320813", "320813") && lies_in("654200", "654000"));
        assert!(!lies_in("320813", "320100") && !lies_in("320800", "320813"));
        assert!(!lies_in("654002", "654200"));
    }
}
