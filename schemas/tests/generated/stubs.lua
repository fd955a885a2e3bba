---@meta pipelua
-- Generated from the schemas of pipelua; edits would be lost.
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

---Raises an error when `value` is `nil` or `false`; otherwise gives back all its arguments.
---After the call the value is known to be neither `nil` nor `false`.
---An error raised here is `script.error`; it is not a denial. To refuse someone, return `{ allowed = false, error = "…" }`.
---```lua
---local ip = assert(context.request.ip, "the proxy sends no ip")
---```
---@generic T
---@param value T The value that must be neither `nil` nor `false`.
---@param message? any What is raised instead of "assertion failed!". A string gets no position added.
---@param ... any Given back after `value` and `message`.
---@return T # `value`, unchanged.
---@return any ... # `message` and all further arguments.
function assert(value, message, ...) end

---Raises an error and never comes back. With a string, the position of the caller is put in front of it.
---Uncaught, it ends the script with `script.error`, and `onError` decides what happens next.
---An error is for operators and never shown to the end user; to refuse someone with a reason, return `{ allowed = false, error = "…" }`.
---```lua
---local ok, problem = pcall(function()
---  error("no score for this address")
---end)
---helpers.log.warn(problem)
---```
---@param message any The error value, mostly a string; a table is kept as it is.
---@param level? integer Whose position is put in front: 1 (default) the caller of `error`, 2 its caller, 0 nobody.
---@return never # Nothing: the call does not come back.
function error(message, level) end

---For a generic `for` over the items 1, 2, 3, … of a list, in order, up to the first `nil`.
---Use it where order matters; `pairs` promises none.
---```lua
---for index, scope in ipairs(context.scopes) do
---  helpers.log(index, scope)
---end
---```
---@generic T
---@param list T[] The list to walk through.
---@return (fun(list: T[], index?: integer): integer?, T) # The iterator.
---@return T[] # The list.
---@return integer # The start index, 0.
---@nodiscard
function ipairs(list) end

---Gives the key and value that come after `key`, or the first pair without `key`; `nil` after the last.
---`next(t) == nil` asks whether a table is empty. The order of keys is not fixed; do not rely on it.
---```lua
---if next(context.outputs.geo) == nil then
---  helpers.log.warn("geo gave no data")
---end
---```
---@generic K, V
---@param table table<K, V> The table to walk through.
---@param key? K A key of the table; left out, the walk begins.
---@return K? # The next key, or `nil` at the end.
---@return V? # Its value.
---@return_overload K, V
---@return_overload nil
---@nodiscard
function next(table, key) end

---For a generic `for` over all keys and values of a table: numbers in order, then texts in order, then the others. Stock Lua has no order.
---Keys that are taken out while walking are passed over; new ones may be missed. A `__pairs` metamethod is honoured.
---```lua
---for name, value in pairs(context.config) do
---  helpers.log(name, value)
---end
---```
---@generic K, V
---@param table table<K, V> The table to walk through.
---@return (fun(table: table<K, V>, key?: K): K?, V) # The iterator.
---@return table<K, V> # The table.
---@return nil # `nil`, the start.
---@nodiscard
function pairs(table) end

---Calls `f` with the arguments given and catches its errors: `true` and the results, or `false` and the error value.
---`pcall(await, promise)` is the way to go on when a fetch fails. Limits and `fetch.unmocked` cannot be caught: they end the script.
---`await` works inside.
---```lua
---local ok, response = pcall(await, helpers.fetch("https://geo.example/ip"))
---if not ok then
---  helpers.log.warn("geo is unreachable", response.message)
---end
---```
---@generic A, R
---@param f (fun(...: A): R) The function to call.
---@param ... A Its arguments.
---@return boolean # Whether the call ended without an error.
---@return R ... # The results of `f`, or the error value.
---@return_overload true, R...
---@return_overload false, any
function pcall(f, ...) end

---Like `pcall`, with a function that is given the error value and whose result takes its place.
---The handler runs after the failed call has been unwound. Limits cannot be caught.
---```lua
---local ok, score = xpcall(parse_score, function(problem)
---  return "bad score: " .. tostring(problem)
---end, context.prev.score)
---```
---@generic A, R
---@param f (fun(...: A): R) The function to call.
---@param handler (fun(problem: any): any) Is given the error value; its result comes back as the second one.
---@param ... A Arguments of `f`.
---@return boolean # Whether the call ended without an error.
---@return R ... # The results of `f`, or what the handler gave.
---@return_overload true, R...
---@return_overload false, any
function xpcall(f, handler, ...) end

---Gives all arguments from number `index` on; a negative one counts from the end.
---`select("#", ...)` gives their number, `nil`s included.
---```lua
---local function count(...)
---  return select("#", ...)
---end
---```
---@param index integer Number of the first argument to give back, or `"#"` for their count.
---@param ... any The arguments.
---@return any ... # The arguments from `index` on.
---@overload fun(index: "#", ...: any): integer
---@nodiscard
function select(index, ...) end

---Makes a number of a string (or gives back a number); `nil` when it cannot be read as one, so test the result.
---White space around the numeral is fine, hexadecimal numerals are understood. With a base from 2 to 36, `value` must be a string of an integer in that base.
---```lua
---local limit = tonumber(helpers.env("RISK_LIMIT")) or 50
---```
---@param value any A string or number; with a base, a string.
---@return number? # The number, or `nil`.
---@overload fun(value: string, base: integer): integer?
---@nodiscard
function tonumber(value) end

