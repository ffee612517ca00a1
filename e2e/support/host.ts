import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A site of somebody else: pages at an origin of their own. */
export class Host {
  readonly #server: Server;
  readonly #pages = new Map<string, { html: string; policy: string | undefined }>();
  readonly origin: string;

  private constructor(server: Server) {
    this.#server = server;
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("request", (request, response) => {
      const page = this.#pages.get(request.url ?? "");
      response.statusCode = page ? 200 : 404;
      response.setHeader("Content-Type", "text/html; charset=utf-8");
      if (page?.policy) response.setHeader("Content-Security-Policy", page.policy);
      response.end(page?.html ?? "");
    });
  }

  static async start(): Promise<Host> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Host(server);
  }

  /** Puts a page on the site, with a content security policy if there is one; returns its address. */
  page(body: string, { policy, head = "" }: { policy?: string; head?: string } = {}): string {
    const path = `/${this.#pages.size}`;
    const html = `<!doctype html><html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Un autre site</title>${head}</head><body><main><h1>Un autre site</h1>${body}</main></body></html>`;
    this.#pages.set(path, { html, policy });
    return this.origin + path;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}
