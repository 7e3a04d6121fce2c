//! Whether an element matches a selector, in a number of steps that is counted.

use std::borrow::Cow;

use super::limit;
use super::nth::Nth;
use super::selector::{Attribute, Combinator, Complex, Compound, Pseudo};
use crate::error::Error;
use crate::read::html::tree::{self, Data, Tree};

/// Compounds tested against elements, and siblings counted: rules times elements would else have no bound.
const MAX_STEPS: usize = 10_000_000;

/// The elements of a page as selectors see them.
#[derive(Clone, Copy)]
pub(super) struct Page<'a>(pub(super) &'a Tree);

impl<'a> Page<'a> {
    pub(super) fn tag(self, id: usize) -> &'a str {
        match self.0.data(id) {
            Data::Element(name, _) => &name.local,
            _ => "",
        }
    }

    pub(super) fn attribute(self, id: usize, name: &str) -> Option<&'a str> {
        match self.0.data(id) {
            Data::Element(_, attributes) => tree::attribute(attributes, name),
            _ => None,
        }
    }

    /// Classes and ids as they are compared: pages without a document type do not tell case (HTML, 15.3.1).
    pub(super) fn folded(self, name: &str) -> Cow<'_, str> {
        match self.0.is_quirky() && name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => Cow::Owned(name.to_ascii_lowercase()),
            false => Cow::Borrowed(name),
        }
    }

    fn is_same(self, a: &str, b: &str) -> bool {
        a == b || (self.0.is_quirky() && a.eq_ignore_ascii_case(b))
    }

    fn is_element(self, id: usize) -> bool {
        matches!(self.0.data(id), Data::Element(..))
    }

    fn parent(self, id: usize) -> Option<usize> {
        self.0.parent(id).filter(|id| self.is_element(*id))
    }

    fn next(self, id: usize, step: fn(&Tree, usize) -> Option<usize>) -> Option<usize> {
        let mut at = step(self.0, id)?;
        while !self.is_element(at) {
            at = step(self.0, at)?;
        }
        Some(at)
    }

    fn before(self, id: usize) -> Option<usize> {
        self.next(id, Tree::before)
    }
}

/// Matches selectors and counts what it costs.
pub(super) struct Matcher {
    left: usize,
}

impl Default for Matcher {
    fn default() -> Self {
        Matcher { left: MAX_STEPS }
    }
}

impl Matcher {
    /// Whether an element matches a selector.
    ///
    /// # Errors
    /// `Limit` when all matching on the page took too many steps.
    pub(super) fn matches(
        &mut self,
        selector: &Complex,
        page: Page<'_>,
        id: usize,
    ) -> Result<bool, Error> {
        let Some(((_, last), rest)) = selector.compounds.split_first() else {
            return Ok(false);
        };
        Ok(self.compound(last, page, id)? && self.around(rest, page, id)?)
    }

    fn step(&mut self) -> Result<(), Error> {
        let left = self.left.checked_sub(1);
        self.left =
            left.ok_or_else(|| limit("the page has too many style rules for its elements"))?;
        Ok(())
    }

    /// Whether what stands around and in front of an element matches; as deep as the selector is long.
    fn around(
        &mut self,
        compounds: &[(Combinator, Compound)],
        page: Page<'_>,
        id: usize,
    ) -> Result<bool, Error> {
        let Some(((combinator, compound), rest)) = compounds.split_first() else {
            return Ok(true);
        };
        let is_upward = matches!(combinator, Combinator::Descendant | Combinator::Child);
        let is_far = matches!(combinator, Combinator::Descendant | Combinator::Later);
        let step = |id| {
            if is_upward {
                page.parent(id)
            } else {
                page.before(id)
            }
        };
        let mut at = step(id);
        while let Some(other) = at {
            if self.compound(compound, page, other)? && self.around(rest, page, other)? {
                return Ok(true);
            }
            at = if is_far { step(other) } else { None };
        }
        Ok(false)
    }