---Makes a readable string of any value. `nil` gives `"nil"`, an integer no decimal point; a `__tostring` metamethod is honoured.
---Tables and functions give a text without an address, so it cannot tell two of them apart; for the content of a table use `helpers.json.encode`.
---```lua
---helpers.log("score is " .. tostring(context.prev.score))
---```
---@param value any Any value.
---@return string # Its text.
---@nodiscard
function tostring(value) end

---The name of a value's type. Comparing it with a literal narrows the value in the branch.
---Integers and floats are both `"number"`; `math.type` tells them apart.
---```lua
---if type(context.prev.score) == "number" then
---  helpers.log("score", context.prev.score)
---end
---```
---@param value any Any value, `nil` included.
---@return "nil" | "boolean" | "number" | "string" | "table" | "function" | "thread" # The type's name.
---@nodiscard
function type(value) end

---Sets the metatable of a table and gives the table back. `__index` with a table gives it the fields of that table.
---The sandbox refuses the metamethods `__gc`, `__close`, `__mode` and `__metatable`. A table with a metatable cannot be part of a result.
---```lua
---local Rule = {}
---Rule.__index = Rule
---
---local rule = setmetatable({ limit = 50 }, Rule)
---```
---@generic T: table
---@param table T The table to change.
---@param metatable table? Its metatable, or `nil` to take it away.
---@return T # `table`.
function setmetatable(table, metatable) end

---The metatable of a table, or `nil` if it has none. The metatable that all strings share is protected and cannot be reached or changed.
---```lua
---local plain = getmetatable(context) == nil
---```
---@param value any Any value.
---@return table? # Its metatable, or `nil`.
---@nodiscard
function getmetatable(value) end

---Whether two values are equal, without asking an `__eq` metamethod: tables are equal only if they are the same table.
---```lua
---local same = rawequal(context.user, context.prev.user)
---```
---@param a any The one value.
---@param b any The other.
---@return boolean # Whether they are equal.
---@nodiscard
function rawequal(a, b) end

---The length of a table or string, without asking a `__len` metamethod. For tables without metatable it is what `#` gives.
---```lua
---local count = rawlen(context.scopes)
---```
---@param value table | string A table or string.
---@return integer # Its length.
---@nodiscard
function rawlen(value) end

---The same as `helpers.log`: keeps its arguments in the trace, with time and level `info`. Nothing is printed.
---Prefer `helpers.log`, which says what happens.
---```lua
---print("checked", context.email)
---```
---@param ... any Any values; tables are shown as JSON.
function print(...) end

---Waits for a promise and gives its value; a plain value is given back at once.
---It raises when the promise fails: `{ class, message }` for a fetch. `pcall(await, promise)` catches that.
---Start several fetches before the first `await`, and they run at the same time. It works inside `pcall`, coroutines and the callbacks of `table.sort` and `string.gsub`; where it cannot (in a metamethod called from C) the error says so.
---```lua
---local response = await(helpers.fetch("https://geo.example/ip"))
---if response.ok and response.json then
---  helpers.log(response.body.country)
---end
---```
---@generic T
---@param promise Promise<T> What `helpers.fetch` or `helpers.all` gave.
---@return T # The promise's value.
---@overload fun(promise: T): T
function await(promise) end

---What the script is given: the input of the hook, and beside it `hook`, `node`, `config`, `outputs` and `prev`.
---Which fields there are depends on the hook, and on the nodes that this one needs.
---It is a copy made for this script alone: writing to it is seen by nobody else. Hand results on with `data`.
---```lua
---local domain = context.email:match("@(.+)$")
---```
---@type Context
context = nil

---Everything a script can do beyond the Lua language itself: log, fetch, hash, read secrets, measure.
---The table is this script's own copy: writing to it changes nothing for others, and the checker warns.
---```lua
---helpers.log("started at", helpers.date())
---```
---@class helpers
helpers = {}

---Keeps its arguments in the trace of the run, with the time and level `info`. Tables are shown as JSON.
---At most 100 lines of 8 KiB are kept; what is beyond is dropped and counted, never an error.
---A secret is replaced by `***` before anything is stored. Personal data is not: log an id rather than an address.
---```lua
---helpers.log("checked", context.hook, { score = 12 })
---```
---@class helpers.log
---@overload fun(value: any, ...: any)
helpers.log = {}

---Like `helpers.log`, with level `warn`: something is odd, and the script goes on.
---```lua
---if not context.request.ip then
---  helpers.log.warn("no ip behind this proxy")
---end
---```
---@param value any What to log.
---@param ... any More values, joined by blanks.
function helpers.log.warn(value, ...) end

---Like `helpers.log`, with level `error`. It only logs: the script goes on, and the verdict does not change.
---To end the script with an error, call `error`.
---```lua
---local ok, problem = pcall(await, helpers.fetch("https://crm.example/users"))
---if not ok then
---  helpers.log.error("the CRM does not answer", problem.message)
---end
---```
---@param value any What to log.
---@param ... any More values, joined by blanks.
function helpers.log.error(value, ...) end

---The time as integer milliseconds since 1970 UTC, the unit of all times here. A sample fixes it with `"now"`.
---It takes the place of `os.time`, which counts seconds.
---```lua
---local day = 24 * 60 * 60 * 1000
---local expired = (context.session.expiresAt or 0) < helpers.now() + day
---```
---@return integer # Milliseconds since 1970 UTC.
---@nodiscard
function helpers.now() end

---A time as text, in UTC: `2026-01-31T23:59:59Z` by default.
---`format` takes the verbs of `os.date`, such as `%Y-%m-%d` or `%H:%M`; local time zones do not exist here.
---```lua
---local today = helpers.date(nil, "%Y-%m-%d")
---helpers.log("until", helpers.date(context.session.expiresAt))
---```
---@class helpers.date
---@overload fun(ms?: integer, format?: string): string
helpers.date = {}

