//! The style sheets of a page, as far as they say which text shows: rules in `style` elements and their cascade.
//!
//! Sheets outside of the page are never fetched. Of a sheet only the declarations that [`super::declared`] reads are
//! kept; selectors are matched as Selectors Level 3 says, with `:not()`, `:is()` and `:where()`. What changes while a
//! reader looks at the page (`:hover` and its kin) is taken as not so.

mod matching;
mod media;
mod nth;
mod scan;
mod selector;
mod sheet;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::tree::{self, Data, Tree};
use crate::error::{Error, ErrorKind};
use matching::{Matcher, Page};
pub(super) use scan::{declarations, without_comments};
use selector::Complex;
use sheet::Rule;

/// Selectors of one page. Large portals have some thousand, hardly any of which hide something.
const MAX_SELECTORS: usize = 50_000;

/// A style sheet that stands in the same file as its page.
pub(super) struct Sheet {
    /// How pages may call it.
    pub(super) names: Vec<String>,
    pub(super) css: String,
}

/// A selector with what its rule declares, in the form of [`super::declared::kept`].
struct Entry {
    selector: Complex,
    rule: usize,
}

/// All rules of a page, found by what the last compound of their selector asks for.
pub(super) struct Sheets<'a> {
    page: Page<'a>,
    rules: Vec<Rule>,
    entries: Vec<Entry>,
    by_id: BTreeMap<String, Vec<usize>>,
    by_class: BTreeMap<String, Vec<usize>>,
    by_tag: BTreeMap<String, Vec<usize>>,
    others: Vec<usize>,
    matcher: Matcher,
}

impl<'a> Sheets<'a> {
    /// Reads the `style` elements of a page, and those of the sheets beside it that it calls.
    ///
    /// # Errors
    /// `Limit` when there are too many selectors.
    pub(super) fn read(tree: &'a Tree, beside: &[Sheet]) -> Result<Self, Error> {
        let mut sheets = Sheets {
            page: Page(tree),
            rules: Vec::new(),
            entries: Vec::new(),
            by_id: BTreeMap::new(),
            by_class: BTreeMap::new(),
            by_tag: BTreeMap::new(),
            others: Vec::new(),
            matcher: Matcher::default(),
        };
        let mut read = BTreeSet::new();
        for id in tree.ids() {
            let Data::Element(name, attributes) = tree.data(id) else {
                continue;
            };
            match &*name.local {
                "style" if applies(attributes) => {
                    sheets.rules.extend(sheet::rules(&tree.text(id)));
                }
                "link" if applies(attributes) => {
                    let called = beside.iter().position(|sheet| calls(attributes, sheet));
                    // Once: a page may call one sheet a thousand times.
                    if let Some(at) = called.filter(|at| read.insert(*at))
                        && let Some(sheet) = beside.get(at)
                    {
                        sheets.rules.extend(sheet::rules(&sheet.css));
                    }
                }
                _ => {}
            }
            if sheets.rules.len() > MAX_SELECTORS {
                break;
            }
        }
        sheets.index()?;
        Ok(sheets)
    }

    fn index(&mut self) -> Result<(), Error> {
        for (rule, text) in self.rules.iter().enumerate() {
            for selector in selector::list(&text.selectors).unwrap_or_default() {
                let at = self.entries.len();
                if at >= MAX_SELECTORS {
                    return Err(limit("the page has too many style rules"));
                }
                let last = selector.last();
                let (map, key) = if let Some(id) = last.ids.first() {
                    (&mut self.by_id, id)
                } else if let Some(class) = last.classes.first() {
                    (&mut self.by_class, class)
                } else if let Some(tag) = &last.tag {
                    (&mut self.by_tag, tag)
                } else {
                    self.others.push(at);
                    self.entries.push(Entry { selector, rule });
                    continue;
                };
                map.entry(self.page.folded(key).into_owned())
                    .or_default()
                    .push(at);
                self.entries.push(Entry { selector, rule });
            }
        }
        Ok(())
    }

