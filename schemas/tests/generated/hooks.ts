// Generated from the schemas of pipelua; edits would be lost.
// All times are integers, milliseconds since 1970 UTC.

/** What the host knows about the HTTP request behind this hook. */
export interface Request {
  /** Address of the end user as the host sees it, IPv4 or IPv6. Absent when the host sits behind a proxy that does not tell. */
  ip?: string;
  /** The browser's `User-Agent` header, as it was sent. Anyone can send anything here. */
  userAgent?: string;
  /** The `Origin` header: scheme and host of the page that asked. */
  origin?: string;
}

/** A person who has an account. */
export interface User {
  /** Id of the user, as the host stores it. It never changes. */
  id: string;
  /** E-mail address, as it was entered; compare it in lower case. */
  email?: string;
  /** Name to show. */
  name?: string;
  /** Role that the host gives, such as `admin`. */
  role?: string;
}

/** One signed-in browser or device of a user. */
export interface Session {
  /** Id of the session. */
  id: string;
  /** Id of the user whose session it is. */
  userId: string;
  /** When the session ends by itself, as integer milliseconds since 1970 UTC. */
  expiresAt?: number;
}

/** A key with which a program acts for a user. The key itself is never given to scripts. */
export interface Apikey {
  /** Id of the key, not the key itself. */
  id: string;
  /** Name that the user gave it. */
  name?: string;
  /** Id of the user for whom it acts. */
  userId: string;
  /** What the key may do, as the host names it. */
  permissions?: string[];
}

/** An OAuth client: an application that asks users for access. */
export interface Client {
  /** Id of the OAuth client, public. */
  clientId: string;
  /** Name shown when the user is asked for consent. */
  name?: string;
  /** `public` when it cannot keep a secret (a browser or mobile application), `confidential` when it can (a server). */
  type?: "public" | "confidential";
  /** Where the user is sent back to. */
  redirectUri?: string;
}

/** Input of `before_signup`: Runs after the sign-up form was submitted and before a user is created. A denial stops the sign-up; the form shows the reason. Typical: throw-away addresses, domains, countries, invitations. */
export interface BeforeSignupInput {
  /** Address typed into the form, not verified yet; compare it in lower case. */
  email: string;
  /** Name typed into the form. */
  name?: string;
  /** The HTTP request that sent the sign-up form. */
  request: Request;
}

/** Data of `before_signup`: Free keys: what later nodes read in `context.prev` and `context.outputs`. The host is not given it. */
export type BeforeSignupOutput = Record<string, unknown>;

/** Input of `after_signup`: Runs behind the host, once the user has been created. It cannot undo the sign-up. Typical: tell a CRM, greet, count. */
export interface AfterSignupInput {
  /** The user just created. */
  user: User;
  /** The HTTP request that sent the sign-up form. */
  request: Request;
}

/** Data of `after_signup`: Free keys: what later nodes read in `context.prev` and `context.outputs`. Nobody waits for it. */
export type AfterSignupOutput = Record<string, unknown>;

/** Input of `before_signin`: Runs when credentials are submitted, before a session is created. The user is not known yet: `email` is what was typed. A denial stops the sign-in; the form shows the reason. Typical: blocked networks, maintenance, risk score. */
export interface BeforeSigninInput {
  /** Address typed into the form. It need not belong to a user. */
  email: string;
  /** The HTTP request that sent the credentials. */
  request: Request;
}

/** Data of `before_signin`: Free keys: what later nodes read in `context.prev` and `context.outputs`. The host is not given it. */
export type BeforeSigninOutput = Record<string, unknown>;

/** Input of `token_build`: Runs while an access token is put together. The `data` of all nodes, folded, is merged into the claims of the token. It may deny, and then no token is issued. Keep claims small and free of secrets: whoever holds the token can read them. */
export interface TokenBuildInput {
  /** The user for whom the token is made. */
  user: User;
  /** Claims of the token so far, as the host has set them. Which there are depends on the host, so test for `nil`. */
  token: Record<string, unknown>;
}

/** Data of `token_build`: Claims to add to the token. The later node wins; claims that the host sets itself may be refused by it. */
export type TokenBuildOutput = Record<string, unknown>;

/** Input of `after_signin`: Runs behind the host, once a session has been created. It cannot end the session. Typical: notice of a new device, last-seen time, statistics. */
export interface AfterSigninInput {
  /** The user who signed in. */
  user: User;
  /** The session just created. */
  session: Session;
}

/** Data of `after_signin`: Free keys: what later nodes read in `context.prev` and `context.outputs`. Nobody waits for it. */
export type AfterSigninOutput = Record<string, unknown>;

