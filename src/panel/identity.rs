//! Which reports are of one agency: by `agency_key`, its region put into the divisions of today.

use std::collections::HashMap;

use super::input::Report;
use crate::normalise::lineage;

/// Years of reports: the regulation that asks for them is of 2008; what is far from it is a misprint.
pub(super) const YEARS: std::ops::RangeInclusive<u16> = 2000..=2099;

/// Gives agencies their ids. Codes are looked up once: the table of divisions is searched as text.
#[derive(Debug, Default)]
pub(super) struct Ids {
    latest: HashMap<String, String>,
}

impl Ids {
    /// The id of the agency of a report, the same for all years: `320813:人民政府`, also of a report of 洪泽县 (320829, the
    /// county that became 洪泽区 in 2016). Empty when the agency is unknown.
    pub(super) fn of(&mut self, report: &Report) -> String {
        match report.agency_key.split_once(':') {
            Some((code, name)) => format!("{}:{name}", self.latest(code)),
            None => String::new(),
        }
    }

    fn latest(&mut self, code: &str) -> &str {
        let of = |code: &String| lineage::latest_code(code).unwrap_or(code).to_owned();
        self.latest.entry(code.to_owned()).or_insert_with_key(of)
    }
}

/// Why a file has no place in the panel.
pub(super) fn unplaced(report: &Report, id: &str) -> Option<&'static str> {
    match report.year {
        _ if id.is_empty() => Some("no_agency"),
        None => Some("no_year"),
        Some(year) if !YEARS.contains(&year) => Some("year_out_of_range"),
        Some(_) => None,
    }
}
