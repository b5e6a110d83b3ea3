//! `--upstream`: the key is added, and only for pages served from this address.

use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use pulse_emulator::Upstream;

use crate::static_files::Folder;
use crate::support::{Answer, Emulator, exchange, parse, start, start_with};

/// A proxy that adds `test-key`, in front of an emulator that records.
pub async fn proxy() -> (Emulator, Emulator) {
    let api = start().await;
    let base = format!("http://{}", api.address);
    (before(base).await, api)
}

pub async fn before(base: String) -> Emulator {
    start_with(|config| {
        let key = "test-key".into();
        config.upstream = Some(Upstream { base, key });
    })
    .await
}

pub async fn ask(proxy: &Emulator, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    proxy.send(method, path, headers, b"").await
}

#[tokio::test]
async fn the_key_is_added_and_no_client_header_is_passed_on() {
    let (proxy, api) = proxy().await;
    api.job(json!({ "jobId": "job-1" })).await;
    let origin = format!("http://{}", proxy.address);
    let headers = [
        ("origin", origin.as_str()),
        ("sec-fetch-site", "same-origin"),
        ("x-api-key", "the-pages-own"),
        ("cookie", "session=1"),
        ("authorization", "Bearer x"),
        ("x-forwarded-for", "10.0.0.1"),
        ("user-agent", "page"),
    ];
    let answer = ask(&proxy, "DELETE", "/job/job-1?force=1", &headers).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["job_id"], "job-1");
    assert_eq!(api.status("job-1").await, "canceled");
    let sent = api.requests("").await.remove(0);
    let expected = json!({
        "x-api-key": "test-key",
        "accept": "application/json",
        "host": api.address.to_string(),
        "user-agent": format!("pulse-emulator/{}", env!("CARGO_PKG_VERSION")),
    });
    assert_eq!(sent["headers"], expected);
    assert_eq!(
        (&sent["path"], &sent["query"]),
        (&json!("/job/job-1"), &json!(""))
    );
}

