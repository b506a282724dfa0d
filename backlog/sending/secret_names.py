"""Files whose names say that they hold secrets."""

import re
from collections.abc import Iterable
from fnmatch import translate
from pathlib import PurePosixPath
from typing import Final

_FOLDERS: Final = (
    ".aws .azure .docker .env* .gcloud .gnupg .kube .ssh credentials private-keys secrets"
)
_ENVIRONMENTS: Final = ".env* *.env *.envrc .flaskenv env.production env.prod env.local"
_KEYS: Final = (
    "*.pem *.key *.p8 *.p12 *.pfx *.pkcs12 *.der *.jks *.keystore *.ppk *.asc *.gpg *.pgp *.age"
    " *.kdb *.kdbx *.ovpn *.mobileprovision id_rsa* id_dsa* id_ecdsa* id_ed25519* *_rsa *_ed25519"
)
_SIGNING_IN: Final = (
    ".netrc _netrc .npmrc .yarnrc* .pypirc .pgpass .my.cnf .git-credentials .dockercfg"
    " .dockerconfigjson .htpasswd htpasswd .s3cfg .boto .vault* vault.y*ml vault_pass* kubeconfig*"
    " auth.json wp-config.php google-services.json googleservice-info.plist passwd shadow"
    " credentials* secrets.* secret.* passwords.* service-account*.json service_account*.json"
    " client_secret*.json client-secret*.json *firebase-adminsdk*.json gha-creds-*.json"
)
_REMEMBERING: Final = "*.tfstate *.tfstate.* *.tfvars *.tfvars.json .*_history"
"""Files that hold secrets by the way."""

_WORDS: Final = "credential password passwd secret token apikey api_key"
_OF_DATA: Final = "conf csv ini json properties toml txt xml yaml yml"


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(translate, patterns)))


_FOLDER: Final = _any_of(_FOLDERS.split())
_NAME: Final = _any_of(" ".join((_ENVIRONMENTS, _KEYS, _SIGNING_IN, _REMEMBERING)).split())
_NAME_OF_DATA: Final = _any_of(
    f"*{word}*.{ending}" for word in _WORDS.split() for ending in _OF_DATA.split()
)


def names_secrets(path: str) -> bool:
    """Tell whether a path, in any case, is one that secrets are kept under."""
    *folders, name = PurePosixPath(path.lower()).parts
    by_name = _NAME.match(name) or _NAME_OF_DATA.match(name)
    return by_name is not None or any(map(_FOLDER.match, folders))
