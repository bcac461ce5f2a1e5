// How Railway runs the service, as its configuration as code wants it: one file for both
// environments, carried out with `railway config plan` and `railway config apply`.
//
// It takes over from railway.toml, which Railway reads until 2026-12-01. Railway refuses to let
// both manage one service: delete railway.toml in the commit that applies this file.
// docs/operations.md has the steps. No secret belongs here; secrets are sealed variables.
import { defineRailway, project, service, volume } from "railway/iac";

const ENVIRONMENTS = ["staging", "production"];

export default defineRailway((ctx) => {
  if (!ENVIRONMENTS.includes(ctx.environment)) {
    throw new Error(`${ctx.environment} has no settings file; this describes ${ENVIRONMENTS}`);
  }

  // One service's volume: SQLite keeps an hour of evidence there, and the spool what Tempo has not
  // taken. Two replicas cannot share it.
  const data = volume("gatewayz-api-data", { sizeMB: 1024 });

  const api = service("gatewayz-api", {
    // No source, build or start here: the repository is connected on Railway, and the Dockerfile at
    // its root says the rest.
    //
    // A deployment is switched to only once /health answers 200. Without this a start that the
    // guard refuses would replace the running one: a refusal would be an outage.
    healthcheck: "/health",
    healthcheckTimeout: 60,
    // One until the store is one that replicas share.
    replicas: 1,
    volumeMounts: { "/data": data },
    env: {
      // All that tells the two deployments apart; .env.<APP_ENV> in the image holds the rest.
      APP_ENV: ctx.environment,
      PORT: "8000",
      // What has no field of its own. The old deployment serves on beside the new one, then has
      // SIGTERM and SHUTDOWN_TIMEOUT (10 s) to finish and to flush spans before it is killed.
      RAILWAY_DEPLOYMENT_OVERLAP_SECONDS: "5",
      RAILWAY_DEPLOYMENT_DRAINING_SECONDS: "20",
      RAILWAY_HEALTHCHECK_TIMEOUT_SEC: "60",
      // Railway mounts a volume as root's, and the image runs as user 10001.
      RAILWAY_RUN_UID: "0",
    },
  });

  return project("gatewayz", { resources: [api, data] });
});
