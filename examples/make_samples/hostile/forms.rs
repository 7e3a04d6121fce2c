//! Files that are sound but no ordinary report: blank forms, other documents, wrong extensions, copies.

use super::super::blocks::{Block, plain};
use super::super::docx::{self, DocxStyle};
use super::super::grid::Grid;
use super::super::pdf::{self, PdfStyle};
use super::super::prose::{BUREAU, Prose};
use super::super::report::{Report, Scale};
use super::Bad;

pub fn all() -> Vec<Bad> {
    vec![
        blank_pdf(),
        blank_docx(),
        notice(),
        interpretation(),
        docx_named_pdf(),
        pdf_named_docx(),
        copy("same_content_a", ""),
        copy("same_content_b", "F002"),
    ]
}

fn in_pdf(blocks: &[Block]) -> Vec<u8> {
    pdf::write(blocks, &PdfStyle::PLAIN)
}

fn in_word(blocks: &[Block]) -> Vec<u8> {
    docx::write(blocks, &DocxStyle::PLAIN)
}

fn bad(id: &'static str, extension: &'static str, format: &'static str, bytes: Vec<u8>) -> Bad {
    Bad {
        format,
        status: "ok",
        ..Bad::quarantined(id, extension, "", bytes)
    }
}

/// The form of 2021 as an office hands it out: headings and tables, not a number.
fn blank_form(id: &'static str) -> (Report, Vec<Block>) {
    const NOTHING: Prose = Prose {
        we: "",
        preamble: &[],
        overview: &[],
        problems: &[],
        others: &[],
    };
    let mut report = Report::new(id, "", 0, ("2021", "2021"));
    report.title = vec!["政府信息公开工作年度报告".into()];
    report.blank_where(|_| true);
    let blocks = plain(&report, &NOTHING);
    (report, blocks)
}

fn blank(id: &'static str, format: &'static str, write: fn(&[Block]) -> Vec<u8>) -> Bad {
    let (report, blocks) = blank_form(id);
    Bad {
        status: "blank_form",
        issues: "F005",
        about: "the form of 2021 without a number",
        report: Some(report),
        ..bad(id, format, format, write(&blocks))
    }
}

fn blank_pdf() -> Bad {
    blank("blank_form_pdf", "pdf", in_pdf)
}

fn blank_docx() -> Bad {
    blank("blank_form_docx", "docx", in_word)
}

fn notice() -> Bad {
    let text = |text: &str| Block::Text(text.into());
    let blocks = [
        Block::Title("关于编制2023年政府信息公开工作年度报告的通知".into()),
        text("各乡镇人民政府，县政府各部门："),
        text(
            "请各单位按照统一格式编制本单位2023年政府信息公开工作年度报告，于2024年1月20日前送县政务公开办。",
        ),
        text("一、数据截至2023年12月31日，逐项核对后填报。二、收到申请5件以上的单位另附办理台账。"),
        text("云岫县人民政府办公室"),
    ];
    Bad {
        status: "not_a_report",
        issues: "F004",
        about: "a notice on how to compile the report, prose only",
        ..bad("notice", "pdf", "pdf", in_pdf(&blocks))
    }
}

fn interpretation() -> Bad {
    let mut grid = Grid::new(vec![1.0, 1.0]);
    for (i, row) in [
        ["平台", "发布数量（条）"],
        ["门户网站", "812"],
        ["公众号", "240"],
    ]
    .iter()
    .enumerate()
    {
        grid.row("");
        grid.label((i, 0), (1, 1), row[0]);
        grid.label((i, 1), (1, 1), row[1]);
    }
    let blocks = [
        Block::Title("《云岫县2023年政府信息公开工作年度报告》解读".into()),
        Block::Text("近日，云岫县公布了2023年政府信息公开工作年度报告。全年新收政府信息公开申请36件，上年结转2件，予以公开21件。".into()),
        grid.into(),
        Block::Text("报告还提出了下一年的改进措施，全文见门户网站。".into()),
    ];
    Bad {
        status: "not_a_report",
        issues: "F004",
        about: "an explanation of a report with numbers of it in prose and a table that is no statutory one",
        ..bad("interpretation", "docx", "docx", in_word(&blocks))
    }
}

/// A small report of an office of 柳坞县.
pub fn small(id: &'static str, agency: &'static str, seed: u32) -> (Report, Vec<Block>) {
    let report = Report::new(id, agency, 2022, ("2021", "2021")).fill(seed, Scale::Sparse);
    let blocks = plain(&report, &BUREAU);
    (report, blocks)
}

fn docx_named_pdf() -> Bad {
    let (report, blocks) = small("docx_named", "柳坞县水利局", 211);
    Bad {
        issues: "F001",
        about: "a Word document with the extension of a PDF",
        report: Some(report),
        ..bad("docx_named", "pdf", "docx", in_word(&blocks))
    }
}

fn pdf_named_docx() -> Bad {
    let (report, blocks) = small("pdf_named", "柳坞县林业局", 223);
    Bad {
        issues: "F001",
        about: "a PDF with the extension of a Word document",
        report: Some(report),
        ..bad("pdf_named", "docx", "pdf", in_pdf(&blocks))
    }
}

fn copy(id: &'static str, issues: &'static str) -> Bad {
    let (mut report, blocks) = small("same_content_a", "柳坞县统计局", 239);
    report.id = id;
    Bad {
        issues,
        about: "two files with the same bytes; the second one by path is the copy",
        report: Some(report),
        ..bad(id, "docx", "docx", in_word(&blocks))
    }
}