/** Input of `before_signout`: Runs when a user asks to sign out, before the session ends. A denial keeps the session, so deny only for a good reason, such as an unsaved signature process. */
export interface BeforeSignoutInput {
  /** The user who signs out. */
  user: User;
  /** The session that is to end. */
  session: Session;
}

/** Data of `before_signout`: Free keys: what later nodes read in `context.prev` and `context.outputs`. The host is not given it. */
export type BeforeSignoutOutput = Record<string, unknown>;

/** Input of `apikey_before_create`: Runs when a user asks for a new API key, before it is created. A denial stops it; the page shows the reason. Typical: naming rules, limits on permissions. */
export interface ApikeyBeforeCreateInput {
  /** Id of the user who asks for the key. */
  userId: string;
  /** Name typed for the key. */
  name?: string;
  /** What the key shall be able to do, as the host names it. */
  permissions?: string[];
}

/** Data of `apikey_before_create`: Free keys: what later nodes read in `context.prev` and `context.outputs`. The host is not given it. */
export type ApikeyBeforeCreateOutput = Record<string, unknown>;

/** Input of `apikey_after_create`: Runs behind the host, once the key exists. Scripts never see the key itself. Typical: an audit entry, a message to the owner. */
export interface ApikeyAfterCreateInput {
  /** The key just created. */
  apikey: Apikey;
  /** Id of the user who asked for it. */
  userId: string;
}

/** Data of `apikey_after_create`: Free keys: what later nodes read in `context.prev` and `context.outputs`. Nobody waits for it. */
export type ApikeyAfterCreateOutput = Record<string, unknown>;

/** Input of `apikey_before_exchange`: Runs when a program presents its API key to get a token, before the token is issued. A denial answers the program with the reason. Typical: address ranges, hours, stolen keys. */
export interface ApikeyBeforeExchangeInput {
  /** The key that was presented, already found valid. */
  apikey: Apikey;
  /** The HTTP request of the program that presents the key. */
  request: Request;
}

/** Data of `apikey_before_exchange`: Free keys: what later nodes read in `context.prev` and `context.outputs`. The host is not given it. */
export type ApikeyBeforeExchangeOutput = Record<string, unknown>;

/** Input of `apikey_after_exchange`: Runs behind the host, once a token has been issued for an API key. Typical: usage counts, last-used time. */
export interface ApikeyAfterExchangeInput {
  /** The key that was exchanged. */
  apikey: Apikey;
}

/** Data of `apikey_after_exchange`: Free keys: what later nodes read in `context.prev` and `context.outputs`. Nobody waits for it. */
export type ApikeyAfterExchangeOutput = Record<string, unknown>;

/** Input of `apikey_before_revoke`: Runs when a key is about to be revoked. A denial keeps the key alive, so deny only where something would break that must not. */
export interface ApikeyBeforeRevokeInput {
  /** The key that is to be revoked. */
  apikey: Apikey;
}

/** Data of `apikey_before_revoke`: Free keys: what later nodes read in `context.prev` and `context.outputs`. The host is not given it. */
export type ApikeyBeforeRevokeOutput = Record<string, unknown>;

/** Input of `client_before_register`: Runs when somebody registers an OAuth client, before it is stored. A denial stops the registration; the page shows the reason. Typical: naming rules, redirect URLs inside your own domains. */
export interface ClientBeforeRegisterInput {
  /** Name typed for the OAuth client. */
  name: string;
  /** All URLs that users may be sent back to. */
  redirectUrls: string[];
  /** `public` when it cannot keep a secret, `confidential` when it can. */
  type?: "public" | "confidential";
}

/** Data of `client_before_register`: Free keys: what later nodes read in `context.prev` and `context.outputs`. The host is not given it. */
export type ClientBeforeRegisterOutput = Record<string, unknown>;

/** Input of `client_after_register`: Runs behind the host, once the OAuth client is stored. Typical: an audit entry, a message to those who review applications. */
export interface ClientAfterRegisterInput {
  /** The OAuth client just registered. */
  client: Client;
}

/** Data of `client_after_register`: Free keys: what later nodes read in `context.prev` and `context.outputs`. Nobody waits for it. */
export type ClientAfterRegisterOutput = Record<string, unknown>;

/** Input of `client_before_authorize`: Runs when an OAuth client asks for access to a user's account, before the user is asked for consent. A denial stops it; the client is told that access was denied. Typical: scopes that only some roles may grant. */
export interface ClientBeforeAuthorizeInput {
  /** The user whose account is asked for. */
  user: User;
  /** The OAuth client that asks. */
  client: Client;
  /** Scopes that it asks for. */
  scopes: string[];
}

