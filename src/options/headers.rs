//! The headers option: strings, suppliers, and null for a header that is not to be sent.

use alloc::string::String;

use pulse_core::{HeaderProblem, check_header};
use wasm_bindgen::prelude::*;

use super::validator::is_nothing;
use super::{Validator, key};
use crate::host::options::pairs;
use crate::host::values::Array;

/// The header that carries the key.
const KEY: &str = "x-api-key";

/// Headers as the host takes them: names and values in turn, null for a header that is not to be sent.
#[derive(Clone, Default)]
pub struct Headers {
    /// An array, or undefined for none.
    pub pairs: JsValue,
    /// Whether suppliers are among the values.
    pub asks: bool,
    /// Whether one of them gives the key.
    pub asks_key: bool,
    /// The x-api-key among them, which is never in `pairs`: "" if none is to be sent.
    pub key: Option<String>,
}

impl Headers {
    /// Reads `headers`.
    pub fn read(options: &JsValue, validator: &mut Validator) -> Self {
        let record = validator.option(options, "headers");
        if is_nothing(&record) {
            return Self::default();
        }
        if !record.is_object() {
            validator.refuse("headers must be an object of names and values");
            return Self::default();
        }
        Self::check(&pairs(&record), None, validator)
    }

    /// Checks names and values. If `supplied` is given, its values replace the functions, in order.
    fn check(
        given: &JsValue,
        mut supplied: Option<&mut Supplied>,
        validator: &mut Validator,
    ) -> Self {
        let pairs = Array::new();
        let mut all = Self::default();
        for_each_pair(given, |name, mut value| {
            let name_text = name.as_string().unwrap_or_default();
            let is_key = name_text == KEY;
            if value.is_function() {
                match &mut supplied {
                    Some(supplied) => value = supplied.next(),
                    None => {
                        all.asks = true;
                        all.asks_key |= is_key;
                    }
                }
            }
            // What a supplier gave is no supplier.
            let is_function = value.is_function() && supplied.is_none();
            if value.is_undefined() {
                return;
            }
            let text = value.as_string();
            if is_key && !is_function {
                all.key = Some(match value.is_null() {
                    true => String::new(),
                    false => key::check(text, validator),
                });
                return;
            }
            if text.is_none() && !value.is_null() && !is_function {
                validator.refuse_header(&name, " must be a string, null, undefined or a function");
            }
            match check_header(&name_text, text.as_deref().unwrap_or_default()) {
                Ok(()) => {}
                Err(HeaderProblem::Name) => {
                    validator.refuse("headers has a name that is not an HTTP token");
                }
                Err(HeaderProblem::Value) => {
                    validator.refuse_header(&name, " has a character that a header cannot contain");
                }
            }
            pairs.push(&name);
            pairs.push(&value);
        });
        all.pairs = pairs.into();
        all
    }

    /// Adds the suppliers among the values to those that will be called, each with whether it gives a key.
    pub fn list_suppliers(&self, all: &Array) {
        if self.asks {
            for_each_pair(&self.pairs, |name, value| {
                if value.is_function() {
                    all.push(&value);
                    let is_key = name.as_string().as_deref() == Some(KEY);
                    all.push(&JsValue::from_bool(is_key));
                }
            });
        }
    }

    /// The headers with the suppliers' values in place.
    pub fn resolved(&self, supplied: &mut Supplied, validator: &mut Validator) -> Self {
        if !self.asks {
            return self.clone();
        }
        let mut resolved = Self::check(&self.pairs, Some(supplied), validator);
        if resolved.key.is_none() {
            resolved.key.clone_from(&self.key);
        }
        resolved
    }
}

fn for_each_pair(pairs: &JsValue, mut run: impl FnMut(JsValue, JsValue)) {
    let pairs: &Array = pairs.unchecked_ref();
    for index in (0..pairs.length()).step_by(2) {
        run(pairs.get(index), pairs.get(index.wrapping_add(1)));
    }
}

/// The suppliers' values, taken in the order in which they were called.
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
