// The number of a receipt: made of the id alone, the same as the server makes it.
const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford's: no I, L, O or U

export async function receiptOf(client_id) {
  const bytes = client_id.replaceAll("-", "").match(/../g).map((pair) => parseInt(pair, 16));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes)));
  let number = 0n;
  for (const byte of digest.slice(0, 5)) number = (number << 8n) | BigInt(byte);
  const signs = [35n, 30n, 25n, 20n, 15n, 10n, 5n, 0n].map((by) => SIGNS[Number((number >> by) & 31n)]);
  return `${signs.slice(0, 4).join("")}-${signs.slice(4).join("")}`;
}
