//! What the observer is told of a call.

use pulse_core::{Duration, Endpoint, Failure, FailureKind, Instant, Pause};
use wasm_bindgen::prelude::*;

use super::{Pending, Recipe};
use crate::settle;

impl<R: Recipe> Pending<R> {
    /// Tells the observer of an attempt, and first of the retry that it is where there was nothing to wait for.
    pub fn observe_attempt(&self, attempt: u32) {
        if attempt > 1 && !self.told_retry.take() {
            let error = self.error(&Failure::of(FailureKind::Status));
            self.tell("retry", 1, -1, -1.0, 0.0, &error);
        }
        self.tell("attempt", 0, -1, -1.0, -1.0, &JsValue::UNDEFINED);
    }

    /// Tells the observer that an attempt has ended, with a response or badly.
    pub fn observe_response(&self, now: Instant, failed: Option<FailureKind>) {
        let duration = now
            .saturating_duration_since(self.sent_at.get())
            .as_secs_f64();
        match failed {
            None => self.tell(
                "response",
                0,
                i32::from(self.status.get()),
                duration,
                -1.0,
                &JsValue::UNDEFINED,
            ),
            Some(kind) => {
                let error = self.error(&Failure::of(kind));
                self.tell("response", 0, -1, duration, -1.0, &error);
            }
        }
    }

    /// Tells the observer that an attempt was lost, if one was.
    pub fn observe_loss(&self, now: Instant, kind: FailureKind) {
        if self.awaited.take() && self.origin.observed {
            self.observe_response(now, Some(kind));
        }
    }

    /// Tells the observer of a wait.
    pub fn observe_pause(&self, delay: Duration, why: Pause) {
        let delay = delay.as_secs_f64();
        match why {
            Pause::Retry(kind) => {
                let error = self.error(&Failure::of(kind));
                self.told_retry.set(true);
                self.tell("retry", 0, -1, -1.0, delay, &error);
            }
            Pause::Gate => self.tell("gate", 0, -1, -1.0, delay, &JsValue::UNDEFINED),
            Pause::Poll => {}
        }
    }

    /// `ahead`: how many attempts have begun that the observer does not know of yet.
    fn tell(
        &self,
        kind: &str,
        ahead: u32,
        status: i32,
        duration: f64,
        delay: f64,
        error: &JsValue,
    ) {
        let (get, attempt) = {
            let task = self.task.lend();
            (
                task.endpoint() == Endpoint::GetJob,
                task.attempts().saturating_sub(ahead),
            )
        };
        settle::observe(
            self.slot, kind, get, attempt, status, duration, delay, error,
        );
    }
}
