/** Whose loader it is: the one that otpforge ships, or one that somebody else built. */
export type LoaderOrigin = { readonly kind: 'package' } | { readonly kind: 'project'; readonly file: string };
