// Bootstrap wants to be told whether the reader's system is dark; without this script the pages are light.
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const show = () => document.documentElement.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
show();
dark.addEventListener("change", show);

// On a phone the menu is wider than the screen: where one is must be in view.
document.addEventListener("DOMContentLoaded", () => {
  const menu = document.querySelector(".app-menu");
  const here = menu?.querySelector("[aria-current]");
  if (here) menu.scrollLeft = here.offsetLeft - menu.offsetLeft - (menu.clientWidth - here.offsetWidth) / 2;
});
