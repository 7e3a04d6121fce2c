//! The command line of nianbao.

use std::process::ExitCode;

fn main() -> ExitCode {
    nianbao::cli::run(std::env::args_os())
}
