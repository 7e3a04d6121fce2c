//! The picture as SVG, with the names of agencies in whatever font there is.

use std::fmt::Write;

use super::Picture;
use crate::inspect::xml::escape;
use crate::write::text::one_line;

/// Size of letters. Pixels.
const SIZE: u32 = 12;
/// From the middle of letters down to the line they stand on; not every program knows `dominant-baseline`.
const BASELINE: u32 = 4;

/// The whole file.
pub(in crate::panel) fn text(picture: &Picture) -> String {
    let (width, height) = (picture.width, picture.height);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n\
         <g font-family=\"sans-serif\" font-size=\"{SIZE}\" fill=\"#222\">\n"
    );
    for block in &picture.blocks {
        let [r, g, b] = block.state.colour();
        let (x, y, w, h) = (block.x, block.y, block.width, block.height);
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" fill=\"#{r:02x}{g:02x}{b:02x}\"/>"
        );
    }
    for words in &picture.words {
        let anchor = if words.ends {
            " text-anchor=\"end\""
        } else {
            ""
        };
        let text = escape(&one_line(&words.text));
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{}\"{anchor}>{text}</text>",
            words.x,
            words.y + BASELINE
        );
    }
    out.push_str("</g>\n</svg>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    #[test]
    fn rectangles_and_words_are_elements_and_names_cannot_break_out() {
        let mut picture = Picture {
            width: 10,
            height: 20,
            ..Picture::default()
        };
        picture.block(1, 2, 3, 4, State::Missing);
        picture.say(5, 6, "<甲&乙>\u{0}", "1", true);
        let svg = text(&picture);
        assert!(svg.contains("<rect x=\"1\" y=\"2\" width=\"3\" height=\"4\" fill=\"#e6e6e6\"/>"));
        assert!(
            svg.contains("<text x=\"5\" y=\"10\" text-anchor=\"end\">&lt;甲&amp;乙&gt;</text>")
        );
    }
}
