//! A response in the host, as the rules of pulse-core ask about it.

use alloc::string::String;

use pulse_core::{BodyError, Duration, Endpoint, Response};

use super::clock;
use crate::fetch::bits;
use crate::settle;
use crate::values::property;

/// The last response of a call.
pub struct HostAnswer {
    pub slot: u32,
    pub endpoint: Endpoint,
    pub status: u32,
    pub bits: u32,
}

impl Response for HostAnswer {
    fn status(&self) -> u16 {
        u16::try_from(self.status).unwrap_or_default()
    }

    fn is_complete(&self) -> bool {
        let required = match self.endpoint {
            Endpoint::CancelJob => bits::JOB_ID | bits::MESSAGE,
            Endpoint::GetJob => bits::JOB_ID | bits::STATUS | bits::CREATED_AT,
        };
        self.bits & required == required
    }

    fn body_error(&self) -> Option<BodyError> {
        match self.bits {
            bits::OVERSIZED => Some(BodyError::Oversized),
            bits::NOT_A_RESPONSE => Some(BodyError::NotAResponse),
            _ => None,
        }
    }

    fn header(&self, name: &str) -> Option<String> {
        settle::header(self.slot, name)
    }

    fn error_code(&self) -> Option<String> {
        let error = property(&settle::data(self.slot), "error");
        property(&error, "code").as_string()
    }

    fn job_status(&self) -> Option<String> {
        property(&settle::data(self.slot), "status").as_string()
    }

    fn wall_clock(&self) -> Duration {
        clock::wall_clock()
    }
}
