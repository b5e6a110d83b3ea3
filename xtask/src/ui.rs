//! What a task shows: steps with the seconds since the start, a line that ticks, tables, a box.

use std::io::{IsTerminal, Write, stdout};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

static START: OnceLock<Instant> = OnceLock::new();

/// The seconds since the task began, as the steps show them.
pub fn elapsed() -> Duration {
    START.get_or_init(Instant::now).elapsed()
}

/// One line: what is done and why, after the seconds since the start.
pub fn step(text: &str) {
    Board::lock().erase();
    println!("[{:>4} s] {text}", elapsed().as_secs());
}

/// A heading that parts one long output from the next.
pub fn heading(text: &str) {
    println!(
        "\n── {text} {}",
        "─".repeat(76usize.saturating_sub(text.chars().count()))
    );
}

/// A heading with the lines below it, at once: nothing that another step says comes between.
pub fn withheld(text: &str, lines: &str) {
    let mut board = Board::lock();
    board.erase();
    heading(text);
    print!("{lines}");
}

/// Whether lines may be rewritten in place.
pub fn on_terminal() -> bool {
    stdout().is_terminal()
}

/// A step that is under way, and what it said last.
struct Running {
    id: usize,
    label: String,
    begun: Instant,
    detail: Box<dyn Fn() -> String + Send>,
}

/// The steps under way: they may be several at once, and share one line.
struct Board {
    running: Vec<Running>,
    next_id: usize,
    shown: Option<Instant>,
    /// Whether a line stands on the terminal that the next one replaces.
    drawn: bool,
}

static BOARD: Mutex<Board> = Mutex::new(Board {
    running: Vec::new(),
    next_id: 0,
    shown: None,
    drawn: false,
});

impl Board {
    fn lock() -> MutexGuard<'static, Self> {
        BOARD.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_due(&self, every: Duration) -> bool {
        let oldest = self.running.iter().map(|step| step.begun).min();
        oldest
            .max(self.shown)
            .is_some_and(|last| last.elapsed() >= every)
    }

    /// One line for all that is under way, each step with its name and an equal share of the width.
    fn line(&self, width: usize) -> String {
        let share = (width / self.running.len().max(1)).max(24);
        let parts = self.running.iter().map(|step| {
            let seconds = step.begun.elapsed().as_secs();
            let part = format!("{}: {seconds} s  {}", step.label, (step.detail)());
            part.chars().take(share).collect::<String>()
        });
        format!(
            "         … {}",
            parts.collect::<Vec<_>>().join(" · ").trim_end()
        )
    }

    fn erase(&mut self) {
        if self.drawn {
            print!("\r\x1b[2K");
            // A terminal that is gone must not end the task.
            let _ = stdout().flush();
            self.drawn = false;
        }
    }
}

/// A sign of life for a silent step: rewrites one line on a terminal, else adds one every ten seconds.
pub struct Ticker {
    id: usize,
    begun: Instant,
}

impl Ticker {
    /// The detail is what the step said last; it is asked for whenever a line is due.
    pub fn new(label: &str, detail: impl Fn() -> String + Send + 'static) -> Self {
        let mut board = Board::lock();
        let id = board.next_id;
        board.next_id += 1;
        let begun = Instant::now();
        board.running.push(Running {
            id,
            label: label.to_owned(),
            begun,
            detail: Box::new(detail),
        });
        Self { id, begun }
    }

    /// Shows how long the steps have taken and what each said last, when that is due.
    pub fn tick(&self) {
        Self::tick_all();
    }

    /// The same for whoever has no step of its own.
    pub fn tick_all() {
        let on_terminal = on_terminal();
        let every = Duration::from_millis(if on_terminal { 500 } else { 10_000 });
        let mut board = Board::lock();
        if !board.is_due(every) {
            return;
        }
        board.shown = Some(Instant::now());
        // A line that wraps can't be rewritten; in a log nothing is cut that matters.
        let line = board.line(if on_terminal { 88 } else { 240 });
        if on_terminal {
            board.erase();
            print!("{line}");
            let _ = stdout().flush();
            board.drawn = true;
        } else {
            println!("{line}");
        }
    }

    pub fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        let mut board = Board::lock();
        board.running.retain(|step| step.id != self.id);
        board.erase();
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

/// A byte count in the unit that sizes are told in.
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
    fn steps_under_way_at_once_share_a_line_and_each_is_named_in_it() {
        let running = ["one", "two"].map(|label| Running {
            id: 0,
            label: label.into(),
            begun: Instant::now(),
            detail: Box::new(|| "x".repeat(200)),
        });
        let board = Board {
            running: running.into(),
            next_id: 2,
            shown: None,
            drawn: false,
        };
        let line = board.line(88);
        assert!(line.starts_with("         … one: 0 s  xxx"), "{line}");
        assert!(line.contains(" · two: 0 s  xxx"), "{line}");
        assert!(line.chars().count() < 110, "{line}");
    }

    #[test]
    fn a_box_closes_on_every_line() {
        let text = boxed(&["a".into(), "long".into()]);
        assert_eq!(text, "╭────────╮\n│  a     │\n│  long  │\n╰────────╯");
    }
}
