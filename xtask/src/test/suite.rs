//! What a suite is: its name, what it proves, what it needs, and the commands that run it.

use std::process::Command;

use anyhow::Result;

use super::Context;
use super::counts::Format;
use crate::workspace::npm_command;

/// When a suite runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Always: it needs no browser.
    Quick,
    /// Unless --quick is given.
    Usual,
    /// Only with --all.
    All,
}

/// What must be there before a suite's commands run.
#[derive(Clone, Copy)]
pub enum Need {
    /// The packed package: PULSE_TARBALL and PULSE_PKG.
    Package,
    /// The emulator's binary, which the suite starts itself: EMULATOR_BIN.
    EmulatorBinary,
    /// An emulator of the suite's own, started with these flags: EMULATOR_URL, and EMULATOR_BIN for more.
    Emulator(fn() -> Vec<&'static str>),
    /// CHROMIUM, CHROMEDRIVER, FIREFOX, GECKODRIVER and WEBKITDRIVER.
    Browsers,
    /// REDIS_BIN, which the suite starts itself.
    Redis,
}

impl PartialEq for Need {
    fn eq(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

/// What a suite may run beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// The package in runtimes, bundlers and tools: one at a time, beside one of the house's.
    Package,
    /// Everything else: cargo's, the command's, the emulator's.
    House,
    /// A third one beside the two: what waits or stops by the clock, and what would otherwise run alone at the end.
    Background,
    /// Nothing: what is measured there would be the other suite too.
    Alone,
}

/// The name under which a suite that can't run at all is listed in tests/allowed-skips.json.
pub const WHOLE: &str = "(whole suite)";

/// One suite.
pub struct Suite {
    pub name: &'static str,
    pub proves: &'static str,
    pub level: Level,
    pub lane: Lane,
    pub needs: &'static [Need],
    pub format: Format,
    pub commands: fn(&Context) -> Result<Vec<Command>>,
    /// Why the suite can't run on this machine; None where it can.
    pub impossible: fn(&Context) -> Option<String>,
}

impl Suite {
    /// What most suites have: nothing needed, always run, one case a command.
    pub const fn new(
        name: &'static str,
        proves: &'static str,
        commands: fn(&Context) -> Result<Vec<Command>>,
    ) -> Self {
        Self {
            name,
            proves,
            level: Level::Quick,
            lane: Lane::House,
            needs: &[],
            format: Format::Whole,
            commands,
            impossible: |_| None,
        }
    }

    /// Whether the emulator must be built.
    pub fn wants_emulator(&self) -> bool {
        self.needs
            .iter()
            .any(|need| matches!(need, Need::Emulator(_) | Need::EmulatorBinary))
    }
}

/// A command in the repository's root.
pub fn command(context: &Context, words: &[&str]) -> Command {
    let mut command = Command::new(words.first().copied().unwrap_or_default());
    command
        .args(words.get(1..).unwrap_or_default())
        .current_dir(&context.workspace.root);
    command
}

/// A command of node_modules.
pub fn npm_tool(context: &Context, words: &[&str]) -> Command {
    let name = words.first().copied().unwrap_or_default();
    let mut command = npm_command(context.workspace.npm_bin().join(name));
    command
        .args(words.get(1..).unwrap_or_default())
        .current_dir(&context.workspace.root);
    command
}

/// Node's own test runner over files or folders.
pub fn node_tests(context: &Context, files: &[&str]) -> Command {
    let mut command = command(context, &["node", "--test", "--test-reporter=spec"]);
    command.args(files);
    command
}

/// This very binary with another task, so that a task's output is counted like any suite's.
pub fn own_task(context: &Context, words: &[&str]) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(words).current_dir(&context.workspace.root);
    Ok(command)
}
