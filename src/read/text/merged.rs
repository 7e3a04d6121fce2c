//! Cells that a converter wrote more than once because they were merged: Markdown has no spans, so a cell over three
//! columns stands three times, or once before two blank ones.
//!
//! Repeats are taken out of rows of a header, where each label stands once. Values are put together only below a label
//! that is merged over the same columns in the same way: equal neighbours elsewhere are numbers of their own.

use super::forms::Tables;
use super::lines::Line;
use crate::grid::is_value;

/// How the other places of a merged cell are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    Repeated,
    Blank,
}

/// How a header merged its columns: where each of its cells begins.
struct Spans {
    starts: Vec<usize>,
    manner: Manner,
}

/// Puts merged cells of headers, and of the rows below a header that merges columns, back together.
pub(super) fn resolve(lines: &mut [Line], forms: &Tables) {
    let width = |line: &Line| line.cells.as_ref().map_or(0, Vec::len);
    for rows in lines.chunk_by_mut(|a, b| width(a) > 1 && width(a) == width(b)) {
        table(rows, forms);
    }
}

/// Neighbouring rows of one width.
fn table(rows: &mut [Line], forms: &Tables) {
    let mut above: Vec<String> = Vec::new();
    let mut spans = None;
    for row in rows {
        let Some(cells) = row.cells.clone() else {
            continue;
        };
        if is_header(&cells, forms) {
            let manner = match cells.iter().any(String::is_empty) {
                true => Manner::Blank,
                false => Manner::Repeated,
            };
            let kept = match manner {
                Manner::Blank => cells.clone(),
                Manner::Repeated => without_repeats(&cells, &above),
            };
            spans = Spans::of(&kept, manner, forms);
            set(row, kept);
            above = cells;
        } else {
            above.clear();
            if let Some(joined) = spans.as_ref().and_then(|spans| spans.join(&cells)) {
                set(row, joined);
            }
        }
    }
}

/// Whether a row is one of a header or the title over it.
fn is_header(cells: &[String], forms: &Tables) -> bool {
    cells.first().is_some_and(|cell| forms.is_heading(cell))
        && !cells.iter().any(|cell| is_value(cell))
}

/// The cells without those that say what the one before or above them says.
fn without_repeats(cells: &[String], above: &[String]) -> Vec<String> {
    let is_repeat = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| cells.get(before));
        before == cells.get(at) || above.get(at) == cells.get(at)
    };
    let kept = cells
        .iter()
        .enumerate()
        .map(|(at, cell)| match is_repeat(at) {
            true => String::new(),
            false => cell.clone(),
        });
    kept.collect()
}

fn set(row: &mut Line, cells: Vec<String>) {
    row.text = cells.join(" ").trim().to_owned();
    row.cells = Some(cells);
}

impl Spans {
    /// What a header merges; `None` when its rows have labels and values elsewhere than below its own cells.
    fn of(header: &[String], manner: Manner, forms: &Tables) -> Option<Spans> {
        let starts = header.iter().enumerate();
        let starts: Vec<usize> = starts
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(at, _)| at)
            .collect();
        let is_own = header.first().is_some_and(|cell| forms.is_stub(cell));
        let merges = starts.len() < header.len() && starts.len() > 1;
        (is_own && merges).then_some(Spans { starts, manner })
    }

    /// A row's cells put together as the header's are; `None` when they are not written so.
    fn join(&self, cells: &[String]) -> Option<Vec<String>> {
        let ends = self.starts.iter().skip(1).copied().chain([cells.len()]);
        let groups = self.starts.iter().zip(ends);
        groups
            .map(|(&start, end)| {
                let (first, others) = cells.get(start..end)?.split_first()?;
                let is_one = match self.manner {
                    Manner::Repeated => others.iter().all(|cell| cell == first),
                    Manner::Blank => others.iter().all(String::is_empty),
                };
                is_one.then(|| first.clone())
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::forms;
    use super::super::lines::lines;
    use super::*;
    use crate::forms::Forms;

    /// The rows of a table in Markdown, cells parted by `|`.
    fn rows(text: &str) -> Vec<String> {
        let mut lines = lines(&format!("{}\n|---|", text.replace('/', "\n")));
        resolve(&mut lines, forms::tables(Forms::default()));
        let cells = lines.iter().filter_map(|line| line.cells.as_ref());
        cells.map(|cells| cells.join("|")).collect()
    }

    #[test]
    fn each_label_of_a_header_stands_once() {
        assert_eq!(
            rows(
                "|行政复议|行政复议|行政诉讼|/|结果维持|结果纠正|结果维持|/|结果维持|其他结果|结果维持|/|0|0|1|"
            ),
            [
                "行政复议||行政诉讼",
                "结果维持|结果纠正|结果维持",
                "|其他结果|",
                "0|0|1"
            ]
        );
    }

    #[test]
    fn a_value_is_merged_as_the_label_above_it_is() {
        for text in [
            "|信息内容|本年处理决定数量|本年处理决定数量|/|行政许可|7|7|",
            "|信息内容|本年处理决定数量||/|行政许可|7||",
        ] {
            assert_eq!(rows(text), ["信息内容|本年处理决定数量|", "行政许可|7"]);
        }
    }

    #[test]
    fn values_merged_in_another_way_stay_apart() {
        for row in ["行政许可|7|7", "行政许可|7|8", "行政许可||7"] {
            let header = "信息内容|本年处理决定数量|";
            assert_eq!(rows(&format!("|{header}|/|{row}|")), [header, row]);
        }
        let header = "信息内容|本年处理决定数量";
        let repeated = format!("|{header}|本年处理决定数量|");
        for row in ["行政许可|7|", "行政许可|7|8"] {
            assert_eq!(
                rows(&format!("{repeated}/|{row}|")),
                [&format!("{header}|"), row]
            );
        }
    }

    #[test]
    fn equal_values_of_columns_with_their_own_labels_stay() {
        let text = "|信息内容|本年制发件数|本年废止件数|现行有效件数|/|规章|3|3|3|/|行政规范性文件|无|无|无|";
        assert_eq!(rows(text)[1..], ["规章|3|3|3", "行政规范性文件|无|无|无"]);
    }
}
