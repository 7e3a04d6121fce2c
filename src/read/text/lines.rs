//! Lines of a text: rows of cells where tabs or upright bars part them, words elsewhere.

use crate::normalise::text::STRUCK;

/// One line, without the marks of Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// What stands in it, for people.
    pub(super) text: String,
    /// Its cells, blank ones too, when it is a row of a table; `None` for a line of words.
    pub(super) cells: Option<Vec<String>>,
}

/// The lines of a text in order; rules between the rows of a table and fences are left out.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let breaks = |c| {
        matches!(
            c,
            '\n' | '\r' | '\u{C}' | '\u{2028}' | '\u{2029}' | '\u{85}'
        )
    };
    let raw: Vec<&str> = text
        .split(breaks)
        .map(TrimEndSpaces::trim_end_spaces)
        .filter(|line| !line.trim().is_empty())
        .collect();
    let is_marked = raw.iter().any(|line| line.contains('|') && is_rule(line));
    let mut lines = Vec::new();
    for run in raw.chunk_by(|a, b| has_bar(a) == has_bar(b)) {
        let frame = Frame::of(run, is_marked);
        let rows = run.iter().filter(|line| !is_rule(line));
        lines.extend(rows.map(|raw| line(raw, frame)));
    }
    lines
}

fn has_bar(line: &str) -> bool {
    line.contains(['|', '｜']) && !line.trim_matches(['|', '｜', ' ']).is_empty()
        || line.contains('|') && is_rule(line)
}

/// Which ends of the rows of a stretch are bars and no blank cells.
#[derive(Clone, Copy)]
struct Frame {
    opens: bool,
    closes: bool,
}

impl Frame {
    /// A single row between bars may as well begin and end with a blank cell, unless the text is Markdown.
    fn of(run: &[&str], is_marked: bool) -> Frame {
        let all = |ends: fn(&str) -> bool| {
            (run.len() > 1 || is_marked) && run.iter().all(|line| ends(line.trim()))
        };
        Frame {
            opens: all(|line| line.starts_with(['|', '｜'])),
            closes: all(|line| line.ends_with(['|', '｜'])),
        }
    }
}

/// White space at the end that parts no cells.
trait TrimEndSpaces {
    fn trim_end_spaces(&self) -> &str;
}

impl TrimEndSpaces for str {
    fn trim_end_spaces(&self) -> &str {
        self.trim_end_matches(|c: char| c.is_whitespace() && c != '\t')
    }
}

fn line(raw: &str, frame: Frame) -> Line {
    let cells = cells(raw, frame);
    let text = match &cells {
        Some(cells) => cells.join(" ").trim().to_owned(),
        None => plain(raw.trim_start().trim_start_matches(['#', '>'])),
    };
    Line { text, cells }
}

/// `|---|:-:|`, `----`, a fence, and lines of bars that extractors leave between cells.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("```")
        || line
            .chars()
            .all(|c| matches!(c, '-' | '|' | ':' | '+' | '=' | ' ' | '｜'))
            && (line.contains(['|', '｜']) || line.contains("---") || line.contains("==="))
}

/// The cells of a row; `None` for a line with one cell and no bar at both ends.
fn cells(line: &str, frame: Frame) -> Option<Vec<String>> {
    let trimmed = line.trim();
    if line.contains('\t') && !trimmed.starts_with('|') {
        let cells: Vec<String> = line.split('\t').map(plain).collect();
        // An indented paragraph is no row.
        let written = cells.iter().filter(|cell| !cell.is_empty()).count();
        let is_indent = written <= 1 && !line.ends_with('\t');
        return (!is_indent).then_some(cells);
    }
    let mut cells = split_bars(trimmed);
    if cells.len() < 2 {
        return None;
    }
    if frame.closes {
        cells.pop();
    }
    if frame.opens && !cells.is_empty() {
        cells.remove(0);
    }
    (cells.len() > 1 || (frame.opens && frame.closes)).then_some(cells)
}

/// Splits at upright bars that are not escaped.
fn split_bars(text: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, cells.last_mut()) {
            ('\\', Some(cell)) if chars.peek() == Some(&'|') => {
                chars.next();
                cell.push('|');
            }
            ('|' | '｜', _) => cells.push(String::new()),
            (_, Some(cell)) => cell.push(c),
            _ => {}
        }
    }
    cells.iter().map(|cell| plain(cell)).collect()
}

/// A text without the marks of Markdown: emphasis, code, escapes, line breaks in HTML. What is struck out stays marked.
fn plain(text: &str) -> String {
    let mut text = text.trim().to_owned();
    if text.contains(['*', '`', '\\', '&', '<', '~', '_']) {
        for tag in ["<br>", "<br/>", "<br />", "<BR>"] {
            text = text.replace(tag, "\n");
        }
        for (from, to) in [
            ("&nbsp;", " "),
            ("**", ""),
            ("__", ""),
            ("`", ""),
            ("\\-", "-"),
            ("\\.", "."),
            ("\\+", "+"),
        ] {
            text = text.replace(from, to);
        }
        let inner = text
            .strip_prefix('*')
            .and_then(|rest| rest.strip_suffix('*'));
        text = inner.unwrap_or(&text).to_owned();
        text = strike(&text);
    }
    text.trim().to_owned()
}

/// `~~5~~` becomes characters followed by the mark of crossed-out ones.
fn strike(text: &str) -> String {
    let pieces: Vec<&str> = text.split("~~").collect();
    if pieces.len() < 3 || pieces.len().is_multiple_of(2) {
        return text.to_owned();
    }
    let mut out = String::new();
    for (index, piece) in pieces.iter().enumerate() {
        for c in piece.chars() {
            out.push(c);
            if index % 2 == 1 {
                out.push(STRUCK);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> Vec<String> {
        let one = |line: &Line| match &line.cells {
            Some(cells) => format!("[{}]", cells.join("|")),
            None => line.text.clone(),
        };
        lines(text).iter().map(one).collect()
    }

    #[test]
    fn bars_and_tabs_part_cells_and_blank_cells_stay() {
        assert_eq!(
            show(
                "| 规章 | **1** |  |\n|---|:-:|---|\n\n一\n规章 | 0 | 2\n | 3 |\n二\na\t\t3\n\tb\t\n"
            ),
            [
                "[规章|1|]",
                "一",
                "[规章|0|2]",
                "[|3|]",
                "二",
                "[a||3]",
                "[|b|]"
            ]
        );
    }

    #[test]
    fn stray_bars_indents_and_headings_are_no_rows() {
        assert_eq!(
            show("规章\n|\n0\n\t一、总体情况\n## 表二\n---\n| 一 |\n"),
            ["规章", "0", "一、总体情况", "表二", "[一]"]
        );
    }

    #[test]
    fn escapes_breaks_and_strokes_are_read() {
        assert_eq!(
            show("|a\\|b|结果<br>维持|~~5~~6|\n|---|---|---|"),
            ["[a|b|结果\n维持|5\u{336}6]"]
        );
    }
}
