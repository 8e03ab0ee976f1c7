// Runs once in the page, for the source panel: `element`, `trigger` and `watch` are Gradio's.

// ---- A citation anywhere on the page is a link to `#cite/...`: a click opens its place here.

const reveal = (focus) => {
  const text = element.querySelector(".g-text");
  const mark = element.querySelector("mark");
  if (!mark) return;
  const above = mark.getBoundingClientRect().top - text.getBoundingClientRect().top;
  text.scrollTop += above - text.clientHeight / 3;
  if (!focus) return;
  mark.focus({ preventScroll: true });
  const panel = element.getBoundingClientRect();
  if (panel.top > window.innerHeight / 2 || panel.bottom < 0) {
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    element.scrollIntoView({ behavior: still ? "auto" : "smooth", block: "start" });
  }
};

let clicked = false;

watch("value", () => {
  reveal(clicked);
  clicked = false;
});

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#cite/"]');
  if (!link) return;
  event.preventDefault();
  const place = link.getAttribute("href");
  if (element.querySelector(`[data-place="${CSS.escape(place)}"]`)) return reveal(true);
  clicked = true;
  trigger("click", { place });
});

// ---- The conversation shows the latest question at the top, with what follows below it.

let latest = null;

new MutationObserver(() => {
  const log = document.querySelector("#chat [role=log]");
  if (!log) return;
  // Gradio labels each message with its source, which is HTML here and no joy to listen to.
  for (const message of log.querySelectorAll("[aria-label*='<div class=']")) {
    message.removeAttribute("aria-label");
  }
  const question = [...log.querySelectorAll(".g-question")].at(-1);
  const answer = [...log.querySelectorAll(".g-answer, .g-reading")].at(-1);
  if (!question || answer === latest) return;
  latest = answer;
  log.scrollTop += question.getBoundingClientRect().top - log.getBoundingClientRect().top - 24;
}).observe(document.body, { childList: true, subtree: true });
