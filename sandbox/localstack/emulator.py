"""LocalStack, with ids and times that can be repeated.

The rules proxy journals every mutation and replays the journal at a start. With each mutation it sends the seed from which
moto draws ids and addresses, and the time at which the call was made first, so that a replay rebuilds the same account.
EC2 calls that LocalStack makes itself, for CloudFormation, go through the proxy too: the rules hold for stacks as well.
It accepts only requests with a key that the proxy alone knows: the proxy has checked them.
LocalStack ends when the pipe on standard input closes: it never outlives the process that started it.
"""

import hmac
import os
import socket
import sys
import threading
from datetime import datetime

import botocore.loaders
import moto.core.utils


def _is_here(host):
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    return host in (None, "", "localhost", "::1", "0.0.0.0", "::") or str(host).startswith("127.")


def _stay_here(event, arguments):
    """The emulator has no business on any network: it connects and sends to this machine only, and looks no other name up."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg") and isinstance(arguments[1], tuple) and not _is_here(arguments[1][0]):
        raise ConnectionRefusedError(f"The sandbox does not connect to {arguments[1][0]}")
    if event in ("socket.getaddrinfo", "socket.gethostbyname") and not _is_here(arguments[0]):
        raise socket.gaierror(socket.EAI_NONAME, f"The sandbox does not look up {arguments[0]}")


sys.addaudithook(_stay_here)

_call = threading.local()
_now = moto.core.utils.utcnow


def _utcnow():
    return getattr(_call, "at", None) or _now()


# Before anything imports the function by name.
moto.core.utils.utcnow = _utcnow

_load_file = botocore.loaders.JSONFileLoader.load_file
_loaded = {}


def _load_file_once(self, path):
    """Each botocore session reads the three megabytes that describe EC2; moto opens several while it loads."""
    if path not in _loaded:
        _loaded[path] = _load_file(self, path)
    return _loaded[path]


botocore.loaders.JSONFileLoader.load_file = _load_file_once

from localstack.aws.connect import ClientFactory  # noqa: E402
from localstack.aws.handlers import serve_custom_service_request_handlers  # noqa: E402
from localstack.runtime.main import main  # noqa: E402
from moto.moto_api._internal import mock_random  # noqa: E402
from rolo.gateway.asgi import AsgiGateway  # noqa: E402

_KEY_HEADER = "x-postern-key"
_key = os.environ.pop("POSTERN_EMULATOR_KEY", "")


def _has_key(scope):
    values = [value for name, value in scope["headers"] if name.lower() == _KEY_HEADER.encode()]
    return _key != "" and len(values) == 1 and hmac.compare_digest(values[0], _key.encode())


_serve = AsgiGateway.__call__


async def _serve_proxy(self, scope, receive, send):
    if scope["type"] == "lifespan" or _has_key(scope):
        await _serve(self, scope, receive, send)
    elif scope["type"] == "websocket":
        await send({"type": "websocket.close"})
    else:
        await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": b"The emulator serves Postern's EC2 rules only.\n"})


def _begin(_chain, context, _response):
    headers = context.request.headers
    at = headers.get("x-postern-at")
    _call.at = datetime.fromisoformat(at) if at else None
    seed = headers.get("x-postern-seed")
    if seed:
        mock_random.seed(seed)


_get_client = ClientFactory._get_client


def _get_client_through_proxy(self, **options):
    if options["service_name"] == "ec2":
        options["endpoint_url"] = os.environ["POSTERN_EC2_URL"]
    client = _get_client(self, **options)
    client.meta.events.register("before-call.*.*", _add_key, unique_id=_KEY_HEADER)
    return client


def _add_key(params, **_):
    params["headers"][_KEY_HEADER] = _key


def _end_with_parent():
    while os.read(0, 1024):
        pass
    os._exit(0)


if __name__ == "__main__":
    AsgiGateway.__call__ = _serve_proxy
    ClientFactory._get_client = _get_client_through_proxy
    serve_custom_service_request_handlers.append(_begin)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.exit(main())
