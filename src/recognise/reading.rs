//! Reads the cells of each section and joins sections of one table.

use super::columns::{Columns, Values};
use super::extra;
use super::header;
use super::rows::{self, AMBIGUOUS, Observed, Path};
use super::section::{Candidate, Section};
use super::sequence::{Role, RowRef};
use super::template::{Catalogue, Template};
use super::{FoundCell, FoundTable};
use crate::grid::{Cell, Grid, GridKind, Layout, is_value};
use crate::issue::{self, Issue, Kind, Place};
use crate::normalise::text::split_numbering;

/// Lines closer than this share of their height may be lines of one cell.
const LINE_GAP: f32 = 1.0;

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

    fn lines(&self, section: &Section, columns: &Columns, template: &Template) -> Vec<Line> {
        let range = section.body.clone();
        let values = |at: usize| {
            let mut values = columns.values(self.layout, &self.sequence[at]);
            let is_unit = |cell: &usize| template.table.is_unit(&self.cell(at, *cell).text);
            values.units = values.labels.extract_if(.., |cell| is_unit(cell)).collect();
            values
        };
        let values: Vec<Values> = range.clone().map(values).collect();
        let leaf_x = self.leaf_x(range.clone(), &values);
        let mut lines: Vec<Line> = Vec::new();
        for (at, values) in range.zip(values) {
            let observed = self.observe(at, &values, leaf_x, lines.last().map(|line| line.at));
            let is_number = |cells: &Vec<usize>| {
                cells
                    .iter()
                    .any(|&cell| is_value(&self.cell(at, cell).text))
            };
            let numbers = values.columns.iter().map(is_number).collect();
            let row = &self.sequence[at];
            lines.push(Line {
                at,
                values,
                place: (row.grid, row.row),
                numbers,
                observed,
            });
        }
        lines
    }

    pub(super) fn cell(&self, at: usize, cell: usize) -> &'a Cell {
        &self.layout.grids[self.sequence[at].grid].cells[cell]
    }

    /// In lines of text, where the innermost labels begin: the middle of the places where `1.`, `2.` … stand.
    fn leaf_x(&self, range: std::ops::Range<usize>, values: &[Values]) -> Option<f32> {
        let mut starts: Vec<f32> = Vec::new();
        for (at, values) in range.zip(values) {
            if self.layout.grids[self.sequence[at].grid].kind != GridKind::Stream {
                continue;
            }
            let cells = values.labels.iter().map(|&cell| self.cell(at, cell));
            let numbered =
                cells.filter(|cell| split_numbering(&cell.text).0.is_some_and(|n| n.level == 3));
            starts.extend(numbered.map(|cell| cell.x.0));
        }
        starts.sort_by(f32::total_cmp);
        starts.get(starts.len() / 2).copied()
    }

    fn observe(
        &self,
        at: usize,
        values: &Values,
        leaf_x: Option<f32>,
        before: Option<usize>,
    ) -> Observed {
        let row = &self.sequence[at];
        let stream = self.layout.grids[row.grid].kind == GridKind::Stream;
        let labels: Vec<&Cell> = values
            .labels
            .iter()
            .map(|&cell| self.cell(at, cell))
            .filter(|cell| !cell.is_blank() && cell.row == row.row)
            .collect();
        // Where nothing stands so far right, or no one knows how far, the rest of a group's label may stand left of the
        // row's own; `all` has both.
        let innermost = labels.last().map_or("", |cell| cell.text.as_str());
        let own: String = match leaf_x.filter(|_| stream) {
            Some(x) if labels.iter().any(|cell| cell.x.1 > x) => labels
                .iter()
                .filter(|cell| cell.x.1 > x)
                .map(|cell| cell.text.as_str())
                .collect(),
            _ => innermost.to_owned(),
        };
        let filled = values
            .columns
            .iter()
            .map(|cells| cells.iter().any(|&cell| !self.cell(at, cell).is_blank()));
        let mut values_inked = values.columns.iter().flatten();
        let has_digits =
            |&cell: &usize| self.cell(at, cell).text.chars().any(char::is_alphanumeric);
        Observed {
            signs_only: !values_inked.any(has_digits),
            own,
            all: labels.iter().map(|cell| cell.text.as_str()).collect(),
            filled: filled.collect(),
            continues: before.is_some_and(|before| self.continues(before, at, values)),
        }
    }

    /// Whether a row may belong to the same row of the form as the one before it.
    fn continues(&self, before: usize, at: usize, values: &Values) -> bool {
        let (a, b) = (&self.sequence[before], &self.sequence[at]);
        if before + 1 != at {
            return false;
        }
        let grid = &self.layout.grids[b.grid];
        if a.grid != b.grid {
            let above = &self.layout.grids[a.grid];
            // Text beyond the last rule of a page, or the rest of a row on the next one.
            return a.row + 1 == above.rows && b.row == 0;
        }
        if grid.loose.get(b.row).copied().unwrap_or(false) {
            return lines_touch(grid, a, b);
        }
        let shared = values
            .labels
            .last()
            .into_iter()
            .chain(values.columns.iter().flatten());
        let mut shared = shared.map(|&cell| &grid.cells[cell]);
        shared.any(|cell| cell.row < b.row && !cell.is_blank() && is_innermost(grid, a, cell))
    }

    /// Whether a row right under a repeated header may be the rest of the row before the page break.
    fn continues_over_header(&self, last: &Line, first: &Line, section: &Section) -> bool {
        let (a, b) = (&self.sequence[last.at], &self.sequence[first.at]);
        let pages = |row: &RowRef| self.layout.grids[row.grid].page;
        a.row + 1 == self.layout.grids[a.grid].rows
            && first.at == section.header.end
            && pages(a) != pages(b)
    }

    /// Table 4 has one row and no label: the row of numbers right under the header.
    fn only_row(
        &self,
        parts: &[(&'a Section, &'a Candidate)],
        lines: Vec<(usize, Line)>,
    ) -> Vec<(usize, Line)> {
        let mut chosen: Vec<(usize, Line)> = Vec::new();
        for (number, (section, _)) in parts.iter().enumerate() {
            let mut of_part = lines.iter().filter(|(part, _)| *part == number).peekable();
            let first_grid = of_part.peek().map(|(_, line)| self.sequence[line.at].grid);
            for (_, line) in of_part {
                let row = &self.sequence[line.at];
                let grid = &self.layout.grids[row.grid];
                let same = row.grid == section.grid || Some(row.grid) == first_grid;
                let aligned = header::is_aligned(grid);
                if !same || (aligned && chosen.iter().any(|(part, _)| *part == number)) {
                    break;
                }
                let has_cells = line.values.columns.iter().any(|cells| !cells.is_empty());
                let fits = match aligned {
                    true => {
                        row.role == Role::Body
                            && line.values.labels.is_empty()
                            && line.numbers.contains(&true)
                    }
                    false => has_cells,
                };
                if fits {
                    chosen.push((number, line.clone()));
                } else if aligned {
                    break;
                }
            }
        }
        let filled: Vec<(usize, Line)> = chosen
            .iter()
            .filter(|(_, line)| line.observed.filled.contains(&true))
            .cloned()
            .collect();
        match (filled.is_empty(), chosen.is_empty()) {
            (false, _) => filled,
            (true, false) => chosen.into_iter().take(1).collect(),
            (true, true) => Vec::new(),
        }
    }

    fn found(&self, attempt: &Attempt<'a>) -> FoundTable {
        let table = attempt.template.table;
        let mut rows = Vec::new();
        for (k, row) in table.rows.iter().enumerate() {
            if row.kind != crate::forms::RowKind::Group {
                rows.push(self.found_row(attempt, k));
            }
        }
        let mut found = FoundTable {
            form: attempt.template.form,
            table,
            rows,
            extra: extra::find(self, attempt),
            issues: Vec::new(),
            trace: self.trace(attempt),
        };
        self.report_left_over(attempt, &mut found);
        found
    }

    fn trace(&self, attempt: &Attempt<'a>) -> super::Trace {
        let place = |at: usize| (self.sequence[at].grid, self.sequence[at].row);
        let headers = attempt
            .parts
            .iter()
            .map(|(section, candidate)| super::HeaderTrace {
                rows: section.header.clone().map(place).collect(),
                columns: {
                    let columns = candidate.alignment.columns.iter();
                    columns
                        .map(|column| column.map(|(leaf, alike)| (section.leaves[leaf].x, alike)))
                        .collect()
                },
            });
        let lines = attempt.lines.iter().zip(&attempt.path.matches);
        let rows = lines.map(|((_, line), matched)| super::RowTrace {
            grid: place(line.at).0,
            row: place(line.at).1,
            labels: line.values.labels.clone(),
            form_row: matched.map(|m| m.row),
            by_place: matched.is_some_and(|m| m.by_place),
            margin: matched.map_or(f32::INFINITY, |m| m.margin),
        });
        super::Trace {
            headers: headers.collect(),
            rows: rows.collect(),
        }
    }

    fn found_row(&self, attempt: &Attempt<'a>, k: usize) -> Vec<FoundCell> {
        let of_row = |index: &usize| attempt.path.matches[*index].is_some_and(|m| m.row == k);
        let lines: Vec<usize> = (0..attempt.lines.len()).filter(of_row).collect();
        let columns = 0..attempt.template.columns.len();
        columns
            .map(|column| self.found_cell(attempt, &lines, column))
            .collect()
    }

    fn found_cell(&self, attempt: &Attempt<'a>, lines: &[usize], column: usize) -> FoundCell {
        let mut found = FoundCell::default();
        let mut texts: Vec<&str> = Vec::new();
        for &index in lines {
            let (part, line) = &attempt.lines[index];
            let Some(matched) = attempt.path.matches[index] else {
                continue;
            };
            let Some((_, alike)) = attempt.parts[*part].1.alignment.columns[column] else {
                continue;
            };
            let row = &self.sequence[line.at];
            let here: Vec<&Cell> = line.values.columns[column]
                .iter()
                .map(|&cell| self.cell(line.at, cell))
                .collect();
            let written: Vec<&Cell> = here
                .iter()
                .copied()
                .filter(|cell| !cell.is_blank())
                .collect();
            if found.text.is_none() || (!written.is_empty() && texts.is_empty()) {
                self.place(&mut found, row, written.first().or(here.first()).copied());
            }
            texts.extend(written.iter().map(|cell| cell.text.as_str()));
            let doubt = |found: &mut FoundCell, kind: &'static Kind, no_value: bool| {
                found.doubts.push(kind);
                found.no_value |= no_value;
            };
            if written.iter().any(|cell| attempt.is_shared(index, cell)) {
                doubt(&mut found, &issue::COLUMN_AMBIGUOUS, true);
            }
            if attempt.crowded[index] {
                doubt(&mut found, &issue::ROW_AMBIGUOUS, true);
            }
            if attempt.disturbed[index][column] {
                doubt(&mut found, &issue::SEVERAL_NUMBERS, true);
            }
            if matched.margin < AMBIGUOUS {
                doubt(&mut found, &issue::ROW_AMBIGUOUS, true);
            }
            if matched.by_place {
                doubt(&mut found, &issue::ROW_BY_PLACE, false);
            }
            if alike == 0.0 {
                doubt(&mut found, &issue::COLUMN_BY_PLACE, false);
            }
            if !written.is_empty() && self.has_other_unit(attempt, line, matched.row, column) {
                doubt(&mut found, &issue::UNIT_DIFFERS, false);
            }
            let is_label = written.iter().any(|cell| {
                attempt
                    .template
                    .is_label(&cell.text, &self.known.vocabulary)
            });
            if is_label || (line.values.spanning[column] && !written.is_empty()) {
                doubt(&mut found, &issue::COLUMN_AMBIGUOUS, true);
            }
            if written.iter().any(|cell| cell.several) || written.len() > 1 {
                doubt(&mut found, &issue::SEVERAL_NUMBERS, true);
            }
            if here.iter().any(|cell| cell.crosses_border) {
                doubt(&mut found, &issue::CROSSES_BORDER, false);
            }
        }
        if found.text.is_some() {
            found.text = Some(texts.join("\n"));
        }
        found
    }

    /// Whether the unit printed in the row makes another number of it than the form's.
    fn has_other_unit(
        &self,
        attempt: &Attempt<'a>,
        line: &Line,
        row: usize,
        column: usize,
    ) -> bool {
        let table = attempt.template.table;
        let (Some(row), Some(column)) = (table.rows.get(row), table.columns.get(column)) else {
            return false;
        };
        let unit = table.unit_of(row, column);
        let mut printed = line.values.units.iter();
        printed.any(|&cell| table.is_other_unit(&self.cell(line.at, cell).text, unit))
    }

    pub(super) fn place(&self, found: &mut FoundCell, row: &RowRef, cell: Option<&Cell>) {
        let grid = &self.layout.grids[row.grid];
        found.text = Some(String::new());
        found.page = grid.page;
        found.grid = Some(row.grid);
        found.grid_row = Some(row.row);
        found.grid_column = cell.map(|cell| cell.column);
        found.rect = cell.and_then(|cell| cell.rect);
    }

    fn report_left_over(&self, attempt: &Attempt<'a>, found: &mut FoundTable) {
        for ((_, line), matched) in attempt.lines.iter().zip(&attempt.path.matches) {
            if matched.is_some() || !extra::has_numbers(self, attempt, line) {
                continue;
            }
            let place = self.row_place(&self.sequence[line.at], found.table.id.clone());
            let label = line.observed.all.replace('\n', "");
            let message = format!(
                "a row of numbers labelled “{label}” is no row of the form; it is kept in extra.csv"
            );
            found.issues.push(Issue {
                kind: &issue::ROW_LEFT_OVER,
                place,
                message,
            });
        }
        for (section, candidate) in &attempt.parts {
            let columns = extra::columns(section, candidate, attempt.template);
            for column in columns.iter().filter(|column| !column.is_left) {
                found.issues.push(Issue {
                    kind: &issue::COLUMN_LEFT_OVER,
                    place: self.row_place(
                        &self.sequence[section.header.start],
                        found.table.id.clone(),
                    ),
                    message: format!(
                        "a column headed “{}” is no column of the form; what is in it is kept in extra.csv",
                        column.words
                    ),
                });
            }
        }
    }

    fn row_place(&self, row: &RowRef, table: String) -> Place {
        let page = self.layout.grids[row.grid].page;
        Place {
            page,
            grid_row: Some(row.row as u32 + 1),
            table,
            ..Place::default()
        }
    }
}

