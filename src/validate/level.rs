//! How high an agency stands, as far as code and name of it tell.

/// Rank of an agency among the levels of administration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// A county, a district, a town, or a body of one.
    CountyOrBelow,
    /// A prefecture, a province, or a body of one.
    Above,
    /// Neither code nor name tells.
    Unknown,
}

/// Tails of names of towns.
const TOWNS: &[&str] = &["镇人民政府", "乡人民政府", "街道办事处", "镇政府", "乡政府"];
/// Tails of names of governments above a county. `市人民政府` is not among them: some cities are counties.
const HIGH: &[&str] = &["省人民政府", "自治区人民政府", "自治州人民政府"];

/// The level of an agency by its GB/T 2260 code (its last two digits are 00 above a county) and its name.
pub(super) fn of(region_code: &str, agency: &str) -> Level {
    if TOWNS.iter().any(|tail| agency.ends_with(tail)) {
        return Level::CountyOrBelow;
    }
    let is_code = region_code.len() == 6 && region_code.bytes().all(|b| b.is_ascii_digit());
    if is_code {
        // Bodies of a county may stand under the code of its city when the name tells no more.
        return match (region_code.ends_with("00"), agency.contains('县')) {
            (true, false) => Level::Above,
            (true, true) => Level::Unknown,
            (false, _) => Level::CountyOrBelow,
        };
    }
    if HIGH.iter().any(|tail| agency.ends_with(tail)) {
        return Level::Above;
    }
    let district = agency.ends_with("区人民政府") && !agency.ends_with("自治区人民政府");
    match agency.contains('县') || district {
        true => Level::CountyOrBelow,
        false => Level::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_and_name_tell_the_level() {
        for (code, agency, level) in [
            ("320813", "淮安市洪泽区人民政府", Level::CountyOrBelow),
            ("320800", "淮安市人民政府", Level::Above),
            ("320800", "七家子镇人民政府", Level::CountyOrBelow),
            ("", "昌图县财政局", Level::CountyOrBelow),
            ("", "广西壮族自治区人民政府", Level::Above),
            ("", "青山市人民政府", Level::Unknown),
            ("", "", Level::Unknown),
        ] {
            assert_eq!(of(code, agency), level, "{code} {agency}");
        }
    }
}
