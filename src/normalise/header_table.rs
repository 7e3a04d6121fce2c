//! The table (or line) that portals put over a report: 索引号, 发布机构, 名称.

use super::agency;
use super::date::Date;
use super::text::{core, fold};
use super::title::{self, Title};
use super::year;

/// What the header says; empty or `None` where it says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Header {
    /// 发布机构: often a short form, sometimes only the office that publishes.
    pub(super) publisher: String,
    /// 名称, when it is the title of a report.
    pub(super) title: Option<Title>,
    /// The text of that title.
    pub(super) name: String,
    /// 编制单位: who compiled the report.
    pub(super) compiler: String,
    /// 索引号.
    pub(super) index: String,
    /// 发布日期, or else 成文日期, with the text it was read from.
    pub(super) published: Option<(Date, String)>,
    /// Whether `published` is only the day on which the text was made.
    made: bool,
}

const PUBLISHER: &[&str] = &[
    "发布机构",
    "发布机关",
    "发布单位",
    "发文机关",
    "发文单位",
    "公开机构",
    "公开主体",
    "公开机关",
    "制作机关",
    "制作单位",
    "责任部门",
    "信息来源",
    "所属机构",
    "制发机构",
    "公文发布机构",
];
const NAME: &[&str] = &["名称", "标题", "信息名称", "文件名称", "公文名称"];
const COMPILER: &[&str] = &[
    "编制单位",
    "编制机关",
    "编制部门",
    "编写单位",
    "填报单位",
    "填报机关",
];
const PUBLISHED: &[&str] = &["发布日期", "发布时间", "公开日期", "公开时间"];
const MADE: &[&str] = &["成文日期", "生成日期", "发文日期"];
const INDEX: &[&str] = &["索引号", "信息索引号", "信息索引", "索引"];

/// Reads label and value pairs: value in the next cell, or in the same cell after a colon.
pub(super) fn read<'a>(
    rows: impl Iterator<Item = &'a [String]>,
    lines: impl Iterator<Item = &'a str>,
) -> Header {
    let mut header = Header::default();
    for row in rows {
        for (i, cell) in row.iter().enumerate() {
            let next = row.get(i + 1).map_or("", String::as_str);
            header.take(&core(cell), &fold(next));
            header.read_line(&fold(cell));
        }
    }
    for line in lines {
        header.read_line(line);
    }
    header
}

impl Header {
    /// The year of 发布日期; that of 成文日期 is none.
    pub(super) fn published_year(&self) -> Option<u16> {
        let date = self.published.as_ref().filter(|_| !self.made);
        date.map(|(date, _)| date.year)
    }

    fn take(&mut self, label: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        if PUBLISHER.contains(&label) && self.publisher.is_empty() && agency::is_possible(value) {
            self.publisher = value.to_owned();
        } else if NAME.contains(&label) && self.title.is_none() {
            self.title = title::parse(&year::with_digits(value));
            self.name = self.title.iter().map(|_| value).collect();
        } else if COMPILER.contains(&label) && self.compiler.is_empty() && agency::is_shaped(value)
        {
            self.compiler = value.to_owned();
        } else if PUBLISHED.contains(&label) && (self.published.is_none() || self.made) {
            self.take_date(value, false);
        } else if MADE.contains(&label) && self.published.is_none() {
            self.take_date(value, true);
        } else if INDEX.contains(&label) && self.index.is_empty() {
            self.index = value.to_owned();
        }
    }

    fn take_date(&mut self, value: &str, made: bool) {
        if let Some(date) = Date::at_start(value) {
            // What follows on the line, such as a source or a count of visits, is no part of it.
            let text = value.chars().take(MAX_DATE).collect();
            self.published = Some((date, text));
            self.made = made;
        }
    }

    /// `索引号:…发布机构:…发布日期:…`, folded.
    fn read_line(&mut self, line: &str) {
        let mut labels = labels_in(line).peekable();
        while let Some((label, colon)) = labels.next() {
            let end = labels
                .peek()
                .map_or(line.len(), |(next, colon)| colon - next.len());
            let value = line.get(colon + 1..end).unwrap_or_default();
            self.take(label, value);
        }
    }
}

/// Characters of a date with the time of day.
const MAX_DATE: usize = 20;

/// Labels of what is not read here; they end the value before them.
const OTHERS: &[&str] = &[
    "发文字号",
    "文号",
    "主题词",
    "主题分类",
    "有效性",
    "来源",
    "字体",
    "浏览次数",
];

/// The labels of a line and where the colon behind each stands; the longest that fits, 信息名称 before 名称.
fn labels_in(line: &str) -> impl Iterator<Item = (&'static str, usize)> {
    line.match_indices(':').filter_map(|(colon, _)| {
        let before = line.get(..colon)?;
        let all = [PUBLISHER, NAME, COMPILER, INDEX, PUBLISHED, MADE, OTHERS];
        let all = all.into_iter().flatten();
        let fitting = all.filter(|label| before.ends_with(**label));
        fitting
            .max_by_key(|label| label.len())
            .map(|label| (*label, colon))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_of_publication_comes_before_that_of_the_text() {
        let of = |line| read(std::iter::empty(), [line].into_iter());
        let header = of("成文日期:2024-01-02发布日期:2024-01-1510:20来源:水务局");
        let (date, text) = header.published.expect("a date");
        assert_eq!(
            (date.iso().as_str(), text.as_str()),
            ("2024-01-15", "2024-01-1510:20")
        );
        let made = of("编制单位:青山县水务局成文日期:2024-01-02");
        assert_eq!(
            made.published.map(|p| p.0.iso()).as_deref(),
            Some("2024-01-02")
        );
        assert_eq!(made.compiler, "青山县水务局");
    }

    #[test]
    fn cells_and_lines_are_read() {
        let row: Vec<String> = [
            "索 引 号",
            "11341702486344515H/2024",
            "发布机构：",
            "青山县水务局",
        ]
        .map(String::from)
        .into();
        let header = read([row.as_slice()].into_iter(), std::iter::empty());
        assert_eq!(
            (header.publisher.as_str(), header.index.as_str()),
            ("青山县水务局", "11341702486344515H/2024")
        );
        let line = "索引号:123/456发布机构:青山县水务局发布日期:2024-01-15名称:青山县水务局2023年政府信息公开工作年度报告";
        let header = read(std::iter::empty(), [line].into_iter());
        assert_eq!(
            (header.publisher.as_str(), header.index.as_str()),
            ("青山县水务局", "123/456")
        );
        assert_eq!(header.title.and_then(|t| t.year), Some(2023));
    }
}