    /// The declarations that hold for an element, weakest first; `inline` is its `style` attribute as kept.
    ///
    /// # Errors
    /// `Limit` when matching rules and elements took too many steps.
    pub(super) fn cascade<'s>(
        &mut self,
        id: usize,
        inline: &'s str,
    ) -> Result<Cow<'s, str>, Error> {
        let mut found: Vec<(u32, usize)> = Vec::new();
        if !self.entries.is_empty() {
            for at in self.candidates(id) {
                let Some(entry) = self.entries.get(at) else {
                    continue;
                };
                if self.matcher.matches(&entry.selector, self.page, id)? {
                    found.push((entry.selector.specificity, entry.rule));
                }
            }
            found.sort_unstable();
        }
        if found.is_empty() && !inline.contains('!') {
            return Ok(Cow::Borrowed(inline));
        }
        let (own, own_important) = inline.split_once('!').unwrap_or((inline, ""));
        let mut css = String::new();
        let rules = || found.iter().filter_map(|(_, rule)| self.rules.get(*rule));
        rules().for_each(|rule| css.push_str(&rule.normal));
        css.push_str(own);
        rules().for_each(|rule| css.push_str(&rule.important));
        css.push_str(own_important);
        Ok(Cow::Owned(css))
    }

    /// The entries whose last compound may be this element.
    fn candidates(&self, id: usize) -> Vec<usize> {
        let page = self.page;
        let mut found = self.others.clone();
        let mut take = |map: &BTreeMap<String, Vec<usize>>, key: &str| {
            found.extend(map.get(&*page.folded(key)).into_iter().flatten());
        };
        take(&self.by_tag, page.tag(id));
        if let Some(own) = page.attribute(id, "id") {
            take(&self.by_id, own);
        }
        let classes = page.attribute(id, "class").unwrap_or_default();
        for class in classes.split_ascii_whitespace() {
            take(&self.by_class, class);
        }
        found
    }
}

/// The names of the attributes that selectors of a page ask for; `None` when the page has no sheet of its own.
///
/// Asked before the page is parsed, so that all other attributes need not be kept: text in `<style>` that turns out to
/// be no sheet does no harm.
pub(super) fn wanted_attributes(page: &str, beside: &[Sheet]) -> Option<BTreeSet<String>> {
    let asked = |css: &str| -> Vec<String> {
        let tests = css.split('[').skip(1);
        let names = tests.filter_map(|test| scan::identifier(test.trim_start()));
        names.map(|(name, _)| name.to_ascii_lowercase()).collect()
    };
    let mut wanted: Option<BTreeSet<String>> =
        (!beside.is_empty()).then(|| beside.iter().flat_map(|sheet| asked(&sheet.css)).collect());
    let mut rest = page;
    while let Some((_, after)) = rest.split_once('<') {
        rest = after;
        if !after
            .get(..5)
            .is_some_and(|name| name.eq_ignore_ascii_case("style"))
        {
            continue;
        }
        let (sheet, after) = after.split_once("</").unwrap_or((after, ""));
        rest = after;
        wanted.get_or_insert_default().extend(asked(sheet));
    }
    wanted
}

/// Whether a `style` element holds CSS for a screen.
fn applies(attributes: &[html5ever::Attribute]) -> bool {
    let kind = tree::attribute(attributes, "type").unwrap_or_default();
    let media = tree::attribute(attributes, "media").unwrap_or_default();
    (kind.is_empty() || kind.eq_ignore_ascii_case("text/css")) && media::is_screen(media)
}

/// Whether a `link` element calls a sheet.
fn calls(attributes: &[html5ever::Attribute], sheet: &Sheet) -> bool {
    let rel = tree::attribute(attributes, "rel").unwrap_or_default();
    let mut kinds = rel.split_ascii_whitespace();
    let href = tree::attribute(attributes, "href")
        .unwrap_or_default()
        .trim();
    kinds.any(|kind| kind.eq_ignore_ascii_case("stylesheet"))
        && !href.is_empty()
        && sheet.names.iter().any(|name| name == href)
}

fn limit(message: &str) -> Error {
    Error::new(ErrorKind::Limit, "read", message)
}

#[cfg(test)]
mod tests;
