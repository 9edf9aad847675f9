"""Headers of every response: nothing from elsewhere, nothing inline, nothing kept by shared caches."""

from __future__ import annotations

from flask import Flask, Response, request

# Bootstrap's style sheet carries its small signs as data: pictures.
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

# What browsers may keep: files of the product, and pictures, which are named by their bytes.
_KEPT = ("static", "bootstrap.static", "module_pictures.show")


def init(app: Flask) -> None:
    https = app.config["SESSION_COOKIE_SECURE"]

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if https:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if request.endpoint not in _KEPT or response.status_code >= 400:
            response.headers["Cache-Control"] = "no-store"
        return response
