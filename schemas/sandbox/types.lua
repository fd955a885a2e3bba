---@meta
-- Classes used in the signatures of helpers and in the type of `context`.

---@class Context
---@field hook string Name of the hook that runs, such as `before_signup`.
---@field node string Name of this node in its pipeline.
---@field config table<string, any> What the pipeline sets for this node under `config`.
---@field outputs table<string, table<string, any>> `data` of each node that this one builds on, by its name; an empty table when there was none.
---@field prev table<string, any> `data` of the nodes under `needs`, folded into one table; the later one wins.

---@class Result
---@field allowed boolean Whether to go on. Required, except in async hooks.
---@field error? string The reason shown to the end user when `allowed` is false.
---@field data? table<string, any> What later nodes read in `prev` and `outputs`; in an enrichment hook also what the host is given.

---A value that is still on its way; `await` waits for it.
---@class Promise<T>

---@class (exact) FetchOptions
---@field method? "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS" `GET` by default.
---@field headers? table<string, string> Headers to send; a line break in one is refused.
---@field body? string | table<string, any> | any[] A string as it is; a table is sent as JSON.
---@field timeoutMs? integer Milliseconds to wait for the whole answer, 3000 by default and at most.

---@class (exact) FetchResponse
---@field status integer The HTTP status, such as 200.
---@field ok boolean Whether the status is 200 to 299.
---@field headers table<string, string> Headers of the answer, names in lower case.
---@field body any Decoded when `json` is true, else the text.
---@field json boolean Whether the answer was JSON and could be decoded.

---@class (exact) FetchError
---@field class "fetch.refused" | "fetch.failed" Refused by the rules, or no answer.
---@field message string What happened, for operators.

---Stands for `null` inside of arrays.
---@class JsonNull
