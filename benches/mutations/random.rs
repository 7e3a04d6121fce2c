//! Small random numbers, the same in every run.

/// SplitMix64: any seed is a good one.
pub struct Random(u64);

impl Random {
    /// The numbers of one mutation of one kind of file.
    pub fn new(kind: &str, run: u64) -> Random {
        let kind = kind
            .bytes()
            .fold(0u64, |sum, byte| sum * 131 + u64::from(byte));
        Random(kind.wrapping_mul(0x9E37_79B9) ^ run.wrapping_mul(0xD134_2543_DE82_EF95))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Less than `end`; 0 when there is nothing less.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % (end.max(1) as u64)) as usize
    }

    /// Whether something that happens `times` in a hundred happens now.
    pub fn percent(&mut self, times: usize) -> bool {
        self.below(100) < times
    }

    /// One of them.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// A piece of `length` places: its two ends, small pieces more often than large ones.
    pub fn piece(&mut self, length: usize) -> (usize, usize) {
        let start = self.below(length);
        let longest = 1usize << self.below(17);
        let end = start + 1 + self.below(longest);
        (start, end.min(length))
    }
}
