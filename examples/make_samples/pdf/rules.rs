//! The ways in which producers draw the borders of a table.

use super::canvas::{Area, Canvas};

/// How borders are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rules {
    /// Stroked lines, each shared edge once or twice.
    Stroked,
    /// Filled rectangles half a point thick.
    Thin,
    /// Two strokes side by side.
    Doubled,
    /// Short filled rectangles with gaps.
    Dashed,
    /// One stroked rectangle a cell.
    Boxes,
    /// Lines along rows only.
    Horizontal,
    /// Nothing.
    None,
}

/// Stroke width in points.
const STROKE: f32 = 0.5;
/// Distance of the two lines of a double rule.
const GAP: f32 = 1.4;
/// Length of a dash and of the gap after it.
const DASH: (f32, f32) = (3.0, 1.6);

/// Which edges of a cell are drawn: top and bottom may be open at a page break.
#[derive(Clone, Copy)]
pub struct Edges {
    pub top: bool,
    pub bottom: bool,
}

/// Draws the border of one cell.
pub fn cell(canvas: &mut Canvas, rules: Rules, area: Area, edges: Edges) {
    let (left, top, right, bottom) = area;
    if rules == Rules::Boxes && edges.top && edges.bottom {
        return canvas.frame(area, STROKE);
    }
    if edges.top {
        line(canvas, rules, (left, top), (right, top));
    }
    if edges.bottom {
        line(canvas, rules, (left, bottom), (right, bottom));
    }
    line(canvas, rules, (left, top), (left, bottom));
    line(canvas, rules, (right, top), (right, bottom));
}

fn line(canvas: &mut Canvas, rules: Rules, from: (f32, f32), to: (f32, f32)) {
    let horizontal = from.1 == to.1;
    match rules {
        Rules::None => {}
        Rules::Horizontal if !horizontal => {}
        Rules::Horizontal | Rules::Stroked | Rules::Boxes => canvas.line(from, to, STROKE),
        Rules::Thin => canvas.fill(thick(from, to)),
        Rules::Dashed => dashes(canvas, from, to),
        Rules::Doubled => doubled(canvas, horizontal, from, to),
    }
}

fn thick(from: (f32, f32), to: (f32, f32)) -> Area {
    let half = STROKE / 2.0;
    (from.0 - half, from.1 - half, to.0 + half, to.1 + half)
}

fn doubled(canvas: &mut Canvas, horizontal: bool, from: (f32, f32), to: (f32, f32)) {
    for side in [-GAP / 2.0, GAP / 2.0] {
        let (dx, dy) = if horizontal { (0.0, side) } else { (side, 0.0) };
        canvas.line((from.0 + dx, from.1 + dy), (to.0 + dx, to.1 + dy), STROKE);
    }
}

fn dashes(canvas: &mut Canvas, from: (f32, f32), to: (f32, f32)) {
    let length = (to.0 - from.0) + (to.1 - from.1);
    let unit = ((to.0 - from.0) / length, (to.1 - from.1) / length);
    let mut at = 0.0;
    while at < length {
        let end = (at + DASH.0).min(length);
        let point = |t: f32| (from.0 + unit.0 * t, from.1 + unit.1 * t);
        canvas.fill(thick(point(at), point(end)));
        at += DASH.0 + DASH.1;
    }
}
