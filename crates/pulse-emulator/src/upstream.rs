//! `--upstream`: a proxy that adds the operator's key, and keeps other sites' pages from using it.
//!
//! Invariant: a request reaches the upstream only if its Host is the address listened on and its
//! Origin and Sec-Fetch-Site, if sent, are same-origin. Only its method and job id are passed on.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use hyper_rustls::{ConfigBuilderExt, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::{ClientConfig, RootCertStore};

use crate::config::Upstream;
use crate::errors::ApiError;
use crate::serve;

/// How long the upstream may take to send its headers.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(60);

/// The upstream's response headers that reach the page.
const FORWARDED_HEADERS: [HeaderName; 3] = [
    header::CONTENT_TYPE,
    header::RETRY_AFTER,
    HeaderName::from_static("x-ratelimit-reset"),
];

struct Proxy {
    base: String,
    key: HeaderValue,
    host: String,
    origin: String,
    serve: Option<PathBuf>,
    client: Client<HttpsConnector<HttpConnector>, Body>,
}

/// A router with the proxy's one handler, for every method and path.
pub fn router(target: Upstream, files: Option<PathBuf>, at: SocketAddr) -> io::Result<Router> {
    let mut key = HeaderValue::from_str(&target.key).map_err(io::Error::other)?;
    key.set_sensitive(true);
    let mut tcp = HttpConnector::new();
    tcp.set_nodelay(true);
    tcp.enforce_http(false);
    let connector = HttpsConnectorBuilder::new()
        .with_tls_config(tls(target.base.starts_with("https:"))?)
        .https_or_http()
        .enable_http1()
        .wrap_connector(tcp);
    let host = if at.port() == 80 {
        at.ip().to_string()
    } else {
        at.to_string()
    };
    let proxy = Proxy {
        base: target.base,
        key,
        origin: format!("http://{host}"),
        host,
        serve: files,
        client: Client::builder(TokioExecutor::new()).build(connector),
    };
    Ok(Router::new().fallback(handle).with_state(Arc::new(proxy)))
}

/// Loads the system's certificates only if they are needed: a bare machine may have none.
fn tls(needed: bool) -> io::Result<ClientConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?;
    let builder = if needed {
        builder.with_native_roots().map_err(|error| {
            let message = format!("--upstream by https needs the system's certificates: {error}");
            io::Error::new(error.kind(), message)
        })?
    } else {
        builder.with_root_certificates(RootCertStore::empty())
    };
    Ok(builder.with_no_client_auth())
}

async fn handle(State(proxy): State<Arc<Proxy>>, request: Request) -> Response {
    match proxy.handle(request).await {
        Ok(response) => response,
        Err(error) => error.into_response(),
    }
}

impl Proxy {
    async fn handle(&self, request: Request) -> Result<Response, ApiError> {
        self.check_host(request.headers(), request.uri())?;
        let (method, path) = (request.method(), request.uri().path());
        if let Some(id) = path.strip_prefix("/job/") {
            self.check_origin(request.headers())?;
            if !matches!(*method, Method::GET | Method::DELETE) {
                return Err(ApiError::wrong_method(method.as_str(), path));
            }
            if !well_formed(id) {
                let message = "A job id is made of A-Z a-z 0-9 . _ ~ - here, and is not . or ..";
                return Err(ApiError::malformed(message));
            }
            return self.forward(method.clone(), id).await;
        }
        let reads = matches!(*method, Method::GET | Method::HEAD);
        match &self.serve {
            Some(folder) if reads && !path.starts_with("/_emulator") => {
                Ok(serve::file(folder, request).await)
            }
            _ => Err(ApiError::no_route(method.as_str(), path)),
        }
    }

    /// Refuses a host name that an attacker has pointed at this address (DNS rebinding).
    fn check_host(&self, headers: &HeaderMap, uri: &Uri) -> Result<(), ApiError> {
        let mut hosts = headers.get_all(header::HOST).iter();
        let host_matches =
            hosts.next().is_some_and(|host| *host == *self.host) && hosts.next().is_none();
        let target_matches = uri.authority().is_none_or(|named| *named == *self.host);
        if host_matches && target_matches {
            return Ok(());
        }
        Err(forbidden(format!("The Host must be {}", self.host)))
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
            .header("x-api-key", self.key.clone())
            .header(header::ACCEPT, json)
            .header(header::USER_AGENT, agent)
            .body(Body::empty())
            .map_err(|error| unreachable_upstream(&error))?;
        let response = tokio::time::timeout(ANSWER_TIMEOUT, self.client.request(request))
            .await
            .map_err(|_| {
                let message = "The upstream did not answer in time";
                ApiError::new(StatusCode::GATEWAY_TIMEOUT, "GENERAL_002", message)
            })?
            .map_err(|error| unreachable_upstream(&error))?;
        let (parts, body) = response.into_parts();
        let mut response = Response::new(Body::new(body));
        *response.status_mut() = parts.status;
        let headers = response.headers_mut();
        for name in FORWARDED_HEADERS {
            for value in parts.headers.get_all(&name) {
                headers.append(&name, value.clone());
            }
        }
        // Nothing the upstream sends may run as a script or a page of this origin.
        headers.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        Ok(response)
    }
}

/// Whether an id can be put into a path unescaped and be nothing but one segment.
fn well_formed(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._~-".contains(&byte);
    !matches!(id, "" | "." | "..") && id.bytes().all(plain)
}

fn forbidden(message: impl Into<String>) -> ApiError {
    ApiError::new(StatusCode::FORBIDDEN, "REQ_007", message)
}

fn unreachable_upstream(error: &dyn std::error::Error) -> ApiError {
    let mut message = format!("The upstream cannot be reached: {error}");
    let mut cause = error.source();
    while let Some(inner) = cause {
        message = format!("{message}: {inner}");
        cause = inner.source();
    }
    ApiError::new(StatusCode::BAD_GATEWAY, "GENERAL_001", message)
}

#[cfg(test)]
mod tests {
    use super::well_formed;

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
    }
}
