//! Which request gets which fault. Matching and counting share one lock, so no two requests use up the same fault.

use std::sync::{Arc, Mutex, PoisonError};

use axum::http::Method;

use super::fault::Fault;

/// A registered fault and the requests it applies to.
pub struct FaultRule {
    /// Only for this job.
    pub job_id: Option<String>,
    /// Only for this method.
    pub method: Option<Method>,
    /// Only for requests with this key.
    pub key: Option<String>,
    /// How many more requests it applies to; `None`: all, until it is cleared.
    pub remaining: Option<u64>,
    /// What is done to their responses.
    pub fault: Arc<Fault>,
}

impl FaultRule {
    fn matches(&self, method: &Method, job_id: Option<&str>, key: Option<&str>) -> bool {
        // A browser sends preflights by itself: one must not use up a fault meant for the request.
        let method_matches = match &self.method {
            Some(wanted) => wanted == method,
            None => method != Method::OPTIONS,
        };
        let job_matches = self.job_id.is_none() || self.job_id.as_deref() == job_id;
        let key_matches = self.key.is_none() || self.key.as_deref() == key;
        method_matches && job_matches && key_matches
    }
}

/// The registered faults, oldest first.
#[derive(Default)]
pub struct FaultRegistry {
    rules: Mutex<Vec<FaultRule>>,
}

impl FaultRegistry {
    /// Adds a fault after those already registered.
    pub fn add(&self, rule: FaultRule) {
        self.with(|rules| rules.push(rule));
    }

    /// Removes all faults, or those of one job.
    pub fn clear(&self, job_id: Option<&str>) {
        self.with(|rules| {
            rules.retain(|rule| job_id.is_some() && rule.job_id.as_deref() != job_id);
        });
    }

    /// The first fault that matches, counted as used.
    pub fn take(
        &self,
        method: &Method,
        job_id: Option<&str>,
        key: Option<&str>,
    ) -> Option<Arc<Fault>> {
        self.with(|rules| {
            let index = rules
                .iter()
                .position(|rule| rule.matches(method, job_id, key))?;
            let fault = Arc::clone(&rules[index].fault);
            if let Some(remaining) = &mut rules[index].remaining {
                *remaining -= 1;
                // Invariant: a rule with nothing remaining is not in the list.
                if *remaining == 0 {
                    rules.remove(index);
                }
            }
            Some(fault)
        })
    }

    fn with<T>(&self, action: impl FnOnce(&mut Vec<FaultRule>) -> T) -> T {
        action(&mut self.rules.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