---Reads a time in ISO 8601, such as `2026-01-31T23:59:59Z`, `2026-01-31T23:59:59.250+02:00` or `2026-01-31` (midnight UTC).
---Gives `nil` for any other text, so test the result.
---```lua
---local born = helpers.date.parse(response.body.birthDate)
---if not born then
---  helpers.log.warn("unreadable date")
---end
---```
---@param text string The time as text.
---@return integer? # Milliseconds since 1970 UTC, or `nil`.
---@nodiscard
function helpers.date.parse(text) end

---The hash of a text, as lower-case hexadecimal. SHA-256 unless another algorithm is named; `md5` is deprecated and only there for services that ask for it.
---A bare hash of an e-mail address can be guessed back; use `helpers.hmac` with a secret where that matters.
---```lua
---local key = helpers.hash(context.email:lower())
---```
---@param text string The text (bytes) to hash.
---@param algorithm? "sha256" | "sha512" | "md5" `"sha256"` (default), `"sha512"` or `"md5"` (deprecated).
---@return string # The hash in hexadecimal.
---@nodiscard
function helpers.hash(text, algorithm) end

---The keyed hash (HMAC, RFC 2104) of a text, as lower-case hexadecimal: signs a request so that the receiver can check who sent it.
---Compare signatures with `helpers.equal`.
---```lua
---local body = helpers.json.encode({ id = context.user.id })
---local signature = helpers.hmac(helpers.secret("WEBHOOK_KEY"), body)
---```
---@param key string The key, mostly a secret.
---@param text string The text (bytes) to sign.
---@param algorithm? "sha256" | "sha512" `"sha256"` (default) or `"sha512"`.
---@return string # The signature in hexadecimal.
---@nodiscard
function helpers.hmac(key, text, algorithm) end

---Whether two strings are equal, in a time that depends on their length alone: for signatures and tokens, where `==` would tell an attacker how much was right.
---```lua
---local expected = helpers.hmac(helpers.secret("WEBHOOK_KEY"), context.apikey.id)
---local valid = helpers.equal(expected, context.prev.signature or "")
---```
---@param a string The one string.
---@param b string The other.
---@return boolean # Whether they are equal.
---@nodiscard
function helpers.equal(a, b) end

---A new random UUID (version 4), such as `7f3b9c1e-2a64-4c1d-9f0e-5a8d1c2b3e4f`. A sample fixes it by its `"seed"`.
---```lua
---local reference = helpers.uuid()
---```
---@return string # The UUID.
---@nodiscard
function helpers.uuid() end

---A setting of the workspace, as text: one of the keys under `[env]` in `pipelua.toml`. Use `tonumber` for numbers.
---A key of the manifest without a value ends in an error (`script.error`) that says where to put it; any other key gives `nil`, and the checker reports it (`unknown-env`).
---```lua
---local limit = tonumber(helpers.env("RISK_LIMIT")) or 50
---```
---@param key string A key under `[env]`.
---@return string # Its value.
---@nodiscard
function helpers.env(key) end

---A secret of the workspace: one of the names under `[secrets]` in `pipelua.toml`. Values are never in git.
---A name of the manifest without a value ends in an error (`script.error`) that says where to put it; any other name gives `nil`, and the checker reports it (`unknown-secret`).
---A secret may go into a fetch, a hash or a comparison. In a log it becomes `***`; in `data` or `error` it makes the result invalid.
---```lua
---local response = await(helpers.fetch("https://api.stripe.com/v1/customers", {
---  headers = { authorization = "Bearer " .. helpers.secret("STRIPE_KEY") },
---}))
---```
---@param name string A name under `[secrets]`.
---@return string # Its value.
---@nodiscard
function helpers.secret(name) end

---Whether a Lua pattern matches somewhere in the text. The same as `text:find(pattern) ~= nil`, easier to read in a condition.
---It is a true Lua pattern: write `%.` for a dot, and anchor with `^` and `$` to match the whole text.
---```lua
---if helpers.matches(context.email, "@mailinator%.com$") then
---  return { allowed = false, error = "Please use a lasting address." }
---end
---```
---@param text string The text to search.
---@param pattern string A Lua pattern.
---@return boolean # Whether it matches.
---@nodiscard
function helpers.matches(text, pattern) end

---Questions about IP addresses.
---```lua
---local inside = helpers.ip.within(context.request.ip or "", "10.0.0.0/8")
---```
---@class helpers.ip
helpers.ip = {}

---Whether an address lies in a network. Understands IPv4 and IPv6; an IPv4 address written as IPv6 (`::ffff:…`) counts as IPv4.
---A text that is no address gives `false`; a `cidr` that is no network raises an error.
---```lua
---local ip = context.request.ip
---local from_office = ip ~= nil and helpers.ip.within(ip, "203.0.113.0/24")
---```
---@param ip string An IPv4 or IPv6 address.
---@param cidr string A network such as `10.0.0.0/8` or `2001:db8::/32`.
---@return boolean # Whether the address lies in it.
---@nodiscard
function helpers.ip.within(ip, cidr) end

---JSON to and from Lua values. `helpers.fetch` already sends a table as JSON and decodes JSON answers.
---```lua
---local text = helpers.json.encode({ id = context.user.id })
---```
---@class helpers.json
helpers.json = {}

---A value as compact JSON text. A table with the keys 1 to n becomes an array, any other an object with its keys sorted; an empty table becomes an object.
---Raises an error for what JSON cannot hold: functions, coroutines, NaN and infinities, mixed keys, cycles.
---```lua
---local body = helpers.json.encode({ email = context.user.email })
---```
---@param value any The value.
---@return string # The JSON text.
---@nodiscard
function helpers.json.encode(value) end

