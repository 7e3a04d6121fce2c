//! Whether a form of a user's own can be used: every mistake is told by the table and the code where it stands.

use std::collections::BTreeSet;

use super::{Form, FormIdentity, FormTable, RowKind, equation};

/// A form has no more tables, a table no more columns and rows than this: each is compared with all that is printed.
const MAX_TABLES: usize = 64;
const MAX_COLUMNS: usize = 64;
const MAX_ROWS: usize = 500;

/// A label has no more characters than this, and no more wordings.
const MAX_LABEL: usize = 200;
const MAX_WORDINGS: usize = 32;

/// Checks a form.
///
/// # Errors
/// The first mistake found.
pub(super) fn check(form: &Form) -> Result<(), String> {
    code("id", &form.id)?;
    if form.last_year.is_some_and(|last| last < form.first_year) {
        return Err("last_year is before first_year".into());
    }
    within("tables", form.tables.len(), MAX_TABLES)?;
    unique("tables", form.tables.iter().map(|table| &table.id))?;
    for table in &form.tables {
        check_table(table).map_err(|why| format!("table {:?}: {why}", table.id))?;
    }
    Ok(())
}

fn check_table(table: &FormTable) -> Result<(), String> {
    code("id", &table.id)?;
    text("title", &table.title, &table.title_variants)?;
    within("columns", table.columns.len(), MAX_COLUMNS)?;
    within("rows", table.rows.len(), MAX_ROWS)?;
    unique("columns", table.columns.iter().map(|column| &column.code))?;
    unique("rows", table.rows.iter().map(|row| &row.code))?;
    for column in &table.columns {
        let named = |why: String| format!("column {:?}: {why}", column.code);
        code("code", &column.code).map_err(named)?;
        text("label", &column.label, &column.variants).map_err(named)?;
    }
    let count = table.data_rows().count();
    within("rows with numbers", count, MAX_ROWS)?;
    for (at, row) in table.rows.iter().enumerate() {
        let named = |why: String| format!("row {:?}: {why}", row.code);
        code("code", &row.code).map_err(named)?;
        if row.label.is_empty() && table.rows.len() == 1 {
            continue;
        }
        text("label", &row.label, &row.variants).map_err(named)?;
        let before = table.rows.get(..at).unwrap_or_default();
        if !row.parent.is_empty() && !before.iter().any(|other| other.code == row.parent) {
            return Err(named(format!(
                "its parent {:?} is no row before it",
                row.parent
            )));
        }
    }
    unique(
        "identities",
        table.identities.iter().map(|identity| &identity.name),
    )?;
    for identity in &table.identities {
        check_identity(table, identity)
            .map_err(|why| format!("identity {:?}: {why}", identity.name))?;
    }
    Ok(())
}

fn check_identity(table: &FormTable, identity: &FormIdentity) -> Result<(), String> {
    let is_row = |code: &str| {
        let row = table.rows.iter().find(|row| row.code == code);
        row.is_some_and(|row| row.kind != RowKind::Group)
    };
    let is_column = |code: &str| table.columns.iter().any(|column| column.code == code);
    let (text, known): (&str, &dyn Fn(&str) -> bool) = match (&identity.rows, &identity.columns) {
        (Some(text), None) => (text, &is_row),
        (None, Some(text)) => (text, &is_column),
        _ => return Err("it needs either `rows` or `columns`".into()),
    };
    for code in &identity.except {
        let is_known = match identity.rows.is_some() {
            true => is_column(code),
            false => is_row(code),
        };
        if !is_known {
            return Err(format!(
                "{code:?} in `except` is no code beside the equation"
            ));
        }
    }
    let equation = equation::parse(text)?;
    for term in equation.left.iter().chain(&equation.right) {
        if !known(term.code) {
            let what = if identity.rows.is_some() {
                "row with numbers"
            } else {
                "column"
            };
            return Err(format!("{:?} is no {what} of the table", term.code));
        }
    }
    Ok(())
}

fn code(what: &str, text: &str) -> Result<(), String> {
    let is_code = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    match !text.is_empty() && text.len() <= MAX_LABEL && text.chars().all(is_code) {
        true => Ok(()),
        false => Err(format!("{what} {text:?} must be of a-z, 0-9 and _")),
    }
}

fn text(what: &str, own: &str, variants: &[String]) -> Result<(), String> {
    within(
        &format!("{what} variants"),
        variants.len() + 1,
        MAX_WORDINGS,
    )?;
    for text in std::iter::once(own).chain(variants.iter().map(String::as_str)) {
        if text.trim().is_empty() {
            return Err(format!("a {what} is empty"));
        }
        if text.chars().count() > MAX_LABEL {
            return Err(format!("a {what} is longer than {MAX_LABEL} characters"));
        }
    }
    Ok(())
}

fn within(what: &str, count: usize, most: usize) -> Result<(), String> {
    match count {
        0 => Err(format!("it has no {what}")),
        _ if count > most => Err(format!("it has more than {most} {what}")),
        _ => Ok(()),
    }
}

fn unique<'a>(what: &str, codes: impl Iterator<Item = &'a String>) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for code in codes {
        if !seen.insert(code) {
            return Err(format!("{code:?} stands twice among its {what}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = r#"
id = "proposals"
name = "Proposals"
notice = "none"
first_year = 2020
[[tables]]
id = "handled"
title = "建议提案办理情况"
gloss = "Proposals handled"
[[tables.columns]]
no = "1"
code = "count"
label = "件数"
gloss = "Number"
[[tables.rows]]
no = "1"
code = "all"
label = "总数"
kind = "total"
gloss = "All"
[[tables.rows]]
no = "1.1"
code = "letters"
label = "信函"
parent = "all"
gloss = "Letters"
[[tables.identities]]
name = "sum"
rows = "all = letters"
"#;

    fn problem(from: &str, to: &str) -> String {
        let form = Form::from_toml(&FORM.replace(from, to)).expect("TOML");
        check(&form).expect_err("a mistake")
    }

    #[test]
    fn a_sound_form_passes_and_each_mistake_is_named() {
        assert_eq!(check(&Form::from_toml(FORM).expect("TOML")), Ok(()));
        assert!(
            problem("code = \"letters\"", "code = \"all\"")
                .contains("\"all\" stands twice among its rows")
        );
        assert!(problem("id = \"handled\"", "id = \"Handled\"").contains("must be of a-z"));
        assert!(
            problem("label = \"件数\"", "label = \" \"")
                .contains("column \"count\": a label is empty")
        );
        assert!(problem("parent = \"all\"", "parent = \"none\"").contains("no row before it"));
        assert!(
            problem("all = letters", "all = visits").contains("\"visits\" is no row with numbers")
        );
        assert!(problem("rows = \"all", "columns = \"all").contains("\"all\" is no column"));
        assert!(problem("rows = \"all = letters\"", "").contains("either `rows` or `columns`"));
        assert!(
            problem("first_year = 2020", "first_year = 2020\nlast_year = 2019")
                .contains("before first_year")
        );
        let except = problem("name = \"sum\"", "name = \"sum\"\nexcept = [\"all\"]");
        assert!(except.contains("`except`"), "{except}");
    }

    #[test]
    fn a_key_that_is_none_and_one_that_is_missing_are_told_with_their_line() {
        let wrong =
            |from: &str, to: &str| Form::from_toml(&FORM.replace(from, to)).expect_err("a mistake");
        assert!(wrong("no = \"1.1\"", "number = \"1.1\"").contains("line"));
        assert!(wrong("label = \"信函\"\n", "").contains("missing field `label`"));
    }
}
