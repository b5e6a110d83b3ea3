//! The one shape of every error response: `{ "error": { "code", "message", "details"? } }`.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use serde_json::{Value, json};

/// An error response, in the API's shape.
#[derive(Debug)]
pub struct ApiError {
    status: StatusCode,
    code: &'static str,
    message: String,
    details: Option<Value>,
}

impl ApiError {
    /// An error response without details.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            details: None,
        }
    }

    /// Adds details.
    #[must_use]
    pub fn with_details(mut self, details: Value) -> Self {
        self.details = Some(details);
        self
    }

    /// 400: the request's body, path or query is malformed.
    pub fn malformed(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "REQ_001", message)
    }

    /// 400: a field is missing or has an invalid value.
    pub fn field(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "REQ_002", message)
    }

    /// 404: no such route.
    pub fn no_route(method: &str, path: &str) -> Self {
        let message = format!("No route for {method} {path}");
        Self::new(StatusCode::NOT_FOUND, "REQ_003", message)
    }

    /// 405: the route exists, but not for this method.
    pub fn wrong_method(method: &str, path: &str) -> Self {
        let message = format!("{method} is not allowed for {path}");
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "REQ_004", message)
    }

    /// 413: the body is larger than allowed.
    pub fn too_large(limit: usize) -> Self {
        let message = format!("The request body exceeds {limit} bytes");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "REQ_005", message)
    }

    /// 404: no such job.
    pub fn unknown_job(id: &str) -> Self {
        let error = Self::new(StatusCode::NOT_FOUND, "JOB_001", "Job not found");
        error.with_details(json!({ "job_id": id }))
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response<Body> {
        let mut error = json!({ "code": self.code, "message": self.message });
        if let Some(details) = self.details {
            error["details"] = details;
        }
        json_response(self.status, &json!({ "error": error }))
    }
}

/// A JSON response.
#[must_use]
pub fn json_response(status: StatusCode, body: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}
