//! Sections: where a statutory table's header stands, which table it is, how far its rows go.

use std::ops::Range;

use super::header::{self, Alignment, Leaf};
use super::labels::{Label, best, similarity};
use super::sequence::{Role, RowRef};
use super::template::{Catalogue, Template};
use crate::grid::Layout;

/// A header and the rows under it.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    /// Templates that fit, best first; all of one table id.
    pub(crate) candidates: Vec<Candidate>,
    /// The printed columns.
    pub(crate) leaves: Vec<Leaf>,
    /// Rows of the header in the sequence.
    pub(crate) header: Range<usize>,
    /// Rows after it, up to the next header or banner.
    pub(crate) body: Range<usize>,
    /// The grid of the header's last row.
    pub(crate) grid: usize,
}

/// A template that fits a header.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// Position in the catalogue.
    pub(crate) template: usize,
    pub(crate) alignment: Alignment,
    /// How well header, banner and first rows fit.
    pub(crate) score: f32,
}

/// A header must fit its template at least this well on average.
const MIN_SCORE: f32 = 0.5;

/// A table of one or two columns must fit better: one label alike is soon found.
const MIN_SCORE_NARROW: f32 = 0.75;

/// So many columns of a group make a table that holds only a part of the form's.
const MIN_PART: usize = 4;

/// Candidates this close to the best are kept: the rows decide.
const CLOSE: f32 = 0.3;

/// What a banner of the same table adds, and of another one takes.
const BANNER: f32 = 0.4;

/// What the labels of the first rows add, at most.
const ROWS: f32 = 0.6;

/// A long list under one header without its title must have a row this much like the form's.
const MIN_ROWS: f32 = 0.8;

/// How many rows after the header are looked at.
const ROWS_SEEN: usize = 5;

/// What each printed column without a partner takes.
const SURPLUS: f32 = 0.25;

/// A banner stands at most this many rows before its header.
const BANNER_REACH: usize = 4;

/// A line between two header lines with no more than this many characters is a line of a wrapped label.
const MAX_STRAY: usize = 3;

/// No table of a form reaches farther below its header, in lines of text; what comes later is something else, and a
/// hostile document could go on for ever.
const MAX_BODY: usize = 800;

/// Finds all sections, in order.
pub(crate) fn find(layout: &Layout, rows: &[RowRef], known: &'static Catalogue) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        if rows[at].role != Role::Header {
            at += 1;
            continue;
        }
        let end = block_end(layout, rows, at);
        match section(layout, rows, at..end, known) {
            Some(section) => {
                at = section.header.end;
                sections.push(section);
            }
            None => at = end,
        }
    }
    let starts: Vec<usize> = sections
        .iter()
        .map(|section| section.header.start)
        .collect();
    for (section, next) in sections
        .iter_mut()
        .zip(starts.into_iter().skip(1).chain([rows.len()]))
    {
        let banner = rows[section.header.end..next]
            .iter()
            .position(|row| matches!(row.role, Role::Banner(_)));
        let end = banner.map_or(next, |offset| section.header.end + offset);
        section.body = section.header.end..end.min(section.header.end + MAX_BODY);
    }
    sections
}

/// The end of a block of header rows: blank rows and stray lines between header rows belong to it.
fn block_end(layout: &Layout, rows: &[RowRef], start: usize) -> usize {
    let mut end = start + 1;
    while let Some(row) = rows.get(end) {
        let inside = match row.role {
            Role::Header => true,
            Role::Blank => rows
                .get(end + 1)
                .is_some_and(|next| next.role == Role::Header && next.grid == row.grid),
            Role::Body => {
                let next = rows
                    .get(end + 1)
                    .is_some_and(|next| next.role == Role::Header);
                (next && is_stray(layout, row)) || is_tail(layout, row)
            }
            Role::Banner(_) => false,
        };
        if !inside {
            break;
        }
        end += 1;
    }
    end
}

fn is_stray(layout: &Layout, row: &RowRef) -> bool {
    let grid = &layout.grids[row.grid];
    let texts = row
        .cells
        .iter()
        .filter(|&&cell| grid.cells[cell].row == row.row)
        .map(|&cell| &grid.cells[cell].text);
    let written: String = texts
        .flat_map(|text| text.chars())
        .filter(|c| !c.is_whitespace())
        .collect();
    written.chars().count() <= MAX_STRAY && !written.chars().any(char::is_numeric)
}

/// Whether a line is the last line of wrapped labels: several cells of one or two ideographs each.
fn is_tail(layout: &Layout, row: &RowRef) -> bool {
    let grid = &layout.grids[row.grid];
    let own = row
        .cells
        .iter()
        .map(|&cell| &grid.cells[cell])
        .filter(|cell| cell.row == row.row && !cell.is_blank());
    let texts: Vec<&str> = own.map(|cell| cell.text.trim()).collect();
    let short = |text: &&str| {
        text.chars().count() <= 2 && text.chars().all(|c| c.is_alphabetic() && !c.is_ascii())
    };
    texts.len() > 1 && texts.iter().all(short)
}

