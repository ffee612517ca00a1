// Starts the application. The page shows a waiting line until then, and says so when the start fails.
import init from "./web.js";

const waiting = document.getElementById("boot");
if (waiting) waiting.hidden = false;

try {
  await init();
  waiting?.remove();
} catch (error) {
  console.error(error);
  if (waiting) {
    waiting.setAttribute("role", "alert");
    waiting.textContent = waiting.dataset.failed;
  }
}
