// Submitting documents, which the package does not do: the emulator's own way in.
import { settings } from "../state/connection.js";

/** Submits a document by its address or as a file; the job shows up by itself. */
export async function submit(document: { url: string } | { file: File }): Promise<string> {
  const form = new FormData();
  if ("file" in document) form.set("file", document.file);
  else form.set("fileUrl", document.url);
  const { key } = settings.value;
  const response = await fetch("/extract_async", {
    method: "POST",
    headers: key ? { "x-api-key": key } : {},
    body: form,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status}: ${text.slice(0, 300)}`);
  return (JSON.parse(text) as { job_id: string }).job_id;
}
