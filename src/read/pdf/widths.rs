//! Counts the glyph widths that fonts declare in ranges: the interpreter writes each range out, and three numbers can
//! ask for four thousand million widths.

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::array::FlexArrayIter;
use hayro_interpret::hayro_syntax::object::{Array, Dict, MaybeRef, Object};

use crate::error::{Error, ErrorKind};

/// Widths that all fonts of a document may declare in ranges; a font has 65,536 codes (ISO 32000-2, 9.7.4.3).
const MOST: u64 = 1 << 21;
/// Dictionaries and arrays written inside each other.
const MAX_DEPTH: usize = 12;

/// Refuses a document whose fonts declare too many widths.
///
/// # Errors
/// `Limit`.
pub(super) fn check(pdf: &Pdf) -> Result<(), Error> {
    let mut count = 0;
    for object in pdf.objects() {
        add(&object, 0, &mut count);
        if count > MOST {
            let message = format!("the fonts declare more than {MOST} widths");
            return Err(Error::new(ErrorKind::Limit, "read", message));
        }
    }
    Ok(())
}

/// Adds what an object and those written inside it declare; what it refers to is an object of its own.
fn add(object: &Object<'_>, depth: usize, count: &mut u64) {
    if depth > MAX_DEPTH || *count > MOST {
        return;
    }
    match object {
        Object::Dict(dict) => {
            *count = count.saturating_add(declared(dict));
            for (_, value) in dict.entries() {
                if let MaybeRef::NotRef(value) = value {
                    add(&value, depth + 1, count);
                }
            }
        }
        Object::Array(array) if array.data().contains(&b'<') => {
            for value in array.raw_iter() {
                if let MaybeRef::NotRef(value) = value {
                    add(&value, depth + 1, count);
                }
            }
        }
        _ => {}
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
    let mut sum: u64 = 0;
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
    use super::super::testing;
    use super::*;

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
