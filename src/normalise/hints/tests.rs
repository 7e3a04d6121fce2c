//! Sentences with the hints that they give, and those that must give none.

use super::*;

fn read(text: &str) -> Vec<(Topic, String, String)> {
    let hints = find(&crate::normalise::text::fold(text), Some(2023));
    let told = hints.into_iter().map(|hint| {
        let count = hint.count.normalize().to_string();
        (hint.topic, hint.scope, count)
    });
    told.collect()
}

fn one(text: &str) -> Option<(Topic, String, String)> {
    let mut found = read(text);
    assert!(found.len() <= 1, "{text}: {found:?}");
    found.pop()
}

#[test]
fn requests_received_are_counted() {
    for (text, scope, count) in [
        (
            "2023年全区受理政府信息公开申请21件，均已答复。",
            "全区",
            "21",
        ),
        (
            "2023年，全市共受理政府信息公开申请3,119件，答复3050件（含上年度结转申请34件）。",
            "全市",
            "3119",
        ),
        (
            "（二）依申请公开情况。全年共受理依申请公开97件，均在法定期限内答复。",
            "",
            "97",
        ),
        ("（二）依申请公开情况全年共收到申请34件", "", "34"),
        (
            "本年度我局收到公民、法人和其他组织提出的政府信息公开申请３件。",
            "我局",
            "3",
        ),
        ("共收到依申请公开事项十二件。", "", "12"),
        ("（二）依申请公开。全年共收到申请2件。", "", "2"),
        ("受理17件政府信息公开申请。", "", "17"),
        ("区政府办公室收到信息公开申请0件。", "区政府办公室", "0"),
        (
            "2023年，本级行政机关共收到公开申请5件。",
            "本级行政机关",
            "5",
        ),
        (
            "2023年，区政府办共受理政府信息公开申请0件。",
            "区政府办",
            "0",
        ),
        (
            "2023年全区共收到依申请公开85件，除2件结转下年办理外，均依法答复。",
            "全区",
            "85",
        ),
        (
            "自2023年1月1日起至12月31日止，我镇共接收并处理政府信息公开申请3件",
            "我镇",
            "3",
        ),
        ("2023年1-12月，全区收到政府信息公开申请5件。", "全区", "5"),
    ] {
        assert_eq!(
            one(text),
            Some((Topic::Received, scope.into(), count.into())),
            "{text}"
        );
    }
}

#[test]
fn parts_other_years_differences_and_vague_numbers_are_no_hints() {
    for text in [
        "收到申请，其中网上申请5件。",
        "其中，收到政府信息公开申请5件。",
        "收到网上申请5件。",
        "收到公民申请5件。",
        "2022年收到政府信息公开申请5件。",
        "2022年，全区收到政府信息公开申请5件。",
        "收到政府信息公开申请，较上年增加3件。",
        "较上年减少，收到政府信息公开申请3件。",
        "收到政府信息公开申请近100件。",
        "收到政府信息公开申请100余件。",
        "上半年收到政府信息公开申请5件。",
        "1月至6月收到政府信息公开申请5件。",
        "2023年1-6月，全区收到政府信息公开申请5件。",
        "2023年1月，全区收到政府信息公开申请5件。",
        "12月，全区收到政府信息公开申请5件。",
        "不予受理政府信息公开申请5件。",
        "未受理政府信息公开申请5件。",
        "通过信函收到政府信息公开申请5件。",
        "收到信访申请5件。",
        "大厅全年受理各类申请5件。",
        "全年未收到申请。",
        "收到5件申请人来电。",
        "答复政府信息公开申请5件。",
        "清理规范性文件5件。",
        "收到政府信息公开申请和咨询5件。",
    ] {
        assert_eq!(one(text), None, "{text}");
    }
}

#[test]
fn the_year_must_be_known_when_the_text_names_one() {
    let text = "2023年收到政府信息公开申请5件。";
    assert_eq!(find(text, None), []);
    assert_eq!(find(text, Some(2023)).len(), 1);
    assert_eq!(find("全年收到政府信息公开申请5件。", None).len(), 1);
}

