//! Cells as the faces of the arrangement of horizontal and vertical rulings.
//!
//! Rulings that touch form one table. Every ruling's position is an edge of the atomic grid; two neighbouring atoms are
//! one cell unless a ruling runs between them, so merged cells fall out by themselves. The outline is closed where no
//! ruling stands (a table without outer border, a row cut by the page).

use super::rulings::{Rule, SNAP_TOLERANCE};

/// How far rulings may miss each other and still touch. Points.
const TOUCH: f32 = 4.0;

/// An open side is closed where the other direction's rulings reach at least this far beyond the last one. Points.
const MIN_OPEN: f32 = 7.0;

/// Share of an atom's side that a ruling must cover to divide it from its neighbour.
const DIVIDES: f32 = 0.5;

/// More atoms than this are no table but a drawing.
const MAX_ATOMS: usize = 60_000;

/// More pairs of rulings than this are a drawing too: each pair is asked whether it touches.
const MAX_PAIRS: usize = 4_000_000;

/// A face: a rectangle of atoms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Face {
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) row_span: usize,
    pub(super) column_span: usize,
}

/// One table's arrangement.
#[derive(Clone, Debug)]
pub(super) struct Lattice {
    /// Edges of the atomic columns, left to right.
    pub(super) xs: Vec<f32>,
    /// Edges of the atomic rows, top to bottom.
    pub(super) ys: Vec<f32>,
    /// Cells in row order, then column order.
    pub(super) faces: Vec<Face>,
    /// For each atom, row by row, the position of its face.
    owner: Vec<u32>,
    horizontal: Vec<Rule>,
    vertical: Vec<Rule>,
}

impl Lattice {
    /// The face that holds a point.
    pub(super) fn face_at(&self, x: f32, y: f32) -> Option<usize> {
        let column = atom(&self.xs, x)?;
        let row = atom(&self.ys, y)?;
        self.owner
            .get(row * (self.xs.len() - 1) + column)
            .map(|&face| face as usize)
    }

    /// The same table with further rules; `None` when there are none.
    pub(super) fn with(&self, horizontal: &[Rule], vertical: &[Rule]) -> Option<Lattice> {
        if horizontal.is_empty() && vertical.is_empty() {
            return None;
        }
        let add = |drawn: &[Rule], further: &[Rule]| {
            let mut rules = [drawn, further].concat();
            rules.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.start.total_cmp(&b.start)));
            rules
        };
        build(
            &add(&self.horizontal, horizontal),
            &add(&self.vertical, vertical),
        )
    }

    /// The faces that begin in a row, as a range of their positions.
    pub(super) fn row(&self, row: usize) -> std::ops::Range<usize> {
        let start = self.faces.partition_point(|face| face.row < row);
        start..self.faces.partition_point(|face| face.row <= row)
    }

    /// Left and right side, top and bottom of a face.
    pub(super) fn sides(&self, face: &Face) -> ((f32, f32), (f32, f32)) {
        let x = (
            self.xs[face.column],
            self.xs[face.column + face.column_span],
        );
        let y = (self.ys[face.row], self.ys[face.row + face.row_span]);
        (x, y)
    }

    pub(super) fn x(&self) -> (f32, f32) {
        (self.xs[0], self.xs[self.xs.len() - 1])
    }

    pub(super) fn y(&self) -> (f32, f32) {
        (self.ys[0], self.ys[self.ys.len() - 1])
    }
}

fn atom(edges: &[f32], value: f32) -> Option<usize> {
    let after = edges.partition_point(|&edge| edge <= value);
    (after > 0 && after < edges.len()).then(|| after - 1)
}

/// Finds the tables that rulings of both directions draw. Rules that belong to none are given back: they may be the
/// horizontal rules of a table without verticals.
pub(super) fn find(horizontal: &[Rule], vertical: &[Rule]) -> (Vec<Lattice>, Vec<Rule>) {
    if horizontal.len().saturating_mul(vertical.len()) > MAX_PAIRS {
        return (Vec::new(), Vec::new());
    }
    let mut lattices = Vec::new();
    let mut rest = Vec::new();
    for (h, v) in components(horizontal, vertical) {
        match build(&h, &v) {
            Some(lattice) => lattices.push(lattice),
            None => rest.extend(h),
        }
    }
    lattices.sort_by(|a, b| {
        a.y()
            .0
            .total_cmp(&b.y().0)
            .then(a.x().0.total_cmp(&b.x().0))
    });
    (lattices, rest)
}

