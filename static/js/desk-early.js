// Before the first picture: the colours and the sidebar as they were left, so that nothing jumps when Alpine starts.
"use strict";

{
  const chosen = JSON.parse(localStorage.getItem("adminTheme") || '"auto"');
  const dark = chosen === "dark" || (chosen === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.toggle("dark", dark);
  document.documentElement.classList.toggle("desk-closed", localStorage.getItem("sidebarOpen") === "0");
}
