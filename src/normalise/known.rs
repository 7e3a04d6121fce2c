//! What is known of a file from elsewhere, made ready to use.

use std::sync::LazyLock;

use regex::Regex;

use super::date::Date;
use super::text::fold;
use super::{divisions, year};
use crate::Known;
use crate::issue::{self, Issue, Place};

/// The values with those left out that cannot be, one finding for each of these: names folded, the date in ISO form.
/// The time of retrieval stays as it is or is left out.
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
    let retrieved = known.retrieved.trim();
    let is_time = retrieved.is_empty() || is_iso(retrieved);
    if !is_time {
        fault(format!("「{retrieved}」 is no time of ISO 8601"));
    }
    let known = Known {
        url: known.url.trim().to_owned(),
        agency: fold(&known.agency),
        year,
        region_code,
        publisher: fold(&known.publisher),
        published: published.map(Date::iso).unwrap_or_default(),
        retrieved: retrieved.to_owned(),
    };
    let known = match is_time {
        true => known,
        false => Known {
            retrieved: String::new(),
            ..known
        },
    };
    (known, faults)
}

/// Whether a text is a day or its beginning, or a day and a time with or without its zone, in ISO 8601.
fn is_iso(text: &str) -> bool {
    static TIME: LazyLock<Regex> = LazyLock::new(|| {
        let clock = "([01][0-9]|2[0-3]):[0-5][0-9]";
        let pattern = format!("^{clock}(:([0-5][0-9]|60)([.][0-9]{{1,9}})?)?(Z|[+-]{clock})?$");
        Regex::new(&pattern).expect("the pattern is constant and tested")
    });
    let (day, time) = match text.split_once('T') {
        Some((day, time)) => (day, Some(time)),
        None => (text, None),
    };
    let is_day = Date::at_start(day).is_some_and(|date| date.iso() == day);
    is_day && time.is_none_or(|time| day.len() == "2024-03-01".len() && TIME.is_match(time))
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
    fn a_time_of_retrieval_is_kept_as_it_is_when_it_can_be() {
        let of = |retrieved: &str| {
            let retrieved = retrieved.to_owned();
            let known = Known {
                retrieved,
                ..Known::default()
            };
            let (known, faults) = checked(&known);
            assert_eq!(known.published, "");
            (known.retrieved, faults.len())
        };
        for time in [
            "2024-03-01T02:03:04Z",
            "2024-03-01T02:03:04.123456Z",
            "2024-03-01T02:03+08:00",
            "2024-03-01T02:03:04",
            "2024-03-01",
            "2024",
            "",
        ] {
            assert_eq!(of(time), (time.to_owned(), 0));
        }
        for none in [
            "20240301020304",
            "2024-03-01T25:03:04Z",
            "2024-03T02:03:04Z",
            "2024-03-01 02:03",
            "2024-13-01",
            "soon",
        ] {
            assert_eq!(of(none), (String::new(), 1), "{none}");
        }
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
