//! Turns a page so that most of its text reads upright: landscape tables are often set sideways on a portrait page.

use crate::document::{Direction, Glyph, Page, Ruling};
use crate::geometry::Rect;

/// A quarter turn of a page, and back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Turn {
    direction: Direction,
    width: f32,
    height: f32,
}

impl Turn {
    /// The turn that makes most glyphs of the page run to the right. Ties keep the page as it is.
    pub(super) fn of(page: &Page) -> Turn {
        let count = |direction: Direction| {
            let written = page
                .glyphs
                .iter()
                .filter(|g| g.ch != ' ' && g.direction == direction);
            written.count()
        };
        let others = [Direction::Down, Direction::Left, Direction::Up];
        let mut best = (Direction::Right, count(Direction::Right));
        for direction in others {
            let n = count(direction);
            if n > best.1 {
                best = (direction, n);
            }
        }
        Turn {
            direction: best.0,
            width: page.width,
            height: page.height,
        }
    }

    /// Whether the page stays as it is.
    pub(super) fn is_none(&self) -> bool {
        self.direction == Direction::Right
    }

    fn forward(&self, x: f32, y: f32) -> (f32, f32) {
        match self.direction {
            Direction::Right => (x, y),
            Direction::Down => (y, self.width - x),
            Direction::Left => (self.width - x, self.height - y),
            Direction::Up => (self.height - y, x),
        }
    }

    fn backward(&self, x: f32, y: f32) -> (f32, f32) {
        match self.direction {
            Direction::Right => (x, y),
            Direction::Down => (self.width - y, x),
            Direction::Left => (self.width - x, self.height - y),
            Direction::Up => (y, self.height - x),
        }
    }

    /// Size of the turned page.
    pub(super) fn size(&self) -> (f32, f32) {
        match self.direction {
            Direction::Right | Direction::Left => (self.width, self.height),
            Direction::Down | Direction::Up => (self.height, self.width),
        }
    }

    pub(super) fn rect(&self, rect: &Rect) -> Rect {
        let (a, b) = (
            self.forward(rect.x0, rect.y0),
            self.forward(rect.x1, rect.y1),
        );
        Rect::new(a.0, a.1, b.0, b.1)
    }

    /// A box of the turned page, on the page as it is.
    pub(super) fn rect_back(&self, rect: &Rect) -> Rect {
        let (a, b) = (
            self.backward(rect.x0, rect.y0),
            self.backward(rect.x1, rect.y1),
        );
        Rect::new(a.0, a.1, b.0, b.1)
    }

    pub(super) fn glyph(&self, glyph: &Glyph) -> Glyph {
        Glyph {
            rect: self.rect(&glyph.rect),
            direction: self.relative(glyph.direction),
            ..*glyph
        }
    }

    fn relative(&self, direction: Direction) -> Direction {
        const ORDER: [Direction; 4] = [
            Direction::Right,
            Direction::Down,
            Direction::Left,
            Direction::Up,
        ];
        let index = |d: Direction| ORDER.iter().position(|&o| o == d).unwrap_or(0);
        ORDER[(index(direction) + 4 - index(self.direction)) % 4]
    }

    pub(super) fn ruling(&self, ruling: &Ruling) -> Ruling {
        let (a, b) = match ruling.horizontal {
            true => ((ruling.start, ruling.at), (ruling.end, ruling.at)),
            false => ((ruling.at, ruling.start), (ruling.at, ruling.end)),
        };
        let (a, b) = (self.forward(a.0, a.1), self.forward(b.0, b.1));
        let horizontal = match self.direction {
            Direction::Right | Direction::Left => ruling.horizontal,
            Direction::Down | Direction::Up => !ruling.horizontal,
        };
        let (at, start, end) = match horizontal {
            true => (a.1, a.0.min(b.0), a.0.max(b.0)),
            false => (a.0, a.1.min(b.1), a.1.max(b.1)),
        };
        Ruling {
            horizontal,
            at,
            start,
            end,
            width: ruling.width,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(direction: Direction) -> Page {
        let rect = Rect::new(10.0, 20.0, 18.0, 30.0);
        let glyph = Glyph {
            ch: '年',
            rect,
            size: 8.0,
            direction,
            vertical: false,
            hidden: false,
            pale: false,
        };
        Page {
            number: 1,
            width: 100.0,
            height: 200.0,
            glyphs: vec![glyph],
            ..Page::default()
        }
    }

    #[test]
    fn text_that_runs_down_is_turned_so_that_the_page_top_is_its_right_edge() {
        let page = page(Direction::Down);
        let turn = Turn::of(&page);
        assert_eq!(turn.size(), (200.0, 100.0));
        let glyph = turn.glyph(&page.glyphs[0]);
        assert_eq!(glyph.direction, Direction::Right);
        assert_eq!(glyph.rect, Rect::new(20.0, 82.0, 30.0, 90.0));
    }

    #[test]
    fn turning_back_gives_the_box_on_the_page() {
        for direction in [
            Direction::Right,
            Direction::Down,
            Direction::Left,
            Direction::Up,
        ] {
            let page = page(direction);
            let turn = Turn::of(&page);
            assert_eq!(
                turn.rect_back(&turn.glyph(&page.glyphs[0]).rect),
                page.glyphs[0].rect
            );
        }
    }
}
