// The API, with the types that were made from its OpenAPI (npm run types).
import type { components, paths } from "./api.js";

export type Schemas = components["schemas"];
type Answer<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;

export type Contenu = Answer<"/api/v3/contenus/trouver/">;
export type Bloc = Contenu["corps"][number];
export type Navigation = Answer<"/api/v3/navigation/">;
export type Resultats = Answer<"/api/v3/recherche/">;

/** Something that the API refused, with its own sentence. */
export class Refus extends Error {
  constructor(readonly status: number, detail: string) {
    super(detail);
  }
}

export const API = document.querySelector<HTMLMetaElement>('meta[name="api"]')?.content ?? "";
export const SITE = new URL(API).origin;

export async function ask<P extends keyof paths>(path: P, params: URLSearchParams | Record<string, string> = {}): Promise<Answer<P>> {
  const query = new URLSearchParams(params).toString();
  const response = await fetch(`${API}${path.replace("/api/v3", "")}${query && `?${query}`}`);
  if (!response.ok) {
    const told = (await response.json().catch(() => ({}))) as { detail?: string };
    throw new Refus(response.status, told.detail ?? "Le site ne répond pas comme prévu.");
  }
  return (await response.json()) as Answer<P>;
}
