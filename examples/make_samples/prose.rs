//! The sentences around the tables: made up, in the manner of such reports.

use super::blocks::Block;
use super::report::Report;

/// Which sentences a report has. `{agency}`, `{year}` and `{we}` are filled in.
pub struct Prose {
    /// What the agency calls itself in the text.
    pub we: &'static str,
    /// The first paragraphs, before section 一.
    pub preamble: &'static [&'static str],
    pub overview: &'static [&'static str],
    pub problems: &'static [&'static str],
    pub others: &'static [&'static str],
}

/// A bureau: short, with the statistical period in the preamble.
pub const BUREAU: Prose = Prose {
    we: "我局",
    preamble: &[
        "根据《中华人民共和国政府信息公开条例》第五十条的规定，现发布{agency}{year}年政府信息公开工作年度报告。\
         统计期限自{year}年1月1日起至{year}年12月31日止。如对本报告有疑问，请与{agency}办公室联系。",
    ],
    overview: &[
        "（一）主动公开。{we}把群众办事最常问的事项列成清单，逐项核对后在门户网站公布，并把过期的指南撤下。",
        "（二）依申请公开。申请表由专人登记，答复前由法制科室审核，全年没有超过法定期限的答复。",
        "（三）信息管理。每季度清理一次已公开的文件，标明有效、废止或失效。",
        "（四）平台与监督。窗口设有查阅点，社会评议的意见当月转给承办科室。",
    ],
    problems: &[
        "存在的问题：一是解读材料偏少，图表不多；二是个别科室报送不及时。",
        "改进措施：把解读与文件同步起草，每月通报一次报送情况。",
    ],
    others: &["本年度没有收取政府信息公开信息处理费。没有其他需要报告的事项。"],
};

/// A county government: a longer preamble that quotes the report's own title.
pub const COUNTY: Prose = Prose {
    we: "县政府",
    preamble: &[
        "本报告依照《中华人民共和国政府信息公开条例》和国务院办公厅规定的格式编制，由{agency}办公室汇总。",
        "现公布《{agency}{year}年政府信息公开工作年度报告》。报告中的数据截至{year}年12月31日，电子版可在{agency}门户网站下载。",
    ],
    overview: &[
        "（一）{year}年，{we}围绕交通、水利、教育和养老四类民生事项调整了公开目录，全部文件附上起草说明。",
        "（二）对申请人多次询问的征地补偿标准，改为主动公开，同类申请因此减少。",
        "（三）对各单位的公开专栏作了两次检查，发现的错链已经修复。",
    ],
    problems: &[
        "一些部门仍把公开当作年底的任务；申请答复的用语不够通俗。",
        "下一步将把公开时限写入办文流程，并编写答复用语范例。",
    ],
    others: &[
        "按照信息处理费管理办法的规定，本年度没有发出收费通知。",
        "人大代表建议和政协提案的答复已经全部公开。",
    ],
};

/// A township: the county's words, its own name for itself.
pub const TOWNSHIP: Prose = Prose {
    we: "镇政府",
    ..COUNTY
};

/// The service centre of the published report: the same subjects in other words.
pub const CENTRE: Prose = Prose {
    we: "中心",
    preamble: &[
        "依照《中华人民共和国政府信息公开条例》以及国办公开办函〔2021〕30号文件所附格式，\
         现发布《{agency} {year} 年政府信息公开工作年度报告》。所列数据的统计期限从 {year} 年 1 月 1 日起至 {year} 年 12 月 31 日止。\
         对报告有疑问的，请与{agency}综合办公室联系。",
    ],
    overview: &[
        "（一）主动公开情况。{we}按照公开目录发布机构职能、预算决算、人事和工作动态等信息，发布前由办公室核对。",
        "（二）依申请公开情况。受理、登记、答复各环节都有记录；到年底为止没有收到公开申请。",
        "（三）政府信息管理情况。落实三级审核，发现错字和敏感词及时改正；权力清单和流程图随职责调整更新。",
        "（四）平台建设情况。信息主要登在县政府网站，融媒体中心的账号转发了其中一部分。",
        "（五）监督保障情况。确定专人负责收集和报送材料，全年没有因公开不力追究责任的情形。",
    ],
    problems: &[
        "（一）存在的主要问题。重点项目的信息公布得不够快；政策文件的解读形式单一。",
        "（二）改进情况。今后把解读与文件同时发布，扩大公开的内容，并提高解读的可读性。",
    ],
    others: &[
        "{we}成立了由主任任组长的公开工作小组，并修订了保密审查制度。本年度没有产生信息公开处理费。",
    ],
};

fn fill(report: &Report, prose: &Prose, text: &str) -> String {
    text.replace("{agency}", report.agency)
        .replace("{year}", &report.year.to_string())
        .replace("{we}", prose.we)
}

fn paragraphs(report: &Report, prose: &Prose, texts: &[&str]) -> Vec<Block> {
    let filled = texts.iter().map(|text| fill(report, prose, text));
    filled.map(Block::Text).collect()
}

/// Preamble and section 一.
pub fn opening(report: &Report, prose: &Prose) -> Vec<Block> {
    let mut blocks = paragraphs(report, prose, prose.preamble);
    blocks.push(Block::Heading("一、总体情况".into()));
    blocks.extend(paragraphs(report, prose, prose.overview));
    blocks
}

/// Sections 五 and 六.
pub fn closing(report: &Report, prose: &Prose) -> Vec<Block> {
    let mut blocks = vec![Block::Heading("五、存在的主要问题及改进情况".into())];
    blocks.extend(paragraphs(report, prose, prose.problems));
    blocks.push(Block::Heading("六、其他需要报告的事项".into()));
    blocks.extend(paragraphs(report, prose, prose.others));
    blocks
}
