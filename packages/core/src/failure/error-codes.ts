import type { ErrorClass } from "../record/span-record.ts";

type Table = ReadonlyMap<string, ErrorClass>;

/** A table from one line of names for each class. */
function table(lines: Partial<Record<ErrorClass, string>>, fold: (name: string) => string): Table {
  const entries: [string, ErrorClass][] = [];
  for (const [errorClass, names] of Object.entries(lines)) {
    for (const name of names.split(" ")) entries.push([fold(name), errorClass as ErrorClass]);
  }
  return new Map(entries);
}

/** `lc_error_code` of LangChain. */
export const CLASS_BY_LC_CODE: Table = table(
  {
    rate_limit: "MODEL_RATE_LIMIT",
    auth: "MODEL_AUTHENTICATION",
    not_found: "MODEL_NOT_FOUND",
    aborted: "MODEL_ABORTED",
    context_overflow: "CONTEXT_OVERFLOW",
    invalid_request: "INVALID_TOOL_RESULTS INVALID_PROMPT_INPUT MESSAGE_COERCION_FAILURE",
  },
  (name) => name,
);

/**
 * `code` and `type` of OpenAI, Azure and Anthropic, `status` of Google, `code` of Node and undici; looked up in
 * lower case.
 */
export const CLASS_BY_CODE: Table = table(
  {
    rate_limit:
      "rate_limit_exceeded rate_limit_error insufficient_quota RESOURCE_EXHAUSTED ThrottlingException",
    auth: "invalid_api_key authentication_error permission_error permission_denied account_deactivated billing_error unsupported_country_region_territory UNAUTHENTICATED PERMISSION_DENIED",
    not_found: "model_not_found not_found_error deploymentnotfound NOT_FOUND",
    context_overflow: "context_length_exceeded string_above_max_length request_too_large max_tokens_exceeded",
    content_filter:
      "content_filter content_policy_violation responsibleaipolicyviolation moderation_blocked content_filter_error",
    timeout:
      "ETIMEDOUT ESOCKETTIMEDOUT UND_ERR_CONNECT_TIMEOUT UND_ERR_HEADERS_TIMEOUT UND_ERR_BODY_TIMEOUT timeout_error DEADLINE_EXCEEDED",
    aborted: "ABORT_ERR ERR_ABORTED UND_ERR_ABORTED ERR_CANCELED CANCELLED",
    connection:
      "ECONNREFUSED ECONNRESET ECONNABORTED ENOTFOUND EAI_AGAIN EPIPE EHOSTUNREACH EHOSTDOWN ENETUNREACH ENETDOWN EADDRNOTAVAIL UND_ERR_SOCKET UND_ERR_CLOSED UND_ERR_DESTROYED UND_ERR_RES_CONTENT_LENGTH_MISMATCH ERR_STREAM_PREMATURE_CLOSE CERT_HAS_EXPIRED DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_VERIFY_LEAF_SIGNATURE UNABLE_TO_GET_ISSUER_CERT_LOCALLY ERR_TLS_CERT_ALTNAME_INVALID",
    server: "overloaded_error server_error internal_server_error engine_overloaded UNAVAILABLE INTERNAL",
    invalid_request:
      "invalid_value invalid_type unsupported_parameter unsupported_value missing_required_parameter INVALID_ARGUMENT FAILED_PRECONDITION OUT_OF_RANGE",
  },
  (name) => name.toLowerCase(),
);

/** Names of error classes: OpenAI and Anthropic SDKs, LangChain, the AI SDK, AWS, the platform. */
export const CLASS_BY_NAME: Table = table(
  {
    rate_limit: "RateLimitError ThrottlingException TooManyRequestsException ServiceQuotaExceededException",
    auth: "AuthenticationError PermissionDeniedError AccessDeniedException UnrecognizedClientException ExpiredTokenException ExpiredToken InvalidSignatureException CredentialsProviderError LoadAPIKeyError",
    not_found: "NotFoundError ResourceNotFoundException NoSuchModelError",
    context_overflow: "ContextOverflowError",
    content_filter: "ContentFilterFinishReasonError ModelRefusalError",
    timeout:
      "TimeoutError APIConnectionTimeoutError ModelTimeoutException HeadersTimeoutError BodyTimeoutError ConnectTimeoutError",
    aborted: "AbortError APIUserAbortError ModelAbortError RequestAbortedError",
    connection: "APIConnectionError FetchError SocketError",
    server:
      "InternalServerError InternalServerException InternalFailure ServiceUnavailableException ServiceUnavailable ModelErrorException ModelNotReadyException ModelStreamErrorException",
    invalid_request: "BadRequestError UnprocessableEntityError ValidationException",
  },
  (name) => name,
);

/** gRPC's own numbers. */
export const CLASS_BY_GRPC_STATUS: ReadonlyMap<number, ErrorClass> = new Map([
  [1, "aborted"],
  [3, "invalid_request"],
  [4, "timeout"],
  [5, "not_found"],
  [7, "auth"],
  [8, "rate_limit"],
  [9, "invalid_request"],
  [11, "invalid_request"],
  [13, "server"],
  [14, "server"],
  [16, "auth"],
]);
