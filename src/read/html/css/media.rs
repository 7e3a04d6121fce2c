//! Media queries (Media Queries Level 4), asked of a wide screen with a mouse.

use super::scan;

/// The screen of which questions are asked, in CSS pixels.
const WIDTH: f64 = 1_920.0;
const HEIGHT: f64 = 1_080.0;

/// Whether a list of queries holds for a screen; an empty one does.
pub(super) fn is_screen(queries: &str) -> bool {
    let queries = queries.trim().to_ascii_lowercase();
    queries.is_empty() || scan::list(&queries).any(query)
}

fn query(query: &str) -> bool {
    let query = query.trim();
    let query = query.strip_prefix("only ").unwrap_or(query);
    if let Some(negated) = query.strip_prefix("not ") {
        return !all(negated);
    }
    if query.contains(") or (") {
        return query.split(" or ").any(all);
    }
    all(query)
}

fn all(conditions: &str) -> bool {
    conditions
        .split(" and ")
        .flat_map(|condition| condition.split(" and("))
        .all(|condition| match condition.trim() {
            "all" | "screen" => true,
            condition if condition.contains('(') || condition.ends_with(')') => {
                feature(condition.trim_matches(['(', ')', ' ']))
            }
            _ => false,
        })
}

fn feature(feature: &str) -> bool {
    let Some((name, value)) = feature.split_once(':') else {
        return range(feature);
    };
    let value = value.trim();
    let compare = |size: f64, least: bool| {
        pixels(value).is_some_and(|limit| if least { size >= limit } else { size <= limit })
    };
    match name.trim() {
        "min-width" | "min-device-width" => compare(WIDTH, true),
        "max-width" | "max-device-width" => compare(WIDTH, false),
        "min-height" | "min-device-height" => compare(HEIGHT, true),
        "max-height" | "max-device-height" => compare(HEIGHT, false),
        "orientation" => value == "landscape",
        "prefers-color-scheme" => value == "light",
        "hover" | "any-hover" => value == "hover",
        "pointer" | "any-pointer" => value == "fine",
        _ => false,
    }
}

/// `width >= 600px`, or a feature that is only asked for.
fn range(feature: &str) -> bool {
    let size = |name: &str| match name.trim() {
        "width" => Some(WIDTH),
        "height" => Some(HEIGHT),
        other => pixels(other),
    };
    let Some(at) = feature.find(['<', '>']) else {
        return matches!(feature.trim(), "color" | "hover" | "width" | "height");
    };
    let (left, right) = feature.split_at_checked(at).unwrap_or_default();
    let is_less = right.starts_with('<');
    let right = right.get(1..).unwrap_or_default();
    let (is_equal, right) = match right.strip_prefix('=') {
        Some(right) => (true, right),
        None => (false, right),
    };
    match (size(left), size(right)) {
        (Some(left), Some(right)) if left < right => is_less,
        (Some(left), Some(right)) if left > right => !is_less,
        (Some(_), Some(_)) => is_equal,
        _ => false,
    }
}

/// A length in pixels.
fn pixels(length: &str) -> Option<f64> {
    let length = length.trim();
    let end = length
        .find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-')
        .unwrap_or(length.len());
    let (number, unit) = length.split_at_checked(end)?;
    let number: f64 = number.parse().ok()?;
    match unit.trim() {
        "px" => Some(number),
        "em" | "rem" => Some(number * 16.0),
        "" if number == 0.0 => Some(0.0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_screen_is_no_phone_and_no_paper() {
        for query in [
            "",
            "all",
            "SCREEN",
            "print, screen",
            "only screen and (min-width:1200px)",
            "not print",
            "(min-width: 48em) and (orientation: landscape)",
            "screen and (width > 768px)",
            "(max-width:1px) or (min-width:2px)",
        ] {
            assert!(is_screen(query), "{query}");
        }
        for query in [
            "print",
            "speech",
            "screen and (max-width:768px)",
            "screen and(max-width:768px)",
            "(max-device-width: 480px)",
            "not screen",
            "not all and (min-width:0)",
            "(width <= 768px)",
            "(nonsense)",
            "screen and (-webkit-min-device-pixel-ratio:2)",
        ] {
            assert!(!is_screen(query), "{query}");
        }
    }
}
