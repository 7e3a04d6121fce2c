//! One change to bytes: blind ones, and those that know tags, control words, lines and numbers.

use crate::random::Random;

/// No text grows by more than this at one place.
const GROWTH: usize = 256 << 10;

/// Integers at which programs break, as bytes in both orders.
const BOUNDARIES: [u32; 10] = [
    0,
    1,
    0x7F,
    0xFF,
    0x7FFF,
    0xFFFF,
    0x1_0000,
    0x7FFF_FFFF,
    0x8000_0000,
    0xFFFF_FFFF,
];

/// Numbers at which programs break, as text.
const NUMBERS: [&str; 14] = [
    "",
    "0",
    "-1",
    "1.5",
    "255",
    "1001",
    "32767",
    "65536",
    "1000000",
    "2147483647",
    "4294967296",
    "-2147483648",
    "99999999999999999999999999",
    "1e308",
];

/// What a text is cut into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tokens {
    /// `<…>` and what stands between.
    Tags,
    /// Elements of XML, whole: what a parser refuses at once tells nothing of what comes behind it.
    Elements,
    /// Control words, braces and what stands between.
    Rtf,
    /// Lines.
    Lines,
    /// Whatever white space parts.
    Words,
}

/// Changes bytes without regard to what they mean.
pub fn bytes(data: &mut Vec<u8>, random: &mut Random) {
    if data.is_empty() {
        return;
    }
    let (start, end) = random.piece(data.len());
    match random.below(12) {
        0 | 1 => data[start] ^= 1 << random.below(8),
        2 => data[start] = random.below(256) as u8,
        3 => data.truncate(start),
        4 => drop(data.drain(start..end)),
        5 => repeat(data, (start, end), 1),
        6 => {
            let times = 1 << random.below(15);
            repeat(data, (start, end.min(start + 64)), times);
        }
        7 => swap(data, (start, end), random.below(data.len())),
        8 => {
            let run = vec![random.below(256) as u8; 1 << random.below(13)];
            insert(data, start, &run);
        }
        _ => boundary(data, start, random),
    }
}

fn boundary(data: &mut [u8], at: usize, random: &mut Random) {
    let number = *random.pick(&BOUNDARIES);
    let width = *random.pick(&[1, 2, 4]);
    let little = number.to_le_bytes();
    let mut chosen = little[..width].to_vec();
    if random.percent(30) {
        chosen.reverse();
    }
    for (place, byte) in data.iter_mut().skip(at).zip(chosen) {
        *place = byte;
    }
}

/// Changes whole tokens; gives whether the numbers of the text are as before, only its marks are not.
pub fn tokens(data: &mut Vec<u8>, kind: Tokens, random: &mut Random) -> bool {
    if random.percent(30) {
        number(data, random);
        return false;
    }
    if kind == Tokens::Elements && random.percent(90) && element(data, random) {
        return true;
    }
    let found = cut(data, kind);
    if found.is_empty() {
        bytes(data, random);
        return false;
    }
    let token = *random.pick(&found);
    match random.below(6) {
        0 => drop(data.drain(token.0..token.1)),
        1 => repeat(data, token, 1),
        2 => {
            let times = 1 << random.below(15);
            repeat(data, token, times);
        }
        3 => swap(data, token, random.pick(&found).0),
        4 => {
            let other = *random.pick(&found);
            let copy = data[other.0..other.1].to_vec();
            insert(data, token.0, &copy);
        }
        _ => {
            let other = *random.pick(&found);
            let (from, to) = (token.0.min(other.0), token.1.max(other.1));
            match random.percent(50) {
                true => drop(data.drain(from..to)),
                false => repeat(data, (from, to), 1),
            }
            return false;
        }
    }
    matches!(kind, Tokens::Tags | Tokens::Elements | Tokens::Rtf)
}

/// An element: where it begins, where its start tag ends, where its end tag begins, where it ends.
type Element = [usize; 4];

