//! The invented reports in PDF.

use super::super::blocks::{Placed, plain};
use super::super::grid::Turn;
use super::super::labels;
use super::super::pdf::{Lie, Order, Paper, PdfStyle, Rules};
use super::super::prose;
use super::super::report::Scale;
use super::*;

pub fn all() -> Vec<Sample> {
    vec![
        variants(),
        repeated_heads(),
        row_cut(),
        two_tables(),
        borderless(),
        only_totals(),
        rotated(),
        sideways(),
    ]
}

fn variants() -> Sample {
    let mut report =
        Report::new("yunxiu2022", "云岫县人民政府", 2022, ("2021", "2021")).fill(11, Scale::Medium);
    report.about = "label variants, half-width punctuation, 1、 for 1., title on two lines, a distractor table before table 2";
    report.title = vec![
        "云岫县人民政府".into(),
        "2022年政府信息公开工作年度报告".into(),
    ];
    use_variant(&mut report, "t2_1", "normative_documents");
    use_variant(&mut report, "t2_1", "in_force");
    use_variant(&mut report, "t2_8", "admin_fees");
    report.labels.rewrite(labels::half_width);
    report.labels.rewrite(labels::ideographic_numbers);
    let mut blocks = plain(&report, &prose::COUNTY);
    let channels = distractor(&[
        ["公开渠道", "发布数量", "同比"],
        ["政府网站", "1204", "+36"],
        ["政务新媒体", "587", "-12"],
    ]);
    let at = blocks
        .iter()
        .position(|block| matches!(block, Block::Table(_)));
    blocks.insert(at.expect("there is a table") - 1, channels.into());
    let style = PdfStyle {
        rules: Rules::Boxes,
        ..PdfStyle::PLAIN
    };
    Sample::new(report, blocks, Output::Pdf(style))
}

fn repeated_heads() -> Sample {
    let mut report =
        Report::new("qinghe2023", "青禾市教育局", 2023, ("2021", "2021")).fill(23, Scale::Large);
    report.about = "header of table 3 repeated on each page, page numbers between the fragments, thousands separators, \
                    rulings as thin rectangles, text column by column";
    reprint(&mut report, "t", thousands);
    let third = Placed::new(tables::third(&report, Outline::Joined))
        .cut_before("refused_third_party")
        .cut_before("not_processed_publication");
    let blocks = with_third(&report, &prose::BUREAU, vec![third.into()]);
    let style = PdfStyle {
        rules: Rules::Thin,
        order: Order::Columns,
        repeat_heads: true,
        ..PdfStyle::PLAIN
    };
    Sample::new(report, blocks, Output::Pdf(style))
}

fn row_cut() -> Sample {
    let mut report =
        Report::new("luting2024", "鹭汀区水务局", 2024, ("2021", "2021")).fill(35, Scale::Medium);
    report.about = "a row cut by the page without bottom ruling: its label before, its numbers after; \
                    blanks, dashes and 无 beside zeros; doubled rules; a misprinted label";
    report.blank_where(|(t, row, c)| t == "t3" && row == "carried_in" && c != "total");
    report.set_where(
        |(t, row, c)| t == "t3" && row == "refused_state_secret" && c.starts_with("org"),
        &Printed::dash("—"),
    );
    use_variant(&mut report, "t3", "refused_other_law");
    report.set("t2_1", "rules", "issued", Printed::dash("/"));
    report.set("t2_1", "rules", "repealed", Printed::dash("——"));
    report.set("t2_6", "admin_coercion", "decisions", Printed::word("无"));
    report.blank_where(|(t, _, c)| t == "t4" && c.starts_with("lit_after"));
    let third =
        Placed::new(tables::third(&report, Outline::Joined)).cut_inside("other_fee_unpaid", 2);
    let blocks = with_third(
        &report,
        &prose::BUREAU,
        vec![Block::NewPage(Paper::PORTRAIT), third.into()],
    );
    let style = PdfStyle {
        rules: Rules::Doubled,
        numbers_late: true,
        ..PdfStyle::PLAIN
    };
    Sample::new(report, blocks, Output::Pdf(style))
}

