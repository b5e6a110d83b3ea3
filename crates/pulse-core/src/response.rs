//! What a machine may ask about a response. Headers and clocks are asked for only where a rule needs them.

use alloc::string::String;

use crate::{BodyError, Duration};

/// A response as the rules see it.
pub trait Response {
    /// The status code; 0 for an opaque redirect in a browser.
    fn status(&self) -> u16;
    /// What the host already found out about the body.
    fn fields(&self) -> Fields;
    /// What made the response unusable before its status counts, if anything.
    fn body_error(&self) -> Option<BodyError>;
    /// A header's value, where it is there and readable.
    fn header(&self, name: &str) -> Option<String>;
    /// `error.code` of an error body.
    fn error_code(&self) -> Option<String>;
    /// `status` of a job's body.
    fn job_status(&self) -> Option<String>;
    /// Time since 1970, for HTTP dates and epoch seconds alone.
    fn wall_clock(&self) -> Duration;
}

/// Which of the API's fields the body holds as strings. Empty for what is no JSON object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fields(u8);

impl Fields {
    /// `job_id` is a string.
    pub const JOB_ID: u8 = 1;
    /// `message` is a string.
    pub const MESSAGE: u8 = 2;
    /// `status` is a string.
    pub const STATUS: u8 = 4;
    /// `created_at` is a string.
    pub const CREATED_AT: u8 = 8;

    /// The set with these bits.
    #[must_use]
    pub const fn new(bits: u8) -> Self {
        Self(bits)
    }

    /// Whether every field of `required` is there.
    #[must_use]
    pub const fn has(self, required: u8) -> bool {
        self.0 & required == required
    }
}
