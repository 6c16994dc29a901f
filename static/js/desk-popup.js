// Hands the record that was saved in a window of its own to the form that asked for it; the form closes the window.
"use strict";

{
  const said = JSON.parse(document.currentScript.dataset.popupResponse);
  if (said.action === "change") opener.dismissChangeRelatedObjectPopup(window, said.value, said.obj, said.new_value);
  else if (said.action === "delete") opener.dismissDeleteRelatedObjectPopup(window, said.value);
  else opener.dismissAddRelatedObjectPopup(window, said.value, said.obj, said.optgroup);
}