    fn compound(&mut self, compound: &Compound, page: Page<'_>, id: usize) -> Result<bool, Error> {
        self.step()?;
        if compound
            .tag
            .as_ref()
            .is_some_and(|tag| *tag != page.tag(id))
        {
            return Ok(false);
        }
        let own_id = page.attribute(id, "id");
        if !compound
            .ids
            .iter()
            .all(|wanted| own_id.is_some_and(|own| page.is_same(own, wanted)))
        {
            return Ok(false);
        }
        let classes = page.attribute(id, "class").unwrap_or_default();
        let has = |wanted: &String| {
            let mut own = classes.split_ascii_whitespace();
            own.any(|class| page.is_same(class, wanted))
        };
        if !compound.classes.iter().all(has) {
            return Ok(false);
        }
        let says = |test: &Attribute| {
            page.attribute(id, &test.name)
                .is_some_and(|own| says(test, own))
        };
        if !compound.attributes.iter().all(says) {
            return Ok(false);
        }
        for pseudo in &compound.pseudos {
            if !self.pseudo(pseudo, page, id)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn pseudo(&mut self, pseudo: &Pseudo, page: Page<'_>, id: usize) -> Result<bool, Error> {
        Ok(match pseudo {
            Pseudo::Never => false,
            Pseudo::Root => page.parent(id).is_none(),
            Pseudo::Link => page.tag(id) == "a",
            Pseudo::Checked => ["checked", "selected"]
                .iter()
                .any(|name| page.attribute(id, name).is_some()),
            Pseudo::Nth(nth) => nth.is(self.place(*nth, page, id)?),
            Pseudo::Not(list) => !self.any(list, page, id)?,
            Pseudo::Is(list) => self.any(list, page, id)?,
        })
    }

    fn any(&mut self, list: &[Complex], page: Page<'_>, id: usize) -> Result<bool, Error> {
        for selector in list {
            if self.matches(selector, page, id)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The place of an element among its siblings, from 1.
    fn place(&mut self, nth: Nth, page: Page<'_>, id: usize) -> Result<i64, Error> {
        let step = if nth.from_end {
            Tree::next
        } else {
            Tree::before
        };
        let mut place = 1;
        let mut at = page.next(id, step);
        while let Some(other) = at {
            self.step()?;
            place += i64::from(!nth.of_type || page.tag(other) == page.tag(id));
            at = page.next(other, step);
        }
        Ok(place)
    }
}

fn says(test: &Attribute, own: &str) -> bool {
    // `v-cloak`, `ng-cloak`, `x-cloak`: scripts take them away once the page is ready.
    if test.name.ends_with("-cloak") {
        return false;
    }
    let Some((operator, value)) = &test.test else {
        return true;
    };
    let fold = |text: &str| match test.ignore_case {
        true => text.to_ascii_lowercase(),
        false => text.to_owned(),
    };
    let (own, value) = (fold(own), fold(value));
    let value = value.as_str();
    match operator {
        '=' => own == value,
        '~' => own.split_ascii_whitespace().any(|word| word == value),
        '|' => own
            .strip_prefix(value)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('-')),
        _ if value.is_empty() => false,
        '^' => own.starts_with(value),
        '$' => own.ends_with(value),
        _ => own.contains(value),
    }
}

#[cfg(test)]
mod tests {
    use super::super::selector;
    use super::*;
    use crate::read::html::guard;

    #[test]
    fn rules_times_elements_have_a_bound() {
        let tree = guard::parse(&"<b><i>".repeat(50), &[]).unwrap();
        let page = Page(&tree);
        let selectors = selector::list("u b i b i b i b i:nth-child(2n+1), i:not(b i)").unwrap();
        let mut matcher = Matcher { left: 100_000 };
        let outcome = tree.ids().try_for_each(|id| {
            let mut all = selectors.iter();
            all.try_for_each(|one| matcher.matches(one, page, id).map(drop))
        });
        assert!(outcome.is_err());
        assert!(Matcher::default().matches(&selectors[1], page, 4).is_ok());
    }
}
