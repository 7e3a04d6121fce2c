//! What rules come to on a page.

use super::*;
use crate::limits::Limits;
use crate::read::html::{guard, walk};
use crate::read::testing::show;

fn blocks(page: &str) -> Vec<String> {
    let tree = guard::parse(page, &[]).unwrap();
    show(&walk::read(&tree, &[], &Limits::default()).unwrap())
}

/// Whether the text of `page` with a sheet shows.
fn shows(css: &str, page: &str) -> bool {
    let shown = blocks(&format!("<!DOCTYPE html><style>{css}</style>{page}"));
    assert!(shown.is_empty() || shown == ["7"], "{shown:?}");
    !shown.is_empty()
}

#[test]
fn text_hidden_by_a_rule_is_left_out() {
    let page = "<div class='a hide' id=Main><p class=b>7</p></div>";
    for css in [
        ".hide{display:none}",
        "div.hide p{display:none}",
        "#Main>.b{display:none}",
        "div[class~=hide]{display:none}",
        "body :not(div){visibility:hidden}",
        ".a:first-child,.x{opacity:0}",
        "@media screen{.b{font-size:0}}",
        "@media (min-width:800px){.b{display:none}}",
        "p{display:none!important}p.b{display:block}",
        ".x{display:block}.b{display:block}.b{display:none}",
        ".b{display:none}.b{visibility:visible;color:red}",
    ] {
        assert!(!shows(css, page), "{css}");
    }
    for css in [
        ".Hide{display:none}",
        ".hide>.a{display:none}",
        "#main{display:none}",
        "p.hide{display:none}",
        ".b:hover{display:none}",
        ".b::before{display:none}",
        "@media print{.b{display:none}}",
        "@media (max-width:800px){.b{display:none}}",
        "div .b{display:block}.b{display:none}",
        ".b{display:none!important}div .b{display:block!important}",
        ".b,:nonsense{display:none}",
        "p + .b, .a ~ .b{display:none}",
    ] {
        assert!(shows(css, page), "{css}");
    }
}

#[test]
fn a_style_attribute_is_stronger_than_a_rule_unless_that_is_important() {
    assert!(shows(
        ".b{display:none}",
        "<p class=b style='display:block'>7"
    ));
    assert!(!shows(
        ".b{display:none!important}",
        "<p class=b style='display:block'>7"
    ));
    assert!(shows(
        ".b{display:none!important}",
        "<p class=b style='display:block!important'>7"
    ));
    assert!(shows("[hidden]{display:block}", "<p hidden>7"));
}

#[test]
fn what_a_script_shows_at_once_is_shown() {
    for css in [
        "body{display:none!important}",
        "html,body{visibility:hidden;opacity:0}",
        "[v-cloak]{display:none}",
    ] {
        assert!(shows(css, "<div v-cloak>7</div>"), "{css}");
    }
}

#[test]
fn siblings_and_places_count_only_elements() {
    let page = "x<b>y</b>z <p class=b>7</p>";
    let shown = |css: &str| blocks(&format!("<!DOCTYPE html><style>{css}</style>{page}"));
    assert_eq!(shown("b + p{display:none}"), ["xyz"]);
    assert_eq!(shown("b ~ .b{display:none}"), ["xyz"]);
    assert_eq!(
        shown(":last-child{visibility:visible}p:nth-child(1){display:none}"),
        ["xyz", "7"]
    );
    assert_eq!(shown("body>:nth-last-child(2){display:none}"), ["xz", "7"]);
}

#[test]
fn only_sheets_for_a_screen_count() {
    for style in [
        "<style media=print>.b{display:none}</style>",
        "<style type=text/less>.b{display:none}</style>",
        "<!--[if IE]><style>.b{display:none}</style><![endif]-->",
        "<noscript><style>.b{display:none}</style></noscript>",
        "<link rel=stylesheet href=x.css>",
    ] {
        assert_eq!(blocks(&format!("{style}<p class=b>7")), ["7"], "{style}");
    }
    // Behind what it hides, and in quirks mode with other case.
    let late = "<p class=B>7<p>8<style media=screen>.b{display:none}</style>";
    assert_eq!(blocks(late), ["8"]);
}

#[test]
fn a_hidden_copy_inside_of_a_cell_is_no_part_of_its_number() {
    let page = "<style>.sort{display:none} .v{visibility:hidden} .r{vertical-align:super}</style>\
        <table><tr><td><span class=sort>0012</span>12<td>1<b class=v>2</b>3<td class=v>9<td>5<i class=r>1</i></table>";
    assert_eq!(
        blocks(page),
        ["[1x4: 12 0,0 1x1 | 1\t3 0,1 1x1 |  0,2 1x1 | 5¹ 0,3 1x1]"]
    );
}

#[test]
fn too_many_selectors_are_refused() {
    let many = format!("<style>{}b{{display:none}}", "a,".repeat(MAX_SELECTORS));
    let outcome = Sheets::read(&guard::parse(&many, &[]).unwrap(), &[]).map(drop);
    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Limit);
}
