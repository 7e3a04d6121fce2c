//! Words that live as long as the process, read back from bytes: ids and labels of forms, names of places, stages.
//!
//! Results hold such words by reference. One that comes back from a worker process or from an earlier run is looked up
//! among those that came before it, and kept when it is new. Their number is capped: bytes that were tampered with
//! take bounded room.

use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::{LazyLock, PoisonError, RwLock};

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A word of the program or of a form; it lives as long as the process.
pub type Word = &'static str;

/// The forms compiled in and the program use some thousand, each form of a user's own some hundred.
const MAX_WORDS: usize = 200_000;

/// No label is longer. Bytes.
const MAX_BYTES: usize = 4 << 10;

// Only looked up: the order of its words shows nowhere.
static WORDS: LazyLock<RwLock<HashSet<Word>>> = LazyLock::new(RwLock::default);

thread_local! {
    /// The words that this thread read last, each at a place that its spelling gives: rows repeat them.
    static LAST: RefCell<[Word; PLACES]> = const { RefCell::new([""; PLACES]) };
}

const PLACES: usize = 512;

/// From its length and its end, where codes and labels differ most.
fn place(word: &str) -> usize {
    let bytes = word.as_bytes();
    let end = bytes.iter().rev().take(8).fold(bytes.len(), |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(usize::from(*byte))
    });
    end % PLACES
}

/// The kept word that is spelled so; `None` when too many are kept already, or it is too long.
fn keep(word: &str) -> Option<Word> {
    let place = place(word);
    LAST.with_borrow_mut(|last| {
        let last = last.get_mut(place)?;
        if *last != word {
            *last = look_up(word)?;
        }
        Some(*last)
    })
}

fn look_up(word: &str) -> Option<Word> {
    let known = WORDS.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(kept) = known.get(word) {
        return Some(kept);
    }
    drop(known);
    let mut known = WORDS.write().unwrap_or_else(PoisonError::into_inner);
    if let Some(kept) = known.get(word) {
        return Some(kept);
    }
    if known.len() >= MAX_WORDS || word.len() > MAX_BYTES {
        return None;
    }
    let kept: Word = Box::leak(word.into());
    known.insert(kept);
    Some(kept)
}

struct OneWord;

impl Visitor<'_> for OneWord {
    type Value = Word;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a word")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<Word, E> {
        keep(word).ok_or_else(|| E::custom("too many words, or one too long"))
    }
}

/// A field that is a word.
pub(crate) mod one {
    use serde::{Deserializer, Serializer};

    use super::{Word, read, write};

    pub(crate) fn serialize<S: Serializer>(word: &Word, serializer: S) -> Result<S::Ok, S::Error> {
        write(word, serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Word, D::Error> {
        read(from)
    }
}

/// A field that is a list of words.
pub(crate) mod many {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::{One, Word};

    pub(crate) fn serialize<S: Serializer>(words: &[Word], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(words.iter().map(|word| One(word)))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Word>, D::Error> {
        let words = Vec::<One>::deserialize(from)?;
        Ok(words.into_iter().map(|One(word)| word).collect())
    }
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct One(#[serde(with = "one")] Word);

thread_local! {
    /// The words of the result that this thread writes, each once; `None` when words are written out.
    static WRITTEN: RefCell<Option<Written>> = const { RefCell::new(None) };
    /// The words of the result that this thread reads.
    static GIVEN: RefCell<Option<Vec<Word>>> = const { RefCell::new(None) };
}

struct Written {
    words: Vec<Word>,
    /// Words written last, by address and length, with their places: a word that is no longer here is listed once more.
    last: [(usize, usize, u32); PLACES],
}

fn write<S: Serializer>(word: Word, serializer: S) -> Result<S::Ok, S::Error> {
    let place = WRITTEN.with_borrow_mut(|written| {
        let Written { words, last } = written.as_mut()?;
        let (address, length) = (word.as_ptr() as usize, word.len());
        // Labels are some bytes long, so the low bits of neighbours differ little.
        let seen = last.get_mut((address >> 2) % PLACES)?;
        if (seen.0, seen.1) != (address, length) {
            *seen = (address, length, u32::try_from(words.len()).ok()?);
            words.push(word);
        }
        Some(seen.2)
    });
    match place {
        Some(place) => serializer.serialize_u32(place),
        None => serializer.serialize_str(word),
    }
}

fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Word, D::Error> {
    if GIVEN.with_borrow(Option::is_none) {
        return deserializer.deserialize_str(OneWord);
    }
    let place = u32::deserialize(deserializer)?;
    let word = GIVEN.with_borrow(|given| given.as_ref()?.get(place as usize).copied());
    word.ok_or_else(|| D::Error::custom("a word that is not given"))
}

/// Runs `pack` with words written as places in a list, which comes back beside what `pack` gives.
#[cfg(feature = "cli")]
pub(crate) fn packed<T>(pack: impl FnOnce() -> T) -> (Vec<Word>, T) {
    WRITTEN.set(Some(Written {
        words: Vec::new(),
        last: [(0, usize::MAX, 0); PLACES],
    }));
    let packed = pack();
    let words = WRITTEN.take().map(|written| written.words);
    (words.unwrap_or_default(), packed)
}

/// Runs `unpack` with words read as places in this list.
#[cfg(feature = "cli")]
pub(crate) fn unpacked<T>(words: Vec<Word>, unpack: impl FnOnce() -> T) -> T {
    GIVEN.set(Some(words));
    let unpacked = unpack();
    GIVEN.set(None);
    unpacked
}

/// Reads the name of a thing that the program has, and finds the thing.
pub(crate) fn found<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    find: impl FnOnce(&str) -> Option<T>,
) -> Result<T, D::Error> {
    struct Name<F>(F);
    impl<T, F: FnOnce(&str) -> Option<T>> Visitor<'_> for Name<F> {
        type Value = T;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a code")
        }

        fn visit_str<E: Error>(self, name: &str) -> Result<T, E> {
            (self.0)(name).ok_or_else(|| E::custom("an unknown code"))
        }
    }
    deserializer.deserialize_str(Name(find))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_kept_once_and_a_long_one_not_at_all() {
        let first = keep("t3__granted").expect("kept");
        let second = keep(&String::from("t3__granted")).expect("kept");
        assert!(std::ptr::eq(first, second));
        assert_eq!(keep(&"长".repeat(MAX_BYTES)), None);
    }
}