/// Groups of rulings that touch, horizontal ones and vertical ones.
fn components(horizontal: &[Rule], vertical: &[Rule]) -> Vec<(Vec<Rule>, Vec<Rule>)> {
    let mut sets = Sets::new(horizontal.len() + vertical.len());
    for (i, h) in horizontal.iter().enumerate() {
        for (j, v) in vertical.iter().enumerate() {
            let meets_x = v.at >= h.start - TOUCH && v.at <= h.end + TOUCH;
            let meets_y = h.at >= v.start - TOUCH && h.at <= v.end + TOUCH;
            if meets_x && meets_y {
                sets.join(i, horizontal.len() + j);
            }
        }
    }
    let mut groups: Vec<(Vec<Rule>, Vec<Rule>)> = Vec::new();
    // By the root of a set, where its group stands.
    let mut places: Vec<Option<usize>> = vec![None; horizontal.len() + vertical.len()];
    for index in 0..places.len() {
        let place = *places[sets.root(index)].get_or_insert(groups.len());
        if place == groups.len() {
            groups.push((Vec::new(), Vec::new()));
        }
        match index.checked_sub(horizontal.len()) {
            None => groups[place].0.push(horizontal[index].clone()),
            Some(j) => groups[place].1.push(vertical[j].clone()),
        }
    }
    groups
}

/// `None` when the rulings divide nothing: fewer than two columns, or no row.
fn build(h: &[Rule], v: &[Rule]) -> Option<Lattice> {
    let xs = edges(v, h);
    let ys = edges(h, v);
    let (columns, rows) = (xs.len().checked_sub(1)?, ys.len().checked_sub(1)?);
    let has_column = v
        .iter()
        .any(|rule| rule.at > xs[0] + MIN_OPEN && rule.at < xs[columns] - MIN_OPEN);
    if columns < 2 || rows < 1 || !has_column || columns * rows > MAX_ATOMS {
        return None;
    }
    let right = walls(&xs, &ys, v);
    let below = walls(&ys, &xs, h);
    let mut sets = Sets::new(columns * rows);
    for row in 0..rows {
        for column in 0..columns {
            let atom = row * columns + column;
            if column + 1 < columns && !right[(column + 1) * rows + row] {
                sets.join(atom, atom + 1);
            }
            if row + 1 < rows && !below[(row + 1) * columns + column] {
                sets.join(atom, atom + columns);
            }
        }
    }
    let (faces, owner) = faces(&mut sets, rows, columns);
    Some(Lattice {
        xs,
        ys,
        faces,
        owner,
        horizontal: h.to_vec(),
        vertical: v.to_vec(),
    })
}

/// Positions of the rules, and the ends of the crossing rules where they reach well beyond.
fn edges(rules: &[Rule], crossing: &[Rule]) -> Vec<f32> {
    let mut edges: Vec<f32> = rules.iter().map(|rule| rule.at).collect();
    edges.sort_by(f32::total_cmp);
    edges.dedup_by(|a, b| (*a - *b).abs() < SNAP_TOLERANCE);
    let start = crossing
        .iter()
        .map(|rule| rule.start)
        .min_by(f32::total_cmp);
    let end = crossing.iter().map(|rule| rule.end).max_by(f32::total_cmp);
    if let Some(start) = start
        && edges.first().is_none_or(|&first| first - start > MIN_OPEN)
    {
        edges.insert(0, start);
    }
    if let Some(end) = end
        && edges.last().is_none_or(|&last| end - last > MIN_OPEN)
    {
        edges.push(end);
    }
    edges
}

/// For each edge and each atom along it, whether a rule stands there.
fn walls(edges: &[f32], along: &[f32], rules: &[Rule]) -> Vec<bool> {
    let atoms = along.len() - 1;
    let mut covered = vec![0.0f32; edges.len() * atoms];
    for rule in rules {
        let edge = edges.partition_point(|&edge| edge <= rule.at - SNAP_TOLERANCE);
        let is_there = |at: &f32| (at - rule.at).abs() < SNAP_TOLERANCE;
        if !edges.get(edge).is_some_and(is_there) {
            continue;
        }
        for (index, pair) in along.windows(2).enumerate() {
            let shared = rule.end.min(pair[1]) - rule.start.max(pair[0]);
            if shared > 0.0 {
                covered[edge * atoms + index] += shared / (pair[1] - pair[0]);
            }
        }
    }
    covered.iter().map(|&share| share >= DIVIDES).collect()
}

