//! Small texts in the manner of LibreOffice, WPS and Word.

use super::body;
use super::styles::Styles;
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::read::testing::show;

fn try_blocks(styles: &str, body: &str) -> Result<Vec<String>, Error> {
    let xml = format!(
        "<office:document-content><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>\
         {body}</office:text></office:body></office:document-content>"
    );
    let mut sheet = Styles::default();
    sheet.add(&xml, 100)?;
    body::read(&xml, &sheet, &Limits::default()).map(|blocks| show(&blocks))
}

fn styled(styles: &str, body: &str) -> Vec<String> {
    try_blocks(styles, body).unwrap()
}

fn blocks(body: &str) -> Vec<String> {
    styled("", body)
}

fn cell(attributes: &str, text: &str) -> String {
    format!("<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>")
}

fn table(rows: &[String]) -> String {
    let rows: String = rows
        .iter()
        .map(|row| format!("<table:table-row>{row}</table:table-row>"))
        .collect();
    format!("<table:table>{rows}</table:table>")
}

const COVERED: &str = "<table:covered-table-cell/>";

#[test]
fn white_space_collapses_and_explicit_space_stays() {
    let body = "<text:p> \n 1<text:s text:c='2'/> 2<text:tab/>3<text:line-break/> 4 \t\n<text:span> 5</text:span></text:p>";
    assert_eq!(blocks(body), ["1   2\t3\n 4 5"]);
}

#[test]
fn the_look_of_spans_nests() {
    let style = |name: &str, properties: &str| {
        format!(
            "<style:style style:name='{name}' style:family='text'><style:text-properties {properties}/></style:style>"
        )
    };
    let styles = style("S", "style:text-line-through-style='solid'")
        + &style("P", "style:text-line-through-style='none'")
        + &style("H", "text:display='none'")
        + &style("U", "style:text-position='super 58%'");
    let body = "<text:p>1<text:span text:style-name='S'>2<text:span text:style-name='P'>3</text:span>4</text:span>\
        5<text:span text:style-name='H'>6<text:a>7</text:a></text:span><text:span text:style-name='U'>8</text:span></text:p>";
    assert_eq!(styled(&styles, body), ["12\u{336}34\u{336}5⁸"]);
}

#[test]
fn what_is_not_printed_is_left_out() {
    for (body, text) in [
        (
            "1<text:note><text:note-citation>9</text:note-citation><text:note-body><text:p>9</text:p></text:note-body></text:note>2",
            "12",
        ),
        (
            "1<office:annotation><dc:creator>x</dc:creator><text:p>9</text:p></office:annotation>2",
            "12",
        ),
        (
            "<text:ruby><text:ruby-base>年</text:ruby-base><text:ruby-text>nian</text:ruby-text></text:ruby>",
            "年",
        ),
        (
            "1<text:hidden-text text:is-hidden='true'>9</text:hidden-text>2",
            "12",
        ),
        (
            "<text:bookmark/>1<text:soft-page-break/>2<text:page-number>3</text:page-number>",
            "123",
        ),
    ] {
        assert_eq!(
            blocks(&format!("<text:p>{body}</text:p>")),
            [text],
            "{body}"
        );
    }
    let section = "<text:section text:display='none'><text:p>9</text:p></text:section><text:section><text:p>1</text:p></text:section>";
    assert_eq!(blocks(section), ["1"]);
}

#[test]
fn tracked_deletions_are_left_out_where_they_stand() {
    let body = "<text:tracked-changes><text:changed-region xml:id='d'><text:deletion><text:p>9</text:p></text:deletion>\
        </text:changed-region><text:changed-region xml:id='i'><text:insertion/></text:changed-region></text:tracked-changes>\
        <text:p>1<text:change-start text:change-id='d'/>5</text:p><text:p>6<text:change-end text:change-id='d'/>\
        <text:change-start text:change-id='i'/>3<text:change-end text:change-id='i'/></text:p><text:p>4</text:p>";
    assert_eq!(blocks(body), ["13", "4"]);
}

#[test]
fn text_boxes_follow_their_paragraph() {
    let frame = "<draw:frame><draw:text-box><text:p>2</text:p></draw:text-box><svg:title>t</svg:title></draw:frame>";
    assert_eq!(
        blocks(&format!("<text:p>1{frame}3</text:p><text:p>4</text:p>")),
        ["13", "2", "4"]
    );
    assert_eq!(
        blocks(&table(&[cell("", &format!("1{frame}"))])),
        ["[1x1: 1 0,0 1x1]", "2"]
    );
}

