//! What an element and its declarations say about the text inside: whether it shows, how, and where lines part.

use super::declared::Declared;
use crate::read::characters::{Look, Raised};

/// How text is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// Crossed out.
    pub(super) struck: bool,
    /// Set above or below the line.
    pub(super) raised: Raised,
    /// Line breaks and spaces count (`white-space: pre`).
    pub(super) preformatted: bool,
    /// Part of a link.
    pub(super) linked: bool,
    /// Whether it shows.
    pub(super) ink: Ink,
}

/// What keeps text from showing that has its place on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Ink {
    /// It, or something around it, is transparent, clipped or out of the window.
    unseen: bool,
    /// `visibility`.
    invisible: bool,
    /// `font-size` is 0.
    sizeless: bool,
    /// `color` is transparent.
    clear: bool,
}

/// How an element stands among its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Display {
    /// Not at all, with all it holds.
    None,
    /// In the line.
    Inline,
    /// In the line, as a box of its own.
    Box,
    /// On lines of its own.
    Block,
}

/// Elements that show no text of their own.
fn is_unshown(name: &str) -> bool {
    matches!(
        name,
        "head"
            | "script"
            | "style"
            | "noscript"
            | "template"
            | "datalist"
            | "option"
            | "optgroup"
            | "iframe"
            | "object"
            | "embed"
            | "applet"
            | "svg"
            | "canvas"
            | "audio"
            | "video"
            | "rp"
            | "rt"
            | "map"
            | "xml"
            | "title"
            | "noframes"
            | "noembed"
            | "col"
            | "colgroup"
    )
}

/// Fields of a form: boxes in the line.
pub(super) fn is_field(name: &str) -> bool {
    matches!(name, "select" | "textarea" | "button")
}

/// What `visibility: collapse` takes out of a table.
fn is_row(name: &str) -> bool {
    matches!(name, "tr" | "tbody" | "thead" | "tfoot")
}

/// Elements that begin and end lines.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "listing"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "plaintext"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
            | "xmp"
    )
}

/// How an element of this name with these declarations is laid out.
pub(super) fn display(name: &str, declared: &Declared<'_>, hidden: bool) -> Display {
    let display = declared.display;
    let collapsed = declared.visibility == Some("collapse") && is_row(name);
    if is_unshown(name) || collapsed || display == Some("none") || (hidden && display.is_none()) {
        return Display::None;
    }
    let floats = declared.float.is_some_and(|value| value != "none");
    if floats || declared.is_apart() || is_block(name) {
        return Display::Block;
    }
    match display {
        _ if is_field(name) => Display::Box,
        Some("inline-block" | "inline-flex" | "inline-grid" | "inline-table" | "table-cell") => {
            Display::Box
        }
        None | Some("inline" | "contents" | "initial" | "inherit" | "unset") => Display::Inline,
        Some(_) => Display::Block,
    }
}

impl Style {
    /// What it makes of the characters that show.
    pub(super) fn look(self) -> Look {
        Look {
            hidden: false,
            struck: self.struck,
            raised: self.raised,
        }
    }

    /// The style inside an element of this name with these declarations.
    pub(super) fn inside(self, name: &str, declared: &Declared<'_>) -> Self {
        let mut inside = self;
        inside.linked |= name == "a";
        inside.preformatted |= matches!(name, "pre" | "listing" | "xmp" | "plaintext" | "textarea");
        if let Some(space) = declared.white_space {
            inside.preformatted = matches!(space, "pre" | "pre-wrap" | "break-spaces");
        }
        inside.struck |= matches!(name, "s" | "strike" | "del") || declared.is_crossed();
        let is_box = matches!(name, "td" | "th" | "table" | "tr" | "tbody" | "img");
        inside.raised = match (name, declared.vertical_align) {
            _ if is_box => Raised::No,
            (_, Some("super")) => Raised::Up,
            (_, Some("sub")) => Raised::Down,
            (_, Some("baseline")) => Raised::No,
            ("sup", _) => Raised::Up,
            ("sub", _) => Raised::Down,
            _ => self.raised,
        };
        if name == "table" {
            // Boxes side by side stand in a box of size 0, and what is in them gets its size from sheets elsewhere.
            inside.ink.sizeless = false;
        }
        inside.ink = inside.ink.inside(declared);
        inside
    }
}

