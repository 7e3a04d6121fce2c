//! The other script: mirrors print the forms in it.

/// Each character that OpenCC (its Hong Kong, Taiwan and plain tables) gives for one of the labels of the forms, with the
/// one that the forms print; sorted. Labels only: an agency keeps the script in which it prints its name.
const PAIRS: &[(char, char)] = &[
    ('係', '系'),
    ('內', '内'),
    ('務', '务'),
    ('區', '区'),
    ('單', '单'),
    ('國', '国'),
    ('執', '执'),
    ('報', '报'),
    ('審', '审'),
    ('對', '对'),
    ('屬', '属'),
    ('廢', '废'),
    ('強', '强'),
    ('後', '后'),
    ('應', '应'),
    ('採', '采'),
    ('據', '据'),
    ('數', '数'),
    ('於', '于'),
    ('會', '会'),
    ('條', '条'),
    ('業', '业'),
    ('構', '构'),
    ('機', '机'),
    ('檔', '档'),
    ('權', '权'),
    ('決', '决'),
    ('沒', '没'),
    ('況', '况'),
    ('減', '减'),
    ('為', '为'),
    ('無', '无'),
    ('爲', '为'),
    ('獲', '获'),
    ('現', '现'),
    ('當', '当'),
    ('發', '发'),
    ('確', '确'),
    ('祕', '秘'),
    ('穩', '稳'),
    ('範', '范'),
    ('糾', '纠'),
    ('納', '纳'),
    ('組', '组'),
    ('結', '结'),
    ('經', '经'),
    ('維', '维'),
    ('總', '总'),
    ('織', '织'),
    ('繳', '缴'),
    ('繼', '继'),
    ('續', '续'),
    ('罰', '罚'),
    ('舉', '举'),
    ('華', '华'),
    ('萬', '万'),
    ('處', '处'),
    ('號', '号'),
    ('補', '补'),
    ('製', '制'),
    ('複', '复'),
    ('覆', '复'),
    ('規', '规'),
    ('計', '计'),
    ('訟', '讼'),
    ('訪', '访'),
    ('設', '设'),
    ('許', '许'),
    ('訴', '诉'),
    ('詢', '询'),
    ('試', '试'),
    ('認', '认'),
    ('請', '请'),
    ('議', '议'),
    ('護', '护'),
    ('費', '费'),
    ('購', '购'),
    ('轉', '转'),
    ('辦', '办'),
    ('這', '这'),
    ('過', '过'),
    ('開', '开'),
    ('關', '关'),
    ('項', '项'),
    ('額', '额'),
    ('類', '类'),
];

/// The form of a character that the labels print.
pub(super) fn as_in_forms(c: char) -> char {
    let found = PAIRS.binary_search_by_key(&c, |pair| pair.0).ok();
    found.and_then(|i| PAIRS.get(i)).map_or(c, |pair| pair.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pairs_are_sorted_and_end_in_the_forms_script() {
        assert!(PAIRS.is_sorted_by_key(|pair| pair.0));
        assert!(PAIRS.iter().all(|pair| as_in_forms(pair.1) == pair.1));
        assert_eq!(as_in_forms('務'), '务');
        assert_eq!(as_in_forms('务'), '务');
    }
}
