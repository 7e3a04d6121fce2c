//! Reads the cells of each section and joins sections of one table.

mod found;
mod lines;

use super::columns::{Columns, Values};
use super::rows::{self, AMBIGUOUS, Observed, Path};
use super::section::{Candidate, Section};
use super::sequence::RowRef;
use super::template::{Catalogue, Template};
use super::{FoundCell, FoundTable};
use crate::grid::{Cell, Layout};
use crate::issue::{self, Issue, Place};

/// Templates whose rows fit about as well: the newest form is taken.
const SAME_FIT: f32 = 0.05;

/// One row of a section, ready to be aligned.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Position in the sequence.
    pub(super) at: usize,
    pub(super) values: Values,
    /// Grid and row in it.
    place: (usize, usize),
    /// For each column whether a number, or a sign for none, stands there.
    pub(super) numbers: Vec<bool>,
    pub(super) observed: Observed,
}

/// Reads every table that the sections hold, in the order of the document.
pub(crate) fn read(
    layout: &Layout,
    sequence: &[RowRef],
    sections: &[Section],
    known: &'static Catalogue,
) -> Vec<FoundTable> {
    let mut order: Vec<&str> = Vec::new();
    for section in sections {
        let id = table_id(section, known);
        if !order.contains(&id) {
            order.push(id);
        }
    }
    let mut tables = Vec::new();
    for id in order {
        let parts: Vec<&Section> = sections
            .iter()
            .filter(|section| table_id(section, known) == id)
            .collect();
        let reader = Reader {
            layout,
            sequence,
            known,
        };
        tables.extend(reader.table(&parts));
    }
    tables
}

fn table_id(section: &Section, known: &'static Catalogue) -> &'static str {
    let template = section
        .candidates
        .first()
        .map_or(0, |candidate| candidate.template);
    &known.templates[template].table.id
}

pub(super) struct Reader<'a> {
    pub(super) layout: &'a Layout,
    pub(super) sequence: &'a [RowRef],
    known: &'static Catalogue,
}

/// A table read with one template.
pub(super) struct Attempt<'a> {
    pub(super) template: &'static Template,
    pub(super) parts: Vec<(&'a Section, &'a Candidate)>,
    /// Each with its position among the parts.
    pub(super) lines: Vec<(usize, Line)>,
    pub(super) path: Path,
    /// For each line the columns in which numbers without a place stand right beside it.
    disturbed: Vec<Vec<bool>>,
    /// For each line whether its words hold another row's label too.
    crowded: Vec<bool>,
}

