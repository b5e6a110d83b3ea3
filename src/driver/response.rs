//! A response held by the host, read through pulse-core's `Response` trait.

use alloc::string::String;

use pulse_core::{BodyError, Duration, Response};

use super::Event;
use crate::host::settle;

/// The last response of a call.
#[derive(Clone, Copy)]
pub struct HostResponse {
    /// The slot of the host's record that holds it.
    slot: u32,
    pub status: u16,
    /// Whether its body is an object with the fields that its endpoint requires, about the job that was asked for.
    is_complete: bool,
    body_error: Option<BodyError>,
}

impl HostResponse {
    /// The response that an event reports, if it reports one.
    pub fn of(slot: u32, event: Event, status: u32, is_complete: u32) -> Option<Self> {
        let body_error = match event {
            Event::Response => None,
            Event::Oversized => Some(BodyError::Oversized),
            Event::NotAResponse => Some(BodyError::NotAResponse),
            _ => return None,
        };
        Some(Self {
            slot,
            status: status as u16,
            is_complete: is_complete == 1,
            body_error,
        })
    }
}

impl Response for HostResponse {
    fn status(&self) -> u16 {
        self.status
    }

    fn is_complete(&self) -> bool {
        self.is_complete
    }

    fn body_error(&self) -> Option<BodyError> {
        self.body_error
    }

    fn header(&self, name: &str) -> Option<String> {
        settle::header(self.slot, name)
    }

    fn error_code(&self) -> Option<String> {
        settle::error_code(self.slot)
    }

    fn job_status(&self) -> Option<String> {
        settle::job_status(self.slot)
    }

    fn wall_clock(&self) -> Duration {
        Duration::from_millis_f64(settle::wall_clock(self.slot))
    }
}
