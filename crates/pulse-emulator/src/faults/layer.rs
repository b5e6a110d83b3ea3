//! Around every request: it is recorded, and its answer spoilt where a fault fits.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use axum::middleware::Next;
use axum::response::IntoResponse;

use super::body::{Half, Spoilt};
use super::spec::{Filling, Point, Spoil};
use crate::app::{App, job_id};
use crate::connection::Wire;
use crate::cors;
use crate::errors::Failure;
use crate::record::Exchange;

/// Marks a request that is answered as usual and must change nothing.
#[derive(Clone)]
pub struct NoEffect;

/// Records the request and spoils its answer.
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
        Some(spoil) => spoilt(&app, &spoil, request, next, exchange).await,
        None => {
            let method = request.method().clone();
            exchange.follow(&method, next.run(request).await)
        }
    }
}

async fn spoilt(
    app: &App,
    spoil: &Spoil,
    mut request: Request,
    next: Next,
    mut exchange: Exchange,
) -> Response<Body> {
    let wire = request.extensions().get::<Arc<Wire>>().cloned();
    let head = request.method() == Method::HEAD;
    let (mut response, usual) = if spoil.apply || spoil.status.is_none() {
        if !spoil.apply {
            request.extensions_mut().insert(NoEffect);
        }
        let (parts, body) = next.run(request).await.into_parts();
        // Only a served file that vanishes under the read can fail here: it then has no body.
        let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
        (Response::from_parts(parts, ()), body.into())
    } else {
        (Response::new(()), Filling::default())
    };
    let mut filling = usual;
    if let Some(status) = spoil.status {
        (response, filling) = made(status).await;
    }
    if let Some(body) = &spoil.body {
        filling = body.clone();
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
    cors::open(response.headers_mut());
    replace_headers(response.headers_mut(), spoil);

    if !spoil.delay.is_zero() {
        app.clock.sleep(spoil.delay).await;
    }
    if spoil.cut == Some(Point::BeforeHeaders) {
        exchange.finish();
        if let Some(wire) = &wire {
            wire.sever(spoil.reset);
        }
        return std::future::pending().await;
    }
    if spoil.hang == Some(Point::BeforeHeaders) {
        return std::future::pending().await;
    }
    exchange.answered(response.status());
    let status = response.status();
    if head || matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) {
        exchange.finish();
    }
    let half = half(app, spoil, wire);
    let breaks_off = matches!(half, Half::Hang | Half::Cut(..));
    let headers = response.headers_mut();
    if breaks_off && spoil.content_length && filling.length() == 0 {
        // An empty body cannot break off unless more was promised.
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("1"));
    }
    // A length that the test chose itself goes out as it is, true or not.
    let sized = spoil.content_length && !headers.contains_key(header::CONTENT_LENGTH);
    response.map(|()| Body::new(Spoilt::new(filling, half, sized, exchange)))
}

/// An answer of that status without a word about its body: errors get the usual shape.
async fn made(status: StatusCode) -> (Response<()>, Filling) {
    let mut response = Response::new(());
    let mut filling = Filling::default();
    if status.as_u16() >= 400 {
        let message = format!("Fault on request: {status}");
        let failure = Failure::new(status, "GENERAL_FAULT", message).into_response();
        let (parts, body) = failure.into_parts();
        filling = to_bytes(body, usize::MAX).await.unwrap_or_default().into();
        response = Response::from_parts(parts, ());
    } else {
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(header::CONTENT_TYPE, json);
    }
    *response.status_mut() = status;
    (response, filling)
}

fn replace_headers(headers: &mut HeaderMap, spoil: &Spoil) {
    for (name, values) in &spoil.headers {
        headers.remove(name);
        for value in values {
            headers.append(name, value.clone());
        }
    }
}

fn half(app: &App, spoil: &Spoil, wire: Option<Arc<Wire>>) -> Half {
    match (spoil.cut, spoil.hang, wire) {
        (Some(Point::MidBody), _, Some(wire)) => Half::Cut(wire, spoil.reset),
        (_, Some(Point::MidBody), _) => Half::Hang,
        _ if spoil.body_delay.is_zero() => Half::Nothing,
        _ => Half::Pause(Arc::clone(&app.clock), spoil.body_delay),
    }
}
