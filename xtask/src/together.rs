//! Steps that run side by side: the first that fails ends the others, and its error is the run's.

use std::cell::RefCell;
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, Scope, ScopedJoinHandle};

use anyhow::{Error, Result, bail};

/// What the steps of a group share.
#[derive(Default)]
struct Shared {
    failed: AtomicBool,
    /// The error of the step that failed first; those that it stopped have none worth telling.
    first: Mutex<Option<Error>>,
}

thread_local! {
    static GROUP: RefCell<Option<Arc<Shared>>> = const { RefCell::new(None) };
}

/// Whether a step beside the one of this thread has failed, so that this one need not go on.
pub fn is_stopped() -> bool {
    GROUP.with_borrow(|group| {
        group
            .as_ref()
            .is_some_and(|shared| shared.failed.load(Ordering::Relaxed))
    })
}

/// Steps that have been started together.
pub struct Group<'scope, 'env> {
    scope: &'scope Scope<'scope, 'env>,
    shared: Arc<Shared>,
}

/// A step that has been started.
pub struct Started<'scope, T>(ScopedJoinHandle<'scope, Option<T>>);

impl<'scope> Group<'scope, '_> {
    /// Starts a step on a thread of its own.
    pub fn start<T: Send + 'scope>(
        &self,
        step: impl FnOnce() -> Result<T> + Send + 'scope,
    ) -> Started<'scope, T> {
        let shared = Arc::clone(&self.shared);
        Started(self.scope.spawn(move || {
            GROUP.set(Some(Arc::clone(&shared)));
            match step() {
                Ok(value) => Some(value),
                Err(error) => {
                    if !shared.failed.swap(true, Ordering::Relaxed) {
                        let mut first = shared.first.lock().unwrap_or_else(PoisonError::into_inner);
                        *first = Some(error);
                    }
                    None
                }
            }
        }))
    }
}

impl<T> Started<'_, T> {
    /// What the step gives; an error where it failed, whose reason `together` tells.
    pub fn wait(self) -> Result<T> {
        match self.0.join() {
            Ok(Some(value)) => Ok(value),
            Ok(None) => bail!("a step failed"),
            Err(payload) => panic::resume_unwind(payload),
        }
    }
}

/// Runs `steps`, which starts some and waits for them; all have ended when this returns.
pub fn together<'env, T>(
    steps: impl for<'scope> FnOnce(&Group<'scope, 'env>) -> Result<T>,
) -> Result<T> {
    let shared = Arc::<Shared>::default();
    let result = thread::scope(|scope| {
        steps(&Group {
            scope,
            shared: Arc::clone(&shared),
        })
    });
    let first = shared
        .first
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    match first {
        Some(error) => Err(error),
        None => result,
    }
}

#[cfg(test)]
mod tests {
    use std::env::temp_dir;
    use std::process::Command;

    use super::*;
    use crate::process::quiet;

    #[test]
    fn steps_run_at_once_and_give_what_they_give() {
        let (to_second, from_first) = std::sync::mpsc::channel();
        let (to_first, from_second) = std::sync::mpsc::channel();
        let both = together(|group| {
            // Each waits for the other: one after the other they would never end.
            let first = group.start(move || {
                to_second.send(1)?;
                Ok(from_second.recv()?)
            });
            let second = group.start(move || {
                to_first.send("two")?;
                Ok(from_first.recv()?)
            });
            Ok((first.wait()?, second.wait()?))
        });
        assert_eq!(both.unwrap(), ("two", 1));
    }

    #[test]
    fn a_failing_step_ends_the_others_and_its_error_is_the_one_told() {
        let logs = temp_dir().join(format!("pulse-together-{}", std::process::id()));
        let result = together(|group| {
            let long = group.start(|| {
                let mut command = Command::new("sleep");
                quiet("a long step", &logs, None, command.arg("600"))
            });
            let failing = group.start(|| {
                let mut command = Command::new("sh");
                command.args(["-c", "echo no luck; exit 3"]);
                quiet("a failing step", &logs, None, &mut command)
            });
            long.wait()?;
            failing.wait()
        });
        let text = result.unwrap_err().to_string();
        assert!(text.contains("no luck"), "{text}");
        assert!(!is_stopped());
        std::fs::remove_dir_all(&logs).unwrap();
    }
}
