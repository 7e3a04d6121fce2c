//! What pages read as.

use super::*;
use crate::read::html::guard;
use crate::read::testing::show;

fn read_page(page: &str, limits: &Limits) -> Result<Vec<String>, Error> {
    Ok(show(&read(&guard::parse(page, &[])?, &[], limits)?))
}

fn blocks(page: &str) -> Vec<String> {
    read_page(page, &Limits::default()).unwrap()
}

/// The text of the first cell of a table of two.
fn cell(inside: &str) -> String {
    let shown = blocks(&format!("<table><tr><td>{inside}<td>x</table>"));
    let text = shown[0].strip_prefix("[1x2: ").unwrap();
    text.strip_suffix(" 0,0 1x1 | x 0,1 1x1]")
        .unwrap()
        .to_owned()
}

#[test]
fn blocks_come_in_document_order_with_white_space_as_shown() {
    let page = "<!DOCTYPE html><html><head><title>t</title></head><body> a\r\n  b<div>c<h1> d </h1>e</div>\
        <table><tr><td>1</td><td>2</td></tr></table>f<br>g<br></body></html>";
    assert_eq!(
        blocks(page),
        ["a b", "c", "d", "e", "[1x2: 1 0,0 1x1 | 2 0,1 1x1]", "f\ng"]
    );
    assert_eq!(
        blocks("<p>　　一、&nbsp;总体 </p><p>&nbsp;</p><p></p>"),
        ["　　一、\u{A0}总体"]
    );
    assert_eq!(blocks("<pre>a\n b</pre>"), ["a\n b"]);
}

#[test]
fn what_a_browser_does_not_show_is_left_out() {
    let page = "<p>a<!-- x --><script>document.write('<p>x</p>')</script><style>x</style><span hidden>x</span>\
        <span style='DISPLAY: none'>x</span><select><option>x</select><input type=hidden value=x><button>x</button>\
        <noscript>x</noscript><template>x</template><textarea>x</textarea><xml><w:View>x</w:View></xml>\
        <!--[if gte mso 9]><p>x</p><![endif]--><![if !supportEmptyParas]>b<![endif]><o:p></o:p></p>";
    assert_eq!(blocks(page), ["ab"]);
    assert_eq!(blocks("<dialog>x</dialog><dialog open>a</dialog>"), ["a"]);
    let rows = "<table><tr style='display:none'><td>x<td>x<tr><td>1<td style='display:none'>x<td>2</table>";
    assert_eq!(blocks(rows), ["[1x2: 1 0,0 1x1 | 2 0,1 1x1]"]);
}

#[test]
fn lines_and_paragraphs_of_a_cell_are_told_apart() {
    assert_eq!(cell("1<br>2<p>3</p>"), "1\u{2028}2\n3");
    assert_eq!(cell("<p>12<br></p>\n<p>&nbsp;</p>"), "12");
    assert_eq!(
        cell("<p><span>1</span><span lang=EN-US>2<o:p></o:p></span></p>"),
        "12"
    );
    assert_eq!(cell("1<div>2</div>"), "1\n2");
    assert_eq!(cell("1\n2"), "1 2");
}

#[test]
fn boxes_beside_each_other_do_not_make_one_number() {
    assert_eq!(
        cell(
            "<span style='display:inline-block'>1</span><span style='display:inline-block'>2</span>"
        ),
        "1\t2"
    );
    assert_eq!(cell("1<span style='float:right'>2</span>"), "1\n2");
    assert_eq!(cell("<span style='display:block'>1</span>2"), "1\n2");
    assert_eq!(
        cell("<input value=1><input type=checkbox value=2>件"),
        "1\t件"
    );
}

#[test]
fn fields_of_a_form_in_a_cell_show_what_they_hold() {
    assert_eq!(cell("<textarea>1\n2</textarea>"), "1\u{2028}2");
    let list =
        "<select><option>1<optgroup><option>2<option selected>3</optgroup><option>4</select>";
    assert_eq!(cell(list), "3");
    assert_eq!(cell("<select><option>1<option>2</select>件"), "1\t件");
    assert_eq!(cell("<button>1</button><button>2</button>"), "1\t2");
}

#[test]
fn raised_and_struck_characters_stay_apart_from_the_number() {
    assert_eq!(cell("12<sup>1</sup>"), "12¹");
    assert_eq!(
        cell("12<span style='vertical-align:super'>[4]</span>"),
        "12[⁴]"
    );
    assert_eq!(cell("<s>1 2</s>3"), "1\u{336} 2\u{336}3");
    assert_eq!(
        cell("<span style='text-decoration: line-through'>1<b>2</b></span>"),
        "1\u{336}2\u{336}"
    );
    assert_eq!(cell("<math><mi>x</mi></math>"), "\u{FFFD}");
}

