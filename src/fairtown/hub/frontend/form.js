/** The laboratory's form: values beside their sliders, weights only of indicators in use, each change told. */

/** Follow the form; `changed()` is called on each change. */
export function followForm(form, changed) {
  const update = () => {
    for (const slider of form.querySelectorAll("input[type=range]")) {
      slider.closest("label").querySelector(".lab-value").textContent = slider.valueAsNumber;
    }
    for (const box of form.querySelectorAll("input[name=use]")) {
      for (const part of box.closest("li").querySelectorAll(`.lab-row :is(input, select), input[type=hidden]`)) {
        part.disabled = !box.checked;
      }
    }
  };
  form.addEventListener("input", ({ target }) => {
    // tracts of another year are another map
    if (target.name === "year") return form.submit();
    update();
    // a text is whole when it is left
    if (target.type !== "text") changed();
  });
  form.addEventListener("change", ({ target }) => target.type === "text" && changed());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    changed();
  });
  form.querySelector("#lab-submit").hidden = true;
  form.classList.add("is-live");
  update();
}