/// Turns sets of atoms into rectangles. A set that is none (a border is missing somewhere) is cut into rows of atoms,
/// equal neighbours joined: less is merged than might be, never more.
fn faces(sets: &mut Sets, rows: usize, columns: usize) -> (Vec<Face>, Vec<u32>) {
    let mut faces: Vec<Face> = Vec::new();
    let mut owner = vec![0u32; rows * columns];
    let mut open: Vec<usize> = Vec::new();
    for row in 0..rows {
        let mut here: Vec<usize> = Vec::new();
        let mut column = 0;
        while column < columns {
            let root = sets.root(row * columns + column);
            let mut end = column + 1;
            while end < columns && sets.root(row * columns + end) == root {
                end += 1;
            }
            // Left to right, and no two in one column.
            let above = open.binary_search_by_key(&column, |&f| faces[f].column);
            let above = above.ok().map(|at| open[at]).filter(|&f| {
                let face = &faces[f];
                face.column_span == end - column
                    && sets.root(face.row * columns + face.column) == root
            });
            let face = match above {
                Some(face) => {
                    faces[face].row_span += 1;
                    face
                }
                None => {
                    faces.push(Face {
                        row,
                        column,
                        row_span: 1,
                        column_span: end - column,
                    });
                    faces.len() - 1
                }
            };
            owner[row * columns + column..row * columns + end].fill(face as u32);
            here.push(face);
            column = end;
        }
        open = here;
    }
    (faces, owner)
}

/// Disjoint sets.
struct Sets(Vec<usize>);

impl Sets {
    fn new(len: usize) -> Self {
        Sets((0..len).collect())
    }

    fn root(&mut self, mut index: usize) -> usize {
        while self.0[index] != index {
            self.0[index] = self.0[self.0[index]];
            index = self.0[index];
        }
        index
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        let (low, high) = (a.min(b), a.max(b));
        self.0[high] = low;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(at: f32, start: f32, end: f32) -> Rule {
        Rule { at, start, end }
    }

    /// Two rows of two columns; `walls` says whether the middle vertical runs through the first row.
    fn table(first_row: bool) -> Vec<Face> {
        let h = [
            rule(0.0, 0.0, 100.0),
            rule(20.0, 0.0, 100.0),
            rule(40.0, 0.0, 100.0),
        ];
        let top = if first_row { 0.0 } else { 20.0 };
        let v = [
            rule(0.0, 0.0, 40.0),
            rule(50.0, top, 40.0),
            rule(100.0, 0.0, 40.0),
        ];
        let (lattices, rest) = find(&h, &v);
        assert_eq!((lattices.len(), rest.len()), (1, 0));
        lattices[0].faces.clone()
    }

    #[test]
    fn a_missing_wall_makes_a_merged_cell() {
        assert_eq!(table(true).len(), 4);
        let faces = table(false);
        assert_eq!(
            faces[0],
            Face {
                row: 0,
                column: 0,
                row_span: 1,
                column_span: 2
            }
        );
        assert_eq!(faces.len(), 3);
    }

    #[test]
    fn a_row_cut_by_the_page_is_closed_where_the_verticals_end() {
        let h = [rule(0.0, 0.0, 100.0)];
        let v = [
            rule(0.0, 0.0, 30.0),
            rule(50.0, 0.0, 30.0),
            rule(100.0, 0.0, 30.0),
        ];
        let (lattices, _) = find(&h, &v);
        assert_eq!(lattices[0].ys, [0.0, 30.0]);
    }

    #[test]
    fn a_table_without_outer_border_is_closed_by_its_inner_rules() {
        let h = [rule(20.0, 0.0, 100.0)];
        let v = [rule(50.0, 0.0, 40.0)];
        let (lattices, _) = find(&h, &v);
        assert_eq!(
            (lattices[0].xs.clone(), lattices[0].ys.clone()),
            (vec![0.0, 50.0, 100.0], vec![0.0, 20.0, 40.0])
        );
        assert_eq!(lattices[0].faces.len(), 4);
    }

    #[test]
    fn rules_without_verticals_are_given_back() {
        let (lattices, rest) = find(&[rule(0.0, 0.0, 90.0), rule(20.0, 0.0, 90.0)], &[]);
        assert!(lattices.is_empty());
        assert_eq!(rest.len(), 2);
    }

    #[test]
    fn an_l_shaped_face_is_cut_into_rectangles() {
        let h = [
            rule(0.0, 0.0, 100.0),
            rule(20.0, 50.0, 100.0),
            rule(40.0, 0.0, 100.0),
        ];
        let v = [
            rule(0.0, 0.0, 40.0),
            rule(50.0, 20.0, 40.0),
            rule(100.0, 0.0, 40.0),
        ];
        let (lattices, _) = find(&h, &v);
        let faces = &lattices[0].faces;
        assert!(faces.contains(&Face {
            row: 0,
            column: 0,
            row_span: 1,
            column_span: 2
        }));
        assert!(faces.contains(&Face {
            row: 1,
            column: 0,
            row_span: 1,
            column_span: 1
        }));
    }
}
