/* Passkeys. A form says what it wants of the browser (data-passkey: "create" or "get") and with what options: in data-options, or to be
   fetched from data-from when asked. The answer goes into its field `credential`, and the form is sent like any other. */

type Json = Record<string, unknown>;

const bytes = (text: string) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (from: ArrayBuffer) => btoa(String.fromCharCode(...new Uint8Array(from))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/** Chrome 109 has no parseCreationOptionsFromJSON: what is binary in the options stands in them as base64url. */
function opened(options: Json): Json {
  const known = (list: unknown) => ((list ?? []) as Json[]).map((one) => ({ ...one, id: bytes(one.id as string) }));
  const read: Json = { ...options, challenge: bytes(options.challenge as string) };
  if (options.user) read.user = { ...(options.user as Json), id: bytes((options.user as Json).id as string) };
  if (options.excludeCredentials) read.excludeCredentials = known(options.excludeCredentials);
  if (options.allowCredentials) read.allowCredentials = known(options.allowCredentials);
  return read;
}

function written(made: PublicKeyCredential): Json {
  const response: Json = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    const value = (made.response as unknown as Record<string, ArrayBuffer | null | undefined>)[part];
    if (value) response[part] = text(value);
  }
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    response,
    authenticatorAttachment: made.authenticatorAttachment,
    clientExtensionResults: made.getClientExtensionResults(),
  };
}

async function asked(form: HTMLFormElement): Promise<Json> {
  if (form.dataset.options) return JSON.parse(form.dataset.options) as Json;
  const answer = await fetch(form.dataset.from!, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as Json;
}

async function give(form: HTMLFormElement) {
  const publicKey = opened(await asked(form));
  const made = form.dataset.passkey === "create"
    ? await navigator.credentials.create({ publicKey: publicKey as unknown as PublicKeyCredentialCreationOptions })
    : await navigator.credentials.get({ publicKey: publicKey as unknown as PublicKeyCredentialRequestOptions });
  form.querySelector<HTMLInputElement>("[name=credential]")!.value = JSON.stringify(written(made as PublicKeyCredential));
  form.submit();
}

function say(form: HTMLFormElement, what: string) {
  for (const one of form.querySelectorAll<HTMLElement>("[data-said]")) one.hidden = one.dataset.said !== what;
}

/* An address in numbers cannot have passkeys. */
const possible = "PublicKeyCredential" in window && window.isSecureContext && !/^[\d.]+$|:/.test(location.hostname);
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
  form.hidden = !possible;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    say(form, "");
    give(form).catch((error: unknown) => say(form, (error as Error).name === "InvalidStateError" ? "known" : "refused"));
  });
}
if (possible) for (const note of document.querySelectorAll<HTMLElement>("[data-no-passkey]")) note.hidden = true;
