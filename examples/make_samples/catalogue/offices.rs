//! The invented reports in RTF, OpenDocument text and Word XML.

use super::super::blocks::plain;
use super::super::docx::DocxStyle;
use super::super::labels;
use super::super::markup::Charset;
use super::super::odt::OdtStyle;
use super::super::pdf::Paper;
use super::super::prose;
use super::super::report::Scale;
use super::super::rtf::Manner;
use super::super::wordxml::WordXmlStyle;
use super::*;

pub fn all() -> Vec<Sample> {
    vec![
        rtf_word(),
        rtf_wps(),
        rtf_2019(),
        odt_totals(),
        odt_reviewed(),
        odt_flat(),
        word_2003(),
        word_2003_wide(),
        flat_package(),
    ]
}

/// Table 2 within a layout table, behind a text box.
fn with_nested(report: &Report, prose: &prose::Prose) -> Vec<Block> {
    let second = vec![
        Block::Box("公开专栏\u{3000}全年访问 41906 次".into()),
        Block::Nested(Box::new(tables::whole_second(report))),
    ];
    let third = vec![tables::third(report, Outline::Joined).into()];
    join(
        parts(report, prose),
        second,
        third,
        vec![tables::fourth(report).into()],
    )
}

fn rtf_word() -> Sample {
    let mut report = Report::new("lusong2023", "麓松县应急管理局", 2023, ("2021", "2021"))
        .fill(401, Scale::Large);
    report.about = "Word's manner: bytes of code page 936, vertical merges, table 3 in two tables over a page break, thousands \
                    separators, dashes and blanks";
    reprint(&mut report, "t3", thousands);
    report.set("t2_1", "rules", "issued", Printed::dash("—"));
    report.set("t2_1", "rules", "repealed", Printed::blank());
    report.set("t2_5", "admin_license", "decisions", Printed::dash("/"));
    let mut third = in_two(
        &tables::third(&report, Outline::Apart),
        "not_processed_repeat",
    );
    third.insert(1, Block::NewPage(Paper::PORTRAIT));
    let blocks = with_third(&report, &prose::BUREAU, third);
    Sample::new(report, blocks, Output::Rtf(Manner::Word))
}

fn rtf_wps() -> Sample {
    let mut report = Report::new("huayan2024", "桦堰区卫生健康局", 2024, ("2021", "2021"))
        .fill(409, Scale::Medium);
    report.about = "WPS's manner: characters by number, each grid column a cell, tracked and hidden numbers, table 2 nested in a layout \
                    table, a text box, a printed sum that is wrong";
    report.set("t3", "new_received", "org_research", Printed::number(77));
    let blocks = with_nested(&report, &prose::BUREAU);
    Sample::new(report, blocks, Output::Rtf(Manner::Wps))
}

fn rtf_2019() -> Sample {
    let mut report = Report::new("sifang2019", "泗枋镇人民政府", 2019, ("2019", "2019"))
        .fill(419, Scale::Sparse);
    report.about = "form of 2019 in LibreOffice's manner: headings numbered by a list, a picture of raw bytes with braces, 增3, 减1, 0.092";
    report.write("t2_5/admin_license/change", "增3", "3");
    report.write("t2_6/admin_penalty/change", "减1", "-1");
    report.write("t2_9/gov_procurement/total_amount", "0.092", "0.092");
    let blocks = plain(&report, &prose::TOWNSHIP);
    Sample::new(report, blocks, Output::Rtf(Manner::LibreOffice))
}

const ODT: OdtStyle = OdtStyle {
    flat: false,
    tracked: false,
    listed: false,
    repeated: false,
};

fn odt_totals() -> Sample {
    let mut report = Report::new("tangqu2023", "棠渠县发展和改革局", 2023, ("2021", "2021"))
        .fill(421, Scale::Medium);
    report.about = "only the totals of table 3 filled, blank neighbours written once, headings numbered by a list, 2023年度 in the title";
    report.title = vec!["棠渠县发展和改革局2023年度政府信息公开工作年度报告".into()];
    report.blank_where(|(t, _, c)| t == "t3" && c != "total");
    let blocks = plain(&report, &prose::BUREAU);
    let style = OdtStyle {
        listed: true,
        repeated: true,
        ..ODT
    };
    Sample::new(report, blocks, Output::Odt(style))
}

