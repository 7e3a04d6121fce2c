//! Stands between tokenizer and tree builder: keeps what is read and counts what would take too long.
//!
//! The parser itself has no caps, and some of what it does grows with the square of the page: attributes of one tag
//! are compared with each other, open elements are searched from the top. Text is handed over in small pieces and
//! the caps are looked at between them.

use std::cell::Cell;
use std::collections::BTreeSet;

use html5ever::buffer_queue::BufferQueue;
use html5ever::interface::TreeSink;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, TokenizerResult};

use super::tree::{Handle, Sink, Tree};
use super::{css, declared};
use crate::error::{Error, ErrorKind};

/// Bytes handed over at a time.
const PIECE_BYTES: usize = 1_024;
/// Tags of one page. A report has thousands.
const MAX_TAGS: usize = 200_000;
/// Tags, pieces of text and character references of one page.
const MAX_TOKENS: usize = 1_000_000;
/// Comparisons of attribute names with each other, as if every word and path in a tag were one.
const MAX_COMPARISONS: usize = 200_000_000;
/// Letters and digits in one word. Longer ones are pictures written out as base64; only their beginning is parsed.
const MAX_WORD_BYTES: usize = 512;

/// Parses a page beside which `sheets` stand.
///
/// # Errors
/// `Limit` when the page has too many tags or attributes, or nests them too deep.
pub(super) fn parse(text: &str, sheets: &[css::Sheet]) -> Result<Tree, Error> {
    let guard = Guard {
        builder: TreeBuilder::new(
            Sink::new(),
            TreeBuilderOpts {
                drop_doctype: true,
                ..TreeBuilderOpts::default()
            },
        ),
        tags: Cell::new(0),
        tokens: Cell::new(0),
        wanted: css::wanted_attributes(text, sheets),
    };
    let tokenizer = Tokenizer::new(guard, TokenizerOpts::default());
    let mut budget = Budget::default();
    if begins_inside_a_table(text) {
        feed(&tokenizer, "<table>");
    }
    for piece in pieces(text) {
        let tokens = tokenizer.sink.tokens.get();
        feed(&tokenizer, piece);
        let guard = &tokenizer.sink;
        budget.spend(piece, guard.tokens.get() == tokens);
        if let Some(excess) = guard.excess().or(budget.excess()) {
            return Err(Error::new(ErrorKind::Limit, "read", excess));
        }
    }
    tokenizer.end();
    if let Some(excess) = tokenizer.sink.excess() {
        return Err(Error::new(ErrorKind::Limit, "read", excess));
    }
    Ok(tokenizer.sink.builder.sink.finish())
}

fn feed(tokenizer: &Tokenizer<Guard>, piece: &str) {
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(piece));
    while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
}

/// Cuts a text between characters, and the rest of words that are too long out of it.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    let mut word = 0;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            let end = rest.floor_char_boundary(PIECE_BYTES);
            let (piece, after) = rest.split_at_checked(end)?;
            let kept = up_to_long_word(piece, &mut word);
            rest = if kept.len() < piece.len() {
                behind_word(rest.get(kept.len()..)?)
            } else {
                after
            };
            if !kept.is_empty() {
                return Some(kept);
            }
        }
        None
    })
}

/// The part of a piece in front of the byte that makes a word too long; `word` is how long the last word is so far.
fn up_to_long_word<'a>(piece: &'a str, word: &mut usize) -> &'a str {
    for (at, byte) in piece.bytes().enumerate() {
        *word = if is_word(byte) { *word + 1 } else { 0 };
        if *word > MAX_WORD_BYTES {
            *word = 0;
            return piece.get(..at).unwrap_or(piece);
        }
    }
    piece
}

fn behind_word(text: &str) -> &str {
    let end = text.bytes().position(|byte| !is_word(byte));
    end.and_then(|end| text.get(end..)).unwrap_or_default()
}

/// The alphabet of base64.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

/// Rows and cells without their table would lose their tags.
fn begins_inside_a_table(text: &str) -> bool {
    let head = text.trim_start();
    ["<tr", "<td", "<tbody", "<thead", "<colgroup"]
        .iter()
        .any(|tag| {
            let start = head.get(..tag.len());
            let end = head.as_bytes().get(tag.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(tag))
                && end.is_some_and(|byte| !byte.is_ascii_alphanumeric())
        })
}

/// What comparing attributes may have cost.
#[derive(Default)]
struct Budget {
    /// Attributes that the tag which has not ended yet may have.
    open: usize,
    spent: usize,
}

impl Budget {
    fn spend(&mut self, piece: &str, in_one_token: bool) {
        if !in_one_token {
            self.open = 0;
            return;
        }
        let ends = |byte: &&u8| byte.is_ascii_whitespace() || b"/\"'".contains(byte);
        let names = piece.as_bytes().iter().filter(ends).count();
        self.spent = self.spent.saturating_add(names.saturating_mul(self.open));
        self.open = self.open.saturating_add(names);
    }

