// Keys: how they are made from a passkey or a PIN, and how they lie on the phone, wrapped (ADR 34).
const AES = { name: "AES-GCM", length: 256 };
const ROUNDS = 600_000;
const ABOUT = new TextEncoder().encode("doorstep phone, key that wraps keys, 1");
const WRAPS = ["wrapKey", "unwrapKey"];
const SEALS = ["encrypt", "decrypt"];

export const random = (length) => crypto.getRandomValues(new Uint8Array(length));
export const bytesOf = (base64) => Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));

/** The key made of a PIN. Slow on purpose: about a second on a phone. */
export async function fromPin(pin, salt) {
  const words = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin.normalize("NFKC")), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS }, words, AES, false, WRAPS);
}

/** The key made of what a passkey gives for this salt, the same each time, also without a network. */
async function fromPrf(secret, salt) {
  const given = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt, info: ABOUT }, given, AES, false, WRAPS);
}

/** Whether this browser may be able to use a passkey for this; whether the passkey can shows when it is made. */
export async function passkeysMayWork() {
  if (!globalThis.PublicKeyCredential || !navigator.credentials) return false;
  const can = await PublicKeyCredential.getClientCapabilities?.().catch(() => null);
  if (can && can["extension:prf"] === false) return false;
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false);
}

export class NoPasskey extends Error {}

/** Make a passkey for this phone and the key that comes of it: {credential, key}. */
export async function newPasskey(salt) {
  const publicKey = {
    challenge: random(32),
    rp: { name: "Doorstep" },
    user: { id: random(16), name: "Doorstep on this phone", displayName: "Doorstep on this phone" },
    pubKeyCredParams: [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -257 }],
    authenticatorSelection: { userVerification: "required", residentKey: "discouraged" },
    extensions: { prf: { eval: { first: salt } } },
  };
  const made = await asked(() => navigator.credentials.create({ publicKey }));
  const credential = new Uint8Array(made.rawId);
  const prf = made.getClientExtensionResults().prf;
  if (!prf?.enabled && !prf?.results) throw new NoPasskey("This phone’s passkeys cannot keep a key.");
  const secret = prf.results?.first;
  return { credential, key: secret ? await fromPrf(secret, salt) : await fromPasskey(credential, salt) };
}

/** The key of a passkey made before. */
export async function fromPasskey(credential, salt) {
  const publicKey = {
    challenge: random(32),
    allowCredentials: [{ type: "public-key", id: credential }],
    userVerification: "required",
    extensions: { prf: { eval: { first: salt } } },
  };
  const got = await asked(() => navigator.credentials.get({ publicKey }));
  const secret = got.getClientExtensionResults().prf?.results?.first;
  if (!secret) throw new NoPasskey("The passkey gave no key.");
  return fromPrf(secret, salt);
}

async function asked(ask) {
  try {
    return await ask();
  } catch (error) {
    throw new NoPasskey(error.message);
  }
}

/** Wrap a key that may still leave; what comes back from `unwrap` may not. */
export async function wrap(key, by) {
  const iv = random(12);
  return { iv, key: new Uint8Array(await crypto.subtle.wrapKey("raw", key, by, { name: "AES-GCM", iv })) };
}

/** Unwrap; throws where the PIN was wrong. */
export const unwrap = ({ iv, key }, by) =>
  crypto.subtle.unwrapKey("raw", key, by, { name: "AES-GCM", iv }, AES, false, SEALS);

/** The queue key as the server gave it. */
export const given = (base64) => crypto.subtle.importKey("raw", bytesOf(base64), AES, true, SEALS);
/** A key for a list that is put on the phone. */
export const newKey = () => crypto.subtle.generateKey(AES, true, SEALS);

export async function sealWith(key, user, object) {
  const iv = random(12);
  const plain = new TextEncoder().encode(JSON.stringify(object));
  return { iv, data: new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: of(user) }, key, plain)) };
}

export async function openWith(key, user, { iv, data }) {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: of(user) }, key, data);
  return JSON.parse(new TextDecoder().decode(plain));
}

const of = (user) => new TextEncoder().encode(user);