#[test]
fn spans_form_a_table_as_the_standard_says() {
    assert_eq!(
        blocks("<table><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d</table>"),
        ["[2x3: a 0,0 2x1 | b 0,1 1x2 | c 1,1 1x1 | d 1,2 1x1]"]
    );
    // Zero reaches to the end of the group, and nothing reaches beyond it.
    let groups = "<table><tbody><tr><td rowspan=0>a<td>b<tr><td>c</tbody><tbody><tr><td rowspan=9>d<td>e</table>";
    assert_eq!(
        blocks(groups),
        ["[3x2: a 0,0 2x1 | b 0,1 1x1 | c 1,1 1x1 | d 2,0 1x1 | e 2,1 1x1]"]
    );
    // `colspan=100` for the whole row; a span that runs into another ends there.
    assert_eq!(
        blocks(
            "<table><tr><td colspan=100>a<tr><td>b<td rowspan=2>c<td>d<tr><td colspan=2>e<td>f</table>"
        ),
        ["[3x3: a 0,0 1x3 | b 1,0 1x1 | c 1,1 2x1 | d 1,2 1x1 | e 2,0 1x1 | f 2,2 1x1]"]
    );
    assert_eq!(
        blocks("<table><tr><td colspan=' +2px'>a<td rowspan=x>b<tr><td>1<td>2<td>3</table>")[0]
            .matches("1x2")
            .count(),
        1
    );
}

#[test]
fn head_and_foot_stand_where_they_are_shown() {
    let page = "<table><caption>t</caption><tfoot><tr><td>f<td>g</tfoot><tbody><tr><td>1<td>2</tbody><thead><tr><td>a<td>b</thead></table>";
    assert_eq!(
        blocks(page),
        [
            "t",
            "[3x2: a 0,0 1x1 | b 0,1 1x1 | 1 1,0 1x1 | 2 1,1 1x1 | f 2,0 1x1 | g 2,1 1x1]"
        ]
    );
}

#[test]
fn the_row_of_column_widths_of_word_is_no_row() {
    let page = "<table><tr><td colspan=2>a<td>b<![if !supportMisalignedColumns]><tr height=0><td width=9></td><td></td><td></td></tr><![endif]></table>";
    assert_eq!(blocks(page), ["[1x2: a 0,0 1x1 | b 0,1 1x1]"]);
}

#[test]
fn tables_that_lay_out_the_page_give_way_to_what_they_hold() {
    let data = "<table><tr><td>规章<td>1<tr><td>规范性文件<td>2</table>";
    let shown = "[2x2: 规章 0,0 1x1 | 1 0,1 1x1 | 规范性文件 1,0 1x1 | 2 1,1 1x1]";
    let mut page = format!("<p>前</p>{data}<p>后</p>");
    for _ in 0..4 {
        page = format!("<table><tr><td>导航<td>{page}</table>");
    }
    let mut expected = vec!["导航"; 4];
    expected.extend(["前", shown, "后"]);
    assert_eq!(blocks(&page), expected);
    assert_eq!(blocks(&format!("<table><tr><td>{data}</table>")), [shown]);
    let prose = format!("<p>{}</p>", "文".repeat(60)).repeat(8);
    assert_eq!(
        blocks(&format!("<table><tr><td>导航<td>{prose}</table>")).len(),
        9
    );
}

#[test]
fn a_table_of_numbers_stays_one_whatever_stands_in_it() {
    let inner = "<table><tr><td>6<td>7</table>";
    let page = format!(
        "<table><tr><td>1<td>2<td>3<tr><td>4{inner}<td>5<td><table><tr><td>8</table></table>"
    );
    assert_eq!(
        blocks(&page),
        [
            "[2x3: 1 0,0 1x1 | 2 0,1 1x1 | 3 0,2 1x1 | 4 1,0 1x1 | 5 1,1 1x1 | 8 1,2 1x1]",
            "[1x2: 6 0,0 1x1 | 7 0,1 1x1]"
        ]
    );
}

#[test]
fn menus_are_one_paragraph_each() {
    let page = "<ul><li><a href=#>首页</a><li><a href=#>某局2021年<b>年报</b></a></ul><h1>题</h1><p><a>附件</a>：1</p>";
    assert_eq!(blocks(page), ["首页 某局2021年年报", "题", "附件：1"]);
}

#[test]
fn broken_and_partial_markup_reads_as_browsers_read_it() {
    let shown = ["[2x2: 1 0,0 1x1 | 2 0,1 1x1 | 3 1,0 1x1 | 4 1,1 1x1]"];
    for page in [
        "<table><tr><td>1<td>2<tr><td>3<td>4",
        "<tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr>",
        "\n<TD>1</TD><TD>2</TD><TR><TD>3</TD><TD>4</TD></TR>",
        "<p><b><table><td>1</td><td>2</td></tr><tr><td>3</b></td><td>4</p></table>",
        "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table></html>",
    ] {
        assert_eq!(blocks(page), shown, "{page}");
    }
    assert_eq!(
        blocks("<table>a<tr>b<td>1<td>2</table>"),
        ["ab", "[1x2: 1 0,0 1x1 | 2 0,1 1x1]"]
    );
}

#[test]
fn caps_on_cells_and_places_hold() {
    let few = Limits {
        cells: 9,
        ..Limits::default()
    };
    let kind = |page: &str| read_page(page, &few).unwrap_err().kind();
    assert_eq!(
        kind("<table><tr><td>1<td>2<td>3<tr><td>4<td>5<td>6<tr></table>"),
        ErrorKind::Limit
    );
    assert_eq!(
        kind("<table><tr><td rowspan=9><td rowspan=9><td rowspan=9><tr><tr><tr></table>"),
        ErrorKind::Limit
    );
    let wide = format!("<table><tr>{}</table>", "<td>1".repeat(1_001));
    assert_eq!(
        read_page(&wide, &Limits::default()).unwrap_err().kind(),
        ErrorKind::Limit
    );
}