fn two_tables() -> Sample {
    let mut report =
        Report::new("moxi2021", "墨溪县自然资源局", 2021, ("2021", "2019")).fill(47, Scale::Medium);
    report.about = "table 2 of 2021 with table 3 of 2019 (one row （六）), table 3 in two physical tables, \
                    merged label in a vertical font, dashed rules, totals of table 4 left 0";
    report.set_where(
        |(t, _, c)| t == "t4" && c.ends_with("_total"),
        &Printed::number(0),
    );
    let mut grid = tables::third(&report, Outline::Joined);
    grid.turn("三、", Turn::Vertical);
    grid.widths[0] = 20.0;
    let cut = grid.find("unable_not_held");
    let halves = [grid.slice(0, cut), grid.slice(cut, grid.codes.len())];
    let [upper, lower] = halves.map(Block::from);
    let blocks = with_third(
        &report,
        &prose::BUREAU,
        vec![upper, Block::NewPage(Paper::PORTRAIT), lower],
    );
    let style = PdfStyle {
        rules: Rules::Dashed,
        ..PdfStyle::PLAIN
    };
    Sample::new(report, blocks, Output::Pdf(style))
}

fn borderless() -> Sample {
    let mut report = Report::new("shatang2019", "沙棠县卫生健康局", 2019, ("2019", "2019"))
        .fill(59, Scale::Medium);
    report.about =
        "form of 2019 without any rulings; +2 and -1 in 本年增/减, decimals in 采购总金额";
    report.write("t2_5/admin_license/change", "+2", "2");
    report.write("t2_5/other_external_services/change", "-1", "-1");
    report.write("t2_6/admin_penalty/change", "+1036", "1036");
    report.write("t2_9/gov_procurement/total_amount", "7545.50", "7545.5");
    let blocks = plain(&report, &prose::BUREAU);
    let style = PdfStyle {
        rules: Rules::None,
        pad: 5.0,
        ..PdfStyle::PLAIN
    };
    Sample::new(report, blocks, Output::Pdf(style))
}

fn only_totals() -> Sample {
    let mut report =
        Report::new("jichuan2022", "霁川市审计局", 2022, ("2021", "2021")).fill(61, Scale::Medium);
    report.about = "horizontal rules only; only the totals of table 3 filled, every other cell blank; one show operator a character";
    report.blank_where(|(t, _, c)| t == "t3" && c != "total");
    let blocks = plain(&report, &prose::BUREAU);
    let style = PdfStyle {
        rules: Rules::Horizontal,
        by_character: true,
        pad: 4.0,
        ..PdfStyle::PLAIN
    };
    Sample::new(report, blocks, Output::Pdf(style))
}

fn rotated() -> Sample {
    let mut report =
        Report::new("zhiting2023", "芷汀县公安局", 2023, ("2021", "2021")).fill(73, Scale::Large);
    report.about = "cropped pages with an offset, table 3 on a page with /Rotate 90, numbers in a Type 3 font, \
                    look-alike radicals by ToUnicode";
    let cropped = Paper {
        crop: Some((48.0, 62.0)),
        ..Paper::PORTRAIT
    };
    let third = tables::third(&report, Outline::Joined);
    let style = PdfStyle {
        paper: cropped,
        drawn_digits: true,
        radicals: true,
        pad: 1.0,
        ..PdfStyle::PLAIN
    };
    let third = on_landscape(third, Lie::Rotated, cropped);
    let blocks = with_third(&report, &prose::BUREAU, third);
    Sample::new(report, blocks, Output::Pdf(style))
}

fn sideways() -> Sample {
    let mut report =
        Report::new("ouhua2024", "藕花镇人民政府", 2024, ("2021", "2021")).fill(85, Scale::Medium);
    report.about = "table 3 turned sideways on a portrait page, merged label one character a line, table 4 wider than the page, \
                    full-width digits, UniGB-UTF16-H";
    // Its last cell goes over the page's edge: no one can tell whether a digit is cut off.
    (report.status, report.doubts) = ("partial", &["R303"]);
    reprint(&mut report, "t4", full_width);
    let mut third = tables::third(&report, Outline::Joined);
    third.turn("三、", Turn::Stacked);
    third.widths[0] = 18.0;
    let mut fourth = Placed::new(tables::fourth(&report));
    fourth.width = Some(546.0);
    let third = on_landscape(third, Lie::Sideways, Paper::PORTRAIT);
    let blocks = join(
        parts(&report, &prose::TOWNSHIP),
        vec![tables::whole_second(&report).into()],
        third,
        vec![fourth.into()],
    );
    let style = PdfStyle {
        utf16: true,
        pad: 1.0,
        ..PdfStyle::PLAIN
    };
    Sample::new(report, blocks, Output::Pdf(style))
}
