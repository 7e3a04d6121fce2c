//! Declarations of CSS that say whether and how text shows, from a `style` attribute or a rule.

use std::borrow::Cow;

use super::css::{declarations, without_comments};

/// Properties whose values are kept as they are, in lower case.
const AS_IT_IS: &[&str] = &[
    "display",
    "visibility",
    "content-visibility",
    "text-decoration",
    "text-decoration-line",
    "vertical-align",
    "float",
    "position",
    "white-space",
];
/// What no number on a page needs to be away from its place to be out of sight, in pixels.
const FAR: f64 = 999.0;

/// The declarations that are read, weakest first: those without `!important`, and behind a `!` those with it. Of
/// lengths and colours only what matters is kept.
pub(super) fn kept(style: &str) -> String {
    let (mut normal, mut important) = (String::new(), String::new());
    let style = match style.contains("/*") {
        true => Cow::Owned(without_comments(style)),
        false => Cow::Borrowed(style),
    };
    for (property, value) in declarations(&style) {
        let (value, is_important) = match value.rsplit_once('!') {
            Some((value, mark)) if mark.trim().eq_ignore_ascii_case("important") => (value, true),
            Some((value, _)) => (value, false),
            None => (value, false),
        };
        let property = property.to_ascii_lowercase();
        let value = value.trim().to_ascii_lowercase();
        if let Some((property, value)) = reduced(&property, &value) {
            let to = if is_important {
                &mut important
            } else {
                &mut normal
            };
            for part in [property, ":", value, ";"] {
                to.push_str(part);
            }
        }
    }
    if !important.is_empty() {
        normal.push('!');
        normal.push_str(&important);
    }
    normal
}

/// A declaration as it is kept, `None` when it says nothing about what shows.
fn reduced<'a>(property: &'a str, value: &'a str) -> Option<(&'a str, &'a str)> {
    if value.is_empty() || value.starts_with("var(") {
        return None;
    }
    if AS_IT_IS.contains(&property) {
        return (value.len() < 64).then_some((property, value));
    }
    let zero_or = |is_zero: bool| if is_zero { "0" } else { "some" };
    Some(match property {
        "font-size" => (property, font_size(value)?),
        "font" => ("font-size", font(value)?),
        "color" => (property, if is_clear(value) { "0" } else { "some" }),
        "opacity" => (
            property,
            zero_or(number(value).is_some_and(|(number, _)| number <= 0.0)),
        ),
        "height" | "max-height" | "width" | "max-width" => (property, zero_or(is_zero(value))),
        "overflow" | "overflow-x" | "overflow-y" => ("overflow", value.split(' ').next()?),
        "left" | "top" | "text-indent" | "margin-left" | "margin-top" => {
            (property, zero_or(is_far(value)))
        }
        "clip" | "clip-path" => ("clip", zero_or(is_clipped(value))),
        "transform" => (
            property,
            zero_or(value.replace(' ', "").contains("scale(0)")),
        ),
        _ => return None,
    })
}

/// The number at the start of a value, and its unit.
fn number(value: &str) -> Option<(f64, &str)> {
    let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+');
    let end = value.find(|c| !is_of_number(c)).unwrap_or(value.len());
    let (digits, unit) = value.split_at_checked(end)?;
    Some((digits.parse().ok()?, unit))
}

fn is_zero(value: &str) -> bool {
    number(value).is_some_and(|(number, unit)| {
        number == 0.0 && unit.bytes().all(|b| b.is_ascii_alphabetic() || b == b'%')
    })
}

/// `0`, `some`, or `rel` for a size that is one when that around it is.
fn font_size(value: &str) -> Option<&'static str> {
    if is_zero(value) {
        return Some("0");
    }
    let relative = ["inherit", "unset", "larger", "smaller"].contains(&value)
        || number(value).is_some_and(|(_, unit)| matches!(unit, "em" | "%" | "ex" | "ch"));
    Some(if relative { "rel" } else { "some" })
}

/// The size in the shorthand `font`: the part with a slash, or the first that is a length.
fn font(value: &str) -> Option<&'static str> {
    if !value.contains(' ') {
        return (value == "initial").then_some("some");
    }
    let is_weight = |part: &str| number(part).is_some_and(|(n, unit)| unit.is_empty() && n >= 1.0);
    let size = value
        .split(' ')
        .map(|part| part.split('/').next().unwrap_or_default())
        .find(|part| number(part).is_some() && !is_weight(part));
    size.map_or(Some("some"), font_size)
}

/// A colour that covers nothing.
fn is_clear(value: &str) -> bool {
    let alpha = || {
        let inside = value.strip_suffix(')')?;
        let inside = inside.split_once('(')?.1;
        let parts: Vec<&str> = inside
            .split([',', '/', ' '])
            .filter(|part| !part.is_empty())
            .collect();
        number(parts.get(3)?)
    };
    let hex = value.strip_prefix('#').unwrap_or_default();
    value == "transparent"
        || alpha().is_some_and(|(alpha, _)| alpha <= 0.0)
        || (hex.len() == 8 && hex.ends_with("00"))
        || (hex.len() == 4 && hex.ends_with('0'))
}

/// Whether a place or an indent leads out of every window.
fn is_far(value: &str) -> bool {
    number(value).is_some_and(|(number, unit)| match unit {
        "px" | "pt" => number <= -FAR,
        "em" | "rem" => number * 16.0 <= -FAR,
        "%" => number <= -500.0,
        _ => false,
    })
}

