// The reference of the API, drawn by Swagger UI from the server's own document.
SwaggerUIBundle({ url: "/api/openapi.json", dom_id: "#swagger-ui", deepLinking: true });
