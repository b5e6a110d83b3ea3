//! What an emulator is started with; the defaults are those of the command's flags.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use crate::random::Random;
use crate::store::Lives;

/// The real API behind the emulator, which then is a proxy.
#[derive(Debug, Clone)]
pub struct Upstream {
    /// Scheme, authority and path, without a trailing slash.
    pub base: String,
    /// The key that the proxy adds to each request.
    pub key: String,
}

/// Everything that the flags decide.
#[derive(Debug, Clone)]
pub struct Config {
    /// The address to listen on.
    pub host: IpAddr,
    /// The port to listen on; 0 picks one.
    pub port: u16,
    /// The keys that are known, each its own owner.
    pub keys: Vec<String>,
    /// From what the lives of jobs are drawn.
    pub lives: Lives,
    /// Requests a second that each key may send.
    pub rate_limit: Option<f64>,
    /// How many jobs with drawn ids there are from the start.
    pub jobs: usize,
    /// Ids of further jobs that are there from the start.
    pub job_ids: Vec<String>,
    /// Where the randomness begins.
    pub seed: u64,
    /// Whether `/_emulator/faults` and its sisters are open.
    pub faults: bool,
    /// Whether requests go to another server, with a key added.
    pub upstream: Option<Upstream>,
    /// A folder whose files are served at `/`.
    pub serve: Option<PathBuf>,
    /// The largest request body in bytes.
    pub body_limit: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 8787,
            keys: vec!["test-key".into(), "other-key".into()],
            lives: Lives {
                pending: 500..=2000,
                processing: 3000..=10_000,
                cancel: 0..=500,
                fail_rate: 0.0,
            },
            rate_limit: None,
            jobs: 0,
            job_ids: Vec::new(),
            seed: Random::fresh_seed(),
            faults: false,
            upstream: None,
            serve: None,
            body_limit: 64 << 20,
        }
    }
}
