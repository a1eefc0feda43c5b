// Serves the client's files: any address that is not a file is the one page. No dependency.
// API: address of the API. PORT: where to listen. Only the site's own admin may show the client in a frame.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const API = (process.env.API ?? "http://127.0.0.1:8000/api/v3").replace(/\/$/, "");
const SITE = new URL(API).origin;
const PORT = Number(process.env.PORT ?? 5173);
const ROOT = fileURLToPath(new URL("./public/", import.meta.url));
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const HEADERS = {
  "Content-Security-Policy": `default-src 'self'; connect-src ${SITE}; img-src 'self' data: ${SITE}; object-src 'none'; base-uri 'self'; frame-ancestors ${SITE}`,
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "no-cache",
};

async function answer(path) {
  const asked = normalize(join(ROOT, decodeURIComponent(path)));
  if (asked.startsWith(ROOT) && extname(asked) in TYPES) return [extname(asked), await readFile(asked)];
  const page = await readFile(join(ROOT, "index.html"), "utf8");
  return [".html", page.replace("%API%", API)];
}

createServer(async (request, response) => {
  try {
    const [kind, body] = await answer(new URL(request.url ?? "/", "http://x").pathname);
    response.writeHead(200, { ...HEADERS, "Content-Type": `${TYPES[kind]}; charset=utf-8` }).end(body);
  } catch {
    response.writeHead(404, HEADERS).end("Introuvable");
  }
}).listen(PORT, "127.0.0.1", () => console.log(`http://127.0.0.1:${PORT} montre ${API}`));
