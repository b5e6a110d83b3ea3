//! `/_emulator/faults` and `/_emulator/requests`.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::json;

use super::request::FaultRequest;
use crate::app::App;
use crate::errors::{ApiError, json_response};
use crate::routes::{parse, query};

/// The routes that `--faults` adds.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/_emulator/faults", post(add).delete(clear))
        .route("/_emulator/requests", get(list).delete(forget))
}

/// Which faults to remove, or which requests to list.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Filter {
    job_id: Option<String>,
    key: Option<String>,
}

type FilterQuery = Result<Query<Filter>, QueryRejection>;

async fn add(
    State(app): State<Arc<App>>,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, ApiError> {
    let request: FaultRequest = parse(body, &app)?;
    app.faults.add(request.into_rule()?);
    Ok(StatusCode::NO_CONTENT)
}

async fn clear(State(app): State<Arc<App>>, filter: FilterQuery) -> Result<StatusCode, ApiError> {
    let Query(filter) = query(filter)?;
    app.faults.clear(filter.job_id.as_deref());
    Ok(StatusCode::NO_CONTENT)
}

async fn list(State(app): State<Arc<App>>, filter: FilterQuery) -> Result<Response, ApiError> {
    let Query(filter) = query(filter)?;
    let requests = app
        .recorder
        .list(filter.job_id.as_deref(), filter.key.as_deref());
    Ok(json_response(
        StatusCode::OK,
        &json!({ "requests": requests }),
    ))
}

async fn forget(State(app): State<Arc<App>>) -> StatusCode {
    app.recorder.clear();
    StatusCode::NO_CONTENT
}
