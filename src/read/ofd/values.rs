//! The small languages inside attributes and text: number lists, offsets, outlines, colours (GB/T 33190, 7.3 and 9.3).

use kurbo::{Affine, Arc, BezPath, Point, Rect, SvgArc, Vec2};

/// Segments of one outline; a table's lines have one to four.
pub(super) const MAX_SEGMENTS: usize = 100_000;

/// The numbers of a list parted by white space or commas; what is no finite number ends it.
pub(super) fn numbers(text: &str) -> impl Iterator<Item = f64> {
    words(text).map_while(|word| word.parse().ok().filter(|n: &f64| n.is_finite()))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_ascii_whitespace() || c == ',')
        .filter(|word| !word.is_empty())
}

fn several<const N: usize>(text: &str) -> Option<[f64; N]> {
    let mut found = numbers(text);
    let mut values = [0.0; N];
    for value in &mut values {
        *value = found.next()?;
    }
    Some(values)
}

/// `x y width height` (ST_Box).
pub(super) fn rect(text: &str) -> Option<Rect> {
    let [x, y, width, height] = several(text)?;
    Some(Rect::new(x, y, x + width, y + height))
}

/// `a b c d e f` (CTM).
pub(super) fn matrix(text: &str) -> Option<Affine> {
    several(text).map(Affine::new)
}

/// The offsets of `DeltaX` and `DeltaY`: `g n v` stands for `n` times `v`. At most `max`.
pub(super) fn offsets(text: &str, max: usize) -> Vec<f64> {
    let mut found = Vec::new();
    let mut rest = words(text);
    while let Some(word) = rest.next() {
        let (count, value) = match word {
            "g" | "G" => (rest.next().and_then(|n| n.parse().ok()), rest.next()),
            _ => (Some(1), Some(word)),
        };
        let value = value
            .and_then(|v| v.parse().ok())
            .filter(|v: &f64| v.is_finite());
        let (Some(count), Some(value)) = (count, value) else {
            break;
        };
        let room = max.saturating_sub(found.len());
        found.extend(std::iter::repeat_n(value, room.min(count)));
    }
    found
}

/// `AbbreviatedData`: `S`/`M` move, `L` line, `Q` and `B` Bézier curves, `A` arc, `C` close. `None` when it is too long;
/// what cannot be read ends it.
pub(super) fn outline(text: &str) -> Option<BezPath> {
    let mut path = BezPath::new();
    let mut rest = Scanner { text };
    let mut last = Point::ZERO;
    while let Some(command) = rest.command() {
        if path.elements().len() > MAX_SEGMENTS {
            return None;
        }
        // Nothing can be drawn before a point is set.
        let started = !path.elements().is_empty();
        match (command, started) {
            ('S' | 'M', _) => {
                let Some(p) = rest.point() else { break };
                path.move_to(p);
                last = p;
            }
            ('L', true) => {
                let Some(p) = rest.point() else { break };
                path.line_to(p);
                last = p;
            }
            ('Q', true) => {
                let (Some(a), Some(p)) = (rest.point(), rest.point()) else {
                    break;
                };
                path.quad_to(a, p);
                last = p;
            }
            ('B', true) => {
                let (Some(a), Some(b), Some(p)) = (rest.point(), rest.point(), rest.point()) else {
                    break;
                };
                path.curve_to(a, b, p);
                last = p;
            }
            ('A', true) => {
                let Some(arc) = rest.arc(last) else { break };
                match Arc::from_svg_arc(&arc) {
                    Some(round) => round.to_cubic_beziers(0.1, |a, b, p| path.curve_to(a, b, p)),
                    None => path.line_to(arc.to),
                }
                last = arc.to;
            }
            ('C', true) => path.close_path(),
            _ => break,
        }
    }
    Some(path)
}

/// Goes through an outline; commands may touch the numbers beside them.
struct Scanner<'a> {
    text: &'a str,
}