    fn excess(&self) -> Option<&'static str> {
        (self.spent > MAX_COMPARISONS).then_some("a tag has too many attributes")
    }
}

struct Guard {
    builder: TreeBuilder<Handle, Sink>,
    tags: Cell<usize>,
    tokens: Cell<usize>,
    /// Attributes that selectors ask for, when there are any.
    wanted: Option<BTreeSet<String>>,
}

impl Guard {
    fn excess(&self) -> Option<&'static str> {
        let many = self.tags.get() > MAX_TAGS || self.tokens.get() > MAX_TOKENS;
        self.builder
            .sink
            .excess()
            .or(many.then_some("the page has too many tags"))
    }
}

impl TokenSink for Guard {
    type Handle = Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Handle> {
        if matches!(token, Token::ParseError(_)) {
            return TokenSinkResult::Continue;
        }
        self.tokens.set(self.tokens.get().wrapping_add(1));
        let token = match token {
            Token::CommentToken(_) => return TokenSinkResult::Continue,
            Token::TagToken(mut tag) => {
                self.tags.set(self.tags.get().saturating_add(1));
                keep_attributes(&mut tag, self.wanted.as_ref());
                Token::TagToken(tag)
            }
            other => other,
        };
        self.builder.process_token(token, line)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder
            .adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// Drops the attributes that are not read: elements that look alike are then alike, and forgotten `</font>` tags do not
/// pile up. `wanted` are those that selectors ask for beside classes and ids.
fn keep_attributes(tag: &mut Tag, wanted: Option<&BTreeSet<String>>) {
    let (is_meta, is_input) = (&*tag.name == "meta", &*tag.name == "input");
    let (is_sheet, is_link) = (&*tag.name == "style", &*tag.name == "link");
    tag.attrs
        .retain_mut(|Attribute { name, value }| match &*name.local {
            "style" => {
                *value = declared::kept(value).as_str().into();
                !value.is_empty()
            }
            "rowspan" | "colspan" | "hidden" | "height" | "encoding" | "open" | "selected" => true,
            "name" | "property" | "content" if is_meta => true,
            "value" if is_input => true,
            "type" if is_input || is_sheet => true,
            "media" if is_sheet || is_link => true,
            "rel" | "href" if is_link => wanted.is_some(),
            "class" | "id" | "checked" if wanted.is_some() => true,
            name => wanted.is_some_and(|wanted| wanted.contains(name)),
        });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_in_the_page_is_cut_short_and_nothing_else() {
        let long = "A/b+".repeat(1_000);
        let text = format!(
            "<img src=\"data:{long}==\"><p>{}数\u{336}</p>",
            "字".repeat(2_000)
        );
        let read: String = pieces(&text).collect();
        assert_eq!(
            read,
            text.replace(&format!("{long}=="), &"A/b+".repeat(128))
        );
        let word = "x".repeat(MAX_WORD_BYTES);
        assert_eq!(
            pieces(&format!("{word} {word}")).collect::<String>(),
            format!("{word} {word}")
        );
    }

    #[test]
    fn what_grows_with_the_square_of_the_page_is_refused() {
        let formats: String = (0..3_000)
            .map(|n| format!("<b style='vertical-align:{n}px'><p>"))
            .collect();
        for page in [
            "<div>".repeat(2_000),
            "<table><tr><td>".repeat(1_000),
            "</p>".repeat(MAX_TAGS + 1),
            formats,
        ] {
            let kind = parse(&page, &[]).unwrap_err().kind();
            assert_eq!(kind, ErrorKind::Limit, "{}", page.get(..40).unwrap());
        }
    }

    #[test]
    fn a_tag_with_too_many_attributes_is_refused_and_one_with_a_long_value_is_not() {
        let spent = |piece: &str, count: usize| {
            let mut budget = Budget::default();
            (0..count).for_each(|_| budget.spend(piece, true));
            budget.excess()
        };
        let names = "a1 a2 a3/a4\n".repeat(80);
        assert!(spent(&names, 100).is_some());
        assert_eq!(spent(&"x".repeat(PIECE_BYTES), 100_000), None);
        let mut budget = Budget::default();
        for at in 0..10_000 {
            budget.spend(&names, at % 2 == 0);
        }
        assert_eq!(budget.excess(), None);
    }

    #[test]
    fn forgotten_end_tags_do_not_pile_up() {
        let page = "<p><font color=red><span class=a>1</p>".repeat(5_000);
        assert!(parse(&page.replace("red", "#0f0"), &[]).is_ok());
        let colours: String = (0..5_000)
            .map(|n| format!("<p><font color={n}>1</p>"))
            .collect();
        assert!(parse(&colours, &[]).is_ok());
    }
}