fn odt_reviewed() -> Sample {
    let mut report = Report::new("jiuwan2022", "鸠湾市城市管理局", 2022, ("2021", "2021"))
        .fill(431, Scale::Large);
    report.about = "tracked deletions, annotations and spans in cells, a text box, table 2 nested in a layout table, a printed sum that is wrong";
    report.set("t3", "handled_total", "natural_person", Printed::number(6));
    let blocks = with_nested(&report, &prose::BUREAU);
    let style = OdtStyle {
        tracked: true,
        ..ODT
    };
    Sample::new(report, blocks, Output::Odt(style))
}

fn odt_flat() -> Sample {
    let mut report = Report::new("beikan2020", "北坎区退役军人事务局", 2020, ("2019", "2019"))
        .fill(433, Scale::Medium);
    report.about =
        "form of 2019 in one XML file (.fodt), +4, －3, look-alike radicals in labels, blank cells";
    report.labels.rewrite(labels::radicals);
    report.write("t2_5/admin_license/change", "+4", "4");
    report.write("t2_6/admin_coercion/change", "－3", "-3");
    report.blank_where(|(t, _, c)| t == "t4" && c.starts_with("lit_after_"));
    let blocks = plain(&report, &prose::BUREAU);
    let style = OdtStyle {
        flat: true,
        listed: true,
        repeated: true,
        ..ODT
    };
    Sample::new(report, blocks, Output::Odt(style))
}

fn word_2003() -> Sample {
    let mut report =
        Report::new("duxi2022", "渡溪县民政局", 2022, ("2021", "2021")).fill(439, Scale::Medium);
    report.about = "Word 2003 XML: each grid column a cell, merged across and down, tracked changes, table 2 nested, a text box, 无 and dashes";
    report.set("t2_1", "rules", "issued", Printed::word("无"));
    report.set("t2_1", "rules", "repealed", Printed::dash("－"));
    report.set("t2_6", "admin_coercion", "decisions", Printed::dash("--"));
    let blocks = with_nested(&report, &prose::BUREAU);
    let style = WordXmlStyle {
        charset: Charset::Utf8,
        tracked: true,
        merged: true,
    };
    Sample::new(report, blocks, Output::WordXml(style))
}

fn word_2003_wide() -> Sample {
    let mut report =
        Report::new("lanshe2020", "兰涉区审计局", 2020, ("2019", "2019")).fill(443, Scale::Medium);
    report.about = "form of 2019 in Word 2003 XML of UTF-16, full-width digits, 增2, a printed total that is wrong";
    reprint(&mut report, "t3", full_width);
    report.write("t2_5/admin_license/change", "增2", "2");
    report.set("t4", "counts", "lit_direct_total", Printed::number(99));
    let blocks = plain(&report, &prose::BUREAU);
    let style = WordXmlStyle {
        charset: Charset::Utf16,
        tracked: false,
        merged: false,
    };
    Sample::new(report, blocks, Output::WordXml(style))
}

fn flat_package() -> Sample {
    let mut report =
        Report::new("hetuo2023", "禾沱县气象局", 2023, ("2021", "2019")).fill(449, Scale::Medium);
    report.about = "a .docx in one XML file: content controls, split runs, table 2 of 2021 with table 3 of 2019, 22（其中修订16件）";
    let revised = Printed::written("22（其中修订16件）", "22");
    report.set("t2_1", "normative_documents", "issued", revised);
    let blocks = plain(&report, &prose::BUREAU);
    let style = DocxStyle {
        controls: true,
        split_runs: true,
        ..DocxStyle::PLAIN
    };
    Sample::new(report, blocks, Output::FlatDocx(style))
}
