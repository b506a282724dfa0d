// Shows how the Markdown of a text area will look; the server renders and sanitises it.

const token = () => document.querySelector("input[name=csrfmiddlewaretoken]").value;

async function render(url, markdown) {
  const body = new URLSearchParams({ markdown, csrfmiddlewaretoken: token() });
  const answer = await fetch(url, { method: "POST", body });
  const text = await answer.text();
  return answer.ok ? { html: text } : { problem: answer.status === 413 ? text : `No preview: the server answered ${answer.status}.` };
}

async function fill(panel, url, markdown) {
  panel.textContent = "Rendering…";
  try {
    const { html, problem } = await render(url, markdown);
    if (problem) panel.textContent = problem;
    else panel.innerHTML = html || "<p>The text is empty.</p>";
  } catch {
    panel.textContent = "No preview: the server can't be reached.";
  }
}

function prepare(box) {
  const tabs = [...box.querySelectorAll("[role=tab]")];
  const [source, preview] = tabs.map((tab) => document.getElementById(tab.getAttribute("aria-controls")));
  const select = (chosen) => {
    tabs.forEach((tab) => {
      tab.setAttribute("aria-selected", String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
    });
    source.hidden = chosen !== tabs[0];
    preview.hidden = chosen !== tabs[1];
    if (chosen === tabs[1]) fill(preview, box.dataset.previewUrl, source.querySelector("textarea").value);
  };
  tabs.forEach((tab, index) => {
    tab.addEventListener("click", () => select(tab));
    tab.addEventListener("keydown", (event) => {
      if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
      const other = tabs[1 - index];
      other.focus();
      select(other);
    });
  });
  box.querySelector("[role=tablist]").hidden = false;
}

document.querySelectorAll("[data-preview-url]").forEach(prepare);
