//! The walk over the tree of a page: its text in document order, gathered into paragraphs, cells and tables.
//!
//! The walk keeps its own stack: how deep a page nests its elements is not ours to say.

use std::borrow::Cow;

use html5ever::Attribute;

use super::css::{Sheet, Sheets};
use super::declared::Declared;
use super::form::{self, Cell, Group, Kind, Row};
use super::story::Story;
use super::style::{self, Display, Style};
use super::tree::{self, Data, Tree, attribute};
use crate::document::FlowBlock;
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::read::characters::UNKNOWN;

/// Reads the blocks of a page beside which `sheets` stand.
///
/// # Errors
/// `Limit` when the tables have too many cells.
pub(super) fn read(
    tree: &Tree,
    sheets: &[Sheet],
    limits: &Limits,
) -> Result<Vec<FlowBlock>, Error> {
    let mut walker = Walker {
        tree,
        sheets: Sheets::read(tree, sheets)?,
        open: Vec::new(),
        stories: vec![Story::default()],
        tables: Vec::new(),
        cells_left: limits.cells,
        places_left: limits.cells,
    };
    let mut id = tree::ROOT;
    loop {
        let inside = walker.enter(id)?;
        let mut next = tree.first_child(id).filter(|_| inside);
        if !inside || next.is_none() {
            if inside {
                walker.leave()?;
            }
            next = tree.next(id);
        }
        while next.is_none() {
            let Some(parent) = tree.parent(id) else {
                return Ok(walker.finish());
            };
            id = parent;
            walker.leave()?;
            next = tree.next(id);
        }
        id = next.unwrap_or(tree::ROOT);
    }
}

/// What an open element is to the walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Inline,
    Box,
    Block,
    Table,
    Group,
    /// Whether the row is only there to say how wide its columns are.
    Row {
        flat: bool,
    },
    Cell,
}

struct Walker<'a> {
    tree: &'a Tree,
    sheets: Sheets<'a>,
    /// The open elements.
    open: Vec<(Role, Style)>,
    /// The page and the open cells.
    stories: Vec<Story>,
    /// The open tables.
    tables: Vec<Vec<Group>>,
    cells_left: usize,
    places_left: usize,
}