---Reads JSON text into Lua values. `null` in an object is an absent key, in an array `helpers.json.null`. Integers outside 64 bits become floats.
---Raises an error on bad JSON, on more than 256 KiB or 10,000 values; use `pcall` for texts that you do not control.
---```lua
---local ok, limits = pcall(helpers.json.decode, helpers.env("LIMITS"))
---if not ok then
---  limits = { score = 50 }
---end
---```
---@param text string The JSON text.
---@return any # The value.
---@nodiscard
function helpers.json.decode(text) end

---Stands for `null` inside of arrays, where `nil` would end the list. Compare with `==`; it is true in a condition, as every value but `nil` and `false`.
---```lua
---for index, tag in ipairs(response.body.tags) do
---  if tag ~= helpers.json.null then
---    helpers.log(index, tag)
---  end
---end
---```
---@type JsonNull
helpers.json.null = nil

---Base64 (RFC 4648) to and from text.
---```lua
---local text = helpers.base64.encode("a:b")
---```
---@class helpers.base64
helpers.base64 = {}

---The text (bytes) as Base64 with padding.
---```lua
---local credentials = helpers.base64.encode("pipelua:" .. helpers.secret("CRM_PASSWORD"))
---```
---@param text string The text to encode.
---@return string # The Base64 text.
---@nodiscard
function helpers.base64.encode(text) end

---The bytes behind a Base64 text; the alphabet for URLs (`-` and `_`) and missing padding are understood too. Gives `nil` for text that is no Base64.
---```lua
---local decoded = helpers.base64.decode(context.prev.payload or "")
---if not decoded then
---  helpers.log.warn("payload is not Base64")
---end
---```
---@param text string The Base64 text.
---@return string? # The bytes, or `nil`.
---@nodiscard
function helpers.base64.decode(text) end

---Starts an HTTPS request and gives a promise at once; `await` waits for the answer. Start several, then await them, and they run at the same time.
---An answer with any status is a value: test `response.ok` (200 to 299). `await` raises `{ class, message }` only when there is no answer: refused by the rules, DNS, TLS, time, size. The idiom is `pcall(await, helpers.fetch(url))`.
---Only `https`, public addresses, and hosts inside `allow-hosts` of the manifest if there is one; at most 3 redirects, 3 seconds and 1 MiB.
---In tests and local runs, mocks of the sample answer; a request without one ends the script (`fetch.unmocked`).
---```lua
---local ok, response = pcall(await, helpers.fetch("https://geo.example/lookup", {
---  method = "POST",
---  body = { ip = context.request.ip },
---  timeoutMs = 800,
---}))
---if ok and response.ok and response.json then
---  return { allowed = true, data = { country = response.body.country } }
---end
---return { allowed = true, data = { country = "unknown" } }
---```
---@param url string An `https` URL. Do not build its host from what a user typed.
---@param options? FetchOptions Method, headers, body, time limit.
---@return Promise<FetchResponse> # A promise of the answer.
---@nodiscard
function helpers.fetch(url, options) end

---One promise of the results of many, in the order of the list. Awaiting it raises the first failure in list order.
---```lua
---local answers = await(helpers.all({
---  helpers.fetch("https://geo.example/ip"),
---  helpers.fetch("https://risk.example/score"),
---}))
---helpers.log(answers[1].status, answers[2].status)
---```
---@generic T
---@param promises Promise<T>[] The promises.
---@return Promise<T[]> # A promise of the list of results.
---@nodiscard
function helpers.all(promises) end

---Calls a function inside a span of its own, so that the trace shows how long it took, and gives back what the function gives. Errors pass through.
---Spans nest up to depth 2, at most 100 a script; beyond that the function still runs, without a span. Keep the name constant and put what varies into attributes (at most 1 KiB).
---```lua
---local score = helpers.trace("score", { rules = 3 }, function()
---  local points = 0
---  if not context.request.ip then
---    points = points + 20
---  end
---  return points
---end)
---```
---@generic R
---@param name string Name of the span, such as `"score"`.
---@param fn fun(): R The work to measure.
---@return R ... # What `fn` gives.
---@overload fun(name: string, attributes: table<string, string | number | boolean>, fn: fun(): R): R
function helpers.trace(name, fn) end

---Numbers for dashboards, kept with the trace and exported beside it.
---```lua
---helpers.metrics.count("signup.checked")
---```
---@class helpers.metrics
helpers.metrics = {}

---Adds to a counter: how often something happened. Keep names and tags few; an id or an address as a tag makes one series for each user.
---```lua
---helpers.metrics.count("signup.denied", 1, { reason = "country" })
---```
---@param name string Name of the counter, such as `"signup.denied"`.
---@param value? number How much to add, 1 by default.
---@param tags? table<string, string | number | boolean> What to tell series apart by.
function helpers.metrics.count(name, value, tags) end

---Notes a value that goes up and down, such as a score.
---```lua
---helpers.metrics.gauge("risk.score", context.prev.score or 0)
---```
---@param name string Name of the gauge, such as `"risk.score"`.
---@param value number The value now.
---@param tags? table<string, string | number | boolean> What to tell series apart by.
function helpers.metrics.gauge(name, value, tags) end

---Functions on text. A string is a sequence of bytes: positions and lengths count bytes, not characters; see `utf8` for those.
---Each function can be called as a method too: `("a"):upper()`. Positions start at 1, and -1 is the last byte.
---```lua
---local shouted = string.upper("a") == ("a"):upper()
---```
---@class stringlib
string = {}

