//! The invented reports in binary Word.

use super::super::blocks::plain;
use super::super::doc::DocStyle;
use super::super::labels;
use super::super::prose;
use super::super::report::Scale;
use super::super::tables::Outline;
use super::*;

pub fn all() -> Vec<Sample> {
    vec![changed(), fast_saved(), huge_rows()]
}

fn changed() -> Sample {
    let mut report = Report::new("linxi2023", "麟溪县文化和旅游局", 2023, ("2021", "2021"))
        .fill(151, Scale::Medium);
    report.about = "deleted and hidden numbers beside the printed ones, table 2 nested in a layout table, \
                    cells of table 4 blank, / and 无, a printed sum that is wrong";
    report.set("t2_1", "rules", "issued", Printed::dash("/"));
    report.set("t2_6", "admin_coercion", "decisions", Printed::word("无"));
    report.blank_where(|(t, _, c)| t == "t4" && c.starts_with("lit_direct"));
    report.set("t3", "granted", "total", Printed::number(3));
    let second = vec![Block::Nested(Box::new(tables::whole_second(&report)))];
    let third = vec![tables::third(&report, Outline::Apart).into()];
    let fourth = vec![tables::fourth(&report).into()];
    let blocks = join(parts(&report, &prose::BUREAU), second, third, fourth);
    let style = DocStyle {
        marked: true,
        ..DocStyle::PLAIN
    };
    Sample::new(report, blocks, Output::Doc(style))
}

fn fast_saved() -> Sample {
    let mut report = Report::new("shuangqiao2020", "霜桥区科学技术局", 2020, ("2019", "2019"))
        .fill(163, Scale::Medium);
    report.about = "form of 2019 by WPS Writer: a fast-saved piece table with pieces of one and of two bytes a character, \
                    merges by sprmTMerge and sprmTVertMerge, +2, -1 and 7730.28, —, half-width punctuation";
    report.write("t2_5/admin_license/change", "+2", "2");
    report.write("t2_6/admin_penalty/change", "-1", "-1");
    report.write("t2_9/gov_procurement/total_amount", "7730.28", "7730.28");
    report.set_where(
        |(t, row, c)| t == "t3" && row == "carried_in" && c.starts_with("org"),
        &Printed::dash("—"),
    );
    report.labels.rewrite(labels::half_width);
    let blocks = plain(&report, &prose::BUREAU);
    let style = DocStyle {
        extension: "wps",
        flagged: true,
        fast_saved: true,
        gbk: true,
        ..DocStyle::PLAIN
    };
    Sample::new(report, blocks, Output::Doc(style))
}

fn huge_rows() -> Sample {
    let mut report = Report::new("zhuping2022", "竹坪县人民政府", 2022, ("2021", "2019"))
        .fill(175, Scale::Large);
    report.about = "row marks in the data stream (sprmPHugePapx), edges some twips askew, table 2 of 2021 with table 3 of 2019 \
                    in two physical tables, thousands separators, blanks, 12件";
    reprint(&mut report, "t3", thousands);
    report.write("t2_1/normative_documents/issued", "12件", "12");
    report.set("t2_1", "rules", "repealed", Printed::blank());
    report.blank_where(|(t, row, c)| t == "t3" && row == "carried_out" && c != "total");
    let grid = tables::third(&report, Outline::Joined);
    let mut third = in_two(&grid, "unable_not_held");
    third.insert(1, Block::Text(String::new()));
    let blocks = with_third(&report, &prose::COUNTY, third);
    let style = DocStyle {
        huge: true,
        askew: true,
        ..DocStyle::PLAIN
    };
    Sample::new(report, blocks, Output::Doc(style))
}
