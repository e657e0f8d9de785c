# Velvakt with everything in one container: broker, database, page. See README.md, "Docker".

FROM node:20-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No package needs its install script.
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY bin bin
COPY rules rules
COPY ingest ingest
COPY simulators simulators
COPY services services
COPY dashboards dashboards
RUN node bin/build.js
RUN npm prune --omit=dev --ignore-scripts
# The links that PostgreSQL's libraries need: the user below may not write here, and would copy all of it into its data.
RUN node bin/link-postgres.js

FROM node:20-slim
ENV NODE_ENV=production \
    VELVAKT_HTTP_HOST=0.0.0.0 \
    VELVAKT_MQTT_HOST=0.0.0.0 \
    VELVAKT_DATA_DIR=/data \
    VELVAKT_API_TOKEN_FILE=/run/secrets/api-token \
    VELVAKT_MQTT_PASSWORD_FILE=/run/secrets/mqtt-password
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/bin bin
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
RUN mkdir /data && chown node:node /data
# PostgreSQL refuses to run as root, and initdb wants a user with a name.
USER node
VOLUME /data
EXPOSE 8080 1883
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["node", "bin/healthcheck.js"]
CMD ["node", "bin/velvakt.js", "serve"]
