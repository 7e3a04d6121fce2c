//! Rows: sets the observed rows of a table against the rows of a form as two sequences.
//!
//! One best path, scored over the whole table: labels by similarity, order by the form, gaps on both sides, and
//! several observed rows for one row of the form where a row was cut (by the page, or into lines of text). Every
//! observed row is then asked how good the best path would be with another row of the form in its place; when that is
//! about as good, the reading is ambiguous.

use super::labels::Label;
use super::template::Row;

/// An observed row, prepared for the alignment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Observed {
    /// The words nearest to the numbers: the label of the row itself.
    pub(crate) own: String,
    /// All words left of the numbers that stand in this row, groups included.
    pub(crate) all: String,
    /// For each value column whether something is printed there.
    pub(crate) filled: Vec<bool>,
    /// Nothing but signs for none stands in the value columns, as beside a heading (`——`, `/`).
    pub(crate) signs_only: bool,
    /// Whether this row may be the continuation of the one before: a cut by the page, a line of the same cell.
    pub(crate) continues: bool,
}

impl Observed {
    fn has_values(&self) -> bool {
        self.filled.iter().any(|&filled| filled)
    }

    fn has_label(&self) -> bool {
        self.all.chars().any(|c| !c.is_whitespace())
    }

    /// Whether it looks like the second half of a row that was cut: words that go on, no number before or after them.
    fn is_rest(&self) -> bool {
        self.continues
            && !self.has_values()
            && self.has_label()
            && Label::new(&self.own).numbering.is_none()
    }
}

/// What an alignment says of one observed row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Match {
    /// Position of the form's row.
    pub(crate) row: usize,
    /// Found by its place alone: it has no label.
    pub(crate) by_place: bool,
    /// How much worse the best path with another row of the form is; infinite when there is none.
    pub(crate) margin: f32,
}

/// The best path.
#[derive(Clone, Debug)]
pub(crate) struct Path {
    /// For each observed row its match.
    pub(crate) matches: Vec<Option<Match>>,
    /// Sum of all gains and costs.
    pub(crate) score: f32,
}

/// Two readings closer than this are about equally good.
pub(crate) const AMBIGUOUS: f32 = 0.15;

/// Labels less alike than this are not the same row.
const MIN_SIMILARITY: f32 = 0.5;

/// A label this much alike gains nothing; a perfect one gains `GAIN * (1 - NEUTRAL)`.
const NEUTRAL: f32 = 0.4;
const GAIN: f32 = 2.0;

/// Same outline number gains, another one costs.
const NUMBER_AGREES: f32 = 0.12;
const NUMBER_DIFFERS: f32 = -0.15;

/// Shorter labels may be parts of others. Characters.
const MIN_LABEL: usize = 4;

/// A row of the form that the document does not have.
const SKIP_FORM: f32 = -0.25;

/// An observed row with label and numbers that is no row of the form; one with words only; one with numbers only.
const SKIP_ROW: f32 = -0.6;
const SKIP_WORDS: f32 = -0.02;

/// A row of numbers without a label, read by its place.
const BY_PLACE: f32 = -0.1;

/// Each further observed row joined into one row of the form.
const JOIN: f32 = -0.04;

/// A row without numbers and without an outline number that may go on from the row above, read as a row of its own: a
/// label's second half is often like another row's, for the form repeats itself (`行政机关不再处理其政府信息公开申请`).
const REST_ALONE: f32 = -0.3;

/// At most this many observed rows make one row of the form: a wrapped label of five lines with its numbers and parts
/// of the group's label between them.
const MAX_JOIN: usize = 9;

struct Arc {
    start: usize,
    end: usize,
    row: usize,
    gain: f32,
    by_place: bool,
}

/// Aligns observed rows with the rows of a form.
pub(crate) fn align(observed: &[Observed], rows: &[Row]) -> Path {
    let arcs = arcs(observed, rows);
    let (n, m) = (observed.len(), rows.len());
    let forward = forward(observed, rows, &arcs);
    let backward = backward(observed, rows, &arcs);
    let score = forward[n][m];
    let mut matches: Vec<Option<Match>> = vec![None; n];
    let mut chosen: Vec<&Arc> = Vec::new();
    trace(observed, rows, &arcs, &forward, &mut chosen);
    for arc in &chosen {
        for (index, place) in matches.iter_mut().enumerate().take(arc.end).skip(arc.start) {
            // Words alone have nothing to be read wrongly.
            let other = alternative(index, arc.row, &arcs, &forward, &backward);
            let margin = if observed[index].has_values() {
                score - other
            } else {
                f32::INFINITY
            };
            *place = Some(Match {
                row: arc.row,
                by_place: arc.by_place,
                margin,
            });
        }
    }
    Path { matches, score }
}