---The bytes at positions `i` to `j`, as integers from 0 to 255. Nothing is given for positions outside the string.
---```lua
---local first = string.byte(context.email, 1)
---```
---@param s string The text.
---@param i? integer First position, 1 by default.
---@param j? integer Last position, `i` by default.
---@return integer ... # One integer for each byte.
---@nodiscard
function string.byte(s, i, j) end

---A string made of the bytes given, one integer from 0 to 255 for each. For characters beyond ASCII use `utf8.char`.
---```lua
---local at = string.char(64) -- "@"
---```
---@param ... integer The bytes, 0 to 255.
---@return string # The string.
---@nodiscard
function string.char(...) end

---Looks for the first match of a Lua pattern and gives its first and last position, then its captures; `nil` when there is none.
---With `plain` true, `pattern` is searched as it stands: use this for text such as `"a.b"` where `.` would match anything.
---Lua patterns are not regular expressions: there is no `|`, no `{2}`, and `%d` stands for a digit.
---```lua
---if context.email:find("+", 1, true) then
---  helpers.log("address with a tag")
---end
---```
---@param s string The text to search.
---@param pattern string A Lua pattern, or plain text when `plain` is true.
---@param init? integer Where to start, 1 by default; negative counts from the end.
---@param plain? boolean Whether to search for the text as it stands.
---@return integer? # First position of the match, or `nil`.
---@return integer? # Its last position.
---@return string ... # The captures.
---@return_overload integer, integer, string...
---@return_overload nil
---@nodiscard
function string.find(s, pattern, init, plain) end

---Fills the verbs of `format` with the arguments: `%s` any value, `%d` an integer, `%f` and `%g` a number, `%x` hexadecimal, `%q` a Lua literal, `%c` a byte, `%%` a percent sign.
---Width and precision stand between, such as `%5.2f`, each with at most two digits. A verb and its argument must agree: `%d` with 1.5 raises an error.
---`%p` is not useful here: the sandbox shows no addresses.
---```lua
---local reason = string.format("score %d is above %d", score, limit)
---```
---@param format string The text with verbs.
---@param ... any One value for each verb.
---@return string # The filled text.
---@nodiscard
function string.format(format, ...) end

---For a generic `for` over all matches of a Lua pattern: each turn gives the captures, or the whole match without captures.
---A `^` at the start of the pattern does not anchor here; in `gmatch` it would stop the walk.
---```lua
---for label in domain:gmatch("[^.]+") do
---  helpers.log(label)
---end
---```
---@param s string The text to search.
---@param pattern string A Lua pattern.
---@param init? integer Where to start, 1 by default.
---@return (fun(): string?, string) # The iterator.
---@nodiscard
function string.gmatch(s, pattern, init) end

---A copy of `s` in which all matches (or the first `n`) are replaced, and the number of replacements.
---In a replacement string, `%1` to `%9` are captures, `%0` the match and `%%` a percent sign. A table is asked with the first capture as key, a function is called with the captures; `false` or `nil` keeps the match.
---It gives two values: put it in parentheses where the second would be in the way. `await` works inside the function.
---```lua
---local plain = (context.email:gsub("%+.*@", "@"))
---```
---@param s string The text.
---@param pattern string A Lua pattern.
---@param replacement string | number | table<string, any> | (fun(...: string): any) A string with `%1`, a table, or a function.
---@param n? integer How many replacements at most.
---@return string # The new text.
---@return integer # How many matches were replaced.
function string.gsub(s, pattern, replacement, n) end

---The length in bytes, the same as `#s`. For characters use `utf8.len`.
---```lua
---local size = string.len(context.email)
---```
---@param s string The text.
---@return integer # Its length in bytes.
---@nodiscard
function string.len(s) end

---A copy with the letters A to Z in lower case; all other bytes stay. Use it before comparing domains and e-mail addresses.
---```lua
---local email = context.email:lower()
---```
---@param s string The text.
---@return string # The text in lower case.
---@nodiscard
function string.lower(s) end

---The captures of the first match of a Lua pattern, or the whole match if it has none; `nil` when nothing matches, so test the result.
---An empty capture `()` gives a position as integer. Lua patterns are not regular expressions: write `%.` for a dot, `%d` for a digit.
---```lua
---local name, domain = context.email:match("^([^@]+)@(.+)$")
---if not domain then
---  return { allowed = false, error = "This is not an e-mail address." }
---end
---```
---@param s string The text to search.
---@param pattern string A Lua pattern.
---@param init? integer Where to start, 1 by default.
---@return string? # First capture, or the match; `nil` without a match.
---@return string ... # The other captures.
---@return_overload string, string...
---@return_overload nil
---@nodiscard
function string.match(s, pattern, init) end

---Packs values into bytes, as the format says: `<` little-endian, `>` big-endian, `i4` a signed integer of 4 bytes, `I2` unsigned, `d` a double, `s1` a string with its length in front, `z` one ending in zero.
---```lua
---local bytes = string.pack(">I4", 2130706433)
---```
---@param format string How each value is packed.
---@param ... any The values.
---@return string # The bytes.
---@nodiscard
function string.pack(format, ...) end

---How many bytes `string.pack` makes with this format. Formats with strings of variable length (`s`, `z`) raise an error.
---```lua
---local size = string.packsize(">I4I2")
---```
---@param format string A format of `string.pack`.
---@return integer # The number of bytes.
---@nodiscard
function string.packsize(format) end

---`n` copies of `s` in a row, with `separator` between them; the empty string when `n` is not positive.
---The whole length is charged before anything is made, and a string is limited to 1 MiB.
---```lua
---local line = string.rep("-", 20)
---```
---@param s string The text to repeat.
---@param n integer How often.
---@param separator? string What stands between two copies, nothing by default.
---@return string # The long text.
---@nodiscard
function string.rep(s, n, separator) end

