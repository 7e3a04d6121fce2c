//! Names broken over lines by hand: does the line above a title begin the name that the title goes on with?
//!
//! Nothing in the text of a page says so for certain. What is joined here without other evidence is said to be doubtful,
//! and so is what may have been broken.

use std::sync::LazyLock;

use regex_lite::Regex;

use super::agency;

/// What the line above a name has to do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Above {
    /// The name begins in it.
    Head,
    /// It may be the head, or another body's name.
    Unclear,
    /// Something else.
    Apart,
}

/// Words of pages around a report, which no name holds.
const PAGE_WORDS: &[&str] = &[
    "公开", "年报", "报告", "网", "平台", "文件", "专栏", "栏目", "目录", "首页", "打印", "浏览",
    "字号", "发布", "来源", "时间", "日期", "下载", "附件", "正文", "位置", "导航", "搜索", "障碍",
    "分享", "关闭", "公告", "通知", "封面", "编制",
];

/// Tails of bodies inside other bodies.
const PARTS: &[&str] = &[
    "支队", "大队", "中队", "总队", "分局", "分院", "队", "所", "站", "处", "中心",
];

/// How kinds of areas end that many places have, so that their words are no place by themselves: `开发区管委会`.
const KINDS: &[&str] = &[
    "开发", "新", "高新", "示范", "度假", "保税", "合作", "园", "名胜", "旅游", "自治", "保护",
    "实验", "试验", "集聚", "功能", "社", "发", "景", "城", "林", "矿", "街", "辖", "校",
];

/// Words with which the part of a name after its place begins.
const TASKS: &[&str] = &[
    "省",
    "市",
    "县",
    "区",
    "州",
    "旗",
    "人民政府",
    "行政",
    "综合",
    "执法",
    "城市",
    "城管",
    "公安",
    "财政",
    "教育",
    "民政",
    "司法",
    "自然资源",
    "生态",
    "住房",
    "住建",
    "交通",
    "水务",
    "水利",
    "农业",
    "商务",
    "文化",
    "文旅",
    "卫生",
    "卫健",
    "应急",
    "审计",
    "退役",
    "统计",
    "信访",
    "医疗",
    "医保",
    "发展",
    "发改",
    "工业",
    "工信",
    "人力",
    "人社",
    "国有",
    "政务",
    "数据",
    "大数据",
    "机关",
    "公共",
    "税务",
    "气象",
    "消防",
    "开发区",
    "高新",
    "经济",
    "产业",
    "管理",
    "服务",
    "科技",
    "科学",
    "体育",
    "林业",
    "乡村",
    "金融",
    "民族",
    "市场",
    "技术",
    "第一",
    "第二",
    "第三",
];

/// How large a place is, from the words that end its name.
const PLACES: &[(&str, u8)] = &[
    ("自治区", 4),
    ("自治州", 3),
    ("自治县", 2),
    ("自治旗", 2),
    ("省", 4),
    ("市", 3),
    ("州", 3),
    ("盟", 3),
    ("地区", 3),
    ("县", 2),
    ("区", 2),
    ("旗", 2),
    ("街道", 1),
    ("镇", 1),
    ("乡", 1),
    ("苏木", 1),
];

/// Characters of the longest name of a place.
const MAX_PLACE: usize = 12;

/// Judges a folded line against the folded name below it.
pub(super) fn judge(above: &str, name: &str) -> Above {
    if !agency::is_possible(above)
        || name.contains(above)
        || PAGE_WORDS.iter().any(|word| above.contains(word))
    {
        return Above::Apart;
    }
    if is_central(above) {
        return Above::Head;
    }
    let (place, own) = (all_place(above), leading_place(name).map_or(0, |at| at.0));
    match (place, own) {
        (Some(level), _) if level > own => Above::Head,
        (_, 1..) => Above::Apart,
        _ if above.ends_with("政府") || above.ends_with("办公室") => Above::Unclear,
        _ if !agency::is_shaped(above) => Above::Head,
        _ if PARTS.iter().any(|part| name.ends_with(part)) && leading_place(above).is_some() => {
            Above::Head
        }
        _ => Above::Unclear,
    }
}

/// `国家税务总局`, the head of the names of its local bodies.
fn is_central(above: &str) -> bool {
    static CENTRAL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:中华人民共和国|(?:国家|中国)[^省市县区旗州]*(?:总局|局|总行|银行))$")
            .expect("the pattern is constant and tested")
    });
    CENTRAL.is_match(above)
}

