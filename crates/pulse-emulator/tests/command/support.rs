//! Runs the emulator's binary.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};

const BINARY: &str = env!("CARGO_BIN_EXE_pulse-emulator");

pub fn command(flags: &[&str]) -> Command {
    let mut command = Command::new(BINARY);
    command.args(flags).env_remove("PULSE_API_KEY");
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// An emulator that runs until the test is over.
pub struct Running {
    pub child: Child,
    pub first_line: String,
}

impl Running {
    pub fn start(flags: &[&str]) -> Self {
        Self::start_in(flags, &[])
    }

    /// With variables in its environment.
    pub fn start_in(flags: &[&str], environment: &[(&str, &str)]) -> Self {
        let all = [&["--port", "0"], flags].concat();
        let mut command = command(&all);
        command.envs(environment.iter().copied());
        let mut child = command.spawn().expect("it starts");
        let mut first_line = String::new();
        let stdout = child.stdout.as_mut().expect("piped");
        BufReader::new(stdout)
            .read_line(&mut first_line)
            .expect("a line");
        Self { child, first_line }
    }

    pub fn address(&self) -> &str {
        let line = self.first_line.trim_end_matches('\n');
        line.strip_prefix("listening on http://")
            .expect("the address")
    }

    pub fn get(&self, path: &str) -> String {
        let mut socket = TcpStream::connect(self.address()).expect("it listens");
        let host = self.address();
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: {host}\r\nx-api-key: test-key\r\nconnection: close\r\n\r\n"
        );
        socket.write_all(request.as_bytes()).expect("it reads");
        let mut answer = String::new();
        socket.read_to_string(&mut answer).expect("it answers");
        answer
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have exited already, as its test wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn run(flags: &[&str], key: Option<&str>) -> Output {
    let mut command = command(flags);
    if let Some(key) = key {
        command.env("PULSE_API_KEY", key);
    }
    command.output().expect("it runs")
}
