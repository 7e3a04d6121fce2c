//! Archives of invented reports; each member is a sample of its own.

use super::super::archive::{self, Entry, Name};
use super::super::blocks::{Packed, plain};
use super::super::book::{BookStyle, Kind};
use super::super::doc::DocStyle;
use super::super::docx::DocxStyle;
use super::super::ofd::OfdStyle;
use super::super::prose::{BUREAU, Prose, TOWNSHIP};
use super::super::report::Scale;
use super::*;

pub fn all() -> Vec<Packed> {
    vec![zip(), tar(), nested()]
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
