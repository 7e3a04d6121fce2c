//! The invented reports in workbooks.

use super::super::blocks::plain;
use super::super::book::{BookStyle, Kind};
use super::super::prose;
use super::super::report::Scale;
use super::*;

pub fn all() -> Vec<Sample> {
    vec![
        merged(),
        sheets(),
        form_2019(),
        sums(),
        sheets_of_2019(),
        of_wps(),
    ]
}

fn book(report: Report, style: BookStyle) -> Sample {
    let blocks = plain(&report, &prose::BUREAU);
    Sample::new(report, blocks, Output::Book(style))
}

/// Zeros of table 4 that their number format shows as dashes.
fn dashed_zeros(report: &mut Report) {
    for ((table, _, _), printed) in &mut report.values {
        if *table == "t4" && printed.value == "0" {
            *printed = Printed::dash("-");
        }
    }
}

fn merged() -> Sample {
    let mut report = Report::new(
        "juling2023",
        "橘岭县人力资源和社会保障局",
        2023,
        ("2021", "2021"),
    )
    .fill(187, Scale::Large);
    report.about = "one sheet whose tables are made equally wide by merged cells, numbers shown with separators of thousands, \
                    251.37 shown as 251, totals by formulas of which one keeps an outdated result, blanks";
    report.write("t2_8/admin_fees/fees_wan_yuan", "251.37", "251.37");
    report.set("t2_1", "rules", "repealed", Printed::blank());
    report.set("t3", "refused_other_law", "total", Printed::number(1));
    report.blank_where(|(t, _, c)| t == "t4" && c.starts_with("lit_after"));
    let style = BookStyle {
        spread: true,
        sums: true,
        ..BookStyle::plain(Kind::Xlsx)
    };
    book(report, style)
}

fn sheets() -> Sample {
    let mut report =
        Report::new("yanpu2021", "雁浦区司法局", 2021, ("2021", "2021")).fill(199, Scale::Medium);
    report.about = "a sheet for each table, strings in several runs with phonetic guides and strings in their cells, \
                    zeros of table 4 shown as dashes by their format, 无 and ——, hidden sheets and a hidden column";
    report.set("t2_6", "admin_coercion", "decisions", Printed::word("无"));
    report.set("t2_1", "rules", "issued", Printed::dash("——"));
    dashed_zeros(&mut report);
    let style = BookStyle {
        split: true,
        hidden: true,
        rich: true,
        ..BookStyle::plain(Kind::Xlsx)
    };
    book(report, style)
}

fn form_2019() -> Sample {
    let mut report = Report::new("wutang2019", "梧塘县农业农村局", 2019, ("2019", "2019"))
        .fill(211, Scale::Medium);
    report.about = "form of 2019 with its numbers stored as texts, +2, -1, 0.092 shown as 0, full-width digits in table 4";
    report.write("t2_5/admin_license/change", "+2", "2");
    report.write("t2_6/admin_penalty/change", "-1", "-1");
    report.write("t2_9/gov_procurement/total_amount", "0.092", "0.092");
    reprint(&mut report, "t4", full_width);
    let style = BookStyle {
        texts: true,
        ..BookStyle::plain(Kind::Xlsx)
    };
    book(report, style)
}

fn sums() -> Sample {
    let mut report = Report::new("songfu2022", "松阜县医疗保障局", 2022, ("2021", "2021"))
        .fill(223, Scale::Large);
    report.about = "one sheet of Excel 97 with merged cells everywhere, a string table that goes on in further records, \
                    totals by formulas, zeros of table 4 shown as dashes, 7.5 shown as 8, blanks";
    report.write("t2_8/admin_fees/fees_wan_yuan", "7.5", "7.5");
    report.blank_where(|(t, row, c)| t == "t3" && row == "carried_in" && c != "natural_person");
    dashed_zeros(&mut report);
    let style = BookStyle {
        spread: true,
        sums: true,
        ..BookStyle::plain(Kind::Xls)
    };
    book(report, style)
}

fn sheets_of_2019() -> Sample {
    let mut report = Report::new("ganlu2020", "甘露区城市管理局", 2020, ("2019", "2019"))
        .fill(235, Scale::Medium);
    report.about = "form of 2019, a sheet of Excel 97 for each table, hidden sheets and a hidden column, 7730.28 shown as 7730, \
                    a printed sum that is wrong";
    report.write("t2_9/gov_procurement/total_amount", "7730.28", "7730.28");
    report.set("t3", "carried_out", "natural_person", Printed::number(900));
    let style = BookStyle {
        split: true,
        hidden: true,
        ..BookStyle::plain(Kind::Xls)
    };
    book(report, style)
}

fn of_wps() -> Sample {
    let mut report = Report::new("qiaotan2024", "乔滩镇人民政府", 2024, ("2021", "2021"))
        .fill(247, Scale::Sparse);
    report.about = "a workbook of WPS (.et) with its numbers stored as texts, / and 无, 3件, totals of table 4 left 0";
    report.set("t2_1", "rules", "issued", Printed::dash("/"));
    report.set("t2_1", "rules", "repealed", Printed::word("无"));
    report.write("t2_5/admin_license/decisions", "3件", "3");
    report.set("t4", "counts", "review_corrected", Printed::number(2));
    report.set_where(
        |(t, _, c)| t == "t4" && c.ends_with("_total"),
        &Printed::number(0),
    );
    let style = BookStyle {
        extension: "et",
        texts: true,
        ..BookStyle::plain(Kind::Xls)
    };
    book(report, style)
}
