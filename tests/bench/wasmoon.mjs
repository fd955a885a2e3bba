// The scenarios of scenarios.json in wasmoon: lines of `what<TAB>figure<TAB>median<TAB>99th percentile`, in microseconds.
// usage: node wasmoon.mjs, with wasmoon in peers/node_modules
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const here = new URL(".", import.meta.url);
const require = createRequire(new URL("peers/node_modules/", here));
const { LuaFactory } = require("wasmoon");
const { scenarios, scripts } = JSON.parse(readFileSync(new URL("scenarios.json", here)));
const ROUNDS = 500;
const LIMIT_MS = 100;

const helpers = { log() {}, now: Date.now, hash: (x) => x, env() {}, secret() {}, uuid: () => "x" };

/** What the sandbox has too: helpers from the host, one of them in Lua. */
async function prepare(lua) {
  lua.global.set("helpers", { ...helpers });
  await lua.doString(`
    local find = string.find
    local host = helpers
    helpers = { matches = function(text, pattern) return find(text, pattern) ~= nil end,
      log = host.log, now = host.now, hash = host.hash, env = host.env, secret = host.secret, uuid = host.uuid }
    compiled = {}`);
}

async function compile(lua, name) {
  await lua.doString(`compiled["${name}"] = function(context) ${scripts[name]} end`);
}

/** One script on a fresh thread: context in, result out, with a limit on its time. */
function call(lua, name, context) {
  const thread = lua.global.newThread();
  try {
    thread.setTimeout(Date.now() + LIMIT_MS);
    thread.lua.lua_getglobal(thread.address, "compiled");
    thread.lua.lua_getfield(thread.address, -1, name);
    thread.pushValue(context);
    const [result] = thread.runSync(1);
    return result;
  } finally {
    thread.close();
    lua.global.pop();
  }
}

function contextOf(scenario) {
  const items = Array.from({ length: scenario.filler ?? 0 }, (_, index) => ({ name: `item ${index}`, note: "x".repeat(60), on: index % 2 === 0 }));
  return { email: "ada@example.org", request: { ip: "192.0.2.7", userAgent: "bench" }, hook: "before_signup", node: "a", config: { items }, outputs: {}, prev: {} };
}

function run(lua, scenario) {
  const context = contextOf(scenario);
  for (const { script } of Object.values(scenario.nodes)) {
    const result = call(lua, script, context);
    if (result.allowed !== true) throw new Error(`${scenario.name} is not allowed`);
    Object.assign(context.prev, result.data);
  }
}

function told(scenario, figure, times) {
  times.sort((a, b) => a - b);
  const at = (part) => (times[Math.floor(times.length * part)] * 1e3).toFixed(1);
  console.log(`${scenario.name}\t${figure}\t${at(0.5)}\t${at(0.99)}`);
}

const factory = new LuaFactory();
const shared = await factory.createEngine({ enableProxy: false });
await prepare(shared);
for (const name of Object.keys(scripts)) await compile(shared, name);
for (const scenario of scenarios) {
  const times = [];
  for (let round = 0; round < ROUNDS + 50; round++) {
    const begin = performance.now();
    run(shared, scenario);
    if (round >= 50) times.push(performance.now() - begin);
  }
  told(scenario, "wasmoon, fresh thread", times);
}
for (const scenario of scenarios) {
  const times = [];
  for (let round = 0; round < 60; round++) {
    const begin = performance.now();
    const lua = await factory.createEngine({ enableProxy: false });
    await prepare(lua);
    for (const { script } of Object.values(scenario.nodes)) await compile(lua, script);
    run(lua, scenario);
    lua.global.close();
    if (round >= 10) times.push(performance.now() - begin);
  }
  told(scenario, "wasmoon, fresh engine", times);
}
