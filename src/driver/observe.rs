//! Reports a request's events to the client's observer.

use pulse_core::{Duration, Failure, FailureKind, Instant, Pause};
use wasm_bindgen::prelude::*;

use super::SupplierResolver;
use super::request::Request;
use crate::host::observe;

/// Stands for a number that is absent.
const NONE: f64 = -1.0;

impl<R: SupplierResolver> Request<R> {
    fn is_observed(&self) -> bool {
        self.parts.client().is_observed
    }

    /// Reports an attempt; before it the retry, if the attempt is one that had nothing to wait for.
    pub fn observe_attempt(&self, now: Instant, retry_of: Option<FailureKind>) {
        if !self.is_observed() {
            return;
        }
        if let Some(kind) = retry_of
            && !self.told_retry.take()
        {
            self.observe_loss(now, kind);
            // A retry carries the number of attempts before it.
            self.observe("retry", 0, -1, NONE, 0.0, &self.error(&Failure::of(kind)));
        }
        self.observe("attempt", 1, -1, NONE, NONE, &JsValue::UNDEFINED);
    }

    /// Reports a response.
    pub fn observe_response(&self, status: u16, now: Instant) {
        if self.is_observed() {
            let duration = self.time_in_flight(now);
            let none = JsValue::UNDEFINED;
            self.observe("response", 0, i32::from(status), duration, NONE, &none);
        }
    }

    /// Reports that the attempt in flight failed, if there is one.
    pub fn observe_loss(&self, now: Instant, kind: FailureKind) {
        if self.is_awaited.take() && self.is_observed() {
            let error = self.error(&Failure::of(kind));
            self.observe("response", 0, -1, self.time_in_flight(now), NONE, &error);
        }
    }

    /// Reports a wait.
    pub fn observe_pause(&self, delay: Duration, why: Pause) {
        if !self.is_observed() {
            return;
        }
        let delay = delay.as_secs_f64();
        match why {
            Pause::Retry(kind) => {
                let error = self.error(&Failure::of(kind));
                self.told_retry.set(true);
                self.observe("retry", 0, -1, NONE, delay, &error);
            }
            Pause::Gate => self.observe("gate", 0, -1, NONE, delay, &JsValue::UNDEFINED),
            Pause::Poll => {}
        }
    }

    fn time_in_flight(&self, now: Instant) -> f64 {
        now.saturating_duration_since(self.sent_at.get())
            .as_secs_f64()
    }

    /// `ahead`: 1 if it is about the attempt that is sent next.
    fn observe(
        &self,
        kind: &str,
        ahead: u32,
        status: i32,
        duration: f64,
        delay: f64,
        error: &JsValue,
    ) {
        // The handler of the event before may have ended the call.
        if self.is_over.get() {
            return;
        }
        observe::observe(
            self.slot,
            kind,
            self.endpoint.get() as u32,
            self.attempts.get().wrapping_add(ahead),
            status,
            duration,
            delay,
            error,
        );
    }
}
