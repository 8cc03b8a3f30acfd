// What the console does better with scripts. Without them it is loaded anew to see what has changed.

// Today's figures follow a stream of events; where there is none to be had, they are asked for every quarter of a minute.
const live = document.querySelector("[data-live]");
if (live) {
    const state = document.querySelector("[data-live-state]");
    const show = (figures) => {
        state.textContent = state.dataset.liveText;
        for (const [name, text] of Object.entries(figures)) {
            const figure = live.querySelector(`[data-figure="${name}"] strong`);
            if (figure && figure.textContent !== text) figure.textContent = text;
        }
    };
    const poll = async () => {
        try {
            const answer = await fetch(live.dataset.poll);
            if (answer.ok) show(await answer.json());
        } catch {
            state.textContent = state.dataset.stillText;
        }
    };
    const source = new EventSource(live.dataset.live);
    source.addEventListener("message", (event) => show(JSON.parse(event.data)));
    source.addEventListener("error", () => {
        if (source.readyState !== EventSource.CLOSED) return;
        state.textContent = state.dataset.stillText;
        setInterval(poll, 15_000);
    });
    addEventListener("pagehide", () => source.close());
}

// A brand's look is seen while it is chosen.
const preview = document.querySelector("[data-preview]");
if (preview) {
    const isColor = (text) => /^#[0-9a-f]{6}$/i.test(text);
    const luminance = (color) =>
        [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) / 255)
            .map((share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4))
            .reduce((sum, share, at) => sum + share * [0.2126, 0.7152, 0.0722][at], 0);
    const contrast = (a, b) => {
        const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
        return (light + 0.05) / (dark + 0.05);
    };
    for (const name of new Set([...preview.querySelectorAll("[data-shown]")].map((place) => place.dataset.shown))) {
        const field = document.getElementById(name);
        field?.addEventListener("input", () => {
            for (const place of preview.querySelectorAll(`[data-shown="${name}"]`)) {
                if (!name.startsWith("accent")) {
                    place.textContent = field.value.trim() || place.dataset.standard || "";
                    continue;
                }
                const isChosen = isColor(field.value);
                const ink = isChosen && ["#ffffff", "#06140c"].sort((a, b) => contrast(field.value, b) - contrast(field.value, a))[0];
                const look = { "--accent": field.value, "--accent-ink": ink, "--accent-soft": `color-mix(in srgb, ${field.value} 12%, var(--surface))` };
                for (const [property, value] of Object.entries(look)) {
                    if (isChosen) place.style.setProperty(property, value);
                    else place.style.removeProperty(property);
                }
            }
        });
    }
}
