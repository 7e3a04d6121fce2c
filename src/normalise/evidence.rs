//! What each place of a document says about whose report it is and of which year.

use super::header_table::{self, Header};
use super::keying::{Body, HEAD_LINES, KeyingInput, Line, Page, SIGNATURE_LINES, first_section};
use super::kind;
use super::path::{self, PathSays};
use super::text::fold;
use super::title::{self, Found, Title};
use super::{prose, year};
use crate::Known;
use crate::document::LINE_BREAK;

/// What each place says.
pub(super) struct Evidence<'a> {
    pub(super) known: &'a Known,
    pub(super) title: Option<&'a Found>,
    pub(super) self_title: Option<prose::SelfTitle<'a>>,
    pub(super) header: Header,
    pub(super) period: Option<prose::Period>,
    pub(super) preamble: &'a str,
    pub(super) signature: prose::Signature,
    /// The title in a page header, with its text: it may be that of a collection.
    pub(super) running: Option<Found>,
    pub(super) metadata: Option<Title>,
    /// The title in the file's metadata, folded, whatever it is.
    pub(super) metadata_title: String,
    pub(super) path: PathSays,
    /// Path or URL of the file as given.
    pub(super) source: &'a str,
}

/// Asks every place.
pub(super) fn gather<'a>(input: &KeyingInput<'a>, page: &'a Page) -> Evidence<'a> {
    let Page { lines, body, title } = page;
    let section = first_section(lines);
    let before = lines.iter().take(section).map(|line| line.text.as_str());
    // A title cut by the page may go on behind the first section: the preamble stands before that all the same.
    let after_title = title.as_ref().map_or(0, |found| found.end);
    let cut = section > 0 && after_title > section;
    let after_title = if cut { 0 } else { after_title };
    let preamble = body.between(after_title, section.max(after_title));
    let last = lines
        .iter()
        .skip(lines.len().saturating_sub(SIGNATURE_LINES));
    let cells = input.tables.iter().flatten();
    let metadata_title = year::with_digits(&fold(input.metadata_title));
    let mut evidence = Evidence {
        known: input.known,
        self_title: prose::self_title(preamble),
        header: header_table::read(cells.map(Vec::as_slice), before),
        period: prose::period(preamble),
        preamble,
        signature: prose::signature(last.map(|line| line.text.as_str())).unwrap_or_default(),
        running: running_title(input.running),
        metadata: title::parse(&metadata_title),
        metadata_title,
        path: path::read(input.path),
        title: title.as_ref(),
        source: input.path,
    };
    // Half-year figures to which the page links.
    evidence.title = evidence
        .title
        .filter(|found| !found.part_of_year || !kind::quotes_annual(&evidence));
    evidence
}

fn running_title(texts: &[String]) -> Option<Found> {
    let pieces = texts.iter().flat_map(|text| text.split(['\n', LINE_BREAK]));
    let lines: Vec<Line> = pieces.take(HEAD_LINES).map(Line::plain).collect();
    title::find(&lines, &Body::of(&lines), None)
}
