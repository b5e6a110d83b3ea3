//! Errors of the typed API: their kinds, their causes, and their way into JavaScript and back.

use std::error::Error as _;

use js_sys::Reflect;
use pulse_wasm::{Error, ErrorKind, RequestOptions};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use super::client;
use super::stub::{Stub, answer};

fn set(value: &JsValue, name: &str, to: &JsValue) {
    Reflect::set(value, &name.into(), to).expect("an object");
}

#[wasm_bindgen_test]
async fn a_kind_does_not_hang_on_a_name() {
    let stub = Stub::new(|_| answer(200, "{}"));
    let refused = client(&stub).cancel_job("..").await.expect_err("refused");
    let value = refused.into_value();
    set(&value, "name", &"Renamed".into());
    assert_eq!(Error::from(value).kind(), ErrorKind::Validation);

    let posing = js_sys::Error::new("poses");
    posing.set_name("PulseTimeoutError");
    assert_eq!(Error::from(JsValue::from(posing)).kind(), ErrorKind::Other);
}

#[wasm_bindgen_test]
async fn what_was_thrown_is_the_source_of_an_error() {
    let stub = Stub::new(|_| {
        let error = js_sys::TypeError::new("fetch failed");
        set(&error, "cause", &js_sys::Error::new("ECONNREFUSED"));
        Err(error.into())
    });
    let options = RequestOptions::default().max_retries(0);
    let error = client(&stub)
        .cancel_job_with("a", &options)
        .await
        .expect_err("no network");
    let first = error.source().expect("what fetch threw");
    assert_eq!(first.to_string(), "fetch failed");
    let second = first.source().expect("what caused that");
    assert_eq!(second.to_string(), "ECONNREFUSED");
    assert!(second.source().is_none());
}

#[wasm_bindgen_test]
async fn the_reason_of_an_abort_is_its_source_whatever_it_is() {
    let stub = Stub::new(|_| answer(200, "{}"));
    let signal = web_sys::AbortSignal::abort_with_reason(&"the page was left".into());
    let options = RequestOptions::default().signal(&signal);
    let error = client(&stub)
        .cancel_job_with("a", &options)
        .await
        .expect_err("aborted");
    assert_eq!(error.kind(), ErrorKind::Abort);
    let reason = error.source().expect("the reason");
    assert_eq!(reason.to_string(), "the page was left");
}

#[wasm_bindgen_test]
fn a_circle_of_causes_comes_to_an_end() {
    let value = js_sys::Error::new("its own cause");
    set(&value, "cause", &value);
    let error = Error::from(JsValue::from(value));
    let mut depth = 0;
    let mut source = error.source();
    while let Some(next) = source {
        depth += 1;
        source = next.source();
    }
    assert_eq!(depth, 16);
}

#[wasm_bindgen_test]
fn a_cause_that_throws_when_it_is_read_is_none() {
    let throwing = js_sys::eval("({ get cause() { throw 1 }, get message() { throw 2 } })");
    let error = Error::from(throwing.expect("an object"));
    assert!(error.source().is_none());
    assert!(!error.message().is_empty());
}

#[wasm_bindgen_test]
async fn a_question_mark_takes_an_error_out_of_an_exported_function() {
    async fn exported(stub: Stub) -> Result<String, JsValue> {
        Ok(client(&stub).cancel_job("a").await?.message)
    }
    let body = r#"{"error":{"code":"AUTH_003","message":"Not yours"}}"#;
    let value = exported(Stub::new(move |_| answer(403, body)))
        .await
        .expect_err("403");
    assert!(value.is_instance_of::<js_sys::Error>());
    assert_eq!(Error::from(value).kind(), ErrorKind::Status(403));
}
