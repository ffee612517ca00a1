/** The content encodings that clients ask for: libraries and scripts none or gzip, browsers everything. */
export const ENCODINGS: readonly { name: string; accept?: string }[] = [
  { name: "bare" },
  { name: "gzip", accept: "gzip" },
  { name: "br", accept: "gzip, deflate, br, zstd" },
];