---The bytes in reverse order. Text beyond ASCII is broken by this.
---```lua
---local mirrored = string.reverse("abc") -- "cba"
---```
---@param s string The text.
---@return string # Its bytes, last first.
---@nodiscard
function string.reverse(s) end

---The part from position `i` to `j`, both included. Negative positions count from the end: `s:sub(-3)` is the last three bytes.
---Positions outside are moved to the nearest end; the result may be empty but is never `nil`.
---```lua
---local prefix = context.apikey.id:sub(1, 8)
---```
---@param s string The text.
---@param i integer First position.
---@param j? integer Last position, -1 by default.
---@return string # The part.
---@nodiscard
function string.sub(s, i, j) end

---Reads values packed by `string.pack`, then gives the position after the last byte read. Raises an error when the string is too short.
---```lua
---local value, after = string.unpack(">I4", bytes)
---```
---@param format string A format of `string.pack`.
---@param s string The bytes.
---@param position? integer Where to start, 1 by default.
---@return any ... # The values, then the next position.
---@nodiscard
function string.unpack(format, s, position) end

---A copy with the letters a to z in upper case; all other bytes stay.
---```lua
---local country = string.upper(context.prev.country)
---```
---@param s string The text.
---@return string # The text in upper case.
---@nodiscard
function string.upper(s) end

---Functions on lists: tables with the keys 1, 2, … n. The length of a list with holes (`nil` in between) is not defined, so keep lists without them.
---```lua
---local names = table.concat({ "a", "b" }, ", ")
---```
---@class table
table = {}

---Joins the strings and numbers of a list. Much cheaper than `..` in a loop, which copies the text each time.
---Any other item, `nil` and booleans included, raises an error.
---```lua
---helpers.log("scopes: " .. table.concat(context.scopes, " "))
---```
---@param list (string | number)[] Strings and numbers.
---@param separator? string What stands between two items, nothing by default.
---@param i? integer First index, 1 by default.
---@param j? integer Last index, `#list` by default.
---@return string # The joined text.
---@nodiscard
function table.concat(list, separator, i, j) end

---Appends a value to a list; with a position in between, moves the items from there on up by one first.
---```lua
---local reasons = {}
---table.insert(reasons, "unknown device")
---```
---@generic T
---@param list T[] The list.
---@param value T What to add.
---@overload fun(list: T[], position: integer, value: T)
function table.insert(list, value) end

---Copies the items `first` to `last` of a list to position `target` and following, in the same list or in another one, which is given back.
---Overlapping ranges are handled. The number of items is charged before anything is copied.
---```lua
---local copy = table.move(context.scopes, 1, #context.scopes, 1, {})
---```
---@generic T
---@param source T[] The list to copy from.
---@param first integer First index.
---@param last integer Last index.
---@param target integer Index of the first copy.
---@return T[] # The list copied to.
---@overload fun(source: T[], first: integer, last: integer, target: integer, destination: D): D
function table.move(source, first, last, target) end

---A list of all arguments, with their number in `n`: the way to keep `nil`s that `{ ... }` would lose count of.
---```lua
---local results = table.pack(pcall(await, promise))
---helpers.log(results.n)
---```
---@generic T
---@param ... T Any values.
---@return { n: integer, [integer]: T } # The list, with `n`.
---@nodiscard
function table.pack(...) end

---Takes the last item off a list (or the one at `position`, moving the later ones down) and gives it back; `nil` when the list is empty.
---```lua
---local last = table.remove(queue)
---```
---@generic T
---@param list T[] The list.
---@param position? integer Which item, `#list` by default.
---@return T? # The item taken, or `nil`.
function table.remove(list, position) end

---Sorts a list in place, by `<` or by the function given, which says whether `a` must come before `b`.
---The function must be consistent: with `<=` in place of `<` the order is undefined or an error is raised. Equal items may change places. `await` works inside the function.
---```lua
---table.sort(candidates, function(a, b)
---  return a.score > b.score
---end)
---```
---@generic T
---@param list T[] The list to sort.
---@param less? fun(a: T, b: T): boolean Whether `a` must come before `b`.
function table.sort(list, less) end

---The items of a list as separate values, for a call or an assignment. This is `unpack` of Lua 5.1.
---```lua
---local first, second = table.unpack(context.scopes)
---```
---@generic T
---@param list T[] The list.
---@param i? integer First index, 1 by default.
---@param j? integer Last index, `#list` by default.
---@return T ... # The items.
---@nodiscard
function table.unpack(list, i, j) end

---Numbers. Lua 5.4 has integers of 64 bits and floats: `/` and `^` always give a float, `//` and `%` keep integers.
---```lua
---local share = math.floor(context.prev.score / 10)
---```
---@class math
math = {}

---The value without its sign; an integer stays an integer.
---```lua
---local gap = math.abs(a - b)
---```
---@generic N: number
---@param x N A number.
---@return N # Its absolute value.
---@nodiscard
function math.abs(x) end

---The arc cosine, in radians.
---@param x number A number from -1 to 1.
---@return number # The angle.
---@nodiscard
function math.acos(x) end

---The arc sine, in radians.
---@param x number A number from -1 to 1.
---@return number # The angle.
---@nodiscard
function math.asin(x) end

---The arc tangent of `y / x`, in radians; the signs of both find the quadrant. `x` is 1 by default. It takes the place of `math.atan2`.
---```lua
---local bearing = math.atan(to.lat - from.lat, to.lon - from.lon)
---```
---@param y number A number.
---@param x? number A number, 1 by default.
---@return number # The angle.
---@nodiscard
function math.atan(y, x) end

