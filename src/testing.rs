//! What the property tests share.

use proptest::test_runner::{Config, RngSeed};

/// So many cases, the same in every run; `PROPTEST_RNG_SEED` tries others, `PROPTEST_CASES` more of them.
pub(crate) fn config(cases: u32) -> Config {
    let given = |name: &str| std::env::var_os(name).is_some();
    let mut config = Config {
        // A counterexample belongs into a test of its own and not into a file beside the source.
        failure_persistence: None,
        ..Config::default()
    };
    if !given("PROPTEST_CASES") {
        config.cases = cases;
    }
    if !given("PROPTEST_RNG_SEED") {
        config.rng_seed = RngSeed::Fixed(2021);
    }
    config
}
