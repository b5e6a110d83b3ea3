//! The command's flags, checked before a port is bound.

use std::collections::HashSet;
use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use axum::http::Uri;
use clap::Parser;

use crate::config::{Config, Upstream};
use crate::random::Random;
use crate::store::Lifetimes;

/// The longest duration: a year.
const MAX_MS: u64 = 366 * 24 * 3600 * 1000;

/// A local Pulse API for tests and demos.
///
/// The first line on standard output is "listening on http://ADDRESS:PORT".
#[derive(Debug, Parser)]
#[command(name = "pulse-emulator", version)]
pub struct Flags {
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1")]
    host: IpAddr,

    /// Port to listen on; 0 picks a free one
    #[arg(long, default_value_t = 8787)]
    port: u16,

    /// A known API key, which owns its own jobs; repeat for more [default: test-key and other-key]
    #[arg(long = "key", value_name = "SECRET", value_parser = key)]
    keys: Vec<String>,

    /// How long a job stays pending, drawn from this range
    #[arg(long, value_name = "FROM..TO", default_value = "500..2000", value_parser = range)]
    pending_ms: RangeInclusive<u64>,

    /// How long a job stays in processing, drawn from this range
    #[arg(long, value_name = "FROM..TO", default_value = "3000..10000", value_parser = range)]
    processing_ms: RangeInclusive<u64>,

    /// How long a cancellation takes to take effect while the job is processing; the job may finish
    /// first
    #[arg(long, value_name = "FROM..TO", default_value = "0..500", value_parser = range)]
    cancel_ms: RangeInclusive<u64>,

    /// The probability that a job fails, from 0 to 1
    #[arg(long, value_name = "P", default_value = "0", value_parser = probability)]
    fail_rate: f64,

    /// Requests a second for each key, from a bucket of R refilled at R a second; beyond that, 429
    #[arg(long, value_name = "R", value_parser = rate)]
    rate_limit: Option<f64>,

    /// How many milliseconds each request to the API waits before it is looked at, as on its way
    /// through a network; what is under /_emulator does not wait
    #[arg(long, value_name = "N", default_value_t = 0,
          value_parser = clap::value_parser!(u64).range(0..=MAX_MS))]
    latency_ms: u64,

    /// How many jobs exist from the start, owned by the first key
    #[arg(long, value_name = "N", default_value_t = 0,
          value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    jobs: u32,

    /// A job with this id exists from the start, owned by the first key; repeat for more
    #[arg(long = "job", value_name = "ID", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    job_ids: Vec<String>,

    /// Seed for random ids and durations [default: differs from run to run]
    #[arg(long, value_name = "S")]
    seed: Option<u64>,

    /// Open /_emulator/faults, /_emulator/requests and POST /_emulator/jobs, for tests
    #[arg(long)]
    faults: bool,

    /// Be a proxy to the API at URL instead, and add the key from PULSE_API_KEY; only pages served
    /// from this address may use it, and only text and JSON come back, without the key
    #[arg(long, value_name = "URL", conflicts_with_all = [
        "keys", "pending_ms", "processing_ms", "cancel_ms", "fail_rate", "rate_limit", "latency_ms",
        "jobs", "job_ids", "seed", "faults",
    ])]
    upstream: Option<String>,

    /// Serve the files of DIR at /
    #[arg(long, value_name = "DIR", value_parser = folder)]
    serve: Option<PathBuf>,

    /// Exit when standard input closes, so that a killed test runner leaves no orphan
    #[arg(long)]
    pub exit_with_stdin: bool,
}

