//! Names as agencies write them, and changes of divisions that are known for certain.

use super::*;

fn one(name: &str, year: u16) -> String {
    match region_of(name, Some(year)).answer {
        Answer::One(code) => code.to_owned(),
        other => format!("{other:?}"),
    }
}

fn answer(name: &str, year: u16) -> Answer {
    region_of(name, Some(year)).answer
}

#[test]
fn a_chain_gives_its_deepest_division() {
    for (name, code) in [
        ("江苏省人民政府办公厅", "320000"),
        ("江苏省淮安市洪泽区人民政府", "320813"),
        ("淮安市洪泽区人民政府", "320813"),
        ("江苏省洪泽区人民政府", "320813"),
        ("江苏淮安市洪泽区人民政府", "320813"),
        ("洪泽区人民政府", "320813"),
        ("海原县机关事务服务中心", "640522"),
        ("上海市人民政府", "310000"),
        ("上海市浦东新区水务局", "310115"),
        ("北京市朝阳区人民政府", "110105"),
        ("长春市朝阳区人民政府", "220104"),
        ("吉林省朝阳区人民政府", "220104"),
        ("吉林市人民政府", "220200"),
        ("吉林省吉林市龙潭区", "220203"),
        ("朝阳市朝阳县财政局", "211321"),
        ("内蒙古自治区人民政府", "150000"),
        ("内蒙古自治区锡林郭勒盟行政公署", "152500"),
        ("锡林郭勒盟东乌珠穆沁旗", "152525"),
        ("广西壮族自治区南宁市", "450100"),
        ("大兴安岭地区行政公署", "232700"),
        ("湖北省仙桃市人民政府", "429004"),
        ("神农架林区人民政府", "429021"),
        ("昆山市人民政府", "320583"),
        ("江苏省苏州市昆山市", "320583"),
        ("积石山保安族东乡族撒拉族自治县人民政府", "622927"),
        ("伊犁哈萨克自治州塔城地区乌苏市", "654202"),
        ("中共淮安市洪泽区委办公室", "320813"),
    ] {
        assert_eq!(one(name, 2023), code, "{name}");
    }
}

#[test]
fn names_in_use_beside_the_full_one() {
    for (name, code) in [
        ("恩施州人民政府", "422800"),
        ("湘西州人民政府办公室", "433100"),
        ("恩施州恩施市", "422801"),
        ("长阳县人民政府", "420528"),
        ("新疆自治区人民政府", "650000"),
        ("巴州人民政府", "652800"),
        ("巴中市巴州区人民政府", "511902"),
        ("巴州区人民政府", "511902"),
        ("喀左县财政局", "211324"),
        ("隆林县人民政府", "451031"),
        ("鄂温克旗人民政府", "150724"),
    ] {
        assert_eq!(one(name, 2023), code, "{name}");
    }
    // 江西省东乡县 and 东乡族自治县.
    assert_eq!(
        answer("东乡县人民政府", 2014),
        Answer::Ambiguous(vec!["361029", "622926"])
    );
    assert_eq!(one("临夏州东乡县人民政府", 2014), "622926");
    assert_eq!(one("东乡县人民政府", 2023), "622926");
}

#[test]
fn a_name_means_what_it_meant_in_its_year() {
    for (name, year, code) in [
        ("洪泽县人民政府", 2014, "320829"),
        ("洪泽区人民政府", 2016, "320813"),
        // Renamed in 2016, reported on 2015 under the new name, on 2016 under the old.
        ("洪泽区人民政府", 2015, "320813"),
        ("洪泽县人民政府", 2016, "320829"),
        ("莱芜市人民政府", 2016, "371200"),
        ("济南市莱芜区人民政府", 2019, "370116"),
        ("莱芜市莱城区人民政府", 2015, "371202"),
        ("杭州市临平区人民政府", 2021, "330113"),
        ("杭州市钱塘区人民政府", 2022, "330114"),
        ("杭州市下城区人民政府", 2019, "330103"),
        ("米林市人民政府", 2023, "540481"),
        ("米林县人民政府", 2020, "540422"),
        ("米林县人民政府", 2012, "542623"),
        ("错那市人民政府", 2024, "540581"),
        ("白杨市人民政府", 2023, "659012"),
        ("和康县人民政府", 2024, "653228"),
        ("和安县人民政府", 2024, "653229"),
        ("襄樊市人民政府", 2009, "420600"),
        ("襄阳市襄州区人民政府", 2011, "420607"),
        ("安徽省巢湖市人民政府", 2009, "341400"),
        ("合肥市巢湖市人民政府", 2012, "340181"),
        ("巢湖市人民政府", 2014, "340181"),
        ("天津市塘沽区人民政府", 2008, "120107"),
        ("天津市滨海新区人民政府", 2010, "120116"),
        ("天津市蓟县人民政府", 2014, "120225"),
        ("天津市蓟州区人民政府", 2017, "120119"),
        ("北京市宣武区人民政府", 2008, "110104"),
        ("北京市密云县人民政府", 2013, "110228"),
        ("上海市闸北区人民政府", 2013, "310108"),
        ("上海市崇明区人民政府", 2017, "310151"),
        ("重庆市綦江区人民政府", 2012, "500110"),
        ("重庆市江北区人民政府", 2023, "500105"),
        ("贵州省毕节市", 2013, "520500"),
        ("铜仁地区行政公署", 2009, "522200"),
        ("海南省三沙市人民政府", 2013, "460300"),
        ("海南省儋州市人民政府", 2017, "460400"),
        ("儋州市人民政府", 2012, "469003"),
        ("吐鲁番市人民政府", 2018, "650400"),
        ("那曲地区行政公署", 2015, "542400"),
        ("公主岭市人民政府", 2015, "220381"),
        ("长春市公主岭市人民政府", 2021, "220184"),
        ("淮安市清河区人民政府", 2014, "320802"),
        ("淮安市清江浦区人民政府", 2018, "320812"),
        ("神木市人民政府", 2018, "610881"),
        ("祁阳县人民政府", 2019, "431121"),
        ("三明市三元区人民政府", 2022, "350404"),
        ("平果市人民政府", 2021, "451082"),
        ("长沙市望城县人民政府", 2009, "430122"),
        ("长沙市望城区人民政府", 2012, "430112"),
    ] {
        assert_eq!(one(name, year), code, "{name} {year}");
    }
}