impl<'a> Reader<'a> {
    /// Reads the sections of one table: together when their rows complete each other, else the fullest, and the
    /// others are compared with it.
    fn table(&self, parts: &[&'a Section]) -> Option<FoundTable> {
        let joint = self.best_attempt(parts);
        if parts.len() == 1 {
            return joint.map(|attempt| self.found(&attempt));
        }
        let joint = joint?;
        let single: Vec<Attempt<'a>> = parts
            .iter()
            .filter_map(|part| self.best_attempt(&[part]))
            .collect();
        let fullest = single
            .iter()
            .enumerate()
            .max_by_key(|(i, a)| (a.placed(), usize::MAX - i))
            .map(|(i, _)| i);
        if fullest.is_none_or(|index| joint.placed() > single[index].placed())
            || (joint.leftovers() == 0 && !joint.clashes())
        {
            return Some(self.found(&joint));
        }
        let fullest = fullest?;
        let mut table = self.found(&single[fullest]);
        for (index, other) in single.iter().enumerate() {
            if index != fullest {
                compare(&mut table, &self.found(other));
            }
        }
        Some(table)
    }

    fn best_attempt(&self, parts: &[&'a Section]) -> Option<Attempt<'a>> {
        let templates = parts
            .iter()
            .flat_map(|part| part.candidates.iter().map(|c| c.template));
        let mut templates: Vec<usize> = templates.collect();
        templates.sort_unstable();
        templates.dedup();
        let mut best: Option<Attempt<'a>> = None;
        for template in templates {
            let Some(attempt) = self.attempt(parts, template) else {
                continue;
            };
            if best
                .as_ref()
                .is_none_or(|best| attempt.fit() > best.fit() + SAME_FIT)
            {
                best = Some(attempt);
            }
        }
        best
    }

    fn attempt(&self, parts: &[&'a Section], index: usize) -> Option<Attempt<'a>> {
        let template = &self.known.templates[index];
        let mut fitting = Vec::new();
        let mut lines: Vec<(usize, Line)> = Vec::new();
        for &part in parts {
            let Some(candidate) = part.candidates.iter().find(|c| c.template == index) else {
                continue;
            };
            let number = fitting.len();
            fitting.push((part, candidate));
            let columns = Columns::new(self.layout, self.sequence, part, candidate);
            let mut own = self.lines(part, &columns, template);
            if let (Some(first), Some((_, last))) = (own.first_mut(), lines.last()) {
                first.observed.continues = self.continues_over_header(last, first, part);
            }
            lines.extend(own.into_iter().map(|line| (number, line)));
        }
        if fitting.is_empty() {
            return None;
        }
        if !template.has_labels() {
            lines = self.only_row(&fitting, lines);
        }
        let observed: Vec<Observed> = lines
            .iter()
            .map(|(_, line)| line.observed.clone())
            .collect();
        let path = match template.has_labels() {
            true => rows::align(&observed, &template.rows),
            false => only_path(&lines),
        };
        let disturbed = self.disturbed(&lines, &path);
        let crowded = lines.iter().zip(&path.matches).map(|((_, line), matched)| {
            matched.is_some_and(|m| template.holds_other_row(&line.observed.all, m.row))
        });
        Some(Attempt {
            template,
            parts: fitting,
            crowded: crowded.collect(),
            lines,
            path,
            disturbed,
        })
    }

    /// Columns of a line beside which, in another line of the same band, stand numbers that have no certain row: a number
    /// broken over two lines leaves one part in each, and neither is the number.
    fn disturbed(&self, lines: &[(usize, Line)], path: &Path) -> Vec<Vec<bool>> {
        let mut disturbed: Vec<Vec<bool>> = lines
            .iter()
            .map(|(_, line)| vec![false; line.observed.filled.len()])
            .collect();
        for (index, (_, line)) in lines.iter().enumerate() {
            if !line.numbers.contains(&true) || self.has_certain_row(lines, path, index) {
                continue;
            }
            let touches = |at: usize| {
                lines
                    .get(at)
                    .is_some_and(|(_, line)| line.observed.continues)
            };
            let has_numbers = |at: &usize| lines[*at].1.numbers.contains(&true);
            // Lines of words between them do not part the two halves of a number.
            let above = (0..index)
                .rev()
                .take_while(|&at| touches(at + 1))
                .find(has_numbers);
            let below = (index + 1..lines.len())
                .take_while(|&at| touches(at))
                .find(has_numbers);
            for neighbour in [above, below].into_iter().flatten() {
                for (mark, number) in disturbed[neighbour].iter_mut().zip(&line.numbers) {
                    *mark |= number;
                }
            }
        }
        disturbed
    }

    /// Whether a line has one reading. Numbers read by their place have not, nor have those alone at the foot of a page
    /// whose label begins on the next one: they may be the rest of the numbers above.
    fn has_certain_row(&self, lines: &[(usize, Line)], path: &Path, index: usize) -> bool {
        let certain = |m: &rows::Match| m.margin >= AMBIGUOUS && !m.by_place;
        let Some(matched) = path.matches[index].filter(certain) else {
            return false;
        };
        let grid = |at: usize| self.sequence[lines[at].1.at].grid;
        let labelled = (0..lines.len()).find(|&at| {
            path.matches[at].is_some_and(|m| m.row == matched.row)
                && !lines[at].1.observed.all.trim().is_empty()
        });
        labelled.is_none_or(|at| at <= index || grid(at) == grid(index))
    }

    pub(super) fn cell(&self, at: usize, cell: usize) -> &'a Cell {
        &self.layout.grids[self.sequence[at].grid].cells[cell]
    }
}

impl Attempt<'_> {
    /// The lines that are rows of the form.
    pub(super) fn matched(&self) -> impl Iterator<Item = (&Line, &rows::Match)> {
        let lines = self.lines.iter().zip(&self.path.matches);
        lines.filter_map(|((_, line), matched)| Some((line, matched.as_ref()?)))
    }

    /// How well the rows and the header fit.
    fn fit(&self) -> f32 {
        let header: f32 = self
            .parts
            .iter()
            .map(|(_, candidate)| candidate.score)
            .sum();
        self.path.score + header / self.parts.len().max(1) as f32
    }

    /// How many rows of the form have observed rows with numbers, found by more than their place.
    fn placed(&self) -> usize {
        let placed = self
            .lines
            .iter()
            .zip(&self.path.matches)
            .filter(|((_, line), matched)| {
                matched.is_some_and(|m| !m.by_place) && line.observed.filled.contains(&true)
            });
        let mut rows: Vec<usize> = placed
            .filter_map(|(_, matched)| matched.map(|m| m.row))
            .collect();
        rows.dedup();
        rows.len()
    }

    /// Whether several rows of numbers are taken for the one row of a table without labels.
    fn clashes(&self) -> bool {
        let mut matches = self.path.matches.iter().flatten();
        !self.template.has_labels() && matches.any(|matched| matched.margin < AMBIGUOUS)
    }

    /// How many observed rows with numbers have no place.
    fn leftovers(&self) -> usize {
        let left = self
            .lines
            .iter()
            .zip(&self.path.matches)
            .filter(|((_, line), matched)| {
                matched.is_none() && line.observed.filled.contains(&true)
            });
        left.count()
    }
}

/// The path of a table with one row: every line is that row.
///
/// One row is the row, and so are rows of several headers whose numbers stand in different columns; several rows of
/// numbers under one header cannot be told apart.
fn only_path(lines: &[(usize, Line)]) -> Path {
    let clash = lines.iter().enumerate().any(|(index, (_, line))| {
        lines[index + 1..].iter().any(|(_, other)| {
            line.observed
                .filled
                .iter()
                .zip(&other.observed.filled)
                .any(|(a, b)| *a && *b)
        })
    });
    let margin = if clash { 0.0 } else { f32::INFINITY };
    let one = rows::Match {
        row: 0,
        by_place: false,
        margin,
    };
    Path {
        matches: vec![Some(one); lines.len()],
        score: lines.len().min(1) as f32,
    }
}

/// Two complete readings of one table in one document: where they print different numbers neither is taken. Two that
/// print the same are one: pages often hold a copy for paper or for phones.
fn compare(table: &mut FoundTable, other: &FoundTable) {
    let dense = |cell: &FoundCell| {
        let text = cell.text.as_deref().unwrap_or_default();
        text.chars()
            .filter(|c| !c.is_whitespace())
            .collect::<String>()
    };
    let mut differ = 0;
    let mut is_copy = true;
    for (row, other) in table.rows.iter_mut().zip(&other.rows) {
        for (cell, other) in row.iter_mut().zip(other) {
            let (a, b) = (dense(cell), dense(other));
            is_copy &= a == b;
            if !a.is_empty() && !b.is_empty() && a != b {
                cell.doubts.push(&issue::READ_TWICE);
                cell.no_value = true;
                differ += 1;
            }
        }
    }
    if is_copy {
        return;
    }
    let place = Place {
        table: table.table.id.clone(),
        ..Place::default()
    };
    let message =
        format!("the document holds this table twice; {differ} cells print different numbers");
    table.issues.push(Issue {
        kind: &issue::READ_TWICE,
        place,
        message,
    });
}
