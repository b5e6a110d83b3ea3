//! `--upstream`: a proxy that adds the operator's key, and keeps other sites' pages from using it.
//!
//! Invariant: a request reaches the upstream only if its Host is the address listened on and its
//! Origin and Sec-Fetch-Site, if sent, are same-origin. Only its method and job id are passed on.
//! Invariant: what comes back is text or JSON without the key, and can't act as a page of this origin.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use crate::config::Upstream;
use crate::connector::{Connector, connector};
use crate::errors::ApiError;
use crate::{scrub, serve};

/// How long the upstream may take for all of its response.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(60);

/// The longest response of the upstream, in bytes: it is held until the key has been looked for in it.
const ANSWER_LIMIT: usize = 64 << 20;

/// The upstream's response headers that reach the page, unless the key is in them.
const FORWARDED_HEADERS: [HeaderName; 2] = [
    header::RETRY_AFTER,
    HeaderName::from_static("x-ratelimit-reset"),
];

/// An answer is data: opened as a document, it runs nothing, loads nothing, and has no origin.
const ANSWER_POLICY: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

/// Another site's page could place the page in a frame and make its user click in it.
const PAGE_POLICY: &str = "frame-ancestors 'none'";

struct Proxy {
    base: String,
    key: String,
    key_header: HeaderValue,
    /// The address listened on as a Host header names it; the first is how browsers write it.
    hosts: Vec<String>,
    origin: String,
    serve: Option<PathBuf>,
    client: Client<Connector, Body>,
}

/// A router with the proxy's one handler, for every method and path.
pub fn router(target: Upstream, files: Option<PathBuf>, at: SocketAddr) -> io::Result<Router> {
    let mut key = HeaderValue::from_str(&target.key).map_err(io::Error::other)?;
    key.set_sensitive(true);
    let connector = connector(target.base.starts_with("https:"))?;
    let hosts = hosts(at);
    let proxy = Proxy {
        base: target.base,
        key: target.key,
        key_header: key,
        origin: format!("http://{}", hosts[0]),
        hosts,
        serve: files,
        client: Client::builder(TokioExecutor::new()).build(connector),
    };
    Ok(Router::new().fallback(handle).with_state(Arc::new(proxy)))
}

/// An address as a Host header names it: an IPv6 address in brackets, and the default port left out, or not.
fn hosts(at: SocketAddr) -> Vec<String> {
    let name = match at.ip() {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    };
    let named = format!("{name}:{}", at.port());
    match at.port() {
        80 => vec![name, named],
        _ => vec![named],
    }
}

async fn handle(State(proxy): State<Arc<Proxy>>, request: Request) -> Response {
    match proxy.handle(request).await {
        Ok(response) => response,
        Err(error) => answer(error.into_response()),
    }
}

/// What the proxy hands on or says itself: data that no cache keeps.
fn answer(mut response: Response) -> Response {
    let value = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, value);
    guarded(response, ANSWER_POLICY)
}

/// Says what a browser may do with a response, and that its type is what it says.
fn guarded(mut response: Response, policy: &'static str) -> Response {
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, policy),
    ] {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    response
}

impl Proxy {
    async fn handle(&self, request: Request) -> Result<Response, ApiError> {
        self.check_host(request.headers(), request.uri())?;
        let (method, path) = (request.method(), request.uri().path());
        if let Some(id) = path.strip_prefix("/job/") {
            self.check_origin(request.headers())?;
            if !matches!(*method, Method::GET | Method::DELETE) {
                let mut response = ApiError::wrong_method(method.as_str(), path).into_response();
                let methods = HeaderValue::from_static("GET, DELETE");
                response.headers_mut().insert(header::ALLOW, methods);
                return Ok(answer(response));
            }
            if !well_formed(id) {
                return Err(ApiError::no_route(method.as_str(), path));
            }
            return self.forward(method.clone(), id).await;
        }
        let reads = matches!(*method, Method::GET | Method::HEAD);
        match &self.serve {
            Some(folder) if reads && !path.starts_with("/_emulator") => {
                let response = serve::file(folder, request).await;
                Ok(guarded(response, PAGE_POLICY))
            }
            _ => Err(ApiError::no_route(method.as_str(), path)),
        }
    }