impl Ink {
    fn inside(self, declared: &Declared<'_>) -> Self {
        Ink {
            unseen: self.unseen || declared.is_unseen,
            invisible: match declared.visibility {
                Some("hidden" | "collapse") => true,
                Some("visible" | "initial") => false,
                _ => self.invisible,
            },
            sizeless: match declared.font_size {
                Some("0") => true,
                Some("some") => false,
                _ => self.sizeless,
            },
            clear: declared.is_clear.unwrap_or(self.clear),
        }
    }

    /// Whether text shows.
    pub(super) fn shows(self) -> bool {
        self == Ink::default()
    }

    /// Whether text that does not show takes room.
    pub(super) fn takes_room(self) -> bool {
        !self.sizeless
    }
}

#[cfg(test)]
mod tests {
    use super::super::declared::kept;
    use super::*;

    fn displayed(name: &str, style: &str, hidden: bool) -> Display {
        display(name, &Declared::read(style), hidden)
    }

    fn inside(style: Style, name: &str, css: &str) -> Style {
        style.inside(name, &Declared::read(&kept(css)))
    }

    #[test]
    fn what_is_not_laid_out_is_told() {
        assert_eq!(displayed("p", "", true), Display::None);
        assert_eq!(displayed("p", "display:block;", true), Display::Block);
        assert_eq!(
            displayed("tr", "visibility:collapse;", false),
            Display::None
        );
        // The place of a cell stays, or the cells behind it would move.
        assert_eq!(displayed("td", "visibility:hidden;", false), Display::Block);
        assert_eq!(displayed("script", "", false), Display::None);
        assert_eq!(
            displayed("p", "display:none;display:block;", false),
            Display::Block
        );
    }

    #[test]
    fn boxes_beside_each_other_are_no_one_word() {
        assert_eq!(displayed("span", "float:right;", false), Display::Block);
        assert_eq!(
            displayed("span", "display:inline-block;", false),
            Display::Box
        );
        assert_eq!(displayed("span", "display:flex;", false), Display::Block);
        assert_eq!(displayed("span", "", false), Display::Inline);
    }

    #[test]
    fn raised_and_struck_text_is_told_and_inherited() {
        let sup = inside(inside(Style::default(), "sup", ""), "span", "");
        assert_eq!(sup.raised, Raised::Up);
        assert_eq!(
            inside(sup, "span", "vertical-align:baseline").raised,
            Raised::No
        );
        assert_eq!(
            inside(Style::default(), "td", "vertical-align:super").raised,
            Raised::No
        );
        let struck = inside(Style::default(), "span", "text-decoration:line-through");
        assert!(inside(struck, "b", "text-decoration:none").struck);
    }

    #[test]
    fn ink_comes_back_where_css_lets_it() {
        for (hide, show) in [
            ("visibility:hidden", "visibility:visible"),
            ("font-size:0", "font-size:12px"),
            ("color:transparent", "color:red"),
        ] {
            let hidden = inside(Style::default(), "td", hide);
            assert!(!hidden.ink.shows(), "{hide}");
            assert!(!inside(hidden, "b", "font-size:1em").ink.shows(), "{hide}");
            assert!(inside(hidden, "b", show).ink.shows(), "{hide}");
        }
        let row = inside(Style::default(), "div", "font-size:0");
        assert!(inside(row, "table", "").ink.shows());
        assert!(!inside(row, "table", "font-size:0").ink.shows());
        let faint = inside(Style::default(), "td", "opacity:0");
        assert!(!inside(faint, "b", "opacity:1").ink.shows());
    }
}
