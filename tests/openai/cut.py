#!/usr/bin/env python3
"""Cuts the schemas of the replies that the mock serves out of OpenAI's OpenAPI description.

    tests/openai/cut.py openapi.json > tests/openai/schemas.json

Names stay, descriptions and examples go.
"""

import json
import sys

ROOTS = """
CreateChatCompletionResponse CreateChatCompletionStreamResponse ChatCompletionList ChatCompletionDeleted
ChatCompletionMessageList Response ResponseStreamEvent ResponseItemList TokenCountsResource CompactResource
ConversationResource DeletedConversationResource ConversationItemList ConversationItem CreateEmbeddingResponse
ListModelsResponse Model CreateModerationResponse CreateCompletionResponse ListFilesResponse OpenAIFile
DeleteFileResponse Upload UploadPart Batch ListBatchesResponse ImagesResponse ImageGenStreamEvent
ImageEditStreamEvent CreateSpeechResponseStreamEvent CreateTranscriptionResponseJson
CreateTranscriptionResponseDiarizedJson CreateTranscriptionResponseVerboseJson CreateTranscriptionResponseStreamEvent CreateTranslationResponseJson
CreateTranslationResponseVerboseJson ErrorResponse
""".split()

PROSE = {"description", "example", "examples", "title", "deprecated", "default", "externalDocs", "discriminator",
         "optional", "$recursiveAnchor"}
PREFIX = "#/components/schemas/"


def bare(schema):
    """A schema without its prose; the names of properties are no keywords."""
    if isinstance(schema, list):
        return [bare(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("nullable"):
        rest = {key: value for key, value in schema.items() if key != "nullable"}
        return {"anyOf": [bare(rest), {"type": "null"}]}
    if "$recursiveRef" in schema:
        return {}
    kept = {}
    for key, value in schema.items():
        if key == "properties":
            kept[key] = {name: bare(one) for name, one in value.items()}
        elif key == "$ref":
            kept[key] = "#/$defs/" + value.removeprefix(PREFIX)
        elif key not in PROSE and not key.startswith("x-"):
            kept[key] = value if key in ("enum", "const", "required") else bare(value)
    return kept


def names(schema):
    if isinstance(schema, list):
        for one in schema:
            yield from names(one)
    elif isinstance(schema, dict):
        for key, value in schema.items():
            if key == "$ref":
                yield value.removeprefix("#/$defs/")
            else:
                yield from names(value)


def main():
    described = json.load(open(sys.argv[1], encoding="utf-8"))
    schemas = described["components"]["schemas"]
    kept, waiting = {}, list(ROOTS)
    while waiting:
        name = waiting.pop()
        if name not in kept:
            kept[name] = bare(schemas[name])
            waiting += names(kept[name])
    json.dump(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$comment": f"OpenAI's OpenAPI description, version {described['info']['version']}; see README.md here",
            "$defs": dict(sorted(kept.items())),
        },
        sys.stdout,
        separators=(",", ":"),
    )


main()
