//! Formatted pages ([MS-DOC] 2.9.22, 2.9.175) as they are written.

use super::numbers;

const PAGE: usize = 512;

/// Bytes of the stream with the same modifiers.
pub(super) struct Stretch<'a> {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) list: &'a [u8],
}

/// The two kinds of formatted pages.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Paragraphs,
    Characters,
}

/// A formatted page (2.9.22, 2.9.175) as it fills: entries from its start, modifiers from its end.
struct Page {
    ends: Vec<u32>,
    entries: Vec<u8>,
    lists: Vec<(usize, Vec<u8>)>,
    kind: Kind,
}

impl Page {
    fn new(start: u32, kind: Kind) -> Page {
        Page {
            ends: vec![start],
            entries: Vec::new(),
            lists: Vec::new(),
            kind,
        }
    }

    /// Adds a stretch; false when there is no room.
    fn add(&mut self, stretch: &Stretch<'_>) -> bool {
        let list = self.coded(stretch.list);
        let bottom = self.lists.last().map_or(PAGE - 1, |(at, _)| *at);
        let known = self.lists.iter().find(|(_, known)| *known == list);
        let at = match known {
            _ if list.is_empty() => 0,
            Some((at, _)) => *at,
            None => bottom.saturating_sub(list.len()) & !1,
        };
        let width = match self.kind {
            Kind::Paragraphs => 13,
            Kind::Characters => 1,
        };
        let top = (self.ends.len() + 1) * 4 + self.entries.len() + width;
        let is_new = known.is_none() && !list.is_empty();
        if top > if is_new { at } else { bottom } || self.ends.len() > 100 {
            return false;
        }
        if is_new {
            self.lists.push((at, list));
        }
        self.ends.push(stretch.end);
        self.entries.push((at / 2) as u8);
        let height = vec![0; width - 1];
        self.entries.extend(height);
        true
    }

    /// The modifiers with what stands in front of them; empty when there is nothing to say.
    fn coded(&self, list: &[u8]) -> Vec<u8> {
        match self.kind {
            Kind::Characters if list.is_empty() => Vec::new(),
            Kind::Characters => [&[list.len() as u8], list].concat(),
            // With the number of the style in front; an odd length stands in one byte, an even one behind a zero.
            Kind::Paragraphs if list.len() % 2 == 1 => {
                [&[list.len().div_ceil(2) as u8 + 1, 0, 0], list].concat()
            }
            Kind::Paragraphs => [&[0, (list.len() / 2) as u8 + 1, 0, 0], list].concat(),
        }
    }

    fn bytes(self) -> Vec<u8> {
        let mut page = numbers(&self.ends);
        page.extend(self.entries);
        page.resize(PAGE - 1, 0);
        page.push(self.ends.len() as u8 - 1);
        for (at, list) in self.lists {
            page[at..at + list.len()].copy_from_slice(&list);
        }
        page
    }
}

/// Appends pages for these stretches; gives the bin table.
pub(super) fn pages(main: &mut Vec<u8>, stretches: &[Stretch<'_>], kind: Kind) -> Vec<u8> {
    let start = stretches.first().map_or(0, |stretch| stretch.start);
    let (mut ends, mut bins) = (vec![start], Vec::new());
    let mut page = Page::new(start, kind);
    let mut put = |page: Page| {
        main.resize(main.len().next_multiple_of(PAGE), 0);
        bins.push(main.len() as u32 / PAGE as u32);
        ends.extend(page.ends.last());
        main.extend(page.bytes());
    };
    for stretch in stretches {
        if !page.add(stretch) {
            put(std::mem::replace(&mut page, Page::new(stretch.start, kind)));
            assert!(page.add(stretch), "the modifiers fit a page");
        }
    }
    put(page);
    ends.extend(bins);
    numbers(&ends)
}
