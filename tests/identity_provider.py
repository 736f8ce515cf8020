"""A small honest OpenID Connect provider on the loopback: discovery, authorisation, token, keys. Told to do wrong, it does wrong.

Written after OpenID Connect Core 1.0 and RFC 7636, without a line of the client's: `jwt` signs, the rest is the standard library.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET, KID = "nsc", "shared-with-nsc", "one"


class IdentityProvider:
    """`subject`: who sits at its page. `claims`: what the token says besides, or instead. `key`: what it signs with; it shows `shown`."""

    def __init__(self) -> None:
        self.shown = self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.algorithm, self.kid = "RS256", KID
        self.subject, self.claims = "1-9901-00000-00-1", {}
        self.codes: dict[str, dict] = {}
        self.asked: list[dict] = []  # the parameters of each visit to its page
        self.moved = False  # it answers that its keys lie elsewhere
        self.called = None  # what it calls itself, where it lies about that
        handler = type("Handler", (_Handler,), {"provider": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def settings(self, **more: object) -> dict:
        told = {"issuer": self.issuer, "client_id": CLIENT, "secret": SECRET, "name": "ThaID", "scope": ["openid"], "subject": "sub"}
        return told | {"proves": frozenset()} | more

    def discovery(self) -> dict:
        paths = {f"{name}_endpoint": f"{self.issuer}/{name}" for name in ("authorization", "token", "userinfo")}
        return {"issuer": self.called or self.issuer, "jwks_uri": f"{self.issuer}/keys", **paths}

    def keys(self) -> dict:
        shown = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.shown.public_key()))
        return {"keys": [shown | {"kid": KID, "alg": "RS256", "use": "sig"}]}

    def visit(self, address: str) -> str:
        """The person agrees at the provider's page; the address the browser is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert address.startswith(f"{self.issuer}/authorization?") and asked["response_type"] == "code" and asked["client_id"] == CLIENT
        self.asked.append(asked)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return asked["redirect_uri"] + "?" + urlencode({"code": code, "state": asked["state"]})

    def token(self, given: dict[str, str]) -> tuple[int, dict]:
        asked = self.codes.pop(given.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(given.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if not asked or given.get("client_secret") != SECRET or given.get("redirect_uri") != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        if asked.get("code_challenge_method") != "S256" or asked.get("code_challenge") != challenge:
            return 400, {"error": "invalid_grant", "error_description": "PKCE"}
        return 200, {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "id_token": self.id_token(asked)}

    def id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        told = {"iss": self.issuer, "aud": CLIENT, "sub": self.subject, "iat": now, "exp": now + 300, "nonce": asked.get("nonce")}
        claims = {name: value for name, value in (told | self.claims).items() if value is not None}
        return jwt.encode(claims, self.key, algorithm=self.algorithm, headers={"kid": self.kid})


class _Handler(BaseHTTPRequestHandler):
    provider: IdentityProvider

    def do_GET(self) -> None:
        if self.provider.moved and self.path == "/keys":
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        answers = {
            "/elsewhere": self.provider.keys,
            "/.well-known/openid-configuration": self.provider.discovery,
            "/keys": self.provider.keys,
        }
        found = answers.get(urlsplit(self.path).path)
        self._answer(200, found()) if found else self._answer(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._answer(*self.provider.token({name: values[0] for name, values in parse_qs(body).items()}))

    def _answer(self, status: int, told: dict) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass
