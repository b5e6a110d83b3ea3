//! The end of a test run: the table of suites, the package's figures, and the line that sums it up.

use std::process::{Command, ExitCode};

use super::counts::Counts;
use super::rules::Rules;
use super::{Context, Row, hand_over, runtimes};
use crate::package;
use crate::process::capture;
use crate::ui::{elapsed, heading, step, table};

/// Shows how everything went; the last line is what scripts read.
pub fn report(context: &Context, rules: &Rules, rows: &[Row]) -> ExitCode {
    heading("all suites");
    let mut total = Counts::default();
    let mut cells = Vec::new();
    for row in rows {
        total.add(row.counts.clone());
        cells.push(vec![
            row.suite.to_owned(),
            row.counts.passed.to_string(),
            row.counts.failed.to_string(),
            row.counts.skipped.to_string(),
            rules
                .floor(row.suite)
                .map_or("–".into(), |floor| floor.to_string()),
            format!("{:.1}", row.took.as_secs_f64()),
        ]);
    }
    println!(
        "{}",
        table(
            &["suite", "passed", "failed", "skipped", "floor", "seconds"],
            &cells
        )
    );
    if context.packed.is_some() {
        if rows
            .iter()
            .any(|row| row.suite.starts_with(runtimes::PREFIX))
        {
            println!("\n{}", runtimes::table(context).trim_end());
        }
        figures(context);
    }
    println!("\n{} cases in {} s", total.cases(), elapsed().as_secs());
    if total.failed > 0 {
        let bad = rows
            .iter()
            .filter(|row| row.counts.failed > 0)
            .map(|row| row.suite);
        step(&format!("failed: {}", bad.collect::<Vec<_>>().join(", ")));
    }
    println!(
        "{} passed, {} failed, {} skipped",
        total.passed, total.failed, total.skipped
    );
    if total.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The package's sizes and the time per call, for the record; they are judged by their own suites.
fn figures(context: &Context) {
    match package::sizes(context.workspace) {
        Ok(sizes) => println!("\n{sizes}"),
        Err(error) => println!("\nsizes: {error:#}"),
    }
    let script = context.workspace.root.join("bench/percall.mjs");
    if !script.is_file() {
        return;
    }
    let mut command = Command::new("node");
    command
        .arg(script)
        .arg("--json")
        .current_dir(&context.workspace.root);
    hand_over(&mut command, context, None);
    match capture(&mut command) {
        Ok(json) => println!("\ntime per call: {}", json.trim()),
        Err(error) => println!("\ntime per call: {error:#}"),
    }
}