    /// Refuses a host name that an attacker has pointed at this address (DNS rebinding).
    fn check_host(&self, headers: &HeaderMap, uri: &Uri) -> Result<(), ApiError> {
        let mut named = headers.get_all(header::HOST).iter();
        let host = named.next();
        let is_ours = |host: &HeaderValue| self.hosts.iter().any(|own| *host == **own);
        let host_matches = host.is_some_and(is_ours) && named.next().is_none();
        let target_matches = uri
            .authority()
            .is_none_or(|named| self.hosts.iter().any(|own| *named == **own));
        if host_matches && target_matches {
            return Ok(());
        }
        Err(forbidden(format!("The Host must be {}", self.hosts[0])))
    }

    fn check_origin(&self, headers: &HeaderMap) -> Result<(), ApiError> {
        let all = |name, wanted: &str| headers.get_all(name).iter().all(|value| *value == *wanted);
        if !all(header::ORIGIN, &self.origin) {
            let message = format!("Only pages of {} may ask this proxy", self.origin);
            return Err(forbidden(message));
        }
        if !all(HeaderName::from_static("sec-fetch-site"), "same-origin") {
            return Err(forbidden("Only same-origin requests may ask this proxy"));
        }
        Ok(())
    }

    async fn forward(&self, method: Method, id: &str) -> Result<Response, ApiError> {
        let json = HeaderValue::from_static("application/json");
        let agent = concat!("pulse-emulator/", env!("CARGO_PKG_VERSION"));
        let request = Request::builder()
            .method(method)
            .uri(format!("{}/job/{id}", self.base))
            .header("x-api-key", self.key_header.clone())
            .header(header::ACCEPT, json)
            .header(header::USER_AGENT, agent)
            .body(Body::empty())
            .map_err(|error| unreachable_upstream(&error))?;
        tokio::time::timeout(ANSWER_TIMEOUT, self.exchange(request, id))
            .await
            .map_err(|_| {
                let message = "The upstream did not answer in time";
                ApiError::new(StatusCode::GATEWAY_TIMEOUT, "GENERAL_002", message)
            })?
    }

    async fn exchange(&self, request: Request, id: &str) -> Result<Response, ApiError> {
        let reads = request.method() == Method::GET;
        let response = self.client.request(request).await;
        let (parts, body) = response
            .map_err(|error| unreachable_upstream(&error))?
            .into_parts();
        if parts.status.is_redirection() {
            return Err(broken("The upstream redirects, which is not followed"));
        }
        let encoding = parts.headers.get(header::CONTENT_ENCODING);
        if encoding.is_some_and(|encoding| encoding != "identity") {
            return Err(broken("The upstream's response is compressed, unasked"));
        }
        let body = Limited::new(body, ANSWER_LIMIT).collect().await;
        let bytes = body
            .map_err(|error| {
                let what = "The upstream's response is too long, or was cut off";
                broken(format!("{what}: {error}"))
            })?
            .to_bytes();
        if parts.status.is_success() && !is_promised(&bytes, id, reads) {
            return Err(broken(
                "The upstream answered what the API does not promise",
            ));
        }
        let mut response = Response::new(Body::from(scrub::body(bytes.to_vec(), &self.key)));
        *response.status_mut() = parts.status;
        let headers = response.headers_mut();
        let kind = HeaderValue::from_static(kind(&parts.headers));
        headers.insert(header::CONTENT_TYPE, kind);
        for name in FORWARDED_HEADERS {
            for value in parts.headers.get_all(&name) {
                if !scrub::contains(value.as_bytes(), self.key.as_bytes()) {
                    headers.append(&name, value.clone());
                }
            }
        }
        Ok(answer(response))
    }
}

