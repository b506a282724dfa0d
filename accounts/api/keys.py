"""Keys: those that agents show Mason, and those that Mason shows providers."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework import status
from rest_framework.request import Request

from accounts.actors import Actor
from accounts.api.authentication import actor_of, user_of
from accounts.api.idempotency import once
from accounts.api.listing.columns import json_bytes
from accounts.api.orders import KEY_DIRECTIONS
from accounts.api.resources import Resource, answer, require_no_parameters
from accounts.api.serializers import (
    APIKeyBody,
    APIKeySerializer,
    NewAPIKeySerializer,
    ProviderKeyBody,
    ProviderKeySerializer,
)
from accounts.filtersets import APIKeyFilters, ProviderKeyFilters
from accounts.models import AIProviderKey, APIKey
from accounts.services.api_keys import make_api_key, revoke_visible_api_key
from accounts.services.provider_keys import put_provider_key, remove_visible_provider_key


class Keys[Row: (APIKey, AIProviderKey)](Resource[Row]):
    """Keys, of which only curators see other people's."""

    @classmethod
    def sees_all(cls, actor: Actor) -> bool:
        """Tell whether the actor is a curator."""
        return actor.may_decide


class APIKeyViewSet(Keys[APIKey]):
    """The keys that programs show."""

    queryset = APIKey.objects.all()
    row_serializer = APIKeySerializer
    filterset_class = APIKeyFilters
    directions = KEY_DIRECTIONS
    search_columns = ("name",)
    row_name = "API key"
    lookup_url_kwarg = "api_key_id"
    bodies = {"create": APIKeyBody}
    answers = {"create": NewAPIKeySerializer}

    @once(secret=True)
    def create(self, request: Request) -> HttpResponseBase:
        """Make a key for the user; `key` is shown in this answer and never again."""
        given = self.body(request)
        row, key = make_api_key(user=user_of(request), name=given["name"])
        address = request.build_absolute_uri(f"{request.path.rstrip('/')}/{row.pk}")
        content = json_bytes({**APIKeySerializer(row).data, "key": key})
        return answer(request, content, status.HTTP_201_CREATED, Location=address)

    def destroy(self, request: Request, **kwargs: str) -> HttpResponseBase:
        """Revoke a key: from now on it doesn't work."""
        require_no_parameters(request)
        api_key_id = self.row_id(kwargs)
        with self.if_unchanged(request, api_key_id):
            revoke_visible_api_key(api_key_id=api_key_id, actor=actor_of(request))
        return HttpResponse(status=status.HTTP_204_NO_CONTENT)


class ProviderKeyViewSet(Keys[AIProviderKey]):
    """The users' keys for providers of language models: that there are some, never which."""

    queryset = AIProviderKey.objects.all()
    row_serializer = ProviderKeySerializer
    filterset_class = ProviderKeyFilters
    directions = KEY_DIRECTIONS
    row_name = "AI provider key"
    lookup_url_kwarg = "provider_key_id"
    bodies = {"create": ProviderKeyBody}
    also = {"create": (status.HTTP_200_OK,)}

    @once()
    def create(self, request: Request) -> HttpResponseBase:
        """Store the user's key for a provider, in place of an earlier one: then 200."""
        row, made = put_provider_key(user=user_of(request), **self.body(request))
        return self.answer_new(request, row) if made else self.answer_row(request, row)

    def destroy(self, request: Request, **kwargs: str) -> HttpResponseBase:
        """Forget a key."""
        require_no_parameters(request)
        provider_key_id = self.row_id(kwargs)
        with self.if_unchanged(request, provider_key_id):
            remove_visible_provider_key(provider_key_id=provider_key_id, actor=actor_of(request))
        return HttpResponse(status=status.HTTP_204_NO_CONTENT)
