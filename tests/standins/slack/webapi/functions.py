"""The methods `functions.*`: what an app answers to a step of a workflow."""

import json
from typing import Any

from tests.standins.slack.webapi.method import Args, Method, SlackError, WebApi

Json = dict[str, Any]


def _ended(api: WebApi, args: Args) -> Json:
    """The step of a run, which ends by that."""
    step = api.state.executions.pop(args.need("function_execution_id"), None)
    if step is None:
        raise SlackError("function_execution_not_found")
    return api.grants.functions[step]


def _complete_success(api: WebApi, args: Args) -> Json:
    declared = _ended(api, args)["output_parameters"]
    outputs = args.get("outputs")
    outputs = json.loads(outputs) if isinstance(outputs, str) else outputs
    if not isinstance(outputs, dict) or outputs.keys() - declared["properties"].keys():
        raise SlackError("parameter_validation_failed")
    for name in declared["required"]:
        if not isinstance(outputs.get(name), str):
            raise SlackError("parameter_validation_failed", name)
    return {}


def _complete_error(api: WebApi, args: Args) -> Json:
    args.need("error")
    _ended(api, args)
    return {}


FUNCTION_METHODS = {
    "functions.completeSuccess": Method(_complete_success),
    "functions.completeError": Method(_complete_error),
}
