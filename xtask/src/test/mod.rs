//! `cargo xtask test`: every suite in turn, a table of how they went, and one line that sums them up.

mod apps;
mod bench;
mod cli;
mod conformance;
mod consumers;
mod counts;
mod dashboard;
mod docs;
mod figures;
mod fleet;
mod hard;
mod lanes;
mod plain;
mod report;
mod rules;
mod runtimes;
mod rust;
mod suite;
mod suites;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use crate::emulator::{self, Build, Emulator};
use crate::package::{self, Packed};
use crate::process::{heard, line};
use crate::project;
use crate::setup::{self, SetupOptions, Tools};
use crate::ui::heading;
use crate::workspace::Workspace;
use counts::Counts;
use lanes::Screen;
use rules::Rules;
pub use suite::Level;
use suite::{Need, Suite};

/// A suite that takes longer hangs.
const LIMIT: Duration = Duration::from_secs(10 * 60);

/// What the suites' commands are made from.
pub struct Context<'a> {
    pub workspace: &'a Workspace,
    pub tools: &'a Tools,
    packed: Option<Packed>,
    /// An empty project with the tarball installed.
    project: Option<PathBuf>,
    emulator: Option<PathBuf>,
}

struct Row {
    suite: &'static str,
    counts: Counts,
    took: Duration,
}

/// Runs the suites of a level, or those named, and exits with 1 if anything failed.
pub fn run(workspace: &Workspace, level: Level, only: &[String]) -> Result<ExitCode> {
    let rules = Rules::load(workspace)?;
    let chosen = choose(workspace, level, only)?;
    let needed = |need| chosen.iter().any(|suite| suite.needs.contains(&need));
    let tools = setup::ensure(
        workspace,
        SetupOptions {
            browsers: needed(Need::Browsers),
            redis: needed(Need::Redis),
            compile_client: needed(Need::Package),
            ..SetupOptions::default()
        },
    )?;
    let mut context = Context {
        workspace,
        tools: &tools,
        packed: None,
        project: None,
        emulator: None,
    };
    let mut rows = Vec::new();
    if needed(Need::Package) {
        rows.push(prepare(
            "package",
            "the npm package can be built and packed",
            || {
                let packed = package::ensure(workspace, &tools)?;
                let project = project::with_tarball(workspace, &packed.tarball, "project")?;
                context.project = Some(project);
                context.packed = Some(packed);
                Ok(())
            },
        ));
    }
    if chosen.iter().any(Suite::wants_emulator) {
        rows.push(prepare(
            "emulator",
            "the local Pulse API can be built",
            || {
                context.emulator = Some(emulator::build(workspace, Build::Tests)?);
                Ok(())
            },
        ));
    }
    rows.extend(lanes::run(&chosen, &context));
    rows.push(held(workspace, &rules, &rows, &chosen));
    Ok(report::report(&context, &rules, &rows))
}

fn choose(workspace: &Workspace, level: Level, only: &[String]) -> Result<Vec<Suite>> {
    let mut all = suites::all(workspace);
    if only.is_empty() {
        all.retain(|suite| suite.level <= level);
        return Ok(all);
    }
    let names: Vec<&str> = all.iter().map(|suite| suite.name).collect();
    for name in only {
        names.iter().find(|known| *known == name).with_context(|| {
            // One a line: some names have commas in them.
            format!(
                "there is no suite \"{name}\"; these are the suites:\n  {}",
                names.join("\n  ")
            )
        })?;
    }
    all.retain(|suite| only.iter().any(|name| name == suite.name));
    Ok(all)
}

/// A step that suites depend on, counted as a case of its own.
fn prepare(name: &'static str, proves: &str, work: impl FnOnce() -> Result<()>) -> Row {
    heading(&format!("{name}: {proves}"));
    let begun = Instant::now();
    let mut counts = Counts::default();
    match work() {
        Ok(()) => counts.passed = 1,
        Err(error) => {
            counts.failed = 1;
            println!("error: {error:#}");
        }
    }
    Row {
        suite: name,
        counts,
        took: begun.elapsed(),
    }
}

fn run_suite(suite: &Suite, context: &Context, screen: &mut Screen) -> Result<Counts> {
    if let Some(reason) = (suite.impossible)(context) {
        screen.line(&format!("skipped: {reason}"));
        let skips = vec![suite::WHOLE.to_owned()];
        return Ok(Counts {
            skipped: 1,
            skips,
            ..Counts::default()
        });
    }
    let mut counts = Counts::default();
    let emulator = start_emulator(suite, context)?;
    for mut command in (suite.commands)(context)? {
        hand_over(&mut command, context, emulator.as_ref());
        screen.line(&format!("$ {}", line(&command)));
        let heard = heard(&mut command, LIMIT, |text| screen.line(text))?;
        if heard.status.is_none() {
            screen.line(&format!(
                "stopped: it was not done within {} s",
                LIMIT.as_secs()
            ));
        }
        let success = heard.status.is_some_and(|status| status.success());
        counts.add(Counts::read(suite.format, &heard.output, success));
    }
    Ok(counts)
}

