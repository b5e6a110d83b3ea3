//! Everything a contributor runs: `cargo xtask setup`, `package`, `demo`, `test`, `bench`.
#![forbid(unsafe_code)]

mod browsers;
mod process;
mod setup;
mod stamp;
mod toolchain;
mod ui;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use workspace::Workspace;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "What a contributor to pulse-wasm runs",
    version
)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Gets the wasm target, the build tools, the npm tools and the browsers; nothing when all are there
    Setup {
        /// Build the wasm target from Debian's packages, even where rustup has it (or PULSE_FORCE_DEBIAN=1)
        #[arg(long)]
        debian: bool,
        /// Leave out the browsers and their drivers
        #[arg(long)]
        no_browsers: bool,
    },
}

fn main() -> ExitCode {
    ui::elapsed();
    match run(Cli::parse().task) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    match task {
        Task::Setup {
            debian,
            no_browsers,
        } => {
            let wish = setup::Wish {
                force_debian: debian,
                browsers: !no_browsers,
            };
            setup::run(&workspace, wish)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
