//! Counties that kept name and code through all years.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A county of today: name, code, and the name of its city.
pub(super) type County = (String, String, String);

pub(super) fn counties() -> Vec<County> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/normalise/divisions/divisions.csv");
    let text = fs::read_to_string(path).expect("the table of divisions");
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    // In one name and code from the first year to the last.
    let whole = |row: &&Vec<&str>| row[2] == "2003" && row[3].is_empty() && row[4].is_empty();
    let cities: BTreeMap<&str, &str> = rows
        .iter()
        .filter(whole)
        .map(|row| (row[1], row[0]))
        .collect();
    let county = |row: &Vec<&str>| {
        let city = format!("{}00", &row[1][..4]);
        let city = cities.get(city.as_str())?;
        // Names of two characters may be words.
        let county = !row[1].ends_with("00") && row[0].chars().count() > 2;
        county.then(|| (row[0].to_owned(), row[1].to_owned(), (*city).to_owned()))
    };
    rows.iter().filter(whole).filter_map(county).collect()
}
