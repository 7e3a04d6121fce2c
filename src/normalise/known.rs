//! What is known of a file from elsewhere, made ready to use.

use super::date::Date;
use super::text::fold;
use super::{divisions, year};
use crate::Known;
use crate::issue::{self, Issue, Place};

/// The values with those left out that cannot be, one finding for each of these: names folded, the date in ISO form.
pub(crate) fn checked(known: &Known) -> (Known, Vec<Issue>) {
    let mut faults = Vec::new();
    let mut fault = |message: String| {
        faults.push(Issue {
            kind: &issue::KNOWN_LEFT_OUT,
            place: Place::default(),
            message: format!("known from elsewhere, left out: {message}"),
        });
    };
    let year = known.year.filter(|&year| {
        let valid = year::is_valid(year);
        if !valid {
            fault(format!("the year {year} is out of range"));
        }
        valid
    });
    let mut region_code = fold(&known.region_code);
    if !region_code.is_empty() && !divisions::is_known(&region_code) {
        fault(format!("there never was a region {region_code}"));
        region_code.clear();
    }
    // The time of day behind it is of no use.
    let day = known.published.split_whitespace().next();
    let said = fold(day.unwrap_or_default());
    let published = Date::at_start(&said);
    if published.is_none() && !said.is_empty() {
        fault(format!("「{said}」 is no date"));
    }
    let known = Known {
        url: known.url.trim().to_owned(),
        agency: fold(&known.agency),
        year,
        region_code,
        publisher: fold(&known.publisher),
        published: published.map(Date::iso).unwrap_or_default(),
    };
    (known, faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_is_left_out_and_told() {
        let known = Known {
            agency: " 洪泽区 水务局".into(),
            year: Some(1923),
            region_code: "320899".into(),
            published: "soon".into(),
            ..Known::default()
        };
        let (known, faults) = checked(&known);
        assert_eq!((known.agency.as_str(), known.year), ("洪泽区水务局", None));
        assert_eq!(
            (known.region_code.as_str(), known.published.as_str()),
            ("", "")
        );
        assert_eq!(faults.len(), 3);
        assert!(faults.iter().all(|fault| fault.kind.code == "F009"));
    }

    #[test]
    fn what_can_be_is_kept_and_no_finding() {
        let known = Known {
            year: Some(2014),
            region_code: "320829".into(),
            published: "2015/3/1 08:00".into(),
            ..Known::default()
        };
        let (known, faults) = checked(&known);
        assert_eq!(
            (known.year, known.region_code.as_str()),
            (Some(2014), "320829")
        );
        assert_eq!((known.published.as_str(), faults.len()), ("2015-03-01", 0));
    }
}
