//! What a task shows: steps with the seconds since the start, a line that ticks, tables, a box.

use std::io::{IsTerminal, Write, stdout};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

static START: OnceLock<Instant> = OnceLock::new();

/// The seconds since the task began, as the steps show them.
pub fn elapsed() -> Duration {
    START.get_or_init(Instant::now).elapsed()
}

/// One line: what is done and why, after the seconds since the start.
pub fn step(text: &str) {
    println!("[{:>4} s] {text}", elapsed().as_secs());
}

/// A heading that parts one long output from the next.
pub fn heading(text: &str) {
    println!(
        "\n── {text} {}",
        "─".repeat(76usize.saturating_sub(text.chars().count()))
    );
}

/// Whether lines may be rewritten in place.
pub fn on_terminal() -> bool {
    stdout().is_terminal()
}

/// A sign of life for a silent step: rewrites one line on a terminal, else adds one each ten seconds.
pub struct Ticker {
    label: String,
    begun: Instant,
    shown: Option<Instant>,
    every: Duration,
    rewrites: bool,
}

impl Ticker {
    pub fn new(label: &str) -> Self {
        let rewrites = on_terminal();
        let every = if rewrites {
            Duration::from_millis(500)
        } else {
            Duration::from_secs(10)
        };
        Self {
            label: label.to_owned(),
            begun: Instant::now(),
            shown: None,
            every,
            rewrites,
        }
    }

    /// Shows how long it has been and what the child said last, when that is due.
    pub fn tick(&mut self, detail: impl FnOnce() -> String) {
        let last = self.shown.unwrap_or(self.begun);
        if last.elapsed() < self.every {
            return;
        }
        self.shown = Some(Instant::now());
        let seconds = self.begun.elapsed().as_secs();
        let line = format!("         … {}: {seconds} s  {}", self.label, detail());
        let line: String = line.chars().take(100).collect();
        if self.rewrites {
            print!("\r\x1b[2K{line}");
            // A terminal that is gone must not end the task.
            let _ = stdout().flush();
        } else {
            println!("{line}");
        }
    }

    /// Takes the rewritten line away and tells how long the step took.
    pub fn finish(self) -> Duration {
        if self.rewrites && self.shown.is_some() {
            print!("\r\x1b[2K");
            let _ = stdout().flush();
        }
        self.begun.elapsed()
    }
}

/// Rows under headings, each column as wide as its widest cell; all but the first column flush right.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows
            .iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count());
        cells
            .chain(head.get(column).map(|name| name.chars().count()))
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let mut out = String::new();
        for (column, cell) in cells.enumerate() {
            let pad = " ".repeat(widths.get(column).copied().unwrap_or(0) - cell.chars().count());
            let parted = if column == 0 {
                format!("{cell}{pad}")
            } else {
                format!("  {pad}{cell}")
            };
            out.push_str(&parted);
        }
        out.trim_end().to_owned()
    };
    let mut lines = vec![line(&mut head.iter().copied())];
    lines.push("─".repeat(widths.iter().sum::<usize>() + 2 * head.len().saturating_sub(1)));
    lines.extend(
        rows.iter()
            .map(|row| line(&mut row.iter().map(String::as_str))),
    );
    lines.join("\n")
}

/// Lines in a frame, for the one thing a newcomer must not miss.
pub fn boxed(lines: &[String]) -> String {
    let width = lines
        .iter()
        .map(|line| line.chars().count())
        .max()
        .unwrap_or(0);
    let mut out = format!("╭{}╮\n", "─".repeat(width + 4));
    for line in lines {
        out.push_str(&format!(
            "│  {line}{}  │\n",
            " ".repeat(width - line.chars().count())
        ));
    }
    out + &format!("╰{}╯", "─".repeat(width + 4))
}

/// A byte count in the unit that the recorded sizes are in.
pub fn kilobytes(bytes: u64) -> String {
    format!("{:.1} KB", bytes as f64 / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_as_wide_as_its_widest_cells() {
        let rows = vec![
            vec!["fmt".into(), "1".into()],
            vec!["pulse-core".into(), "123".into()],
        ];
        let text = table(&["suite", "passed"], &rows);
        assert_eq!(
            text,
            "suite       passed\n──────────────────\nfmt              1\npulse-core     123"
        );
    }

    #[test]
    fn a_box_closes_on_every_line() {
        let text = boxed(&["a".into(), "long".into()]);
        assert_eq!(text, "╭────────╮\n│  a     │\n│  long  │\n╰────────╯");
    }
}
