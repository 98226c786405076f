import type { HonoRequest } from 'hono';
import type { z } from 'zod';
import { Refusal } from './refusal.js';

/** The JSON body of a request, in its shape. Errors: Refusal 400, 413, 415. */
export async function jsonBody<T>(request: HonoRequest, shape: z.ZodType<T>): Promise<T> {
  const type = request.header('content-type') ?? '';
  if (!/^application\/json(?:; *charset=utf-8)?$/i.test(type))
    throw new Refusal(415, 'BODY_TYPE', 'the body of this request is to be application/json');
  const text = await limitedText(request.raw.body);
  const { success, data, error } = shape.safeParse(parsed(text));
  if (success) return data;
  const [issue] = error.issues;
  const where = issue?.path.join('.') ?? '';
  throw new Refusal(
    400,
    'BODY_INVALID',
    `the body of this request is not what this route takes${where === '' ? '' : `: look at "${where}"`}`,
  );
}

/** The Content-Length of a request may be wrong, so the bytes are counted. */
async function limitedText(body: ReadableStream<Uint8Array> | null): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > mostBytes) throw new Refusal(413, 'BODY_TOO_LARGE', 'the body of this request is over 64 KiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

const mostBytes = 64 * 1024;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'BODY_INVALID', 'the body of this request is not JSON');
  }
}
