//! The binary: a shim over [`workbook::run`].

use std::process::ExitCode;

fn main() -> ExitCode {
    workbook::run(std::env::args_os())
}