impl Attempt<'_> {
    /// Whether a cell also stands beside a line that is another row of the form: it was merged over both.
    fn is_shared(&self, index: usize, cell: &Cell) -> bool {
        let row = |index: usize| self.path.matches[index].map(|m| m.row);
        let others =
            index.saturating_sub(cell.row_span)..self.lines.len().min(index + cell.row_span);
        cell.row_span > 1
            && others.into_iter().any(|other| {
                let (_, line) = &self.lines[other];
                let beside =
                    line.place.0 == self.lines[index].1.place.0 && cell.covers_row(line.place.1);
                beside && row(other).is_some() && row(other) != row(index)
            })
    }

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

fn lines_touch(grid: &Grid, a: &RowRef, b: &RowRef) -> bool {
    let extent = |row: &RowRef| {
        let cells = row.cells.iter().map(|&cell| grid.cells[cell].y);
        cells
            .reduce(|x, y| (x.0.min(y.0), x.1.max(y.1)))
            .unwrap_or_default()
    };
    let (above, below) = (extent(a), extent(b));
    below.0 - above.1 < LINE_GAP * (below.1 - below.0).max(above.1 - above.0)
}

/// Whether no other label cell of the row stands right of this one: a group's cell over many rows joins nothing.
fn is_innermost(grid: &Grid, row: &RowRef, cell: &Cell) -> bool {
    let own = |other: &&Cell| {
        other.row_span < cell.row_span && other.x.0 >= cell.x.1 - 0.5 && !other.is_blank()
    };
    let others = row
        .cells
        .iter()
        .map(|&other| &grid.cells[other])
        .filter(own);
    // Words right of it that change from row to row: the cell is a group's label.
    !others
        .into_iter()
        .any(|other| other.text.chars().any(char::is_alphabetic))
}
