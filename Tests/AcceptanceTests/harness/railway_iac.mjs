// Stands in for the SDK behind "railway/iac": takes what its reference documents, refuses the rest,
// and prints what a file describes for one environment, as JSON.
const SERVICE = new Set([
  "source", "build", "start", "healthcheck", "healthcheckTimeout", "replicas", "env",
  "volumeMounts", "domains", "tracing",
]);
const VOLUME = new Set(["region", "sizeMB"]);
const CONTEXT = new Set([
  "command", "projectId", "projectName", "environmentId", "environment", "environmentName",
  "isEnvironment", "shared",
]);

function only(known, config, what) {
  for (const name of Object.keys(config)) {
    if (!known.has(name)) throw new Error(`${what} has no ${name}`);
  }
}

function texts(env) {
  for (const [name, value] of Object.entries(env)) {
    if (typeof value !== "string") throw new Error(`${name} is no text`);
  }
}

export function volume(name, config = {}) {
  only(VOLUME, config, "a volume");
  return { kind: "volume", name, ...config };
}

export function service(name, config = {}) {
  only(SERVICE, config, "a service");
  texts(config.env ?? {});
  if (!Number.isInteger(config.healthcheckTimeout)) throw new Error("healthcheckTimeout");
  if (!Number.isInteger(config.replicas)) throw new Error("replicas");
  for (const [path, mounted] of Object.entries(config.volumeMounts ?? {})) {
    if (!path.startsWith("/") || mounted.kind !== "volume") throw new Error(`mount ${path}`);
  }
  return { kind: "service", name, ...config };
}

export function project(name, config) {
  only(new Set(["resources"]), config, "a project");
  const mounted = config.resources.flatMap((one) => Object.values(one.volumeMounts ?? {}));
  for (const one of mounted) {
    if (!config.resources.includes(one)) throw new Error(`${one.name} is not in the project`);
  }
  return { kind: "project", name, ...config };
}

export function defineRailway(describe) {
  const environment = process.argv[2];
  const values = { environment, environmentName: environment, command: "plan" };
  const context = new Proxy(values, {
    get(target, field) {
      if (!CONTEXT.has(field)) throw new Error(`ctx has no ${String(field)}`);
      return target[field];
    },
  });
  process.stdout.write(JSON.stringify(describe(context)));
}
