//! `/_emulator/health` and `/_emulator/jobs`: what pages and tests ask of the emulator itself.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::errors::{Failure, answer};
use crate::job::Ending;
use crate::store::describe;

/// Says that the emulator is there.
pub async fn health() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// Which part of the list is wanted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listing {
    limit: Option<String>,
}

/// The newest jobs of every owner.
pub async fn list(
    State(app): State<Arc<App>>,
    listing: Result<Query<Listing>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(listing) = query(listing)?;
    let limit = match listing.limit {
        None => 200,
        Some(text) => text
            .parse()
            .map_err(|_| Failure::field("limit must be a whole number"))?,
    };
    let (total, jobs) = app.store.list(limit, app.now_ms());
    Ok(answer(
        StatusCode::OK,
        &json!({ "jobs": jobs, "total": total }),
    ))
}

/// A job that a test wants: what it leaves out is drawn.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wanted {
    job_id: Option<String>,
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
) -> Result<Response, Failure> {
    let wanted: Wanted = parse(body, &app)?;
    let owner = match &wanted.key {
        None => 0,
        Some(key) => app
            .owner_of(key)
            .ok_or_else(|| Failure::field("key must be one of the emulator's keys"))?,
    };
    let now = app.now_ms();
    let (drawn, mut job) = app.store.draw(owner, now);
    let id = wanted.job_id.unwrap_or(drawn);
    job.pending = wanted.pending_ms.unwrap_or(job.pending);
    job.processing = wanted.processing_ms.unwrap_or(job.processing);
    job.cancel = wanted.cancel_ms.unwrap_or(job.cancel);
    if let Some(ends) = wanted.ends {
        job.ending = Ending::named(&ends);
    }
    job.fixed = wanted.status.map(String::into_boxed_str);
    job.ignores_cancel = matches!(wanted.on_cancel, Some(OnCancel::Ignored));
    let view = Value::Object(describe(&id, &job, now));
    app.store.insert(&id, job);
    Ok(answer(StatusCode::OK, &view))
}

/// A JSON body, whatever its content-type says.
pub fn parse<T: for<'a> Deserialize<'a>>(
    body: Result<Bytes, BytesRejection>,
    app: &App,
) -> Result<T, Failure> {
    let body = body.map_err(|rejection| unread(&rejection, app))?;
    serde_json::from_slice(&body)
        .map_err(|error| Failure::malformed(format!("The body is not what is expected: {error}")))
}

/// The refusal of a body that was too large or broke off.
pub fn unread(rejection: &BytesRejection, app: &App) -> Failure {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Failure::too_large(app.config.body_limit)
    } else {
        Failure::malformed("The body could not be read to its end")
    }
}

/// A query string, refused in the shape of every other error.
pub fn query<T>(query: Result<Query<T>, QueryRejection>) -> Result<Query<T>, Failure> {
    query.map_err(|rejection| Failure::malformed(rejection.body_text()))
}