/// Whether the body of a success is about that job, with what the API page says is in it.
fn is_promised(body: &[u8], id: &str, reads: bool) -> bool {
    let Ok(body) = serde_json::from_slice::<Value>(body) else {
        return false;
    };
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let fields: &[&str] = if reads {
        &["status", "created_at"]
    } else {
        &["message"]
    };
    let is_failure = !reads && body.get("error").is_some_and(Value::is_object);
    text("job_id").is_some_and(|named| named.eq_ignore_ascii_case(id))
        && fields.iter().all(|name| text(name).is_some())
        && !is_failure
}

/// The type that a response goes back with: JSON, or else text, whatever the upstream calls it.
fn kind(headers: &HeaderMap) -> &'static str {
    let sent = headers.get(header::CONTENT_TYPE);
    let sent = sent.and_then(|value| value.to_str().ok()).unwrap_or("");
    let essence = sent.split(';').next().unwrap_or("").trim();
    let is_json = |essence: &str| essence == "application/json" || essence.ends_with("+json");
    if is_json(&essence.to_ascii_lowercase()) {
        "application/json"
    } else {
        "text/plain; charset=utf-8"
    }
}

/// Whether an id can be put into a path unescaped and be nothing but one segment, of the length that the API's may have.
fn well_formed(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._~-".contains(&byte);
    !matches!(id, "" | "." | "..") && id.len() <= 1024 && id.bytes().all(plain)
}

fn forbidden(message: impl Into<String>) -> ApiError {
    ApiError::new(StatusCode::FORBIDDEN, "REQ_007", message)
}

fn broken(message: impl Into<String>) -> ApiError {
    ApiError::new(StatusCode::BAD_GATEWAY, "GENERAL_001", message)
}

fn unreachable_upstream(error: &dyn std::error::Error) -> ApiError {
    let mut message = format!("The upstream cannot be reached: {error}");
    let mut cause = error.source();
    while let Some(inner) = cause {
        message = format!("{message}: {inner}");
        cause = inner.source();
    }
    broken(message)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::{Request, header};
    use tower::ServiceExt;

    use super::{router, well_formed};
    use crate::config::Upstream;

    /// The status of a request to a proxy at that address, for a Host; 404 where it is let in.
    async fn status(at: &str, host: &str) -> u16 {
        let target = Upstream {
            base: "http://127.0.0.1:1".into(),
            key: "test-key".into(),
        };
        let router = router(target, None, at.parse().unwrap()).unwrap();
        let request = Request::builder().uri("/").header(header::HOST, host);
        let request = request.body(Body::empty()).unwrap();
        let Ok(response) = router.oneshot(request).await;
        response.status().as_u16()
    }

    #[tokio::test]
    async fn the_host_is_the_address_as_browsers_and_others_write_it() {
        for (at, host) in [
            ("[::1]:80", "[::1]"),
            ("[::1]:80", "[::1]:80"),
            ("[::1]:8787", "[::1]:8787"),
            ("127.0.0.1:80", "127.0.0.1"),
            ("127.0.0.1:80", "127.0.0.1:80"),
            ("127.0.0.1:8787", "127.0.0.1:8787"),
        ] {
            assert_eq!(status(at, host).await, 404, "{host} at {at}");
        }
        for (at, host) in [
            ("[::1]:80", "::1"),
            ("[::1]:80", "[::1]:8787"),
            ("[::1]:8787", "[::1]"),
            ("127.0.0.1:8787", "127.0.0.1:80"),
            ("127.0.0.1:80", "localhost"),
        ] {
            assert_eq!(status(at, host).await, 403, "{host} at {at}");
        }
    }

    #[test]
    fn only_ids_that_are_one_plain_path_segment_are_well_formed() {
        for id in ["a", "job-111-aaa", "A.b_c~9", "...", ".a", "a..b"] {
            assert!(well_formed(id), "{id}");
        }
        for id in [
            "", ".", "..", "a/b", "%2e%2e", "a%20b", "a?b", "a b", "ä", "a;b", "a\\b",
        ] {
            assert!(!well_formed(id), "{id}");
        }
        assert!(well_formed(&"a".repeat(1024)) && !well_formed(&"a".repeat(1025)));
    }
}
