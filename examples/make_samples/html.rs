//! Blocks to web pages, in the manners of a portal, of Word and of the editor in a portal.

use super::blocks::Block;
use super::grid::{Cell, Grid};
use super::markup::{Charset, Slot, escape, runs, slots, widths};

/// Which program the page is in the manner of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// A template of a content system: menus, a layout table, scripts, a hidden older version of table 2.
    Portal,
    /// Word's "save as web page".
    Word,
    /// What is pasted into the editor of a content system; end tags of rows and cells are left out.
    Editor,
}

/// The look of a page.
#[derive(Clone, Copy)]
pub struct HtmlStyle {
    pub manner: Manner,
    pub charset: Charset,
    /// What the page says of its encoding; need not be true.
    pub declared: &'static str,
}

/// Width of a table in pixels.
const WIDTH: f32 = 690.0;

/// The page as a file.
pub fn write(blocks: &[Block], style: &HtmlStyle) -> Vec<u8> {
    style.charset.encode(&page(blocks, style))
}

/// The page as text.
pub fn page(blocks: &[Block], style: &HtmlStyle) -> String {
    let body: String = blocks
        .iter()
        .map(|block| self::block(block, style.manner))
        .collect();
    let titles = blocks.iter().filter_map(|block| match block {
        Block::Title(text) => Some(text.as_str()),
        _ => None,
    });
    let title = titles.collect::<String>();
    match style.manner {
        Manner::Portal => portal(&title, &body, style.declared),
        Manner::Word => word(&title, &body, style.declared),
        Manner::Editor => editor(&title, &body, style.declared),
    }
}

/// The script and the hidden table hold numbers that no reader of the page sees.
fn portal(title: &str, body: &str, declared: &str) -> String {
    format!(
        r#"<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; charset={declared}" />
<title>{title}_政府信息公开年报_政务公开</title><meta name="ArticleTitle" content="{title}" /><meta name="ColumnName" content="政府信息公开年报" />
<script type="text/javascript">document.write("<table><tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr><tr><td>规章</td><td>8</td><td>8</td><td>8</td></tr></table>");</script>
<style type="text/css">.zoom td{{padding:2px}}</style></head>
<body><div id="menu"><ul><li><a href="/">网站首页</a></li><li><a href="/zwgk">政务公开</a></li><li><a href="/bsfw">办事服务</a></li><li><a href="/hdjl">互动交流</a></li></ul></div>
<table width="1000" border="0" cellpadding="0" cellspacing="0"><tr><td width="230" valign="top"><table><tr><td>公开目录</td><td>条数</td></tr><tr><td>机构职能</td><td>36</td></tr><tr><td>规范性文件</td><td>12</td></tr></table></td>
<td valign="top"><table width="100%"><tr><td>索引号：014500/2024-00031</td><td>发布日期：2024-01-22</td></tr></table>
<div class="info">来源：本站&nbsp;&nbsp;浏览次数：<span id="hits">1204</span>&nbsp;&nbsp;字体：[<a>大</a> <a>中</a> <a>小</a>]</div>
<div style="display:none"><table><tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr><tr><td>规章</td><td>9</td><td>9</td><td>9</td></tr><tr><td>行政规范性文件</td><td>9</td><td>9</td><td>9</td></tr></table></div>
<div class="zoom">{body}</div>
<div>上一篇：<a>2022年政府信息公开工作年度报告</a><br/>扫一扫在手机打开当前页</div></td></tr></table>
<div id="foot">网站标识码：3300000012&nbsp;访问量：<b>5230118</b></div></body></html>
"#
    )
}

fn word(title: &str, body: &str, declared: &str) -> String {
    format!(
        r#"<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset={declared}"><meta name=ProgId content=Word.Document>
<meta name=Generator content="Microsoft Word 15"><title>{title}</title>
<!--[if gte mso 9]><xml><o:DocumentProperties><o:Revision>3</o:Revision><o:Pages>6</o:Pages></o:DocumentProperties></xml><![endif]-->
<style><!-- p.MsoNormal {{mso-style-parent:""; margin:0cm; mso-pagination:none;}} @page WordSection1 {{size:595.3pt 841.9pt;}} --></style></head>
<body lang=ZH-CN style='tab-interval:21.0pt'><div class=WordSection1 style='layout-grid:15.6pt'>
{body}</div></body></html>
"#
    )
    .replace('\n', "\r\n")
}

fn editor(title: &str, body: &str, declared: &str) -> String {
    format!(
        "<HTML><HEAD><META http-equiv=\"Content-Type\" content=\"text/html; charset={declared}\"><TITLE>{title}</TITLE></HEAD>\n\
         <BODY><DIV class=TRS_Editor><DIV class=Custom_UnionStyle>{body}</DIV></DIV></BODY></HTML>\n"
    )
}