/// The best score of a path that reads the observed row as another row of the form.
fn alternative(
    index: usize,
    row: usize,
    arcs: &[Arc],
    forward: &[Vec<f32>],
    backward: &[Vec<f32>],
) -> f32 {
    let others = arcs
        .iter()
        .filter(|arc| arc.start <= index && index < arc.end && arc.row != row);
    let scores =
        others.map(|arc| forward[arc.start][arc.row] + arc.gain + backward[arc.end][arc.row + 1]);
    scores.fold(f32::NEG_INFINITY, f32::max)
}

fn arcs(observed: &[Observed], rows: &[Row]) -> Vec<Arc> {
    let mut arcs = Vec::new();
    for start in 0..observed.len() {
        let mut own = String::new();
        let mut all = String::new();
        let mut filled = vec![false; observed[start].filled.len()];
        let mut signs_only = true;
        for end in start + 1..=observed.len().min(start + MAX_JOIN) {
            let row = &observed[end - 1];
            if end > start + 1 && !row.continues {
                break;
            }
            let clash = row.filled.iter().zip(&filled).any(|(a, b)| *a && *b);
            if clash {
                break;
            }
            filled
                .iter_mut()
                .zip(&row.filled)
                .for_each(|(sum, one)| *sum |= one);
            signs_only &= row.signs_only;
            own.push_str(&row.own);
            all.push_str(&row.all);
            let mut cost = JOIN * (end - start - 1) as f32;
            if observed[start].is_rest() {
                cost += REST_ALONE;
            }
            let values = (&filled[..], signs_only);
            add(&mut arcs, (start, end), (&own, &all), values, cost, rows);
        }
    }
    arcs
}

fn add(
    arcs: &mut Vec<Arc>,
    (start, end): (usize, usize),
    (own, all): (&str, &str),
    (filled, signs_only): (&[bool], bool),
    cost: f32,
    rows: &[Row],
) {
    let has_values = filled.iter().any(|&filled| filled);
    let (own, all) = (Label::new(own), Label::new(all));
    if all.is_empty() {
        if has_values && end == start + 1 {
            let leaves = rows.iter().enumerate().filter(|(_, row)| !row.is_group);
            arcs.extend(leaves.map(|(row, _)| Arc {
                start,
                end,
                row,
                gain: BY_PLACE,
                by_place: true,
            }));
        }
        return;
    }
    // Words that are one row's label are no other's, however alike.
    let is_label = |row: &Row| {
        row.wordings
            .iter()
            .any(|wording| wording.words == own.words)
    };
    let taken = own.words.len() >= MIN_LABEL && rows.iter().any(is_label);
    for (index, row) in rows.iter().enumerate() {
        if (row.is_group && has_values && !signs_only) || (taken && !is_label(row)) {
            continue;
        }
        let label = gain(&own, row).max(gain(&all, row));
        if label.is_finite() {
            // A group's heading orders its rows but has no number to be right or wrong about.
            let weight = if row.is_group { 0.3 } else { 1.0 };
            arcs.push(Arc {
                start,
                end,
                row: index,
                gain: weight * label + cost,
                by_place: false,
            });
        }
    }
}

fn gain(label: &Label, row: &Row) -> f32 {
    let one = |wording: &Label| {
        let similarity = label.similarity_from(MIN_SIMILARITY, wording);
        if similarity < MIN_SIMILARITY {
            return f32::NEG_INFINITY;
        }
        let numbering = match (label.numbering, wording.numbering) {
            (Some(a), Some(b)) if a == b => NUMBER_AGREES,
            (Some(_), Some(_)) => NUMBER_DIFFERS,
            _ => 0.0,
        };
        GAIN * (similarity - NEUTRAL) + numbering
    };
    row.wordings
        .iter()
        .map(one)
        .fold(f32::NEG_INFINITY, f32::max)
}

fn skip_observed(row: &Observed) -> f32 {
    match (row.has_label(), row.has_values()) {
        (_, true) => SKIP_ROW,
        (true, false) => SKIP_WORDS,
        (false, false) => 0.0,
    }
}

fn skip_form(row: &Row) -> f32 {
    if row.is_group { 0.0 } else { SKIP_FORM }
}

/// `best[i][k]`: the best score of a path over the first `i` observed rows and the first `k` of the form.
fn forward(observed: &[Observed], rows: &[Row], arcs: &[Arc]) -> Vec<Vec<f32>> {
    let (n, m) = (observed.len(), rows.len());
    let by_end = index(n, arcs, |arc| arc.end);
    let mut best = vec![vec![f32::NEG_INFINITY; m + 1]; n + 1];
    best[0][0] = 0.0;
    for i in 0..=n {
        for k in 0..=m {
            let mut value = best[i][k];
            if i > 0 {
                value = value.max(best[i - 1][k] + skip_observed(&observed[i - 1]));
            }
            if k > 0 {
                value = value.max(best[i][k - 1] + skip_form(&rows[k - 1]));
                for arc in by_end[i]
                    .iter()
                    .map(|&a| &arcs[a])
                    .filter(|arc| arc.row + 1 == k)
                {
                    value = value.max(best[arc.start][k - 1] + arc.gain);
                }
            }
            best[i][k] = value;
        }
    }
    best
}

