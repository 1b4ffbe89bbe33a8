// The form of giving: about a second of work by the browser, which makes testing stolen cards slow, in a worker.

const form = document.getElementById("give");
if (form && window.Worker && window.isSecureContext && window.crypto?.subtle) {
  const field = form.elements.work;
  const button = form.querySelector("button");
  const label = button.textContent;
  let worker;
  let isWaiting = false;

  const begin = () => {
    if (worker) return;
    worker = new Worker(form.dataset.work);
    worker.addEventListener("message", ({ data }) => {
      field.value = data;
      if (isWaiting) form.submit();
    });
    // without the work the form is sent all the same, and goes on by mail
    worker.addEventListener("error", () => {
      field.value = "-";
      if (isWaiting) form.submit();
    });
    worker.postMessage({
      token: form.elements.made.value,
      puzzles: Number(form.dataset.puzzles),
      bits: Number(form.dataset.bits),
    });
  };
  form.addEventListener("input", begin);
  form.addEventListener("focusin", begin);
  form.addEventListener("submit", (event) => {
    if (field.value) return;
    event.preventDefault();
    begin();
    isWaiting = true;
    button.textContent = form.dataset.wait;
  });
  // a page that comes back from the browser's memory is ready again
  window.addEventListener("pageshow", () => {
    isWaiting = false;
    button.textContent = label;
  });
}
