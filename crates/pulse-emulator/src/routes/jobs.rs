//! `GET` and `DELETE /job/{id}`.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use serde_json::json;

use crate::app::{AdmitError, App, job_id};
use crate::errors::{ApiError, json_response};
use crate::faults::NoEffect;
use crate::job::Job;
use crate::store::LookupError;

/// A job's state.
pub async fn status(State(app): State<Arc<App>>, request: Request) -> Result<Response, AdmitError> {
    let owner = app.admit(request.headers())?;
    let id = id_of(request.uri())?;
    let view = app
        .store
        .view(&id, owner, app.now_ms())
        .map_err(|error| lookup_failed(error, &id))?;
    Ok(json_response(StatusCode::OK, &view))
}

/// Accepts a cancellation; the job may still finish before it takes effect.
pub async fn cancel(State(app): State<Arc<App>>, request: Request) -> Result<Response, AdmitError> {
    let owner = app.admit(request.headers())?;
    let id = id_of(request.uri())?;
    let apply = request.extensions().get::<NoEffect>().is_none();
    let now = app.now_ms();
    let cancel = |job: &mut Job| {
        if apply {
            job.cancel(now);
        }
    };
    app.store
        .change(&id, owner, cancel)
        .map_err(|error| lookup_failed(error, &id))?;
    let body = json!({ "job_id": id, "message": "Job cancelled successfully" });
    Ok(json_response(StatusCode::OK, &body))
}

fn id_of(uri: &Uri) -> Result<String, ApiError> {
    job_id(uri.path()).unwrap_or_else(|| Err(ApiError::malformed("The path has no job id")))
}

fn lookup_failed(error: LookupError, id: &str) -> ApiError {
    match error {
        LookupError::Unknown => ApiError::unknown_job(id),
        LookupError::OtherOwner => {
            let message = "Insufficient permissions: the job belongs to another key";
            ApiError::new(StatusCode::FORBIDDEN, "AUTH_004", message)
        }
    }
}
