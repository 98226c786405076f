import { z } from 'zod';

/** What a client makes anew for each thing that it asks for, and sends again with a repeat. */
export const requestId = z.string().regex(/^[\w-]{1,64}$/);