impl Flags {
    /// The configuration, or one sentence that says what is wrong. `key` is the value of PULSE_API_KEY.
    pub fn config(&self, key: Option<&str>) -> Result<Config, String> {
        let mut config = Config {
            host: self.host,
            port: self.port,
            lifetimes: Lifetimes {
                pending: self.pending_ms.clone(),
                processing: self.processing_ms.clone(),
                cancel: self.cancel_ms.clone(),
                fail_rate: self.fail_rate,
            },
            rate_limit: self.rate_limit,
            latency: Duration::from_millis(self.latency_ms),
            jobs: self.jobs as usize,
            job_ids: self.job_ids.clone(),
            seed: self.seed.unwrap_or_else(Random::fresh_seed),
            faults: self.faults,
            serve: self.serve.clone(),
            ..Config::default()
        };
        if !self.keys.is_empty() {
            config.keys.clone_from(&self.keys);
        }
        if let Some(duplicate) = repeated(&config.keys).or(repeated(&config.job_ids)) {
            return Err(format!("{duplicate:?} is given twice: leave one out"));
        }
        if let Some(url) = &self.upstream {
            if !self.host.is_loopback() {
                return Err(
                    "--upstream needs a loopback --host: others on the network could spend the key"
                        .into(),
                );
            }
            let key = key
                .filter(|key| !key.is_empty())
                .ok_or("--upstream needs the API key in the environment variable PULSE_API_KEY")?;
            config.upstream = Some(Upstream {
                base: upstream(url)?,
                key: self::key(key).map_err(|wrong| format!("PULSE_API_KEY: {wrong}"))?,
            });
        }
        Ok(config)
    }
}

fn repeated(values: &[String]) -> Option<&String> {
    let mut seen = HashSet::new();
    values.iter().find(|value| !seen.insert(*value))
}

fn key(text: &str) -> Result<String, String> {
    if text.is_empty() || !text.bytes().all(|byte| (0x21..=0x7E).contains(&byte)) {
        return Err("a key is one or more visible ASCII characters".into());
    }
    Ok(text.into())
}

fn range(text: &str) -> Result<RangeInclusive<u64>, String> {
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let number = |text: &str| -> Result<u64, String> {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let parsed = text.parse().ok().filter(|ms| digits && *ms <= MAX_MS);
        parsed.ok_or_else(|| {
            format!(
                "{text:?} is not a whole number of milliseconds up to {MAX_MS}: write 500..2000 or 500"
            )
        })
    };
    let (from, to) = (number(from)?, number(to)?);
    if from > to {
        return Err(format!(
            "{from} is more than {to}: write the smaller one first"
        ));
    }
    Ok(from..=to)
}

fn probability(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|p| (0.0..=1.0).contains(p));
    number.ok_or_else(|| "a probability is a number from 0 to 1".into())
}

fn rate(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|r| (0.001..=1e9).contains(r));
    number.ok_or_else(|| "a rate is a number of requests a second, from 0.001 to 1e9".into())
}

fn folder(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    if path.is_dir() {
        Ok(path)
    } else {
        Err("there is no such folder".into())
    }
}

fn upstream(text: &str) -> Result<String, String> {
    let wrong = |what: &str| Err(format!("--upstream {text}: {what}"));
    // The parser silently drops a fragment, and a bare ? too.
    if text.contains(['?', '#']) {
        return wrong("must have no query and no fragment");
    }
    let uri: Uri = match text.parse() {
        Ok(uri) => uri,
        Err(error) => return wrong(&format!("is not a URL ({error})")),
    };
    let Some(host) = uri.host().filter(|host| !host.is_empty()) else {
        return wrong("must be a full URL such as https://api.runpulse.com");
    };
    if uri
        .authority()
        .is_some_and(|named| named.as_str().contains('@'))
    {
        return wrong("must hold no credentials");
    }
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let loopback = bare.eq_ignore_ascii_case("localhost")
        || bare.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
    match uri.scheme_str() {
        Some("https") => {}
        Some("http") if loopback => {}
        Some("http") => return wrong("plain http would show the key to the network: use https"),
        _ => return wrong("must begin with https:// (or http:// for a loopback address)"),
    }
    Ok(text.trim_end_matches('/').to_owned())
}
