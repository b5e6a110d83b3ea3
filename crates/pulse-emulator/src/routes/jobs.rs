//! `GET` and `DELETE /job/{id}`.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use serde_json::json;

use crate::app::{App, Refused, job_id};
use crate::errors::{Failure, answer};
use crate::faults::NoEffect;
use crate::store::Refusal;

/// What became of a job.
pub async fn status(State(app): State<Arc<App>>, request: Request) -> Result<Response, Refused> {
    let owner = app.admit(request.headers())?;
    let id = id_of(request.uri())?;
    let view = app
        .store
        .view(&id, owner, app.now_ms())
        .map_err(|refusal| refused(refusal, &id))?;
    Ok(answer(StatusCode::OK, &view))
}

/// Accepts a cancellation; whether it comes in time, the job's life decides.
pub async fn cancel(State(app): State<Arc<App>>, request: Request) -> Result<Response, Refused> {
    let owner = app.admit(request.headers())?;
    let id = id_of(request.uri())?;
    let apply = request.extensions().get::<NoEffect>().is_none();
    app.store
        .cancel(&id, owner, app.now_ms(), apply)
        .map_err(|refusal| refused(refusal, &id))?;
    let body = json!({ "job_id": id, "message": "Job cancelled successfully" });
    Ok(answer(StatusCode::OK, &body))
}

fn id_of(uri: &Uri) -> Result<String, Failure> {
    job_id(uri.path()).unwrap_or_else(|| Err(Failure::malformed("The path has no job id")))
}

fn refused(refusal: Refusal, id: &str) -> Failure {
    match refusal {
        Refusal::Unknown => Failure::unknown_job(id),
        Refusal::NotYours => {
            let message = "Insufficient permissions: the job belongs to another key";
            Failure::new(StatusCode::FORBIDDEN, "AUTH_004", message)
        }
    }
}