/** Data of `client_before_authorize`: Free keys: what later nodes read in `context.prev` and `context.outputs`. The host is not given it. */
export type ClientBeforeAuthorizeOutput = Record<string, unknown>;

/** Input of `client_after_authorize`: Runs behind the host, once the user has given consent and the grant is stored. Typical: consent records, a notice to the user. */
export interface ClientAfterAuthorizeInput {
  /** The user who gave consent. */
  user: User;
  /** The OAuth client that was authorized. */
  client: Client;
  /** What the user agreed to. */
  grant: {
    /** Scopes that the user granted; may be fewer than were asked for. */
    scopes: string[];
  };
}

/** Data of `client_after_authorize`: Free keys: what later nodes read in `context.prev` and `context.outputs`. Nobody waits for it. */
export type ClientAfterAuthorizeOutput = Record<string, unknown>;

/** Input of `client_access_change`: Runs behind the host, each time an OAuth client gains or loses access to a user's account, whoever caused it. Typical: keep another system's list of grants in step. */
export interface ClientAccessChangeInput {
  /** The user whose account it is about. */
  user: User;
  /** The OAuth client. */
  client: Client;
  /** `grant` when it gained access, `revoke` when it lost it. */
  action: "grant" | "revoke";
}

/** Data of `client_access_change`: Free keys: what later nodes read in `context.prev` and `context.outputs`. Nobody waits for it. */
export type ClientAccessChangeOutput = Record<string, unknown>;

/** All hooks by their names. */
export interface Hooks {
  /** Before sign-up */
  before_signup: { mode: "blocking"; input: BeforeSignupInput; output: BeforeSignupOutput };
  /** After sign-up */
  after_signup: { mode: "async"; input: AfterSignupInput; output: AfterSignupOutput };
  /** Before sign-in */
  before_signin: { mode: "blocking"; input: BeforeSigninInput; output: BeforeSigninOutput };
  /** Token build */
  token_build: { mode: "enrichment"; input: TokenBuildInput; output: TokenBuildOutput };
  /** After sign-in */
  after_signin: { mode: "async"; input: AfterSigninInput; output: AfterSigninOutput };
  /** Before sign-out */
  before_signout: { mode: "blocking"; input: BeforeSignoutInput; output: BeforeSignoutOutput };
  /** Before an API key is created */
  apikey_before_create: { mode: "blocking"; input: ApikeyBeforeCreateInput; output: ApikeyBeforeCreateOutput };
  /** After an API key was created */
  apikey_after_create: { mode: "async"; input: ApikeyAfterCreateInput; output: ApikeyAfterCreateOutput };
  /** Before an API key is exchanged */
  apikey_before_exchange: { mode: "blocking"; input: ApikeyBeforeExchangeInput; output: ApikeyBeforeExchangeOutput };
  /** After an API key was exchanged */
  apikey_after_exchange: { mode: "async"; input: ApikeyAfterExchangeInput; output: ApikeyAfterExchangeOutput };
  /** Before an API key is revoked */
  apikey_before_revoke: { mode: "blocking"; input: ApikeyBeforeRevokeInput; output: ApikeyBeforeRevokeOutput };
  /** Before an OAuth client is registered */
  client_before_register: { mode: "blocking"; input: ClientBeforeRegisterInput; output: ClientBeforeRegisterOutput };
  /** After an OAuth client was registered */
  client_after_register: { mode: "async"; input: ClientAfterRegisterInput; output: ClientAfterRegisterOutput };
  /** Before an OAuth client is authorized */
  client_before_authorize: { mode: "blocking"; input: ClientBeforeAuthorizeInput; output: ClientBeforeAuthorizeOutput };
  /** After an OAuth client was authorized */
  client_after_authorize: { mode: "async"; input: ClientAfterAuthorizeInput; output: ClientAfterAuthorizeOutput };
  /** When access of an OAuth client changes */
  client_access_change: { mode: "async"; input: ClientAccessChangeInput; output: ClientAccessChangeOutput };
}

export type HookName = keyof Hooks;

/** How a run ended. */
export type Verdict = "allowed" | "denied" | "error";

/** What comes back from a run. */
export interface HookResult<H extends HookName> {
  /** Id of the run. */
  runId: string;
  /** The decision, after `onError`. Read nothing else to decide. */
  allowed: boolean;
  /** How the run ended. An error is no denial. */
  verdict: Verdict;
  /** For the end user, when the decision is no. */
  reason?: string;
  /** Data of all allowed nodes; none when the decision is no. */
  data?: Hooks[H]["output"];
  /** Id of the trace, 32 hexadecimal digits. */
  traceId?: string;
}
