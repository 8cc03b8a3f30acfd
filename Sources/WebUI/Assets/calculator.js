// Keeps the sums beside a choice of services up to date. Without it the form's own button does the same.
const form = document.querySelector("form[data-calculator]");
const sums = document.querySelector("[data-sums]");

if (form && sums) {
    const currency = form.elements.currency.value;
    const format = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency });
    let latest = 0;

    const show = (pricing) => {
        for (const field of sums.querySelectorAll("[data-sum]")) {
            field.textContent = format.format(pricing?.[field.dataset.sum] ?? 0);
        }
    };

    const update = async () => {
        const turn = ++latest;
        const chosen = [...form.querySelectorAll("input[name=services]:checked")].map((input) => input.value);
        if (chosen.length === 0) return show(null);
        const query = new URLSearchParams({ services: chosen.join(","), currency });
        const answer = await fetch(`/mcp/calculate?${query}`);
        // A slow answer must not replace a newer one; a refused one (too many requests) leaves the button.
        if (turn !== latest) return;
        if (!answer.ok) return void (form.querySelector("[data-calculate]").hidden = false);
        show((await answer.json()).pricing);
    };

    const button = form.querySelector("[data-calculate]");
    if (button) button.hidden = true;
    form.addEventListener("change", (event) => {
        if (event.target.name === "services") update();
    });
}
