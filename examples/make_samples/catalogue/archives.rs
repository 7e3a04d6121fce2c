//! Archives of invented reports; each member is a sample of its own.

use super::super::archive::{self, Entry, Name};
use super::super::blocks::{Packed, plain};
use super::super::book::{BookStyle, Kind};
use super::super::crawl;
use super::super::doc::DocStyle;
use super::super::docx::DocxStyle;
use super::super::html::{HtmlStyle, Manner};
use super::super::markup::Charset;
use super::super::ofd::OfdStyle;
use super::super::prose::{BUREAU, Prose, TOWNSHIP};
use super::super::report::Scale;
use super::*;

pub fn all() -> Vec<Packed> {
    vec![zip(), tar(), nested(), harvest()]
}

fn sample(mut report: Report, about: &'static str, prose: &Prose, output: Output) -> Sample {
    report.about = about;
    let blocks = plain(&report, prose);
    Sample::new(report, blocks, output)
}

fn report(id: &'static str, agency: &'static str, year: u16, seed: u32) -> Report {
    Report::new(id, agency, year, ("2021", "2021")).fill(seed, Scale::Sparse)
}

fn zip() -> Packed {
    let mut first = report("lanting2023", "兰汀镇人民政府", 2023, 301);
    first.set("t2_1", "rules", "issued", Printed::dash("/"));
    first.set("t3", "granted", "total", Printed::number(77));
    let first = sample(
        first,
        "its name in GBK without a word of it, in a folder; a printed sum that is wrong",
        &TOWNSHIP,
        Output::Doc(DocStyle {
            huge: true,
            ..DocStyle::PLAIN
        }),
    );
    let mut second = report("mushan2023", "暮山镇人民政府", 2023, 313);
    second.set("t2_6", "admin_coercion", "decisions", Printed::word("无"));
    let second = sample(
        second,
        "its name in UTF-8, beside what systems leave in archives",
        &TOWNSHIP,
        Output::Book(BookStyle::plain(Kind::Xlsx)),
    );
    let members = [
        ("乡镇年报/兰汀镇2023年报.doc", first),
        ("乡镇年报/暮山镇2023年报.xlsx", second),
    ];
    let [gbk, utf8] = [0, 1].map(|number: usize| members[number].1.bytes());
    let bytes = archive::zip(&[
        Entry::folder(Name::Gbk("乡镇年报/")),
        Entry::file(Name::Gbk(members[0].0), &gbk),
        Entry::file(
            Name::Utf8("__MACOSX/乡镇年报/._兰汀镇2023年报.doc"),
            b"\0\x05\x16\x07",
        ),
        Entry::file(Name::Utf8(members[1].0), &utf8),
        Entry::file(Name::Utf8("乡镇年报/.DS_Store"), b"\0\0\0\x01Bud1"),
    ]);
    Packed {
        path: "archive/towns2023.zip",
        bytes,
        members: members.map(|(name, sample)| (name.into(), sample)).into(),
    }
}

fn tar() -> Packed {
    let mut first =
        Report::new("songxi2020", "淞溪区统计局", 2020, ("2019", "2019")).fill(325, Scale::Sparse);
    first.write("t2_5/admin_license/change", "-1", "-1");
    let first = sample(
        first,
        "form of 2019 as .docx in a compressed tar file",
        &BUREAU,
        Output::Docx(DocxStyle::PLAIN),
    );
    let mut second = report("yuntai2022", "芸台区交通运输局", 2022, 337);
    second.blank_where(|(t, _, c)| t == "t4" && c.starts_with("lit_"));
    let second = sample(
        second,
        "an OFD in a compressed tar file, blanks in table 4",
        &BUREAU,
        Output::Ofd(OfdStyle::PLAIN),
    );
    let members = [
        ("年报/淞溪区统计局.docx", first),
        ("年报/芸台区交通运输局.ofd", second),
    ];
    let files: Vec<(&str, Vec<u8>)> = members
        .iter()
        .map(|(name, sample)| (*name, sample.bytes()))
        .collect();
    Packed {
        path: "archive/bureaus.tar.gz",
        bytes: archive::gzip(&archive::tar(&files)),
        members: members.map(|(name, sample)| (name.into(), sample)).into(),
    }
}