#[test]
fn a_name_of_another_time_is_told() {
    assert_eq!(answer("洪泽区人民政府", 2010), Answer::OtherYear("320813"));
    assert_eq!(answer("洪泽县人民政府", 2020), Answer::OtherYear("320829"));
    assert_eq!(
        answer("济南市莱芜区人民政府", 2012),
        Answer::OtherYear("370116")
    );
    assert_eq!(
        answer("公主岭市人民政府", 1999),
        Answer::One("220381"),
        "the first year stands for those before"
    );
    assert_eq!(one("公主岭市人民政府", 2031), "220184");
    let unknown = |name| region_of(name, None).answer;
    assert_eq!(unknown("洪泽区人民政府"), Answer::One("320813"));
    assert_eq!(
        unknown("公主岭市人民政府"),
        Answer::Ambiguous(vec!["220184", "220381"])
    );
}

#[test]
fn a_name_that_several_have_is_ambiguous() {
    for (name, codes) in [
        ("朝阳区人民政府", &["110105", "220104"][..]),
        ("鼓楼区人民政府", &["320106", "320302", "350102", "410204"]),
        ("市中区人民政府", &["370103", "370402", "511002", "511102"]),
        ("南山区人民政府", &["230404", "440305"]),
        ("城区人民政府", &["140302", "140502", "441502"]),
        ("东区管委会", &["510402"]),
        ("老城区改造办公室", &["410302"]),
    ] {
        assert_eq!(
            answer(name, 2023),
            Answer::Ambiguous(codes.to_vec()),
            "{name}"
        );
    }
    assert_eq!(one("内江市市中区人民政府", 2023), "511002");
    assert_eq!(one("山西省阳泉市城区人民政府", 2023), "140302");
    assert_eq!(one("老城区人民政府", 2023), "410302");
}

#[test]
fn what_only_seems_to_be_a_division_is_none() {
    for name in [
        "市政府办",
        "市政府办公室",
        "市财政局",
        "区人民政府",
        "县水务局",
        "建新镇人民政府",
        "苏州工业园区管委会",
        "经济技术开发区管委会",
        "城区街道办事处",
        "矿区街道办事处",
        "古县镇人民政府",
        "芒市镇政府",
        "江苏海事局",
        "贵州双龙航空港经济区管理委员会",
        "北京大学",
        "永溪县人民政府",
        "新疆生产建设兵团",
        "新疆生产建设兵团第七师一二三团",
        "",
        "市",
    ] {
        assert_eq!(answer(name, 2023), Answer::None, "{name}");
    }
    assert_eq!(one("定州市西城区街道办事处", 2023), "130682");
    assert_eq!(one("衢州市开化县村头镇人民政府", 2023), "330824");
    assert_eq!(one("德宏州芒市人民政府", 2023), "533103");
    assert_eq!(one("北京市市场监督管理局", 2023), "110000");
    assert_eq!(answer("东方市场监督管理局", 2023), Answer::None);
    assert_eq!(
        one("新疆生产建设兵团第八师石河子市人民政府", 2023),
        "659001"
    );
}

#[test]
fn divisions_that_do_not_lie_in_each_other_give_no_code() {
    assert_eq!(answer("淮安市南山区人民政府", 2023), Answer::Torn);
    assert_eq!(answer("江苏省海原县人民政府", 2023), Answer::Torn);
    // A town or zone may begin like a district elsewhere.
    assert_eq!(one("遂溪县城区规划局", 2023), "440823");
}

