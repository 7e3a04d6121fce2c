use super::super::tests::told;
use super::super::{Budget, visit};
use super::*;
use crate::limits::Limits;

/// `1.txt`, `2.txt`, the empty `e.txt` and the folder `d`: one folder of LZMA2, the header plain.
const SOLID: &str = "\
    377abcaf271c0004f6d96585150000000000000096000000000000005641a7b1e00011000d5d00379b88d4aae9650a9d\
    11370000000104060001091500070b010001212101000c1200080d0209030a01f1866c7a1a37fa9e000005040e01c00f\
    01401129006400000065002e00740078007400000031002e00740078007400000032002e007400780074000000190200\
    0014220100db8ebef91e7cdd01db8ebef91e7cdd01bfc9984f1f7cdd017751994f1f7cdd01151201001080ed412080a4\
    812080a4812080a4810000";
/// `1.txt` and `2.txt` in LZMA, the header packed.
const PACKED: &str = "\
    377abcaf271c000413c435996b000000000000002000000000000000c8bc096500379b88d4aae9650a9d113700000000\
    813307ae0fcec75c81092aaed56264db4fa49c51980885956f7257bff895a8291f424678e50f9bf16895a4a9dad6340d\
    ef0778d15ef849e9895d2566ccbf50f0c4d8ceb5d05a5edd5a2cc4ea094cd4ef2f2e85572d16874765000017060e0109\
    5d00070b01000123030101055d001000000c6e0a01f8dd47eb0000";
/// `1.txt` and `2.txt` as they are, a folder each, the header plain.
const STORED: &str = "\
    377abcaf271c0004652c2ddf12000000000000006e00000000000000fc3c2c886f6e6574776f2074776f2074776f2074\
    776f010406000209030f00070b02000101000101000c030f00080a01f1866c7a1a37fa9e000005021905000000000011\
    190031002e00740078007400000032002e0074007800740000001902000014120100bfc9984f1f7cdd017751994f1f7c\
    dd01150a01002080a4812080a4810000";
/// `1.txt` behind a password.
const ENCRYPTED: &str = "\
    377abcaf271c00040e395b031000000000000000620000000000000001177133b94b4beba1dac466f85adb9c791edcf2\
    0104060001091000070b0100022406f1070112530f94b6562e5e0ac6852f618893e6e5116b2121010001000c07030008\
    0a01f1866c7a00000501190100110d0031002e007400780074000000140a0100bfc9984f1f7cdd01150601002080a481\
    0000";

fn archive(hex: &str) -> Vec<u8> {
    let pair = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex");
    (0..hex.len()).step_by(2).map(pair).collect()
}

/// Changes the header of an archive and makes its checksum right again.
fn changed(archive: &[u8], change: impl FnOnce(&mut [u8])) -> Vec<u8> {
    let mut bytes = archive.to_vec();
    let offset = u64::from_le_bytes(bytes[12..20].try_into().expect("eight bytes")) as usize;
    change(&mut bytes[32 + offset..]);
    let crc = checksum(&bytes[32 + offset..]);
    bytes[28..32].copy_from_slice(&crc.to_le_bytes());
    bytes
}

/// Where some bytes stand in the header of an archive.
fn find(archive: &[u8], wanted: &[u8]) -> usize {
    let header = header::locate(archive).expect("a header");
    let mut windows = header.windows(wanted.len());
    windows.position(|window| window == wanted).expect("there")
}

fn seen(bytes: &[u8], limits: &Limits) -> Vec<String> {
    let mut budget = Budget::new(bytes.len(), limits);
    told("a!/", |see| visit(("a", bytes), limits, &mut budget, see))
}

fn members(bytes: &[u8]) -> Vec<String> {
    seen(bytes, &Limits::default())
}

#[test]
fn members_come_in_the_order_of_the_directory() {
    let two = ["1.txt=one", "2.txt=two two two two"];
    assert_eq!(members(&archive(SOLID)), [&["e.txt="], &two[..]].concat());
    assert_eq!(members(&archive(PACKED)), two);
    assert_eq!(members(&archive(STORED)), two);
    assert_eq!(members(&archive(ENCRYPTED)), ["1.txt:encrypted"]);
}

#[test]
fn a_dictionary_is_refused_before_it_is_set_aside() {
    let solid = archive(SOLID);
    let at = find(&solid, &[0x21, 0x21, 0x01]) + 3;
    // 4 GiB are declared, 18 bytes are needed.
    let large = changed(&solid, |header| header[at] = 40);
    assert_eq!(members(&large), members(&solid));
    let coder = |size| Coder {
        method: LZMA2.to_vec(),
        properties: vec![40],
        size,
    };
    assert_eq!(dictionary(&coder(18), 4 << 30).unwrap(), 4_096);
    assert_eq!(dictionary(&coder(1 << 40), 64 << 20).unwrap(), 64 << 20);
    let error = dictionary(&coder(1 << 40), 4 << 30).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    assert!(decode(&coder(1 << 40), Box::new(&[][..])).is_err());
}

#[test]
fn damage_reaches_no_further_than_its_folder() {
    let mut stored = archive(STORED);
    stored[33] ^= 1;
    assert_eq!(members(&stored), ["1.txt:damaged", "2.txt=two two two two"]);
    let mut solid = archive(SOLID);
    solid[36] ^= 0x40;
    assert_eq!(members(&solid)[1..], ["1.txt:damaged", "2.txt:damaged"]);
    let unknown = changed(&archive(SOLID), |header| {
        let at = header
            .windows(3)
            .position(|w| w == [0x21, 0x21, 0x01])
            .expect("a coder");
        header[at + 1] = 0x7F;
    });
    assert_eq!(
        members(&unknown)[1..],
        ["1.txt:unknown_format", "2.txt:unknown_format"]
    );
    assert_eq!(members(&stored[..stored.len() - 1]), ["archive:damaged"]);
}

#[test]
fn caps_hold() {
    let limits = Limits {
        archive_bytes: 10,
        ..Limits::default()
    };
    assert_eq!(
        seen(&archive(STORED), &limits),
        ["1.txt=one", "2.txt:limit", "archive:limit"]
    );
    let limits = Limits {
        archive_members: 1,
        ..Limits::default()
    };
    assert_eq!(
        seen(&archive(STORED), &limits),
        ["1.txt=one", "archive:limit"]
    );
}

#[test]
fn no_header_leads_astray() {
    let limits = Limits {
        archive_bytes: 1 << 20,
        ..Limits::default()
    };
    for sound in [archive(SOLID), archive(STORED), archive(PACKED)] {
        let length = header::locate(&sound).expect("a header").len();
        for at in 0..length {
            for byte in [0x00, 0x01, 0x06, 0x7F, 0x80, 0xFF] {
                let bytes = changed(&sound, |header| header[at] = byte);
                assert!(seen(&bytes, &limits).len() <= 6, "{at} {byte}");
            }
        }
    }
}
