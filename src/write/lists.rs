//! The closed lists of words in the dataset, for the codebook.

use crate::check::Verdict;
use crate::document::Format;
use crate::error::ErrorKind;
use crate::extraction::{State, Status};
use crate::issue::Severity;

/// A closed list of words in one column of the dataset.
pub(super) struct List {
    /// What the words are.
    pub(super) kind: &'static str,
    /// Word, Chinese name, English meaning.
    pub(super) words: &'static [(&'static str, &'static str, &'static str)],
}

/// The word for what a harvester knows already.
const MANIFEST: (&str, &str, &str) = (
    "manifest",
    "清单",
    "The manifest given with the files, or what a program said it knows",
);

/// Every closed list. A test keeps each in step with the type that has the words.
pub(super) static LISTS: &[List] = &[
    List {
        kind: "state",
        words: &[
            (
                State::Number.name(),
                "数字",
                "The cell prints a number, zero included",
            ),
            (State::Blank.name(), "空白", "The cell is there and empty"),
            (
                State::Dash.name(),
                "短横或斜线",
                "The cell prints a dash or a slash and no number",
            ),
            (
                State::Text.name(),
                "文字",
                "The cell prints words without a number, such as 无",
            ),
            (
                State::Absent.name(),
                "缺失",
                "The form has the cell, the document does not",
            ),
        ],
    },
    List {
        kind: "status",
        words: &[
            (Status::Ok.name(), "正常", "A report, read whole"),
            (
                Status::Partial.name(),
                "部分读取",
                "A report, but something of it could not be read or is doubtful",
            ),
            (
                Status::NotAReport.name(),
                "非年度报告",
                "Read, but no statutory table is in it, or its title says that it is no annual report",
            ),
            (
                Status::BlankForm.name(),
                "空白表样",
                "A statutory form without a number in it",
            ),
            (
                Status::Quarantined.name(),
                "已隔离",
                "Could not be read; quarantine.csv says why",
            ),
        ],
    },
    List {
        kind: "severity",
        words: &[
            (
                Severity::Info.name(),
                "提示",
                "Worth knowing; nothing is wrong",
            ),
            (
                Severity::Warning.name(),
                "警告",
                "May be wrong; look at it before you rely on it",
            ),
            (
                Severity::Error.name(),
                "错误",
                "Something is wrong, in the source or in the reading",
            ),
        ],
    },
    List {
        kind: "verdict",
        words: &[
            (
                Verdict::Pass.name(),
                "通过",
                "The rule holds on the printed numbers",
            ),
            (
                Verdict::Fail.name(),
                "不通过",
                "The rule does not hold on the printed numbers",
            ),
            (
                Verdict::NotAssessable.name(),
                "无法判断",
                "An operand is no number (a blank is not 0), or nothing stands on the other side",
            ),
        ],
    },
    List {
        kind: "format",
        words: &[
            (
                Format::Doc.code(),
                "Word 97-2003文档（.doc、.wps）",
                "Word 97-2003 binary document",
            ),
            (
                Format::Docx.code(),
                "Word文档（.docx）",
                "WordprocessingML document in a zip container",
            ),
            (Format::Html.code(), "网页", "Web page"),
            (
                Format::Mht.code(),
                "单文件网页（.mht）",
                "Web page in a MIME container",
            ),
            (Format::Odt.code(), "OpenDocument文本", "OpenDocument text"),
            (
                Format::Ofd.code(),
                "OFD版式文档",
                "Open Fixed-layout Document, GB/T 33190",
            ),
            (Format::Pdf.code(), "PDF文档", "Portable Document Format"),
            (Format::Rtf.code(), "RTF文档", "Rich Text Format"),
            (
                Format::Text.code(),
                "纯文本或Markdown",
                "Plain text or Markdown",
            ),
            (
                Format::WordXml.code(),
                "Word 2003 XML文档",
                "WordprocessingML document in one XML file",
            ),
            (
                Format::Xls.code(),
                "Excel 97-2003工作簿（.xls、.et）",
                "Excel 97-2003 binary workbook",
            ),
            (
                Format::Xlsx.code(),
                "Excel工作簿（.xlsx）",
                "SpreadsheetML workbook in a zip container",
            ),
        ],
    },
    List {
        kind: "agency_source",
        words: &[
            MANIFEST,
            ("title", "标题", "The report's title"),
            (
                "preamble",
                "前言",
                "The opening paragraph, where the report quotes its own title",
            ),
            (
                "header_table",
                "文件头",
                "The table over the text: 索引号, 发布机构 and kin",
            ),
            (
                "page_header",
                "页眉",
                "A page header, which may be that of a collection",
            ),
            ("contact", "联系方式", "The contact sentence or 由…编制"),
            ("signature", "落款", "The signature at the end"),
            ("metadata", "文档属性", "The file's metadata"),
            ("path", "路径", "The path or file name"),
        ],
    },
    List {
        kind: "year_source",
        words: &[
            MANIFEST,
            ("title", "标题", "The report's title"),
            (
                "preamble",
                "前言",
                "The opening paragraph, where the report quotes its own title",
            ),
            (
                "header_table",
                "文件头",
                "The table over the text: 索引号, 发布机构 and kin",
            ),
            ("period", "统计期限", "The reporting period, 自Y年1月1日起"),
            (
                "page_header",
                "页眉",
                "A page header, which may be that of a collection",
            ),
            ("metadata", "文档属性", "The file's metadata"),
            ("path", "路径", "The path or file name"),
            (
                "signature",
                "落款",
                "The date at the end, which is usually that of the next year",
            ),
            (
                "published",
                "发布日期",
                "The day of publication, the year before it being that of the report",
            ),
        ],
    },
    List {
        kind: "region_source",
        words: &[
            MANIFEST,
            (
                "credit_code",
                "统一社会信用代码",
                "The 统一社会信用代码 in the 索引号",
            ),
            ("name", "单位名称", "The divisions in the agency's name"),
            (
                "document",
                "文中其他位置",
                "The same name in full, or an address, elsewhere in the document",
            ),
        ],
    },
    List {
        kind: "stage",
        words: &[
            ("open", "打开", "Getting the bytes of the file"),
            ("read", "读取", "From bytes to pages or blocks"),
            ("grid", "网格", "From pages or blocks to tables"),
            ("recognise", "识别", "From tables to the cells of a form"),
            (
                "normalise",
                "规范化",
                "From text to numbers, agency and year",
            ),
            ("validate", "校验", "The identities of the form"),
        ],
    },
    List {
        kind: "error_kind",
        words: &[
            (ErrorKind::Empty.code(), "空文件", "The file holds no bytes"),
            (
                ErrorKind::UnknownFormat.code(),
                "格式不明",
                "The bytes are of no kind that is read",
            ),
            (
                ErrorKind::Encrypted.code(),
                "已加密",
                "The file needs a password, or its encryption is not supported",
            ),
            (
                ErrorKind::Damaged.code(),
                "已损坏",
                "The file is of a known kind but cannot be parsed",
            ),
            (
                ErrorKind::NeedsOcr.code(),
                "需文字识别",
                "The pages are pictures without text",
            ),
            (
                ErrorKind::Limit.code(),
                "超出上限",
                "The file goes beyond a cap on untrusted input",
            ),
            (
                ErrorKind::Unreadable.code(),
                "无法打开",
                "The operating system refused to give the bytes",
            ),
            (
                ErrorKind::Crash.code(),
                "程序故障",
                "The program failed on this file; please report it",
            ),
            (
                ErrorKind::Timeout.code(),
                "超时",
                "Reading took more CPU time than --timeout gives a file",
            ),
            (
                ErrorKind::Memory.code(),
                "内存超限",
                "Reading took more memory than --memory gives a file",
            ),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::super::candidates::PLACES;
    use super::super::reports::{AGENCY_SOURCES, REGION_SOURCES, YEAR_SOURCES};
    use super::*;

    fn words(kind: &str) -> Vec<&'static str> {
        let list = LISTS.iter().find(|list| list.kind == kind).expect("a list");
        list.words.iter().map(|word| word.0).collect()
    }

    #[test]
    fn every_word_of_a_closed_list_has_a_row() {
        assert_eq!(words("state"), State::ALL.map(|s| s.name()));
        assert_eq!(words("status"), Status::ALL.map(|s| s.name()));
        assert_eq!(words("verdict"), Verdict::ALL.map(|v| v.name()));
        assert_eq!(words("severity"), Severity::ALL.map(|s| s.name()));
        assert_eq!(words("error_kind"), ErrorKind::ALL.map(|k| k.code()));
        assert_eq!(words("agency_source"), AGENCY_SOURCES);
        assert_eq!(words("year_source"), YEAR_SOURCES);
        assert_eq!(words("region_source"), REGION_SOURCES);
        let sources = [AGENCY_SOURCES, YEAR_SOURCES, REGION_SOURCES].concat();
        assert!(sources.iter().all(|source| PLACES.contains(source)));
        assert!(PLACES.iter().all(|place| sources.contains(place)));
    }
}