#[test]
fn denials_say_none() {
    for text in [
        "全年未收到政府信息公开申请。",
        "2023年，我中心未收到公民、法人或者其他组织的政府信息公开申请，",
        "本年度没有收到任何依申请公开事项。",
    ] {
        assert_eq!(
            one(text).map(|found| found.0),
            Some(Topic::NoneReceived),
            "{text}"
        );
    }
    for text in [
        "未收到行政复议申请。",
        "未收到书面申请。",
        "2022年未收到政府信息公开申请。",
        "未收到公民申请。",
        "网站未收到政府信息公开申请信件。",
    ] {
        assert_eq!(one(text), None, "{text}");
    }
}

#[test]
fn documents_in_force_are_counted_by_kind() {
    let documents = |text: &str| one(text).map(|found| (found.0, found.2));
    let four = (Topic::DocumentsInForce, "4".to_owned());
    assert_eq!(
        documents("现行有效的行政规范性文件4件。"),
        Some(four.clone())
    );
    assert_eq!(
        documents("全年制发规范性文件1件，废止0件，现行有效4件。"),
        Some(four)
    );
    assert_eq!(
        documents("目前现行有效规章4件。"),
        Some((Topic::RulesInForce, "4".to_owned()))
    );
    assert_eq!(documents("制发规章1件、规范性文件2件，现行有效4件。"), None);
    assert_eq!(documents("现行有效的党内规范性文件4件。"), None);
}

#[test]
fn reviews_and_suits_about_openness_are_counted() {
    let found = read("政府信息公开行政复议351件，维持72件；政府信息公开行政诉讼46件。");
    assert_eq!(
        found,
        [
            (Topic::Review, String::new(), "351".to_owned()),
            (Topic::Litigation, String::new(), "46".to_owned())
        ]
    );
    for text in [
        "因政府信息公开被申请行政复议2件，被提起行政诉讼1件。",
        "发生政府信息公开行政复议案件2件、行政诉讼案件1件。",
    ] {
        assert_eq!(read(text).len(), 2, "{text}");
    }
    for text in [
        "全年办理行政复议案件120件。",
        "政府信息公开行政复议结果纠正3件。",
        "经行政复议后提起政府信息公开行政诉讼5件。",
        "政府信息公开行政复议、行政诉讼共3件。",
    ] {
        assert_eq!(one(text), None, "{text}");
    }
}

#[test]
fn fees_are_in_yuan() {
    let fees = |text: &str| one(text).map(|found| (found.0, found.2));
    assert_eq!(
        fees("本年度收取费用2039758.6元。"),
        Some((Topic::Fees, "2039758.6".to_owned()))
    );
    assert_eq!(
        fees("全年行政事业性收费12.5万元。"),
        Some((Topic::Fees, "125000".to_owned()))
    );
    assert_eq!(fees("全年收取政府信息公开信息处理费380元。"), None);
    assert_eq!(fees("全年依申请公开收取费用380元。"), None);
    assert_eq!(fees("办理依申请公开5件。收取费用0元。"), None);
}

#[test]
fn counts_of_times_say_so() {
    let hints = find("全年共收到公开申请89件次。", None);
    assert_eq!(hints.first().map(|hint| hint.times), Some(true));
}

#[test]
fn a_text_without_marks_is_no_sentence_and_no_burden() {
    // Work that grows with the square of the text would show here.
    for words in ["收到申请5件", "未收到", "受理5件", "共收取费用5元"] {
        let long = words.repeat(5_000);
        assert!(find(&long, None).len() <= MAX_HINTS, "{words}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_breaks_it(text in "[收到受理未申请公开件元万0-9,.。;()年全区行政复议现行有效规章三十]{0,60}|.{0,30}") {
        find(&text, Some(2023));
    }
}
