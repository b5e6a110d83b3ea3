//! A fetch function that answers what a test says, and keeps what it was given.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_net::http::Response;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;

/// One request as fetch was given it.
pub struct Sent {
    pub url: String,
    pub method: String,
    pub redirect: String,
    pub signal: JsValue,
    headers: JsValue,
}

impl Sent {
    pub fn header(&self, name: &str) -> Option<String> {
        get(&self.headers, name).as_string()
    }
}

fn get(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).expect("a property")
}

/// The stub; `answer` is told how many requests there have been.
pub struct Stub {
    calls: Rc<RefCell<Vec<Rc<Sent>>>>,
    function: Function,
}

impl Stub {
    pub fn new(answer: impl Fn(usize) -> Result<JsValue, JsValue> + 'static) -> Self {
        let calls: Rc<RefCell<Vec<Rc<Sent>>>> = Rc::default();
        let seen = Rc::clone(&calls);
        let fetch =
            Closure::<dyn Fn(String, JsValue) -> Promise>::new(move |url, init: JsValue| {
                let sent = Sent {
                    url,
                    method: get(&init, "method").as_string().unwrap_or_default(),
                    redirect: get(&init, "redirect").as_string().unwrap_or_default(),
                    signal: get(&init, "signal"),
                    headers: get(&init, "headers"),
                };
                seen.borrow_mut().push(Rc::new(sent));
                let number = seen.borrow().len();
                match answer(number) {
                    Ok(response) => Promise::resolve(&response),
                    Err(error) => Promise::reject(&error),
                }
            });
        Self {
            calls,
            function: fetch.into_js_value().unchecked_into(),
        }
    }

    pub fn function(&self) -> Function {
        self.function.clone()
    }

    pub fn calls(&self) -> Vec<Rc<Sent>> {
        self.calls.borrow().clone()
    }
}

/// A JSON response.
pub fn answer(status: u16, body: &str) -> Result<JsValue, JsValue> {
    with_header(status, "content-type", "application/json", body)
}

/// An error response with one header.
pub fn failing(status: u16, name: &str, value: &str) -> Result<JsValue, JsValue> {
    with_header(status, name, value, "")
}

fn with_header(status: u16, name: &str, value: &str, body: &str) -> Result<JsValue, JsValue> {
    let response = Response::builder()
        .status(status)
        .header(name, value)
        .body(Some(body));
    let response: web_sys::Response = response
        .map_err(|error| JsError::new(&error.to_string()))?
        .into();
    Ok(response.into())
}
