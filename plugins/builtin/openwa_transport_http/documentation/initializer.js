"use strict";

// The page works below any prefix that a proxy puts in front: its paths are relative, and what it tries out
// goes to where the document came from.
const DOCUMENT = new URL("docs-json", window.location.href);

function atItsPlace(response) {
  if (response.url === DOCUMENT.href) {
    const found = JSON.parse(response.text);
    found.servers = [{ url: new URL("..", DOCUMENT).pathname }];
    response.text = JSON.stringify(found);
  }
  return response;
}

window.ui = SwaggerUIBundle({
  url: DOCUMENT.href,
  dom_id: "#swagger-ui",
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: "list",
  filter: true,
  layout: "BaseLayout",
  responseInterceptor: atItsPlace,
  presets: [SwaggerUIBundle.presets.apis],
  tryItOutEnabled: true,
  validatorUrl: null,
});
