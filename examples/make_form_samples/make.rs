//! The documents in memory: tables of proposals handled, with what makes them hard, and what stands in their cells.
//! Names and numbers are invented.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// A row: its code (empty for one that is none of the form's, `-` for a heading), its label, its numbers as printed.
type Row = (&'static str, &'static str, [&'static str; 3]);

/// A document.
struct Sample {
    name: &'static str,
    title: &'static str,
    text: &'static str,
    columns: [&'static str; 3],
    rows: &'static [Row],
}

/// The codes of the columns, left to right.
const COLUMNS: [&str; 3] = ["deputies", "members", "total"];

/// Other wordings, a row of its own, a dash, blanks, a share, and two sums that do not hold.
const QINGCHUAN: Sample = Sample {
    name: "qingchuan2023",
    title: "清川县教育局2023年建议提案办理情况",
    text: "2023年，我局共承办人大代表建议12件、政协提案23件，全部在规定时限内办结并答复。",
    columns: ["人大建议", "政协提案", "合计"],
    rows: &[
        ("received", "一、承办总数", ["12", "23", "35"]),
        ("led", "其中：主办", ["9", "15", "24"]),
        ("assisted", "协办", ["3", "8", "11"]),
        ("", "其中：重点件", ["1", "2", "3"]),
        ("-", "二、办理结果", ["", "", ""]),
        (
            "class_a",
            "（一）A类：所提问题已经解决或基本解决",
            ["6", "11", "17"],
        ),
        ("class_b", "（二）B类：列入计划逐步解决", ["2", "4", "7"]),
        (
            "class_c",
            "（三）C类：因条件限制暂时无法解决",
            ["1", "/", "1"],
        ),
        ("public_replies", "三、公开答复数", ["9", "", "9"]),
        ("satisfied_percent", "四、满意率", ["100%", "96.5%", ""]),
    ],
};

/// A clean one in the words of the form.
const LANHE: Sample = Sample {
    name: "lanhe2022",
    title: "岚河市交通运输局关于2022年人大代表建议和政协提案办理情况的报告",
    text: "现将办理情况公开如下：",
    columns: ["人大代表建议", "政协提案", "合计"],
    rows: &[
        ("received", "一、承办总数", ["41", "1,027", "1,068"]),
        ("led", "其中：主办", ["30", "900", "930"]),
        ("assisted", "会办", ["11", "127", "138"]),
        ("-", "二、办理结果", ["——", "——", "——"]),
        (
            "class_a",
            "（一）A类：所提问题已经解决或基本解决",
            ["20", "600", "620"],
        ),
        (
            "class_b",
            "（二）B类：列入计划逐步解决",
            ["10", "290", "300"],
        ),
        (
            "class_c",
            "（三）C类：因条件限制暂时无法解决",
            ["0", "10", "10"],
        ),
        ("public_replies", "三、公开答复数", ["41", "1,027", "1,068"]),
        ("satisfied_percent", "四、满意率", ["100", "99.8", "99.8"]),
    ],
};

/// Every file by name, the truth among them.
pub fn files() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for sample in [&QINGCHUAN, &LANHE] {
        files.insert(format!("{}.html", sample.name), sample.html().into_bytes());
        files.insert(format!("{}.docx", sample.name), sample.docx());
        files.insert(
            format!("{}.truth.csv", sample.name),
            sample.truth().into_bytes(),
        );
    }
    files
}

impl Sample {
    fn html(&self) -> String {
        let cells = |texts: &[&str]| {
            texts
                .iter()
                .map(|text| format!("<td>{text}</td>"))
                .collect::<String>()
        };
        let row =
            |(_, label, numbers): &Row| format!("<tr><td>{label}</td>{}</tr>\n", cells(numbers));
        format!(
            "<!DOCTYPE html>\n<html lang=\"zh\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\n<body>\n\
             <h1>{title}</h1>\n<p>{text}</p>\n<table border=\"1\">\n\
             <tr><td rowspan=\"2\">项目</td><td colspan=\"3\">办理件数</td></tr>\n<tr>{header}</tr>\n{rows}</table>\n</body></html>\n",
            title = self.title,
            text = self.text,
            header = cells(&self.columns),
            rows = self.rows.iter().map(row).collect::<String>(),
        )
    }

    /// `row_code,column_code,raw` of each cell of the form; blank where nothing is printed.
    fn truth(&self) -> String {
        let mut lines = String::from("row_code,column_code,raw\n");
        for (code, _, numbers) in self.rows.iter().filter(|row| !["", "-"].contains(&row.0)) {
            for (column, raw) in COLUMNS.iter().zip(numbers) {
                let quote = if raw.contains(',') { "\"" } else { "" };
                lines.push_str(&format!("{code},{column},{quote}{raw}{quote}\n"));
            }
        }
        lines
    }

    fn docx(&self) -> Vec<u8> {
        let paragraph =
            |text: &str| format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>");
        let cell = |properties: &str, text: &str| {
            format!(
                "<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>",
                paragraph(text)
            )
        };
        let plain = |texts: &[&str]| texts.iter().map(|text| cell("", text)).collect::<String>();
        let row = |cells: String| format!("<w:tr>{cells}</w:tr>");
        let header = [
            row(cell("<w:vMerge w:val=\"restart\"/>", "项目")
                + &cell("<w:gridSpan w:val=\"3\"/>", "办理件数")),
            row(cell("<w:vMerge/>", "") + &plain(&self.columns)),
        ];
        let rows = self
            .rows
            .iter()
            .map(|(_, label, numbers)| row(plain(&[label]) + &plain(numbers)));
        let body = format!(
            "{}{}<w:tbl><w:tblPr/><w:tblGrid>{}</w:tblGrid>{}{}</w:tbl>{}",
            paragraph(self.title),
            paragraph(self.text),
            "<w:gridCol w:w=\"2200\"/>".repeat(4),
            header.concat(),
            rows.collect::<String>(),
            paragraph("特此报告。"),
        );
        pack(&body)
    }
}

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;

/// A package with fixed times.
fn pack(body: &str) -> Vec<u8> {
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"{WORD}\"><w:body>{body}</w:body></w:document>"
    );
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default());
    for (name, text) in [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELATIONS),
        ("word/document.xml", &document),
    ] {
        zip.start_file(name, options)
            .expect("memory can be written");
        zip.write_all(text.as_bytes())
            .expect("memory can be written");
    }
    zip.finish().expect("memory can be written").into_inner()
}