impl Scanner<'_> {
    fn command(&mut self) -> Option<char> {
        self.space();
        let command = self.text.chars().next()?;
        self.text = self.text.get(command.len_utf8()..)?;
        Some(command)
    }

    fn space(&mut self) {
        self.text = self
            .text
            .trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
    }

    fn number(&mut self) -> Option<f64> {
        self.space();
        let is_part = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E');
        let end = self.text.find(|c| !is_part(c)).unwrap_or(self.text.len());
        let value: f64 = self.text.get(..end)?.parse().ok()?;
        self.text = self.text.get(end..)?;
        value.is_finite().then_some(value)
    }

    fn point(&mut self) -> Option<Point> {
        Some(Point::new(self.number()?, self.number()?))
    }

    /// `rx ry rotation large sweep x y`.
    fn arc(&mut self, from: Point) -> Option<SvgArc> {
        let bound = |n: f64| n.clamp(-1e5, 1e5);
        Some(SvgArc {
            from,
            radii: Vec2::new(bound(self.number()?), bound(self.number()?)),
            x_rotation: self.number()?.to_radians(),
            large_arc: self.number()? != 0.0,
            sweep: self.number()? != 0.0,
            to: self.point()?,
        })
    }
}

/// Red, green and blue from 0 to 1 of a colour `Value`: one number is grey, three are RGB, four CMYK, each up to `max`.
/// `None` when it cannot be told.
pub(super) fn rgb(text: &str, max: f32) -> Option<[f32; 3]> {
    let channel = |word: &str| match word.strip_prefix('#') {
        Some(hex) => u32::from_str_radix(hex, 16).ok().map(|n| n as f32),
        None => word.parse().ok().filter(|n: &f32| n.is_finite()),
    };
    let share = |word: &str| channel(word).map(|n| (n / max).clamp(0.0, 1.0));
    let values: Option<Vec<f32>> = words(text).take(5).map(share).collect();
    match values?.as_slice() {
        [grey] => Some([*grey; 3]),
        [r, g, b] => Some([*r, *g, *b]),
        [c, m, y, k] => Some([c, m, y].map(|ink| (1.0 - ink) * (1.0 - k))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_repeat_and_stop_at_the_cap() {
        assert_eq!(offsets("g 2 3.175 1.59", 10), [3.175, 3.175, 1.59]);
        assert_eq!(offsets("g 4000000000 1", 3), [1.0; 3]);
        assert_eq!(offsets("1 x 2", 10), [1.0]);
        assert_eq!(offsets("g 2", 10), [0.0; 0]);
    }

    #[test]
    fn outlines_are_read_with_and_without_blanks() {
        let spaced = outline("M 0 0.2 L 73 0.2 C").unwrap();
        assert_eq!(spaced.to_svg(), "M0,0.2 L73,0.2 Z");
        assert_eq!(outline("M0 0.2L73,0.2C").unwrap(), spaced);
        assert_eq!(outline("L 1 1 M 0 0").unwrap().elements().len(), 0);
        let arc = outline("M 0 0 A 1 1 0 0 1 2 0").unwrap();
        assert!((kurbo::Shape::bounding_box(&arc).height() - 1.0).abs() < 0.01);
    }

    #[test]
    fn an_outline_beyond_the_cap_is_refused() {
        let text = format!("M 0 0 {}", "L 1 1 ".repeat(MAX_SEGMENTS + 1));
        assert_eq!(outline(&text), None);
    }

    #[test]
    fn colours_of_one_three_and_four_channels() {
        assert_eq!(rgb("255", 255.0), Some([1.0; 3]));
        assert_eq!(rgb("#FF 0 #00", 255.0), Some([1.0, 0.0, 0.0]));
        assert_eq!(rgb("0 0 0 255", 255.0), Some([0.0; 3]));
        assert_eq!(rgb("1 2", 255.0), None);
        assert_eq!(rgb("", 255.0), None);
    }
}
