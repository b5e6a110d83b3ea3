//! The page's elements, and what is done with them.

use wasm_bindgen::prelude::*;
use web_sys::{AbortController, Document, Element, Event, HtmlInputElement, HtmlTextAreaElement};

/// The page. Its clones are the same page.
#[derive(Clone)]
pub struct Page {
    document: Document,
    job_id: HtmlInputElement,
    job_ids: HtmlTextAreaElement,
    status: Element,
    progress: Element,
    outcomes: Element,
}

impl Page {
    /// Finds the elements of index.html.
    pub fn find() -> Result<Self, JsValue> {
        let document = web_sys::window()
            .and_then(|window| window.document())
            .ok_or("this runs in a page")?;
        let find = |id: &str| document.get_element_by_id(id).ok_or(format!("no #{id}"));
        Ok(Self {
            job_id: find("job-id")?.dyn_into()?,
            job_ids: find("job-ids")?.dyn_into()?,
            status: find("status")?,
            progress: find("progress")?,
            outcomes: find("outcomes")?,
            document,
        })
    }

    /// Calls `act` when a form is sent, for as long as the page lives.
    pub fn on_submit(&self, form: &str, act: impl Fn() + 'static) -> Result<(), JsValue> {
        let handler = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            event.prevent_default();
            act();
        });
        self.listen(form, "submit", handler.into_js_value())
    }

    fn listen(&self, id: &str, event: &str, handler: JsValue) -> Result<(), JsValue> {
        let element = self.document.get_element_by_id(id).ok_or("no such form")?;
        element.add_event_listener_with_callback(event, handler.unchecked_ref())
    }

    pub fn job_id(&self) -> String {
        self.job_id.value().trim().to_owned()
    }

    /// One a line.
    pub fn job_ids(&self) -> Vec<String> {
        let text = self.job_ids.value();
        let lines = text.lines().map(str::trim);
        lines
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// Empties the list, and lets the Stop button abort what is listed from now on.
    pub fn begin_list(&self, controller: AbortController) {
        self.outcomes.set_text_content(None);
        self.tell("Cancelling…");
        let stop = Closure::<dyn Fn()>::new(move || controller.abort());
        if let Some(button) = self.document.get_element_by_id("stop") {
            let button: &web_sys::HtmlElement = button.unchecked_ref();
            button.set_onclick(Some(stop.into_js_value().unchecked_ref()));
        }
    }

    pub fn list(&self, line: &str) {
        if let Ok(item) = self.document.create_element("li") {
            item.set_text_content(Some(line));
            let _ = self.outcomes.append_child(&item);
        }
    }

    pub fn count(&self, done: u32, total: Option<u32>) {
        let total = total.map_or(String::new(), |total| format!(" of {total}"));
        self.progress
            .set_text_content(Some(&format!("{done}{total}")));
    }

    pub fn tell(&self, text: &str) {
        self.status.set_text_content(Some(text));
    }
}
