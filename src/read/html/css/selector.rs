//! Selectors (Selectors Level 3 with `:not`, `:is` and `:where` of Level 4) and their specificity.

use super::nth::Nth;
use super::scan;

/// Compounds of one selector, and functions in functions: more is nobody's style sheet.
const MAX_COMPOUNDS: usize = 32;
const MAX_DEPTH: usize = 4;

/// How a compound stands to the one on its right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Combinator {
    /// Somewhere around it.
    Descendant,
    /// Right around it.
    Child,
    /// Right in front of it.
    Next,
    /// Somewhere in front of it.
    Later,
}

/// A selector: its compounds from right to left, each with how it stands to the one before in this list.
#[derive(Debug, PartialEq)]
pub(super) struct Complex {
    pub(super) compounds: Vec<(Combinator, Compound)>,
    /// Ids, classes and names, a byte each.
    pub(super) specificity: u32,
}

impl Complex {
    /// The compound that the element itself must match.
    pub(super) fn last(&self) -> &Compound {
        static ANY: Compound = Compound::ANY;
        self.compounds
            .first()
            .map_or(&ANY, |(_, compound)| compound)
    }
}

/// Simple selectors that must all match one element.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Compound {
    pub(super) tag: Option<String>,
    pub(super) ids: Vec<String>,
    pub(super) classes: Vec<String>,
    pub(super) attributes: Vec<Attribute>,
    pub(super) pseudos: Vec<Pseudo>,
}

impl Compound {
    const ANY: Compound = Compound {
        tag: None,
        ids: Vec::new(),
        classes: Vec::new(),
        attributes: Vec::new(),
        pseudos: Vec::new(),
    };
}

/// `[name=value]`: the name, the operator (`=` alone, or the character in front of it), the value and whether case
/// counts.
#[derive(Debug, PartialEq)]
pub(super) struct Attribute {
    pub(super) name: String,
    pub(super) test: Option<(char, String)>,
    pub(super) ignore_case: bool,
}

/// A pseudo-class.
#[derive(Debug, PartialEq)]
pub(super) enum Pseudo {
    /// What nobody sees when the page is opened: `:hover`, `::before`.
    Never,
    Root,
    Link,
    Checked,
    Nth(Nth),
    Not(Vec<Complex>),
    Is(Vec<Complex>),
}

/// Pseudo-classes that depend on what a reader does, or that are not told apart.
const DYNAMIC: &[&str] = &[
    "active",
    "autofill",
    "default",
    "disabled",
    "empty",
    "enabled",
    "focus",
    "focus-visible",
    "focus-within",
    "fullscreen",
    "has",
    "hover",
    "indeterminate",
    "in-range",
    "invalid",
    "lang",
    "optional",
    "out-of-range",
    "placeholder-shown",
    "read-only",
    "read-write",
    "required",
    "target",
    "valid",
    "visited",
    "before",
    "after",
    "first-line",
    "first-letter",
];

/// The selectors of a rule; `None` when one of them is wrong, which makes the whole rule void.
pub(super) fn list(text: &str) -> Option<Vec<Complex>> {
    scan::list(text)
        .map(|one| complex(one, MAX_DEPTH))
        .collect()
}

fn complex(text: &str, depth: usize) -> Option<Complex> {
    let mut rest = text.trim();
    let mut compounds: Vec<(Combinator, Compound)> = Vec::new();
    let mut specificity = Specificity::default();
    loop {
        let (one, after) = compound(rest, depth, &mut specificity)?;
        compounds.push((Combinator::Descendant, one));
        if compounds.len() > MAX_COMPOUNDS {
            return None;
        }
        let next = after.trim_start();
        if next.is_empty() {
            break;
        }
        let combinator = match next.chars().next()? {
            '>' => Some(Combinator::Child),
            '+' => Some(Combinator::Next),
            '~' => Some(Combinator::Later),
            _ if next.len() < after.len() => None,
            _ => return None,
        };
        rest = match combinator {
            Some(_) => next.get(1..)?.trim_start(),
            None => next,
        };
        compounds.last_mut()?.0 = combinator.unwrap_or(Combinator::Descendant);
    }
    compounds.reverse();
    Some(Complex {
        compounds,
        specificity: specificity.packed(),
    })
}

#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Specificity {
    ids: u32,
    classes: u32,
    tags: u32,
}

impl Specificity {
    fn packed(self) -> u32 {
        (self.ids.min(255) << 16) | (self.classes.min(255) << 8) | self.tags.min(255)
    }

    /// The strongest selector of a list counts for all of it.
    fn add_strongest(&mut self, list: &[Complex]) {
        let most = list.iter().map(|one| one.specificity).max().unwrap_or(0);
        self.ids += most >> 16;
        self.classes += (most >> 8) & 0xFF;
        self.tags += most & 0xFF;
    }
}

