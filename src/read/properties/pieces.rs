//! Pieces of documents in any order: no reader, and no stage behind it, breaks on them.

use proptest::prelude::*;

use super::{flat_odt, record, xls, xlsx};
use crate::read::ofd::testing as ofd;
use crate::{ErrorKind, Settings, extract, testing};

/// Pieces of documents that mean something to their reader, alone or together with others.
const PIECES: [(&str, &[&str]); 5] = [
    (
        "html",
        &[
            "<table>",
            "</table>",
            "<tr>",
            "<td>",
            "</td>",
            "<td colspan=3 rowspan=0>",
            "<td rowspan=99999999999>",
            "<th>",
            "<p>",
            "</p>",
            "<div style='display:none'>",
            "</div>",
            "<script>",
            "</script>",
            "<style>",
            "<select><option>",
            "<!--",
            "-->",
            "<template>",
            "<svg>",
            "<b>",
            "</b>",
            "<li>",
            "<br>",
            "&#0;",
            "&#x110000;",
            "&nbsp;",
            "<",
            "\"",
            "<input value=7 hidden>",
            "<caption>",
            "<col span=1001>",
            "<frameset>",
            "</html>",
            "12",
            "规章",
            "<![CDATA[",
        ],
    ),
    (
        "rtf",
        &[
            "\\trowd",
            "\\cellx1000",
            "\\cellx-5",
            "\\cellx99999999999",
            "\\cell",
            "\\row",
            "\\intbl",
            "\\itap2",
            "\\itap99999",
            "\\nestcell",
            "{\\*\\nesttableprops",
            "\\nestrow",
            "}",
            "{",
            "\\clvmgf",
            "\\clvmrg",
            "\\clmgf",
            "\\clmrg",
            "\\pard",
            "\\par",
            "\\'b5\\'da",
            "\\'",
            "\\u-1?",
            "\\u55357?",
            "\\uc9 ",
            "\\bin5 ",
            "\\bin-1 ",
            "\\ls1",
            "{\\listtext",
            "\\deleted",
            "\\v ",
            "{\\field",
            "{\\fldinst",
            "{\\fonttbl{\\f0\\fcharset134 a;}}",
            "\\f0 ",
            "\\",
            "12",
            "规章",
        ],
    ),
    (
        "odt",
        &[
            "<table:table>",
            "</table:table>",
            "<table:table-row>",
            "<table:table-row table:number-rows-repeated='9999999'>",
            "</table:table-row>",
            "<table:table-cell>",
            "</table:table-cell>",
            "<table:covered-table-cell/>",
            "<table:table-cell table:number-columns-spanned='99999' table:number-rows-spanned='7'>",
            "<table:table-cell table:number-columns-repeated='99999999999'>",
            "<text:p>",
            "</text:p>",
            "<text:list>",
            "</text:list>",
            "<text:list-item>",
            "</text:list-item>",
            "<text:s text:c='2147483647'/>",
            "<text:tab/>",
            "12",
            "<text:h text:outline-level='-1'>",
            "</text:h>",
            "<text:span>",
            "</text:span>",
            "<text:note>",
            "&lt;",
            "&x;",
            "规章",
        ],
    ),
    (
        "xlsx",
        &[
            "<sheetData>",
            "</sheetData>",
            "<row r='1'>",
            "<row r='99999999999'>",
            "</row>",
            "<c r='A1'>",
            "<c r='XFD1048576'>",
            "<c r='0' t='s'>",
            "</c>",
            "<v>",
            "</v>",
            "12",
            "1e999",
            "<f>1/0</f>",
            "<is><t>",
            "</t></is>",
            "<mergeCells>",
            "</mergeCells>",
            "<mergeCell ref='A1:B2'/>",
            "<mergeCell ref='B2:A1'/>",
            "<mergeCell ref='A1:XFD1048576'/>",
            "<cols><col min='0' max='99999' hidden='1'/></cols>",
            "规章",
            "<sheetView showZeros='0'/>",
        ],
    ),
    (
        "ofd",
        &[
            "<ofd:Layer>",
            "</ofd:Layer>",
            "<ofd:TextObject Boundary='0 0 9 9' Size='3'>",
            "</ofd:TextObject>",
            "<ofd:TextCode X='0' Y='3' DeltaX='g 99999999 1'>",
            "<ofd:TextCode X='1e30' Y='nan'>",
            "</ofd:TextCode>",
            "12",
            "规章",
            "<ofd:TextObject Boundary='1 2' CTM='0 0 0 0 0 0' Size='-1'>",
            "<ofd:PathObject Boundary='0 0 99 0' LineWidth='0'>",
            "</ofd:PathObject>",
            "<ofd:AbbreviatedData>",
            "</ofd:AbbreviatedData>",
            "M 0 0 L 9 0 ",
            "A 1 ",
            "C ",
            "L 1e38 -1e38 ",
            "<ofd:PageBlock>",
            "</ofd:PageBlock>",
            "<ofd:Clips>",
            "</ofd:Clips>",
            "<ofd:Area>",
            "<ofd:ImageObject/>",
        ],
    ),
];

/// A document of these pieces.
fn assembled(kind: &str, body: &str) -> Vec<u8> {
    match kind {
        "html" => format!("<html><meta charset=utf-8>{body}").into_bytes(),
        "rtf" => format!("{{\\rtf1\\ansi\\ansicpg936 {body}").into_bytes(),
        "odt" => flat_odt(body).into_bytes(),
        "xlsx" => xlsx(body),
        _ => ofd::file(&[body], ""),
    }
}

fn survives(bytes: &[u8]) -> bool {
    match extract(bytes, &Settings::default()) {
        Ok(_) => true,
        Err(error) => error.kind() != ErrorKind::Crash,
    }
}

proptest! {
    #![proptest_config(testing::config(60))]

    /// Whatever is put together, the readers and all stages behind them come back.
    #[test]
    fn pieces_in_any_order_break_nothing(places in prop::collection::vec(any::<prop::sample::Index>(), 0..50)) {
        for (kind, pieces) in PIECES {
            let body: String = places.iter().map(|place| *place.get(pieces)).collect();
            prop_assert!(survives(&assembled(kind, &body)), "{}: {}", kind, body);
        }
    }

    #[test]
    fn any_records_of_a_workbook_break_nothing(
        records in prop::collection::vec(
            (prop::sample::select(vec![0x0204_u16, 0x0203, 0x027E, 0x00BD, 0x0006, 0x00E5, 0x00FD, 0x0207, 0x003C, 0x0809, 0x000A]),
             prop::collection::vec(any::<u8>(), 0..40)),
            0..12,
        ),
    ) {
        let sheet: Vec<u8> = records.iter().flat_map(|(kind, data)| record(*kind, data)).collect();
        prop_assert!(survives(&xls(&sheet)));
    }

    /// A text has no columns, and yet no number comes out of it that does not stand in it.
    #[test]
    fn a_text_gives_only_the_numbers_that_stand_in_it(
        words in prop::collection::vec(prop::sample::select(vec![
            "三、收到和处理政府信息公开申请情况", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计",
            "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "（一）予以公开", "行政处罚", "0", "12", "345",
            "\n", "\n", "\t", " ", "|", "|---|", "规章", "-", "无", "1.",
        ]), 0..80),
    ) {
        let text = words.concat();
        if let Ok(extraction) = extract(text.as_bytes(), &Settings::default()) {
            for cell in &extraction.cells {
                prop_assert!(text.contains(cell.raw.as_str()), "{} in {text}", cell.raw);
            }
        }
    }
}
