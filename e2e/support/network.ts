import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/**
 * A proxy to the server that can be switched off, for the page and its service worker alike. The browser's own offline switch
 * does not reliably cover the service worker.
 */
export class Network {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #held = false;
  readonly site: string;

  private constructor(server: Server) {
    this.#server = server;
    this.site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Starts a proxy to a site. */
  static async to(site: string): Promise<Network> {
    const { hostname, port } = new URL(site);
    const server = createServer((near) => {
      if (network.#held) return network.#track(near);
      const far = connect(Number(port), hostname);
      network.#track(near);
      network.#track(far);
      near.pipe(far).pipe(near);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const network = new Network(server);
    return network;
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    // Both ends of a connection close together.
    socket.on("error", () => socket.destroy()).on("close", () => this.#sockets.delete(socket));
  }

  /** Lets every request wait for an answer that does not come, until the next call of `disconnect`. */
  hold(): void {
    this.#held = true;
    for (const socket of this.#sockets) socket.pause();
  }

  /** Closes open connections and refuses new ones. */
  async disconnect(): Promise<void> {
    this.#held = false;
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** Accepts connections again at the same address. */
  async reconnect(): Promise<void> {
    this.#server.listen(Number(new URL(this.site).port), "127.0.0.1");
    await once(this.#server, "listening");
  }
}