/// `rect(0,0,0,0)`, `rect(1px,1px,1px,1px)`, `inset(50%)`.
fn is_clipped(value: &str) -> bool {
    if let Some(inside) = value.strip_prefix("rect(") {
        let inside = inside.trim_end_matches(')');
        let parts = || inside.split([',', ' ']).filter(|part| !part.is_empty());
        return parts().count() == 4
            && parts().all(|part| number(part).is_some_and(|(number, _)| number <= 1.0));
    }
    let inset = value.strip_prefix("inset(").unwrap_or_default();
    number(inset).is_some_and(|(number, unit)| unit == "%)" && number >= 50.0)
}

/// What the declarations of an element come to.
#[derive(Debug, Default)]
pub(super) struct Declared<'a> {
    pub(super) display: Option<&'a str>,
    pub(super) visibility: Option<&'a str>,
    pub(super) decoration: Option<&'a str>,
    pub(super) line: Option<&'a str>,
    pub(super) vertical_align: Option<&'a str>,
    pub(super) float: Option<&'a str>,
    pub(super) position: Option<&'a str>,
    pub(super) white_space: Option<&'a str>,
    /// `0`, `some` or `rel`.
    pub(super) font_size: Option<&'a str>,
    /// Text has no colour, or one.
    pub(super) is_clear: Option<bool>,
    pub(super) is_unseen: bool,
    pub(super) has_no_height: bool,
}

impl<'a> Declared<'a> {
    /// Reads declarations that went through [`kept`] and the cascade: the last of each property counts.
    pub(super) fn read(css: &'a str) -> Self {
        let mut declared = Declared::default();
        let (mut is_small, mut is_cut, mut is_far, mut is_clipped) = (0_u8, false, 0_u8, false);
        let (mut is_faint, mut is_indented, mut is_shrunk, mut is_skipped) =
            (false, false, false, false);
        for (property, value) in css.split(';').filter_map(|one| one.split_once(':')) {
            let zero = value == "0";
            let bit = |bits: &mut u8, bit: u8| *bits = (*bits & !bit) | if zero { bit } else { 0 };
            match property {
                "display" => declared.display = Some(value),
                "visibility" => declared.visibility = Some(value),
                "content-visibility" => is_skipped = value == "hidden",
                "text-decoration" => (declared.decoration, declared.line) = (Some(value), None),
                "text-decoration-line" => declared.line = Some(value),
                "vertical-align" => declared.vertical_align = Some(value),
                "float" => declared.float = Some(value),
                "position" => declared.position = Some(value),
                "white-space" => declared.white_space = Some(value),
                "font-size" => declared.font_size = Some(value),
                "color" => declared.is_clear = Some(zero),
                "opacity" => is_faint = zero,
                "text-indent" => is_indented = zero,
                "transform" => is_shrunk = zero,
                "clip" => is_clipped = zero,
                "overflow" => is_cut = matches!(value, "hidden" | "clip"),
                "height" => bit(&mut is_small, 1),
                "max-height" => bit(&mut is_small, 2),
                "width" => bit(&mut is_small, 4),
                "max-width" => bit(&mut is_small, 8),
                "left" => bit(&mut is_far, 1),
                "top" => bit(&mut is_far, 2),
                "margin-left" => bit(&mut is_far, 4),
                "margin-top" => bit(&mut is_far, 8),
                _ => {}
            }
        }
        declared.has_no_height = is_small & 1 != 0;
        declared.is_unseen = is_faint
            || is_indented
            || is_shrunk
            || is_skipped
            || (is_small != 0 && is_cut)
            || (declared.is_apart() && (is_far != 0 || is_clipped));
        declared
    }

    /// Whether the element stands apart from the flow of the text.
    pub(super) fn is_apart(&self) -> bool {
        self.position
            .is_some_and(|value| matches!(value, "absolute" | "fixed"))
    }

    /// Whether its text is crossed out.
    pub(super) fn is_crossed(&self) -> bool {
        let line = self.line.or(self.decoration);
        line.is_some_and(|value| value.contains("line-through"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_read_is_kept_of_a_style() {
        let style = "BACKGROUND:red; Display : NONE !important;font-family:x;mso-hide:all;text-decoration:Underline Line-Through";
        assert_eq!(
            kept(style),
            "text-decoration:underline line-through;!display:none;"
        );
        assert_eq!(kept("background:red"), "");
        assert_eq!(
            kept("font:12.0pt/1.5 宋体;color:#333"),
            "font-size:some;color:some;"
        );
        assert_eq!(kept("font:bold 0/0 a"), "font-size:0;");
    }

    #[test]
    fn text_that_no_one_sees_is_told() {
        for style in [
            "opacity:0",
            "opacity:0.0",
            "position:absolute;left:-9999px",
            "text-indent:-9999em",
            "height:0;overflow:hidden",
            "max-height:0px;overflow:hidden",
            "position:absolute;clip:rect(0 0 0 0)",
            "position:absolute;clip-path:inset(50%)",
            "transform:scale(0)",
        ] {
            assert!(Declared::read(&kept(style)).is_unseen, "{style}");
        }
        for style in [
            "opacity:0.9",
            "opacity:0;opacity:1",
            "position:relative;left:-9999px",
            "position:absolute;left:0",
            "text-indent:-2em",
            "height:0",
            "height:0.5pt;overflow:hidden",
            "overflow:hidden",
            "clip:rect(0 0 0 0)",
        ] {
            assert!(!Declared::read(&kept(style)).is_unseen, "{style}");
        }
    }

    #[test]
    fn colours_without_ink_are_told() {
        for colour in [
            "transparent",
            "rgba(0, 0, 0, 0)",
            "rgb(0 0 0 / 0)",
            "#0000",
            "#11223300",
        ] {
            assert_eq!(kept(&format!("color:{colour}")), "color:0;", "{colour}");
        }
        assert_eq!(kept("color:#100"), "color:some;");
        assert_eq!(kept("color:rgba(0,0,0,.5)"), "color:some;");
    }
}
