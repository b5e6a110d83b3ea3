//! The operator's key taken out of what the upstream answers.

use serde_json::Value;

/// What stands in the key's place.
const HIDDEN: &str = "[key]";

/// A body without the key's text: of JSON in its texts, names and numbers, however they are escaped.
pub fn body(bytes: Vec<u8>, key: &str) -> Vec<u8> {
    if key.is_empty() {
        return bytes;
    }
    match serde_json::from_slice::<Value>(&bytes) {
        // As it was sent, unless it must change: reading and writing it again could change its numbers.
        Ok(value) if !holds(&value, key) && !contains(&bytes, key.as_bytes()) => bytes,
        Ok(value) => hidden(value, key).to_string().into_bytes(),
        Err(_) => replaced(&bytes, key.as_bytes()),
    }
}

/// Whether bytes contain those of the key.
pub fn contains(bytes: &[u8], key: &[u8]) -> bool {
    // An empty window is none.
    !key.is_empty() && bytes.windows(key.len()).any(|window| window == key)
}

fn holds(value: &Value, key: &str) -> bool {
    match value {
        Value::String(text) => text.contains(key),
        Value::Number(number) => number.to_string().contains(key),
        Value::Array(values) => values.iter().any(|value| holds(value, key)),
        Value::Object(fields) => fields
            .iter()
            .any(|(name, value)| name.contains(key) || holds(value, key)),
        Value::Null | Value::Bool(_) => false,
    }
}

fn hidden(value: Value, key: &str) -> Value {
    match value {
        Value::String(text) => text.replace(key, HIDDEN).into(),
        Value::Number(number) if number.to_string().contains(key) => HIDDEN.into(),
        Value::Array(values) => values.into_iter().map(|value| hidden(value, key)).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| (name.replace(key, HIDDEN), hidden(value, key)))
            .collect(),
        other => other,
    }
}

fn replaced(bytes: &[u8], key: &[u8]) -> Vec<u8> {
    let mut rest = bytes;
    let mut clean = Vec::with_capacity(bytes.len());
    while let Some(at) = rest.windows(key.len()).position(|window| window == key) {
        clean.extend_from_slice(&rest[..at]);
        clean.extend_from_slice(HIDDEN.as_bytes());
        rest = &rest[at + key.len()..];
    }
    clean.extend_from_slice(rest);
    clean
}

#[cfg(test)]
mod tests {
    use super::body;

    #[track_caller]
    fn becomes(sent: &str, key: &str, expected: &str) {
        let clean = body(sent.as_bytes().to_vec(), key);
        assert_eq!(String::from_utf8(clean).unwrap(), expected, "{sent}");
    }

    #[test]
    fn the_key_is_hidden_wherever_json_has_it() {
        becomes(r#"{"a":"in k-1"}"#, "k-1", r#"{"a":"in [key]"}"#);
        becomes(r#"{"a":["\u006b-1"]}"#, "k-1", r#"{"a":["[key]"]}"#);
        becomes(r#"{"a k-1":null}"#, "k-1", r#"{"a [key]":null}"#);
        becomes(r#"{"a":1314159}"#, "31415", r#"{"a":"[key]"}"#);
        becomes(r#"{"a":"k\"1\\k\/2"}"#, r#"k"1\k/2"#, r#"{"a":"[key]"}"#);
        becomes(r#"{"a":"k-1","a":"b"}"#, "k-1", r#"{"a":"b"}"#);
    }

    #[test]
    fn the_key_is_hidden_in_text_of_any_kind() {
        becomes("k-1, and <b>k-1</b>", "k-1", "[key], and <b>[key]</b>");
        let clean = body(b"\xff k-1 \xfe".to_vec(), "k-1");
        assert_eq!(clean, b"\xff [key] \xfe");
    }

    #[test]
    fn what_does_not_hold_the_key_stays_as_it_was_sent() {
        for sent in [
            r#"{ "b" : 1.0e2, "a":12345678901234567890123 }"#,
            "k-",
            "",
            "[key]",
        ] {
            becomes(sent, "k-1", sent);
        }
    }
}
