//! What a machine may ask about a response. Headers and clocks are asked for only where a rule needs them.

use alloc::string::String;

use crate::{BodyError, Duration};

/// A response as the rules see it.
pub trait Response {
    /// The status code; 0 for an opaque redirect in a browser.
    fn status(&self) -> u16;
    /// Whether the body is a JSON object that has, as strings, the `required_fields` of the endpoint that was asked.
    /// The rules look at it for a 2xx alone.
    fn is_complete(&self) -> bool;
    /// What made the response unusable before its status counts, if anything.
    fn body_error(&self) -> Option<BodyError>;
    /// A header's value without white space around it, where it is there and readable. The name is in lower case.
    fn header(&self, name: &str) -> Option<String>;
    /// `error.code` of an error body.
    fn error_code(&self) -> Option<String>;
    /// `status` of a job's body.
    fn job_status(&self) -> Option<String>;
    /// Wall time, as the span since 1970 began: for HTTP dates and epoch seconds alone. It is the time of the response's own Date
    /// header, where that can be read, so that a wrong local clock does no harm; zero where there is no clock at all.
    fn wall_clock(&self) -> Duration;
}
