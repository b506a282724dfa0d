"""What browsers may load on the pages of Mason: settings that no environment changes."""

from django.utils.csp import CSP

SECURE_CSP: dict[str, list[str]] = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
# Unfold's Alpine.js evaluates expressions and styles elements; a nonce would switch the latter off.
ADMIN_CSP: dict[str, list[str]] = {
    **SECURE_CSP,
    "script-src": [CSP.SELF, CSP.UNSAFE_EVAL],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
}

# Swagger UI and ReDoc style elements, and ReDoc searches in a worker that it makes itself.
DOCUMENTATION_CSP: dict[str, list[str]] = {
    **SECURE_CSP,
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "worker-src": [CSP.SELF, "blob:"],
}
