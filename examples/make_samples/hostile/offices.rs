//! RTF, OpenDocument text and Word XML that are made to break a reader.

use super::super::blocks::plain;
use super::super::odt;
use super::super::prose::BUREAU;
use super::super::report::{Report, Scale};
use super::super::rtf::{self, Manner};
use super::super::wordxml;
use super::Bad;

pub fn all() -> Vec<Bad> {
    vec![
        groups(),
        bytes_to_come(),
        deep(),
        repeated(),
        entities(),
        wide(),
    ]
}

fn groups() -> Bad {
    let file = format!("{{\\rtf1\\ansi {}1", "{".repeat(50_000));
    Bad::quarantined("rtf_groups", "rtf", "limit", file.into())
        .about("50000 groups within each other, none closed")
}

/// A sound report in whose middle a picture of raw bytes begins that is longer than the file.
fn bytes_to_come() -> Bad {
    let report =
        Report::new("rtf_bin", "柳坞县商务局", 2022, ("2021", "2021")).fill(613, Scale::Sparse);
    let mut file = rtf::write(&plain(&report, &BUREAU), Manner::Wps);
    let middle = file.windows(6).rposition(|window| window == b"\\trowd");
    let picture = b"{\\pict\\bin2147483647 ".iter().copied();
    let middle = middle.expect("the file has a table");
    file.splice(middle..middle, picture);
    Bad::quarantined("rtf_bin", "rtf", "damaged", file)
        .about("a report that says in its last table that 2147483647 raw bytes follow")
}

fn in_odt(body: &str) -> Vec<u8> {
    odt::zipped(&format!(
        "<office:body><office:text>{body}</office:text></office:body>"
    ))
}

fn deep() -> Bad {
    let open = "<table:table><table:table-row><table:table-cell>".repeat(4_000);
    let close = "</table:table-cell></table:table-row></table:table>".repeat(4_000);
    Bad::quarantined("odt_deep", "odt", "limit", in_odt(&(open + &close)))
        .about("4000 tables within each other")
}

fn repeated() -> Bad {
    let cell = "<table:table-cell table:number-columns-repeated=\"1000000000\"><text:p>0</text:p></table:table-cell>";
    let row = format!(
        "<table:table-row table:number-rows-repeated=\"1000000000\">{cell}</table:table-row>"
    );
    let body = format!("<table:table>{}</table:table>", row.repeat(100));
    Bad::quarantined("odt_repeated", "odt", "limit", in_odt(&body))
        .about("a cell that is repeated a milliard times in a row that is repeated as often")
}

/// Ten entities, each ten times the one before it: a milliard when resolved, and a number that is an entity.
fn entities() -> Bad {
    let mut file =
        String::from("<?xml version=\"1.0\"?><!DOCTYPE w:wordDocument [<!ENTITY e0 \"7\">");
    for i in 1..10 {
        let before = format!("&e{};", i - 1).repeat(10);
        file += &format!("<!ENTITY e{i} \"{before}\">");
    }
    let document = wordxml::document("UTF-8", "<w:p><w:r><w:t>规章 &e9; &e0;</w:t></w:r></w:p>");
    let root = document.find("<?mso").map_or("", |at| &document[at..]);
    file += &format!("]>{root}");
    Bad {
        format: "xml",
        status: "not_a_report",
        issues: "F004",
        ..Bad::quarantined("xml_entities", "xml", "", file.into())
    }
    .about("entities that resolve to a milliard characters")
}

fn wide() -> Bad {
    let cell = "<w:tc><w:tcPr><w:gridSpan w:val=\"2147483647\"/><w:vmerge w:val=\"restart\"/></w:tcPr><w:p/></w:tc>";
    let row = format!("<w:tr>{cell}{cell}</w:tr>");
    let body = format!("<w:tbl>{}</w:tbl>", row.repeat(200));
    let file = wordxml::document("UTF-8", &body);
    Bad::quarantined("xml_wide", "xml", "limit", file.into())
        .about("rows of two cells over 2147483647 columns each")
}
