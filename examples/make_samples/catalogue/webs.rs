//! The invented reports on web pages and in web archives.

use super::super::blocks::plain;
use super::super::html::{HtmlStyle, Manner};
use super::super::labels;
use super::super::markup::Charset;
use super::super::mht::{MhtStyle, Transfer};
use super::super::prose;
use super::super::report::Scale;
use super::*;

pub fn all() -> Vec<Sample> {
    vec![
        portal(),
        saved_from_word(),
        pasted(),
        quoted_printable(),
        base64(),
        buried(),
    ]
}

fn portal() -> Sample {
    let mut report =
        Report::new("junshi2023", "筠石县人民政府", 2023, ("2021", "2021")).fill(307, Scale::Large);
    report.about = "a portal's template: menus, a layout table, a script and a hidden table with other numbers; GBK bytes declared as \
                    UTF-8, blank cells of &nbsp; and &#12288;, dashes";
    report.labels.rewrite(labels::half_width);
    report.set("t2_1", "rules", "issued", Printed::dash("—"));
    report.set("t2_1", "rules", "repealed", Printed::dash("-"));
    report.set("t2_1", "rules", "in_force", Printed::blank());
    report.blank_where(|(t, _, c)| t == "t4" && c.starts_with("review_"));
    let blocks = plain(&report, &prose::COUNTY);
    let style = HtmlStyle {
        manner: Manner::Portal,
        charset: Charset::Gb,
        declared: "utf-8",
    };
    Sample::new(report, blocks, Output::Html(style))
}

fn saved_from_word() -> Sample {
    let mut report =
        Report::new("cangwu2022", "苍坞市水利局", 2022, ("2021", "2021")).fill(313, Scale::Medium);
    report.about = "saved from Word: mso markup, cells only for programs that cannot place rows, table 3 in two tables, title on two \
                    lines, a printed sum that is wrong";
    report.title = vec![
        "苍坞市水利局".into(),
        "2022年政府信息公开工作年度报告".into(),
    ];
    report.set("t3", "granted", "total", Printed::number(1));
    let third = in_two(
        &tables::third(&report, Outline::Joined),
        "refused_state_secret",
    );
    let blocks = with_third(&report, &prose::BUREAU, third);
    let style = HtmlStyle {
        manner: Manner::Word,
        charset: Charset::Gb,
        declared: "gb2312",
    };
    Sample::new(report, blocks, Output::Html(style))
}

fn pasted() -> Sample {
    let mut report =
        Report::new("meiting2020", "梅汀区司法局", 2020, ("2019", "2019")).fill(331, Scale::Medium);
    report.about = "form of 2019 pasted into an editor: upper-case tags, rows and cells without end tags, UTF-8 declared as gb2312, \
                    年 lost in the title, +2, -1, 3,406.5";
    report.title = vec!["梅汀区司法局2020政府信息公开工作年度报告".into()];
    report.write("t2_6/admin_penalty/change", "+2", "2");
    report.write("t2_6/admin_coercion/change", "-1", "-1");
    report.write("t2_9/gov_procurement/total_amount", "3,406.5", "3406.5");
    let blocks = plain(&report, &prose::BUREAU);
    let style = HtmlStyle {
        manner: Manner::Editor,
        charset: Charset::Utf8,
        declared: "gb2312",
    };
    Sample::new(report, blocks, Output::Html(style))
}

fn quoted_printable() -> Sample {
    let mut report =
        Report::new("yanpu2024", "烟浦县统计局", 2024, ("2021", "2021")).fill(337, Scale::Medium);
    report.about = "saved from Word as a web archive: quoted-printable, gb2312, a picture behind the page, 12件 and 251.6万元 in cells";
    report.write("t2_6/admin_penalty/decisions", "12件", "12");
    report.write("t2_8/admin_fees/fees_wan_yuan", "251.6万元", "251.6");
    let blocks = plain(&report, &prose::BUREAU);
    let page = HtmlStyle {
        manner: Manner::Word,
        charset: Charset::Gb,
        declared: "gb2312",
    };
    let style = MhtStyle {
        page,
        transfer: Transfer::QuotedPrintable,
        charset: "gb2312",
        buried: false,
    };
    Sample::new(report, blocks, Output::Mht(style))
}

fn base64() -> Sample {
    let mut report = Report::new("shuangji2022", "双矶镇人民政府", 2022, ("2021", "2021"))
        .fill(347, Scale::Sparse);
    report.about = "a web archive in base64 whose header names no encoding, 2022年度 in the title, 无 in a cell";
    report.title = vec!["双矶镇人民政府2022年度政府信息公开工作年度报告".into()];
    report.set("t2_8", "admin_fees", "fees_wan_yuan", Printed::word("无"));
    let blocks = plain(&report, &prose::TOWNSHIP);
    let page = HtmlStyle {
        manner: Manner::Editor,
        charset: Charset::Utf8,
        declared: "utf-8",
    };
    let style = MhtStyle {
        page,
        transfer: Transfer::Base64,
        charset: "",
        buried: false,
    };
    Sample::new(report, blocks, Output::Mht(style))
}

fn buried() -> Sample {
    let mut report = Report::new("qiaolin2021", "樵林市交通运输局", 2021, ("2021", "2019"))
        .fill(349, Scale::Medium);
    report.about = "a web archive of raw bytes; the page stands behind a picture, in a multipart of its own, beside a text version; \
                    table 2 of 2021 with table 3 of 2019, a total of table 4 left 0";
    report.set("t4", "counts", "review_total", Printed::number(0));
    report.set("t4", "counts", "review_upheld", Printed::number(2));
    let blocks = plain(&report, &prose::BUREAU);
    let page = HtmlStyle {
        manner: Manner::Portal,
        charset: Charset::Gb,
        declared: "gbk",
    };
    let style = MhtStyle {
        page,
        transfer: Transfer::Binary,
        charset: "utf-8",
        buried: true,
    };
    Sample::new(report, blocks, Output::Mht(style))
}
