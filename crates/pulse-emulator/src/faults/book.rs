//! Which request gets which fault. Matching and counting happen under one lock: race-free.

use std::sync::{Arc, Mutex, PoisonError};

use axum::http::Method;

use super::spec::Spoil;

/// Faults that wait for requests.
pub struct Rule {
    /// Only for this job.
    pub job_id: Option<String>,
    /// Only for this method.
    pub method: Option<Method>,
    /// Only for requests with this key.
    pub key: Option<String>,
    /// How often it still strikes; none: until it is cleared.
    pub left: Option<u64>,
    /// What it does.
    pub spoil: Arc<Spoil>,
}

impl Rule {
    fn matches(&self, method: &Method, job_id: Option<&str>, key: Option<&str>) -> bool {
        // A preflight is the browser's own: it must not use up what was meant for the request.
        let method_fits = match &self.method {
            Some(wanted) => wanted == method,
            None => method != Method::OPTIONS,
        };
        let job_fits = self.job_id.is_none() || self.job_id.as_deref() == job_id;
        let key_fits = self.key.is_none() || self.key.as_deref() == key;
        method_fits && job_fits && key_fits
    }
}

/// The faults in order of registration.
#[derive(Default)]
pub struct Book {
    rules: Mutex<Vec<Rule>>,
}

impl Book {
    /// Adds a fault behind those that are there.
    pub fn add(&self, rule: Rule) {
        self.with(|rules| rules.push(rule));
    }

    /// Drops all faults, or those of one job.
    pub fn clear(&self, job_id: Option<&str>) {
        self.with(|rules| {
            rules.retain(|rule| job_id.is_some() && rule.job_id.as_deref() != job_id);
        });
    }

    /// The first fault that fits, counted as used.
    pub fn take(
        &self,
        method: &Method,
        job_id: Option<&str>,
        key: Option<&str>,
    ) -> Option<Arc<Spoil>> {
        self.with(|rules| {
            let index = rules
                .iter()
                .position(|rule| rule.matches(method, job_id, key))?;
            let spoil = Arc::clone(&rules[index].spoil);
            if let Some(left) = &mut rules[index].left {
                *left -= 1;
                // Invariant: no rule with nothing left stays in the book.
                if *left == 0 {
                    rules.remove(index);
                }
            }
            Some(spoil)
        })
    }

    fn with<T>(&self, action: impl FnOnce(&mut Vec<Rule>) -> T) -> T {
        action(&mut self.rules.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
