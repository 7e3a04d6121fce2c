//! The invented reports in plain text and Markdown.

use super::super::blocks::plain;
use super::super::markup::Charset;
use super::super::pdf::Paper;
use super::super::prose;
use super::super::report::Scale;
use super::super::text::{Manner, TextStyle};
use super::*;

pub fn all() -> Vec<Sample> {
    vec![tabs(), lines(), one_line(), repeated(), blanked(), bare()]
}

fn text(report: Report, blocks: Vec<Block>, manner: Manner, charset: Charset) -> Sample {
    let style = TextStyle {
        manner,
        charset,
        end: if charset == Charset::Utf8 {
            "\n"
        } else {
            "\r\n"
        },
    };
    Sample::new(report, blocks, Output::Text(style))
}

fn tabs() -> Sample {
    let mut report = Report::new("muchun2023", "暮春镇人民政府", 2023, ("2021", "2021"))
        .fill(503, Scale::Sparse);
    report.about = "cells parted by tabs as Word copies them, GB 18030, table 3 in two parts around a page number, blanks and dashes";
    report.set("t2_1", "rules", "issued", Printed::dash("—"));
    report.set("t2_1", "rules", "repealed", Printed::blank());
    report.blank_where(|(t, _, c)| t == "t4" && c.starts_with("review_"));
    let mut third = in_two(
        &tables::third(&report, Outline::Joined),
        "not_processed_repeat",
    );
    third.insert(1, Block::NewPage(Paper::PORTRAIT));
    let blocks = with_third(&report, &prose::TOWNSHIP, third);
    text(report, blocks, Manner::Tabs, Charset::Gb)
}

fn lines() -> Sample {
    let mut report = Report::new("ruojin2024", "若锦县医疗保障局", 2024, ("2021", "2021"))
        .fill(509, Scale::Medium);
    report.about = "one cell a line, UTF-16; blank cells leave no trace, so their rows have no certain columns";
    report.set("t2_1", "rules", "repealed", Printed::blank());
    report.set("t3", "granted", "org_research", Printed::blank());
    (report.status, report.doubts) = ("partial", &["R201", "R302"]);
    report.unread = vec!["t2_1/rules".into(), "t3/granted".into()];
    let blocks = plain(&report, &prose::BUREAU);
    text(report, blocks, Manner::Lines, Charset::Utf16)
}

fn one_line() -> Sample {
    let mut report = Report::new("pingqu2022", "坪渠县文化和旅游局", 2022, ("2021", "2021"))
        .fill(521, Scale::Medium);
    report.about =
        "everything on one line, UTF-8 with a byte order mark, a printed sum that is wrong";
    report.set("t3", "carried_out", "total", Printed::number(2));
    let blocks = plain(&report, &prose::BUREAU);
    text(report, blocks, Manner::OneLine, Charset::Utf8Bom)
}

fn repeated() -> Sample {
    let mut report = Report::new(
        "suimei2022",
        "穗梅市人力资源和社会保障局",
        2022,
        ("2021", "2021"),
    )
    .fill(523, Scale::Large);
    report.about = "Markdown whose merged cells stand again at each place that they cover, thousands separators, dashes";
    reprint(&mut report, "t3", thousands);
    report.set("t2_1", "rules", "issued", Printed::dash("-"));
    let blocks = plain(&report, &prose::BUREAU);
    text(report, blocks, Manner::Repeated, Charset::Utf8)
}

fn blanked() -> Sample {
    let mut report = Report::new("yingpo2021", "英坡区生态环境局", 2021, ("2021", "2021"))
        .fill(541, Scale::Medium);
    report.about = "Markdown whose merged cells are blank but for their first place, bold numbers, line breaks as tags, a printed sum that is wrong";
    report.set("t3", "handled_total", "total", Printed::number(5));
    let blocks = plain(&report, &prose::BUREAU);
    text(report, blocks, Manner::Blanked, Charset::Utf8)
}

fn bare() -> Sample {
    let mut report = Report::new("wanli2019", "湾篱县农业农村局", 2019, ("2019", "2019"))
        .fill(547, Scale::Medium);
    report.about =
        "form of 2019 in Markdown without bars at the ends of rows, +2, -1, 年 lost in the title";
    report.title = vec!["湾篱县农业农村局2019政府信息公开工作年度报告".into()];
    report.write("t2_5/admin_license/change", "+2", "2");
    report.write("t2_6/admin_penalty/change", "-1", "-1");
    let blocks = plain(&report, &prose::BUREAU);
    text(report, blocks, Manner::Bare, Charset::Utf8)
}
