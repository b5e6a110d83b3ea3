//! Static files from one folder, for the demo page.

use std::path::Path;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tower::ServiceExt;
use tower_http::services::ServeDir;

use crate::errors::ApiError;

/// The file at the request's path; for a folder, its index.html.
pub async fn file(folder: &Path, request: Request) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let Ok(response) = ServeDir::new(folder).oneshot(request).await;
    if response.status() == StatusCode::NOT_FOUND {
        return ApiError::no_route(method.as_str(), &path).into_response();
    }
    let mut response = response.map(Body::new);
    // A page under development must not come from a cache without being revalidated.
    let fresh = HeaderValue::from_static("no-cache");
    response.headers_mut().insert(header::CACHE_CONTROL, fresh);
    response
}