fn start_emulator(suite: &Suite, context: &Context) -> Result<Option<Emulator>> {
    if suite.needs.contains(&Need::Package) {
        context
            .packed
            .as_ref()
            .context("the package was not built, see above")?;
    }
    if !suite.wants_emulator() {
        return Ok(None);
    }
    let binary = context
        .emulator
        .as_ref()
        .context("the emulator was not built, see above")?;
    let flags = suite.needs.iter().find_map(|need| match need {
        Need::Emulator(flags) => Some(flags()),
        _ => None,
    });
    flags
        .map(|flags| Emulator::start(context.workspace, binary, &flags))
        .transpose()
}

/// What a suite finds in its environment.
fn hand_over(command: &mut Command, context: &Context, emulator: Option<&Emulator>) {
    // The suites' clients must see what they are given, and no key or address of the developer's.
    for name in ["PULSE_API_KEY", "PULSE_BASE_URL"] {
        command.env_remove(name);
    }
    if let Some(emulator) = emulator {
        command.env("EMULATOR_URL", &emulator.url);
    }
    if let Some(binary) = &context.emulator {
        offer(command, "EMULATOR_BIN", binary);
    }
    if let Some(packed) = &context.packed {
        command
            .env("PULSE_TARBALL", &packed.tarball)
            .env("PULSE_PKG", &packed.folder);
    }
    if let Some(project) = &context.project {
        command.env("PULSE_PROJECT", project);
    }
    if let Some(redis) = &context.tools.redis {
        command.env("REDIS_BIN", redis);
    }
    if let Some(browsers) = &context.tools.browsers {
        command
            .env("CHROMIUM", &browsers.chromium)
            .env("FIREFOX", &browsers.firefox);
        command
            .env("CHROMEDRIVER", &browsers.chromedriver)
            .env("WEBKITDRIVER", &browsers.webkit_driver);
        command.env(
            "GECKODRIVER",
            context.workspace.tools.join("bin/geckodriver"),
        );
    }
}

/// Sets what the suite has not set itself: one that measures brings a release build along.
fn offer(command: &mut Command, name: &str, value: &Path) {
    if !command.get_envs().any(|(known, _)| known == name) {
        command.env(name, value);
    }
}

/// The rules over the whole run, as two cases of their own.
fn held(workspace: &Workspace, rules: &Rules, rows: &[Row], chosen: &[Suite]) -> Row {
    heading("rules: no skip that is not agreed on, no case that went missing");
    let skips: Vec<String> = rows
        .iter()
        .flat_map(|row| rules.breaches_by_skips(row.suite, &row.counts))
        .collect();
    let whole = |row: &Row| row.counts.skips.iter().any(|name| name == suite::WHOLE);
    let run = rows
        .iter()
        .filter(|row| chosen.iter().any(|suite| suite.name == row.suite));
    // Of a suite that was skipped as a whole, the skip is judged, and its cases can't be counted.
    let mut floors: Vec<String> = run
        .filter(|row| !whole(row))
        .filter_map(|row| rules.breach_of_floor(row.suite, &row.counts))
        .collect();
    let all = suites::all(workspace);
    let known: Vec<&str> = all.iter().map(|suite| suite.name).collect();
    floors.extend(rules.floors_without_suite(&known));
    let mut counts = Counts::default();
    for breaches in [skips, floors] {
        if breaches.is_empty() {
            counts.passed += 1;
        } else {
            counts.failed += 1;
        }
        for breach in breaches {
            println!("{breach}");
        }
    }
    Row {
        suite: "rules",
        counts,
        took: Duration::ZERO,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_suite_is_answered_with_the_known_ones_each_on_a_line_of_its_own() {
        let workspace = Workspace::find().unwrap();
        let unknown = ["no such suite".to_owned()];
        let error = choose(&workspace, Level::Usual, &unknown).err().unwrap();
        let text = error.to_string();
        assert!(text.contains("\"no such suite\""), "{text}");
        assert!(text.lines().any(|line| line == "  publint, attw"), "{text}");
    }

    #[test]
    fn what_a_suite_sets_itself_is_not_replaced() {
        let mut command = Command::new("node");
        command.env("EMULATOR_BIN", "of the suite");
        offer(&mut command, "EMULATOR_BIN", Path::new("of the run"));
        offer(&mut command, "OTHER", Path::new("of the run"));
        let envs: Vec<_> = command.get_envs().collect();
        let is = |name: &str, value: &str| envs.contains(&(name.as_ref(), Some(value.as_ref())));
        assert!(is("EMULATOR_BIN", "of the suite"));
        assert!(is("OTHER", "of the run"));
    }

    #[test]
    fn a_bar_of_many_jobs_is_held_by_the_command_that_ci_runs() {
        let names = |level: Level| {
            let mut suites = figures::suites();
            suites.retain(|suite| suite.level <= level);
            suites.iter().map(|suite| suite.name).collect::<Vec<_>>()
        };
        assert_eq!(names(Level::Usual), ["bulk figures"]);
        assert_eq!(names(Level::All), ["soak", "bulk figures", "bulk pool"]);
    }
}