#[test]
fn spans_and_covered_places_become_regions() {
    let rows = [
        cell("table:number-rows-spanned='2'", "a")
            + &cell("table:number-rows-spanned='2'", "b")
            + &cell("table:number-columns-spanned='2'", "c")
            + COVERED,
        format!("{COVERED}{COVERED}{}{}", cell("", "1"), cell("", "2")),
        cell("table:number-columns-spanned='3'", "d")
            + "<table:covered-table-cell table:number-columns-repeated='2'/>"
            + &cell("", "3"),
    ];
    assert_eq!(
        blocks(&table(&rows)),
        [
            "[3x4: a 0,0 2x1 | b 0,1 2x1 | c 0,2 1x2 | 1 1,2 1x1 | 2 1,3 1x1 | d 2,0 1x3 | 3 2,3 1x1]"
        ]
    );
}

#[test]
fn a_region_of_rows_and_columns_covers_all_its_places() {
    let rows = [
        cell(
            "table:number-rows-spanned='2' table:number-columns-spanned='2'",
            "a",
        ) + COVERED
            + &cell("", "1"),
        format!("{COVERED}{COVERED}{}", cell("", "2")),
        cell("", "3") + &cell("", "4") + &cell("", "5"),
    ];
    let expected = "[3x3: a 0,0 2x2 | 1 0,2 1x1 | 2 1,2 1x1 | 3 2,0 1x1 | 4 2,1 1x1 | 5 2,2 1x1]";
    assert_eq!(blocks(&table(&rows)), [expected]);
    let sparse = rows.map(|row| row.replace(COVERED, ""));
    assert_eq!(blocks(&table(&sparse)), [expected]);
}

#[test]
fn a_row_with_cells_of_its_own_ends_the_regions_above_it() {
    let columns = "<table:table-column table:number-columns-repeated='3'/>";
    let rows = [
        cell("table:number-rows-spanned='3'", "a")
            + &cell("table:number-rows-spanned='2'", "b")
            + &cell("", "1"),
        format!("{COVERED}{}{}", cell("", "c"), cell("", "2")),
        cell("", "d") + &cell("", "") + &cell("", "3"),
    ];
    let written = table(&rows).replacen(
        "<table:table-row>",
        &format!("{columns}<table:table-row>"),
        1,
    );
    assert_eq!(
        blocks(&written),
        [
            "[3x3: a 0,0 2x1 | b 0,1 1x1 | 1 0,2 1x1 | c 1,1 1x1 | 2 1,2 1x1 | d 2,0 1x1 |  2,1 1x1 | 3 2,2 1x1]"
        ]
    );
}

#[test]
fn repetitions_are_written_out_and_capped() {
    let rows = [cell("table:number-columns-repeated='2'", "0")];
    let twice = table(&rows).replace("table-row>", "table-row table:number-rows-repeated='2'>");
    let twice = twice.replace(
        "</table:table-row table:number-rows-repeated='2'>",
        "</table:table-row>",
    );
    assert_eq!(
        blocks(&twice),
        ["[2x2: 0 0,0 1x1 | 0 0,1 1x1 | 0 1,0 1x1 | 0 1,1 1x1]"]
    );
    for body in [
        table(&[cell("table:number-columns-repeated='1000000000'", "0")]),
        twice.replace("='2'>", "='99999999999'>"),
    ] {
        assert_eq!(try_blocks("", &body).unwrap_err().kind(), ErrorKind::Limit);
    }
    let filled = table(&[cell("", "1") + &cell("table:number-columns-repeated='16383'", "")]);
    assert!(try_blocks("", &filled).is_ok());
}

#[test]
fn header_rows_and_groups_are_rows() {
    let row = |text: &str| format!("<table:table-row>{}</table:table-row>", cell("", text));
    let body = format!(
        "<table:table><table:table-column/><table:table-header-rows>{}</table:table-header-rows><table:table-row-group>{}\
         </table:table-row-group></table:table>",
        row("a"),
        row("1")
    );
    assert_eq!(blocks(&body), ["[2x1: a 0,0 1x1 | 1 1,0 1x1]"]);
}

