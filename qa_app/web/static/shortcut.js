// Keys that do something on a page are not those that one types with.

/** Whether a key that was pressed is free to be a shortcut; sliders and boxes to tick take no letters. */
export function isShortcut(event) {
  const field = "input:not([type=radio]):not([type=checkbox]):not([type=range]), textarea, select, [contenteditable]";
  return !(event.target.closest(field) || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey);
}