fn block(block: &Block, manner: Manner) -> String {
    match block {
        Block::Title(text) => match manner {
            Manner::Portal => format!("<h1>{}</h1>\n", escape(text)),
            _ => paragraph(text, " align=center", manner),
        },
        Block::Heading(text) if manner == Manner::Portal => {
            format!(
                "<p style=\"text-indent:2em\"><strong>{}</strong></p>\n",
                escape(text)
            )
        }
        Block::Heading(text) | Block::Text(text) => {
            paragraph(&format!("\u{3000}\u{3000}{text}"), "", manner)
        }
        Block::Table(placed) => table(&placed.grid, manner),
        Block::Nested(grid) => format!(
            "<table border=0><tr><td>主动公开</td><td>{}</td></tr></table>\n",
            table(grid, manner)
        ),
        Block::Box(text) => format!("<div style=\"float:right\">{}</div>\n", escape(text)),
        Block::NewPage(_) => "<br clear=all style='page-break-before:always'>\n".into(),
    }
}

fn paragraph(text: &str, attributes: &str, manner: Manner) -> String {
    match manner {
        Manner::Word => format!("<p class=MsoNormal{attributes}>{}</p>\n", word_runs(text)),
        _ => format!("<p{attributes}>{}</p>\n", escape(text)),
    }
}

/// Word marks what is not Chinese with a language and closes each paragraph with an element of its own.
fn word_runs(text: &str) -> String {
    let run = |run: &str| match run.is_ascii() {
        true => format!("<span lang=EN-US>{}</span>", escape(run)),
        false => format!(
            "<span style='font-family:仿宋_GB2312;mso-hansi-font-family:仿宋'>{}</span>",
            escape(run)
        ),
    };
    runs(text).into_iter().map(run).collect::<String>() + "<span lang=EN-US><o:p></o:p></span>"
}

fn table(grid: &Grid, manner: Manner) -> String {
    let rows: Vec<String> = (0..grid.codes.len())
        .map(|row| self::row(grid, row, manner))
        .collect();
    match manner {
        Manner::Portal => {
            let (head, body) = rows.split_at(grid.heads());
            format!(
                "<table border=\"1\" cellspacing=\"0\" align=\"center\"><thead>{}</thead><tbody>{}</tbody></table>\n",
                head.concat(),
                body.concat()
            )
        }
        Manner::Word => {
            // Its own readers see these cells only in programs that cannot place rows by themselves.
            let width = |w: usize| format!("<td width={w} style='border:none'></td>");
            let widths: String = widths(grid, WIDTH).into_iter().map(width).collect();
            format!(
                "<table class=MsoTableGrid border=1 cellspacing=0 style='border-collapse:collapse;mso-yfti-tbllook:1184'>{}\
                 <![if !supportMisalignedColumns]><tr height=0>{widths}</tr><![endif]></table>\n",
                rows.concat()
            )
        }
        Manner::Editor => format!(
            "<TABLE border=1 cellSpacing=0 width=\"100%\"><TBODY>{}</TBODY></TABLE>\n",
            rows.concat()
        ),
    }
}

fn row(grid: &Grid, row: usize, manner: Manner) -> String {
    let widths = widths(grid, WIDTH);
    let mut cells = String::new();
    for slot in slots(grid, row) {
        match slot {
            Slot::Cell(cell) => cells += &self::cell(cell, &widths, manner),
            Slot::Below(_) => {}
            Slot::Gap => cells += "<td></td>",
        }
    }
    match manner {
        Manner::Portal => format!("<tr>{cells}</tr>\n"),
        Manner::Word => format!("<tr style='mso-yfti-irow:{row};height:14.2pt'>{cells}</tr>\n"),
        Manner::Editor => format!("<TR>{cells}\n"),
    }
}

fn cell(cell: &Cell, widths: &[usize], manner: Manner) -> String {
    let mut spans = String::new();
    if cell.columns > 1 {
        spans += &format!(" colspan={}", cell.columns);
    }
    if cell.rows > 1 {
        spans += &format!(" rowspan={}", cell.rows);
    }
    let place = cell.row + cell.column;
    let lines: Vec<&str> = cell.text.split('\n').collect();
    match manner {
        Manner::Portal => format!(
            "<td{spans} align=\"center\">{}</td>",
            content(&lines, place)
        ),
        Manner::Word => {
            let width: usize = widths[cell.column..cell.column + cell.columns].iter().sum();
            let paragraphs: String = lines.iter().map(|line| word_cell(line)).collect();
            format!(
                "<td width={width}{spans} style='border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt;padding:0cm 5.4pt'>{paragraphs}</td>"
            )
        }
        Manner::Editor => format!(
            "<TD{spans} style=\"WORD-BREAK: break-all\">{}",
            content(&lines, place)
        ),
    }
}

/// Blank cells look alike and are not.
fn content(lines: &[&str], place: usize) -> String {
    const BLANKS: [&str; 4] = ["", "&nbsp;", "&#12288;", "<p><br></p>"];
    match lines {
        [""] => BLANKS[place % BLANKS.len()].into(),
        // Leading spaces are common in portals.
        [line] if place.is_multiple_of(5) => format!("&nbsp;{}", escape(line)),
        _ => lines
            .iter()
            .map(|line| escape(line))
            .collect::<Vec<_>>()
            .join("<br/>"),
    }
}

fn word_cell(line: &str) -> String {
    match line {
        "" => "<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>".into(),
        _ => format!("<p class=MsoNormal align=center>{}</p>", word_runs(line)),
    }
}
