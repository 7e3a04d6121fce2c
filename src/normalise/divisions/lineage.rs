//! A division over the years: its code in the table of today.

use super::level;
use super::table::{self, Division, YEARS};

/// Changes of code that are followed; no division has had more than three.
const MAX_CHANGES: usize = 8;

/// The code that the division with `code` has now: its own, or that of the one division of its level and province that took over
/// its name in the year after it ended (320829 洪泽县 until 2015, 320813 洪泽区 since 2016).
///
/// A division that was merged into one that was there before (宣化县 into 宣化区) keeps its code: they were two.
/// `None` when there was never such a code.
pub(crate) fn latest_code(code: &str) -> Option<&'static str> {
    let mut code = table::of_code(code).last()?.code;
    for _ in 0..MAX_CHANGES {
        match successor(code) {
            Some(next) => code = next,
            None => break,
        }
    }
    Some(code)
}

fn successor(code: &str) -> Option<&'static str> {
    let own = table::of_code(code);
    let end = own.iter().map(|row| row.years.1).max()?;
    if end >= YEARS.1 {
        return None;
    }
    let stems: Vec<_> = own.iter().filter_map(Division::stem).collect();
    let province = code.get(..2)?;
    let mut heirs: Vec<_> = table::rows()
        .filter(|row| row.code.starts_with(province) && level(row.code) == level(code))
        .filter(|row| row.full && row.years.0 == end + 1)
        .filter(|row| row.stem().is_some_and(|stem| stems.contains(&stem)))
        .map(|row| row.code)
        .collect();
    heirs.sort_unstable();
    heirs.dedup();
    let [heir] = heirs[..] else {
        return None;
    };
    let first = table::of_code(heir).iter().map(|row| row.years.0).min()?;
    (first == end + 1).then_some(heir)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_county_that_became_a_district_or_moved_to_another_city_is_the_same() {
        for (old, new) in [
            ("320829", "320813"),
            ("341422", "340281"),
            ("632121", "630203"),
            ("542623", "540481"),
            ("320813", "320813"),
        ] {
            assert_eq!(latest_code(old), Some(new));
        }
        assert_eq!(latest_code("999999"), None);
    }

    #[test]
    fn what_was_merged_into_another_is_not_the_same() {
        // 宣化县 into 宣化区; 桥东区 of 石家庄 was dissolved, that of 张家口 goes on; 莱芜市 was a city.
        for code in ["130721", "130103", "500222", "371200"] {
            assert_eq!(latest_code(code), Some(code));
        }
    }

    #[test]
    fn no_division_takes_over_two() {
        let mut heirs: Vec<_> = table::rows()
            .filter(|row| row.years.1 >= YEARS.0)
            .map(|row| row.code)
            .collect();
        heirs.sort_unstable();
        heirs.dedup();
        let mut heirs: Vec<_> = heirs.iter().filter_map(|code| successor(code)).collect();
        assert!(heirs.len() > 250, "{}", heirs.len());
        heirs.sort_unstable();
        assert!(heirs.is_sorted_by(|a, b| a < b));
    }
}
