//! A page that cancels jobs of the Pulse API: one, and waits for its end; or many, with a list that grows as they settle.

mod page;

use pulse_wasm::{
    BulkOptions, Client, ClientOptions, Error, JobOutcome, JobResult, RequestOptions, WaitOptions,
};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

use page::Page;

/// Runs once the module has loaded.
#[wasm_bindgen(start)]
pub fn start() -> Result<(), JsValue> {
    let page = Page::find()?;
    // The server that the page comes from passes its calls on and adds the key: the page has none.
    let client = Client::new(ClientOptions::default().base_url("/"))?;

    let (one, its_client) = (page.clone(), client.clone());
    page.on_submit("one", move || {
        spawn_local(cancel_one(its_client.clone(), one.clone()));
    })?;

    let many = page.clone();
    page.on_submit("many", move || {
        let (client, page) = (client.clone(), many.clone());
        spawn_local(async move {
            if let Err(error) = cancel_many(client, page.clone()).await {
                page.tell(&format!("The run failed: {error}"));
            }
        });
    })
}

/// Cancels the job of the field, and tells how it ended.
async fn cancel_one(client: Client, page: Page) {
    let id = page.job_id();
    page.tell(&format!("Cancelling {id}…"));
    let end = client
        .cancel_job_and_wait(&id, &WaitOptions::default())
        .await;
    page.tell(&match end {
        Ok(end) => format!("{id} is {}", end.job.status),
        Err(error) => format!("{id} could not be cancelled: {error}"),
    });
}

/// Cancels the jobs of the text, and lists what becomes of each as it settles.
async fn cancel_many(client: Client, page: Page) -> Result<(), Error> {
    let controller = AbortController::new()?;
    let request = RequestOptions::default().signal(&controller.signal());
    page.begin_list(controller);
    let counter = page.clone();
    let options = BulkOptions::default()
        .confirm()
        .request(request)
        .on_progress(move |progress| counter.count(progress.done, progress.total));
    let mut run = client.cancel_jobs(page.job_ids(), &options);
    while let Some(outcome) = run.next().await {
        page.list(&line(&outcome?));
    }
    page.tell("Done");
    Ok(())
}

fn line(JobOutcome { job_id, result }: &JobOutcome) -> String {
    match result {
        JobResult::Cancelled { job: Some(job), .. } => format!("{job_id} is {}", job.status),
        JobResult::Failed(error) => format!("{job_id} could not be cancelled: {error}"),
        JobResult::Skipped { reason, .. } => format!("{job_id} was left alone: {reason:?}"),
        _ => format!("{job_id} has no end yet"),
    }
}
