// Bootstrap wants to be told whether the reader's system is dark; without this script the pages are light.
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const show = () => document.documentElement.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
show();
dark.addEventListener("change", show);
