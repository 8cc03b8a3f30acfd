// What every page does better with scripts. Without them everything works all the same.

// A form that is on its way is not sent again; coming back by the browser's history makes it ready anew.
document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) return event.preventDefault();
    if (form.method !== "post") return;
    form.dataset.sent = "yes";
    for (const button of form.querySelectorAll("button:not([type=button])")) button.setAttribute("aria-disabled", "true");
});
addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
        delete form.dataset.sent;
        for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
    }
});

// From the next page on, times are in the reader's zone.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && !document.cookie.split("; ").includes(`gorse_zone=${zone}`)) {
    document.cookie = `gorse_zone=${zone}; Path=/; SameSite=Lax; Max-Age=31536000${location.protocol === "https:" ? "; Secure" : ""}`;
}

// The bars of a chart are one stop of the Tab key; arrows, Home and End go from bar to bar.
for (const chart of document.querySelectorAll("[data-bars]")) {
    const bars = [...chart.querySelectorAll("[tabindex]")];
    const settle = (index) => bars.forEach((bar, at) => bar.setAttribute("tabindex", at === index ? "0" : "-1"));
    settle(bars.length - 1);
    chart.addEventListener("keydown", (event) => {
        const at = bars.indexOf(document.activeElement);
        const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: bars.length - 1 }[event.key];
        if (at < 0 || next === undefined || !bars[next]) return;
        event.preventDefault();
        settle(next);
        bars[next].focus();
    });
}

// What is worth copying is copied by a button.
for (const button of document.querySelectorAll("button[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(button.dataset.copy);
        button.textContent = button.dataset.copied;
    });
}

// The first field that is wrong is where one goes on.
document.querySelector("[aria-invalid=true]")?.focus();

// The offline page tells the balance that this browser saw last; who signs out takes it along.
const memory = window.localStorage;
const balance = document.querySelector("[data-balance]");
const lastBalance = document.querySelector("[data-last-balance]");
if (balance) memory.setItem("balance", JSON.stringify({ text: balance.dataset.balance, time: Date.now() }));
if (lastBalance) {
    const last = JSON.parse(memory.getItem("balance") ?? "null");
    if (last) {
        lastBalance.querySelector("[data-value]").textContent = last.text;
        lastBalance.querySelector("[data-time]").textContent =
            new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" }).format(last.time);
        lastBalance.hidden = false;
    }
} else if (document.body.classList.contains("visitor")) {
    memory.removeItem("balance");
}

// The worker keeps the offline page, in the language that was read last.
if ("serviceWorker" in navigator && window.isSecureContext) {
    navigator.serviceWorker.register("/sw.js").catch(() => {});
    const language = document.documentElement.lang;
    if (navigator.serviceWorker.controller && navigator.onLine && memory.getItem("language") !== language) {
        caches.open("gorse").then((kept) => kept.add("/offline")).then(() => memory.setItem("language", language), () => {});
    }
}
