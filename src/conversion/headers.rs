//! The headers option: texts, suppliers, and null for what shall not be sent.

use alloc::borrow::ToOwned;
use alloc::string::String;

use pulse_core::{HeaderProblem, check_header};
use wasm_bindgen::prelude::*;

use crate::values::Array;

use super::{invalid, is_nothing, key, option, pairs};

/// The header that carries the key.
const KEY: &str = "x-api-key";

/// Headers as the host takes them: names and values in turn, null for what is not to be sent.
#[derive(Clone, Default)]
pub struct Headers {
    /// An array, or undefined for none.
    pub pairs: JsValue,
    /// Whether suppliers are among the values.
    pub asks: bool,
    /// Whether one of them gives the key.
    pub asks_key: bool,
    /// An x-api-key among them, which is never in `pairs`: "" where none is to be sent.
    pub key: Option<String>,
}

impl Headers {
    /// Reads `headers`.
    pub fn read(options: &JsValue) -> Result<Self, JsValue> {
        let record = option(options, "headers")?;
        if is_nothing(&record) {
            return Ok(Self::default());
        }
        if !record.is_object() {
            return invalid("headers must be an object of names and values");
        }
        Self::check(&pairs(&record)?, None)
    }

    /// Checks names and values. Where `supplied` is given, its values stand for the functions, in their order.
    fn check(given: &Array, mut supplied: Option<&mut Supplied>) -> Result<Self, JsValue> {
        let pairs = Array::new();
        let (mut asks, mut asks_key, mut key_text) = (false, false, None);
        for index in (0..given.length()).step_by(2) {
            let (name, mut value) = (given.get(index), given.get(index.wrapping_add(1)));
            if value.is_function() {
                match &mut supplied {
                    Some(supplied) => value = supplied.next(),
                    None => {
                        asks = true;
                        asks_key |= name.as_string().as_deref() == Some(KEY);
                    }
                }
            }
            if value.is_undefined() {
                continue;
            }
            let name_text = name.as_string().unwrap_or_default();
            let text = value.as_string();
            if name_text == KEY && !value.is_function() {
                key_text = Some(match value.is_null() {
                    true => String::new(),
                    false => key::check(text)?,
                });
                continue;
            }
            if text.is_none() && !value.is_null() && !value.is_function() {
                return refuse(
                    &name_text,
                    " must be a string, null, undefined or a function",
                );
            }
            match check_header(&name_text, text.as_deref().unwrap_or_default()) {
                Ok(()) => {}
                Err(HeaderProblem::Name) => {
                    return invalid("headers has a name that is no HTTP token");
                }
                Err(HeaderProblem::Value) => {
                    return refuse(&name_text, " has a character that no header can carry");
                }
            }
            pairs.push(&name);
            pairs.push(&value);
        }
        Ok(Self {
            pairs: pairs.into(),
            asks,
            asks_key,
            key: key_text,
        })
    }

    /// Adds the suppliers among the values to those that are asked.
    pub fn list_suppliers(&self, all: &Array) {
        if self.asks {
            let pairs: &Array = self.pairs.unchecked_ref();
            for index in 0..pairs.length() {
                let value = pairs.get(index);
                if value.is_function() {
                    all.push(&value);
                }
            }
        }
    }

    /// The headers with what the suppliers said.
    pub fn resolved(&self, supplied: &mut Supplied) -> Result<Self, JsValue> {
        if !self.asks {
            return Ok(self.clone());
        }
        let resolved = Self::check(self.pairs.unchecked_ref(), Some(supplied))?;
        Ok(Self {
            key: resolved.key.or_else(|| self.key.clone()),
            ..resolved
        })
    }
}

fn refuse<T>(name: &str, why: &str) -> Result<T, JsValue> {
    invalid(&("the value of header ".to_owned() + name + why))
}

/// What suppliers said, taken in the order they were asked.
pub struct Supplied {
    values: Array,
    next: u32,
}

impl Supplied {
    pub fn new(values: &JsValue) -> Self {
        Self {
            values: values.clone().unchecked_into(),
            next: 0,
        }
    }

    pub fn next(&mut self) -> JsValue {
        let value = self.values.get(self.next);
        self.next = self.next.wrapping_add(1);
        value
    }
}
