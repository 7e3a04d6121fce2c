//! What an element and its `style` attribute say about the text inside: whether it shows, how, and where lines part.

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
}

/// Whether text stands on its line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Raised {
    /// On the line.
    #[default]
    No,
    /// Above.
    Up,
    /// Below.
    Down,
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

/// The properties that are read.
const PROPERTIES: &[&str] = &[
    "display",
    "visibility",
    "text-decoration",
    "text-decoration-line",
    "vertical-align",
    "float",
    "position",
    "white-space",
    "height",
];

/// Elements that show no text of their own.
const UNSHOWN: &[&str] = &[
    "head", "script", "style", "noscript", "template", "select", "datalist", "option", "optgroup",
    "iframe", "object", "embed", "applet", "svg", "canvas", "audio", "video", "textarea", "button",
    "rp", "rt", "map", "xml", "title", "noframes", "noembed", "col", "colgroup",
];

/// Elements that begin and end lines.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "plaintext",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "xmp",
];

/// The declarations of a `style` attribute that are read, in lower case.
pub(super) fn kept(style: &str) -> String {
    let mut kept = String::new();
    for (property, value) in declarations(style) {
        let property = property.to_ascii_lowercase();
        if PROPERTIES.contains(&property.as_str()) && value.len() < 64 {
            kept.push_str(&property);
            kept.push(':');
            kept.push_str(&value.to_ascii_lowercase());
            kept.push(';');
        }
    }
    kept
}

fn declarations(style: &str) -> impl Iterator<Item = (&str, &str)> {
    style.split(';').filter_map(|declaration| {
        let (property, value) = declaration.split_once(':')?;
        let value = value.split('!').next().unwrap_or_default();
        Some((property.trim(), value.trim()))
    })
}

/// The last value of a property in a `style` attribute that went through [`kept`].
pub(super) fn value<'a>(style: &'a str, wanted: &str) -> Option<&'a str> {
    declarations(style)
        .filter(|(property, _)| *property == wanted)
        .map(|(_, value)| value)
        .last()
}

/// How an element of this name with this style is laid out.
pub(super) fn display(name: &str, style: &str, hidden: bool) -> Display {
    let display = value(style, "display");
    let unseen =
        value(style, "visibility").is_some_and(|value| value == "hidden" || value == "collapse");
    if UNSHOWN.contains(&name) || unseen || display == Some("none") || (hidden && display.is_none())
    {
        return Display::None;
    }
    let floats = value(style, "float").is_some_and(|value| value != "none");
    let apart = value(style, "position").is_some_and(|value| matches!(value, "absolute" | "fixed"));
    if floats || apart || BLOCKS.contains(&name) {
        return Display::Block;
    }
    match display {
        Some("inline-block" | "inline-flex" | "inline-grid" | "inline-table" | "table-cell") => {
            Display::Box
        }
        None | Some("inline" | "contents" | "initial" | "inherit" | "unset") => Display::Inline,
        Some(_) => Display::Block,
    }
}

impl Style {
    /// The style inside an element of this name with this `style` attribute.
    pub(super) fn inside(self, name: &str, style: &str) -> Self {
        let mut inside = self;
        inside.linked |= name == "a";
        inside.preformatted |= matches!(name, "pre" | "listing" | "xmp" | "plaintext");
        if let Some(space) = value(style, "white-space") {
            inside.preformatted = matches!(space, "pre" | "pre-wrap" | "break-spaces");
        }
        inside.struck |= matches!(name, "s" | "strike" | "del") || is_crossed(style);
        let is_box = matches!(name, "td" | "th" | "table" | "tr" | "tbody" | "img");
        inside.raised = match (name, value(style, "vertical-align")) {
            _ if is_box => Raised::No,
            (_, Some("super")) => Raised::Up,
            (_, Some("sub")) => Raised::Down,
            (_, Some("baseline")) => Raised::No,
            ("sup", _) => Raised::Up,
            ("sub", _) => Raised::Down,
            _ => self.raised,
        };
        inside
    }
}

fn is_crossed(style: &str) -> bool {
    ["text-decoration", "text-decoration-line"]
        .iter()
        .any(|property| value(style, property).is_some_and(|value| value.contains("line-through")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_read_is_kept_of_a_style() {
        let style = "COLOR:red; Display : NONE !important;font-family:x;mso-hide:all;text-decoration:Underline Line-Through";
        assert_eq!(
            kept(style),
            "display:none;text-decoration:underline line-through;"
        );
        assert_eq!(kept("color:red"), "");
    }

    #[test]
    fn what_does_not_show_is_told() {
        assert_eq!(display("p", "", true), Display::None);
        assert_eq!(display("p", "display:block;", true), Display::Block);
        assert_eq!(display("td", "visibility:hidden;", false), Display::None);
        assert_eq!(display("script", "", false), Display::None);
        assert_eq!(
            display("p", "display:none;display:block;", false),
            Display::Block
        );
    }

    #[test]
    fn boxes_beside_each_other_are_no_one_word() {
        assert_eq!(display("span", "float:right;", false), Display::Block);
        assert_eq!(
            display("span", "display:inline-block;", false),
            Display::Box
        );
        assert_eq!(display("span", "display:flex;", false), Display::Block);
        assert_eq!(display("span", "", false), Display::Inline);
    }

    #[test]
    fn raised_and_struck_text_is_told_and_inherited() {
        let sup = Style::default().inside("sup", "").inside("span", "");
        assert_eq!(sup.raised, Raised::Up);
        assert_eq!(
            sup.inside("span", "vertical-align:baseline;").raised,
            Raised::No
        );
        assert_eq!(
            Style::default()
                .inside("td", "vertical-align:super;")
                .raised,
            Raised::No
        );
        let struck = Style::default().inside("span", "text-decoration:line-through;");
        assert!(struck.inside("b", "text-decoration:none;").struck);
    }
}
