//! The headers option: texts, suppliers, and null for what shall not be sent.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use pulse_core::{HeaderProblem, check_header};
use wasm_bindgen::prelude::*;

use super::{entries, invalid, is_absent};
use crate::settle::property;

/// The header that carries the key.
pub const KEY: &str = "x-api-key";

/// What one header is to be.
#[derive(Clone)]
pub enum Value {
    /// Not sent, a default included.
    Removed,
    /// Sent as it is.
    Text(String),
    /// Asked once a call.
    Supplier(JsValue),
}

/// Headers by lower-case name, each name once.
#[derive(Clone, Default)]
pub struct Headers(Vec<(String, Value)>);

impl Headers {
    /// Reads `headers`.
    pub fn read(options: &JsValue) -> Result<Self, JsValue> {
        let record = property(options, "headers");
        let mut headers = Self::default();
        if is_absent(&record) || record.is_null() {
            return Ok(headers);
        }
        if !record.is_object() {
            return invalid("headers must be an object of names and values");
        }
        for pair in entries(&record, "headers")?.iter() {
            let name = js_sys::Reflect::get_u32(&pair, 0)?
                .as_string()
                .unwrap_or_default();
            let value = js_sys::Reflect::get_u32(&pair, 1)?;
            if is_absent(&value) {
                continue;
            }
            let value = if value.is_null() {
                Value::Removed
            } else if value.is_function() {
                Value::Supplier(value)
            } else {
                Value::Text(text(&name, value.as_string())?)
            };
            check(&name, "")?;
            headers.set(name.to_ascii_lowercase(), value);
        }
        Ok(headers)
    }

    fn set(&mut self, name: String, value: Value) {
        self.0.retain(|(known, _)| *known != name);
        self.0.push((name, value));
    }

    /// These, and over them `other`'s.
    pub fn merged(&self, other: &Self) -> Self {
        let mut all = self.clone();
        for (name, value) in &other.0 {
            all.set(name.clone(), value.clone());
        }
        all
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The key among them, if it is given as a header.
    pub fn key(&self) -> Option<&Value> {
        let found = self.0.iter().find(|(name, _)| name == KEY)?;
        Some(&found.1)
    }

    pub fn suppliers(&self) -> impl Iterator<Item = &JsValue> {
        self.0.iter().filter_map(|(_, value)| match value {
            Value::Supplier(supplier) => Some(supplier),
            _ => None,
        })
    }

    /// As the host takes them: pairs of name and value, null for what is not sent. The key is left out.
    ///
    /// `supplied` gives the suppliers' values in the order of [`Headers::suppliers`].
    pub fn resolve(
        &self,
        supplied: &mut impl Iterator<Item = JsValue>,
    ) -> Result<(js_sys::Array, Option<Option<String>>), JsValue> {
        let pairs = js_sys::Array::new();
        let mut key = None;
        for (name, value) in &self.0 {
            let text = match value {
                Value::Removed => None,
                Value::Text(value) => Some(value.clone()),
                Value::Supplier(_) => {
                    let value = supplied.next().unwrap_or(JsValue::UNDEFINED);
                    if is_absent(&value) {
                        continue;
                    }
                    if value.is_null() {
                        None
                    } else {
                        Some(text(name, value.as_string())?)
                    }
                }
            };
            if name == KEY {
                key = Some(text);
                continue;
            }
            let text = text.map_or(JsValue::NULL, |text| JsValue::from_str(&text));
            pairs.push(&js_sys::Array::of2(&JsValue::from_str(name), &text));
        }
        Ok((pairs, key))
    }
}

/// A header's text, checked.
fn text(name: &str, value: Option<String>) -> Result<String, JsValue> {
    let Some(value) = value else {
        return invalid(
            &("the value of header ".to_owned()
                + name
                + " must be a string, null, undefined or a function"),
        );
    };
    if !name.eq_ignore_ascii_case(KEY) {
        check(name, &value)?;
        return Ok(value);
    }
    super::check_key(Some(value))
}

fn check(name: &str, value: &str) -> Result<(), JsValue> {
    match check_header(name, value) {
        Ok(()) => Ok(()),
        Err(HeaderProblem::Name) => invalid("headers has a name that is no HTTP token"),
        Err(HeaderProblem::Value) => invalid(
            &("the value of header ".to_owned()
                + name
                + " has a character that no header can carry"),
        ),
    }
}
