//! Columns: from the cells of a header to the columns of a form.

use super::labels::{Label, similarity};
use super::sequence::RowRef;
use super::template::{Column, Template};
use crate::geometry::overlap;
use crate::grid::{Grid, GridKind, Layout};
use crate::normalise::text::core;

/// One column of a header as printed: the words over it, outermost first.
#[derive(Clone, Debug)]
pub(crate) struct Leaf {
    /// Left and right end of the column (of its words, where no rulings say more).
    pub(crate) x: (f32, f32),
    pub(crate) words: Vec<Vec<char>>,
    /// The words of cells that span this column and others; only where ends of cells are drawn.
    pub(crate) outer: Vec<Vec<char>>,
}

/// A header's columns set against a template's.
#[derive(Clone, Debug)]
pub(crate) struct Alignment {
    /// For each column of the template, the printed column and how alike they are (0 when found by place).
    pub(crate) columns: Vec<Option<(usize, f32)>>,
    /// Mean similarity over the template's columns.
    pub(crate) score: f32,
    /// Every column found stands under the words that the form prints over it.
    pub(crate) grouped: bool,
}

/// How much of the narrower of two cells must lie over the other to be in one column.
const SAME_COLUMN: f32 = 0.5;

/// Labels less alike than this are not the same column.
const MIN_SIMILARITY: f32 = 0.5;

/// Words over columns are those of the form from this similarity on.
const SAME_GROUP: f32 = 0.8;

/// What the form's words over a column add: enough to choose between columns of the same label.
const AGREES: f32 = 0.05;

/// A label out of the form's order must be this much alike.
const SAME_LABEL: f32 = 0.95;

/// Cost of a printed column, or a template's, that has no partner.
const GAP: f32 = 0.3;

/// What a column without words gains between neighbours that fit: less than any label, more than no partner.
const BY_PLACE: f32 = 0.02;

/// The ends of a column and the cells (grid, cell) that stand in it.
type Stack = ((f32, f32), Vec<(usize, usize)>);

/// The printed columns of a block of header rows, left to right.
pub(crate) fn leaves(layout: &Layout, rows: &[RowRef]) -> Vec<Leaf> {
    let mut cells: Vec<(usize, usize)> = Vec::new();
    for row in rows {
        cells.extend(row.cells.iter().map(|&cell| (row.grid, cell)));
    }
    cells.sort_unstable();
    cells.dedup();
    let get = |&(grid, cell): &(usize, usize)| &layout.grids[grid].cells[cell];
    // Where rulings or the source say what a column is, blank cells count: they stand for a label that is lost.
    let aligned = |&(grid, _): &(usize, usize)| {
        matches!(layout.grids[grid].kind, GridKind::Stream | GridKind::Ruled)
    };
    let mut order = cells.clone();
    order.sort_by(|a, b| {
        let width = |c: &(usize, usize)| get(c).x.1 - get(c).x.0;
        width(a).total_cmp(&width(b)).then(a.cmp(b))
    });
    let mut columns: Vec<Stack> = Vec::new();
    let mut spanning: Vec<(usize, usize)> = Vec::new();
    for cell in order {
        let (x, blank) = (get(&cell).x, get(&cell).is_blank());
        let hits: Vec<usize> = columns
            .iter()
            .enumerate()
            .filter(|(_, (column, _))| {
                let narrower = (column.1 - column.0).min(x.1 - x.0).max(0.1);
                overlap(*column, x) > SAME_COLUMN * narrower
            })
            .map(|(index, _)| index)
            .collect();
        match hits[..] {
            [] if !(blank && aligned(&cell)) => columns.push((x, vec![cell])),
            [one] => {
                if aligned(&cell) && !blank {
                    let column = &mut columns[one];
                    column.0 = (column.0.0.min(x.0), column.0.1.max(x.1));
                }
                columns[one].1.push(cell);
            }
            _ if !blank && !aligned(&cell) => spanning.push(cell),
            _ => {}
        }
    }
    columns.sort_by(|a, b| a.0.0.total_cmp(&b.0.0));
    let leaf = |(x, mut cells): Stack| {
        cells.sort_by(|a, b| {
            let key = |c: &(usize, usize)| (c.0, get(c).row);
            key(a).cmp(&key(b)).then(get(a).x.0.total_cmp(&get(b).x.0))
        });
        let words = cells
            .iter()
            .map(|cell| core(&get(cell).text).chars().collect::<Vec<char>>());
        let over = spanning
            .iter()
            .map(get)
            .filter(|cell| overlap(cell.x, x) > SAME_COLUMN * (x.1 - x.0));
        Leaf {
            x,
            words: words.filter(|words| !words.is_empty()).collect(),
            outer: over
                .map(|cell| core(&cell.text).chars().collect())
                .collect(),
        }
    };
    columns.into_iter().map(leaf).collect()
}