impl Walker<'_> {
    /// Begins a node; says whether what it holds is read, and [`Walker::leave`] then owed.
    fn enter(&mut self, id: usize) -> Result<bool, Error> {
        let (name, attributes) = match self.tree.data(id) {
            Data::Element(name, attributes) => (&*name.local, attributes),
            Data::Text(text) => {
                let style = self.style();
                self.story(|story| story.push(text, style));
                return Ok(false);
            }
            Data::Other => {
                self.open.push((Role::Inline, self.style()));
                return Ok(true);
            }
        };
        let own = attribute(attributes, "style").unwrap_or_default();
        let css = match name {
            // A page that hides all of itself is shown by a script, against being framed or seen unfinished.
            "html" | "body" => Cow::Borrowed(""),
            _ => self.sheets.cascade(id, own)?,
        };
        let declared = Declared::read(&css);
        let display = style::display(name, &declared, attribute(attributes, "hidden").is_some());
        let is_closed = name == "dialog" && attribute(attributes, "open").is_none();
        // Outside of tables forms are the site's: a search, a list of links.
        let is_chrome = style::is_field(name) && self.stories.len() < 2;
        if display == Display::None || is_closed || is_chrome {
            return Ok(false);
        }
        let style = self.style().inside(name, &declared);
        match name {
            "br" => {
                self.story(Story::line_break);
                return Ok(false);
            }
            "input" => {
                self.field(attributes, style);
                return Ok(false);
            }
            "select" => {
                let chosen = self.tree.text(chosen(self.tree, id));
                self.boxed(&chosen, style);
                return Ok(false);
            }
            "math" => {
                if style.ink.shows() {
                    self.story(|story| story.push_char(UNKNOWN, style));
                }
                return Ok(false);
            }
            _ => {}
        }
        // Word ends a table with a row of no height that says how wide each column is.
        let is_flat = declared.has_no_height || attribute(attributes, "height") == Some("0");
        let role = self.role(name, is_flat, display)?;
        match role {
            Role::Inline => {}
            Role::Box => self.story(|story| story.gap = true),
            _ => self.story(Story::end_paragraph),
        }
        self.begin(role, name, attributes);
        self.open.push((role, style));
        Ok(true)
    }

    fn style(&self) -> Style {
        self.open.last().map(|open| open.1).unwrap_or_default()
    }

    fn story(&mut self, act: impl FnOnce(&mut Story)) {
        if let Some(story) = self.stories.last_mut() {
            act(story);
        }
    }

    /// The text in a form's field is shown; its buttons and marks say nothing.
    fn field(&mut self, attributes: &[Attribute], style: Style) {
        let kind = attribute(attributes, "type")
            .unwrap_or("text")
            .to_ascii_lowercase();
        let is_shown = matches!(
            kind.as_str(),
            "" | "text" | "number" | "tel" | "date" | "month" | "week" | "url" | "email"
        );
        if let Some(value) = attribute(attributes, "value").filter(|_| is_shown) {
            self.boxed(value, style);
        }
    }

    fn boxed(&mut self, text: &str, style: Style) {
        self.story(|story| {
            story.gap = true;
            story.push(text, style);
            story.gap = true;
        });
    }

    /// Rows and cells count only where the standard has them; elsewhere they are lines like others.
    fn role(&mut self, name: &str, is_flat: bool, display: Display) -> Result<Role, Error> {
        let above = self.open.last().map(|open| open.0);
        let role = match (name, above) {
            ("table", _) => Role::Table,
            ("tbody" | "thead" | "tfoot", Some(Role::Table)) => Role::Group,
            ("tr", Some(Role::Group)) => Role::Row { flat: is_flat },
            ("td" | "th", Some(Role::Row { .. })) => Role::Cell,
            _ => match display {
                Display::Inline => Role::Inline,
                Display::Box => Role::Box,
                Display::Block | Display::None => Role::Block,
            },
        };
        if matches!(role, Role::Table | Role::Row { .. } | Role::Cell) {
            let left = self.cells_left.checked_sub(1);
            let full = || {
                Error::new(
                    ErrorKind::Limit,
                    "read",
                    "the page has too many tables, rows and cells",
                )
            };
            self.cells_left = left.ok_or_else(full)?;
        }
        Ok(role)
    }

    fn begin(&mut self, role: Role, name: &str, attributes: &[Attribute]) {
        let groups = self.tables.last_mut();
        match role {
            Role::Table => self.tables.push(Vec::new()),
            Role::Group => {
                let kind = match name {
                    "thead" => Kind::Head,
                    "tfoot" => Kind::Foot,
                    _ => Kind::Body,
                };
                if let Some(groups) = groups {
                    groups.push(Group {
                        kind,
                        rows: Vec::new(),
                    });
                }
            }
            Role::Row { .. } => {
                if let Some(group) = groups.and_then(|groups| groups.last_mut()) {
                    group.rows.push(Row::default());
                }
            }
            Role::Cell => {
                let cell = Cell {
                    row_span: form::span(attribute(attributes, "rowspan"), 0),
                    column_span: form::span(attribute(attributes, "colspan"), 1),
                    blocks: Vec::new(),
                };
                if let Some(row) = groups.and_then(|groups| last_row(groups)) {
                    row.cells.push(cell);
                }
                self.stories.push(Story::default());
            }
            Role::Inline | Role::Box | Role::Block => {}
        }
    }

    /// Ends the element that began last.
    fn leave(&mut self) -> Result<(), Error> {
        let Some((role, _)) = self.open.pop() else {
            return Ok(());
        };
        match role {
            Role::Inline => {}
            Role::Box => self.story(|story| story.gap = true),
            Role::Block | Role::Group => self.story(Story::end_paragraph),
            Role::Row { flat } => self.end_row(flat),
            Role::Cell => self.end_cell(),
            Role::Table => self.end_table()?,
        }
        Ok(())
    }

    fn end_row(&mut self, flat: bool) {
        let group = self.tables.last_mut().and_then(|groups| groups.last_mut());
        if let Some(group) = group.filter(|_| flat) {
            group
                .rows
                .pop_if(|row| row.cells.iter().all(|cell| cell.blocks.is_empty()));
        }
    }

    fn end_cell(&mut self) {
        let Some(mut story) = self.stories.pop() else {
            return;
        };
        story.end_paragraph();
        let row = self.tables.last_mut().and_then(|groups| last_row(groups));
        if let Some(cell) = row.and_then(|row| row.cells.last_mut()) {
            cell.blocks = story.blocks;
        }
    }

    fn end_table(&mut self) -> Result<(), Error> {
        let groups = self.tables.pop().unwrap_or_default();
        let blocks = form::table(groups, &mut self.places_left)?;
        self.story(|story| {
            story.end_paragraph();
            story.blocks.extend(blocks);
        });
        Ok(())
    }

    fn finish(mut self) -> Vec<FlowBlock> {
        self.story(Story::end_paragraph);
        form::finish(self.stories.pop().unwrap_or_default().blocks)
    }
}

fn last_row(groups: &mut [Group]) -> Option<&mut Row> {
    groups.last_mut()?.rows.last_mut()
}

/// The option that a closed list shows: the last that is selected, else the first.
fn chosen(tree: &Tree, select: usize) -> usize {
    let mut shown = None;
    let mut next = tree.first_child(select);
    while let Some(id) = next {
        if let Data::Element(name, attributes) = tree.data(id)
            && &*name.local == "option"
        {
            let selected = attribute(attributes, "selected").is_some();
            if selected || shown.is_none() {
                shown = Some(id);
            }
        }
        next = tree.first_child(id).or_else(|| behind(tree, id, select));
    }
    shown.unwrap_or(select)
}

/// The next node that is not inside this one, up to the end of `end`.
fn behind(tree: &Tree, id: usize, end: usize) -> Option<usize> {
    let mut at = id;
    while at != end {
        if let Some(next) = tree.next(at) {
            return Some(next);
        }
        at = tree.parent(at)?;
    }
    None
}

#[cfg(test)]
mod tests;
