//! The invented reports in OFD.

use super::super::blocks::Placed;
use super::super::grid::Turn;
use super::super::ofd::OfdStyle;
use super::super::pdf::{Lie, Paper, PdfStyle, Rules};
use super::super::prose;
use super::super::report::Scale;
use super::super::tables::Outline;
use super::*;

pub fn all() -> Vec<Sample> {
    vec![template(), sideways(), row_cut()]
}

fn template() -> Sample {
    let mut report =
        Report::new("cangpu2023", "苍浦县林业局", 2023, ("2021", "2021")).fill(259, Scale::Large);
    report.about = "a template with a running head behind every page, offsets between characters in groups, \
                    table 3 over three pages with its header repeated, one outline a cell, thousands separators, blanks and /";
    reprint(&mut report, "t", thousands);
    report.set("t2_1", "rules", "issued", Printed::dash("/"));
    report.blank_where(|(t, _, c)| t == "t4" && c.starts_with("review_"));
    let third = Placed::new(tables::third(&report, Outline::Apart))
        .cut_before("refused_third_party")
        .cut_before("not_processed_publication");
    let blocks = with_third(&report, &prose::BUREAU, vec![third.into()]);
    let layout = PdfStyle {
        rules: Rules::Boxes,
        repeat_heads: true,
        ..PdfStyle::PLAIN
    };
    let style = OfdStyle {
        layout,
        template: true,
        ..OfdStyle::PLAIN
    };
    Sample::new(report, blocks, Output::Ofd(style))
}

fn sideways() -> Sample {
    let mut report =
        Report::new("xiaqi2022", "霞溪区审计局", 2022, ("2021", "2019")).fill(271, Scale::Medium);
    report.about = "coordinates in points under a CTM, table 3 of 2019 turned sideways by its CTM with a label below itself, \
                    table 2 of 2021, rules as thin rectangles, 无 and —, a printed sum that is wrong";
    report.set("t2_6", "admin_coercion", "decisions", Printed::word("无"));
    report.set_where(
        |(t, row, c)| t == "t3" && row == "refused_state_secret" && c.starts_with("org"),
        &Printed::dash("—"),
    );
    report.set("t4", "counts", "lit_direct_total", Printed::number(0));
    report.set("t4", "counts", "lit_direct_upheld", Printed::number(4));
    let mut third = tables::third(&report, Outline::Joined);
    third.turn("三、", Turn::Vertical);
    third.widths[0] = 20.0;
    let third = on_landscape(third, Lie::Sideways, Paper::PORTRAIT);
    let blocks = with_third(&report, &prose::BUREAU, third);
    let layout = PdfStyle {
        rules: Rules::Thin,
        pad: 1.0,
        ..PdfStyle::PLAIN
    };
    let style = OfdStyle {
        layout,
        points: true,
        ..OfdStyle::PLAIN
    };
    Sample::new(report, blocks, Output::Ofd(style))
}

fn row_cut() -> Sample {
    let mut report =
        Report::new("meidu2020", "梅渡镇人民政府", 2020, ("2019", "2019")).fill(283, Scale::Medium);
    report.about = "form of 2019 with an object a character, doubled rules, a row cut by the page without bottom ruling: \
                    its label before, its numbers after; +2, 0.092, full-width digits in table 4";
    report.write("t2_5/admin_license/change", "+2", "2");
    report.write("t2_9/gov_procurement/total_amount", "0.092", "0.092");
    reprint(&mut report, "t4", full_width);
    let third = Placed::new(tables::third(&report, Outline::Joined))
        .cut_inside("not_processed_confirm_or_reissue", 1);
    let third = vec![Block::NewPage(Paper::PORTRAIT), third.into()];
    let blocks = with_third(&report, &prose::TOWNSHIP, third);
    let layout = PdfStyle {
        rules: Rules::Doubled,
        by_character: true,
        numbers_late: true,
        ..PdfStyle::PLAIN
    };
    let style = OfdStyle {
        layout,
        ..OfdStyle::PLAIN
    };
    Sample::new(report, blocks, Output::Ofd(style))
}