/// Words of sentences that can stand right before a name.
const BEFORE_NAMES: &[&str] = &[
    "与", "由", "向", "将", "布", "为", "是", "系", "和", "及", "同", "对", "经", "到", "在",
];

/// Whether the folded text uses the name by itself, and not only as the end of a longer one.
pub(super) fn stands_alone(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        !before.ends_with(char::is_alphanumeric)
            || BEFORE_NAMES.iter().any(|word| before.ends_with(word))
    })
}

/// Whether a name begins with a word that many bodies' names go on with: its place is left out, or stands on a page that
/// ends inside the title.
pub(super) fn is_headless(name: &str) -> bool {
    leading_place(name).is_none() && TASKS.iter().any(|word| name.starts_with(word))
}

/// The place with which a name begins: how large it is, and its bytes.
fn leading_place(name: &str) -> Option<(u8, usize)> {
    let ends = name.char_indices().take(MAX_PLACE).skip(1);
    ends.filter_map(|(at, _)| place_at(name, at)).next()
}

/// The place that the first `at` bytes and one more word make up.
fn place_at(name: &str, at: usize) -> Option<(u8, usize)> {
    let (stem, rest) = (name.get(..at)?, name.get(at..)?);
    let (word, level) = PLACES.iter().find(|(word, _)| rest.starts_with(word))?;
    // 沛县, but no 某区.
    let long_enough = stem.chars().count() >= 2 || *word == "县";
    let is_kind = KINDS.iter().any(|kind| stem.ends_with(kind)) && !word.starts_with("自治");
    let is_market = rest.starts_with("市场");
    (long_enough && !is_kind && !is_market).then_some((*level, at + word.len()))
}

/// The size of the last place of a text that is nothing but places (`云山省青山市`).
fn all_place(text: &str) -> Option<u8> {
    let (mut level, mut rest) = (None, text);
    while !rest.is_empty() {
        let (found, end) = leading_place(rest)?;
        level = Some(found);
        rest = rest.get(end..)?;
    }
    level
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_above_a_smaller_one_or_none_begins_the_name() {
        for (above, name) in [
            ("青山县", "水务局"),
            ("青山县", "石桥镇人民政府"),
            ("云山省青山市", "石桥县人民政府"),
            ("青山市", "第一人民医院"),
            ("青山", "自治州水利局"),
            ("沛县", "水务局"),
            ("青山自治州", "石桥瑶族自治县水务局"),
        ] {
            assert_eq!(judge(above, name), Above::Head, "{above} / {name}");
        }
    }

    #[test]
    fn a_line_that_ends_inside_a_word_begins_the_name() {
        for (above, name) in [
            ("青山经济技术开", "发区管理委员会"),
            ("青山高新技", "术产业开发区管委会"),
            ("青山市城市管理综合", "行政执法局"),
        ] {
            assert_eq!(judge(above, name), Above::Head, "{above} / {name}");
        }
    }

    #[test]
    fn a_body_above_its_part_begins_the_name() {
        assert_eq!(judge("青山市公安局", "交通警察支队"), Above::Head);
        assert_eq!(judge("国家税务总局", "青山县税务局"), Above::Head);
        assert_eq!(judge("青山市人民政府", "水务局"), Above::Unclear);
    }

    #[test]
    fn the_end_of_a_longer_name_is_no_use_of_the_name() {
        assert!(stands_alone("请与水务局联系", "水务局"));
        assert!(stands_alone("如下。水务局坚持", "水务局"));
        assert!(!stands_alone("请与青山县水务局联系", "水务局"));
    }

    #[test]
    fn a_name_that_begins_with_a_task_lacks_its_place() {
        for name in ["行政执法局", "市财政局", "开发区管委会", "第一人民医院"]
        {
            assert!(is_headless(name), "{name}");
        }
        for name in ["青山县财政局", "青山监狱", "第七师一二三团", "市中区财政局"]
        {
            assert!(!is_headless(name), "{name}");
        }
    }

    #[test]
    fn another_body_or_a_word_of_the_page_is_apart() {
        for (above, name) in [
            ("青山市人民政府", "青山市教育局"),
            ("青山市", "青山市教育局"),
            ("石桥县", "青山瑶族自治县教育局"),
            ("石桥县", "青山市教育局"),
            ("青山市人民政府门户网站", "水务局"),
            ("政务公开", "水务局"),
            ("2024年1月15日", "水务局"),
        ] {
            assert_eq!(judge(above, name), Above::Apart, "{above} / {name}");
        }
    }
}
