"use strict";

// Paths are relative: the page works below any prefix that a proxy puts in front.
window.ui = SwaggerUIBundle({
  url: "docs-json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: "list",
  filter: true,
  layout: "BaseLayout",
  presets: [SwaggerUIBundle.presets.apis],
  tryItOutEnabled: true,
  validatorUrl: null,
});
