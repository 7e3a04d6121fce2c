//! The invented reports in Word.

use super::super::blocks::plain;
use super::super::docx::DocxStyle;
use super::super::grid::Turn;
use super::super::labels;
use super::super::prose;
use super::super::report::Scale;
use super::*;

pub fn all() -> Vec<Sample> {
    vec![markup(), dirty_cells(), form_2019(), broken()]
}

fn markup() -> Sample {
    let mut report = Report::new(
        "lanqiao2023",
        "澜桥县住房和城乡建设局",
        2023,
        ("2021", "2021"),
    )
    .fill(97, Scale::Medium);
    report.about = "tracked changes, content controls, split runs, table 2 nested in a layout table, a text box, vertical text";
    report.blank_where(|(t, _, c)| t == "t4" && c.starts_with("review_"));
    let mut third = tables::third(&report, Outline::Joined);
    third.turn("三、", Turn::Vertical);
    let second = vec![
        Block::Box("政务公开专栏\u{3000}全年访问 52318 次".into()),
        Block::Nested(Box::new(tables::whole_second(&report))),
    ];
    let fourth = vec![tables::fourth(&report).into()];
    let blocks = join(
        parts(&report, &prose::BUREAU),
        second,
        vec![third.into()],
        fourth,
    );
    let style = DocxStyle {
        tracked: true,
        controls: true,
        split_runs: true,
        ..DocxStyle::PLAIN
    };
    Sample::new(report, blocks, Output::Docx(style))
}

fn dirty_cells() -> Sample {
    let mut report =
        Report::new("fengbo2022", "枫泊市财政局", 2022, ("2021", "2021")).fill(109, Scale::Medium);
    report.about = "22（其中修订16件）, 251000元, 12件, 1,036, full-width digits, dashes, 无, blanks; one row of table 3 left out";
    (report.status, report.doubts) = ("partial", &["R401"]);
    report.set("t2_1", "rules", "issued", Printed::word("无"));
    report.set("t2_1", "rules", "repealed", Printed::dash("-"));
    report.set("t2_1", "rules", "in_force", Printed::blank());
    report.write(
        "t2_1/normative_documents/issued",
        "22（其中修订16件）",
        "22",
    );
    report.write("t2_1/normative_documents/in_force", "1,036", "1036");
    report.write("t2_5/admin_license/decisions", "1，204 件", "1204");
    report.write("t2_6/admin_penalty/decisions", "12件", "12");
    report.write("t2_8/admin_fees/fees_wan_yuan", "251000元", "251000");
    reprint(&mut report, "t4", full_width);
    report.set_where(
        |(t, row, _)| t == "t3" && row == "unable_unclear_after_correction",
        &Printed::absent(),
    );
    let blocks = plain(&report, &prose::BUREAU);
    let style = DocxStyle::PLAIN;
    Sample::new(report, blocks, Output::Docx(style))
}

fn form_2019() -> Sample {
    let mut report =
        Report::new("qiyan2020", "栖岩区民政局", 2020, ("2019", "2019")).fill(121, Scale::Medium);
    report.about = "form of 2019; 年 lost in the title, look-alike radicals in labels, 增3, 减少2, +2, -1, 0.092";
    report.title = vec!["栖岩区民政局2020政府信息公开工作年度报告".into()];
    report.labels.rewrite(labels::radicals);
    report.write("t2_5/admin_license/change", "增3", "3");
    report.write("t2_5/other_external_services/change", "减少2", "-2");
    report.write("t2_6/admin_penalty/change", "+2", "2");
    report.write("t2_6/admin_coercion/change", "－1", "-1");
    report.write("t2_9/gov_procurement/total_amount", "0.092", "0.092");
    let blocks = plain(&report, &prose::BUREAU);
    let style = DocxStyle::PLAIN;
    Sample::new(report, blocks, Output::Docx(style))
}

fn broken() -> Sample {
    let mut report = Report::new("yanxi2023", "砚溪县市场监督管理局", 2023, ("2021", "2019"))
        .fill(133, Scale::Medium);
    report.about = "printed sums that are wrong, a row of table 3 without its label, table 2 of 2021 with table 3 of 2019, \
                    tables wider than the page";
    (report.status, report.doubts) = ("partial", &["R102"]);
    report.labels.own("t3", "refused_internal_affairs", "");
    report.set("t3", "new_received", "natural_person", Printed::number(9));
    report.set("t3", "handled_total", "org_commercial", Printed::number(3));
    report.set("t3", "granted", "total", Printed::number(0));
    let blocks = plain(&report, &prose::BUREAU);
    let style = DocxStyle {
        width: 13_600,
        ..DocxStyle::PLAIN
    };
    Sample::new(report, blocks, Output::Docx(style))
}