---The smallest integer that is not below `x`.
---```lua
---local pages = math.ceil(count / 20)
---```
---@param x number A number.
---@return integer # The integer.
---@nodiscard
function math.ceil(x) end

---The cosine of an angle in radians.
---@param x number The angle, in radians.
---@return number # Its cosine.
---@nodiscard
function math.cos(x) end

---An angle in degrees, from radians.
---@param x number The angle, in radians.
---@return number # The angle, in degrees.
---@nodiscard
function math.deg(x) end

---e to the power of `x`.
---```lua
---local weight = math.exp(-age_days / 30)
---```
---@param x number The exponent.
---@return number # The power.
---@nodiscard
function math.exp(x) end

---The greatest integer that is not above `x`: the way to make an integer of a float.
---```lua
---local seconds = math.floor(helpers.now() / 1000)
---```
---@param x number A number.
---@return integer # The integer.
---@nodiscard
function math.floor(x) end

---The remainder of `a / b` with the sign of `a`. The operator `%` gives it with the sign of `b`. A second integer 0 raises an error.
---```lua
---local rest = math.fmod(-7, 3) -- -1
---```
---@param a number The dividend.
---@param b number The divisor.
---@return number # The remainder.
---@nodiscard
function math.fmod(a, b) end

---Greater than any other number: infinity. It cannot be part of `data`, which is JSON.
---```lua
---local lowest = math.huge
---```
---@type number
math.huge = nil

---The logarithm, natural unless a base is given. It takes the place of `math.log10`.
---```lua
---local magnitude = math.log(attempts, 10)
---```
---@param x number A number above 0.
---@param base? number The base, e by default.
---@return number # The logarithm.
---@nodiscard
function math.log(x, base) end

---The greatest of its arguments; at least one is needed.
---```lua
---local score = math.max(context.outputs.ip.score, context.outputs.email.score)
---```
---@generic N: number
---@param x N A number.
---@param ... N More numbers.
---@return N # The greatest.
---@nodiscard
function math.max(x, ...) end

---The greatest integer, 2^63 - 1. Adding 1 wraps around to the least.
---@type integer
math.maxinteger = nil

---The least of its arguments; at least one is needed.
---```lua
---local score = math.min(100, points)
---```
---@generic N: number
---@param x N A number.
---@param ... N More numbers.
---@return N # The least.
---@nodiscard
function math.min(x, ...) end

---The least integer, -2^63.
---@type integer
math.mininteger = nil

---The part before the decimal point (as a float) and the part behind it.
---```lua
---local whole, fraction = math.modf(3.75)
---```
---@param x number A number.
---@return number # The whole part.
---@return number # The fraction.
---@nodiscard
function math.modf(x) end

---The ratio of a circle's circumference to its diameter.
---@type number
math.pi = nil

---An angle in radians, from degrees.
---@param x number The angle, in degrees.
---@return number # The angle, in radians.
---@nodiscard
function math.rad(x) end

---A pseudo-random number: without arguments a float from 0 up to but not including 1; with `n` an integer from 1 to `n`; with two, one from `low` to `high`. `math.random(0)` gives all 64 bits.
---It is seeded anew for each run, and a sample fixes the seed, so tests repeat. It is not for secrets or tokens: use `helpers.uuid`.
---```lua
---if math.random(100) <= 5 then
---  helpers.log("one of the five percent that are looked at")
---end
---```
---@return number # The number.
---@overload fun(high: integer): integer
---@overload fun(low: integer, high: integer): integer
---@nodiscard
function math.random() end

---Starts `math.random` anew from the seed given. Rarely needed: each run has its own seed, and a sample fixes it with `"seed"`.
---```lua
---math.randomseed(42)
---```
---@param seed? number The seed; left out, a new one is taken from the run.
---@param second? number Further bits of the seed.
---@return integer # The first part of the seed.
---@return integer # The second part.
function math.randomseed(seed, second) end

---The sine of an angle in radians.
---@param x number The angle, in radians.
---@return number # Its sine.
---@nodiscard
function math.sin(x) end

---The square root, the same as `x ^ 0.5`.
---```lua
---local distance = math.sqrt(dx * dx + dy * dy)
---```
---@param x number A number, not negative.
---@return number # The root.
---@nodiscard
function math.sqrt(x) end

---The tangent of an angle in radians.
---@param x number The angle, in radians.
---@return number # Its tangent.
---@nodiscard
function math.tan(x) end

---The value as an integer if it is one (`3.0` gives `3`, `"8"` gives `8`), otherwise `nil`.
---```lua
---local level = math.tointeger(context.config.level) or 1
---```
---@param x any Any value.
---@return integer? # The integer, or `nil`.
---@nodiscard
function math.tointeger(x) end

---Tells integers from floats; `nil` for anything that is no number.
---```lua
---local whole = math.type(context.prev.score) == "integer"
---```
---@param x any Any value.
---@return "integer" | "float" | nil # `"integer"`, `"float"` or `nil`.
---@nodiscard
function math.type(x) end

---Whether `a` is below `b` when both are read as integers without a sign.
---```lua
---local below = math.ult(1, -1) -- true
---```
---@param a integer An integer.
---@param b integer An integer.
---@return boolean # Whether `a` is below `b`.
---@nodiscard
function math.ult(a, b) end

---Characters of text in UTF-8, where one character is one to four bytes. Functions of `string` count bytes; these count characters.
---```lua
---local length = utf8.len(context.name)
---```
---@class utf8
utf8 = {}

