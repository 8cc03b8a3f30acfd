// Keeps one page for when there is no network, with what it needs to look right. Nothing personal is kept.
const name = "gorse";
const files = ["/offline", "/brand.css", "{{asset gorse.css}}", "{{asset gorse.js}}", "{{asset icons.svg}}", "{{asset icon.svg}}"];

self.addEventListener("install", (event) => {
    event.waitUntil((async () => {
        await caches.delete(name);
        await (await caches.open(name)).addAll(files);
        await self.skipWaiting();
    })());
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
    const { request } = event;
    if (request.method !== "GET") return;
    if (request.mode === "navigate") {
        event.respondWith(fetch(request).catch(() => caches.match("/offline")));
    } else if (files.includes(new URL(request.url).pathname)) {
        event.respondWith(fetch(request).catch(() => caches.match(request)));
    }
});