/// Words over each other that make up a label; no form sets as many.
const MAX_WORDS: usize = 32;

/// The label of a printed column may be its innermost words alone, or those with any number of the words above.
pub(crate) fn readings(leaf: &Leaf) -> Vec<Label> {
    (leaf.words.len().saturating_sub(MAX_WORDS)..leaf.words.len())
        .map(|outermost| {
            let words = leaf.words.iter().skip(outermost).flatten();
            Label::of_words(words.copied().collect())
        })
        .collect()
}

/// How alike a printed column, in the best of its readings, and a template's are.
fn alike(readings: &[Label], wordings: &[Label]) -> f32 {
    let pairs = readings
        .iter()
        .flat_map(|text| wordings.iter().map(move |wording| (text, wording)));
    pairs
        .map(|(text, wording)| text.similarity_from(MIN_SIMILARITY, wording))
        .fold(0.0, f32::max)
}

/// What the words over a column say of a template's column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Group {
    /// They are those that the form prints over it.
    Agrees,
    /// They are those over other columns of the form.
    Differs,
    /// They say nothing.
    Unknown,
}

fn group(leaf: &Leaf, column: &Column, template: &Template) -> Group {
    if leaf.outer.is_empty() {
        return Group::Unknown;
    }
    let names = |parent: &Vec<char>| {
        leaf.outer
            .iter()
            .any(|outer| similarity(outer, parent) >= SAME_GROUP)
    };
    let own = column.parents.iter().filter(|parent| names(parent)).count();
    let foreign = template
        .groups
        .iter()
        .filter(|group| !column.parents.contains(group));
    match (own, foreign.filter(|group| names(group)).count()) {
        (0, 0) => Group::Unknown,
        (_, 0) => Group::Agrees,
        _ => Group::Differs,
    }
}

/// Sets the printed columns against a template's as two sequences: one best path, gaps allowed on both sides. A column
/// that stands out of the form's order is found by its label when no other has it. `labels`: the [`readings`] of each leaf.
pub(crate) fn align(leaves: &[Leaf], labels: &[Vec<Label>], template: &Template) -> Alignment {
    let (n, m) = (leaves.len(), template.columns.len());
    let alike: Vec<Vec<f32>> = labels
        .iter()
        .map(|readings| {
            let columns = template.columns.iter();
            columns
                .map(|column| alike(readings, &column.wordings))
                .collect()
        })
        .collect();
    let mut gain = vec![vec![f32::NEG_INFINITY; m]; n];
    for (i, leaf) in leaves.iter().enumerate() {
        // Words that are one column's label are no other's, however alike.
        let least = if alike[i].iter().any(|&other| other >= SAME_LABEL) {
            SAME_LABEL
        } else {
            MIN_SIMILARITY
        };
        for (j, column) in template.columns.iter().enumerate() {
            gain[i][j] = match group(leaf, column, template) {
                _ if leaf.words.is_empty() => BY_PLACE,
                Group::Differs => f32::NEG_INFINITY,
                _ if alike[i][j] < least => f32::NEG_INFINITY,
                Group::Agrees => alike[i][j] + AGREES,
                Group::Unknown => alike[i][j],
            };
        }
    }
    let mut pairs = best_path(&gain, n, m);
    pairs.extend(out_of_order(leaves, template, &gain, &pairs));
    let mut columns = vec![None; m];
    let (mut score, mut grouped) = (0.0, true);
    for (i, j) in pairs {
        let similarity = if leaves[i].words.is_empty() {
            0.0
        } else {
            alike[i][j]
        };
        columns[j] = Some((i, similarity));
        score += similarity;
        grouped &= group(&leaves[i], &template.columns[j], template) == Group::Agrees;
    }
    Alignment {
        columns,
        score: score / m.max(1) as f32,
        grouped,
    }
}

