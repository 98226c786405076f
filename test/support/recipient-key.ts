/** A public key of X25519, for tests that never open what is sealed for it. */
export const recipientKey = `-----BEGIN PUBLIC KEY-----
MCowBQYDK2VuAyEA+bmxCXJoBOHIfGl/bC151Kn3Z68ttO8qaw2t2VzBZFw=
-----END PUBLIC KEY-----
`;
