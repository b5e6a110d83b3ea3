//! What a browser requires before it lets a page send a request.

use crate::support::{Emulator, start, start_with};

async fn preflight(
    emulator: &Emulator,
    path: &str,
    method: &str,
    headers: &str,
) -> crate::support::Answer {
    let asked = [
        ("origin", "https://anywhere.example"),
        ("access-control-request-method", method),
        ("access-control-request-headers", headers),
    ];
    emulator.send("OPTIONS", path, &asked, b"").await
}

#[tokio::test]
async fn a_preflight_allows_the_apis_methods_and_headers_from_any_origin() {
    let emulator = start_with(|config| config.faults = false).await;
    for (path, method) in [
        ("/job/a", "DELETE"),
        ("/job/a", "GET"),
        ("/extract", "POST"),
    ] {
        let answer = preflight(&emulator, path, method, "x-foo").await;
        assert_eq!(answer.status, 204);
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        let methods = answer.header("access-control-allow-methods").unwrap();
        assert!(methods.split(", ").any(|allowed| allowed == method));
        let headers = answer.header("access-control-allow-headers");
        assert_eq!(
            headers,
            Some("x-api-key, accept, content-type"),
            "x-foo is not in the contract"
        );
        assert!(answer.body.is_empty());
    }
}

#[tokio::test]
async fn with_faults_a_preflight_allows_any_header() {
    let emulator = start().await;
    let answer = preflight(&emulator, "/job/a", "DELETE", "x-foo,user-agent").await;
    let headers = answer.header("access-control-allow-headers");
    assert_eq!(headers, Some("x-foo,user-agent"));
}

#[tokio::test]
async fn any_page_can_read_every_response_errors_included() {
    let emulator = start_with(|config| config.rate_limit = Some(1.0)).await;
    for (path, status) in [
        ("/job/a", 404),
        ("/job/a", 429),
        ("/nowhere", 404),
        ("/extract", 405),
        ("/_emulator/jobs", 200),
        ("/_emulator/health", 204),
    ] {
        let answer = emulator.ask("GET", path).await;
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        let exposed = answer.header("access-control-expose-headers");
        assert_eq!(exposed, Some("retry-after, x-ratelimit-reset"));
    }
}

#[tokio::test]
async fn options_without_a_requested_method_is_not_a_preflight() {
    let emulator = start().await;
    let answer = emulator.ask("OPTIONS", "/job/a").await;
    answer.expect_error(405, "REQ_004");
}