---A string made of the characters with these code points.
---```lua
---local dash = utf8.char(0x2013)
---```
---@param ... integer Code points.
---@return string # The text.
---@nodiscard
function utf8.char(...) end

---A Lua pattern that matches exactly one character, for text that is valid UTF-8.
---```lua
---for character in context.name:gmatch(utf8.charpattern) do
---  helpers.log(character)
---end
---```
---@type string
utf8.charpattern = nil

---The code points of all characters that start between the byte positions `i` and `j`. Raises an error on invalid UTF-8.
---```lua
---local first = utf8.codepoint(context.name)
---```
---@param s string The text.
---@param i? integer First byte position, 1 by default.
---@param j? integer Last byte position, `i` by default.
---@param lax? boolean Whether code points up to 2^31 are accepted.
---@return integer ... # One integer for each character.
---@nodiscard
function utf8.codepoint(s, i, j, lax) end

---For a generic `for` over the characters of a text: each turn gives the byte position and the code point. Raises an error on invalid UTF-8.
---```lua
---for position, code in utf8.codes(context.name) do
---  if code > 0x24F then
---    helpers.log.warn("letter outside Latin at byte " .. position)
---  end
---end
---```
---@param s string The text.
---@param lax? boolean Whether code points up to 2^31 are accepted.
---@return (fun(s: string, position?: integer): integer?, integer) # The iterator.
---@return string # The text.
---@return integer # The start, 0.
---@nodiscard
function utf8.codes(s, lax) end

---The number of characters that start between the byte positions `i` and `j`; on invalid UTF-8 `nil` and the position of the first bad byte.
---```lua
---if (utf8.len(context.name) or 0) < 2 then
---  return { allowed = false, error = "Please tell us your full name." }
---end
---```
---@param s string The text.
---@param i? integer First byte position, 1 by default.
---@param j? integer Last byte position, -1 by default.
---@param lax? boolean Whether code points up to 2^31 are accepted.
---@return integer? # The number of characters, or `nil`.
---@return integer? # Position of the first bad byte.
---@return_overload integer
---@return_overload nil, integer
---@nodiscard
function utf8.len(s, i, j, lax) end

---The byte position at which character number `n` starts, counted from byte position `i`; `nil` when there is no such character.
---```lua
---local after = utf8.offset(context.name, 11)
---local short = after and context.name:sub(1, after - 1) or context.name
---```
---@param s string The text.
---@param n integer Which character; negative counts from the end, 0 finds the start of the one at `i`.
---@param i? integer Byte position to count from.
---@return integer? # The byte position, or `nil`.
---@nodiscard
function utf8.offset(s, n, i) end

---Functions that can be paused and continued. Few scripts need them: to wait for a fetch use `await`, to run two at once `helpers.all`.
---At most 100 coroutines can be made in one script, and all share its limits.
---```lua
---local next_one = coroutine.wrap(function() coroutine.yield(1) end)
---```
---@class coroutine
coroutine = {}

---Ends a coroutine that is paused or finished. Gives `true`, or `false` and the error it had ended with.
---```lua
---coroutine.close(walker)
---```
---@param co thread A coroutine that is not running.
---@return boolean # Whether it had ended without an error.
---@return any # The error value.
---@return_overload true
---@return_overload false, any
function coroutine.close(co) end

---Makes a coroutine of a function, without starting it; `coroutine.resume` does that. At most 100 can be made in one script.
---```lua
---local walker = coroutine.create(function(first)
---  local second = coroutine.yield(first + 1)
---  return second
---end)
---```
---@param f function Its body.
---@return thread # The coroutine.
---@nodiscard
function coroutine.create(f) end

---Whether the running coroutine (or the one given) may pause with `coroutine.yield`.
---```lua
---local inside = coroutine.isyieldable()
---```
---@param co? thread A coroutine; the running one by default.
---@return boolean # Whether it may yield.
---@nodiscard
function coroutine.isyieldable(co) end

---Starts or continues a coroutine until it yields, ends or fails: `true` and what it yielded or returned, or `false` and the error value.
---Limits cannot be caught this way: they end the script. `await` works inside the coroutine.
---```lua
---local ok, value = coroutine.resume(walker, 1)
---```
---@param co thread The coroutine.
---@param ... any Arguments of its function, or the results of its `yield`.
---@return boolean # Whether there was no error.
---@return any ... # What was yielded or returned, or the error value.
---@return_overload true, any...
---@return_overload false, any
function coroutine.resume(co, ...) end

---The running coroutine, and whether it is the main one.
---```lua
---local current, is_main = coroutine.running()
---```
---@return thread # The coroutine.
---@return boolean # Whether it is the main one.
---@nodiscard
function coroutine.running() end

---How a coroutine stands: `running`, `suspended` (not started, or paused), `normal` (it has resumed another one) or `dead` (ended or failed).
---```lua
---local done = coroutine.status(walker) == "dead"
---```
---@param co thread The coroutine.
---@return "running" | "suspended" | "normal" | "dead" # Its status.
---@nodiscard
function coroutine.status(co) end

---Makes a coroutine and gives a function that resumes it at each call. An error inside is raised by that call.
---```lua
---local each_label = coroutine.wrap(function()
---  for label in domain:gmatch("[^.]+") do
---    coroutine.yield(label)
---  end
---end)
---```
---@param f function Its body.
---@return fun(...: any): any ... # A function that resumes the coroutine.
---@nodiscard
function coroutine.wrap(f) end

---Pauses the running coroutine; the values go to the `resume` that started or continued it. Outside a coroutine it raises an error.
---```lua
---local answer = coroutine.yield(question)
---```
---@param ... any What `resume` gives.
---@return any ... # The arguments of the next `resume`.
function coroutine.yield(...) end