/// `best[i][k]`: the best score of a path over the observed rows from `i` and the form's from `k`.
fn backward(observed: &[Observed], rows: &[Row], arcs: &[Arc]) -> Vec<Vec<f32>> {
    let (n, m) = (observed.len(), rows.len());
    let by_start = index(n, arcs, |arc| arc.start);
    let mut best = vec![vec![f32::NEG_INFINITY; m + 1]; n + 1];
    best[n][m] = 0.0;
    for i in (0..=n).rev() {
        for k in (0..=m).rev() {
            let mut value = best[i][k];
            if i < n {
                value = value.max(best[i + 1][k] + skip_observed(&observed[i]));
            }
            if k < m {
                value = value.max(best[i][k + 1] + skip_form(&rows[k]));
                for arc in by_start[i]
                    .iter()
                    .map(|&a| &arcs[a])
                    .filter(|arc| arc.row == k)
                {
                    value = value.max(best[arc.end][k + 1] + arc.gain);
                }
            }
            best[i][k] = value;
        }
    }
    best
}

fn index(n: usize, arcs: &[Arc], key: fn(&Arc) -> usize) -> Vec<Vec<usize>> {
    let mut table = vec![Vec::new(); n + 1];
    for (position, arc) in arcs.iter().enumerate() {
        table[key(arc)].push(position);
    }
    table
}

fn trace<'a>(
    observed: &[Observed],
    rows: &[Row],
    arcs: &'a [Arc],
    forward: &[Vec<f32>],
    chosen: &mut Vec<&'a Arc>,
) {
    let (mut i, mut k) = (observed.len(), rows.len());
    while i > 0 || k > 0 {
        let here = forward[i][k];
        let by_arc = arcs.iter().find(|arc| {
            arc.end == i && arc.row + 1 == k && forward[arc.start][k - 1] + arc.gain == here
        });
        if let Some(arc) = by_arc {
            chosen.push(arc);
            (i, k) = (arc.start, k - 1);
        } else if i > 0 && forward[i - 1][k] + skip_observed(&observed[i - 1]) == here {
            i -= 1;
        } else if k > 0 {
            k -= 1;
        } else {
            i -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognise::template;

    fn rows_of(form: &str, table: &str) -> &'static [Row] {
        let found = template::all()
            .iter()
            .find(|t| t.form.id == form && t.table.id == table);
        &found.expect("the form has the table").rows
    }

    fn observed(label: &str, filled: bool) -> Observed {
        Observed {
            own: label.into(),
            all: label.into(),
            filled: vec![filled],
            signs_only: !filled,
            continues: false,
        }
    }

    fn codes(path: &Path, form: &str, table: &str) -> Vec<&'static str> {
        let found = template::all()
            .iter()
            .find(|t| t.form.id == form && t.table.id == table);
        let rows = &found.expect("the form has the table").table.rows;
        path.matches
            .iter()
            .map(|m| m.map_or("", |m| rows[m.row].code.as_str()))
            .collect()
    }

    const FORM: &str = "cn_foi_annual_2021";

    #[test]
    fn a_row_cut_by_the_page_is_joined_and_its_neighbours_stay() {
        let mut rest = observed("补正、行政机关不再处理其政府信息公开申请", false);
        rest.continues = true;
        let rows = [
            observed("5.要求行政机关确认或重新出具已获取信息", true),
            observed("1.申请人无正当理由逾期不", true),
            rest,
            observed("3.其他", true),
        ];
        let path = align(&rows, rows_of(FORM, "t3"));
        let expected = [
            "not_processed_confirm_or_reissue",
            "other_no_correction_in_time",
            "other_no_correction_in_time",
            "other_other",
        ];
        assert_eq!(codes(&path, FORM, "t3"), expected);
    }

    #[test]
    fn a_row_without_label_between_its_neighbours_is_read_by_place() {
        let rows = [observed("", true), observed("行政规范性文件", true)];
        let path = align(&rows, rows_of(FORM, "t2_1"));
        assert_eq!(codes(&path, FORM, "t2_1"), ["rules", "normative_documents"]);
        assert!(path.matches[0].is_some_and(|m| m.by_place && m.margin > AMBIGUOUS));
    }

    #[test]
    fn a_row_without_label_and_without_neighbours_is_ambiguous() {
        let path = align(&[observed("", true)], rows_of(FORM, "t2_1"));
        assert!(path.matches[0].is_some_and(|m| m.margin < AMBIGUOUS));
    }

    #[test]
    fn one_row_of_other_handling_fits_the_form_of_2019_better() {
        let rows = [
            observed("（六）其他处理", true),
            observed("（七）总计", true),
        ];
        let old = align(&rows, rows_of("cn_foi_annual_2019", "t3"));
        let new = align(&rows, rows_of(FORM, "t3"));
        assert!(old.score > new.score + AMBIGUOUS);
        assert_eq!(
            codes(&old, "cn_foi_annual_2019", "t3"),
            ["other_handling", "handled_total"]
        );
    }
}
