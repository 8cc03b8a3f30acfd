// A wallet in the browser signs by a click. Where there is none the message is signed elsewhere, and the signature is pasted.

const announced = [];
addEventListener("eip6963:announceProvider", (event) => announced.push(event.detail.provider));
dispatchEvent(new Event("eip6963:requestProvider"));
const wallet = () => announced[0] ?? window.ethereum;
const problem = document.querySelector("[data-wallet-problem]");

const offer = (name, act) => {
    const button = document.querySelector(`[data-wallet=${name}]`);
    if (!button) return;
    button.hidden = !wallet();
    button.addEventListener("click", async () => {
        problem.hidden = true;
        try {
            await act(button);
        } catch {
            problem.hidden = false;
        }
    });
};

offer("choose", async () => {
    const [address] = await wallet().request({ method: "eth_requestAccounts" });
    location.href = `/rewards/wallet?${new URLSearchParams({ address, domain: location.host })}`;
});

offer("sign", async (button) => {
    const { message, signature } = button.form.elements;
    const octets = new TextEncoder().encode(message.value.replaceAll("\r\n", "\n"));
    const text = "0x" + [...octets].map((octet) => octet.toString(16).padStart(2, "0")).join("");
    signature.value = await wallet().request({ method: "personal_sign", params: [text, button.dataset.address] });
    button.form.requestSubmit();
});