fn compound<'a>(
    text: &'a str,
    depth: usize,
    specificity: &mut Specificity,
) -> Option<(Compound, &'a str)> {
    let mut found = Compound::default();
    let mut rest = text;
    if let Some(after) = rest.strip_prefix('*') {
        rest = after;
    } else if let Some((tag, after)) = scan::identifier(rest) {
        found.tag = Some(tag.to_ascii_lowercase());
        specificity.tags += 1;
        rest = after;
    }
    // Any namespace: `*|a`.
    if let Some(after) = rest.strip_prefix('|') {
        let (tag, after) = scan::identifier(after)?;
        found.tag = Some(tag.to_ascii_lowercase());
        rest = after;
    }
    while let Some(kind) = rest.chars().next() {
        let after = rest.get(kind.len_utf8()..)?;
        rest = match kind {
            '.' => {
                let (class, after) = scan::identifier(after)?;
                found.classes.push(class);
                specificity.classes += 1;
                after
            }
            '#' => {
                let (id, after) = scan::identifier(after)?;
                found.ids.push(id);
                specificity.ids += 1;
                after
            }
            '[' => {
                let (inside, stop, after) = scan::split(after, b"]");
                stop?;
                found.attributes.push(attribute(inside)?);
                specificity.classes += 1;
                after
            }
            ':' => pseudo(after, depth, &mut found, specificity)?,
            _ => break,
        };
    }
    (rest.len() < text.len()).then_some((found, rest))
}

fn attribute(inside: &str) -> Option<Attribute> {
    let (name, rest) = scan::identifier(inside.trim())?;
    let name = name.to_ascii_lowercase();
    let rest = rest.trim();
    if rest.is_empty() {
        return Some(Attribute {
            name,
            test: None,
            ignore_case: false,
        });
    }
    let (operator, value) = rest.split_once('=')?;
    let operator = match operator.trim() {
        "" => '=',
        "~" => '~',
        "|" => '|',
        "^" => '^',
        "$" => '$',
        "*" => '*',
        _ => return None,
    };
    let value = value.trim();
    let (value, ignore_case) = match value.strip_suffix([' ', '"', '\'']) {
        Some(_) => (value, false),
        None => match value.strip_suffix(['i', 'I']) {
            Some(cut) if cut.ends_with(['"', '\'', ' ']) => (cut.trim_end(), true),
            _ => (value, false),
        },
    };
    let quoted = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    let value = quoted('"').or(quoted('\'')).unwrap_or(value);
    Some(Attribute {
        name,
        test: Some((operator, value.to_owned())),
        ignore_case,
    })
}

/// Reads what follows a colon; gives what follows that.
fn pseudo<'a>(
    text: &'a str,
    depth: usize,
    found: &mut Compound,
    specificity: &mut Specificity,
) -> Option<&'a str> {
    let (is_element, text) = match text.strip_prefix(':') {
        Some(text) => (true, text),
        None => (false, text),
    };
    let (name, rest) = scan::identifier(text)?;
    let name = name.to_ascii_lowercase();
    let (argument, rest) = match rest.strip_prefix('(') {
        Some(inside) => {
            let (argument, stop, after) = scan::split(inside, b")");
            stop?;
            (argument, after)
        }
        None => ("", rest),
    };
    if matches!(name.as_str(), "not" | "is" | "where" | "matches" | "any") {
        let depth = depth.checked_sub(1)?;
        let all: Option<Vec<Complex>> = scan::list(argument)
            .map(|one| complex(one, depth))
            .collect();
        let all = all?;
        if name != "where" {
            specificity.add_strongest(&all);
        }
        found.pseudos.push(match name.as_str() {
            "not" => Pseudo::Not(all),
            _ => Pseudo::Is(all),
        });
        return Some(rest);
    }
    specificity.classes += 1;
    if let Some(places) = Nth::read(&name, argument) {
        found.pseudos.extend(places.into_iter().map(Pseudo::Nth));
        return Some(rest);
    }
    found.pseudos.push(match name.as_str() {
        "root" => Pseudo::Root,
        "link" | "any-link" => Pseudo::Link,
        "checked" => Pseudo::Checked,
        _ if is_element || DYNAMIC.contains(&name.as_str()) => Pseudo::Never,
        _ => return None,
    });
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selector_is_read_from_right_to_left_with_its_specificity() {
        let all = list("div#a > .b.c[d='e'] ~ p:not(.f, #g):first-child, *").unwrap();
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].specificity, 0x02_04_02);
        assert_eq!(all[1].specificity, 0);
        let combinators: Vec<Combinator> = all[0].compounds.iter().map(|one| one.0).collect();
        assert_eq!(
            combinators,
            [Combinator::Descendant, Combinator::Later, Combinator::Child]
        );
        assert_eq!(all[0].last().tag.as_deref(), Some("p"));
    }

    #[test]
    fn one_wrong_selector_makes_the_rule_void() {
        for wrong in ["a, ..b", "a, :nonsense", "a >", "", "a{", "a b c,", "1a"] {
            assert_eq!(list(wrong), None, "{wrong}");
        }
        let deep = format!("{}a{}", ":not(".repeat(10_000), ")".repeat(10_000));
        assert_eq!(list(&deep), None);
        assert_eq!(list(&"a ".repeat(10_000)), None);
    }
}
