"""The API as a whole: its operations, who may knock, how mistakes are told, and its description."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from dingdian import __version__
from dingdian.api import cases, problems, regimes, registry, replays, standing, tokens
from dingdian.api.links import links
from dingdian.api.once import REPLAYED
from dingdian.api.signin import Bearer, Session
from dingdian.api.values import Exact

_PROBLEM = {problems.CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_NOT_DONE = {"description": "没有办成：原因、字段或条款、办法", "content": _PROBLEM}
_WHO = {
    "description": "没有登录，或令牌无效",
    "content": _PROBLEM,
    "headers": {"WWW-Authenticate": {"required": True, "schema": {"type": "string", "enum": ["Bearer"]}}},
}
_AGAIN = {REPLAYED: {"description": "先前已办，这是当时的答复", "schema": {"type": "string", "enum": ["true"]}}}


class Api(NinjaAPI):
    """Describes what the library's own description does not know: problems, headers, and where an answer leads."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> Any:
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        parts = schema["components"]["schemas"]
        for model in (problems.ObjectionOut, problems.ErrorOut, problems.Problem):
            parts[model.__name__] = model.model_json_schema(ref_template="#/components/schemas/{model}")
            parts[model.__name__].pop("$defs", None)
        for path in schema["paths"].values():
            for operation in path.values():
                answers = operation["responses"]
                for status, answer in answers.items():
                    answer |= {"links": found} if (found := links(operation["operationId"])) else {}
                    answer |= {"headers": _AGAIN} if str(status) == "201" else {}
                answers |= {"401": _WHO, "4XX": _NOT_DONE}
        return schema


api = Api(
    title="定点",
    version=__version__,
    description="定点医药机构与人员医保支付资格：登记、案件、资格及其理由。范围、规则和差错与网页相同。",
    urls_namespace="api",
    docs_url=None,
    auth=[Bearer(), Session()],
    parser=Exact(),
)
problems.install(api)
for _part in (registry, standing, cases, regimes, tokens, replays):
    api.add_router("", _part.router)


def nowhere(_: HttpRequest) -> HttpResponse:
    """An address that no operation has."""
    return problems.problem(404, "没有这个地址；/api/openapi.json 列出全部")
