//! `nianbao explain CODE`: what a finding means, why it matters, an example.

use anyhow::bail;

use super::args::ExplainArgs;
use super::{Exit, print};
use crate::check::{self, Rule};
use crate::issue::{self, KINDS, Kind};

/// At most so many codes are offered for one that is unknown.
const MOST_NEAR_CODES: usize = 5;

/// How many letters may differ between a code and one that is offered for it.
const NEAR_CODE: usize = 1;

/// The same between names, which are longer.
const NEAR_NAME: usize = 3;

/// Runs the subcommand.
///
/// # Errors
/// When the code is unknown; the message offers those that are near.
pub(super) fn run(args: &ExplainArgs) -> anyhow::Result<Exit> {
    let Some(asked) = &args.code else {
        print(&list())?;
        return Ok(Exit::Done);
    };
    let by_name = || {
        KINDS
            .iter()
            .find(|kind| kind.name.eq_ignore_ascii_case(asked))
    };
    let rule = check::find(asked);
    let kind = rule.map(|rule| rule.kind).or_else(|| issue::find(asked));
    let Some(kind) = kind.or_else(|| by_name().copied()) else {
        bail!("{}", unknown(asked));
    };
    print(&text(kind))?;
    Ok(Exit::Done)
}

fn text(kind: &Kind) -> String {
    let severity = kind.severity.name();
    let doc = kind.doc.trim();
    let finding = format!("{} {} ({severity}) {doc}\n", kind.code, kind.name);
    match check::rules().find(|rule| rule.kind == kind) {
        Some(rule) => finding + &check_text(rule),
        None => finding,
    }
}

/// The check whose failure is a finding.
fn check_text(rule: &Rule) -> String {
    let forms = match rule.forms {
        [] => "any".to_owned(),
        forms => forms.join(", "),
    };
    let reasons = match rule.reasons {
        [] => "none known".to_owned(),
        reasons => reasons.join("; "),
    };
    format!(
        "\n## Check {}\nHolds: {}\nBasis: {}\nForms: {forms}\nHonest reasons: {reasons}\n",
        rule.id,
        rule.holds,
        rule.basis.name()
    )
}

fn list() -> String {
    let line = |kind: &&Kind| {
        let severity = kind.severity.name();
        let heading = kind.doc.lines().next().unwrap_or_default();
        let check = check::rules().find(|rule| rule.kind == *kind);
        let id = check.map_or("", |rule| rule.id);
        let (code, name) = (kind.code, kind.name);
        format!("{code}  {name:21} {severity:8} {id:11} {heading}\n")
    };
    KINDS.iter().map(line).collect()
}

fn unknown(asked: &str) -> String {
    let near = near(asked);
    if near.is_empty() {
        return format!("unknown code {asked:?}; `nianbao explain` lists all");
    }
    format!("unknown code {asked:?}; near it: {}", near.join(", "))
}

/// Codes that may have been meant: spelled nearly so, else of the same letter.
fn near(asked: &str) -> Vec<&'static str> {
    let asked = asked.trim().to_lowercase();
    let alike = |kind: &&&Kind| {
        let own = |rule: &Rule| rule.kind == **kind;
        let id = check::rules().find(|rule| own(rule));
        distance(&asked, &kind.code.to_lowercase()) <= NEAR_CODE
            || distance(&asked, kind.name) <= NEAR_NAME
            || id.is_some_and(|rule| distance(&asked, &rule.id.to_lowercase()) <= NEAR_CODE)
    };
    let same_letter = |kind: &&&Kind| {
        let letter = asked.chars().next();
        let code = asked.chars().skip(1).all(|c| c.is_ascii_digit());
        code && letter == kind.code.to_lowercase().chars().next()
    };
    let mut found: Vec<&Kind> = KINDS.iter().filter(alike).copied().collect();
    if found.is_empty() {
        found = KINDS.iter().filter(same_letter).copied().collect();
        found.sort_by_key(|kind| distance(&asked, &kind.code.to_lowercase()));
    }
    found
        .iter()
        .take(MOST_NEAR_CODES)
        .map(|kind| kind.code)
        .collect()
}

/// How many letters must be changed, added or dropped to make `b` of `a` (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut next = vec![i + 1];
        for (j, (cb, pair)) in b.iter().zip(row.windows(2)).enumerate() {
            let (corner, above) = (pair.first(), pair.last());
            let left = next.get(j).copied().unwrap_or(usize::MAX);
            let change = corner.map_or(usize::MAX, |cost| cost + usize::from(ca != *cb));
            let step = above
                .copied()
                .unwrap_or(usize::MAX)
                .min(left)
                .saturating_add(1);
            next.push(change.min(step));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_chinese_name_and_the_three_parts() {
        for kind in KINDS {
            let heading = kind.doc.lines().next().unwrap_or_default();
            assert!(heading.chars().any(|c| c >= '\u{4e00}'), "{}", kind.code);
            let parts = [
                "\n## What it means\n",
                "\n## Why it matters\n",
                "\n## Example\n",
            ];
            let at: Vec<_> = parts.iter().map(|part| kind.doc.find(part)).collect();
            assert!(
                at.iter().all(Option::is_some) && at.is_sorted(),
                "{}",
                kind.code
            );
        }
    }

    #[test]
    fn a_slip_finds_its_code_and_a_wrong_number_those_of_its_letter() {
        assert_eq!(near("V310"), ["V301", "V302", "V303", "V304", "V201"]);
        assert_eq!(near("v31"), ["V301"]);
        assert_eq!(near("t3-balence"), ["V301"]);
        assert_eq!(near("T3-BALL"), ["V301"]);
        assert_eq!(near("zebra"), Vec::<&str>::new());
    }

    #[test]
    fn distance_counts_changes() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", "abc"), 0);
    }
}
