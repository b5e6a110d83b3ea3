//! CORS: a page of any origin may call the emulator, as it may call the real API if it has a key.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use axum::middleware::Next;

use std::sync::Arc;

use crate::app::App;

/// Lets a page of any origin read the response, including the rate limit headers.
pub fn open(headers: &mut HeaderMap) {
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("retry-after, x-ratelimit-reset"),
    );
}

/// Answers preflights, and lets any page read every other response.
pub async fn layer(State(app): State<Arc<App>>, request: Request, next: Next) -> Response<Body> {
    let is_preflight = request
        .headers()
        .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    if request.method() == Method::OPTIONS && is_preflight {
        return preflight(request.headers(), app.config.faults);
    }
    let mut response = next.run(request).await;
    open(response.headers_mut());
    response
}

fn preflight(asked: &HeaderMap, any_header: bool) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    open(headers);
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, DELETE, POST"),
    );
    // With --faults any header is allowed, so that a test can see what a page sends.
    let allowed = asked
        .get(header::ACCESS_CONTROL_REQUEST_HEADERS)
        .filter(|_| any_header)
        .cloned()
        .unwrap_or_else(|| HeaderValue::from_static("x-api-key, accept, content-type"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed);
    headers.insert(
        header::ACCESS_CONTROL_MAX_AGE,
        HeaderValue::from_static("600"),
    );
    response
}
