/** A signal that ends with another one, or by itself. It must be let go of: the other one may outlive thousands. */
export interface LinkedSignal {
  readonly signal: AbortSignal;
  abort(): void;
  letGo(): void;
}

export function linkedSignal(outer: AbortSignal): LinkedSignal {
  const controller = new AbortController();
  const abort = () => controller.abort(outer.reason);
  if (outer.aborted) abort();
  else outer.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    abort: () => controller.abort(),
    letGo: () => outer.removeEventListener('abort', abort),
  };
}
