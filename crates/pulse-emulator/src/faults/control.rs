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

use super::spec::Spec;
use crate::app::App;
use crate::errors::{Failure, answer};
use crate::routes::{parse, query};

/// The routes that `--faults` opens.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/_emulator/faults", post(add).delete(clear))
        .route("/_emulator/requests", get(list).delete(forget))
}

/// Which faults or requests are meant.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Chosen {
    job_id: Option<String>,
    key: Option<String>,
}

type Choice = Result<Query<Chosen>, QueryRejection>;

async fn add(
    State(app): State<Arc<App>>,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Failure> {
    let spec: Spec = parse(body, &app)?;
    app.faults.add(spec.into_rule()?);
    Ok(StatusCode::NO_CONTENT)
}

async fn clear(State(app): State<Arc<App>>, chosen: Choice) -> Result<StatusCode, Failure> {
    let Query(chosen) = query(chosen)?;
    app.faults.clear(chosen.job_id.as_deref());
    Ok(StatusCode::NO_CONTENT)
}

async fn list(State(app): State<Arc<App>>, chosen: Choice) -> Result<Response, Failure> {
    let Query(chosen) = query(chosen)?;
    let requests = app
        .recorder
        .list(chosen.job_id.as_deref(), chosen.key.as_deref());
    Ok(answer(StatusCode::OK, &json!({ "requests": requests })))
}

async fn forget(State(app): State<Arc<App>>) -> StatusCode {
    app.recorder.clear();
    StatusCode::NO_CONTENT
}
