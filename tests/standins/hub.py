"""A stand-in for the Hugging Face Hub: one repository, as far as downloading it goes.

Only what huggingface_hub asks of it: a revision, its files, and the headers that it reads.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


class Hub:
    """Serves the files of a folder as a model.

    Attributes:
        requests: Paths that were asked for.
    """

    def __init__(self, model: str, folder: Path, commit: str) -> None:
        self.model, self.folder, self.commit = model, folder, commit
        self.requests: list[str] = []
        self.app = Starlette(
            routes=[
                Route("/api/models/{owner}/{name}/revision/{revision:path}", self._info),
                Route("/api/models/{owner}/{name}", self._info),
                Route("/api/models/{owner}/{name}/tree/{revision}", self._tree),
                Route("/{owner}/{name}/resolve/{revision}/{file:path}", self._file),
            ]
        )

    def _files(self) -> list[Path]:
        return sorted(path for path in self.folder.iterdir() if path.is_file())

    def _info(self, request: Request) -> Response:
        if missing := self._missing(request):
            return missing
        files = [{"rfilename": path.name} for path in self._files()]
        return JSONResponse(
            {"id": self.model, "modelId": self.model, "sha": self.commit, "siblings": files}
        )

    def _tree(self, request: Request) -> Response:
        if missing := self._missing(request):
            return missing
        return JSONResponse(
            [
                {
                    "type": "file",
                    "path": path.name,
                    "size": path.stat().st_size,
                    "oid": hashlib.sha1(path.read_bytes()).hexdigest(),
                }
                for path in self._files()
            ]
        )

    def _file(self, request: Request) -> Response:
        if missing := self._missing(request):
            return missing
        content = (self.folder / request.path_params["file"]).read_bytes()
        return Response(
            content,
            headers={
                "ETag": f'"{hashlib.sha1(content).hexdigest()}"',
                "X-Repo-Commit": self.commit,
            },
        )

    def _missing(self, request: Request) -> Response | None:
        self.requests.append(request.url.path)
        parts = request.path_params
        revision = parts.get("revision", "main")
        if f"{parts['owner']}/{parts['name']}" != self.model:
            code = "RepoNotFound"
        elif revision not in ("main", "v1", self.commit):
            code = "RevisionNotFound"
        else:
            return None
        return JSONResponse({"error": code}, 404, {"X-Error-Code": code, "X-Error-Message": code})
