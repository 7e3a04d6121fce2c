//! Counts the glyph widths that fonts declare in ranges: the interpreter writes each range out, and three numbers can
//! ask for four thousand million widths.

use hayro_interpret::hayro_syntax::object::array::FlexArrayIter;
use hayro_interpret::hayro_syntax::object::{Array, Dict};

use crate::error::{Error, ErrorKind};

/// Widths that all fonts of a document may declare in ranges; a font has 65,536 codes (ISO 32000-2, 9.7.4.3).
const MOST: u64 = 1 << 21;
/// So many bytes of a list count as a width: reading takes time too, and thousands of fonts may share one long list.
const BYTES_A_WIDTH: u64 = 16;

/// The widths of the fonts seen so far.
#[derive(Default)]
pub(super) struct Widths(u64);

impl Widths {
    /// Adds those of a dictionary that may be a font.
    ///
    /// # Errors
    /// `Limit` when the fonts of the document declare too many.
    pub(super) fn add(&mut self, font: &Dict<'_>) -> Result<(), Error> {
        self.0 = self.0.saturating_add(declared(font));
        if self.0 <= MOST {
            return Ok(());
        }
        let message = format!("the fonts declare more than {MOST} widths");
        Err(Error::new(ErrorKind::Limit, "read", message))
    }
}

/// The widths in the ranges of a font's `W` and `W2`.
fn declared(font: &Dict<'_>) -> u64 {
    let across = in_ranges(font, b"W", |items| {
        let (first, last, _) = items.next::<(u32, u32, f32)>()?;
        Some((first, last))
    });
    let down = in_ranges(font, b"W2", |items| {
        let (first, last, ..) = items.next::<(u32, u32, f32, f32, f32)>()?;
        Some((first, last))
    });
    across.saturating_add(down)
}

/// The widths in the ranges of one array of a font, read as the interpreter reads them: `range` takes the next one.
fn in_ranges(
    font: &Dict<'_>,
    name: &[u8],
    range: impl Fn(&mut FlexArrayIter<'_>) -> Option<(u32, u32)>,
) -> u64 {
    let Some(widths) = font.get::<Array<'_>>(name) else {
        return 0;
    };
    let mut items = widths.flex_iter();
    let mut sum = widths.data().len() as u64 / BYTES_A_WIDTH;
    loop {
        if items.next::<(u32, Array<'_>)>().is_some() {
            continue;
        }
        let Some((first, last)) = range(&mut items) else {
            return sum;
        };
        let length = u64::from(last)
            .saturating_add(1)
            .saturating_sub(u64::from(first));
        sum = sum.saturating_add(length);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{dicts, testing};
    use super::*;
    use hayro_interpret::hayro_syntax::Pdf;

    fn check(pdf: &Pdf) -> Result<(), Error> {
        let mut widths = Widths::default();
        dicts::each(pdf, &mut |dict| widths.add(dict))
    }

    fn document(font: &str) -> Pdf {
        let objects = [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Count 1/Kids[3 0 R]>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</Font<</F 4 0 R>>>>>>",
            font,
        ];
        testing::document(&objects.map(String::from))
    }

    #[test]
    fn a_long_list_counts_as_often_as_fonts_share_it() {
        let list = format!("[{}]", " ".repeat(1 << 20));
        let document = |fonts| {
            let mut objects = vec![
                String::from("<</Type/Catalog/Pages 2 0 R>>"),
                String::from("<</Type/Pages/Count 0/Kids[]>>"),
                list.clone(),
            ];
            objects.extend(std::iter::repeat_n(String::from("<</W 3 0 R>>"), fonts));
            testing::document(&objects)
        };
        assert!(check(&document(2)).is_ok());
        assert!(check(&document(100)).is_err());
    }

    #[test]
    fn ranges_of_widths_have_a_cap() {
        let font = |w: &str| {
            let descendant = format!("<</Subtype/CIDFontType2 {w}>>");
            document(&format!("<</Subtype/Type0/DescendantFonts[{descendant}]>>"))
        };
        for sound in [
            "/W[1[500 600]0 65535 1000]",
            "/W2[0 65535 -1000 500 880]",
            "/W[9 1 500]",
        ] {
            assert!(check(&font(sound)).is_ok(), "{sound}");
        }
        for hostile in [
            "/W[1[500 600]0 4294967295 1000]",
            "/W2[0 99999999 -1000 500 880]",
        ] {
            assert!(check(&font(hostile)).is_err(), "{hostile}");
        }
    }
}