#[tokio::test]
async fn the_status_and_the_rate_headers_are_passed_back_and_nothing_else() {
    let (proxy, api) = proxy().await;
    let headers = json!({
        "retry-after": "7", "x-ratelimit-reset": "1800000009", "set-cookie": "a=b",
        "location": "http://127.0.0.1:1/", "content-type": "text/html",
    });
    api.fault(json!({ "status": 429, "headers": headers, "body": "slow down" }))
        .await;
    let answer = ask(&proxy, "GET", "/job/a", &[]).await;
    assert_eq!(
        (answer.status, answer.body.as_slice()),
        (429, &b"slow down"[..])
    );
    assert_eq!(
        answer.header("content-type"),
        Some("text/plain; charset=utf-8")
    );
    let mut names: Vec<_> = answer
        .headers
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    names.sort_unstable();
    let expected = [
        "cache-control",
        "connection",
        "content-length",
        "content-security-policy",
        "content-type",
        "date",
        "retry-after",
        "x-content-type-options",
        "x-ratelimit-reset",
    ];
    assert_eq!(names, expected);
    assert_eq!(answer.header("retry-after"), Some("7"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn there_are_no_cors_headers_and_no_preflight() {
    let (proxy, api) = proxy().await;
    let asks = [("access-control-request-method", "DELETE")];
    let preflight = ask(&proxy, "OPTIONS", "/job/a", &asks).await;
    preflight.expect_error(405, "REQ_004");
    for answer in [preflight, ask(&proxy, "GET", "/job/a", &[]).await] {
        let cors = |name: &str| name.starts_with("access-control");
        assert!(!answer.headers.iter().any(|(name, _)| cors(name)));
    }
    assert_eq!(api.requests("").await.len(), 1);
}

#[tokio::test]
async fn a_host_that_is_not_the_address_is_refused() {
    let (proxy, api) = proxy().await;
    let port = proxy.address.port();
    for host in [
        format!("evil.example:{port}"),
        format!("localhost:{port}"),
        "127.0.0.1".into(),
        format!("127.0.0.1:{port}.evil.example"),
        format!("{}:1", proxy.address.ip()),
        String::new(),
    ] {
        let answer = ask(&proxy, "GET", "/job/a", &[("host", &host)]).await;
        answer.expect_error(403, "REQ_007");
    }
    let good = proxy.address;
    for head in [
        format!("GET /job/a HTTP/1.1\r\nhost: {good}\r\nhost: evil.example\r\n"),
        format!("GET http://evil.example/job/a HTTP/1.1\r\nhost: {good}\r\n"),
        "GET /job/a HTTP/1.0\r\n".into(),
    ] {
        let request = head + "connection: close\r\n\r\n";
        let (bytes, _) = exchange(good, request.as_bytes()).await;
        assert!(matches!(parse(&bytes).status, 400 | 403), "{request}");
    }
    assert!(api.requests("").await.is_empty());
}

#[tokio::test]
async fn a_foreign_origin_or_fetch_site_is_refused() {
    let (proxy, api) = proxy().await;
    let port = proxy.address.port();
    for origin in [
        "https://evil.example".into(),
        "null".into(),
        format!("http://localhost:{port}"),
        format!("https://127.0.0.1:{port}"),
        "http://127.0.0.1".into(),
        String::new(),
    ] {
        let answer = ask(&proxy, "DELETE", "/job/a", &[("origin", &origin)]).await;
        answer.expect_error(403, "REQ_007");
    }
    for site in ["cross-site", "same-site", "none", ""] {
        let answer = ask(&proxy, "GET", "/job/a", &[("sec-fetch-site", site)]).await;
        answer.expect_error(403, "REQ_007");
    }
    let ours = format!("http://{}", proxy.address);
    let mixed = [
        ("origin", ours.as_str()),
        ("origin", "https://evil.example"),
    ];
    ask(&proxy, "GET", "/job/a", &mixed)
        .await
        .expect_error(403, "REQ_007");
    assert!(api.requests("").await.is_empty());
}

#[tokio::test]
async fn only_well_formed_ids_reads_and_cancellations_pass() {
    let (proxy, api) = proxy().await;
    for path in [
        "/job/",
        "/job/.",
        "/job/..",
        "/job/%2e%2e",
        "/job/a%2Fb",
        "/job/a/b",
        "/job/a%20b",
        "/job/a:b",
        "/job/a@b",
    ] {
        ask(&proxy, "DELETE", path, &[])
            .await
            .expect_error(404, "REQ_003");
    }
    for method in ["POST", "PUT", "PATCH", "HEAD"] {
        let answer = ask(&proxy, method, "/job/a", &[]).await;
        assert_eq!(answer.status, 405, "{method}");
        assert_eq!(answer.header("allow"), Some("GET, DELETE"), "{method}");
    }
    for path in ["/extract", "/extract_async", "/job", "/", "/webhook"] {
        let answer = ask(&proxy, "POST", path, &[]).await;
        answer.expect_error(404, "REQ_003");
    }
    assert!(api.requests("").await.is_empty());
    assert_eq!(ask(&proxy, "GET", "/job/A-z0.9_~", &[]).await.status, 404);
    assert_eq!(api.requests("?jobId=A-z0.9_~").await.len(), 1);
}

#[tokio::test]
async fn the_emulators_own_routes_are_closed() {
    let (proxy, _api) = proxy().await;
    for path in [
        "/_emulator/jobs",
        "/_emulator/events",
        "/_emulator/health",
        "/_emulator/faults",
    ] {
        ask(&proxy, "GET", path, &[])
            .await
            .expect_error(404, "REQ_003");
        ask(&proxy, "POST", path, &[])
            .await
            .expect_error(404, "REQ_003");
    }
}

#[tokio::test]
async fn the_page_is_served_beside_the_proxy_and_can_be_opened_from_anywhere() {
    let folder = Folder::new("beside");
    let api = start().await;
    let proxy = start_with(|config| {
        config.serve = Some(folder.0.join("site"));
        config.upstream = Some(Upstream {
            base: format!("http://{}", api.address),
            key: "test-key".into(),
        });
    })
    .await;
    for site in ["none", "cross-site", "same-origin"] {
        let page = ask(&proxy, "GET", "/", &[("sec-fetch-site", site)]).await;
        assert_eq!(
            (page.status, page.body.as_slice()),
            (200, &b"<h1>home</h1>"[..])
        );
        assert_eq!(
            page.header("content-security-policy"),
            Some("frame-ancestors 'none'")
        );
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    }
    let rebound = ask(&proxy, "GET", "/", &[("host", "evil.example")]).await;
    rebound.expect_error(403, "REQ_007");
    ask(&proxy, "GET", "/job/a", &[])
        .await
        .expect_error(404, "JOB_001");
}

#[tokio::test]
async fn the_path_of_the_upstream_is_put_before_that_of_the_job() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = before(format!("http://{}/api/v1", listener.local_addr().unwrap())).await;
    let upstream = async {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(socket.read_u8().await.unwrap());
        }
        let answer = b"HTTP/1.1 400 No\r\ncontent-length: 2\r\n\r\n{}";
        socket.write_all(answer).await.unwrap();
        String::from_utf8(head).unwrap()
    };
    let (answer, head) = tokio::join!(ask(&proxy, "DELETE", "/job/a", &[]), upstream);
    assert!(
        head.starts_with("DELETE /api/v1/job/a HTTP/1.1\r\n"),
        "{head}"
    );
    assert_eq!((answer.status, answer.body.as_slice()), (400, &b"{}"[..]));
}

#[tokio::test]
async fn only_text_and_json_come_back_and_they_can_act_as_no_page() {
    let (proxy, api) = proxy().await;
    for (sent, expected) in [
        ("application/json", "application/json"),
        (
            "Application/Problem+JSON; charset=utf-8",
            "application/json",
        ),
        ("text/html", "text/plain; charset=utf-8"),
        ("image/svg+xml", "text/plain; charset=utf-8"),
        ("text/javascript", "text/plain; charset=utf-8"),
        ("text/html; a=application/json", "text/plain; charset=utf-8"),
        ("multipart/form-data", "text/plain; charset=utf-8"),
        ("", "text/plain; charset=utf-8"),
    ] {
        for status in [400, 500] {
            let headers = json!({ "content-type": sent });
            let fault = json!({ "status": status, "headers": headers, "body": "<script>1" });
            api.fault(fault).await;
            let answer = ask(&proxy, "GET", "/job/a", &[]).await;
            assert_eq!(answer.status, status);
            assert_eq!(answer.header("content-type"), Some(expected), "{sent:?}");
            assert_guarded(&answer);
        }
    }
    // So is what the proxy says itself.
    assert_guarded(&ask(&proxy, "GET", "/job/a", &[("host", "evil.example")]).await);
    assert_guarded(&ask(&proxy, "GET", "/elsewhere", &[]).await);
}

#[track_caller]
fn assert_guarded(answer: &Answer) {
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(
        answer.header("content-security-policy"),
        Some("default-src 'none'; frame-ancestors 'none'; sandbox")
    );
}

#[tokio::test]
async fn a_key_that_the_upstream_echoes_is_hidden_in_bodies_and_headers() {
    let (proxy, api) = proxy().await;
    let headers = json!({
        "content-type": "text/plain; key=test-key", "retry-after": "test-key",
        "x-ratelimit-reset": "1800000009",
    });
    for (body, expected) in [
        (
            r#"{"job_id":"a","echo":["test-key","\u0074est-key"]}"#,
            r#"{"echo":["[key]","[key]"],"job_id":"a"}"#,
        ),
        ("your key is test-key", "your key is [key]"),
        (r#"{"job_id":"a","echo":1}"#, r#"{"job_id":"a","echo":1}"#),
    ] {
        let fault = json!({ "status": 400, "headers": headers, "body": body });
        api.fault(fault).await;
        let answer = ask(&proxy, "GET", "/job/a", &[]).await;
        assert_eq!(String::from_utf8_lossy(&answer.body), expected);
        assert_eq!(answer.header("retry-after"), None);
        assert_eq!(answer.header("x-ratelimit-reset"), Some("1800000009"));
        assert!(!format!("{answer:?}").contains("test-key"));
    }
}

#[tokio::test]
async fn half_of_a_requests_headers_is_not_waited_for_for_ever() {
    let api = start().await;
    let proxy = start_with(|config| {
        config.header_timeout = Duration::from_millis(50);
        config.upstream = Some(Upstream {
            base: format!("http://{}", api.address),
            key: "test-key".into(),
        });
    })
    .await;
    for half in ["", "GET", "GET /job/a HTTP/1.1\r\nhost: "] {
        // It ends, which is all there is to see.
        let (bytes, _) = exchange(proxy.address, half.as_bytes()).await;
        assert!(!bytes.starts_with(b"HTTP/1.1 2"), "{half}");
    }
    assert!(api.requests("").await.is_empty());
}
