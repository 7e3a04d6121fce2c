//! Names of members: bytes in an unknown encoding that may say anything.

use std::collections::BTreeSet;

/// UTF-8, or else GB 18030, which zip programs in China write without saying so; on one line.
pub(super) fn text(raw: &[u8]) -> String {
    let text = match std::str::from_utf8(raw) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::GB18030
            .decode_without_bom_handling(raw)
            .0
            .into_owned(),
    };
    text.replace(char::is_control, "\u{FFFD}")
}

/// The text of a name with `/` between the parts, without `.`, `..` and drives.
pub(super) fn decoded(raw: &[u8]) -> String {
    let shown = text(raw).replace('\\', "/");
    let parts = shown
        .split('/')
        .filter(|part| !matches!(*part, "" | "." | ".."));
    let name = parts.collect::<Vec<_>>().join("/");
    if name.is_empty() {
        String::from("member")
    } else {
        name
    }
}

/// What systems put beside files: no one means it to be read.
pub(super) fn is_litter(name: &str) -> bool {
    name.split('/').any(|part| {
        matches!(part, "__MACOSX" | ".DS_Store" | "Thumbs.db" | "desktop.ini")
            || part.starts_with("._")
    })
}

/// `wanted`, or `wanted~2`, `wanted~3`, … where that is taken.
pub(super) fn unique(wanted: &str, taken: &BTreeSet<String>) -> String {
    if !taken.contains(wanted) {
        return wanted.to_owned();
    }
    // Looked for by halves: an archive may hold one name many thousand times.
    let is_taken = |n: usize| taken.contains(&format!("{wanted}~{n}"));
    let (mut low, mut high) = (1, 2);
    while is_taken(high) {
        (low, high) = (high, high * 2);
    }
    while low + 1 < high {
        let middle = low + (high - low) / 2;
        if is_taken(middle) {
            low = middle
        } else {
            high = middle
        }
    }
    format!("{wanted}~{high}")
}
