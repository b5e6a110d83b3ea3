//! Everything a contributor runs: `cargo xtask setup`, `package`, `site`, `demo`, `test`, `soak`, `fuzz`, `bench`, `docs`,
//! `examples`.
#![forbid(unsafe_code)]

mod bench;
mod browsers;
mod demo;
mod docs;
mod emulator;
mod examples;
mod fuzz;
mod package;
mod process;
mod project;
mod python;
mod redis;
mod setup;
mod site;
mod soak;
mod stamp;
mod test;
mod together;
mod toolchain;
mod ui;
mod unix;
mod valgrind;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand};

use setup::SetupOptions;
use test::Level;
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
    /// Get the wasm target, the build tools, the npm tools and the browsers; nothing when all are there
    Setup {
        /// Build the wasm target from Debian's packages, even where rustup has it (or PULSE_FORCE_DEBIAN=1)
        #[arg(long)]
        debian: bool,
        /// Leave out the browsers and their drivers
        #[arg(long)]
        no_browsers: bool,
    },
    /// Build the npm package into pkg/ and target/npm/, and show its sizes
    Package,
    /// Build the dashboard over the package into target/www-demo, for any static server
    Site,
    /// Run the API page's examples against a local emulator, then serve the demo page until Ctrl-C
    Demo {
        /// Stop after the examples; succeed only if each did what the API page says
        #[arg(long)]
        once: bool,
    },
    /// Run every suite; the last line says how many cases passed, failed and were skipped
    Test {
        /// Leave out what needs a browser
        #[arg(long, conflicts_with = "all")]
        quick: bool,
        /// Run the long suites too
        #[arg(long)]
        all: bool,
        /// Run these suites alone, whatever level they are of
        #[arg(conflicts_with_all = ["quick", "all"])]
        suites: Vec<String>,
    },
    /// Send mixed traffic to an emulator that fails, is killed and comes back; then compare the client's reports with its record
    Soak {
        /// How long; memory is compared from about 20 s on
        #[arg(long, default_value_t = 1.0, value_parser = soak::minutes)]
        minutes: f64,
        /// Gives the same choices again
        #[arg(long, default_value_t = 1)]
        seed: u32,
    },
    /// Feed random inputs to everything that parses or decides, guided by coverage
    Fuzz {
        /// How long each target runs; two run at a time
        #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..))]
        seconds: u32,
        /// Only this target
        #[arg(long, value_parser = PossibleValuesParser::new(fuzz::TARGETS))]
        target: Option<String>,
        /// Gives the same random choices again
        #[arg(long, default_value_t = 1)]
        seed: u32,
    },
    /// Measure all figures in one run, and write bench/results.json, docs/figures.md, the charts and the README's figures
    Bench {
        /// Fewer rounds, to try it: only target/bench/results.json is written
        #[arg(long)]
        quick: bool,
        /// Measure these parts alone, and keep the others
        #[arg(long, num_args = 1.., value_name = "PART", value_parser = PossibleValuesParser::new(bench::PARTS))]
        only: Vec<String>,
    },
    /// Build the API reference of the package and the crates into target/docs, and follow its links
    Docs,
    /// Run the API page's examples of one kind, with EMULATOR_URL and PULSE_TARBALL if set, else what the sources give
    Examples { kind: examples::Kind },
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
            setup::run(
                &workspace,
                SetupOptions {
                    force_debian: debian,
                    browsers: !no_browsers,
                    ..SetupOptions::default()
                },
            )?;
            Ok(ExitCode::SUCCESS)
        }
        Task::Package => {
            let tools = setup::ensure(&workspace, SetupOptions::for_package())?;
            package::run(&workspace, &tools)?;
            Ok(ExitCode::SUCCESS)
        }
        Task::Site => {
            let tools = setup::ensure(&workspace, SetupOptions::for_package())?;
            let packed = package::ensure(&workspace, &tools)?;
            let built = site::ensure(&workspace, &packed)?;
            ui::step(&format!("dashboard: {}", built.display()));
            Ok(ExitCode::SUCCESS)
        }
        Task::Demo { once } => demo::run(&workspace, once),
        Task::Test { quick, all, suites } => {
            let level = match (quick, all) {
                (true, _) => Level::Quick,
                (_, true) => Level::All,
                _ => Level::Usual,
            };
            test::run(&workspace, level, &suites)
        }
        Task::Soak { minutes, seed } => soak::run(&workspace, minutes, seed),
        Task::Fuzz {
            seconds,
            target,
            seed,
        } => fuzz::run(
            &workspace,
            &fuzz::Options {
                seconds,
                target,
                seed,
            },
        ),
        Task::Bench { quick, only } => bench::run(&workspace, quick, &only),
        Task::Docs => {
            let tools = setup::ensure(&workspace, SetupOptions::for_package())?;
            docs::run(&workspace, &tools)?;
            Ok(ExitCode::SUCCESS)
        }
        Task::Examples { kind } => {
            let well = examples::run(&workspace, kind)?;
            Ok(if well {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            })
        }
    }
}
