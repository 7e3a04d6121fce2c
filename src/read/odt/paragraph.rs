//! One paragraph: its text as printed, white space collapsed (ISO/IEC 26300-1, 6.1.2).

use quick_xml::events::BytesStart;

use super::body::{Story, Walker, is_unprinted};
use super::styles::Family;
use crate::error::Error;
use crate::read::characters::{Look, UNKNOWN};
use crate::read::xml::{Token, attribute, local};

/// Spaces of one `text:s` that are written; more are only distance.
const MAX_SPACES: usize = 100;

/// A paragraph on the way through it.
struct Paragraph {
    text: String,
    /// The looks of the elements open, each with the depth of its element; never empty.
    looks: Vec<(usize, Look)>,
    /// White space that comes now stands beside other white space: it is not printed.
    collapses: bool,
    /// Inside a tracked deletion.
    deleted: bool,
}

impl Paragraph {
    fn look(&self) -> Look {
        self.looks.last().map(|(_, look)| *look).unwrap_or_default()
    }

    /// Forgets the looks of elements that have ended.
    fn close(&mut self, depth: usize) {
        while self.looks.last().is_some_and(|(at, _)| *at > depth) {
            self.looks.pop();
        }
    }

    fn push(&mut self, ch: char) {
        self.collapses = false;
        let look = self.look();
        if !look.hidden && !self.deleted {
            look.write(ch, &mut self.text);
        }
    }

    fn write(&mut self, text: &str) {
        for ch in text.chars() {
            if !matches!(ch, ' ' | '\t' | '\n' | '\r') {
                self.push(ch);
            } else if !self.collapses {
                self.push(' ');
                self.collapses = true;
            }
        }
    }
}

impl Walker<'_, '_> {
    /// Reads the paragraph whose `text:p` or `text:h` began last; what floats beside it goes to the boxes.
    pub(super) fn paragraph(
        &mut self,
        start: &BytesStart<'_>,
        story: &mut Story,
    ) -> Result<(), Error> {
        self.charge_paragraph()?;
        let outline = outline_of(start);
        let label = self.lists.label(outline, self.styles);
        let depth = self.cursor.depth();
        let style = attribute(start, "style-name");
        let look = self
            .styles
            .look(Family::Paragraph, style.as_deref(), Look::default());
        let mut paragraph = Paragraph {
            text: String::new(),
            looks: vec![(0, look)],
            collapses: true,
            deleted: self.changes.is_deleting(),
        };
        while let Some(token) = self.cursor.next_in(depth)? {
            match token {
                Token::Text(text) => {
                    paragraph.close(self.cursor.depth());
                    if !paragraph.look().is_plain() {
                        self.charge_growth(text.len().saturating_mul(2))?;
                    }
                    paragraph.write(&text);
                }
                Token::Start(start) => self.inline(&start, &mut paragraph, story)?,
            }
        }
        let mut text = paragraph.text;
        if let Some(label) = label.filter(|_| !look.hidden) {
            self.charge_growth(label.len())?;
            let label = if text.is_empty() {
                label.trim_end()
            } else {
                &label
            };
            text.insert_str(0, label);
        }
        story.push(text, self.changes.is_deleting());
        Ok(())
    }

    fn inline(
        &mut self,
        start: &BytesStart<'_>,
        paragraph: &mut Paragraph,
        story: &mut Story,
    ) -> Result<(), Error> {
        // The element itself is open now: looks of its elder siblings are over.
        let depth = self.cursor.depth();
        paragraph.close(depth.saturating_sub(1));
        match local(start) {
            "span" | "a" => {
                let style = attribute(start, "style-name");
                let base = paragraph.look();
                let look = self.styles.look(Family::Text, style.as_deref(), base);
                paragraph.looks.push((depth, look));
            }
            "s" => {
                let count = attribute(start, "c").and_then(|count| count.trim().parse().ok());
                let count = count.unwrap_or(1).min(MAX_SPACES);
                self.charge_growth(count)?;
                (0..count).for_each(|_| paragraph.push(' '));
            }
            "change-start" | "change-end" => {
                self.changes.mark(start);
                paragraph.deleted = self.changes.is_deleting();
            }
            "tab" => paragraph.push('\t'),
            "line-break" => paragraph.push('\n'),
            "object" => paragraph.push(UNKNOWN),
            "hidden-paragraph" if attribute(start, "is-hidden").as_deref() == Some("true") => {
                for (_, look) in &mut paragraph.looks {
                    look.hidden = true;
                }
                paragraph.text.clear();
            }
            "hidden-text" if attribute(start, "is-hidden").as_deref() == Some("true") => {
                self.cursor.skip()?;
            }
            "p" | "h" | "table" | "list" => self.floating(start, story)?,
            name if is_unprinted(name) => self.cursor.skip()?,
            _ => {}
        }
        Ok(())
    }

    /// A block inside a frame or a shape that is anchored in a paragraph.
    fn floating(&mut self, start: &BytesStart<'_>, story: &mut Story) -> Result<(), Error> {
        let mut inner = Story::default();
        let lists = std::mem::take(&mut self.lists);
        self.block(start, &mut inner)?;
        self.lists = lists;
        inner.flush();
        story.boxes.append(&mut inner.blocks);
        story.boxes.append(&mut inner.boxes);
        Ok(())
    }
}

/// The 0-based level of a numbered heading.
fn outline_of(start: &BytesStart<'_>) -> Option<usize> {
    let is_unnumbered = attribute(start, "is-list-header").as_deref() == Some("true");
    if local(start) != "h" || is_unnumbered {
        return None;
    }
    let level = attribute(start, "outline-level").and_then(|level| level.trim().parse().ok());
    level.unwrap_or(1_usize).checked_sub(1)
}
