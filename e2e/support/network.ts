import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/**
 * A way to the server that can be cut: for the page and for its service worker alike, which the browser's own switch for being
 * offline does not promise.
 */
export class Network {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly site: string;

  private constructor(server: Server) {
    this.#server = server;
    this.site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Opens a way to this site. */
  static async to(site: string): Promise<Network> {
    const { hostname, port } = new URL(site);
    const server = createServer((near) => {
      const far = connect(Number(port), hostname);
      network.#hold(near);
      network.#hold(far);
      near.pipe(far).pipe(near);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const network = new Network(server);
    return network;
  }

  #hold(socket: Socket): void {
    this.#sockets.add(socket);
    // The other end has gone: so has this one.
    socket.on("error", () => socket.destroy()).on("close", () => this.#sockets.delete(socket));
  }

  /** Ends what is under way; from now on every connection is refused. */
  async cut(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** Takes connections again, at the same address. */
  async mend(): Promise<void> {
    this.#server.listen(Number(new URL(this.site).port), "127.0.0.1");
    await once(this.#server, "listening");
  }
}
