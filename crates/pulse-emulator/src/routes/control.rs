//! `/_emulator/health` and `/_emulator/jobs`: routes of the emulator itself, for pages and tests.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::errors::{ApiError, json_response};
use crate::job::Ending;
use crate::store::{Page, describe};

/// Answers 204 while the emulator runs.
pub async fn health() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// How much of the list is request.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    limit: Option<String>,
    offset: Option<String>,
    state: Option<String>,
}

/// The jobs of every owner, newest first: a page of them, and how many there are (of `state`, if it is given).
pub async fn list(
    State(app): State<Arc<App>>,
    listing: Result<Query<ListQuery>, QueryRejection>,
) -> Result<Response, ApiError> {
    let Query(listing) = query(listing)?;
    let page = Page {
        limit: whole("limit", listing.limit, 200)?,
        offset: whole("offset", listing.offset, 0)?,
        state: listing.state.as_deref(),
    };
    let (total, jobs) = app.store.list(&page, app.now_ms());
    Ok(json_response(
        StatusCode::OK,
        &json!({ "jobs": jobs, "total": total }),
    ))
}

fn whole(name: &str, given: Option<String>, default: usize) -> Result<usize, ApiError> {
    given.map_or(Ok(default), |text| {
        text.parse()
            .map_err(|_| ApiError::field(format!("{name} must be a whole number")))
    })
}

/// A job that a test asks for; fields left out are random.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct JobRequest {
    job_id: Option<String>,
    name: Option<String>,
    key: Option<String>,
    pending_ms: Option<u64>,
    processing_ms: Option<u64>,
    cancel_ms: Option<u64>,
    ends: Option<String>,
    status: Option<String>,
    on_cancel: Option<OnCancel>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum OnCancel {
    Ignored,
}

/// Creates a job, or replaces the one that has the same id.
pub async fn create(
    State(app): State<Arc<App>>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    let request: JobRequest = parse(body, &app)?;
    let owner = match &request.key {
        None => 0,
        Some(key) => app
            .owner_of(key)
            .ok_or_else(|| ApiError::field("key must be one of the emulator's keys"))?,
    };
    let now = app.now_ms();
    let (random_id, mut job) = app.store.random_job(owner, now);
    let id = request.job_id.unwrap_or(random_id);
    job.pending = request.pending_ms.unwrap_or(job.pending);
    job.processing = request.processing_ms.unwrap_or(job.processing);
    job.cancel = request.cancel_ms.unwrap_or(job.cancel);
    if let Some(ends) = request.ends {
        job.ending = Ending::named(&ends);
    }
    job.name = request.name.map(String::into_boxed_str);
    job.fixed = request.status.map(String::into_boxed_str);
    job.ignores_cancel = matches!(request.on_cancel, Some(OnCancel::Ignored));
    let view = Value::Object(describe(&id, &job, now));
    app.store.insert(&id, job);
    Ok(json_response(StatusCode::OK, &view))
}

/// Parses a JSON body, whatever its content-type.
pub fn parse<T: for<'a> Deserialize<'a>>(
    body: Result<Bytes, BytesRejection>,
    app: &App,
) -> Result<T, ApiError> {
    let body = body.map_err(|rejection| unreadable(&rejection, app))?;
    serde_json::from_slice(&body)
        .map_err(|error| ApiError::malformed(format!("The body is not what is expected: {error}")))
}

/// The error for a body that was too large or incomplete.
pub fn unreadable(rejection: &BytesRejection, app: &App) -> ApiError {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        ApiError::too_large(app.config.body_limit)
    } else {
        ApiError::malformed("The body could not be read to its end")
    }
}

/// Parses a query string; errors have the shape of all others.
pub fn query<T>(query: Result<Query<T>, QueryRejection>) -> Result<Query<T>, ApiError> {
    query.map_err(|rejection| ApiError::malformed(rejection.body_text()))
}
