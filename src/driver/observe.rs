//! What the client's observer is told of a request.

use pulse_core::{Duration, Failure, FailureKind, Instant, Pause};
use wasm_bindgen::prelude::*;

use super::SupplierResolver;
use super::request::{Progress, Request};
use crate::host::observe;

/// No number.
const NONE: f64 = -1.0;

impl<R: SupplierResolver> Request<R> {
    fn is_observed(&self) -> bool {
        self.parts.client.is_observed
    }

    /// Tells of an attempt, and first of the retry that it is where there was nothing to wait for.
    pub fn observe_attempt(&self, progress: Progress, attempt: u32) {
        if !self.is_observed() {
            return;
        }
        if attempt > 1 && !self.told_retry.take() {
            let error = self.error(progress, &Failure::of(FailureKind::Status));
            // The retry is told of the attempt before it.
            let before = Progress {
                attempts: progress.attempts.wrapping_sub(1),
                ..progress
            };
            self.observe("retry", before, -1, NONE, 0.0, &error);
        }
        self.observe("attempt", progress, -1, NONE, NONE, &JsValue::UNDEFINED);
    }

    /// Tells of a response.
    pub fn observe_response(&self, progress: Progress, status: u16, now: Instant) {
        if self.is_observed() {
            let status = i32::from(status);
            let duration = self.time_in_flight(now);
            let none = JsValue::UNDEFINED;
            self.observe("response", progress, status, duration, NONE, &none);
        }
    }

    /// Tells that an attempt was lost, if one was.
    pub fn observe_loss(&self, progress: Progress, now: Instant, kind: FailureKind) {
        if self.is_awaited.take() && self.is_observed() {
            let error = self.error(progress, &Failure::of(kind));
            let duration = self.time_in_flight(now);
            self.observe("response", progress, -1, duration, NONE, &error);
        }
    }

    /// Tells of a wait.
    pub fn observe_pause(&self, progress: Progress, delay: Duration, why: Pause) {
        if !self.is_observed() {
            return;
        }
        let delay = delay.as_secs_f64();
        match why {
            Pause::Retry(kind) => {
                let error = self.error(progress, &Failure::of(kind));
                self.told_retry.set(true);
                self.observe("retry", progress, -1, NONE, delay, &error);
            }
            Pause::Gate => self.observe("gate", progress, -1, NONE, delay, &JsValue::UNDEFINED),
            Pause::Poll => {}
        }
    }

    fn time_in_flight(&self, now: Instant) -> f64 {
        now.saturating_duration_since(self.sent_at.get())
            .as_secs_f64()
    }

    fn observe(
        &self,
        kind: &str,
        progress: Progress,
        status: i32,
        duration: f64,
        delay: f64,
        error: &JsValue,
    ) {
        observe::observe(
            self.slot,
            kind,
            progress.endpoint as u32,
            progress.attempts,
            status,
            duration,
            delay,
            error,
        );
    }
}