#[test]
fn a_zone_or_town_has_the_code_of_the_division_that_is_named() {
    let name = "遂溪县建新镇人民政府";
    let lookup = region_of(name, Some(2023));
    assert_eq!(lookup.answer, Answer::One("440823"));
    assert_eq!(&name[lookup.chain.1..], "建新镇人民政府");
    assert_eq!(one("苏州市工业园区管委会", 2023), "320500");
    assert_eq!(one("南京市江北新区管理委员会", 2023), "320100");
    assert_eq!(one("重庆市两江新区管理委员会", 2020), "500000");
    assert_eq!(one("重庆市两江新区人民政府", 2025), "500157");
    assert_eq!(
        answer("重庆市两江新区财政局", 2020),
        Answer::OtherYear("500157")
    );
    assert_eq!(
        [level("440823"), level("320500")],
        [Level::County, Level::City]
    );
}

#[test]
fn a_branch_of_a_ministry_or_of_a_citys_bureau_has_its_region() {
    for (name, code) in [
        ("国家税务总局淮安市洪泽区税务局", "320813"),
        ("国家税务总局洪泽区税务局", "320813"),
        ("国家税务总局江苏省税务局", "320000"),
        ("国家统计局江苏调查总队", "320000"),
        ("中国证券监督管理委员会江苏监管局", "320000"),
        ("淮安市公安局洪泽分局", "320813"),
        ("淮安市洪泽生态环境局", "320813"),
        ("北京市公安局朝阳分局", "110105"),
        ("北京市规划和自然资源委员会朝阳分局", "110105"),
        ("曲靖市公安局会泽分局", "530326"),
        ("淮安市洪泽生态环境分局", "320813"),
        ("上海市公安局浦东分局", "310000"),
        ("江苏省公安厅机场公安局洪泽分局", "320000"),
    ] {
        assert_eq!(one(name, 2023), code, "{name}");
    }
}

#[test]
fn a_name_without_its_region_is_the_same_with_and_without_the_city() {
    let rest = |name: &str| region_of(name, Some(2023)).without_region(name);
    assert_eq!(rest("洪泽区人民政府"), "人民政府");
    assert_eq!(rest("淮安市洪泽区人民政府"), "人民政府");
    assert_eq!(rest("洪泽区人民政府办公室"), "人民政府办公室");
    assert_eq!(rest("国家税务总局淮安市洪泽区税务局"), "国家税务总局税务局");
    assert_eq!(rest("市政府办"), "市政府办");
}

#[test]
fn an_old_code_goes_on_under_the_same_name() {
    for (code, year, now) in [
        ("320829", 2014, Some("320829")),
        ("320829", 2023, Some("320813")),
        ("320813", 2010, Some("320829")),
        ("522400", 2020, Some("520500")),
        // 县级毕节市 became 七星关区.
        ("522401", 2020, None),
        ("330103", 2023, None),
        ("620600", 2023, Some("620600")),
        ("999999", 2023, None),
        ("320801", 2023, None),
    ] {
        assert_eq!(code_in(code, Some(year)), now, "{code} {year}");
    }
    assert_eq!(code_in("320829", None), Some("320829"));
    assert_eq!(name_of("320813"), Some("洪泽区"));
}

/// Any text is answered, and the chain lies within it on boundaries of characters.
#[test]
fn no_name_breaks_the_look_up() {
    let names = table::rows().map(|row| row.name);
    for name in names.chain([
        "市市市市",
        "\u{20000}",
        "新疆生产建设兵团第",
        "新疆生产建设兵团第师",
    ]) {
        let doubled = format!("{name}{name}");
        let (start, end) = region_of(&doubled, Some(2015)).chain;
        assert!(start <= end && doubled.get(start..end).is_some());
    }
}

/// Every division of the table, with what it lies in, gives its own code at both ends of its time.
#[test]
fn every_full_chain_gives_its_own_code() {
    let all: Vec<Division> = table::rows().filter(|row| row.full).collect();
    let mut by_code = std::collections::BTreeMap::<_, Vec<&Division>>::new();
    for row in &all {
        by_code.entry(row.code).or_default().push(row);
    }
    let outer = |code: String, row: &Division, year| {
        let rows = by_code.get(code.as_str()).filter(|_| code != row.code)?;
        let found = rows.iter().find(|outer| outer.stood((year, year)));
        found.map(|outer| outer.name)
    };
    for row in all.iter().filter(|row| row.stood(YEARS)) {
        for year in [row.years.0, row.years.1] {
            let province = outer(format!("{}0000", &row.code[..2]), row, year).unwrap_or_default();
            let city = outer(format!("{}00", &row.code[..4]), row, year).unwrap_or_default();
            let name = format!("{province}{city}{}人民政府", row.name);
            match answer(&name, year) {
                Answer::One(code) => assert_eq!(code, row.code, "{name} {year}"),
                // Two of the name in a province, when no city is between.
                Answer::Ambiguous(codes) => assert!(city.is_empty() && codes.contains(&row.code)),
                other => panic!("{name} {year}: {other:?}"),
            }
        }
    }
}
