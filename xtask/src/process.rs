//! Child processes: quiet ones with a sign of life, loud ones that are also captured, and none left behind.

use std::env;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::together;
use crate::ui::Ticker;

/// A running child that ends with its owner, and whatever it started with it.
pub struct Guard(pub Child);

impl Guard {
    pub fn spawn(command: &mut Command) -> Result<Self> {
        forget_cargo(command);
        let child = command
            .spawn()
            .with_context(|| format!("could not start {}", line(command)))?;
        Ok(Self(child))
    }

    /// Ends the child and its descendants; what has ended already is left alone.
    pub fn end(&mut self) {
        if let Ok(Some(_)) = self.0.try_wait() {
            return;
        }
        for pid in descendants(self.0.id()) {
            // The shell's own kill: a bare machine has no other.
            let _ = Command::new("sh")
                .args(["-c", "kill -9 \"$1\" 2>/dev/null", "kill", &pid.to_string()])
                .status();
        }
        if cfg!(windows) {
            let pid = self.0.id().to_string();
            let mut tree = Command::new("taskkill");
            tree.args(["/F", "/T", "/PID", &pid]);
            let _ = tree.stdout(Stdio::null()).stderr(Stdio::null()).status();
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.end();
    }
}

/// Takes out what `cargo run` told of xtask: build scripts that watch it would build anew each time
/// that cargo is called from here and then from a shell.
fn forget_cargo(command: &mut Command) {
    let told = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"];
    for (name, _) in env::vars_os() {
        let is_told = |name: &str| told.iter().any(|start| name.starts_with(start));
        if name.to_str().is_some_and(is_told) {
            command.env_remove(name);
        }
    }
    for name in ["CARGO_CRATE_NAME", "CARGO_PRIMARY_PACKAGE", "OUT_DIR"] {
        command.env_remove(name);
    }
}

/// All processes below one, as Linux and macOS tell them; Windows ends them by itself in `end`.
fn descendants(of: u32) -> Vec<u32> {
    let mut parents = from_proc();
    if parents.is_empty() {
        parents = from_ps();
    }
    let mut found = vec![of];
    let mut next = 0;
    while let Some(&parent) = found.get(next) {
        found.extend(
            parents
                .iter()
                .filter(|pair| pair.1 == parent)
                .map(|pair| pair.0),
        );
        next += 1;
    }
    found.split_off(1)
}

/// Each process with its parent, by Linux.
fn from_proc() -> Vec<(u32, u32)> {
    let mut parents = Vec::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(pid) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse::<u32>().ok())
        else {
            continue;
        };
        let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        // The name in brackets may hold spaces; the parent is the second field after it.
        let parent = stat
            .rsplit(')')
            .next()
            .and_then(|rest| rest.split_whitespace().nth(1));
        if let Some(parent) = parent.and_then(|field| field.parse::<u32>().ok()) {
            parents.push((pid, parent));
        }
    }
    parents
}

/// The same by `ps`, which macOS has in place of /proc, and a bare Debian has not.
fn from_ps() -> Vec<(u32, u32)> {
    let asked = Command::new("ps").args(["-A", "-o", "pid=,ppid="]).output();
    let text = asked.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    pairs(&text.unwrap_or_default())
}

fn pairs(text: &str) -> Vec<(u32, u32)> {
    let pair = |line: &str| {
        let mut words = line.split_whitespace().map(str::parse);
        Some((words.next()?.ok()?, words.next()?.ok()?))
    };
    text.lines().filter_map(pair).collect()
}

/// The command as a person would type it.
pub fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

/// What a short command prints, or an error that holds what it complained of.
pub fn capture(command: &mut Command) -> Result<String> {
    forget_cargo(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("could not start {}", line(command)))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        bail!(
            "{} failed ({}): {}",
            line(command),
            output.status,
            complaint.trim()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a long command with its output in a log, a ticking line on the screen, and a time limit if given.
pub fn quiet(
    label: &str,
    logs: &Path,
    limit: Option<Duration>,
    command: &mut Command,
) -> Result<Duration> {
    fs::create_dir_all(logs).with_context(|| format!("the folder for logs {}", logs.display()))?;
    let name: String = label
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '-' })
        .collect();
    let path = logs.join(format!("{name}.log"));
    let log = File::create(&path).with_context(|| path.display().to_string())?;
    command
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log);
    let mut guard = Guard::spawn(command)?;
    let shown = path.clone();
    let ticker = Ticker::new(label, move || last_line(&shown));
    let status = loop {
        if let Some(status) = guard.0.try_wait()? {
            break status;
        }
        if together::is_stopped() {
            guard.end();
            bail!("{} was stopped: another step failed", line(command));
        }
        if let Some(limit) = limit.filter(|limit| ticker.elapsed() > *limit) {
            guard.end();
            bail!(
                "{} was not done within {} s and was stopped",
                line(command),
                limit.as_secs()
            );
        }
        ticker.tick();
        thread::sleep(Duration::from_millis(30));
    };
    let took = ticker.elapsed();
    drop(ticker);
    if !status.success() {
        let text = fs::read_to_string(&path).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        let tail = lines
            .get(lines.len().saturating_sub(25)..)
            .unwrap_or_default()
            .join("\n  ");
        bail!(
            "{} failed ({status}); its last lines:\n  {tail}",
            line(command)
        );
    }
    Ok(took)
}

