//! Whether an attempt that failed is made again, and when.

use crate::{Duration, FailureKind, Instant, Limits, Shared};

/// What a retry rule needs to know of a call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RetryContext<'a> {
    /// How the last attempt failed.
    pub kind: FailureKind,
    /// Whether the endpoint is idempotent.
    pub is_idempotent: bool,
    /// Retries made so far.
    pub retries: u32,
    /// Those of the call.
    pub limits: &'a Limits,
    /// When the call must have ended.
    pub deadline_at: Instant,
}

/// The delay before the next attempt, or None to give up.
///
/// `requested` is what the server asked for, `backoff` our own delay where it said nothing.
pub(crate) fn next_delay(
    context: RetryContext<'_>,
    now: Instant,
    requested: Option<Duration>,
    backoff: Duration,
    shared: &mut Shared,
) -> Option<Duration> {
    if context.retries >= context.limits.max_retries
        || !may_resend(context.kind, context.is_idempotent)
    {
        return None;
    }
    let delay = requested.unwrap_or(backoff);
    if too_long(now, delay, context.limits, context.deadline_at) {
        return None;
    }
    // A wait that the server asked for costs nothing: it is the server that spaces the load.
    if requested.is_none() && !shared.budget.pay() {
        return None;
    }
    Some(delay)
}

/// Whether a request may be sent again after a failure of this kind. Where no answer came, nobody knows whether it
/// was carried out, so only an idempotent one is sent a second time; an answer says what became of it.
pub(crate) const fn may_resend(kind: FailureKind, is_idempotent: bool) -> bool {
    is_idempotent || matches!(kind, FailureKind::Status)
}

/// Whether a wait is beyond the cap or what the deadline leaves.
pub(crate) fn too_long(
    now: Instant,
    delay: Duration,
    limits: &Limits,
    deadline_at: Instant,
) -> bool {
    delay > limits.max_retry_delay || now.saturating_add(delay) >= deadline_at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::{PLAIN, at, s};

    const CONTEXT: RetryContext<'static> = RetryContext {
        kind: FailureKind::Status,
        is_idempotent: true,
        retries: 0,
        limits: &PLAIN,
        deadline_at: Instant::NEVER,
    };

    #[track_caller]
    fn delay(context: RetryContext<'_>, requested: Option<Duration>) -> Option<Duration> {
        next_delay(context, at(100), requested, s(1), &mut Shared::new(1))
    }

    #[test]
    fn what_the_server_asks_for_beats_the_backoff() {
        assert_eq!(delay(CONTEXT, Some(s(7))), Some(s(7)));
        assert_eq!(delay(CONTEXT, None), Some(s(1)));
        assert_eq!(delay(CONTEXT, Some(s(0))), Some(s(0)));
    }

    #[test]
    fn what_is_idempotent_is_sent_again_after_every_kind_of_failure() {
        for kind in [
            FailureKind::Status,
            FailureKind::Connection,
            FailureKind::Timeout,
        ] {
            let context = RetryContext { kind, ..CONTEXT };
            assert!(may_resend(kind, true));
            assert_eq!(delay(context, None), Some(s(1)), "{kind:?}");
        }
    }

    #[test]
    fn what_is_not_idempotent_is_sent_again_only_where_the_server_answered() {
        for (kind, expected) in [
            (FailureKind::Status, Some(s(1))),
            (FailureKind::Connection, None),
            (FailureKind::Timeout, None),
        ] {
            let context = RetryContext {
                kind,
                is_idempotent: false,
                ..CONTEXT
            };
            assert_eq!(may_resend(kind, false), expected.is_some());
            assert_eq!(delay(context, None), expected, "{kind:?}");
        }
    }

    #[test]
    fn what_may_not_be_sent_again_costs_nothing() {
        let mut shared = Shared::new(1);
        let context = RetryContext {
            kind: FailureKind::Connection,
            is_idempotent: false,
            ..CONTEXT
        };
        for _ in 0..1_000 {
            next_delay(context, at(0), None, s(1), &mut shared);
        }
        assert!(shared.budget.pay());
    }

    #[test]
    fn the_last_retry_is_the_last() {
        let context = |retries| RetryContext { retries, ..CONTEXT };
        assert_eq!(delay(context(1), None), Some(s(1)));
        assert_eq!(delay(context(2), None), None);
        assert_eq!(delay(context(2), Some(s(1))), None);
    }

    #[test]
    fn a_wait_of_exactly_the_cap_is_waited_and_more_is_not() {
        assert_eq!(delay(CONTEXT, Some(s(60))), Some(s(60)));
        assert_eq!(delay(CONTEXT, Some(s(60) + Duration::from_millis(1))), None);
    }

    #[test]
    fn the_longest_wait_is_the_callers_to_set() {
        let asked = |max_retry_delay, requested| {
            let limits = &Limits {
                max_retry_delay,
                ..PLAIN
            };
            delay(RetryContext { limits, ..CONTEXT }, Some(requested))
        };
        assert_eq!(asked(s(600), s(600)), Some(s(600)));
        assert_eq!(asked(s(600), s(601)), None);
        assert_eq!(asked(s(2), s(3)), None);
        assert_eq!(asked(Duration::NEVER, s(86_400)), Some(s(86_400)));
    }

    #[test]
    fn no_wait_reaches_the_deadline() {
        let context = RetryContext {
            deadline_at: at(105),
            ..CONTEXT
        };
        assert_eq!(delay(context, Some(s(4))), Some(s(4)));
        assert_eq!(delay(context, Some(s(5))), None);
    }

    #[test]
    fn an_empty_budget_stops_our_own_retries_but_not_those_the_server_asked_for() {
        let mut shared = Shared::new(1);
        while shared.budget.pay() {}
        assert_eq!(next_delay(CONTEXT, at(0), None, s(1), &mut shared), None);
        assert_eq!(
            next_delay(CONTEXT, at(0), Some(s(2)), s(1), &mut shared),
            Some(s(2))
        );
    }

    #[test]
    fn giving_up_costs_nothing() {
        let mut shared = Shared::new(1);
        let spent = RetryContext {
            retries: 2,
            ..CONTEXT
        };
        for _ in 0..1_000 {
            assert_eq!(next_delay(spent, at(0), None, s(1), &mut shared), None);
        }
        assert!(shared.budget.pay());
    }
}
