// Hides what does not match the words in the search field.
const field = document.getElementById("filter");
field.addEventListener("input", () => {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const item of document.querySelectorAll("nav li")) {
    const hidden = !words.every((word) => item.dataset.words.includes(word));
    item.hidden = hidden;
    document.querySelector(item.firstElementChild.hash).hidden = hidden;
  }
  for (const list of document.querySelectorAll("nav ul")) {
    const empty = !list.querySelector("li:not([hidden])");
    list.hidden = empty;
    list.previousElementSibling.hidden = empty;
  }
  for (const section of document.querySelectorAll("main section")) {
    const articles = section.querySelectorAll("article");
    if (articles.length) section.hidden = !section.querySelector("article:not([hidden])");
  }
});
