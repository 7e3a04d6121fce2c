//! The words of which the sentences are made that count requests. What is not made of them is not understood, and what is
//! not understood gives no hint.

/// Words that say when or how and bear on nothing else.
pub(super) const PLAIN: &[&str] = &[
    "全年",
    "本年度",
    "本年",
    "年度",
    "当年",
    "年内",
    "一年来",
    "年底",
    "年末",
    "年终",
    "期间",
    "期内",
    "截至",
    "截止",
    "目前",
    "底",
    "末",
    "共计",
    "共",
    "总共",
    "累计",
    "合计",
    "一共",
    "总计",
    "实际",
    "也",
    "均",
    "尚",
    "还",
    "已",
    "依法",
    "依规",
    "严格",
    "规范",
    "及时",
    "认真",
    "妥善",
    "积极",
    "统一",
    "办理",
    "处理",
    "收到",
    "接收",
    "受理",
    "并",
    "和",
    "及",
    "、",
    "在",
    "度",
    "我们",
    "工作",
    "做好",
    "依申请公开",
    "政府信息公开",
    "信息公开",
    "政府信息",
    "申请",
    "公开",
    "的",
    "中",
    "方面",
];

/// Words that name whose requests are counted.
pub(super) const SCOPES: &[&str] = &[
    "机关本级",
    "政府本级",
    "市本级",
    "区本级",
    "县本级",
    "省本级",
    "镇本级",
    "局本级",
    "本级",
    "各级行政机关",
    "各行政机关",
    "行政机关",
    "各级各部门",
    "各部门",
    "各单位",
    "各乡镇",
    "各街道",
    "各镇街",
    "各镇",
    "局机关",
    "委机关",
    "厅机关",
    "本机关",
    "本行政机关",
    "本单位",
    "本部门",
    "市直部门",
    "县直部门",
    "区直部门",
];

/// What a scope word is of: `全区`, `我局`, `本镇`.
pub(super) const BODIES: &[&str] = &[
    "街道办事处",
    "街道办",
    "街道",
    "系统",
    "行业",
    "单位",
    "部门",
    "机关",
    "中心",
    "办公室",
    "办",
    "省",
    "市",
    "区",
    "县",
    "旗",
    "州",
    "盟",
    "镇",
    "乡",
    "局",
    "委",
    "厅",
    "院",
    "校",
    "站",
    "所",
    "处",
    "会",
    "司",
    "队",
];

/// Between the verb and the number: what was asked for and by whom.
pub(super) const REQUESTS: &[&str] = &[
    "政府信息公开",
    "信息公开",
    "政府信息",
    "依申请公开",
    "申请公开",
    "公开",
    "依申请",
    "申请",
    "依",
    "各类",
    "群众",
    "公众",
    "社会公众",
    "公民",
    "法人",
    "其他组织",
    "其它组织",
    "或者",
    "或",
    "和",
    "及",
    "与",
    "以及",
    "、",
    "的",
    "提出",
    "提交",
    "要求",
    "事项",
    "信息",
    "案件",
    "共计",
    "共",
    "总计",
    "合计",
    "总数",
    "总量",
    "件数",
    "数量",
    "数",
    "为",
    "办理",
    "并",
    "任何",
    "过",
    "有关",
    "相关",
    "关于",
    "请求",
    "处理",
];

/// Before 行政复议 and 行政诉讼: what they were about.
pub(super) const CASES: &[&str] = &[
    "因",
    "政府信息公开",
    "信息公开",
    "政府信息",
    "引起",
    "引发",
    "产生",
    "发生",
    "收到",
    "受理",
    "涉及",
    "涉",
    "被",
    "提起",
    "申请",
    "提出",
    "公开",
    "有关",
    "相关",
    "关于",
    "而",
    "导致",
    "工作",
    "类",
    "对",
    "依申请公开",
];

/// Behind them, before the number.
pub(super) const CASE_TAIL: &[&str] = &[
    "案件", "申请", "共计", "共", "总计", "合计", "总数", "数量", "件数", "数", "为", "事项", "案",
];

/// Around 现行有效.
pub(super) const DOCUMENTS: &[&str] = &[
    "行政规范性文件",
    "规范性文件",
    "政府规章",
    "规章",
    "行政",
    "政府",
    "的",
    "共计",
    "共",
    "总计",
    "合计",
    "总数",
    "数量",
    "件数",
    "为",
    "有",
];

/// Around an amount of fees.
pub(super) const FEES: &[&str] = &[
    "行政事业性收费",
    "收费收入",
    "收取费用",
    "收费金额",
    "收入",
    "收取",
    "收费",
    "费用",
    "金额",
    "总额",
    "总计",
    "合计",
    "共计",
    "共",
    "为",
    "各类",
    "各项",
    "的",
];

/// Words that make a count one of a part, of another time, or a difference.
pub(super) const PARTIAL: &[&str] = &[
    "其中",
    "包括",
    "包含",
    "分别",
    "上年",
    "去年",
    "上一年",
    "往年",
    "前年",
    "同期",
    "同比",
    "环比",
    "较",
    "相比",
    "增加",
    "减少",
    "增长",
    "下降",
    "上升",
    "结转",
    "上半年",
    "下半年",
    "季度",
    "以来",
    "另有",
    "此外",
    "本月",
    "当月",
    "近年",
];

/// Whether a text is made of words of these lists alone. The longest word that fits is taken first.
pub(super) fn made_of(mut text: &str, lists: &[&[&str]]) -> bool {
    while !text.is_empty() {
        match first_word(text, lists).and_then(|word| text.get(word.len()..)) {
            Some(rest) => text = rest,
            None => return false,
        }
    }
    true
}

/// The longest word of the lists with which a text begins.
pub(super) fn first_word<'a>(text: &str, lists: &[&[&'a str]]) -> Option<&'a str> {
    let words = lists.iter().copied().flatten().copied();
    let fitting = words.filter(|word| text.starts_with(word));
    fitting.max_by_key(|word| word.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_made_of_words_or_not() {
        assert!(made_of(
            "公民、法人和其他组织的政府信息公开申请",
            &[REQUESTS]
        ));
        assert!(!made_of("网上申请", &[REQUESTS]));
        assert!(made_of("", &[REQUESTS]));
    }

    #[test]
    fn the_longest_word_comes_first() {
        assert_eq!(first_word("本年度共", &[PLAIN]), Some("本年度"));
        assert_eq!(first_word("网", &[PLAIN]), None);
    }
}
