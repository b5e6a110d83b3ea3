//! The local Pulse API as a child process: built, started on a free port, ended with its owner.

use std::env::consts::EXE_SUFFIX;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::process::{Guard, quiet};
use crate::workspace::Workspace;

/// A running emulator; dropping it ends it.
pub struct Emulator {
    pub url: String,
    guard: Guard,
}

/// What the emulator is built for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Build {
    /// Without https, which only --upstream needs: it would take ten seconds more.
    Demo,
    Tests,
    /// A release build, so that it is not the emulator which is measured.
    Figures,
}

/// Builds the emulator and tells where it is.
pub fn build(workspace: &Workspace, build: Build) -> Result<PathBuf> {
    let mut command = Command::new("cargo");
    command
        .args(["build", "--package", "pulse-emulator"])
        .current_dir(&workspace.root);
    let folder = match build {
        Build::Demo => {
            command.arg("--no-default-features");
            "debug"
        }
        Build::Tests => "debug",
        Build::Figures => {
            command.arg("--release");
            "release"
        }
    };
    quiet("emulator", &workspace.logs(), None, &mut command)?;
    Ok(workspace
        .target
        .join(folder)
        .join(format!("pulse-emulator{EXE_SUFFIX}")))
}

impl Emulator {
    /// Starts it on a free port and waits until it says that it listens.
    pub fn start(workspace: &Workspace, binary: &Path, arguments: &[&str]) -> Result<Self> {
        let logs = workspace.logs();
        fs::create_dir_all(&logs)?;
        // Suites run side by side, each with its own.
        static STARTED: AtomicUsize = AtomicUsize::new(0);
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let log = logs.join(format!("emulator-{number}.log"));
        let mut command = Command::new(binary);
        // It ends with its standard input: an xtask that is killed leaves none behind.
        command
            .args(["--port", "0", "--exit-with-stdin"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(File::create(&log)?);
        let mut guard = Guard::spawn(&mut command)?;
        let stdout = guard
            .0
            .stdout
            .take()
            .context("the emulator has no output")?;
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            // Read to the end, so that the emulator never blocks on a full pipe.
            for text in BufReader::new(stdout)
                .lines()
                .map_while(std::result::Result::ok)
            {
                let _ = sender.send(text);
            }
        });
        let first = lines
            .recv_timeout(Duration::from_secs(20))
            .unwrap_or_default();
        let Some(url) = address(&first) else {
            guard.end();
            let said = fs::read_to_string(&log).unwrap_or_default();
            bail!("the emulator did not start: {first} {}", said.trim());
        };
        Ok(Self { url, guard })
    }

    /// Waits until it ends by itself.
    pub fn wait(&mut self) -> Result<()> {
        // Taken by wait() otherwise, which would end an emulator that watches its standard input.
        let _stdin = self.guard.0.stdin.take();
        let status = self.guard.0.wait()?;
        if !status.success() {
            bail!("the emulator ended: {status}");
        }
        Ok(())
    }

    /// Submits a job and tells its id.
    pub fn submit(&self, key: &str) -> Result<String> {
        let body = r#"{"fileUrl":"https://example.com/report.pdf"}"#;
        let answer = post(&self.url, "/extract_async", key, body)?;
        let answer: serde_json::Value = serde_json::from_str(&answer)
            .with_context(|| format!("the emulator answered no JSON: {answer}"))?;
        let id = answer["job_id"]
            .as_str()
            .context("the answer to a submission has no job_id")?;
        Ok(id.to_owned())
    }
}

fn address(line: &str) -> Option<String> {
    let url = line.strip_prefix("listening on ")?;
    url.starts_with("http://127.0.0.1:").then(|| url.to_owned())
}

/// One request to loopback: HTTP/1.0, so that the answer simply ends with the connection.
fn post(url: &str, path: &str, key: &str, body: &str) -> Result<String> {
    let host = url
        .strip_prefix("http://")
        .context("the emulator's address has no http://")?;
    let mut stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let length = body.len();
    write!(
        stream,
        "POST {path} HTTP/1.0\r\nhost: {host}\r\nx-api-key: {key}\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer
        .split_once("\r\n\r\n")
        .context("the emulator cut its answer short")?;
    let status = head.split_whitespace().nth(1).unwrap_or_default();
    if !status.starts_with('2') {
        bail!("POST {path} was answered {status}: {body}");
    }
    Ok(body.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_agreed_first_line_gives_an_address() {
        let line = "listening on http://127.0.0.1:4000";
        assert_eq!(address(line).as_deref(), Some("http://127.0.0.1:4000"));
        assert_eq!(address("listening on http://0.0.0.0:4000"), None);
        assert_eq!(address(""), None);
    }
}
