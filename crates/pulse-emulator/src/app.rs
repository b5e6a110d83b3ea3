//! The state that all requests share, and the two checks each must pass: its key and its rate.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;

use crate::clock::Clock;
use crate::config::Config;
use crate::errors::ApiError;
use crate::faults::FaultRegistry;
use crate::limit::{Limiter, RateLimited};
use crate::random::Random;
use crate::record::Recorder;
use crate::store::Store;

/// The emulator's state.
pub struct App {
    /// What it was started with.
    pub config: Config,
    /// The source of the current time.
    pub clock: Arc<dyn Clock>,
    /// The jobs.
    pub store: Store,
    /// The registered faults.
    pub faults: FaultRegistry,
    /// Tells one start from the next.
    pub instance: String,
    /// The record of requests received.
    pub recorder: Arc<Recorder>,
    owners: HashMap<String, usize>,
    limiter: Option<Limiter>,
}

impl App {
    /// The initial state with its first jobs, which belong to the first key.
    pub fn new(config: Config, clock: Arc<dyn Clock>) -> Self {
        let now = clock.now();
        let keys = config.keys.iter().cloned();
        let app = Self {
            store: Store::new(config.lifetimes.clone(), config.seed),
            faults: FaultRegistry::default(),
            instance: Random::new(Random::fresh_seed()).uuid(),
            recorder: Arc::new(Recorder::new(Arc::clone(&clock))),
            owners: keys.enumerate().map(|(i, key)| (key, i)).collect(),
            limiter: config
                .rate_limit
                .map(|rate| Limiter::new(rate, config.keys.len(), now)),
            clock,
            config,
        };
        for _ in 0..app.config.jobs {
            let (id, job) = app.store.random_job(0, app.now_ms());
            app.store.insert(&id, job);
        }
        for id in &app.config.job_ids {
            let (_, job) = app.store.random_job(0, app.now_ms());
            app.store.insert(id, job);
        }
        app
    }

    /// The current time in milliseconds since the Unix epoch.
    pub fn now_ms(&self) -> u64 {
        millis(self.clock.now())
    }

    /// The index of a known key.
    pub fn owner_of(&self, key: &str) -> Option<usize> {
        self.owners.get(key).copied()
    }

    /// Whose request this is, or why it is refused.
    pub fn admit(&self, headers: &HeaderMap) -> Result<usize, AdmitError> {
        let key = headers.get("x-api-key").map(HeaderValue::as_bytes);
        let Some(key) = key.filter(|key| !key.is_empty()) else {
            let message = "API key required: send it in the x-api-key header";
            return Err(unauthorized("AUTH_001", message).into());
        };
        let owner = std::str::from_utf8(key).ok().and_then(|k| self.owner_of(k));
        let Some(owner) = owner else {
            return Err(unauthorized("AUTH_002", "Invalid API key").into());
        };
        if let Some(limiter) = &self.limiter {
            limiter
                .take(owner, self.clock.now())
                .map_err(AdmitError::RateLimited)?;
        }
        Ok(owner)
    }
}

fn unauthorized(code: &'static str, message: &str) -> ApiError {
    ApiError::new(StatusCode::UNAUTHORIZED, code, message)
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// The decoded id of `/job/{id}`, or of a path below it by one name; `None` for any other path.
///
/// An id whose escapes are not UTF-8 is an error: no job can have it.
pub fn job_id(path: &str) -> Option<Result<String, ApiError>> {
    let rest = path.strip_prefix("/job/")?;
    let (segment, below) = rest.split_once('/').unwrap_or((rest, ""));
    if segment.is_empty() || below.contains('/') {
        return None;
    }
    let decoded = percent_decode_str(segment).decode_utf8();
    Some(match decoded {
        Ok(id) => Ok(id.into_owned()),
        Err(_) => Err(ApiError::malformed("The job id in the path is not UTF-8")),
    })
}

/// Why a request was not admitted.
#[derive(Debug)]
pub enum AdmitError {
    /// The request itself is wrong.
    Request(ApiError),
    /// Its key has sent too many.
    RateLimited(RateLimited),
}

impl From<ApiError> for AdmitError {
    fn from(error: ApiError) -> Self {
        Self::Request(error)
    }
}

impl IntoResponse for AdmitError {
    fn into_response(self) -> Response {
        match self {
            Self::Request(error) => error.into_response(),
            Self::RateLimited(RateLimited { retry_after, reset }) => {
                let message = format!("Rate limit exceeded: try again in {retry_after} s");
                let error = ApiError::new(StatusCode::TOO_MANY_REQUESTS, "REQ_006", message);
                let mut response = error.into_response();
                let headers = response.headers_mut();
                headers.insert(header::RETRY_AFTER, retry_after.into());
                headers.insert("x-ratelimit-reset", reset.into());
                response
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn id(path: &str) -> String {
        job_id(path).expect("a job's path").expect("a good id")
    }

    #[test]
    fn a_job_id_is_one_decoded_path_segment() {
        assert_eq!(id("/job/abc-1"), "abc-1");
        assert_eq!(id("/job/a%2Fb%20c"), "a/b c");
        assert_eq!(id("/job/%2e%2e"), "..");
        assert_eq!(id("/job/%F0%9F%98%80"), "\u{1F600}");
        assert_eq!(id("/job/100%"), "100%");
        assert_eq!(id("/job/a+b"), "a+b");
        assert_eq!(id("/job/a%2Fb/name"), "a/b");
    }

    #[test]
    fn a_path_of_any_other_shape_names_no_job() {
        for path in [
            "/job",
            "/job/",
            "/job//a",
            "/job/a/b/c",
            "/jobs/a",
            "/",
            "/x/job/a",
        ] {
            assert!(job_id(path).is_none(), "{path}");
        }
    }

    #[test]
    fn an_id_that_is_not_utf_8_is_malformed() {
        assert!(job_id("/job/%FF").unwrap().is_err());
    }
}
