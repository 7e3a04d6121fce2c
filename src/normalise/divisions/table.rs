//! The table of divisions: GB/T 2260 codes with the years in which a name stood (`divisions.csv`, made by `build.py`).

/// `name,code,from,to,kind`, sorted by name.
const DATA: &str = include_str!("divisions.csv");
/// The years that the table covers whole; earlier and later ones count as the nearest. Codes gone before stand in it too.
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
    pub(super) code: &'static str,
    /// The full name, or another one in use.
    pub(super) name: &'static str,
    /// Whether it is the full name.
    pub(super) full: bool,
    /// First and last year at whose end the name stood.
    pub(super) years: (u16, u16),
}

impl Division {
    /// Whether it stood in one of these years.
    pub(super) fn stood(&self, years: (u16, u16)) -> bool {
        self.years.0 <= years.1 && years.0 <= self.years.1
    }

    /// What the name has before its unit: 洪泽 of 洪泽区, 长阳 of 长阳县; nothing shorter than two characters.
    pub(super) fn stem(&self) -> Option<&'static str> {
        let stem = self.name.strip_suffix("地区");
        let stem = stem.or_else(|| self.name.strip_suffix(UNITS));
        stem.filter(|stem| stem.chars().count() > 1)
    }
}

/// How deep the division with this code stands.
pub(in crate::normalise) fn level(code: &str) -> Level {
    match code {
        code if code.ends_with("0000") => Level::Province,
        code if code.ends_with("00") => Level::City,
        _ => Level::County,
    }
}

/// The characters that names of divisions end with.
const UNITS: [char; 7] = ['省', '市', '区', '县', '旗', '州', '盟'];

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

/// The lines without the heading.
fn lines() -> &'static str {
    DATA.split_once('\n').map_or("", |(_, lines)| lines)
}

fn row(line: &'static str) -> Option<Division> {
    let mut fields = line.split(',');
    let mut field = || fields.next();
    let (name, code) = (field()?, field()?);
    let (from, to) = (field()?.parse().ok()?, field()?);
    Some(Division {
        code,
        name,
        full: field()?.is_empty(),
        years: (from, to.parse().unwrap_or(YEARS.1)),
    })
}

/// Every row, by name.
pub(super) fn rows() -> impl Iterator<Item = Division> {
    lines().lines().filter_map(row)
}

/// The rows of one code, oldest first, the full name before others.
pub(super) fn of_code(code: &str) -> Vec<Division> {
    // No other field has six digits.
    if code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()) {
        return Vec::new();
    }
    let key = format!(",{code},");
    let line = |(at, _): (usize, &str)| {
        let start = lines().get(..at)?.rfind('\n').map_or(0, |end| end + 1);
        row(lines().get(start..)?.lines().next()?)
    };
    let mut found: Vec<Division> = lines().match_indices(&key).filter_map(line).collect();
    found.sort_by_key(|row| (row.years, !row.full));
    found
}

/// Every row since 2003 with whose name `text` begins.
///
/// The file is searched as it stands: making an index of it would take longer than to look up all names of a document.
pub(super) fn at_start_of(text: &str) -> impl Iterator<Item = Division> {
    let first = text
        .chars()
        .next()
        .map_or("", |c| text.get(..c.len_utf8()).unwrap_or_default());
    let from = lines().get(first_line_from(first)..).unwrap_or_default();
    let alike = from
        .lines()
        .take_while(move |line| !first.is_empty() && line.starts_with(first));
    let named = alike.filter(move |line| {
        line.split(',')
            .next()
            .is_some_and(|name| text.starts_with(name))
    });
    named.filter_map(row).filter(|row| row.stood(YEARS))
}

/// Where the first line begins that does not stand before `key`.
fn first_line_from(key: &str) -> usize {
    let bytes = lines().as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let before = bytes.get(..middle).unwrap_or_default();
        let start = before
            .iter()
            .rposition(|b| *b == b'\n')
            .map_or(0, |at| at + 1);
        let line = bytes.get(start..).unwrap_or_default();
        let length = line.iter().position(|b| *b == b'\n').unwrap_or(line.len());
        match line.get(..length).is_some_and(|line| line < key.as_bytes()) {
            true => low = start + length + 1,
            false => high = start,
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_and_they_are_sorted() {
        assert_eq!(rows().count(), lines().lines().count());
        assert!(rows().is_sorted_by_key(|row| (row.name, row.code, row.years)));
        assert!(rows().all(|row| row.code.len() == 6 && row.years.0 <= row.years.1));
        assert!(rows().all(|row| 1990 <= row.years.0 && row.years.1 <= YEARS.1));
    }

    #[test]
    fn every_name_is_found_by_its_beginning() {
        for row in rows().filter(|row| row.stood(YEARS)) {
            let text = format!("{}人民政府", row.name);
            assert!(at_start_of(&text).any(|found| found == row), "{row:?}");
        }
        for text in ["", ",", "\u{0}", "\u{10ffff}", "a"] {
            assert_eq!(at_start_of(text).count(), 0);
        }
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
                let rows = rows().filter(|row| row.full && row.stood((year, year)));
                rows.filter(|row| super::level(row.code) == level).count()
            };
            let levels = [Level::Province, Level::City, Level::County];
            assert_eq!(levels.map(count), [34, cities, counties], "{year}");
        }
    }

    #[test]
    fn each_division_lies_in_a_province_of_its_time() {
        let provinces: Vec<Division> = rows().filter(|row| row.code.ends_with("0000")).collect();
        for row in rows().filter(|row| row.stood(YEARS)) {
            let mut of = provinces.iter().filter(|p| lies_in(row.code, p.code));
            assert!(of.any(|p| p.stood(row.years)), "{row:?}");
        }
    }

    #[test]
    fn the_rows_of_a_code_are_all_of_its_names() {
        let names = |code| of_code(code).iter().map(|row| row.name).collect::<Vec<_>>();
        assert_eq!(names("420600"), ["襄樊市", "襄阳市"]);
        assert_eq!(
            names("652800"),
            ["巴音郭楞蒙古自治州", "巴州", "巴音郭楞州"]
        );
        assert_eq!(names("2003"), [""; 0]);
        assert_eq!(names(""), [""; 0]);
    }

    #[test]
    fn one_division_lies_in_another_by_its_code() {
        assert!(lies_in("320813", "320800") && lies_in("320813", "320000"));
        assert!(lies_in("320813", "320813") && lies_in("654200", "654000"));
        assert!(!lies_in("320813", "320100") && !lies_in("320800", "320813"));
        assert!(!lies_in("654002", "654200"));
    }
}
