// A page in a frame of another site: tells the page around it how high it is, and takes the colours of its address.
//
// WordPress shows frames of unknown sites without their origin (`sandbox="allow-scripts"`), where nothing can be stored, and follows
// links of theirs only when asked to: it passes a secret in the fragment, and listens for the messages `height` and `link`.

/** Colours that the address may set, and the properties of the element that they set. */
const COLOURS = {
  accent: "--semaine-accent",
  "on-accent": "--semaine-on-accent",
  background: "--semaine-background",
  text: "--semaine-text",
  "text-soft": "--semaine-text-soft",
};

const asked = new URLSearchParams(location.search);
for (const [name, property] of Object.entries(COLOURS)) {
  const colour = asked.get(name) ?? "";
  if (/^#[0-9a-f]{6}$/i.test(colour)) document.documentElement.style.setProperty(property, colour);
}

const secret = new URLSearchParams(location.hash.replace(/^#\??/, "")).get("secret");
let told = 0;

function tellHeight() {
  const height = Math.ceil(document.body.getBoundingClientRect().height);
  if (height === told) return;
  told = height;
  parent.postMessage({ type: "semaine:height", height }, "*");
  if (secret) parent.postMessage({ message: "height", value: height, secret }, "*");
}

/** Tells the height as content arrives: a browser does not render frames that are out of sight, so their observers of sizes wait. */
async function tellContentHeight() {
  await customElements.whenDefined("semaine-evenements");
  const changes = new MutationObserver(tellHeight);
  for (const { shadowRoot } of document.querySelectorAll("semaine-evenements")) {
    changes.observe(shadowRoot, { childList: true, subtree: true });
    shadowRoot.addEventListener("load", tellHeight, true);
  }
  tellHeight();
}

if (parent !== window) {
  new ResizeObserver(tellHeight).observe(document.body);
  tellContentHeight();
  if (secret) {
    addEventListener("click", (event) => {
      const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement && node.href);
      if (!link || link.target === "_self") return;
      event.preventDefault();
      parent.postMessage({ message: "link", value: link.href, secret }, "*");
    });
  }
}