fn section(
    layout: &Layout,
    rows: &[RowRef],
    header: Range<usize>,
    known: &'static Catalogue,
) -> Option<Section> {
    let leaves = header::leaves(layout, &rows[header.clone()]);
    let printed: Vec<Vec<Label>> = leaves.iter().map(header::readings).collect();
    let banner = banner_before(rows, header.start, known);
    let after = &rows[header.end..rows.len().min(header.end + ROWS_SEEN)];
    let labels = first_labels(layout, after);
    let mut candidates: Vec<Candidate> = known
        .templates
        .iter()
        .enumerate()
        .filter_map(|(index, template)| {
            candidate(index, template, (&leaves, &printed), banner, &labels)
        })
        .collect();
    candidates.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then(a.template.cmp(&b.template))
    });
    let best = candidates.first()?.clone();
    let id = &known.templates[best.template].table.id;
    candidates
        .retain(|c| known.templates[c.template].table.id == *id && c.score > best.score - CLOSE);
    let grid = rows[header.end - 1].grid;
    Some(Section {
        candidates,
        leaves,
        body: header.end..header.end,
        header,
        grid,
    })
}

fn banner_before(
    rows: &[RowRef],
    start: usize,
    known: &'static Catalogue,
) -> Option<&'static Template> {
    let before = rows[start.saturating_sub(BANNER_REACH)..start].iter().rev();
    let found = before
        .take_while(|row| row.role != Role::Header)
        .find_map(|row| match row.role {
            Role::Banner(template) => Some(template),
            _ => None,
        });
    found.map(|template| &known.templates[template])
}

/// Labels of rows: every cell's, since nothing is known of the columns yet.
fn first_labels(layout: &Layout, rows: &[RowRef]) -> Vec<Label> {
    let cells = rows.iter().flat_map(|row| {
        row.cells
            .iter()
            .map(|&cell| &layout.grids[row.grid].cells[cell].text)
    });
    let labels = cells.map(|text| Label::new(text));
    labels
        .filter(|label| !label.words.iter().all(|c| c.is_numeric()))
        .collect()
}

fn candidate(
    index: usize,
    template: &Template,
    (leaves, printed): (&[Leaf], &[Vec<Label>]),
    banner: Option<&'static Template>,
    labels: &[Label],
) -> Option<Candidate> {
    let alignment = header::align(leaves, printed, template);
    let least = if template.columns.len() <= 2 {
        MIN_SCORE_NARROW
    } else {
        MIN_SCORE
    };
    // A part of a table with groups of columns, set apart as a table of its own, is told by the words over it.
    let found = alignment.columns.iter().flatten().count();
    let is_part = alignment.grouped
        && found >= MIN_PART
        && alignment.score * template.columns.len() as f32 >= 0.9 * found as f32;
    if alignment.score < least && !is_part {
        return None;
    }
    let surplus = surplus(leaves, &alignment, template);
    let named = match banner {
        Some(banner) if banner.table.id == template.table.id => BANNER,
        Some(_) => -BANNER,
        None => 0.0,
    };
    let rows = if template.has_labels() {
        row_evidence(template, labels)
    } else {
        0.5
    };
    let is_named = banner.is_some_and(|banner| banner.table.id == template.table.id);
    if is_plain(template) && !is_named && rows < MIN_ROWS {
        return None;
    }
    let fit = if is_part {
        alignment.score.max(least)
    } else {
        alignment.score
    };
    let score = fit - SURPLUS * surplus as f32 + named + ROWS * rows;
    Some(Candidate {
        template: index,
        alignment,
        score,
    })
}

/// Whether a table is a long list under one header: `统计数` stands over other tables too, its rows tell them apart.
fn is_plain(template: &Template) -> bool {
    template.columns.len() <= 2 && template.rows.len() > ROWS_SEEN
}

/// Printed columns with words that are neither a column of the template nor the header over its labels.
fn surplus(leaves: &[Leaf], alignment: &Alignment, template: &Template) -> usize {
    let taken = |index: usize| {
        alignment
            .columns
            .iter()
            .flatten()
            .any(|(leaf, _)| *leaf == index)
    };
    let is_stub = |leaf: &Leaf| {
        leaf.words.iter().any(|words| {
            template
                .stubs
                .iter()
                .any(|stub| similarity(words, stub) > 0.5)
        })
    };
    let free = leaves
        .iter()
        .enumerate()
        .filter(|(index, leaf)| !taken(*index) && !leaf.words.is_empty() && !is_stub(leaf));
    free.count()
}

fn row_evidence(template: &Template, labels: &[Label]) -> f32 {
    let rows = || template.rows.iter().filter(|row| !row.is_group);
    let same =
        |label: &Label| rows().any(|row| row.wordings.iter().any(|own| own.has_words_of(label)));
    // Nearly every table has a label word for word; nothing is more alike.
    if labels.iter().any(same) {
        return 1.0;
    }
    let scores = rows().flat_map(|row| labels.iter().map(|label| best(label, &row.wordings)));
    scores.fold(0.0, f32::max)
}
