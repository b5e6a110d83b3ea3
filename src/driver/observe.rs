//! What the observer is told of a call.

use pulse_core::{Duration, Endpoint, Failure, FailureKind, Pause};
use wasm_bindgen::prelude::*;

use super::pending::Pending;
use crate::settle;

impl Pending {
    /// Tells the observer of something without a status of its own.
    pub fn observe(&self, kind: &str, delay_in_seconds: f64, error: &JsValue) {
        self.tell(kind, -1, -1.0, delay_in_seconds, error);
    }

    /// Tells the observer that an attempt has ended, with a response or badly.
    pub fn observe_response(&self, now: Duration, failed: Option<FailureKind>) {
        let duration = now.saturating_sub(self.sent_at.get()).as_secs_f64();
        match failed {
            None => self.tell(
                "response",
                i32::from(self.status.get()),
                duration,
                -1.0,
                &JsValue::UNDEFINED,
            ),
            Some(kind) => {
                let error = self.error(&Failure::of(kind));
                self.tell("response", -1, duration, -1.0, &error);
            }
        }
    }

    /// Tells the observer that an attempt was lost, if one was.
    pub fn observe_loss(&self, now: Duration, kind: FailureKind) {
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
                self.observe("retry", delay, &error);
            }
            Pause::Gate => self.observe("gate", delay, &JsValue::UNDEFINED),
            Pause::Poll => {}
        }
    }

    fn tell(&self, kind: &str, status: i32, duration: f64, delay: f64, error: &JsValue) {
        let (get, attempt) = {
            let task = self.task.borrow();
            (task.endpoint() == Endpoint::GetJob, task.attempts())
        };
        settle::observe(
            self.slot, kind, get, attempt, status, duration, delay, error,
        );
    }
}
