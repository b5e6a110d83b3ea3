// Notices: what happened, what it means, and the server's own words.
import { dismiss, notices } from "../state/notices.js";

export function Notices() {
  return (
    <div class="notices" role="alert">
      {notices.value.map(({ id, title, text, said }) => (
        <div class="notice" key={id}>
          <div>
            <strong>{title}</strong>
            <p>{text}</p>
            {said && <p class="said">{said}</p>}
          </div>
          <button
            type="button"
            class="quiet"
            aria-label={`Dismiss: ${title}`}
            onClick={() => dismiss(id)}
          >
            ✕
          </button>
        </div>
      ))}
    </div>
  );
}