fn nested() -> Packed {
    let mut inner = report("qiulu2021", "秋麓县残疾人联合会", 2021, 349);
    inner.set("t2_1", "rules", "in_force", Printed::dash("-"));
    let inner = sample(
        inner,
        "a workbook in an archive in an archive, its numbers as texts",
        &BUREAU,
        Output::Book(BookStyle {
            texts: true,
            ..BookStyle::plain(Kind::Xls)
        }),
    );
    let bytes = inner.bytes();
    let within = archive::zip(&[Entry::file(Name::Gbk("秋麓县残联.xls"), &bytes)]);
    let outer = archive::zip(&[Entry::file(Name::Utf8("2021年.zip"), &within)]);
    Packed {
        path: "archive/within.zip",
        bytes: outer,
        members: vec![("2021年.zip!/秋麓县残联.xls".into(), inner)],
    }
}

/// What a crawler keeps of two reports and the pages around them.
fn harvest() -> Packed {
    let mut page = report("yunque2023", "云阙县林业局", 2023, 361);
    page.set("t2_8", "admin_fees", "fees_wan_yuan", Printed::dash("—"));
    let page = sample(
        page,
        "a portal's page in the archive of a crawl, sent in chunks and packed, beside requests, pictures and redirects",
        &BUREAU,
        Output::Html(HtmlStyle {
            manner: Manner::Portal,
            charset: Charset::Utf8,
            declared: "utf-8",
        }),
    );
    let mut file = report("shuangting2022", "霜汀镇人民政府", 2022, 373);
    file.set("t3", "granted", "total", Printed::number(41));
    let file = sample(
        file,
        "a .docx in the archive of a crawl, its address in angle brackets as older versions of wget write it",
        &TOWNSHIP,
        Output::Docx(DocxStyle::PLAIN),
    );
    let targets = [
        "https://www.yunque.gov.cn/lyj/xxgk/1.shtml",
        "https://www.yunque.gov.cn/down.jsp?id=7&name=年报",
    ];
    let packed = crawl::chunked(&archive::gzip(&page.bytes()));
    let fields = "Content-Type: application/warc-fields\r\n";
    let asks = |target| crawl::record("request", target, "", crawl::REQUEST);
    let old = format!("<{}>", targets[1]);
    let records = [
        crawl::record("warcinfo", "", fields, b"software: nianbao samples\r\n"),
        crawl::record(
            "response",
            "dns:www.yunque.gov.cn",
            "",
            b"20240228160500\r\n",
        ),
        asks(targets[0]),
        crawl::response(
            targets[0],
            "200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked",
            &packed,
        ),
        crawl::record("metadata", targets[0], fields, b"fetchTimeMs: 7\r\n"),
        crawl::response(
            "https://www.yunque.gov.cn/logo.png",
            "200 OK\r\nContent-Type: image/png",
            b"\x89PNG\r\n\x1A\n",
        ),
        crawl::response(
            "https://www.yunque.gov.cn/old",
            "302 Found\r\nContent-Type: text/html\r\nLocation: /lyj/",
            b"<a href=\"/lyj/\">",
        ),
        crawl::record("revisit", targets[0], "", b"HTTP/1.1 200 OK\r\n\r\n"),
        asks(&old),
        crawl::response(
            &old,
            "200 OK\r\nContent-Type: application/octet-stream",
            &file.bytes(),
        ),
    ];
    let bytes = records.iter().flat_map(|one| archive::gzip(one)).collect();
    let members = targets.into_iter().zip([page, file]);
    Packed {
        path: "archive/crawl2024.warc.gz",
        bytes,
        members: members
            .map(|(target, sample)| (target.into(), sample))
            .collect(),
    }
}