/// Changes a whole element, so that all tags stay in pairs; `false` when there is none.
fn element(data: &mut Vec<u8>, random: &mut Random) -> bool {
    let found = elements(data);
    if found.is_empty() {
        return false;
    }
    let [start, inner, end_tag, end] = *random.pick(&found);
    match random.below(6) {
        0 => drop(data.drain(start..end)),
        1 => repeat(data, (start, end), 1),
        2 => {
            let times = 1 << random.below(13);
            repeat(data, (start, end), times);
        }
        3 => {
            // Nested in itself: the inside goes on only if both tags are put in as often.
            let most = GROWTH / (inner - start + end - end_tag).max(1);
            let times = (1usize << random.below(13)).min(most);
            let tail = data[end_tag..end].repeat(times);
            let head = data[start..inner].repeat(times);
            insert(data, end, &tail);
            insert(data, start, &head);
        }
        4 => {
            let [from, _, _, to] = *random.pick(&found);
            let copy = data[from..to].to_vec();
            insert(data, start, &copy);
        }
        _ => {
            // Only the tags go.
            drop(data.drain(end_tag..end));
            drop(data.drain(start..inner));
        }
    }
    true
}

fn elements(data: &[u8]) -> Vec<Element> {
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut found = Vec::new();
    for (start, end) in tags(data) {
        let tag = &data[start..end];
        if tag.starts_with(b"<?") || tag.starts_with(b"<!") {
            continue;
        }
        if tag.ends_with(b"/>") {
            found.push([start, end, end, end]);
        } else if !tag.starts_with(b"</") {
            open.push((start, end));
        } else if let Some((from, inner)) = open.pop() {
            found.push([from, inner, start, end]);
        }
    }
    found
}

/// Puts another number in the place of one.
fn number(data: &mut Vec<u8>, random: &mut Random) {
    let digits = spans(data, |byte| byte.is_ascii_digit());
    if digits.is_empty() {
        return;
    }
    let (start, end) = *random.pick(&digits);
    let long = "7".repeat(1 << random.below(17));
    let text = match random.percent(5) {
        true => long.as_str(),
        false => *random.pick(&NUMBERS),
    };
    data.splice(start..end, text.bytes());
}

/// The ends of all tokens.
fn cut(data: &[u8], kind: Tokens) -> Vec<(usize, usize)> {
    match kind {
        Tokens::Tags | Tokens::Elements => tags(data),
        Tokens::Rtf => control_words(data),
        Tokens::Lines => spans(data, |byte| byte != b'\n'),
        Tokens::Words => spans(data, |byte| !byte.is_ascii_whitespace()),
    }
}

fn tags(data: &[u8]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut open = None;
    for (at, byte) in data.iter().enumerate() {
        match (byte, open) {
            (b'<', _) => open = Some(at),
            (b'>', Some(start)) => {
                found.push((start, at + 1));
                open = None;
            }
            _ => {}
        }
    }
    found
}

fn control_words(data: &[u8]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (at, byte) in data.iter().enumerate() {
        match byte {
            b'{' | b'}' => found.push((at, at + 1)),
            b'\\' => {
                let word = data[at + 1..].iter();
                let length = word.take_while(|b| b.is_ascii_alphanumeric()).count();
                found.push((at, at + 1 + length));
            }
            _ => {}
        }
    }
    found
}

fn spans(data: &[u8], is_inside: impl Fn(u8) -> bool) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (at, byte) in data
        .iter()
        .enumerate()
        .filter(|(_, byte)| is_inside(**byte))
    {
        let _ = byte;
        match found.last_mut() {
            Some(last) if last.1 == at => last.1 = at + 1,
            _ => found.push((at, at + 1)),
        }
    }
    found
}

fn repeat(data: &mut Vec<u8>, (start, end): (usize, usize), times: usize) {
    let times = times.min(GROWTH / (end - start).max(1)).max(1);
    let copies = data[start..end].repeat(times);
    insert(data, end, &copies);
}

fn insert(data: &mut Vec<u8>, at: usize, piece: &[u8]) {
    drop(data.splice(at..at, piece.iter().copied()));
}

/// Takes a piece out and puts it in elsewhere.
fn swap(data: &mut Vec<u8>, (start, end): (usize, usize), to: usize) {
    let piece: Vec<u8> = data.drain(start..end).collect();
    let to = to.min(data.len());
    insert(data, to, &piece);
}
