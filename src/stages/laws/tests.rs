use super::*;
use crate::document::{Direction, FlowCell, Format, Glyph, Ruling};
use crate::geometry::Rect;
use crate::{Settings, extract, forms, grid, read};

const GLYPH: Glyph = Glyph {
    ch: '1',
    rect: Rect {
        x0: 0.0,
        y0: 0.0,
        x1: 9.0,
        y1: 9.0,
    },
    size: 9.0,
    direction: Direction::Right,
    vertical: false,
    hidden: false,
    pale: false,
};

fn document(content: Content) -> Document {
    Document {
        format: Format::Docx,
        producer: String::new(),
        title: String::new(),
        running: Vec::new(),
        content,
    }
}

/// A table of two rows and two columns with cells at these places.
fn of_table(cells: &[Place]) -> Vec<String> {
    let cells = cells.iter().map(|place| {
        let [row, column, row_span, column_span] = place.map(|number| number as u32);
        FlowCell {
            row,
            column,
            row_span,
            column_span,
            text: String::new(),
        }
    });
    let table = FlowTable {
        rows: 2,
        columns: 2,
        cells: cells.collect(),
    };
    of_document(
        &document(Content::Flow(vec![FlowBlock::Table(table)])),
        &Limits::default(),
    )
}

#[test]
fn reports_keep_to_every_law() {
    for bytes in [
        &include_bytes!("../../../samples/docx/yanxi2023.docx")[..],
        include_bytes!("../../../samples/ofd/cangpu2023.ofd"),
        include_bytes!("../../../samples/html/meiting2020.html"),
    ] {
        let settings = Settings::default();
        let document = read::read(bytes, &settings.limits, settings.forms).unwrap();
        let layout = grid::layout(&document, &settings.limits).unwrap();
        let cells = extract(bytes, &settings).unwrap().cells;
        assert!(cells.len() > 150);
        assert_eq!(of_document(&document, &settings.limits), [""; 0]);
        assert_eq!(of_layout(&layout, &document), [""; 0]);
        assert_eq!(of_cells(&cells, settings.forms), [""; 0]);
    }
}

#[test]
fn cells_that_overlap_leave_their_grid_or_stand_out_of_order_are_told() {
    assert_eq!(
        of_table(&[[0, 0, 2, 1], [0, 1, 1, 1], [1, 1, 1, 1]]),
        [""; 0]
    );
    for (cells, fault) in [
        (&[[0, 0, 2, 1], [1, 0, 1, 1]][..], "overlaps"),
        (&[[0, 0, 1, 2], [0, 1, 1, 1]], "overlaps"),
        (&[[0, 1, 1, 2]], "leaves"),
        (&[[1, 0, 2, 1]], "leaves"),
        (&[[0, 0, 0, 1]], "leaves"),
        (&[[0, 1, 1, 1], [0, 0, 1, 1]], "order"),
    ] {
        let faults = of_table(cells);
        assert!(
            faults.iter().any(|told| told.contains(fault)),
            "{cells:?}: {faults:?}"
        );
    }
}

#[test]
fn what_no_page_can_hold_is_told() {
    let ruling = Ruling {
        horizontal: true,
        at: 1.0,
        start: 9.0,
        end: 2.0,
        width: 1.0,
    };
    let page = Page {
        number: 1,
        width: 595.0,
        height: 842.0,
        glyphs: vec![Glyph {
            rect: Rect {
                x1: f32::INFINITY,
                ..GLYPH.rect
            },
            ..GLYPH
        }],
        rulings: vec![ruling],
        image_share: 0.0,
    };
    let faults = of_document(&document(Content::Pages(vec![page])), &Limits::default());
    assert_eq!(faults.len(), 2, "{faults:?}");
}

#[test]
fn text_that_the_page_does_not_hold_is_told() {
    let faults = |text: &str, glyphs: Vec<Glyph>| {
        let layout = Layout {
            lines: vec![grid::Line {
                text: text.to_owned(),
                page: Some(1),
                size: 9.0,
                top: 0.0,
            }],
            ..Layout::default()
        };
        let page = Page {
            number: 1,
            glyphs,
            ..Page::default()
        };
        of_layout(&layout, &document(Content::Pages(vec![page])))
    };
    let hidden = Glyph {
        hidden: true,
        ..GLYPH
    };
    assert_eq!(faults("1", vec![GLYPH]), [""; 0]);
    // A raised digit.
    assert_eq!(faults("¹", vec![GLYPH]), [""; 0]);
    assert_eq!(faults("1", vec![hidden]), ["page 1 has no further '1'"]);
    assert_eq!(faults("1 1", vec![GLYPH]), ["page 1 has no further '1'"]);
}

#[test]
fn records_that_cannot_be_are_told() {
    let bytes = include_bytes!("../../../samples/docx/yanxi2023.docx");
    let cells = extract(bytes, &Settings::default()).unwrap().cells;
    let sound = cells
        .iter()
        .find(|cell| cell.value.is_some_and(|value| !value.is_zero()));
    let sound = sound.unwrap();
    let broken = |change: fn(&mut CellRecord)| {
        let mut cell = sound.clone();
        change(&mut cell);
        of_cell(&cell, forms::Forms::default())
    };
    assert_eq!(broken(|_| ()), None);
    let other = broken(|cell| cell.raw.insert(0, '9'));
    assert_eq!(other, Some("a number that is not printed"));
    let blank = broken(|cell| cell.state = State::Blank);
    assert_eq!(blank, Some("a value and a state that do not agree"));
    let lost = broken(|cell| cell.value = None);
    assert_eq!(lost, Some("a value and a state that do not agree"));
    assert_eq!(
        broken(|cell| cell.table = "t9"),
        Some("no cell of its form")
    );
    assert_eq!(broken(|cell| cell.grid_row = Some(0)), Some("no place"));
}
