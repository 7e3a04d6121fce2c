//! Blocks to PDF, with `lopdf` for the file structure and a small layout engine of our own.
//!
//! Chinese text is set in `STSong-Light`, not embedded, through the predefined CMaps of Adobe-GB1, as many Chinese
//! producers do; one style sets digits in an embedded Type 3 font.

pub mod canvas;
mod content;
mod file;
mod fonts;
mod layout;
mod rules;
mod table;

pub use file::{document, plain_page, save};
pub use layout::{pages, title, write};
pub use rules::Rules;

/// A4 width in points.
pub const A4_WIDTH: f32 = 595.0;
/// A4 height in points.
pub const A4_HEIGHT: f32 = 842.0;

/// How a page lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lie {
    /// As it is.
    Plain,
    /// `/Rotate 90`: stored sideways, shown upright.
    Rotated,
    /// Shown sideways: a landscape page turned anticlockwise onto a portrait one.
    Sideways,
}

/// A page as the reader sees it (for [`Lie::Sideways`]: with the head tilted).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paper {
    pub width: f32,
    pub height: f32,
    /// Free space left and right, above and below.
    pub margin: f32,
    pub lie: Lie,
    /// The crop box begins here in a larger media box.
    pub crop: Option<(f32, f32)>,
}

impl Paper {
    pub const PORTRAIT: Paper = Paper {
        width: A4_WIDTH,
        height: A4_HEIGHT,
        margin: 56.0,
        lie: Lie::Plain,
        crop: None,
    };

    /// A4 across.
    pub const fn landscape(lie: Lie) -> Paper {
        Paper {
            width: A4_HEIGHT,
            height: A4_WIDTH,
            lie,
            ..Paper::PORTRAIT
        }
    }
}

/// In which order the text of a table stands in the content stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Row by row.
    Rows,
    /// Column by column.
    Columns,
}

/// The look of a PDF sample.
#[derive(Clone, Copy, Debug)]
pub struct PdfStyle {
    pub paper: Paper,
    pub rules: Rules,
    pub order: Order,
    /// Every character has its own show operator.
    pub by_character: bool,
    /// Digits are set in the Type 3 font.
    pub drawn_digits: bool,
    /// The ToUnicode map names look-alike radicals for some characters.
    pub radicals: bool,
    /// `UniGB-UTF16-H` in place of `UniGB-UCS2-H`.
    pub utf16: bool,
    /// Header rows are drawn again on each page.
    pub repeat_heads: bool,
    /// A page number at the foot.
    pub numbered: bool,
    /// Numbers of a row that is cut by the page stand on the later page.
    pub numbers_late: bool,
    /// No ruling where a cell goes over the page.
    pub open_breaks: bool,
    /// Minimal free space above and below the text of a cell, in points.
    pub pad: f32,
}

impl PdfStyle {
    pub const PLAIN: PdfStyle = PdfStyle {
        paper: Paper::PORTRAIT,
        rules: Rules::Stroked,
        order: Order::Rows,
        by_character: false,
        drawn_digits: false,
        radicals: false,
        utf16: false,
        repeat_heads: false,
        numbered: true,
        numbers_late: false,
        open_breaks: true,
        pad: 3.0,
    };
}
