//! What a suite's own output says of its cases: cargo's, Node's or a closing line of ours.

/// In which words a suite tells how it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `cargo test` and wasm-bindgen's runner: `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
    Cargo,
    /// `node --test --test-reporter=spec`: `ℹ pass 3`.
    Node,
    /// A last line `3 passed, 0 failed[, 1 skipped]`, and a line `skipped: NAME[ # reason]` for each skip.
    Closing,
    /// Nothing: each command is one case, and its exit code the verdict.
    Whole,
}

/// Cases of one suite.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub passed: usize,
    pub failed: usize,
    pub skipped: usize,
    /// The names of the skipped, as far as the output tells them.
    pub skips: Vec<String>,
}

impl Counts {
    pub fn cases(&self) -> usize {
        self.passed + self.failed + self.skipped
    }

    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.skips.extend(other.skips);
    }

    /// Reads one command's output. A command that failed, or that ran no case, never counts as passed.
    pub fn read(format: Format, output: &str, success: bool) -> Self {
        let output = without_colours(output);
        let mut counts = match format {
            Format::Cargo => cargo(&output),
            Format::Node => node(&output),
            Format::Closing => closing(&output),
            Format::Whole => Self {
                passed: 1,
                ..Self::default()
            },
        };
        if format == Format::Whole && !success {
            counts.passed = 0;
        }
        if counts.failed == 0 && (!success || counts.cases() == 0) {
            counts.failed = 1;
        }
        counts
    }
}

fn cargo(output: &str) -> Counts {
    let mut counts = Counts::default();
    for line in output.lines() {
        if let Some(result) = line.trim_start().strip_prefix("test result: ") {
            counts.passed += before(result, " passed");
            counts.failed += before(result, " failed");
            counts.skipped += before(result, " ignored");
        } else if let Some((name, rest)) = line
            .strip_prefix("test ")
            .and_then(|test| test.split_once(" ... "))
            && rest.starts_with("ignored")
        {
            counts.skips.push(name.to_owned());
        }
    }
    counts
}

fn node(output: &str) -> Counts {
    let mut counts = Counts::default();
    for line in output.lines() {
        if let Some((name, number)) = line
            .strip_prefix("ℹ ")
            .and_then(|pair| pair.split_once(' '))
            && let Ok(number) = number.parse::<usize>()
        {
            match name {
                "pass" => counts.passed += number,
                // A test that is still to be written or was cancelled has not passed.
                "fail" | "cancelled" | "todo" => counts.failed += number,
                "skipped" => counts.skipped += number,
                _ => {}
            }
        } else if let Some(test) = line.trim_start().strip_prefix("﹣ ") {
            let name = test.rsplit_once(" (").map_or(test, |pair| pair.0);
            counts.skips.push(name.to_owned());
        }
    }
    counts
}

fn closing(output: &str) -> Counts {
    let last = output.lines().rev().find(|line| {
        line.starts_with(|c: char| c.is_ascii_digit())
            && line.contains(" passed, ")
            && line.contains(" failed")
    });
    let Some(line) = last else {
        return Counts::default();
    };
    let skips = output
        .lines()
        .filter_map(|line| line.strip_prefix("skipped: "));
    Counts {
        passed: before(line, " passed"),
        failed: before(line, " failed"),
        skipped: before(line, " skipped"),
        skips: skips
            .map(|name| name.split(" # ").next().unwrap_or(name).to_owned())
            .collect(),
    }
}

/// The number right before a word; 0 where there is none.
fn before(line: &str, word: &str) -> usize {
    let head = line.split_once(word).map_or("", |pair| pair.0);
    let digits = head
        .rsplit(|c: char| !c.is_ascii_digit())
        .next()
        .unwrap_or_default();
    digits.parse().unwrap_or(0)
}

fn without_colours(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split("\x1b[");
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        out.push_str(
            part.split_once(|c: char| c.is_ascii_alphabetic())
                .map_or("", |pair| pair.1),
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(passed: usize, failed: usize, skipped: usize, skips: &[&str]) -> Counts {
        let skips = skips.iter().map(|name| (*name).to_owned()).collect();
        Counts {
            passed,
            failed,
            skipped,
            skips,
        }
    }

    #[test]
    fn cargo_s_results_are_summed_over_its_test_binaries() {
        let output = "test a ... ok\ntest b ... ignored, no reason\n\
            test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n\
            test result: \x1b[31mFAILED\x1b[0m. 3 passed; 2 failed; 0 ignored; 0 measured\n";
        assert_eq!(
            Counts::read(Format::Cargo, output, false),
            counts(15, 2, 1, &["b"])
        );
    }

    #[test]
    fn node_s_todo_and_cancelled_count_as_failed() {
        let output = "✔ fine (0.7ms)\n  ﹣ left (out) (0.08ms) # no reason\nℹ tests 5\nℹ pass 1\n\
            ℹ fail 1\nℹ cancelled 1\nℹ skipped 1\nℹ todo 1\nℹ duration_ms 144.5\n";
        assert_eq!(
            Counts::read(Format::Node, output, false),
            counts(1, 3, 1, &["left (out)"])
        );
    }

    #[test]
    fn the_last_closing_line_counts() {
        let output = "1 passed, 0 failed\nskipped: a b # why\n10 passed, 0 failed, 1 skipped\n";
        assert_eq!(
            Counts::read(Format::Closing, output, true),
            counts(10, 0, 1, &["a b"])
        );
    }

    #[test]
    fn a_suite_that_ran_nothing_or_ended_badly_has_failed() {
        assert_eq!(Counts::read(Format::Cargo, "", true), counts(0, 1, 0, &[]));
        assert_eq!(
            Counts::read(Format::Closing, "5 passed, 0 failed", false),
            counts(5, 1, 0, &[])
        );
        assert_eq!(Counts::read(Format::Whole, "", false), counts(0, 1, 0, &[]));
        assert_eq!(Counts::read(Format::Whole, "", true), counts(1, 0, 0, &[]));
    }
}