#[test]
fn nested_tables_follow() {
    let inner = table(&[cell("", "1") + &cell("", "2")]);
    let outer = format!("<table:table-cell><text:p>a</text:p>{inner}</table:table-cell>");
    assert_eq!(
        blocks(&table(&[outer + &cell("", "b")])),
        [
            "[1x2: a 0,0 1x1 | b 0,1 1x1]",
            "[1x2: 1 0,0 1x1 | 2 0,1 1x1]"
        ]
    );
}

const LIST: &str = "<text:list-style style:name='L'><text:list-level-style-number text:level='1' style:num-format='一, 二, 三, ...'\
    style:num-suffix='、'><style:list-level-properties><style:list-level-label-alignment text:label-followed-by='nothing'/>\
    </style:list-level-properties></text:list-level-style-number><text:list-level-style-number text:level='2'\
    style:num-format='1' loext:num-list-format='（%2%）'/><text:list-level-style-bullet text:level='3' text:bullet-char='&#xF0B7;'/>\
    </text:list-style>";

#[test]
fn list_labels_are_written_out() {
    let item = |inside: &str| format!("<text:list-item>{inside}</text:list-item>");
    let paragraph = |text: &str| format!("<text:p>{text}</text:p>");
    let list =
        |attributes: &str, inside: &str| format!("<text:list {attributes}>{inside}</text:list>");
    let nested = item(&list("", &(item(&paragraph("b")) + &item(&paragraph("c")))));
    let first = item(&(paragraph("a") + &paragraph("more"))) + &nested;
    let body = list("xml:id='x' text:style-name='L'", &first)
        + &list(
            "text:continue-list='x' text:style-name='L'",
            &item(&paragraph("d")),
        )
        + &list("text:style-name='L'", &item(&paragraph("e")))
        + &list(
            "text:style-name='L'",
            "<text:list-header><text:p>h</text:p></text:list-header>",
        )
        + &list(
            "text:style-name='L'",
            &item(&list("", &item(&list("", &item(&paragraph("f")))))),
        )
        + &list(
            "text:style-name='L'",
            &(item(&list("", &item(&paragraph("g")))) + &item(&paragraph("i"))),
        );
    assert_eq!(
        styled(LIST, &body),
        [
            "一、a", "more", "（1）b", "（2）c", "二、d", "一、e", "h", "•f", "（1）g", "二、i"
        ]
    );
}

#[test]
fn headings_are_numbered_by_the_outline() {
    let xml = "<a><office:styles><text:outline-style><text:outline-level-style text:level='1' style:num-format='1' \
        style:num-suffix='.'/></text:outline-style></office:styles></a>";
    let mut sheet = Styles::default();
    sheet.add(xml, 50).unwrap();
    let body = "<a><office:body><office:text><text:h text:outline-level='1'>x</text:h><text:h>y</text:h>\
        <text:h text:is-list-header='true'>z</text:h></office:text></office:body></a>";
    let read = body::read(body, &sheet, &Limits::default()).unwrap();
    assert_eq!(show(&read), ["1.x", "2.y", "z"]);
}

#[test]
fn deep_nesting_and_many_spaces_end_at_a_cap() {
    let deep = "<text:span>".repeat(5_000);
    assert_eq!(
        try_blocks("", &format!("<text:p>{deep}</text:p>"))
            .unwrap_err()
            .kind(),
        ErrorKind::Limit
    );
    let spaces = "<text:s text:c='999999999'/>".repeat(90_000);
    assert_eq!(
        try_blocks("", &format!("<text:p>{spaces}</text:p>"))
            .unwrap_err()
            .kind(),
        ErrorKind::Limit
    );
}

#[test]
fn places_that_other_cells_cover_count_as_cells() {
    let covers = "<table:covered-table-cell table:number-columns-repeated='1000'/>";
    let rows = |count| table(&vec![String::from(covers); count]);
    assert!(try_blocks("", &rows(190)).is_ok());
    assert_eq!(
        try_blocks("", &rows(201)).unwrap_err().kind(),
        ErrorKind::Limit
    );
    // A region of a thousand columns that never ends leaves no room for others beside it.
    let region = cell(
        "table:number-columns-spanned='1000' table:number-rows-spanned='9999'",
        "1",
    );
    assert!(try_blocks("", &table(&vec![region; 3_000])).is_err());
}
