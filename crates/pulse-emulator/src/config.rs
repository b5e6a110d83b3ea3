//! The emulator's configuration; its defaults are those of the command's flags.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

use crate::random::Random;
use crate::store::Lifetimes;

/// The real API, when the emulator is a proxy to it.
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
    /// The known keys, each of which owns its own jobs.
    pub keys: Vec<String>,
    /// The ranges from which the durations of jobs are drawn.
    pub lifetimes: Lifetimes,
    /// How many requests a second each key may send.
    pub rate_limit: Option<f64>,
    /// How long each request to the API waits before it is looked at, as on its way through a network.
    pub latency: Duration,
    /// How many jobs with random ids exist from the start.
    pub jobs: usize,
    /// Ids of further jobs that exist from the start.
    pub job_ids: Vec<String>,
    /// The seed of ids and durations.
    pub seed: u64,
    /// Whether `/_emulator/faults` and the other routes for tests are open.
    pub faults: bool,
    /// The API to pass requests on to, instead of emulating it.
    pub upstream: Option<Upstream>,
    /// A folder whose files are served at `/`.
    pub serve: Option<PathBuf>,
    /// The largest request body in bytes.
    pub body_limit: usize,
    /// How long a client may take to send a request's headers, idle time before it included.
    pub header_timeout: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 8787,
            keys: vec!["test-key".into(), "other-key".into()],
            lifetimes: Lifetimes {
                pending: 500..=2000,
                processing: 3000..=10_000,
                cancel: 0..=500,
                fail_rate: 0.0,
            },
            rate_limit: None,
            latency: Duration::ZERO,
            jobs: 0,
            job_ids: Vec::new(),
            seed: Random::fresh_seed(),
            faults: false,
            upstream: None,
            serve: None,
            body_limit: 64 << 20,
            header_timeout: Duration::from_secs(30),
        }
    }
}
