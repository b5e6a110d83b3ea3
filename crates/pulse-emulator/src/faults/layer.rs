//! The middleware around every request: records it, and applies a fault to its response if one matches.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use axum::middleware::Next;
use axum::response::IntoResponse;

use super::body::{FaultyBody, MidBodyAction};
use super::fault::{Content, Fault, Stage};
use crate::app::{App, job_id};
use crate::connection::ConnectionHandle;
use crate::cors;
use crate::errors::ApiError;
use crate::record::Exchange;

/// Marks a request that gets the usual response but must not change anything.
#[derive(Clone)]
pub struct NoEffect;

/// Records the request, and applies the first fault that matches it.
pub async fn layer(State(app): State<Arc<App>>, request: Request, next: Next) -> Response<Body> {
    let path = request.uri().path();
    if path.starts_with("/_emulator") {
        return next.run(request).await;
    }
    let id = job_id(path).and_then(Result::ok);
    let key = request.headers().get("x-api-key");
    let key = key.and_then(|key| std::str::from_utf8(key.as_bytes()).ok());
    let exchange = app.recorder.begin(&request, id.as_deref());
    match app.faults.take(request.method(), id.as_deref(), key) {
        Some(fault) => respond_with_fault(&app, &fault, request, next, exchange).await,
        None => {
            let method = request.method().clone();
            exchange.watch(&method, next.run(request).await)
        }
    }
}

async fn respond_with_fault(
    app: &App,
    fault: &Fault,
    mut request: Request,
    next: Next,
    mut exchange: Exchange,
) -> Response<Body> {
    let connection = request.extensions().get::<Arc<ConnectionHandle>>().cloned();
    let head = request.method() == Method::HEAD;
    let (mut response, mut content) = if fault.apply || fault.status.is_none() {
        if !fault.apply {
            request.extensions_mut().insert(NoEffect);
        }
        let (parts, body) = next.run(request).await.into_parts();
        // Only a static file that vanishes while it is read can fail here; its body is then empty.
        let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
        (Response::from_parts(parts, ()), body.into())
    } else {
        (Response::new(()), Content::default())
    };
    if let Some(status) = fault.status {
        (response, content) = default_response(status).await;
    }
    if let Some(body) = &fault.body {
        content = body.clone();
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
    cors::open(response.headers_mut());
    replace_headers(response.headers_mut(), fault);

    if !fault.delay.is_zero() {
        app.clock.sleep(fault.delay).await;
    }
    if fault.cut == Some(Stage::BeforeHeaders) {
        exchange.finish();
        if let Some(connection) = &connection {
            connection.close(fault.reset);
        }
        return std::future::pending().await;
    }
    if fault.hang == Some(Stage::BeforeHeaders) {
        return std::future::pending().await;
    }
    exchange.responded(response.status());
    let status = response.status();
    if head || matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) {
        exchange.finish();
    }
    let action = mid_body_action(app, fault, connection);
    let breaks_off = matches!(action, MidBodyAction::Hang | MidBodyAction::Cut(..));
    let headers = response.headers_mut();
    if breaks_off && fault.content_length && content.length() == 0 {
        // An empty body can break off only if a longer one was announced.
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("1"));
    }
    // A content-length that the test chose is sent as it is, correct or not.
    let sized = fault.content_length && !headers.contains_key(header::CONTENT_LENGTH);
    response.map(|()| Body::new(FaultyBody::new(content, action, sized, exchange)))
}

/// The response to a fault that sets a status and no body: errors have the API's shape.
async fn default_response(status: StatusCode) -> (Response<()>, Content) {
    let mut response = Response::new(());
    let mut content = Content::default();
    if status.as_u16() >= 400 {
        let message = format!("Fault on request: {status}");
        let error = ApiError::new(status, "GENERAL_FAULT", message).into_response();
        let (parts, body) = error.into_parts();
        content = to_bytes(body, usize::MAX).await.unwrap_or_default().into();
        response = Response::from_parts(parts, ());
    } else {
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(header::CONTENT_TYPE, json);
    }
    *response.status_mut() = status;
    (response, content)
}

fn replace_headers(headers: &mut HeaderMap, fault: &Fault) {
    for (name, values) in &fault.headers {
        headers.remove(name);
        for value in values {
            headers.append(name, value.clone());
        }
    }
}

fn mid_body_action(
    app: &App,
    fault: &Fault,
    connection: Option<Arc<ConnectionHandle>>,
) -> MidBodyAction {
    match (fault.cut, fault.hang, connection) {
        (Some(Stage::MidBody), _, Some(connection)) => MidBodyAction::Cut(connection, fault.reset),
        (_, Some(Stage::MidBody), _) => MidBodyAction::Hang,
        _ if fault.body_delay.is_zero() => MidBodyAction::Nothing,
        _ => MidBodyAction::Pause(Arc::clone(&app.clock), fault.body_delay),
    }
}
