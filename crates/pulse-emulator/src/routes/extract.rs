//! `POST /extract` and `POST /extract_async`, which create a job, from multipart or JSON.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use http_body_util::BodyExt;
use serde_json::{Value, json};

use super::control::unreadable;
use crate::app::{AdmitError, App};
use crate::errors::{ApiError, json_response};
use crate::faults::NoEffect;
use crate::names;
use crate::store::timestamp;

/// The fields that matter to the emulator.
#[derive(Default)]
struct Form {
    file: bool,
    name: Option<Box<str>>,
    url: Option<String>,
    is_async: Option<String>,
}

/// Submits a document; only asynchronous submissions are emulated.
pub async fn extract(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<Response, AdmitError> {
    submit(&app, request, true).await
}

/// The deprecated way to submit asynchronously.
pub async fn extract_async(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<Response, AdmitError> {
    submit(&app, request, false).await
}

async fn submit(app: &App, request: Request, require_async: bool) -> Result<Response, AdmitError> {
    let owner = app.admit(request.headers())?;
    let store_job = request.extensions().get::<NoEffect>().is_none();
    let form = read(app, request).await?;
    match (&form.url, form.file) {
        (Some(_), true) => {
            return Err(ApiError::field("Send either file or fileUrl, not both").into());
        }
        (None, false) => {
            return Err(ApiError::field("A document is required: send file or fileUrl").into());
        }
        (Some(url), false) if !(url.starts_with("http://") || url.starts_with("https://")) => {
            return Err(ApiError::field("fileUrl must be an http or https URL").into());
        }
        _ => {}
    }
    if require_async && form.is_async.as_deref() != Some("true") {
        let message = "This emulator only does asynchronous extraction: send async: true";
        return Err(ApiError::field(message).into());
    }
    let now = app.now_ms();
    let (id, mut job) = app.store.random_job(owner, now);
    job.name = form.name.or_else(|| names::of_url(form.url.as_deref()?));
    if store_job {
        app.store.insert(&id, job);
    }
    let body = json!({
        "job_id": id,
        "status": "pending",
        "message": "Document accepted for asynchronous extraction",
        "queuedAt": timestamp(now),
    });
    Ok(json_response(StatusCode::OK, &body))
}

async fn read(app: &App, request: Request) -> Result<Form, ApiError> {
    let limit = app.config.body_limit;
    let kind = request.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or("");
    let essence = kind.split(';').next().unwrap_or("").trim();
    let (multipart, json) = (
        essence.eq_ignore_ascii_case("multipart/form-data"),
        essence.eq_ignore_ascii_case("application/json"),
    );
    if announced_length(&request).is_some_and(|length| length > limit as u64) {
        // Read it to the end: a client that is still sending would see a reset instead of the response.
        drain(request.into_body()).await;
        return Err(ApiError::too_large(limit));
    }
    if multipart {
        from_multipart(request, limit).await
    } else if json {
        from_json(request, app).await
    } else {
        let message = "The content-type must be multipart/form-data or application/json";
        Err(ApiError::malformed(message))
    }
}

fn announced_length(request: &Request) -> Option<u64> {
    let length = request.headers().get(header::CONTENT_LENGTH);
    length.map(HeaderValue::to_str)?.ok()?.parse().ok()
}

async fn drain(mut body: Body) {
    while let Some(Ok(_)) = body.frame().await {}
}

async fn from_json(request: Request, app: &App) -> Result<Form, ApiError> {
    let bytes = Bytes::from_request(request, &())
        .await
        .map_err(|rejection| unreadable(&rejection, app))?;
    let value: Value = serde_json::from_slice(&bytes)
        .map_err(|error| ApiError::malformed(format!("The body is not JSON: {error}")))?;
    let Value::Object(fields) = value else {
        return Err(ApiError::malformed("The body must be a JSON object"));
    };
    let text = |name: &str| match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(ApiError::field(format!("{name} must be a string"))),
    };
    let is_async = match fields.get("async") {
        None | Some(Value::Null) => None,
        Some(Value::Bool(flag)) => Some(flag.to_string()),
        Some(_) => return Err(ApiError::field("async must be true or false")),
    };
    Ok(Form {
        file: text("file")?.is_some(),
        name: None,
        url: text("fileUrl")?.or(text("file_url")?),
        is_async,
    })
}

async fn from_multipart(request: Request, limit: usize) -> Result<Form, ApiError> {
    let to_api_error = |error: MultipartError| {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            ApiError::too_large(limit)
        } else {
            ApiError::malformed(format!("The multipart body is malformed: {error}"))
        }
    };
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|error| ApiError::malformed(format!("The body is no multipart form: {error}")))?;
    let mut form = Form::default();
    while let Some(mut field) = parts.next_field().await.map_err(to_api_error)? {
        match field.name().unwrap_or("") {
            "fileUrl" | "file_url" => form.url = Some(field.text().await.map_err(to_api_error)?),
            "async" => form.is_async = Some(field.text().await.map_err(to_api_error)?),
            name => {
                if name == "file" {
                    form.file = true;
                    form.name = field.file_name().map(Into::into);
                }
                // The document itself does not matter: it is read and dropped, chunk by chunk.
                while field.chunk().await.map_err(to_api_error)?.is_some() {}
            }
        }
    }
    Ok(form)
}
