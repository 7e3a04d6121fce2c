//! The rules of one style sheet that declare something that is read.

use super::{media, scan};
use crate::read::html::declared;

/// How deep groups of rules (`@media` in `@supports`) may stand in each other.
const MAX_DEPTH: usize = 8;

/// A rule: its selectors as written, and its declarations without and with `!important`.
#[derive(Debug, PartialEq)]
pub(super) struct Rule {
    pub(super) selectors: String,
    pub(super) normal: String,
    pub(super) important: String,
}

/// Reads a style sheet as for a screen.
pub(super) fn rules(css: &str) -> Vec<Rule> {
    let mut found = Vec::new();
    let css = scan::without_comments(css);
    group(&css, MAX_DEPTH, &mut found);
    found
}

fn group(css: &str, depth: usize, found: &mut Vec<Rule>) {
    let mut rest = css;
    loop {
        rest = behind_marks(rest);
        if rest.is_empty() {
            return;
        }
        let Some(at_rule) = rest.strip_prefix('@') else {
            let (selectors, _, after) = scan::split(rest, b"{");
            let (block, _, after) = scan::split(after, b"}");
            rest = after;
            found.extend(rule(selectors, block));
            continue;
        };
        let (prelude, stop, after) = scan::split(at_rule, b"{;");
        if stop != Some(b'{') {
            rest = after;
            continue;
        }
        let (block, _, after) = scan::split(after, b"}");
        rest = after;
        if depth > 0 && holds(prelude) {
            group(block, depth - 1, found);
        }
    }
}

/// Sheets inside of pages were once wrapped in the marks of a comment of HTML.
fn behind_marks(css: &str) -> &str {
    let mut rest = css.trim_start();
    while let Some(after) = ["<!--", "-->"]
        .iter()
        .find_map(|mark| rest.strip_prefix(mark))
    {
        rest = after.trim_start();
    }
    rest
}

/// Whether the rules in a group hold on a screen.
fn holds(prelude: &str) -> bool {
    let name_end = prelude
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .unwrap_or(prelude.len());
    let (name, condition) = prelude.split_at_checked(name_end).unwrap_or((prelude, ""));
    match name.to_ascii_lowercase().as_str() {
        "media" => media::is_screen(condition),
        // Browsers support what pages ask for, or the page would not ask.
        "supports" => !condition
            .trim_start()
            .to_ascii_lowercase()
            .starts_with("not"),
        "layer" => true,
        _ => false,
    }
}

fn rule(selectors: &str, block: &str) -> Option<Rule> {
    let kept = declared::kept(block);
    let (normal, important) = kept.split_once('!').unwrap_or((&kept, ""));
    (!kept.is_empty()).then(|| Rule {
        selectors: selectors.trim().to_owned(),
        normal: normal.to_owned(),
        important: important.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(css: &str) -> Vec<String> {
        let rules = rules(css).into_iter();
        rules
            .map(|rule| format!("{} {}!{}", rule.selectors, rule.normal, rule.important))
            .collect()
    }

    #[test]
    fn only_rules_that_say_what_shows_are_kept() {
        let css = "<!-- @charset \"utf-8\"; @import 'x.css'; a{margin:0} .b, .c {DISPLAY:None;x:y} \
            @font-face{font-family:'}'} @media print{.p{display:none}} @media screen{@media all{.s{display:none!important}}} \
            d{visibility:hidden";
        assert_eq!(
            shown(css),
            [
                ".b, .c display:none;!",
                ".s !display:none;",
                "d visibility:hidden;!"
            ]
        );
    }

    #[test]
    fn groups_nested_too_deep_are_left_out() {
        let css = format!("{}.a{{display:none}}", "@media all{".repeat(100_000));
        assert!(shown(&css).is_empty());
    }
}
