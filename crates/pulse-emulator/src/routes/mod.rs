//! The routing table.

mod control;
mod extract;
mod jobs;

pub use control::{parse, query};

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::Method;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::app::App;
use crate::errors::ApiError;
use crate::{cors, events, faults, serve};

/// All routes of the emulated API, and those under `/_emulator`.
pub fn router(app: Arc<App>) -> Router {
    let mut router = Router::new()
        .route("/job/{id}", get(jobs::status).delete(jobs::cancel))
        .route("/extract", post(extract::extract))
        .route("/extract_async", post(extract::extract_async))
        .route("/_emulator/health", get(control::health))
        .route("/_emulator/jobs", get(control::list))
        .route("/_emulator/events", get(events::stream));
    if app.config.faults {
        router = router
            .route("/_emulator/jobs", post(control::create))
            .merge(faults::routes());
    }
    router = router
        .fallback(fallback)
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(app.config.body_limit))
        .layer(from_fn_with_state(Arc::clone(&app), cors::layer));
    if app.config.faults {
        router = router.layer(from_fn_with_state(Arc::clone(&app), faults::layer));
    }
    if !app.config.latency.is_zero() {
        router = router.layer(from_fn_with_state(Arc::clone(&app), latency));
    }
    router.with_state(app)
}

/// Holds a request up as a network would; the emulator's own routes answer at once.
async fn latency(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/_emulator") {
        app.clock.sleep(app.config.latency).await;
    }
    next.run(request).await
}

/// A static file, if files are served; otherwise 404.
async fn fallback(State(app): State<Arc<App>>, request: Request) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    match &app.config.serve {
        Some(folder) if reads && !request.uri().path().starts_with("/_emulator") => {
            serve::file(folder, request).await
        }
        _ => ApiError::no_route(request.method().as_str(), request.uri().path()).into_response(),
    }
}

async fn wrong_method(request: Request) -> ApiError {
    ApiError::wrong_method(request.method().as_str(), request.uri().path())
}
