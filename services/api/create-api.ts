import swagger from "@fastify/swagger";
import { type FastifyInstance, fastify, LogController } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { accessHook } from "./access.js";
import { idLengthMax } from "./contract/common.js";
import { answerError } from "./errors.js";
import { answerOtherMethods } from "./method-not-allowed.js";
import { measureRequests } from "./metrics.js";
import { openapiOptions } from "./openapi.js";
import { type ApiOptions, defaultStreamLimits } from "./options.js";
import { alertActionRoutes } from "./routes/alert-actions.js";
import { alertRoutes } from "./routes/alerts.js";
import { auditRoutes } from "./routes/audit.js";
import { componentRoutes } from "./routes/components.js";
import { deviceRoutes } from "./routes/devices.js";
import { districtRoutes } from "./routes/districts.js";
import { documentRoutes } from "./routes/documents.js";
import { doseRoutes } from "./routes/doses.js";
import { eventRoutes } from "./routes/events.js";
import { flowRoutes } from "./routes/flows.js";
import { healthRoutes } from "./routes/health.js";
import { incidentReportRoutes } from "./routes/incident-report.js";
import { incidentRoutes } from "./routes/incidents.js";
import { kpiRoutes } from "./routes/kpis.js";
import { overviewRoutes } from "./routes/overview.js";
import { quarantineRoutes } from "./routes/quarantine.js";
import { refillRoutes } from "./routes/refills.js";
import { residentPeriodRoutes } from "./routes/resident-period.js";
import { residentRoutes } from "./routes/residents.js";
import { scalingRoutes } from "./routes/scaling.js";
import { scenarioRoutes } from "./routes/scenarios.js";
import { seriesRoutes } from "./routes/series.js";
import { slaRoutes } from "./routes/sla.js";
import { streamRoutes } from "./routes/stream.js";
import { notFoundHandler, webRoutes } from "./routes/web.js";
import { worklistRoutes } from "./routes/worklist.js";
import { createStreamHub } from "./stream-hub.js";
import { changeView, knownComponents } from "./views.js";

/** The version of the API, not of the program: raised when an answer changes its meaning. */
const apiVersion = "1.0.0";

/**
 * A request that takes longer has met a fault. `bodyMaxBytes` is what a batch of events may weigh; the sockets' limits
 * keep slow or idle clients from holding connections.
 */
const limits = { handlerMs: 30_000, requestMs: 30_000, idleMs: 60_000, keepAliveMs: 15_000, bodyMaxBytes: 1024 * 1024 };

function bareServer(options: ApiOptions): FastifyInstance {
  return fastify({
    loggerInstance: options.log,
    // Failures are logged where they are answered; a line per request would be mostly the page's polling.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.bodyMaxBytes,
    handlerTimeout: limits.handlerMs,
    requestTimeout: limits.requestMs,
    connectionTimeout: limits.idleMs,
    keepAliveTimeout: limits.keepAliveMs,
    routerOptions: { maxParamLength: 3 * idLengthMax },
    frameworkErrors: (error, request, reply) => {
      answerError(error, request, reply);
    },
  });
}

/** The HTTP server with everything registered, not listening yet. Closing it ends the event streams first. */
export async function createApi(options: ApiOptions): Promise<FastifyInstance> {
  const known = knownComponents(options.ecosystem);
  const hub = createStreamHub({
    ...defaultStreamLimits,
    ...options.stream,
    subscribe: options.subscribe,
    view: (output) => changeView(output, known),
    now: options.now,
  });
  const app = bareServer(options);
  // A page elsewhere may send text without asking first; nothing here reads it.
  app.removeContentTypeParser("text/plain");
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answerError);
  measureRequests(app, options.registry, hub);
  app.addHook("onRequest", accessHook(options.token, options.allowedHosts));
  app.setNotFoundHandler(notFoundHandler(options.web));
  app.addHook("preClose", async () => hub.close());

  await app.register(swagger, openapiOptions(apiVersion, options.token !== null));
  const registerOtherMethods = answerOtherMethods(app);
  const routes = [
    overviewRoutes(options),
    worklistRoutes(options),
    refillRoutes(options),
    residentRoutes(options),
    residentPeriodRoutes(options),
    districtRoutes(options),
    alertRoutes(options),
    alertActionRoutes(options),
    doseRoutes(options),
    deviceRoutes(options),
    componentRoutes(options),
    flowRoutes(options),
    incidentRoutes(options),
    scenarioRoutes(options),
    scalingRoutes(options),
    incidentReportRoutes(options),
    slaRoutes(options),
    kpiRoutes(options),
    quarantineRoutes(options),
    auditRoutes(options),
    seriesRoutes(options),
    eventRoutes(options),
    streamRoutes(hub),
    healthRoutes(options),
    documentRoutes(),
    webRoutes(options),
  ];
  for (const plugin of routes) await app.register(plugin);
  registerOtherMethods();
  return app;
}
