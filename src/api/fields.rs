//! Reads what JavaScript returns, and turns Rust closures into functions. What cannot be read is undefined.

use alloc::boxed::Box;
use alloc::string::String;

use js_sys::Reflect;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

use super::Error;

/// A property; undefined if there is none, or reading it throws.
pub(super) fn field(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &JsValue::from_str(name)).unwrap_or_default()
}

pub(super) fn text(value: &JsValue, name: &str) -> Option<String> {
    field(value, name).as_string()
}

pub(super) fn number(value: &JsValue, name: &str) -> Option<f64> {
    field(value, name).as_f64()
}

/// A count, 0 if there is none.
pub(super) fn count(value: &JsValue, name: &str) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number from 0; `as` saturates"
    )]
    let count = number(value, name).unwrap_or_default() as u32;
    count
}

/// A value as its type.
pub(super) fn data<T: DeserializeOwned>(value: JsValue) -> Result<T, Error> {
    serde_wasm_bindgen::from_value(value).map_err(|error| Error::from(JsValue::from(error)))
}

/// A value as its type, if there is one.
pub(super) fn optional<T: DeserializeOwned>(value: JsValue) -> Result<Option<T>, Error> {
    if value.is_undefined() {
        return Ok(None);
    }
    data(value).map(Some)
}

/// A function of one argument, which throws an error that the closure returns.
pub(super) fn function<T>(call: impl Fn(JsValue) -> Result<T, Error> + 'static) -> JsValue
where
    T: Into<JsValue> + 'static,
{
    let call = move |value| match call(value) {
        Ok(result) => Ok(result.into()),
        Err(error) => Err(error.into_value()),
    };
    Closure::<dyn Fn(JsValue) -> Result<JsValue, JsValue>>::wrap(Box::new(call)).into_js_value()
}