fn last_line(log: &Path) -> String {
    let text = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let last = text.lines().rev().find(|line| !line.trim().is_empty());
    last.unwrap_or_default().trim().to_owned()
}

/// How a loud command went.
pub struct Heard {
    pub output: String,
    /// None: it was stopped at its time limit.
    pub status: Option<ExitStatus>,
}

/// Runs a command whose output is given to `show`, line by line as it comes, and handed back at the end.
pub fn heard(command: &mut Command, limit: Duration, mut show: impl FnMut(&str)) -> Result<Heard> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let begun = Instant::now();
    let mut guard = Guard::spawn(command)?;
    let (sender, lines) = mpsc::channel::<String>();
    for stream in [
        guard
            .0
            .stdout
            .take()
            .map(|pipe| Box::new(pipe) as Box<dyn Read + Send>),
        guard
            .0
            .stderr
            .take()
            .map(|pipe| Box::new(pipe) as Box<dyn Read + Send>),
    ] {
        let sender = sender.clone();
        thread::spawn(move || {
            let Some(stream) = stream else { return };
            let mut reader = BufReader::new(stream);
            let mut bytes = Vec::new();
            while reader
                .read_until(b'\n', &mut bytes)
                .is_ok_and(|count| count > 0)
            {
                let text = String::from_utf8_lossy(&bytes).trim_end().to_owned();
                bytes.clear();
                if sender.send(text).is_err() {
                    return;
                }
            }
        });
    }
    drop(sender);
    let mut output = String::new();
    let mut take = |text: &str| {
        show(text);
        output.push_str(text);
        output.push('\n');
    };
    let status = loop {
        match lines.recv_timeout(Duration::from_millis(20)) {
            Ok(text) => take(&text),
            // Its pipes are closed, and it goes on: there is nothing to wait on but time.
            Err(mpsc::RecvTimeoutError::Disconnected) => thread::sleep(Duration::from_millis(20)),
            Err(mpsc::RecvTimeoutError::Timeout) => {}
        }
        if let Some(status) = guard.0.try_wait()? {
            break Some(status);
        }
        if begun.elapsed() > limit {
            guard.end();
            break None;
        }
    };
    // A grandchild may still hold the pipe: what comes within a moment is taken, nothing is waited for.
    while let Ok(text) = lines.recv_timeout(Duration::from_millis(300)) {
        take(&text);
    }
    Ok(Heard { output, status })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_command_says_what_it_complained_of() {
        let error = capture(Command::new("sh").args(["-c", "echo no luck >&2; exit 3"]));
        let text = error.unwrap_err().to_string();
        assert!(text.contains("no luck") && text.contains('3'), "{text}");
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named() {
        let file = env::temp_dir().join(format!("pulse-logs-{}", std::process::id()));
        fs::write(&file, "").unwrap();
        let error = quiet(
            "a step",
            &file.join("logs"),
            None,
            &mut Command::new("true"),
        );
        let text = format!("{:#}", error.unwrap_err());
        assert!(
            text.contains("the folder for logs") && text.contains("pulse-logs-"),
            "{text}"
        );
        fs::remove_file(&file).unwrap();
    }

    #[test]
    fn a_command_past_its_limit_is_ended_with_its_children() {
        let begun = Instant::now();
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 60 & echo $!; wait"]);
        let heard = heard(&mut command, Duration::from_millis(300), |_| {}).unwrap();
        assert!(heard.status.is_none());
        assert!(begun.elapsed() < Duration::from_secs(20));
        let pid = heard.output.trim();
        // Gone, or dead and not yet collected by whoever adopted it; a busy machine takes its time to end what was killed.
        let is_gone = || {
            let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            stat.is_empty() || stat.contains(") Z ")
        };
        while !is_gone() {
            assert!(
                begun.elapsed() < Duration::from_secs(20),
                "still there: {pid}"
            );
            thread::sleep(Duration::from_millis(10));
        }
    }

    #[test]
    fn parents_are_read_as_ps_tells_them() {
        assert_eq!(
            pairs("    1     0\n  345     1\n\nnonsense\n"),
            [(1, 0), (345, 1)]
        );
        // Where there is both, they tell of this process the same.
        let own =
            |list: Vec<(u32, u32)>| list.into_iter().find(|pair| pair.0 == std::process::id());
        if let (Some(one), Some(other)) = (own(from_proc()), own(from_ps())) {
            assert_eq!(one, other);
        }
    }

    #[test]
    fn both_streams_of_a_loud_command_are_captured() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo one; echo two >&2; exit 4"]);
        let heard = heard(&mut command, Duration::from_secs(20), |_| {}).unwrap();
        assert!(heard.output.contains("one") && heard.output.contains("two"));
        assert_eq!(heard.status.and_then(|status| status.code()), Some(4));
    }
}
