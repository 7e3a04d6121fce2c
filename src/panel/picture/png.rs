//! The picture as PNG: rectangles, and words in a font of our own.

use png::{BitDepth, ColorType, Encoder, EncodingError};

use super::super::coverage::State;
use super::{Picture, font};

const PAPER: u8 = 0;
const INK: u8 = 1;
/// Palette index of the first state.
const STATES: u8 = 2;

/// The whole file, one byte a pixel in a palette of the states' colours.
///
/// # Errors
/// When the picture is too large for a PNG.
pub(in crate::panel) fn bytes(picture: &Picture) -> Result<Vec<u8>, EncodingError> {
    let mut canvas = Canvas::of(picture.width, picture.height);
    for block in &picture.blocks {
        let nth = State::ALL.iter().position(|state| *state == block.state);
        let index = nth
            .and_then(|nth| u8::try_from(nth).ok())
            .map_or(PAPER, |nth| STATES + nth);
        canvas.fill((block.x, block.y), (block.width, block.height), index);
    }
    for words in &picture.words {
        let width = font::width(&words.ascii);
        let x = if words.ends {
            words.x.saturating_sub(width)
        } else {
            words.x
        };
        let y = words.y.saturating_sub(font::HEIGHT / 2);
        font::dots(&words.ascii).for_each(|(dx, dy)| canvas.fill((x + dx, y + dy), (1, 1), INK));
    }
    let mut palette = vec![0xff, 0xff, 0xff, 0x22, 0x22, 0x22];
    palette.extend(State::ALL.iter().flat_map(|state| state.colour()));
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, picture.width, picture.height);
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(palette);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&canvas.pixels)?;
    writer.finish()?;
    Ok(out)
}

/// Rows of pixels, each an index into the palette.
struct Canvas {
    width: usize,
    pixels: Vec<u8>,
}

impl Canvas {
    fn of(width: u32, height: u32) -> Self {
        let [width, height] = [width, height].map(|n| usize::try_from(n).unwrap_or(0));
        Canvas {
            width,
            pixels: vec![PAPER; width * height],
        }
    }

    /// What lies beside the canvas is left out.
    fn fill(&mut self, (x, y): (u32, u32), (width, height): (u32, u32), index: u8) {
        let [x, y, width, height] = [x, y, width, height].map(|n| usize::try_from(n).unwrap_or(0));
        let end = (x + width).min(self.width);
        for row in self
            .pixels
            .chunks_mut(self.width.max(1))
            .skip(y)
            .take(height)
        {
            row.get_mut(x..end)
                .into_iter()
                .for_each(|run| run.fill(index));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rectangles_end_at_the_edge_and_words_are_dots() {
        let mut canvas = Canvas::of(4, 3);
        canvas.fill((1, 1), (9, 1), 7);
        canvas.fill((9, 9), (1, 1), 7);
        assert_eq!(canvas.pixels, [0, 0, 0, 0, 0, 7, 7, 7, 0, 0, 0, 0]);
    }

    #[test]
    fn the_file_reads_back_with_its_size_and_colours() {
        let mut picture = Picture {
            width: 30,
            height: 12,
            ..Picture::default()
        };
        picture.block(0, 0, 2, 2, State::Missing);
        picture.say(10, 6, "甲", "1", false);
        let file = bytes(&picture).expect("a picture");
        let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().expect("a header");
        let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
        let info = reader.next_frame(&mut pixels).expect("pixels");
        assert_eq!((info.width, info.height), (30, 12));
        assert_eq!(pixels[..3], State::Missing.colour());
        let dark = pixels.chunks(3).filter(|pixel| *pixel == [0x22; 3]).count();
        assert_eq!(dark, font::dots("1").count());
    }
}
