//! Jobs that could not be cancelled, by their own answer: what is asked then, and what stands.

use super::*;

/// The answer of a job that cannot be cancelled.
fn denied() -> Fate {
    Fate::Reply(Reply::status(500).code("JOB_003"))
}

#[track_caller]
fn after_a_denial(fates: &[Fate]) -> (Transcript, Option<Terminal>) {
    let mut scene = Scene::new();
    let mut wait = Wait::new(CANCELLING, PLAIN, scene.now, false);
    let told = scene.run(&mut wait, fates);
    (told, wait.ended())
}

#[test]
fn a_job_that_could_not_be_cancelled_is_asked_for_once_and_may_have_ended() {
    for status in ["completed", "failed", "canceled", "expired"] {
        let (told, ended) = after_a_denial(&[denied(), job(status)]);
        assert_eq!(told.end, Ok(()), "{status}");
        assert_eq!(ended, Terminal::of(status));
        let endpoints: Vec<_> = told.sent.iter().map(|(_, endpoint)| *endpoint).collect();
        assert_eq!(endpoints, [Endpoint::CancelJob, Endpoint::GetJob]);
    }
}

#[test]
fn a_job_that_could_not_be_cancelled_and_goes_on_fails_as_its_cancellation() {
    let not_cancelled = Err(Failure::of(FailureKind::NotCancelled));
    for rest in [
        vec![job("processing")],
        vec![reply(404)],
        vec![denied()],
        // Asking is tried as often as any call.
        vec![reply(503), Fate::Broken, reply(503)],
    ] {
        let fates: Vec<_> = [vec![denied()], rest].concat();
        assert_eq!(after_a_denial(&fates).0.end, not_cancelled);
    }
    let (told, ended) = after_a_denial(&[denied(), reply(503), job("completed")]);
    assert_eq!((told.end, ended), (Ok(()), Some(Terminal::Completed)));
}

#[test]
fn only_the_jobs_own_answer_is_followed_by_asking() {
    for fate in [reply(404), Fate::Reply(Reply::status(400).code("JOB_003"))] {
        let (told, _) = after_a_denial(&[fate]);
        assert_eq!(told.end, Err(Failure::of(FailureKind::Status)));
    }
    let mut scene = Scene::new();
    let mut once = Wait::once(Endpoint::CancelJob, PLAIN, scene.now, false);
    let told = scene.run(&mut once, &[denied()]);
    assert_eq!(told.end, Err(Failure::of(FailureKind::Status)));
}
