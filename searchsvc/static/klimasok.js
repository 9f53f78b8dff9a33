// Completion in the search box. All of the page works without it.
"use strict";
{
  const list = document.getElementById("forslag");
  const field = document.getElementById("q");
  let latest = 0;
  let waiting = 0;

  const fill = async (text) => {
    const own = ++latest;
    const answer = await fetch(`${list.dataset.source}?q=${encodeURIComponent(text)}`);
    if (!answer.ok || own !== latest) return;
    const options = (await answer.json()).map((words) => {
      const option = document.createElement("option");
      option.value = words;
      return option;
    });
    list.replaceChildren(...options);
  };

  field?.addEventListener("input", () => {
    clearTimeout(waiting);
    const text = field.value.trim();
    if (text.length > 1) waiting = setTimeout(() => fill(text), 120);
  });
}