/// Printed columns and a template's that the path left over and whose labels are each other's and nobody else's.
fn out_of_order(
    leaves: &[Leaf],
    template: &Template,
    gain: &[Vec<f32>],
    pairs: &[(usize, usize)],
) -> Vec<(usize, usize)> {
    let free_leaf =
        |i: &usize| !pairs.iter().any(|pair| pair.0 == *i) && !leaves[*i].words.is_empty();
    let free_column = |j: &usize| !pairs.iter().any(|pair| pair.1 == *j);
    let is_same = |i: usize, j: usize| gain[i][j] >= SAME_LABEL;
    let columns = 0..template.columns.len();
    let mut found = Vec::new();
    for j in columns.clone().filter(free_column) {
        let fitting: Vec<usize> = (0..leaves.len())
            .filter(free_leaf)
            .filter(|&i| is_same(i, j))
            .collect();
        if let [i] = fitting[..]
            && columns
                .clone()
                .filter(free_column)
                .filter(|&other| is_same(i, other))
                .count()
                == 1
        {
            found.push((i, j));
        }
    }
    found
}

/// Needleman and Wunsch's alignment with a constant gap cost; ties prefer the later printed column.
fn best_path(gain: &[Vec<f32>], n: usize, m: usize) -> Vec<(usize, usize)> {
    let mut best = vec![vec![0.0f32; m + 1]; n + 1];
    for j in 1..=m {
        best[0][j] = best[0][j - 1] - GAP;
    }
    for i in 1..=n {
        // The columns of labels on the left have no partner and cost nothing.
        best[i][0] = 0.0;
        for j in 1..=m {
            let skip_leaf = best[i - 1][j] - GAP;
            let skip_column = best[i][j - 1] - GAP;
            let pair = best[i - 1][j - 1] + gain[i - 1][j - 1];
            best[i][j] = pair.max(skip_leaf).max(skip_column);
        }
    }
    let mut pairs = Vec::new();
    let (mut i, mut j) = (n, m);
    while i > 0 && j > 0 {
        if best[i][j] == best[i - 1][j - 1] + gain[i - 1][j - 1] {
            pairs.push((i - 1, j - 1));
            (i, j) = (i - 1, j - 1);
        } else if best[i][j] == best[i - 1][j] - GAP {
            i -= 1;
        } else {
            j -= 1;
        }
    }
    pairs.reverse();
    pairs
}

/// Whether a grid's `x` are those of words and not of columns.
pub(crate) fn is_aligned(grid: &Grid) -> bool {
    matches!(grid.kind, GridKind::Stream | GridKind::Ruled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognise::template;

    fn leaf(at: usize, words: &[&str]) -> Leaf {
        let x = (at as f32, at as f32 + 1.0);
        Leaf {
            x,
            words: words.iter().map(|w| w.chars().collect()).collect(),
            outer: Vec::new(),
        }
    }

    fn aligned(leaves: &[Leaf], id: &str) -> Alignment {
        let template = template::all().iter().find(|t| t.table.id == id);
        let labels: Vec<Vec<Label>> = leaves.iter().map(readings).collect();
        align(leaves, &labels, template.expect("the form has the table"))
    }

    #[test]
    fn columns_are_found_by_their_innermost_words() {
        let leaves = [
            leaf(0, &["信息内容"]),
            leaf(1, &["本年制发件数"]),
            leaf(2, &["本年废止件数"]),
            leaf(3, &["现行有效件"]),
        ];
        let found = aligned(&leaves, "t2_1");
        let places: Vec<Option<usize>> = found.columns.iter().map(|c| c.map(|(i, _)| i)).collect();
        assert_eq!(places, [Some(1), Some(2), Some(3)]);
    }

    #[test]
    fn a_column_whose_label_is_lost_is_found_by_place() {
        let leaves = [
            leaf(0, &["信息内容"]),
            leaf(1, &["本年制发件数"]),
            leaf(2, &[]),
            leaf(3, &["现行有效件数"]),
        ];
        let found = aligned(&leaves, "t2_1");
        assert_eq!(found.columns[1], Some((2, 0.0)));
    }

    #[test]
    fn a_label_is_read_from_few_words_over_each_other() {
        let leaf = |count| Leaf {
            x: (0.0, 1.0),
            words: vec![vec!['其', '他']; count],
            outer: Vec::new(),
        };
        assert_eq!(readings(&leaf(3)).len(), 3);
        assert_eq!(readings(&leaf(4_096)).len(), MAX_WORDS);
    }
}
