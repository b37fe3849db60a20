"""SMS through a gateway: one POST for each message, in the form that most gateways can be set to."""

import httpx

from integrations.carrier import NotNow, NotThere
from integrations.outside_call import CutOff, NotSent, call

# The gateway understood and will not send: the number is none, is blocked, or has opted out.
NEVER = (400, 404, 410, 422)


class GatewaySms:
    """Carries SMS: `{"id", "to", "text"}` as JSON with a bearer token; any 2xx means it is taken."""

    def __init__(self, client: httpx.AsyncClient, address: str, token: str) -> None:
        self._client = client
        self._address = address
        self._token = token

    async def carry(self, message_id: str, to: str, subject: str, text: str, stop: str = "") -> None:
        headers = {"Authorization": f"Bearer {self._token}", "Idempotency-Key": message_id}
        content = {"id": message_id, "to": to, "text": text}
        request = self._client.build_request("POST", self._address, headers=headers, json=content)
        try:
            answer = await call(self._client, request)
        except (NotSent, CutOff) as trouble:
            raise NotNow(str(trouble)) from trouble
        if 200 <= answer.status < 300:
            return
        if answer.status in NEVER:
            raise NotThere(f"status-{answer.status}")
        raise NotNow(f"status-{answer.status}")
